//! PostgreSQL: a pool of connections, each of which reads and writes.

mod address;
mod brief;
mod together;

use std::marker::PhantomData;
use std::sync::Arc;
use std::time::{Duration, Instant};

use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager};
use diesel::r2d2::{ConnectionManager, CustomizeConnection, Error as PoolError, Pool, PooledConnection};
use diesel::sql_types::{BigInt, Bool};
use diesel::{Connection, PgConnection, RunQueryDsl};
use diesel_migrations::EmbeddedMigrations;

use crate::load::Failures;
use crate::quiet::QuietErrors;
use crate::{DatabaseFault, DatabaseLoad, DatabaseSettings, Fault, Harm, migration, statement};

pub use together::Together;

/// The connection that queries are compiled for.
pub type Conn = PgConnection;

type Pooled = PooledConnection<ConnectionManager<Conn>>;

/// The advisory lock under which migrations run ("fgapi" in ASCII).
const MIGRATION_LOCK: i64 = 0x66_67_61_70_69;

/// One PostgreSQL database: hands out connections to work that ends with the fault `F`. Clones share it.
pub struct Db<F = DatabaseFault> {
    server: Arc<Server>,
    fault: PhantomData<fn() -> F>,
}

struct Server {
    pool: Pool<ConnectionManager<Conn>>,
    settings: DatabaseSettings,
    failures: Failures,
}

impl<F> Clone for Db<F> {
    fn clone(&self) -> Self {
        Self { server: Arc::clone(&self.server), fault: PhantomData }
    }
}

impl<F: Fault> Db<F> {
    /// Connects to the database with this URL.
    ///
    /// # Errors
    /// [`DatabaseFault::Unavailable`] when it cannot be reached, or would be reached in clear text over a network.
    pub fn connect(url: &str, settings: DatabaseSettings) -> Result<Self, DatabaseFault> {
        let url = address::on_this_machine(url)?;
        let pool = Pool::builder()
            .max_size(settings.connections.max(1))
            // The others are opened when they are wanted: a gateway that begins answers before that.
            .min_idle(Some(1))
            .test_on_check_out(false)
            .connection_timeout(settings.connection_wait)
            .error_handler(Box::new(QuietErrors::new(shown)))
            .connection_customizer(Box::new(SetUp { limits: limits(&settings) }))
            .build(ConnectionManager::new(url))
            .map_err(|error| DatabaseFault::Unavailable(shown(&error.to_string()).to_owned()))?;
        Ok(Self { server: Arc::new(Server { pool, settings, failures: Failures::default() }), fault: PhantomData })
    }

    /// The same database, with the same connections, for a room that has another fault.
    pub fn told_as<G: Fault>(&self) -> Db<G> {
        Db { server: Arc::clone(&self.server), fault: PhantomData }
    }

    /// How much the database has to do now, and what failed under it.
    pub fn load(&self) -> DatabaseLoad {
        let (state, limit) = (self.server.pool.state(), self.server.pool.max_size());
        let in_use = state.connections.saturating_sub(state.idle_connections);
        self.server.failures.within(DatabaseLoad { in_use, idle: state.idle_connections, limit, ..DatabaseLoad::default() })
    }

    /// Names of the migrations among `known` that the database lacks, oldest first.
    ///
    /// # Errors
    /// The database's, when it does not answer.
    pub fn pending_migrations(&self, known: EmbeddedMigrations) -> Result<Vec<String>, F> {
        self.with(|conn| Ok(migration::pending(conn, known)?))
    }

    /// Runs the migrations that the database lacks; their names. Two processes that migrate at once: the second waits, then finds
    /// nothing to do.
    ///
    /// # Errors
    /// The database's; a migration is done wholly or not at all.
    pub fn migrate(&self, known: EmbeddedMigrations) -> Result<Vec<String>, F> {
        self.unhurried(|conn| {
            conn.batch_execute(&format!("SELECT pg_advisory_lock({MIGRATION_LOCK})"))?;
            let outcome = migration::run(conn, known);
            conn.batch_execute(&format!("SELECT pg_advisory_unlock({MIGRATION_LOCK})"))?;
            Ok(outcome?)
        })
    }

    /// Reads. Statements that must see one state go into one `REPEATABLE READ` transaction, or check a revision.
    ///
    /// # Errors
    /// The job's, or the database's when it gave no connection.
    pub fn read<T>(&self, job: impl Fn(&mut Conn) -> Result<T, F>) -> Result<T, F> {
        self.once_more(job)
    }

