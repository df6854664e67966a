//! Answers to forms: one JSON object of ids and texts.

use std::fmt;

use fgapi_domain::Secret;
use fgapi_house::Failure;
use fgapi_linked::NewAnswer;
use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, Visitor};

/// What is wrong is told by its place, never with what stands there: it may be an answer.
pub(super) fn read(text: &str) -> Result<Vec<NewAnswer>, Failure> {
    serde_json::from_str::<Answers>(text).map(|answers| answers.0).map_err(|error| {
        Failure::bad_input(
            format!("stdin, line {} column {}: this is not one JSON object of form ids and texts", error.line(), error.column()),
            "give for example {\"13\": \"1340000001\", \"14\": \"…\"}; each form once",
        )
    })
}

struct Answers(Vec<NewAnswer>);

impl<'de> Deserialize<'de> for Answers {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_map(Pairs)
    }
}

/// A map would take the last of two answers to one form in silence.
struct Pairs;

impl<'de> Visitor<'de> for Pairs {
    type Value = Answers;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of form ids and texts")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut pairs: M) -> Result<Answers, M::Error> {
        let mut answers: Vec<NewAnswer> = Vec::new();
        while let Some((form, value)) = pairs.next_entry::<String, String>()? {
            let form: u32 = form.parse().map_err(|_| M::Error::custom("no form id"))?;
            if answers.iter().any(|known| known.form == form) {
                return Err(M::Error::custom("a form comes twice"));
            }
            answers.push(NewAnswer { form, value: Secret::new(value) });
        }
        Ok(Answers(answers))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_one_object_and_each_form_comes_once() {
        let good = read(r#"{"14": "b", "13": "ポチ"}"#).unwrap();
        assert_eq!(good.iter().map(|one| (one.form, one.value.reveal())).collect::<Vec<_>>(), [(14, "b"), (13, "ポチ")]);
        for bad in [r#"{"13":"hush","13":"hush"}"#, r#"{"13":1234567}"#, r#"{"id":"hush"}"#, "[]", "", r#"{"13":"hush"} x"#] {
            let told = read(bad).unwrap_err().to_string();
            assert!(told.contains("stdin, line") && !told.contains("hush") && !told.contains("1234567"), "{told}");
        }
    }
}
