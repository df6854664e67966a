//! The tables in SQLite.

mod own;
#[path = "../queries/mod.rs"]
mod queries;

use crate::HoldingsFault;
use fgapi_database::sqlite::{Conn, Db as OtherDb, hold};
use fgapi_logbook::sqlite as logbook;

pub use queries::SqlHoldings;

/// The database that the queries are compiled for.
type Db = OtherDb<HoldingsFault>;
