//! Log lines on stderr, for people or as JSON objects. The one logger of the program.

use std::io::Write;

use env_logger::fmt::Formatter;
use fgapi_domain::{Clock as _, JstDateTime, SystemClock};
use fgapi_settings::{LogForm, Settings};
use log::Record;
use log::kv::{Error, Key, Value, VisitSource};

/// Begins logging as the settings ask. A second call changes nothing.
pub fn begin(settings: &Settings) {
    let mut builder = env_logger::Builder::new();
    builder.filter_level(settings.log.level);
    // How the server's threads start is told when something is wrong, or when everything is asked for.
    if settings.log.level < log::LevelFilter::Debug {
        builder.filter_module("actix_server", settings.log.level.min(log::LevelFilter::Warn));
    }
    match settings.log.format {
        LogForm::Human => builder.format(human),
        LogForm::Json => builder.format(json),
    };
    // It fails when a logger is there already, which then goes on.
    drop(builder.try_init());
}

fn human(out: &mut Formatter, record: &Record<'_>) -> std::io::Result<()> {
    let mut pairs = Pairs(String::new());
    // The visitor refuses nothing.
    drop(record.key_values().visit(&mut pairs));
    let now = JstDateTime::of(SystemClock.now());
    writeln!(out, "{now} {:<5} {} {}{}", record.level(), record.target(), record.args(), pairs.0)
}

fn json(out: &mut Formatter, record: &Record<'_>) -> std::io::Result<()> {
    let mut object = Object(serde_json::Map::new());
    object.put("time", JstDateTime::of(SystemClock.now()).to_string().into());
    object.put("level", record.level().as_str().to_lowercase().into());
    object.put("target", record.target().into());
    object.put("message", record.args().to_string().into());
    drop(record.key_values().visit(&mut object));
    writeln!(out, "{}", serde_json::Value::Object(object.0))
}

/// ` key=value` for each pair; a value with blanks or quotes stands in quotes, so that no value can look like two.
struct Pairs(String);

impl<'kv> VisitSource<'kv> for Pairs {
    fn visit_pair(&mut self, key: Key<'kv>, value: Value<'kv>) -> Result<(), Error> {
        let text = value.to_string();
        let plain = !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || "-_./:*+,%@".contains(c));
        let shown = if plain { text } else { format!("{text:?}") };
        self.0.push_str(&format!(" {key}={shown}"));
        Ok(())
    }
}

struct Object(serde_json::Map<String, serde_json::Value>);

impl Object {
    fn put(&mut self, key: &str, value: serde_json::Value) {
        self.0.insert(key.to_owned(), value);
    }
}

impl<'kv> VisitSource<'kv> for Object {
    fn visit_pair(&mut self, key: Key<'kv>, value: Value<'kv>) -> Result<(), Error> {
        let written = match (value.to_i64(), value.to_u64(), value.to_f64(), value.to_bool()) {
            (Some(number), ..) => number.into(),
            (_, Some(number), ..) => number.into(),
            (_, _, Some(number), _) => number.into(),
            (.., Some(flag)) => flag.into(),
            _ => value.to_string().into(),
        };
        self.put(key.as_str(), written);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_value_can_look_like_two() {
        let mut pairs = Pairs(String::new());
        pairs.visit_pair(Key::from("route"), Value::from("/branches")).unwrap();
        pairs.visit_pair(Key::from("client"), Value::from("a b=\"c\"\n")).unwrap();
        assert_eq!(pairs.0, " route=/branches client=\"a b=\\\"c\\\"\\n\"");
    }

    #[test]
    fn numbers_stay_numbers() {
        let mut object = Object(serde_json::Map::new());
        for (key, value) in [("status", Value::from(200_u16)), ("ms", Value::from(1.5_f64)), ("route", Value::from("/a"))] {
            object.visit_pair(Key::from(key), value).unwrap();
        }
        assert_eq!(serde_json::Value::Object(object.0).to_string(), r#"{"ms":1.5,"route":"/a","status":200}"#);
    }
}
