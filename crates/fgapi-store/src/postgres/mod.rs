//! The tables in PostgreSQL.

mod bulk;
mod holders;
#[cfg(not(feature = "sqlite"))]
#[path = "../queries/mod.rs"]
mod queries;
#[cfg(feature = "sqlite")]
#[expect(clippy::duplicate_mod, reason = "the queries are one text, compiled once for each database")]
#[path = "../queries/mod.rs"]
mod queries;

use std::sync::Arc;

use diesel_migrations::{EmbeddedMigrations, embed_migrations};

use crate::engine::Engine;
use crate::{StoreFault, StoreSettings};
pub(crate) use fgapi_database::postgres::Conn;
use fgapi_holdings::postgres as holdings;
use fgapi_logbook::postgres as logbook;
use fgapi_register::postgres as register;
use holders::Holders;

/// Ends a search for rows to remove: what somebody uses is left for the next time, so that removing never waits.
macro_rules! skip_locked {
    () => {
        " FOR UPDATE SKIP LOCKED"
    };
}
use skip_locked;

/// The database that the queries are compiled for.
pub(crate) type Db = fgapi_database::postgres::Db<StoreFault>;

/// A statement is a round trip to another process: what can be said in one is.
const ROUND_TRIPS: bool = true;

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// Connects to the database with this URL.
pub(crate) fn connect(url: &str, settings: StoreSettings) -> Result<Arc<dyn Engine>, StoreFault> {
    let db = Db::connect(url, settings.into())?;
    Ok(Arc::new(queries::SqlEngine::new(db, settings)))
}
