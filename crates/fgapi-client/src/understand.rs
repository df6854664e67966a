//! Reads an answer's JSON, and says in which field it is not what it should be.

use serde::de::DeserializeOwned;
use serde_json::error::Category;

/// The answer; otherwise why it is none, without a value that came: a token may be one.
pub(crate) fn understood<T: DeserializeOwned>(body: &[u8]) -> Result<T, String> {
    let mut json = serde_json::Deserializer::from_slice(body);
    match serde_path_to_error::deserialize(&mut json) {
        Ok(answer) => json.end().map(|()| answer).map_err(|_| "more follows after its end".to_owned()),
        Err(error) => Err(why(&error.path().to_string(), error.inner(), body)),
    }
}

fn why(path: &str, error: &serde_json::Error, body: &[u8]) -> String {
    match error.classify() {
        _ if body.trim_ascii_start().starts_with(b"<") => "a page of HTML, as a website or a proxy sends it".to_owned(),
        Category::Data => {
            let text = error.to_string();
            let text = text.rsplit_once(" at line ").map_or(text.as_str(), |(text, _)| text);
            // What stands before the last "expected" repeats the value; what stands after it comes from the type.
            let told = match text.rsplit_once(", expected ") {
                Some((_, expected)) => format!("expected {expected}"),
                None if text.starts_with("missing field `") || text.starts_with("duplicate field `") => text.to_owned(),
                None => "not what it should be".to_owned(),
            };
            if path == "." { told } else { format!("{path}: {told}") }
        }
        Category::Io | Category::Syntax | Category::Eof => format!("no JSON: {error}"),
    }
}

#[cfg(test)]
mod tests {
    use fgapi_wire::{PairAnswer, TransactionsAnswer};

    use super::*;

    #[test]
    fn the_field_is_named_and_no_value_repeated() {
        let amount = br#"{"transactions":[{"id":"1","date":"d","amount":"hush, expected hush","description":"","balance":0}]}"#;
        let why = understood::<TransactionsAnswer<'static>>(amount).unwrap_err();
        assert_eq!(why, "transactions[0].amount: expected i64");
        let why = understood::<PairAnswer<'static>>(br#"{"access_token":"hush","created_at":1,"expired_at":2}"#).unwrap_err();
        assert_eq!(why, "missing field `refresh_token`");
    }

    #[test]
    fn what_is_no_answer_is_told_as_what_it_is() {
        let why = |body: &[u8]| understood::<TransactionsAnswer<'static>>(body).unwrap_err();
        assert!(why(b"\n <!DOCTYPE html>").contains("HTML"));
        assert!(why(b"").starts_with("no JSON"));
        assert!(why(b"{\"transactions\":[").starts_with("no JSON"));
        assert_eq!(why(b"{\"transactions\":[]} {}"), "more follows after its end");
    }
}
