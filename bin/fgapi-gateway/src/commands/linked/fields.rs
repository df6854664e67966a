//! A JSON text read field by field: what is wrong is told by the field's name, never with what stands there.

use fgapi_house::Failure;
use serde_json::{Map, Value};

/// An object of which fields are taken, one after another.
pub(super) struct Fields {
    /// What the object is called: empty, or with a dot behind it.
    path: String,
    left: Map<String, Value>,
}

const NEXT: &str = "correct it, then report again under the same fence; nothing was written";

fn refused(field: &str, expected: &str) -> Failure {
    Failure::bad_input(format!("stdin: {field} must be {expected}"), NEXT)
}

impl Fields {
    /// Those of a text that is one object.
    pub(super) fn read(text: &str) -> Result<Self, Failure> {
        match serde_json::from_str(text) {
            Ok(Value::Object(left)) => Ok(Self { path: String::new(), left }),
            Ok(_) => Err(Failure::bad_input("stdin: this is no JSON object", NEXT)),
            Err(error) => {
                let (line, column) = (error.line(), error.column());
                Err(Failure::bad_input(format!("stdin, line {line} column {column}: this is no JSON"), NEXT))
            }
        }
    }

    /// A field that may be missing or `null`.
    pub(super) fn may<T>(&mut self, name: &str, expected: &str, read: impl FnOnce(Value) -> Option<T>) -> Result<Option<T>, Failure> {
        match self.left.remove(name) {
            None | Some(Value::Null) => Ok(None),
            Some(value) => read(value).map(Some).ok_or_else(|| refused(&format!("{}{name}", self.path), expected)),
        }
    }

    /// A field that must be there.
    pub(super) fn must<T>(&mut self, name: &str, expected: &str, read: impl FnOnce(Value) -> Option<T>) -> Result<T, Failure> {
        self.may(name, expected, read)?.ok_or_else(|| refused(&format!("{}{name}", self.path), expected))
    }

    /// An object that may be missing.
    pub(super) fn object<T>(&mut self, name: &str, read: impl FnOnce(&mut Self) -> Result<T, Failure>) -> Result<Option<T>, Failure> {
        let path = format!("{}{name}", self.path);
        self.may(name, "an object", Some)?.map(|value| whole(value, &path, read)).transpose()
    }

    /// A list of objects; none when it is missing.
    pub(super) fn list<T>(&mut self, name: &str, mut read: impl FnMut(&mut Self) -> Result<T, Failure>) -> Result<Vec<T>, Failure> {
        let path = format!("{}{name}", self.path);
        let values = self.may(name, "a list of objects", |value| if let Value::Array(all) = value { Some(all) } else { None })?;
        let each = |(at, value)| whole(value, &format!("{path}[{at}]"), &mut read);
        values.unwrap_or_default().into_iter().enumerate().map(each).collect()
    }

    /// Nothing else may stand there.
    pub(super) fn end(self) -> Result<(), Failure> {
        match self.left.keys().next() {
            None => Ok(()),
            Some(name) => Err(Failure::bad_input(format!("stdin: there is no field {}{name}", self.path), NEXT)),
        }
    }
}

fn whole<T>(value: Value, path: &str, read: impl FnOnce(&mut Fields) -> Result<T, Failure>) -> Result<T, Failure> {
    let Value::Object(left) = value else { return Err(refused(path, "an object")) };
    let mut fields = Fields { path: format!("{path}."), left };
    let outcome = read(&mut fields)?;
    fields.end().map(|()| outcome)
}

/// A text that parses.
pub(super) fn text<T: std::str::FromStr>(value: Value) -> Option<T> {
    value.as_str()?.parse().ok()
}
