//! The tables in SQLite.

mod office;
#[path = "../queries/mod.rs"]
mod queries;
mod tokens;

use crate::RegisterFault;
use fgapi_database::sqlite::{Conn, Db as OtherDb, hold};
use fgapi_logbook::sqlite as logbook;

pub use queries::office::SqlOffice;
pub use queries::tokens::SqlTokens;
pub use queries::tokens::tables::add_auth;

/// The database that the queries are compiled for.
type Db = OtherDb<RegisterFault>;
