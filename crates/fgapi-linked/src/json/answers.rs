//! Answers to forms: one object of ids and texts.

use core::fmt;

use fgapi_domain::Secret;
use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, Visitor};

use super::JsonFault;
use crate::NewAnswer;

impl NewAnswer {
    /// Reads one JSON object: the id of each form, and the text. Each form comes once.
    ///
    /// # Errors
    /// [`JsonFault`].
    ///
    /// ```
    /// use fgapi_linked::NewAnswer;
    /// assert_eq!(NewAnswer::read_all(r#"{"13": "1340000001", "14": "ポチ"}"#)?[1].form, 14);
    /// assert!(NewAnswer::read_all(r#"{"13": "a", "13": "b"}"#).is_err());
    /// # Ok::<(), fgapi_linked::JsonFault>(())
    /// ```
    pub fn read_all(json: &str) -> Result<Vec<Self>, JsonFault> {
        serde_json::from_str::<Answers>(json).map(|answers| answers.0).map_err(|error| JsonFault::Syntax {
            line: error.line(),
            column: error.column(),
            expected: "one JSON object of form ids and texts, such as {\"13\": \"…\"}, each form once",
        })
    }
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
