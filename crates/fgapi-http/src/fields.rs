//! The parameters of a call: read from the query or the body, and judged one by one.
//!
//! Nothing of a caller's text is ever repeated in a refusal; a field is named only when the document or we define it.

use fgapi_domain::{GrantRequest, JstDate, Period, Secret};
use fgapi_page::PageNumber;
use fgapi_token::{CodeChallenge, LinkName, Retry};
use fgapi_wire::form_pairs;
use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::catalogue::ErrorCode;
use crate::status::Refused;

/// Every field that some call of FGAPI, or of those beside it that share its bodies, knows.
pub const KNOWN: &[&str] = &[
    "api_key",
    "password",
    "grants",
    "auth_token",
    "code_verifier",
    "refresh_token",
    "id",
    "link_id",
    "idempotency_key",
    "account_id",
    "start_date",
    "end_date",
    "fill",
    "page",
    "serviceCode",
    "grant_type",
    "scope",
    "client_id",
    "client_secret",
];

/// What a body is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BodyType {
    Form,
    Json,
}

impl BodyType {
    /// The type that a Content-Type names; its parameters are looked at only for a charset that is not UTF-8.
    pub(crate) fn of(content_type: &str) -> Option<Self> {
        let mut parts = content_type.split(';').map(str::trim);
        let kind = match parts.next()?.to_ascii_lowercase().as_str() {
            "application/x-www-form-urlencoded" => Self::Form,
            "application/json" => Self::Json,
            _ => return None,
        };
        let utf8 = parts.filter_map(|part| part.split_once('=')).filter(|(name, _)| name.trim().eq_ignore_ascii_case("charset")).all(
            |(_, charset)| {
                let charset = charset.trim().trim_matches('"');
                charset.eq_ignore_ascii_case("utf-8") || charset.eq_ignore_ascii_case("utf8")
            },
        );
        utf8.then_some(kind)
    }
}

/// The fields of one call. Values may be secret, so all of them are kept as if they were.
#[derive(Debug, Default)]
pub(crate) struct Fields(Vec<(String, Secret)>);

impl Fields {
    /// Reads a form or a query.
    pub(crate) fn from_form(text: &[u8], max: usize) -> Result<Self, Refused> {
        let mut fields = Self::default();
        for (name, value) in form_pairs(text) {
            let name = name.ok_or(Refused::new(ErrorCode::NotUtf8))?;
            let value = value.ok_or_else(|| about(ErrorCode::NotUtf8, &name))?;
            fields.add(name, value, max)?;
        }
        Ok(fields)
    }

    /// Reads a flat JSON object of strings.
    pub(crate) fn from_json(text: &[u8], max: usize) -> Result<Self, Refused> {
        let text = core::str::from_utf8(text).map_err(|_| Refused::new(ErrorCode::NotUtf8))?;
        let mut json = serde_json::Deserializer::from_str(text);
        let pairs = json.deserialize_map(Object(max)).map_err(|_| Refused::new(ErrorCode::BodyMalformed))?;
        json.end().map_err(|_| Refused::new(ErrorCode::BodyMalformed))?;
        let mut fields = Self::default();
        for (name, value) in pairs {
            // What nobody knows is ignored, whatever it holds; it only may not stand twice.
            let unknown = !KNOWN.contains(&name.as_str());
            let value = value.or_else(|| unknown.then(String::new)).ok_or_else(|| about(ErrorCode::FieldNotText, &name))?;
            fields.add(name, value, max)?;
        }
        Ok(fields)
    }

    fn add(&mut self, name: String, value: String, max: usize) -> Result<(), Refused> {
        if self.0.len() >= max {
            return Err(Refused::new(ErrorCode::TooManyFields));
        }
        if name.chars().chain(value.chars()).any(char::is_control) {
            return Err(about(ErrorCode::ControlCharacter, &name));
        }
        if self.0.iter().any(|(known, _)| *known == name) {
            return Err(about(ErrorCode::FieldRepeated, &name));
        }
        self.0.push((name, Secret::new(value)));
        Ok(())
    }

    fn find(&self, name: &str) -> Option<&Secret> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    /// A required field as it was sent.
    pub(crate) fn secret(&self, name: &'static str) -> Result<&Secret, Refused> {
        self.find(name).filter(|value| !value.reveal().is_empty()).ok_or(Refused::field(ErrorCode::FieldMissing, name))
    }

