//! PostgreSQL: a pool of connections, each of which reads and writes.

mod address;
mod bulk;
#[cfg(not(feature = "sqlite"))]
#[path = "../queries/mod.rs"]
mod queries;
#[cfg(feature = "sqlite")]
#[expect(clippy::duplicate_mod, reason = "the queries are one text, compiled once for each database")]
#[path = "../queries/mod.rs"]
mod queries;
mod tokens;

use std::sync::Arc;
use std::time::{Duration, Instant};

use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager};
use diesel::r2d2::{ConnectionManager, CustomizeConnection, Error as PoolError, Pool, PooledConnection};
use diesel::{Connection, PgConnection};
use diesel_migrations::{EmbeddedMigrations, embed_migrations};
use fgapi_banking::Bank;
use fgapi_domain::BankCode;
use fgapi_token::TokenStore;

use crate::engine::{Engine, TablesWork};
use crate::migration;
use crate::quiet::QuietErrors;
use crate::{StoreFault, StoreSettings};

/// The connection that the shared queries are compiled for.
pub(crate) type Conn = PgConnection;

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("../../migrations/postgres");

/// The advisory lock under which migrations run ("fgapi" in ASCII).
const MIGRATION_LOCK: i64 = 0x66_67_61_70_69;

/// The advisory lock under which the bank's tables are changed.
const IMPORT_LOCK: i64 = MIGRATION_LOCK + 1;

/// One PostgreSQL database: hands out connections.
pub(crate) struct Db {
    pool: Pool<ConnectionManager<Conn>>,
    settings: StoreSettings,
}

impl Db {
    /// Reads. Statements that must see one state go into one `REPEATABLE READ` transaction, or check a revision.
    pub(crate) fn read<T>(&self, job: impl Fn(&mut Conn) -> Result<T, StoreFault>) -> Result<T, StoreFault> {
        self.once_more(job)
    }

    /// Writes: runs `job` in a transaction of its own and waits until it is durable. `Err` from `job` undoes it.
    pub(crate) fn write<T: Send + 'static>(
        &self,
        job: impl FnOnce(&mut Conn) -> Result<T, StoreFault> + Send + 'static,
    ) -> Result<T, StoreFault> {
        self.with(|conn| conn.transaction(job))
    }

    /// Writes something that may be written twice without harm: tried once more when the connection breaks.
    pub(crate) fn write_idempotent<T: Send + 'static>(
        &self,
        job: impl Fn(&mut Conn) -> Result<T, StoreFault> + Send + 'static,
    ) -> Result<T, StoreFault> {
        self.once_more(|conn| conn.transaction(&job))
    }

    /// Writes by one statement, which is its own transaction. Never tried again: nobody could know whether it was done.
    pub(crate) fn write_alone<T>(&self, job: impl FnOnce(&mut Conn) -> Result<T, StoreFault>) -> Result<T, StoreFault> {
        self.with(job)
    }

    /// What the operator set.
    pub(crate) fn settings(&self) -> &StoreSettings {
        &self.settings
    }

    /// Runs `job`, and once more when its connection turns out to be broken. Both together wait for a connection no longer than
    /// one may; whoever found no connection at all does not wait again.
    fn once_more<T>(&self, job: impl Fn(&mut Conn) -> Result<T, StoreFault>) -> Result<T, StoreFault> {
        let began = Instant::now();
        let conn = self.connection(self.settings.connection_wait)?;
        let patience = self.settings.connection_wait.saturating_sub(began.elapsed());
        match on(conn, &job) {
            Err(StoreFault::Unavailable(_)) => on(self.connection(patience)?, &job),
            outcome => outcome,
        }
    }

    fn with<T>(&self, job: impl FnOnce(&mut Conn) -> Result<T, StoreFault>) -> Result<T, StoreFault> {
        on(self.connection(self.settings.connection_wait)?, job)
    }

    /// Runs `job` on a connection whose statements may wait and take as long as they have to.
    fn unhurried<T>(&self, job: impl FnOnce(&mut Conn) -> Result<T, StoreFault>) -> Result<T, StoreFault> {
        self.with(|conn| {
            conn.batch_execute("SET lock_timeout = 0; SET statement_timeout = 0;")?;
            let outcome = job(conn);
            if conn.batch_execute(&limits(&self.settings)).is_err() {
                give_away(conn);
            }
            outcome
        })
    }

    /// A connection within this time. Busy: all that there may be are in use; otherwise the server did not give another one.
    fn connection(&self, wait: Duration) -> Result<PooledConnection<ConnectionManager<Conn>>, StoreFault> {
        self.pool.get_timeout(wait).map_err(|_| {
            if self.pool.state().connections < self.pool.max_size() {
                StoreFault::Unavailable("no connection to PostgreSQL within the set time".to_owned())
            } else {
                StoreFault::Busy
            }
        })
    }
}

