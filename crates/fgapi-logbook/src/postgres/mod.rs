//! The log in PostgreSQL.

mod own;
#[cfg(not(feature = "sqlite"))]
#[path = "../queries/mod.rs"]
mod queries;
#[cfg(feature = "sqlite")]
#[expect(clippy::duplicate_mod, reason = "the queries are one text, compiled once for each database")]
#[path = "../queries/mod.rs"]
mod queries;

use crate::LogbookFault;
use fgapi_database::postgres::{Conn, Db as OtherDb};

pub use queries::log::{SqlAudit, append, append_all};

/// The database that the queries are compiled for.
type Db = OtherDb<LogbookFault>;
