//! SQLite: one file, a pool of connections that read, and one thread that writes.

mod bulk;
mod connect;
#[path = "../queries/mod.rs"]
mod queries;
mod tokens;
mod writer;

use std::path::Path;
use std::sync::Arc;

use diesel::SqliteConnection;
use diesel::r2d2::{ConnectionManager, Pool};
use diesel_migrations::{EmbeddedMigrations, embed_migrations};
use fgapi_banking::Bank;
use fgapi_domain::BankCode;
use fgapi_token::TokenStore;

use crate::engine::{Engine, TablesWork};
use crate::migration;
use crate::{StoreFault, StoreSettings};
use writer::Writer;

/// The connection that the shared queries are compiled for.
pub(crate) type Conn = SqliteConnection;

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("../../migrations/sqlite");

/// One SQLite database: hands out connections.
pub(crate) struct Db {
    readers: Pool<ConnectionManager<Conn>>,
    writer: Writer,
    path: Box<str>,
    settings: StoreSettings,
}

impl Db {
    /// Reads. Statements that must see one state go into `conn.transaction`.
    pub(crate) fn read<T>(&self, job: impl Fn(&mut Conn) -> Result<T, StoreFault>) -> Result<T, StoreFault> {
        let mut conn = self.readers.get().map_err(|_| StoreFault::Busy)?;
        job(&mut conn)
    }

    /// Writes: runs `job` in a transaction of its own and waits until it is durable. `Err` from `job` undoes it.
    pub(crate) fn write<T: Send + 'static>(
        &self,
        job: impl FnOnce(&mut Conn) -> Result<T, StoreFault> + Send + 'static,
    ) -> Result<T, StoreFault> {
        self.writer.write(job)
    }

    /// Writes something that may be written twice without harm.
    pub(crate) fn write_idempotent<T: Send + 'static>(
        &self,
        job: impl Fn(&mut Conn) -> Result<T, StoreFault> + Send + 'static,
    ) -> Result<T, StoreFault> {
        self.writer.write(job)
    }

    /// Writes by one statement.
    pub(crate) fn write_alone<T: Send + 'static>(
        &self,
        job: impl FnOnce(&mut Conn) -> Result<T, StoreFault> + Send + 'static,
    ) -> Result<T, StoreFault> {
        self.writer.write(job)
    }

    /// What the operator set.
    pub(crate) fn settings(&self) -> &StoreSettings {
        &self.settings
    }
}

/// Opens the file, creating it when it is not there.
pub(crate) fn connect(path: &Path, settings: StoreSettings) -> Result<Arc<dyn Engine>, StoreFault> {
    let path: Box<str> = path.to_str().ok_or_else(|| StoreFault::Unavailable("the file's path is not UTF-8".to_owned()))?.into();
    connect::make(&path)?;
    // The first connection makes the file a write-ahead one before several ask at once.
    drop(connect::open(&path, settings.lock_wait)?);
    let db = Db { readers: connect::pool(&path, &settings)?, writer: Writer::start(&path, &settings)?, path, settings };
    Ok(Arc::new(Sqlite(Arc::new(db))))
}

struct Sqlite(Arc<Db>);

impl Engine for Sqlite {
    fn pending_migrations(&self) -> Result<Vec<String>, StoreFault> {
        migration::pending(&mut connect::open(&self.0.path, self.0.settings.lock_wait)?, MIGRATIONS)
    }

    fn migrate(&self) -> Result<Vec<String>, StoreFault> {
        let mut conn = connect::open(&self.0.path, self.0.settings.lock_wait)?;
        // Two processes that migrate at once: the second waits, then finds nothing to do.
        conn.immediate_transaction(|conn| migration::run(conn, MIGRATIONS))
    }

    fn bank(&self, code: BankCode) -> Arc<dyn Bank> {
        Arc::new(queries::SqlBank::new(Arc::clone(&self.0), code))
    }

    fn tokens(&self) -> Arc<dyn TokenStore> {
        Arc::new(queries::SqlTokens::new(Arc::clone(&self.0)))
    }

    fn inspect(&self, work: TablesWork<'_>) -> Result<(), StoreFault> {
        let mut conn = self.0.readers.get().map_err(|_| StoreFault::Busy)?;
        work(&mut queries::SqlLedger::new(&mut conn))
    }

    /// On a connection of its own. From its beginning on it holds the file's one write lock: whoever else writes waits for
    /// `lock_wait`, and is told that the database is busy when the change takes longer.
    fn amend(&self, work: TablesWork<'_>) -> Result<(), StoreFault> {
        let mut conn = connect::open(&self.0.path, self.0.settings.lock_wait)?;
        conn.immediate_transaction(|conn| work(&mut queries::SqlLedger::new(conn)))
    }
}