/// Runs `job` on a connection and gives it back, or away when it is broken.
fn on<T>(
    mut conn: PooledConnection<ConnectionManager<Conn>>,
    job: impl FnOnce(&mut Conn) -> Result<T, StoreFault>,
) -> Result<T, StoreFault> {
    let outcome = job(&mut conn);
    if matches!(outcome, Err(StoreFault::Unavailable(_))) {
        give_away(&mut conn);
    }
    outcome
}

/// The pool asks this state, and throws the connection away.
fn give_away(conn: &mut Conn) {
    AnsiTransactionManager::transaction_manager_status_mut(conn).set_in_error();
}

/// Connects to the database with this URL.
pub(crate) fn connect(url: &str, settings: StoreSettings) -> Result<Arc<dyn Engine>, StoreFault> {
    let url = address::on_this_machine(url)?;
    let pool = Pool::builder()
        .max_size(settings.connections.max(1))
        .test_on_check_out(false)
        .connection_timeout(settings.connection_wait)
        .error_handler(Box::new(QuietErrors::new(shown)))
        .connection_customizer(Box::new(SetUp { limits: limits(&settings) }))
        .build(ConnectionManager::new(url))
        .map_err(|error| StoreFault::Unavailable(shown(&error.to_string()).to_owned()))?;
    Ok(Arc::new(Postgres(Arc::new(Db { pool, settings }))))
}

/// What libpq says of a server that did not take the connection. Any other text may repeat the URL, password and all.
fn shown(text: &str) -> &str {
    text.find("connection to server")
        .and_then(|at| text.get(at..))
        .unwrap_or("no server took the connection; check the URL's parameters and what its role may do")
}

/// How long an ordinary statement may wait for a lock, and take altogether. Zero would mean: without end.
fn limits(settings: &StoreSettings) -> String {
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

    /// `StoreFault` knows some errors by their English words. A role that may not set the language keeps the server's.
    const WORDS: &str = "DO $$ BEGIN SET lc_messages = 'C'; EXCEPTION WHEN insufficient_privilege THEN NULL; END $$;";
}

impl CustomizeConnection<Conn, PoolError> for SetUp {
    fn on_acquire(&self, conn: &mut Conn) -> Result<(), PoolError> {
        conn.batch_execute(&format!("{} {} {}", Self::PLANS, Self::WORDS, self.limits)).map_err(PoolError::QueryError)
    }
}

struct Postgres(Arc<Db>);

impl Engine for Postgres {
    fn pending_migrations(&self) -> Result<Vec<String>, StoreFault> {
        self.0.with(|conn| migration::pending(conn, MIGRATIONS))
    }

    fn migrate(&self) -> Result<Vec<String>, StoreFault> {
        self.0.unhurried(|conn| {
            conn.batch_execute(&format!("SELECT pg_advisory_lock({MIGRATION_LOCK})"))?;
            let outcome = migration::run(conn, MIGRATIONS);
            conn.batch_execute(&format!("SELECT pg_advisory_unlock({MIGRATION_LOCK})"))?;
            outcome
        })
    }

    fn bank(&self, code: BankCode) -> Arc<dyn Bank> {
        Arc::new(queries::SqlBank::new(Arc::clone(&self.0), code))
    }

    fn tokens(&self) -> Arc<dyn TokenStore> {
        Arc::new(queries::SqlTokens::new(Arc::clone(&self.0)))
    }

    fn inspect(&self, work: TablesWork<'_>) -> Result<(), StoreFault> {
        self.0.unhurried(|conn| work(&mut queries::SqlLedger::new(conn)))
    }

    /// One import at a time: two that change the same account would not see each other's rows. Reads go on meanwhile.
    fn amend(&self, work: TablesWork<'_>) -> Result<(), StoreFault> {
        self.0.unhurried(|conn| {
            conn.transaction(|conn| {
                conn.batch_execute(&format!("SELECT pg_advisory_xact_lock({IMPORT_LOCK})"))?;
                work(&mut queries::SqlLedger::new(conn))
            })
        })
    }
}
