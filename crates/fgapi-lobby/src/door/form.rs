//! The fields of forms and queries, read strictly.

use fgapi_domain::Secret;
use fgapi_wire::form_pairs;

use super::Fields;

/// The longest value, in characters: longer than anything that a person types into one line.
const VALUE_CHARS_MAX: usize = 1_024;
/// The longest value of several lines.
const LONG_CHARS_MAX: usize = 20_000;

/// Fields. Values may be secret, so all of them are kept as if they were.
#[derive(Debug, Default)]
pub struct Form(Vec<(String, Secret)>);

/// What no screen of ours sends: the field's name, where it is one of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NotOurs(pub(crate) Option<&'static str>);

impl Form {
    /// Reads a query or a form body, of which the route knows these fields.
    pub(super) fn read(text: &[u8], known: Fields, fields_max: usize) -> Result<Self, NotOurs> {
        let mut form = Self::default();
        for (name, value) in form_pairs(text) {
            form.add(&name.ok_or(NotOurs(None))?, value, known, fields_max)?;
        }
        Ok(form)
    }

    /// Reads what a form carries of a list's query.
    ///
    /// # Errors
    /// [`Fault::Malformed`](super::Fault::Malformed).
    pub fn parsed(text: &str, known: Fields) -> Result<Self, super::Fault> {
        Self::read(text.as_bytes(), known, 64).map_err(|NotOurs(field)| super::Fault::Malformed(field))
    }

    /// Adds a field.
    pub(super) fn add(&mut self, name: &str, value: Option<String>, known: Fields, fields_max: usize) -> Result<(), NotOurs> {
        let ours = known.known(name);
        let refused = NotOurs(ours);
        let (Some(ours), Some(value)) = (ours, value) else { return Err(refused) };
        let long = known.is_long(ours);
        let most = if long { LONG_CHARS_MAX } else { VALUE_CHARS_MAX };
        let odd = value.chars().any(|c| c.is_control() && !(long && matches!(c, '\r' | '\n' | '\t'))) || value.chars().count() > most;
        let repeated = !known.is_many(ours) && self.0.iter().any(|(other, _)| other == name);
        if odd || repeated || self.0.len() >= fields_max {
            return Err(refused);
        }
        self.0.push((name.to_owned(), Secret::new(value)));
        Ok(())
    }

    /// A field; empty when it is not there.
    pub fn text(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.reveal())
    }

    /// A field without blanks around it.
    pub fn trimmed(&self, name: &str) -> &str {
        self.text(name).trim()
    }

    /// A secret field; empty when it is not there.
    pub fn secret(&self, name: &str) -> Secret {
        Secret::new(self.text(name))
    }

    /// All values of a field.
    pub fn all<'f>(&'f self, name: &'f str) -> impl Iterator<Item = &'f str> {
        self.0.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.reveal())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_read_strictly() {
        let known = Fields { one: &["login"], many: &["id"], long: &["body"] };
        let read = |text: &str| Form::read(text.as_bytes(), known, 6);
        let form = read("csrf=a&login=hanako%20&id=1&id=2&body=a%0d%0ab").unwrap();
        assert_eq!((form.text("login"), form.trimmed("login"), form.text("never")), ("hanako ", "hanako", ""));
        assert_eq!((form.all("id").collect::<Vec<_>>(), form.text("body")), (vec!["1", "2"], "a\r\nb"));
        for (bad, field) in [
            ("login=a&login=b", Some("login")),
            ("login=%0a", Some("login")),
            ("login=%ff", Some("login")),
            ("body=%00", Some("body")),
            ("role=auditor", None),
            ("%ff=1", None),
            ("id=1&id=2&id=3&id=4&id=5&id=6&id=7", Some("id")),
        ] {
            assert_eq!(read(bad).unwrap_err(), NotOurs(field), "{bad}");
        }
        assert!(read(&format!("login={}", "x".repeat(1_025))).is_err());
    }
}
