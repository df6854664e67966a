//! What an operator can set about a store.

use std::time::Duration;

use fgapi_database::DatabaseSettings;
use fgapi_proof::Rule;

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
    /// Wrong passwords in a row after which a customer is locked, and a login id that nobody has as well. More than a day apart they
    /// are not in a row. Default 10.
    pub login_limit: u32,
    /// Wrong answers in a row after which a customer's additional questions are locked. Default 5.
    pub answer_limit: u32,
    /// Wrong inquiry PINs in a row after which an account's is locked. Default 5.
    pub pin_limit: u32,
    /// For how long all of these lock, in seconds. Default 900 (15 minutes).
    pub login_lock_seconds: i64,
}

impl StoreSettings {
    pub(crate) fn login_rule(&self) -> Rule {
        self.rule(self.login_limit)
    }

    pub(crate) fn answer_rule(&self) -> Rule {
        self.rule(self.answer_limit)
    }

    pub(crate) fn pin_rule(&self) -> Rule {
        self.rule(self.pin_limit)
    }

    fn rule(&self, most: u32) -> Rule {
        Rule { most, lock_seconds: self.login_lock_seconds }
    }
}

/// What of it is about connections.
impl From<StoreSettings> for DatabaseSettings {
    fn from(settings: StoreSettings) -> Self {
        let StoreSettings { connections, connection_wait, lock_wait, write_queue, .. } = settings;
        Self { connections, connection_wait, lock_wait, write_queue }
    }
}

impl Default for StoreSettings {
    fn default() -> Self {
        let DatabaseSettings { connections, connection_wait, lock_wait, write_queue } = DatabaseSettings::default();
        Self {
            connections,
            connection_wait,
            lock_wait,
            write_queue,
            login_limit: 10,
            answer_limit: 5,
            pin_limit: 5,
            login_lock_seconds: 900,
        }
    }
}
