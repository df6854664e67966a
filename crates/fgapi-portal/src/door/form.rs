//! Forms and queries of screens.

use fgapi_consent::{Parameter, Parameters};
use fgapi_domain::Secret;
use fgapi_wire::form_pairs;

/// The fields of a form. Values may be secret, so all of them are kept as if they were.
#[derive(Debug, Default)]
pub(super) struct Form(Vec<(String, Secret)>);

/// A form that no screen of ours sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NotOurs;

/// Fields of which a form may have several.
const MANY: [&str; 2] = ["grants", "accounts"];
/// The longest value, in characters: longer than anything that a person types.
const VALUE_CHARS_MAX: usize = 1_024;

impl Form {
    /// Reads a form body.
    pub(super) fn read(body: &[u8], fields_max: usize) -> Result<Self, NotOurs> {
        let mut fields: Vec<(String, Secret)> = Vec::new();
        for (name, value) in form_pairs(body) {
            let (name, value) = name.zip(value).ok_or(NotOurs)?;
            let known = fields.iter().any(|(other, _)| *other == name);
            let odd = value.chars().any(char::is_control) || value.chars().count() > VALUE_CHARS_MAX || name.len() > 128;
            if fields.len() >= fields_max || odd || (known && !MANY.contains(&name.as_str())) {
                return Err(NotOurs);
            }
            fields.push((name, Secret::new(value)));
        }
        Ok(Self(fields))
    }

    /// A field; empty when it is not there.
    pub(super) fn text(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.reveal())
    }

    /// A secret field; empty when it is not there.
    pub(super) fn secret(&self, name: &str) -> Secret {
        Secret::new(self.text(name))
    }

    /// All values of a field.
    pub(super) fn all<'f>(&'f self, name: &'f str) -> impl Iterator<Item = &'f str> {
        self.0.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.reveal())
    }

    /// The fields whose name begins so: the rest of the name, and the value.
    pub(super) fn beginning<'f>(&'f self, with: &'f str) -> impl Iterator<Item = (&'f str, &'f Secret)> {
        self.0.iter().filter_map(move |(name, value)| Some((name.strip_prefix(with)?, value)))
    }
}

/// The fields of /auth/login@GET.
pub(super) fn parameters(query: &[u8]) -> Parameters {
    let pairs: Vec<_> = form_pairs(query).collect();
    let field = |name: &str| {
        let mut found = pairs.iter().filter(|(known, _)| known.as_deref() == Some(name)).map(|(_, value)| value);
        match (found.next(), found.next()) {
            (None, _) => Parameter::Absent,
            (Some(_), Some(_)) => Parameter::Repeated,
            (Some(None), None) => Parameter::Garbled,
            (Some(Some(value)), None) if value.is_empty() => Parameter::Absent,
            (Some(Some(value)), None) => Parameter::Given(value.clone()),
        }
    };
    Parameters {
        api_key: field("api_key"),
        redirect_uri: field("redirect_uri"),
        grants: field("grants"),
        state: field("state"),
        code_challenge: field("code_challenge"),
        code_challenge_method: field("code_challenge_method"),
        link_id: field("link_id"),
    }
}

/// One field of a query; `None` when it is not there, there twice or no text.
pub(super) fn query_field(query: &[u8], name: &str) -> Option<String> {
    let mut found = form_pairs(query).filter(|(known, _)| known.as_deref() == Some(name)).map(|(_, value)| value);
    match (found.next(), found.next()) {
        (Some(value), None) => value,
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_read_strictly() {
        let form = Form::read(b"csrf=a&grants=accounts&grants=balances&pin-1=12%20&pin-2=", 10).unwrap();
        assert_eq!(form.text("csrf"), "a");
        assert_eq!(form.all("grants").collect::<Vec<_>>(), ["accounts", "balances"]);
        assert_eq!(form.beginning("pin-").map(|(name, value)| (name, value.reveal())).collect::<Vec<_>>(), [("1", "12 "), ("2", "")]);
        for bad in ["csrf=a&csrf=b", "a=%ff", "a=%0a", "a=%", "a=1&b=2&c=3&d=4"] {
            assert_eq!(Form::read(bad.as_bytes(), 3).unwrap_err(), NotOurs, "{bad}");
        }
        assert!(Form::read(format!("a={}", "x".repeat(2_000)).as_bytes(), 3).is_err());
    }

    #[test]
    fn a_request_tells_absent_repeated_and_garbled_apart() {
        let asked = parameters(b"api_key=k&redirect_uri=https%3A%2F%2Fa.example%2F&state=&grants=a&grants=b&link_id=%ff&other=1&other=2");
        assert_eq!(asked.api_key, Parameter::Given("k".into()));
        assert_eq!(asked.redirect_uri, Parameter::Given("https://a.example/".into()));
        assert_eq!((asked.state, asked.code_challenge), (Parameter::Absent, Parameter::Absent));
        assert_eq!((asked.grants, asked.link_id), (Parameter::Repeated, Parameter::Garbled));
    }
}
