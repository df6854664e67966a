//! The tables in SQLite.

mod bulk;
mod holders;
#[path = "../queries/mod.rs"]
mod queries;

use std::path::Path;
use std::sync::Arc;

use diesel_migrations::{EmbeddedMigrations, embed_migrations};

use crate::engine::Engine;
use crate::{StoreFault, StoreSettings};
pub(crate) use fgapi_database::sqlite::Conn;
use fgapi_holdings::sqlite as holdings;
use fgapi_logbook::sqlite as logbook;
use fgapi_register::sqlite as register;
use holders::Holders;

/// Ends a search for rows to remove.
macro_rules! skip_locked {
    () => {
        ""
    };
}
use skip_locked;

/// The database that the queries are compiled for.
pub(crate) type Db = fgapi_database::sqlite::Db<StoreFault>;

/// A statement is a call of a function. Two small ones are done sooner than one that joins what they say.
const ROUND_TRIPS: bool = false;

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations/sqlite");

/// Opens the file, creating it when it is not there.
pub(crate) fn connect(path: &Path, settings: StoreSettings) -> Result<Arc<dyn Engine>, StoreFault> {
    let db = Db::connect(path, settings.into())?;
    Ok(Arc::new(queries::SqlEngine::new(db, settings)))
}
