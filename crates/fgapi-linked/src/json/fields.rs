//! An object of which fields are taken, one after another.

use serde_json::{Map, Value};

use super::JsonFault;

pub(super) struct Fields {
    /// What the object is called: empty, or with a dot behind it.
    path: String,
    left: Map<String, Value>,
}

type Taken<T> = Result<T, JsonFault>;

impl Fields {
    /// Those of a text that is one object.
    pub(super) fn read(text: &str) -> Taken<Self> {
        let left = serde_json::from_str(text).map_err(|error| JsonFault::Syntax {
            line: error.line(),
            column: error.column(),
            expected: "one JSON object",
        })?;
        Ok(Self { path: String::new(), left })
    }

    fn refused(&self, name: &str, expected: &'static str) -> JsonFault {
        JsonFault::Field { field: format!("{}{name}", self.path), expected }
    }

    /// A field that may be missing or `null`.
    pub(super) fn may<T>(&mut self, name: &str, expected: &'static str, read: impl FnOnce(Value) -> Option<T>) -> Taken<Option<T>> {
        match self.left.remove(name) {
            None | Some(Value::Null) => Ok(None),
            Some(value) => read(value).map(Some).ok_or_else(|| self.refused(name, expected)),
        }
    }

    /// A field that must be there.
    pub(super) fn must<T>(&mut self, name: &str, expected: &'static str, read: impl FnOnce(Value) -> Option<T>) -> Taken<T> {
        self.may(name, expected, read)?.ok_or_else(|| self.refused(name, expected))
    }

    /// An object that may be missing.
    pub(super) fn object<T>(&mut self, name: &str, read: impl FnOnce(&mut Self) -> Taken<T>) -> Taken<Option<T>> {
        let path = format!("{}{name}", self.path);
        self.may(name, OBJECT, Some)?.map(|value| whole(value, path, read)).transpose()
    }

    /// A list of objects; none when it is missing.
    pub(super) fn list<T>(&mut self, name: &str, mut read: impl FnMut(&mut Self) -> Taken<T>) -> Taken<Vec<T>> {
        let path = format!("{}{name}", self.path);
        let values = self.may(name, "a list of objects", |value| if let Value::Array(all) = value { Some(all) } else { None })?;
        let each = |(at, value)| whole(value, format!("{path}[{at}]"), &mut read);
        values.unwrap_or_default().into_iter().enumerate().map(each).collect()
    }

    /// Nothing else may stand there.
    pub(super) fn end(self) -> Taken<()> {
        match self.left.keys().next() {
            None => Ok(()),
            Some(name) => Err(JsonFault::Unknown(format!("{}{name}", self.path))),
        }
    }
}

const OBJECT: &str = "an object";

fn whole<T>(value: Value, path: String, read: impl FnOnce(&mut Fields) -> Taken<T>) -> Taken<T> {
    let Value::Object(left) = value else { return Err(JsonFault::Field { field: path, expected: OBJECT }) };
    let mut fields = Fields { path: path + ".", left };
    let outcome = read(&mut fields)?;
    fields.end().map(|()| outcome)
}

/// A text that parses.
pub(super) fn text<T: std::str::FromStr>(value: Value) -> Option<T> {
    value.as_str()?.parse().ok()
}
