//! The office's records. Each method of a port is one transaction, and what was changed by it is told to the audit log in it.

mod handovers;
mod issuing;
mod mails;
mod people;
mod records;
mod sessions;
mod users;

use fgapi_database::Fault;

use super::super::office as here;
use super::{Conn, Db, OtherDb, audit, hold, tokens};

/// Changes of who is registered, and whatever is issued to them, are made one at a time: each looks first at rows that another could
/// change. The number is two more than that under which migrations run.
const REGISTRATION: i64 = 0x66_67_61_70_6b;

/// How many rows one statement adds or names.
const ROWS: usize = 500;

/// The office's records of one database.
pub struct SqlOffice {
    db: Db,
}

impl SqlOffice {
    /// Those of this database.
    pub fn new<F: Fault>(db: &OtherDb<F>) -> Self {
        Self { db: db.told_as() }
    }
}

/// Texts as they are searched: one a line, in small letters.
fn folded(texts: &[&str]) -> String {
    texts.iter().map(|text| fold(text)).collect::<Vec<_>>().join("\n")
}

/// A control character is found nowhere, and ends no line.
fn fold(text: &str) -> String {
    text.to_lowercase().chars().map(|c| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c }).collect()
}

/// A search for a text within a column of folded ones. No letter stands for another.
macro_rules! finds {
    ($column:literal, $text:expr) => {
        diesel::dsl::sql::<diesel::sql_types::Bool>(super::here::FINDS)
            .sql(concat!($column, ", "))
            .bind::<diesel::sql_types::Text, _>(super::fold($text))
            .sql(") > 0")
    };
}
use finds;

/// How many a query counted.
fn number(count: i64) -> u64 {
    u64::try_from(count).unwrap_or_default()
}
