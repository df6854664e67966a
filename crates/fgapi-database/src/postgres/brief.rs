//! How PostgreSQL tells a short text.

use diesel::deserialize::{FromSql, Result};
use diesel::pg::{Pg, PgValue};
use diesel::sql_types::Text;

use crate::Brief;

impl FromSql<Text, Pg> for Brief {
    fn from_sql(value: PgValue<'_>) -> Result<Self> {
        Ok(Self::new(value.as_bytes()))
    }
}
