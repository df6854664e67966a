//! How much a database has to do, and what failed under its work: for whoever watches it.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::{Fault, Harm};

/// The load at one moment, and what failed since the database was opened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DatabaseLoad {
    /// Pooled connections in use.
    pub in_use: u32,
    /// Pooled connections that wait for work.
    pub idle: u32,
    /// How many there may be.
    pub limit: u32,
    /// Writes that wait for SQLite's one writer; 0 on PostgreSQL.
    pub writes_waiting: usize,
    /// How many writes may wait; 0 on PostgreSQL.
    pub write_queue: usize,
    /// Nothing is written any more until the process is started again: a disk failed under SQLite.
    pub broken: bool,
    /// How often no connection was to be had within the set time.
    pub starved: u64,
    /// Writes that were refused because too many waited.
    pub writes_refused: u64,
    /// How often a connection broke under its work.
    pub broken_connections: u64,
    /// How often the disk failed under a write.
    pub disk_failures: u64,
}

/// What failed since the database was opened.
#[derive(Debug, Default)]
pub(crate) struct Failures {
    starved: AtomicU64,
    writes_refused: AtomicU64,
    broken_connections: AtomicU64,
    disk: AtomicU64,
}

impl Failures {
    /// No connection was to be had.
    pub(crate) fn starved(&self) {
        self.starved.fetch_add(1, Ordering::Relaxed);
    }

    /// Too many writes waited.
    pub(crate) fn write_refused(&self) {
        self.writes_refused.fetch_add(1, Ordering::Relaxed);
    }

    /// Work came to this end; a refusal of the work itself is no failure of the database.
    pub(crate) fn note<T, F: Fault>(&self, outcome: &Result<T, F>) {
        let Err(fault) = outcome else { return };
        let counter = match fault.harm() {
            Harm::Work => return,
            Harm::Connection => &self.broken_connections,
            Harm::Disk(_) => &self.disk,
        };
        counter.fetch_add(1, Ordering::Relaxed);
    }

    /// Puts the counts into a load.
    pub(crate) fn within(&self, load: DatabaseLoad) -> DatabaseLoad {
        DatabaseLoad {
            starved: self.starved.load(Ordering::Relaxed),
            writes_refused: self.writes_refused.load(Ordering::Relaxed),
            broken_connections: self.broken_connections.load(Ordering::Relaxed),
            disk_failures: self.disk.load(Ordering::Relaxed),
            ..load
        }
    }
}
