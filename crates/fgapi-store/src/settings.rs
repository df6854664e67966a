//! What an operator can set about a store.

use std::time::Duration;

use fgapi_database::DatabaseSettings;

/// What an operator can set about a store. [`Default`] suits one machine.
#[derive(Clone, Copy, Debug)]
pub struct StoreSettings {
    /// Connections that answer reads (SQLite), or all connections (PostgreSQL): as many as threads that use them. Default 4.
    pub connections: u32,
    /// How long a caller waits for a connection before [`StoreFault::Busy`](crate::StoreFault::Busy). Default 1 s.
    pub connection_wait: Duration,
    /// How long SQLite waits for another process that writes the same file, and PostgreSQL for a row or table that somebody else
    /// holds; there, one statement may take twice as long altogether. Importers and migrations wait without end. Default 5 s.
    pub lock_wait: Duration,
    /// How many writes may wait for SQLite's one writer; one more is refused as busy. Default 1,024.
    pub write_queue: usize,
    /// Wrong passwords in a row after which a customer is locked. Default 10.
    pub login_limit: u32,
    /// For how long, in seconds. Default 900 (15 minutes).
    pub login_lock_seconds: i64,
}

/// What of it is about connections.
impl From<StoreSettings> for DatabaseSettings {
    fn from(settings: StoreSettings) -> Self {
        let StoreSettings { connections, connection_wait, lock_wait, write_queue, login_limit: _, login_lock_seconds: _ } = settings;
        Self { connections, connection_wait, lock_wait, write_queue }
    }
}

impl Default for StoreSettings {
    fn default() -> Self {
        let DatabaseSettings { connections, connection_wait, lock_wait, write_queue } = DatabaseSettings::default();
        Self { connections, connection_wait, lock_wait, write_queue, login_limit: 10, login_lock_seconds: 900 }
    }
}
