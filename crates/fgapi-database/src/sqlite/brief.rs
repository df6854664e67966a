//! How SQLite tells a short text.

use diesel::deserialize::{FromSql, Result};
use diesel::sql_types::Text;
use diesel::sqlite::{Sqlite, SqliteValue};

use crate::Brief;

impl FromSql<Text, Sqlite> for Brief {
    fn from_sql(mut value: SqliteValue<'_, '_, '_>) -> Result<Self> {
        Ok(Self::new(value.read_text().as_bytes()))
    }
}