    /// Reads on a connection whose statements may wait and take as long as they have to.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub fn read_unhurried<T>(&self, job: impl FnOnce(&mut Conn) -> Result<T, F>) -> Result<T, F> {
        self.unhurried(job)
    }

    /// Writes: runs `job` in a transaction of its own and waits until it is durable. `Err` from `job` undoes it.
    ///
    /// # Errors
    /// The job's, or the database's when it could not begin or commit.
    pub fn write<T: Send + 'static>(&self, job: impl FnOnce(&mut Conn) -> Result<T, F> + Send + 'static) -> Result<T, F> {
        self.with(|conn| conn.transaction(job))
    }

    /// Writes something that may be written twice without harm: tried once more when the connection breaks.
    ///
    /// # Errors
    /// As [`write`](Self::write).
    pub fn write_idempotent<T: Send + 'static>(&self, job: impl Fn(&mut Conn) -> Result<T, F> + Send + 'static) -> Result<T, F> {
        self.once_more(|conn| conn.transaction(&job))
    }

    /// Writes by one statement, which is its own transaction. Never tried again: nobody could know whether it was done.
    ///
    /// # Errors
    /// As [`write`](Self::write).
    pub fn write_alone<T>(&self, job: impl FnOnce(&mut Conn) -> Result<T, F>) -> Result<T, F> {
        self.with(job)
    }

    /// Writes for as long as it takes, in one transaction. Work with the same `turn` is done one after another: two changes of
    /// the same rows would not see each other's. Reads go on meanwhile.
    ///
    /// # Errors
    /// As [`write`](Self::write).
    pub fn write_unhurried<T>(&self, turn: i64, job: impl FnOnce(&mut Conn) -> Result<T, F>) -> Result<T, F> {
        self.unhurried(|conn| {
            conn.transaction(|conn| {
                hold(conn, turn)?;
                job(conn)
            })
        })
    }

    /// Runs `job`, and once more when its connection turns out to be broken. Both together wait for a connection no longer than
    /// one may; whoever found no connection at all does not wait again.
    fn once_more<T>(&self, job: impl Fn(&mut Conn) -> Result<T, F>) -> Result<T, F> {
        let (began, wait) = (Instant::now(), self.server.settings.connection_wait);
        let conn = self.server.connection(wait)?;
        let patience = wait.saturating_sub(began.elapsed());
        match self.server.on(conn, &job) {
            Err(fault) if fault.harm() == Harm::Connection => self.server.on(self.server.connection(patience)?, &job),
            outcome => outcome,
        }
    }

    fn with<T>(&self, job: impl FnOnce(&mut Conn) -> Result<T, F>) -> Result<T, F> {
        self.server.on(self.server.connection(self.server.settings.connection_wait)?, job)
    }

    /// Runs `job` on a connection without [`limits`].
    fn unhurried<T>(&self, job: impl FnOnce(&mut Conn) -> Result<T, F>) -> Result<T, F> {
        self.with(|conn| {
            conn.batch_execute("SET lock_timeout = 0; SET statement_timeout = 0;")?;
            let outcome = job(conn);
            if conn.batch_execute(&limits(&self.server.settings)).is_err() {
                give_away(conn);
            }
            outcome
        })
    }
}

impl Server {
    /// A connection within this time. Busy: all that there may be are in use; otherwise the server did not give another one.
    fn connection(&self, wait: Duration) -> Result<Pooled, DatabaseFault> {
        self.pool.get_timeout(wait).map_err(|_| {
            self.failures.starved();
            if self.pool.state().connections < self.pool.max_size() {
                DatabaseFault::Unavailable("no connection to PostgreSQL within the set time".to_owned())
            } else {
                DatabaseFault::Busy
            }
        })
    }

    /// Runs `job` on a connection and gives it back, or away when it is broken.
    fn on<T, F: Fault>(&self, mut conn: Pooled, job: impl FnOnce(&mut Conn) -> Result<T, F>) -> Result<T, F> {
        let outcome = job(&mut conn);
        self.failures.note(&outcome);
        if outcome.as_ref().is_err_and(|fault| fault.harm() == Harm::Connection) {
            give_away(&mut conn);
        }
        outcome
    }
}

statement! {
    /// Waits for whoever holds the number, and holds it until the transaction ends.
    struct HoldNumber { number: i64 }
    binds: number as BigInt;
    rows: Bool;
    sql: "SELECT pg_advisory_xact_lock(?) IS NOT NULL"
}

/// Waits for whoever holds `number`, and holds it until the transaction that writes ends.
///
/// # Errors
/// [`DatabaseFault::Busy`] when that takes too long.
pub fn hold(conn: &mut Conn, number: i64) -> Result<(), DatabaseFault> {
    let _held: bool = HoldNumber { number }.get_result(conn)?;
    Ok(())
}

/// The pool asks this state, and throws the connection away.
fn give_away(conn: &mut Conn) {
    AnsiTransactionManager::transaction_manager_status_mut(conn).set_in_error();
}

/// What libpq says of a server that did not take the connection. Any other text may repeat the URL, password and all.
fn shown(text: &str) -> &str {
    text.find("connection to server")
        .and_then(|at| text.get(at..))
        .unwrap_or("no server took the connection; check the URL's parameters and what its role may do")
}

/// How long an ordinary statement may wait for a lock, and take altogether. Zero would mean: without end.
fn limits(settings: &DatabaseSettings) -> String {
    let wait = settings.lock_wait.as_millis().clamp(1, 1_000_000_000);
    format!("SET lock_timeout = {wait}; SET statement_timeout = {};", wait * 2)
}

/// Sets up each connection.
#[derive(Debug)]
struct SetUp {
    limits: String,
}

impl SetUp {
    /// Every question of this program is a range of an index, planned once per connection. Without this the planner may read and
    /// sort a whole large account after an import, until statistics have been gathered.
    const PLANS: &str = "SET enable_seqscan = off; SET enable_bitmapscan = off; SET jit = off; SET plan_cache_mode = force_generic_plan;";

    /// [`DatabaseFault`] knows some errors by their English words. A role that may not set the language keeps the server's.
    const WORDS: &str = "DO $$ BEGIN SET lc_messages = 'C'; EXCEPTION WHEN insufficient_privilege THEN NULL; END $$;";
}

impl CustomizeConnection<Conn, PoolError> for SetUp {
    fn on_acquire(&self, conn: &mut Conn) -> Result<(), PoolError> {
        conn.batch_execute(&format!("{} {} {}", Self::PLANS, Self::WORDS, self.limits)).map_err(PoolError::QueryError)
    }
}
