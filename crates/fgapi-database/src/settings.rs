//! What an operator can set about connections.

use std::time::Duration;

/// What an operator can set about connections. [`Default`] suits one machine.
#[derive(Clone, Copy, Debug)]
pub struct DatabaseSettings {
    /// Connections that answer reads (SQLite), or all connections (PostgreSQL): as many as threads that use them. Default 4.
    pub connections: u32,
    /// How long a caller waits for a connection before [`DatabaseFault::Busy`](crate::DatabaseFault::Busy). Default 1 s.
    pub connection_wait: Duration,
    /// How long SQLite waits for another process that writes the same file, and PostgreSQL for a row or table that somebody else
    /// holds; there, one statement may take twice as long altogether. Unhurried work and migrations wait without end on
    /// PostgreSQL. Default 5 s.
    pub lock_wait: Duration,
    /// How many writes may wait for SQLite's one writer; one more is refused as busy. Default 1,024.
    pub write_queue: usize,
}

impl Default for DatabaseSettings {
    fn default() -> Self {
        Self { connections: 4, connection_wait: Duration::from_secs(1), lock_wait: Duration::from_secs(5), write_queue: 1_024 }
    }
}
