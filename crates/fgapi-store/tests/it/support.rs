//! A fresh, migrated store of each sort per test.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection};
use fgapi_store::{Store, StoreAddress, StoreSettings};

/// Something that goes away at the end of the test.
#[expect(dead_code, reason = "held for its Drop only")]
pub(crate) enum Place {
    /// A directory with a SQLite file.
    Directory(tempfile::TempDir),
    /// A PostgreSQL database.
    Database(TestDatabase),
    /// Nothing to clean up.
    Memory,
}

/// A store and the place it is in. The store is dropped first.
pub(crate) struct Fresh {
    /// The open, migrated store.
    pub(crate) store: Store,
    _place: Place,
}

/// Few connections, because many tests run at once; a law about many callers waits for them as long as the machine makes it.
pub(crate) fn settings() -> StoreSettings {
    StoreSettings { connections: 2, connection_wait: Duration::from_secs(60), ..StoreSettings::default() }
}

/// A SQLite address in a new directory.
pub(crate) fn sqlite_place() -> (StoreAddress, Place) {
    let directory = tempfile::tempdir().unwrap();
    (StoreAddress::Sqlite(directory.path().join("fgapi.db")), Place::Directory(directory))
}

/// The address of a new PostgreSQL database.
pub(crate) fn postgres_place() -> (StoreAddress, Place) {
    let database = TestDatabase::new();
    (StoreAddress::Postgres(database.url.clone()), Place::Database(database))
}

/// This process's memory.
pub(crate) fn memory_place() -> (StoreAddress, Place) {
    (StoreAddress::Memory, Place::Memory)
}

/// A fresh SQLite store.
pub(crate) fn sqlite() -> Fresh {
    fresh_at(sqlite_place())
}

/// A fresh PostgreSQL store.
pub(crate) fn postgres() -> Fresh {
    fresh_at(postgres_place())
}

/// A fresh store in memory.
pub(crate) fn memory() -> Fresh {
    fresh_at(memory_place())
}

/// A fresh store there.
pub(crate) fn fresh_at(place: (StoreAddress, Place)) -> Fresh {
    fresh_with(place, settings())
}

/// A fresh store there, with these settings.
pub(crate) fn fresh_with((address, place): (StoreAddress, Place), settings: StoreSettings) -> Fresh {
    let store = Store::connect(&address, settings).unwrap();
    store.migrate().unwrap();
    Fresh { store, _place: place }
}

/// A database that lives as long as this value.
pub(crate) struct TestDatabase {
    /// Its URL.
    pub(crate) url: String,
    name: String,
}

fn server() -> String {
    std::env::var("FGAPI_TEST_POSTGRES").unwrap_or_else(|_| panic!("run: cargo xtask test"))
}

impl TestDatabase {
    fn new() -> Self {
        static COUNTER: AtomicU32 = AtomicU32::new(0);
        let server = server();
        let name = format!("fgapi_{}_{}", std::process::id(), COUNTER.fetch_add(1, Ordering::Relaxed));
        let mut conn = PgConnection::establish(&server).unwrap_or_else(|error| panic!("no PostgreSQL at {server}: {error}"));
        // A database cannot be made within a transaction, so: two strings.
        conn.batch_execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).unwrap();
        conn.batch_execute(&format!("CREATE DATABASE {name}")).unwrap();
        let (base, _) = server.rsplit_once('/').unwrap();
        Self { url: format!("{base}/{name}"), name }
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        if let Ok(mut conn) = PgConnection::establish(&server()) {
            drop(conn.batch_execute(&format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name)));
        }
    }
}
