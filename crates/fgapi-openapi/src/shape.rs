//! What JSON a type of `fgapi-wire` is, found out by asking serde itself: which fields it reads, of which kinds, and which of them it
//! leaves out. Nothing about a type's fields is written down a second time, so nothing can differ from what travels.

use std::fmt;

use serde::de::value::{Error, StrDeserializer};
use serde::de::{DeserializeOwned, DeserializeSeed, Deserializer, Error as _, IntoDeserializer as _, MapAccess, SeqAccess, Visitor};
use serde::ser::Serialize;
use serde_json::Value;

/// What JSON something is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// A string.
    Text,
    /// `true` or `false`.
    Truth,
    /// A whole number, with the smallest and the largest that there can be.
    Whole(i64, Option<i64>),
    /// A list.
    List(Box<Shape>),
    /// An object: the type's name and its members.
    Object(&'static str, Vec<Member>),
}

/// A member of an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Member {
    pub(crate) name: &'static str,
    pub(crate) shape: Shape,
    /// Whether it is always there.
    pub(crate) required: bool,
    /// Whether it may be `null`.
    pub(crate) nullable: bool,
    /// Whether it is optional in Rust, which makes it one or the other.
    option: bool,
}

/// No type has so many optional values within each other.
const DEPTH: usize = 4;

impl Shape {
    /// The shape of a type.
    ///
    /// # Errors
    /// When the type has something that no type of `fgapi-wire` has, such as a map.
    pub(crate) fn of<T: DeserializeOwned + Serialize>() -> Result<Self, Error> {
        let mut seen = None;
        T::deserialize(Tracer { room: DEPTH, seen: &mut seen })?;
        let mut shape = seen.ok_or_else(|| Error::custom("nothing was read"))?.shape;
        for room in 0..DEPTH {
            // As few members as there can be at this depth: what is still there is required.
            let least = T::deserialize(Tracer { room, seen: &mut None })?;
            shape.judge(&serde_json::to_value(&least).map_err(Error::custom)?, room);
        }
        Ok(shape)
    }

    /// Learns what is always there from a value whose optional values within `room` others are absent.
    fn judge(&mut self, least: &Value, room: usize) {
        match self {
            Self::Object(_, members) => {
                for member in members {
                    let there = least.get(member.name);
                    if room == 0 {
                        (member.required, member.nullable) = (there.is_some(), there.is_some_and(Value::is_null));
                    }
                    if let (Some(there), Some(room)) = (there, room.checked_sub(usize::from(member.option))) {
                        member.shape.judge(there, room);
                    }
                }
            }
            Self::List(of) => least.get(0).into_iter().for_each(|one| of.judge(one, room)),
            Self::Text | Self::Truth | Self::Whole(..) => {}
        }
    }
}

/// What was seen of a value.
struct Seen {
    shape: Shape,
    option: bool,
}

/// Gives a type whatever it asks for, and notes what that was.
struct Tracer<'t> {
    /// Within how many others what may be absent is there.
    room: usize,
    seen: &'t mut Option<Seen>,
}

impl Tracer<'_> {
    fn saw(self, shape: Shape) {
        *self.seen = Some(Seen { shape, option: false });
    }
}

macro_rules! whole {
    ($($ask:ident $visit:ident $least:expr, $most:expr;)+) => {$(
        fn $ask<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            self.saw(Shape::Whole($least, $most));
            visitor.$visit(0)
        }
    )+};
}

