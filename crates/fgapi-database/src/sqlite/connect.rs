//! Connections to a SQLite file, each set up the same way.

use std::fs::OpenOptions;
use std::io::ErrorKind;
use std::time::Duration;

use diesel::connection::SimpleConnection;
use diesel::r2d2::{ConnectionManager, CustomizeConnection, Error as PoolError, Pool};
use diesel::{Connection, SqliteConnection};

use crate::quiet::QuietErrors;
use crate::{DatabaseFault, DatabaseSettings};

/// The writer's page cache, in KiB. A token's digest is a random key, so its page is another at each change: with SQLite's own 2 MiB most are
/// read from the file again.
const WRITERS_PAGES: &str = "PRAGMA cache_size = -8192;";

/// The writer leaves the write-ahead log to [`Checkpoints`](super::checkpoint::Checkpoints).
const LOG_IS_LEFT: &str = "PRAGMA wal_autocheckpoint = 0;";

/// The connection of the one thread that writes.
pub(super) fn writer(path: &str, lock_wait: Duration) -> Result<SqliteConnection, DatabaseFault> {
    let mut conn = open(path, lock_wait)?;
    conn.batch_execute(LOG_IS_LEFT)?;
    Ok(conn)
}

/// One connection that may write.
pub(super) fn open(path: &str, lock_wait: Duration) -> Result<SqliteConnection, DatabaseFault> {
    let mut conn = SqliteConnection::establish(path).map_err(|error| DatabaseFault::Unavailable(error.to_string()))?;
    set_up(&mut conn, lock_wait)?;
    conn.batch_execute(WRITERS_PAGES)?;
    Ok(conn)
}

/// Makes the file when it is not there; on Unix for its owner's eyes only. SQLite gives `-wal` and `-shm` the mode of the file.
pub(super) fn make(path: &str) -> Result<(), DatabaseFault> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        // Left open: to close any descriptor of a file ends this process's locks on it, also those of SQLite.
        Ok(file) => std::mem::forget(file),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
        Err(error) => return Err(DatabaseFault::Unavailable(format!("{path} cannot be made: {error}"))),
    }
    Ok(())
}

/// Connections that read.
pub(super) fn pool(path: &str, settings: &DatabaseSettings) -> Result<Pool<ConnectionManager<SqliteConnection>>, DatabaseFault> {
    Pool::builder()
        .max_size(settings.connections.max(1))
        // The others are opened when they are wanted: a gateway that begins answers before that.
        .min_idle(Some(1))
        .test_on_check_out(false)
        .connection_timeout(settings.connection_wait)
        .error_handler(Box::new(QuietErrors::new(|text| text)))
        .connection_customizer(Box::new(Reader { lock_wait: settings.lock_wait }))
        .build(ConnectionManager::new(path))
        .map_err(|error| DatabaseFault::Unavailable(error.to_string()))
}

/// `busy_timeout` first: the switch to WAL itself may have to wait.
fn set_up(conn: &mut SqliteConnection, lock_wait: Duration) -> Result<(), diesel::result::Error> {
    conn.batch_execute(&format!(
        "PRAGMA busy_timeout = {}; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;",
        lock_wait.as_millis()
    ))
}

#[derive(Debug)]
struct Reader {
    lock_wait: Duration,
}

impl CustomizeConnection<SqliteConnection, PoolError> for Reader {
    fn on_acquire(&self, conn: &mut SqliteConnection) -> Result<(), PoolError> {
        set_up(conn, self.lock_wait).and_then(|()| conn.batch_execute("PRAGMA query_only = ON;")).map_err(PoolError::QueryError)
    }
}
