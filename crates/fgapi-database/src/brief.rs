//! A text of a row that is not kept as it is: mostly short, and there are 200 of them on a page.

use diesel::deserialize::FromSqlRow;
use smallvec::SmallVec;

/// How many bytes are taken without memory of their own: 42 Japanese characters.
const SHORT: usize = 128;

/// A text column, to be copied from the row to where it is wanted: one of up to 128 bytes takes no memory of its own. For a page
/// of descriptions that is a tenth of what reading it costs.
///
/// Its bytes are UTF-8 as far as the database says so; who makes a text of them looks again, for many at once.
///
/// ```
/// use diesel::prelude::*;
/// use diesel::sql_types::Text;
/// use fgapi_database::sqlite::Db;
/// use fgapi_database::{Brief, DatabaseFault, DatabaseSettings};
///
/// # let directory = tempfile::tempdir().map_err(|error| DatabaseFault::Unavailable(error.to_string()))?;
/// let db: Db = Db::connect(&directory.path().join("a.db"), DatabaseSettings::default())?;
/// let said: Brief = db.read(|conn| Ok(diesel::select("フリコミ".into_sql::<Text>()).get_result(conn)?))?;
/// assert_eq!(said.as_bytes(), "フリコミ".as_bytes());
/// # Ok::<(), DatabaseFault>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, FromSqlRow)]
pub struct Brief(SmallVec<[u8; SHORT]>);

impl Brief {
    pub(crate) fn new(bytes: &[u8]) -> Self {
        Self(SmallVec::from_slice(bytes))
    }

    /// What the database told.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}