    /// A required field as it was sent.
    pub(crate) fn text(&self, name: &'static str) -> Result<&str, Refused> {
        self.secret(name).map(Secret::reveal)
    }

    /// A field that may be left out, as it was sent.
    pub(crate) fn optional(&self, name: &str) -> Option<&str> {
        self.find(name).map(Secret::reveal)
    }

    /// `page`; 1 when it is absent.
    pub(crate) fn page(&self) -> Result<PageNumber, Refused> {
        self.parsed("page", ErrorCode::Page).map(Option::unwrap_or_default)
    }

    /// `start_date` and `end_date`, at most `days_max` days.
    pub(crate) fn period(&self, days_max: i64) -> Result<Period, Refused> {
        let day = |name: &'static str| self.text(name)?.parse::<JstDate>().map_err(|_| Refused::field(ErrorCode::Date, name));
        let (start, end) = (day("start_date")?, day("end_date")?);
        let period = Period::new(start, end).map_err(|_| Refused::field(ErrorCode::PeriodBackwards, "start_date"))?;
        if period.days() > days_max {
            return Err(Refused { limit: Some(days_max), ..Refused::field(ErrorCode::PeriodTooLong, "end_date") });
        }
        Ok(period)
    }

    /// `grants`; everything that the client may have when it is absent (reading R18).
    pub(crate) fn grants(&self) -> Result<GrantRequest, Refused> {
        Ok(self.parsed("grants", ErrorCode::Grants)?.unwrap_or(GrantRequest::Allowed))
    }

    /// `link_id`; `default` when it is absent (reading R20).
    pub(crate) fn link_name(&self) -> Result<LinkName, Refused> {
        self.parsed("link_id", ErrorCode::LinkId).map(Option::unwrap_or_default)
    }

    /// What `code_verifier` answers, when it is there (reading R25).
    pub(crate) fn proof(&self) -> Result<Option<CodeChallenge>, Refused> {
        let refused = |_| Refused::field(ErrorCode::CodeVerifier, "code_verifier");
        self.find("code_verifier").map(CodeChallenge::of_verifier).transpose().map_err(refused)
    }

    /// Whether `fill=carry` was asked for (reading R14).
    pub(crate) fn carries(&self) -> Result<bool, Refused> {
        match self.find("fill").map(Secret::reveal) {
            None => Ok(false),
            Some("carry") => Ok(true),
            Some(_) => Err(Refused::field(ErrorCode::Fill, "fill")),
        }
    }

    /// `idempotency_key`, with the rest of the call in a form that does not depend on the fields' order (reading R21).
    pub(crate) fn retry(&self) -> Result<Option<Retry>, Refused> {
        let Some(key) = self.find("idempotency_key") else {
            return Ok(None);
        };
        let mut rest: Vec<&(String, Secret)> = self.0.iter().filter(|(name, _)| name != "idempotency_key").collect();
        rest.sort_by(|(a, _), (b, _)| a.cmp(b));
        // Control characters are refused above, so that a NUL separates without doubt.
        let body = rest.into_iter().map(|(name, value)| format!("{name}\0{}\0", value.reveal())).collect();
        Retry::new(key.reveal(), body).map(Some).map_err(|_| Refused::field(ErrorCode::IdempotencyKey, "idempotency_key"))
    }

    fn parsed<T: core::str::FromStr>(&self, name: &'static str, code: ErrorCode) -> Result<Option<T>, Refused> {
        self.find(name).map(|value| value.reveal().parse()).transpose().map_err(|_| Refused::field(code, name))
    }
}

/// A refusal that names the field, when it is one that is known.
fn about(code: ErrorCode, name: &str) -> Refused {
    Refused { field: KNOWN.iter().copied().find(|known| *known == name), ..Refused::new(code) }
}

/// Reads a JSON object as pairs, so that a repeated name is seen; a value that is no string is `None`.
struct Object(usize);

impl<'de> Visitor<'de> for Object {
    type Value = Vec<(String, Option<String>)>;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a flat object of strings")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut pairs = Vec::new();
        while let Some(name) = map.next_key()? {
            let Text(value) = map.next_value()?;
            // One more than allowed tells enough.
            if pairs.len() <= self.0 {
                pairs.push((name, value));
            }
        }
        Ok(pairs)
    }
}

struct Text(Option<String>);

impl<'de> serde::Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(json: D) -> Result<Self, D::Error> {
        json.deserialize_any(Text(None))
    }
}

