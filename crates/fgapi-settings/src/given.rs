//! What an operator gave: values out of a file and the environment, before they are typed.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use config::{Config, ConfigError, Environment, File, FileFormat, ValueKind};

use super::nearest::nearest;
use super::row::Row;
use super::value::Value;

/// One given value.
#[derive(Debug)]
struct Text {
    text: String,
    /// Where it stood, as messages call it.
    origin: String,
    /// The directory of the file in which it stood; `None` for the environment.
    directory: Option<PathBuf>,
}

/// All given values, and what was wrong with them so far. Messages name keys and forms, never a value: it may hold a password.
#[derive(Debug, Default)]
pub(crate) struct Given {
    values: BTreeMap<String, Text>,
    /// The directory of the file, when there is one: defaults are seen from there too.
    directory: Option<PathBuf>,
    /// What was refused.
    pub(super) faults: Vec<String>,
}

/// In what the environment is called in messages, and by `config`.
const ENVIRONMENT: &str = "the environment";

impl Given {
    /// Reads `file` (when there is one) and the environment, which wins. A key that is not in `rows` is a fault.
    ///
    /// # Errors
    /// A message when the file cannot be read, or is not TOML.
    pub(super) fn read(file: Option<&Path>, environment: Environment, rows: &[Row]) -> Result<Self, String> {
        let mut builder = Config::builder();
        if let Some(file) = file {
            let text = std::fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
            builder = builder.add_source(File::from_str(&text, FileFormat::Toml));
        }
        let read = |builder: config::ConfigBuilder<config::builder::DefaultState>| builder.build();
        // The file alone first: a mistake in it is told with its name, which `config` does not know.
        let of_file = read(builder).map_err(|error| file_error(file, &error))?;
        let of_environment = read(Config::builder().add_source(environment)).map_err(|error| format!("{ENVIRONMENT}: {error}"))?;
        let directory = file.map(|file| file.parent().unwrap_or(Path::new("")).to_path_buf());
        let mut given = Self { directory: directory.clone(), ..Self::default() };
        let name = file.map_or_else(String::new, |file| file.display().to_string());
        given.collect(of_file, &name, directory.as_deref(), rows);
        given.collect(of_environment, ENVIRONMENT, None, rows);
        Ok(given)
    }

    fn collect(&mut self, source: Config, origin: &str, directory: Option<&Path>, rows: &[Row]) {
        let ValueKind::Table(sections) = source.cache.kind else { return };
        let mut sections: Vec<_> = sections.into_iter().collect();
        sections.sort_by(|a, b| a.0.cmp(&b.0));
        for (section, value) in sections {
            let ValueKind::Table(keys) = value.kind else {
                self.faults.push(format!("{origin}: `{section}` stands outside of a section{}", hint(&section, rows)));
                continue;
            };
            let mut keys: Vec<_> = keys.into_iter().collect();
            keys.sort_by(|a, b| a.0.cmp(&b.0));
            for (key, value) in keys {
                let name = format!("{section}.{key}");
                match rows.iter().find(|row| row.section == section && row.key == key) {
                    None => self.faults.push(format!("{origin}: there is no setting `{name}`{}", hint(&name, rows))),
                    Some(row) => match written(value.kind) {
                        Some(text) => {
                            let directory = directory.map(Path::to_path_buf);
                            self.values.insert(name, Text { text, origin: origin.to_owned(), directory });
                        }
                        None => self.faults.push(format!("{origin}: {name} must be {}", row.form)),
                    },
                }
            }
        }
    }

    /// What stands for a key that is not given, instead of its default.
    pub(super) fn otherwise(&mut self, name: &str, text: &str) {
        let own = || Text { text: text.to_owned(), origin: "the sandbox".to_owned(), directory: self.directory.clone() };
        self.values.entry(name.to_owned()).or_insert_with(own);
    }

    /// The typed value of a key; `None`, and a fault, when it is missing or has another form.
    pub(super) fn take<V: Value>(&mut self, section: &str, key: &str, default: Option<&str>) -> Option<V> {
        let name = format!("{section}.{key}");
        let (text, origin, directory) = match self.values.get(&name) {
            Some(given) => (Some(given.text.as_str()), Some(&given.origin), &given.directory),
            None => (default, None, &self.directory),
        };
        let Some(value) = text.and_then(V::parse) else {
            self.faults.push(match origin {
                Some(origin) => format!("{origin}: {name} must be {}", V::form()),
                None => format!("{name} must be given: {}", V::form()),
            });
            return None;
        };
        Some(match directory {
            Some(directory) => value.seen_from(directory),
            None => value,
        })
    }
}

/// The text of a value; a list becomes its parts with commas. `None` for a table.
fn written(kind: ValueKind) -> Option<String> {
    match kind {
        ValueKind::Boolean(value) => Some(value.to_string()),
        ValueKind::I64(value) => Some(value.to_string()),
        ValueKind::U64(value) => Some(value.to_string()),
        ValueKind::Float(value) => Some(value.to_string()),
        ValueKind::String(value) => Some(value),
        ValueKind::Array(parts) => Some(parts.into_iter().map(|part| written(part.kind)).collect::<Option<Vec<_>>>()?.join(",")),
        _ => None,
    }
}

fn hint(name: &str, rows: &[Row]) -> String {
    match nearest(name, rows.iter().map(Row::name)) {
        Some(near) => format!("; did you mean `{near}`?"),
        None => "; `fgapi config reference` lists all of them".to_owned(),
    }
}

/// `config`'s TOML messages show the line that is wrong, which may hold a password: only the place is told.
fn file_error(file: Option<&Path>, error: &ConfigError) -> String {
    let text = error.to_string();
    let place = text.lines().find_map(|line| line.split_once("at line ")).map_or(String::new(), |(_, place)| format!(", line {place}"));
    format!("{}{place}: this is not TOML", file.map_or_else(String::new, |file| file.display().to_string()))
}
