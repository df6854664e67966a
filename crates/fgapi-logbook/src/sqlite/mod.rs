//! The log in SQLite.

mod own;
#[path = "../queries/mod.rs"]
mod queries;

use crate::LogbookFault;
use fgapi_database::sqlite::{Conn, Db as OtherDb};

pub use queries::log::{SqlAudit, append, append_all};

/// The database that the queries are compiled for.
type Db = OtherDb<LogbookFault>;