impl<'de> Deserializer<'de> for Tracer<'_> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        Err(Error::custom(format_args!("no description for {}", Expected(&visitor))))
    }

    whole! {
        deserialize_u8 visit_u8 0, Some(i64::from(u8::MAX));
        deserialize_u16 visit_u16 0, Some(i64::from(u16::MAX));
        deserialize_u32 visit_u32 0, Some(i64::from(u32::MAX));
        deserialize_u64 visit_u64 0, None;
        deserialize_i64 visit_i64 i64::MIN, Some(i64::MAX);
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.saw(Shape::Truth);
        visitor.visit_bool(false)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.saw(Shape::Text);
        visitor.visit_str("")
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_str(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let Some(room) = self.room.checked_sub(1) else { return visitor.visit_none() };
        let value = visitor.visit_some(Tracer { room, seen: &mut *self.seen })?;
        self.seen.iter_mut().for_each(|seen| seen.option = true);
        Ok(value)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let mut of = None;
        let value = visitor.visit_seq(One { room: self.room, seen: Some(&mut of) })?;
        if let Some(Seen { shape, .. }) = of {
            self.saw(Shape::List(Box::new(shape)));
        }
        Ok(value)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        let mut members = Vec::with_capacity(fields.len());
        let value = visitor.visit_map(Fields { room: self.room, fields, members: &mut members })?;
        self.saw(Shape::Object(name, members));
        Ok(value)
    }

    serde::forward_to_deserialize_any! {
        i8 i16 i32 i128 u128 f32 f64 char bytes byte_buf unit unit_struct newtype_struct tuple tuple_struct map enum identifier ignored_any
    }
}

/// What a visitor waits for, in words.
struct Expected<'v, V>(&'v V);

impl<'de, V: Visitor<'de>> fmt::Display for Expected<'_, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.expecting(f)
    }
}

/// A list of one.
struct One<'t> {
    room: usize,
    seen: Option<&'t mut Option<Seen>>,
}

impl<'de> SeqAccess<'de> for One<'_> {
    type Error = Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Error> {
        let room = self.room;
        self.seen.take().map(|seen| seed.deserialize(Tracer { room, seen })).transpose()
    }
}

/// Each field of a struct, once.
struct Fields<'t> {
    room: usize,
    fields: &'static [&'static str],
    members: &'t mut Vec<Member>,
}

impl<'de> MapAccess<'de> for Fields<'_> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Error> {
        let Some(name) = self.fields.get(self.members.len()) else { return Ok(None) };
        let name: StrDeserializer<'_, Error> = name.into_deserializer();
        seed.deserialize(name).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Error> {
        let mut seen = None;
        let value = seed.deserialize(Tracer { room: self.room, seen: &mut seen })?;
        let name = self.fields.get(self.members.len()).copied().unwrap_or_default();
        // What is absent here was seen in the fullest value.
        let Seen { shape, option } = seen.unwrap_or(Seen { shape: Shape::Text, option: true });
        self.members.push(Member { name, shape, required: false, nullable: false, option });
        Ok(value)
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(serde::Serialize, Deserialize)]
    struct Inner {
        number: i64,
    }

    #[derive(serde::Serialize, Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Outer {
        always_there: String,
        #[serde(rename = "NULL")]
        nullable: Option<u32>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        optional: Option<Vec<Inner>>,
        list: Vec<Inner>,
        truth: bool,
    }

    fn member(name: &'static str, shape: Shape, required: bool, nullable: bool) -> Member {
        Member { name, shape, required, nullable, option: nullable || !required }
    }

    #[test]
    fn a_type_is_told_with_names_kinds_and_what_is_always_there() {
        let whole = Shape::Whole(i64::MIN, Some(i64::MAX));
        let inner = || Shape::List(Box::new(Shape::Object("Inner", vec![member("number", whole.clone(), true, false)])));
        let members = vec![
            member("alwaysThere", Shape::Text, true, false),
            member("NULL", Shape::Whole(0, Some(i64::from(u32::MAX))), true, true),
            member("optional", inner(), false, false),
            member("list", inner(), true, false),
            member("truth", Shape::Truth, true, false),
        ];
        assert_eq!(Shape::of::<Outer>().unwrap(), Shape::Object("Outer", members));
    }

    #[test]
    fn what_no_answer_has_is_refused_and_not_guessed() {
        let map = Shape::of::<std::collections::BTreeMap<String, String>>().unwrap_err();
        assert!(map.to_string().starts_with("no description for"), "{map}");
    }
}
