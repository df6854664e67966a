//! SQLite: one file, a pool of connections that read, and one thread that writes.

mod brief;
mod checkpoint;
mod connect;
mod writer;

use std::marker::PhantomData;
use std::path::Path;
use std::sync::Arc;

use diesel::SqliteConnection;
use diesel::r2d2::{ConnectionManager, Pool};
use diesel_migrations::EmbeddedMigrations;

use crate::load::Failures;
use crate::{DatabaseFault, DatabaseLoad, DatabaseSettings, Fault, migration};
use writer::Writer;

/// The connection that queries are compiled for.
pub type Conn = SqliteConnection;

/// One SQLite database: hands out connections to work that ends with the fault `F`. Clones share it.
pub struct Db<F = DatabaseFault> {
    file: Arc<File>,
    fault: PhantomData<fn() -> F>,
}

struct File {
    readers: Pool<ConnectionManager<Conn>>,
    writer: Writer,
    path: Box<str>,
    settings: DatabaseSettings,
    failures: Arc<Failures>,
}

impl<F> Clone for Db<F> {
    fn clone(&self) -> Self {
        Self { file: Arc::clone(&self.file), fault: PhantomData }
    }
}

impl<F: Fault> Db<F> {
    /// Opens the file, creating it when it is not there.
    ///
    /// # Errors
    /// [`DatabaseFault::Unavailable`] when it cannot be opened.
    pub fn connect(path: &Path, settings: DatabaseSettings) -> Result<Self, DatabaseFault> {
        let path: Box<str> = path.to_str().ok_or_else(|| DatabaseFault::Unavailable("the file's path is not UTF-8".to_owned()))?.into();
        connect::make(&path)?;
        let failures = Arc::<Failures>::default();
        // The first connection makes the file a write-ahead one before several ask at once. It stays open: to close it would copy a log that is left.
        let writer = Writer::start(&path, &settings, &failures)?;
        let readers = connect::pool(&path, &settings)?;
        let file = File { readers, writer, path, settings, failures };
        Ok(Self { file: Arc::new(file), fault: PhantomData })
    }

    /// The same database, with the same writer, for a room that has another fault.
    pub fn told_as<G: Fault>(&self) -> Db<G> {
        Db { file: Arc::clone(&self.file), fault: PhantomData }
    }

    /// How much the database has to do now, and what failed under it.
    pub fn load(&self) -> DatabaseLoad {
        let (state, limit) = (self.file.readers.state(), self.file.readers.max_size());
        let in_use = state.connections.saturating_sub(state.idle_connections);
        let (idle, (writes_waiting, write_queue)) = (state.idle_connections, self.file.writer.waiting());
        let broken = self.file.writer.is_broken();
        self.file.failures.within(DatabaseLoad { in_use, idle, limit, writes_waiting, write_queue, broken, ..DatabaseLoad::default() })
    }

    /// Names of the migrations among `known` that the database lacks, oldest first.
    ///
    /// # Errors
    /// The database's, when it does not answer.
    pub fn pending_migrations(&self, known: EmbeddedMigrations) -> Result<Vec<String>, F> {
        Ok(migration::pending(&mut self.own_connection()?, known)?)
    }

    /// Runs the migrations that the database lacks; their names. Two processes that migrate at once: the second waits, then finds
    /// nothing to do.
    ///
    /// # Errors
    /// The database's; nothing is done then.
    pub fn migrate(&self, known: EmbeddedMigrations) -> Result<Vec<String>, F> {
        self.own_connection()?.immediate_transaction(|conn| Ok(migration::run(conn, known)?))
    }

    /// Reads. Statements that must see one state go into `conn.transaction`.
    ///
    /// # Errors
    /// The job's, or [`DatabaseFault::Busy`].
    pub fn read<T>(&self, job: impl Fn(&mut Conn) -> Result<T, F>) -> Result<T, F> {
        self.read_unhurried(job)
    }

    /// Reads for as long as it takes.
    ///
    /// # Errors
    /// The job's, or [`DatabaseFault::Busy`].
    pub fn read_unhurried<T>(&self, job: impl FnOnce(&mut Conn) -> Result<T, F>) -> Result<T, F> {
        let mut conn = self.file.readers.get().map_err(|_| {
            self.file.failures.starved();
            DatabaseFault::Busy
        })?;
        let outcome = job(&mut conn);
        self.file.failures.note(&outcome);
        outcome
    }

    /// Writes: runs `job` in a transaction of its own and waits until it is durable. `Err` from `job` undoes it.
    ///
    /// # Errors
    /// The job's, or the database's when it could not begin or commit.
    pub fn write<T: Send + 'static>(&self, job: impl FnOnce(&mut Conn) -> Result<T, F> + Send + 'static) -> Result<T, F> {
        self.file.writer.write(job)
    }

    /// Writes something that may be written twice without harm.
    ///
    /// # Errors
    /// As [`write`](Self::write).
    pub fn write_idempotent<T: Send + 'static>(&self, job: impl Fn(&mut Conn) -> Result<T, F> + Send + 'static) -> Result<T, F> {
        self.file.writer.write(job)
    }

    /// Writes by one statement.
    ///
    /// # Errors
    /// As [`write`](Self::write).
    pub fn write_alone<T: Send + 'static>(&self, job: impl FnOnce(&mut Conn) -> Result<T, F> + Send + 'static) -> Result<T, F> {
        self.file.writer.write(job)
    }

    /// Writes for as long as it takes, in one transaction on a connection of its own. From its beginning on it holds the file's one
    /// write lock, whatever the `turn`: whoever else writes waits for `lock_wait`, and is told that the database is busy when the
    /// change takes longer.
    ///
    /// # Errors
    /// As [`write`](Self::write).
    pub fn write_unhurried<T>(&self, _turn: i64, job: impl FnOnce(&mut Conn) -> Result<T, F>) -> Result<T, F> {
        self.own_connection()?.immediate_transaction(job)
    }

    fn own_connection(&self) -> Result<Conn, DatabaseFault> {
        connect::open(&self.file.path, self.file.settings.lock_wait)
    }
}

/// Waits for whoever holds `number`, and holds it until the transaction that writes ends: here whoever writes is alone already.
///
/// # Errors
/// None.
pub fn hold(_: &mut Conn, _number: i64) -> Result<(), DatabaseFault> {
    Ok(())
}
