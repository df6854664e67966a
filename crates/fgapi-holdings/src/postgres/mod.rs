//! The tables in PostgreSQL.

mod own;
#[cfg(not(feature = "sqlite"))]
#[path = "../queries/mod.rs"]
mod queries;
#[cfg(feature = "sqlite")]
#[expect(clippy::duplicate_mod, reason = "the queries are one text, compiled once for each database")]
#[path = "../queries/mod.rs"]
mod queries;

use crate::HoldingsFault;
use fgapi_database::postgres::{Conn, Db as OtherDb, hold};
use fgapi_logbook::postgres as logbook;

pub use queries::SqlHoldings;

/// The database that the queries are compiled for.
type Db = OtherDb<HoldingsFault>;
