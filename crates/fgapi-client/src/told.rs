//! What the body of a refusal tells. Each API here writes errors in words of its own, and other banks' may be anything.

use serde_json::Value;
use zeroize::Zeroizing;

use crate::Reason;

/// The longest body of a refusal that is read; ours have some hundred bytes.
const LONGEST_BODY: usize = 64 * 1_024;
/// Characters of a text that go into an error.
const LONGEST_TEXT: usize = 500;

/// What is told; all of it may be missing.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Told {
    pub(crate) error: String,
    pub(crate) error_code: String,
    pub(crate) reason: Option<Reason>,
    pub(crate) field: Option<String>,
    pub(crate) description: String,
    pub(crate) request_id: Option<String>,
}

impl Told {
    /// Reads a body. `sent` are the secrets of the call: a bank that repeats one does not get it into a log of ours.
    pub(crate) fn read(body: &[u8], sent: &[Zeroizing<String>]) -> Self {
        if body.len() > LONGEST_BODY {
            return Self::default();
        }
        let Ok(Value::Object(body)) = serde_json::from_slice(body) else { return Self::default() };
        let text = |names: &[&str]| {
            let found = names.iter().filter_map(|name| match body.get(*name)? {
                Value::String(text) => Some(text.clone()),
                Value::Number(number) => Some(number.to_string()),
                Value::Array(all) => all.first()?.as_str().map(str::to_owned),
                _ => None,
            });
            found.map(|text| shown(text, sent)).find(|text| !text.is_empty())
        };
        Self {
            error: text(&["error"]).unwrap_or_default(),
            error_code: text(&["error_code", "errorCode"]).unwrap_or_default(),
            reason: text(&["reason"]).map(|reason| reason.as_str().into()),
            field: text(&["field"]),
            description: text(&["error_description", "message", "errors"]).unwrap_or_default(),
            request_id: text(&["request_id"]),
        }
    }
}

/// A text of somebody else's as it may stand in a log: one line, not too long, without what was secret.
pub(crate) fn shown(text: String, sent: &[Zeroizing<String>]) -> String {
    let text = sent.iter().fold(text, |text, secret| text.replace(secret.as_str(), "…"));
    text.chars().take(LONGEST_TEXT).map(|letter| if letter.is_control() { ' ' } else { letter }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_api_is_read_in_its_own_words() {
        let fgapi = br#"{"error":"invalid_token","error_description":"gone","error_code":"FG401-003","request_id":"r","reason":"expired"}"#;
        let told = Told::read(fgapi, &[]);
        assert_eq!((told.error.as_str(), told.error_code.as_str(), told.description.as_str()), ("invalid_token", "FG401-003", "gone"));
        assert_eq!((told.reason, told.request_id.as_deref()), (Some(Reason::Expired), Some("r")));
        let tenants = Told::read(r#"{"message":"権限がありません","errorCode":"120001"}"#.as_bytes(), &[]);
        assert_eq!((tenants.error_code.as_str(), tenants.description.as_str()), ("120001", "権限がありません"));
        let linked = Told::read(br#"{"error_code":40400,"errors":["There is nothing."]}"#, &[]);
        assert_eq!((linked.error_code.as_str(), linked.description.as_str()), ("40400", "There is nothing."));
    }

    #[test]
    fn what_is_no_error_of_ours_tells_nothing() {
        for body in [&b"<html>"[..], b"", b"[]", b"{\"error\":{}}", &[b' '; LONGEST_BODY + 1]] {
            assert_eq!(Told::read(body, &[]), Told::default());
        }
    }

    #[test]
    fn a_secret_that_comes_back_is_not_repeated() {
        let secrets = [Zeroizing::new("fgr_hush".to_owned())];
        let told = Told::read(br#"{"error":"no fgr_hush","error_description":"fgr_hush\nis dead","reason":"fgr_hush"}"#, &secrets);
        assert!(!format!("{told:?}").contains("hush"), "{told:?}");
        assert_eq!(told.description, "… is dead");
    }
}
