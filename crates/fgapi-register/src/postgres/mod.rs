//! The tables in PostgreSQL.

mod office;
#[cfg(not(feature = "sqlite"))]
#[path = "../queries/mod.rs"]
mod queries;
#[cfg(feature = "sqlite")]
#[expect(clippy::duplicate_mod, reason = "the queries are one text, compiled once for each database")]
#[path = "../queries/mod.rs"]
mod queries;
mod tokens;

use crate::RegisterFault;
use fgapi_database::postgres::{Conn, Db as OtherDb, hold};
use fgapi_logbook::postgres as logbook;

pub use queries::office::SqlOffice;
pub use queries::tokens::SqlTokens;
pub use queries::tokens::tables::add_auth;

/// The database that the queries are compiled for.
type Db = OtherDb<RegisterFault>;
