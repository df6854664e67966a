//! JSON that keeps the order in which it was written, so that a description reads like the document that it describes.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeMap as _, Serializer};

/// A JSON value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Node {
    Null,
    Bool(bool),
    Whole(i64),
    Text(String),
    List(Vec<Self>),
    Object(Vec<(String, Self)>),
}

impl Node {
    /// An object without members.
    pub(crate) const fn new() -> Self {
        Self::Object(Vec::new())
    }

    /// The object with this member, in the place of one of the same name or at the end. What is no object stays as it is.
    #[must_use]
    pub(crate) fn with(mut self, name: impl Into<String>, value: impl Into<Self>) -> Self {
        let (name, value) = (name.into(), value.into());
        if let Self::Object(members) = &mut self {
            match members.iter_mut().find(|(known, _)| *known == name) {
                Some((_, known)) => *known = value,
                None => members.push((name, value)),
            }
        }
        self
    }

    /// The same, when there is a value.
    #[must_use]
    pub(crate) fn with_some(self, name: &str, value: Option<impl Into<Self>>) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    /// An object that says where the thing itself stands.
    pub(crate) fn reference(place: &str, name: &str) -> Self {
        Self::new().with("$ref", format!("#/components/{place}/{name}"))
    }

    /// What a value of ours looks like as it travels.
    pub(crate) fn of(value: &impl Serialize) -> Self {
        let text = serde_json::to_string(value).unwrap_or_default();
        serde_json::from_str(&text).unwrap_or(Self::Null)
    }
}

impl From<&str> for Node {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Node {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<bool> for Node {
    fn from(truth: bool) -> Self {
        Self::Bool(truth)
    }
}

impl From<i64> for Node {
    fn from(number: i64) -> Self {
        Self::Whole(number)
    }
}

impl From<i32> for Node {
    fn from(number: i32) -> Self {
        Self::Whole(number.into())
    }
}

impl<N: Into<Self>> FromIterator<N> for Node {
    fn from_iter<I: IntoIterator<Item = N>>(values: I) -> Self {
        Self::List(values.into_iter().map(Into::into).collect())
    }
}

impl Serialize for Node {
    fn serialize<S: Serializer>(&self, json: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => json.serialize_unit(),
            Self::Bool(truth) => json.serialize_bool(*truth),
            Self::Whole(number) => json.serialize_i64(*number),
            Self::Text(text) => json.serialize_str(text),
            Self::List(values) => json.collect_seq(values),
            Self::Object(members) => {
                let mut map = json.serialize_map(Some(members.len()))?;
                members.iter().try_for_each(|(name, value)| map.serialize_entry(name, value))?;
                map.end()
            }
        }
    }
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(json: D) -> Result<Self, D::Error> {
        json.deserialize_any(Reading)
    }
}

struct Reading;

impl<'de> Visitor<'de> for Reading {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON with whole numbers")
    }

    fn visit_unit<E>(self) -> Result<Node, E> {
        Ok(Node::Null)
    }

    fn visit_bool<E>(self, truth: bool) -> Result<Node, E> {
        Ok(Node::Bool(truth))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Node, E> {
        Ok(Node::Whole(number))
    }

    fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<Node, E> {
        i64::try_from(number).map(Node::Whole).map_err(E::custom)
    }

    fn visit_str<E>(self, text: &str) -> Result<Node, E> {
        Ok(text.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Node, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = seq.next_element()? {
            values.push(value);
        }
        Ok(Node::List(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Node, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = map.next_entry()? {
            members.push(member);
        }
        Ok(Node::Object(members))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_is_written_in_the_same_order() {
        let text = r#"{"z":1,"a":[true,null,"普通",{"b":-9223372036854775808,"a":9223372036854775807}]}"#;
        assert_eq!(serde_json::to_string(&serde_json::from_str::<Node>(text).unwrap()).unwrap(), text);
        assert!(serde_json::from_str::<Node>("0.5").is_err());
    }

    #[test]
    fn members_are_added_to_objects_only() {
        let object = Node::new().with("a", 1).with_some("b", None::<&str>).with("c", "d");
        assert_eq!(serde_json::to_string(&object).unwrap(), r#"{"a":1,"c":"d"}"#);
        assert_eq!(serde_json::to_string(&object.with("a", 2)).unwrap(), r#"{"a":2,"c":"d"}"#);
        assert_eq!(Node::Null.with("a", 1), Node::Null);
    }
}