impl<'de> Visitor<'de> for Text {
    type Value = Self;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_str<E>(self, text: &str) -> Result<Self, E> {
        Ok(Self(Some(text.to_owned())))
    }

    fn visit_string<E>(self, text: String) -> Result<Self, E> {
        Ok(Self(Some(text)))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_unit<E>(self) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(self)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn code(outcome: Result<Fields, Refused>) -> ErrorCode {
        outcome.expect_err("it was taken").code
    }

    #[test]
    fn forms_are_read_strictly() {
        let fields = Fields::from_form(b"api_key=a%2Bb+c&password=%E6%99%AE&x", 100).unwrap();
        assert_eq!((fields.text("api_key").unwrap(), fields.text("password").unwrap()), ("a+b c", "普"));
        for (bad, expected) in [
            ("a=1&a=2", ErrorCode::FieldRepeated),
            ("a=1&%61=2", ErrorCode::FieldRepeated),
            ("a=%ff", ErrorCode::NotUtf8),
            ("a=%", ErrorCode::NotUtf8),
            ("a=%+1", ErrorCode::NotUtf8),
            ("a=%0", ErrorCode::NotUtf8),
            ("a=%00", ErrorCode::ControlCharacter),
            ("a=%0a", ErrorCode::ControlCharacter),
            ("a=1&b=2&c=3&d=4", ErrorCode::TooManyFields),
        ] {
            assert_eq!(code(Fields::from_form(bad.as_bytes(), 3)), expected, "{bad}");
        }
    }

    #[test]
    fn json_is_a_flat_object_of_strings() {
        let fields = Fields::from_json(br#" {"api_key":"a","password":"\u666e"} "#, 100).unwrap();
        assert_eq!(fields.text("password").unwrap(), "普");
        let fields = Fields::from_json(br#"{"id":"a","theirs":{"b":[1,null]},"flag":true}"#, 100).unwrap();
        assert_eq!(fields.text("id").unwrap(), "a", "what nobody knows is ignored, whatever it holds");
        for (bad, expected) in [
            (r#"{"a":"1","a":"2"}"#, ErrorCode::FieldRepeated),
            (r#"{"a":"1","\u0061":"2"}"#, ErrorCode::FieldRepeated),
            (r#"{"id":1}"#, ErrorCode::FieldNotText),
            (r#"{"grants":null}"#, ErrorCode::FieldNotText),
            (r#"{"password":{"b":[1,{}]}}"#, ErrorCode::FieldNotText),
            (r#"{"a":1,"a":[]}"#, ErrorCode::FieldRepeated),
            (r#"{"a":"\u0000"}"#, ErrorCode::ControlCharacter),
            (r#"{"a":"1","b":"2","c":"3","d":"4"}"#, ErrorCode::TooManyFields),
            (r#"{"a":"1"}x"#, ErrorCode::BodyMalformed),
            (r#"["a"]"#, ErrorCode::BodyMalformed),
            (r#"{"a":"#, ErrorCode::BodyMalformed),
            ("", ErrorCode::BodyMalformed),
        ] {
            assert_eq!(code(Fields::from_json(bad.as_bytes(), 3)), expected, "{bad}");
        }
    }

    #[test]
    fn the_field_is_named_only_when_it_is_known() {
        assert_eq!(Fields::from_form(b"page=1&page=2", 9).unwrap_err().field, Some("page"));
        assert_eq!(Fields::from_form(b"secret=1&secret=2", 9).unwrap_err().field, None);
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            for outcome in [Fields::from_form(&bytes, 100), Fields::from_json(&bytes, 100)] {
                if let Err(refused) = outcome {
                    prop_assert_eq!(refused.code.entry().status, 400);
                }
            }
        }

        #[test]
        fn what_is_encoded_is_read_again(name in "[a-z_]{1,9}", value in "\\PC{0,20}") {
            let encoded: String = value.bytes().map(|byte| format!("%{byte:02X}")).collect();
            let fields = Fields::from_form(format!("{name}={encoded}").as_bytes(), 1).unwrap();
            prop_assert_eq!(fields.find(&name).unwrap().reveal(), &value);
            let json = serde_json::json!({ name.clone(): value.clone() }).to_string();
            let fields = Fields::from_json(json.as_bytes(), 1).unwrap();
            prop_assert_eq!(fields.find(&name).unwrap().reveal(), &value);
        }
    }
}
