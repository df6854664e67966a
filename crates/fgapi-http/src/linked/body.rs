//! JSON bodies, read strictly: no name twice, nothing guessed. What nobody knows is ignored. A refusal names the field as the document
//! writes it (`account[service_form_answers][0][id]`), and never repeats what was sent.

use core::str::FromStr;

use fgapi_domain::Secret;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::{ErrorNumber, Expected, LinkedRefused};

/// JSON as it was sent. Texts may be secret, so all of them are kept as if they were.
#[derive(Debug)]
pub(crate) enum Json {
    Null,
    /// `None` when it is no whole number from 0.
    Number(Option<u64>),
    Text(Secret),
    List(Vec<Self>),
    Object(Vec<(String, Self)>),
    Bool,
}

impl Json {
    pub(super) fn read(body: &[u8]) -> Result<Self, LinkedRefused> {
        let refused = |_| LinkedRefused::new(ErrorNumber::Body);
        // serde_json bounds how deep it goes.
        serde_json::from_slice(body).map_err(refused)
    }
}

/// A value in a body, or the place where it should be.
#[derive(Debug)]
pub(crate) struct Node<'a> {
    path: String,
    json: Option<&'a Json>,
}

impl<'a> Node<'a> {
    /// The member of the body's own object with this name.
    pub(crate) fn of(body: &'a Json, name: &str) -> Self {
        Self { path: name.to_owned(), json: Some(body) }.named(name, name.to_owned())
    }

    /// The object's member with this name.
    pub(crate) fn member(&self, name: &str) -> Self {
        self.named(name, format!("{}[{name}]", self.path))
    }

    fn named(&self, name: &str, path: String) -> Self {
        let members = if let Some(Json::Object(members)) = self.json { members.as_slice() } else { &[] };
        Self { path, json: members.iter().find(|(known, _)| known == name).map(|(_, json)| json) }
    }

    pub(crate) fn is_absent(&self) -> bool {
        self.json.is_none()
    }

    pub(crate) fn refused(&self, expected: Expected) -> LinkedRefused {
        LinkedRefused::parameter(self.path.clone(), expected)
    }

    /// Itself, when it is an object.
    pub(crate) fn object(self) -> Result<Self, LinkedRefused> {
        if matches!(self.json, Some(Json::Object(_))) { Ok(self) } else { Err(self.refused(Expected::Object)) }
    }

    /// What a list holds.
    pub(crate) fn list(&self) -> Result<Vec<Self>, LinkedRefused> {
        let Some(Json::List(values)) = self.json else { return Err(self.refused(Expected::List)) };
        Ok(values.iter().enumerate().map(|(at, json)| Self { path: format!("{}[{at}]", self.path), json: Some(json) }).collect())
    }

    pub(crate) fn text(&self) -> Result<&'a Secret, LinkedRefused> {
        if let Some(Json::Text(text)) = self.json { Ok(text) } else { Err(self.refused(Expected::Text)) }
    }

    pub(crate) fn number(&self, expected: Expected) -> Result<u32, LinkedRefused> {
        let number = if let Some(Json::Number(Some(number))) = self.json { u32::try_from(*number).ok() } else { None };
        number.filter(|number| *number > 0).ok_or_else(|| self.refused(expected))
    }

    /// A text that may be cleared: `None` when it is absent, `Some(None)` for `null` and for the empty text.
    pub(crate) fn clearable<T: FromStr>(&self, expected: Expected) -> Result<Option<Option<T>>, LinkedRefused> {
        match self.json {
            None => Ok(None),
            Some(Json::Null) => Ok(Some(None)),
            Some(Json::Text(text)) if text.reveal().is_empty() => Ok(Some(None)),
            Some(Json::Text(text)) => text.reveal().parse().map(|text| Some(Some(text))).map_err(|_| self.refused(expected)),
            Some(_) => Err(self.refused(expected)),
        }
    }
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(json: D) -> Result<Self, D::Error> {
        json.deserialize_any(Reading)
    }
}

struct Reading;

impl<'de> Visitor<'de> for Reading {
    type Value = Json;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Json, E> {
        Ok(Json::Bool)
    }

    fn visit_u64<E>(self, number: u64) -> Result<Json, E> {
        Ok(Json::Number(Some(number)))
    }

    fn visit_i64<E>(self, _: i64) -> Result<Json, E> {
        Ok(Json::Number(None))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Json, E> {
        Ok(Json::Number(None))
    }

    fn visit_str<E>(self, text: &str) -> Result<Json, E> {
        Ok(Json::Text(Secret::new(text)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Json, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = seq.next_element()? {
            values.push(value);
        }
        Ok(Json::List(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Json, A::Error> {
        let (mut members, mut names) = (Vec::new(), std::collections::HashSet::new());
        while let Some((name, value)) = map.next_entry::<String, Json>()? {
            if !names.insert(name.clone()) {
                return Err(A::Error::custom("a name stands twice"));
            }
            members.push((name, value));
        }
        Ok(Json::Object(members))
    }
}
