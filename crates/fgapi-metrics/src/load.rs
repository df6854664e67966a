//! What is watched: the load of threads and of the database at one moment.

/// A set of worker threads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WorkLoad {
    /// Use cases that wait.
    pub waiting: u64,
    /// How many may wait.
    pub queue: u64,
    /// Use cases that run.
    pub running: u64,
    /// How many may run: the threads.
    pub threads: u64,
    /// Use cases that were refused since the start, because too many waited.
    pub refused: u64,
    /// Use cases that were not begun since the start, because they had waited too long, or nobody waited for them any more.
    pub late: u64,
}

/// Connections to the database.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DatabaseLoad {
    /// Connections in use.
    pub in_use: u64,
    /// Connections that wait for work.
    pub idle: u64,
    /// How many there may be.
    pub limit: u64,
    /// Writes that wait for SQLite's one writer; 0 on other databases.
    pub writes_waiting: u64,
    /// How many writes may wait; 0 on other databases.
    pub write_queue: u64,
    /// Times since the start that no connection was to be had within the set time.
    pub starved: u64,
    /// Writes since the start that were refused, because too many waited.
    pub writes_refused: u64,
    /// Connections since the start that broke under the work.
    pub broken_connections: u64,
    /// Failures of the disk since the start.
    pub disk_failures: u64,
}
