//! The tables in SQLite.

#[path = "../queries/mod.rs"]
mod queries;

use crate::HoldingsFault;
use fgapi_database::sqlite::Db as OtherDb;

pub use queries::SqlHoldings;

/// The database that the queries are compiled for.
type Db = OtherDb<HoldingsFault>;
