//! How a database fails, and how a room above says so in its own words.

use diesel::result::{DatabaseErrorKind, Error};

/// The database did not do what it was asked; nothing of it was kept.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DatabaseFault {
    /// Somebody else holds what is needed, or too much is waiting. Ask again later.
    #[error("the database is busy; ask again")]
    Busy,
    /// The database cannot be reached, is full, or may not be written.
    #[error("the database is not available: {0}")]
    Unavailable(String),
    /// The disk failed under a commit. Nothing is written from now on until the process is started again.
    #[error("the database broke and is not written any more: {0}; check the disk, then start again")]
    Broken(String),
    /// What was read cannot be right.
    #[error("the database holds something wrong: {0}")]
    Corrupt(String),
    /// A row with this name exists already (or one that it needs does not).
    #[error("the database refused the row: {0}")]
    Conflict(String),
    /// The database did not understand the statement: a mistake of this program.
    #[error("the database refused the statement: {0}")]
    Statement(String),
}

/// The fault with which a room's work on a database ends: the room's own enum, into which a database's faults go.
pub trait Fault: From<DatabaseFault> + From<Error> + Send + 'static {
    /// What it says about what lies under the work.
    fn harm(&self) -> Harm<'_>;
}

/// How deep a fault goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Harm<'f> {
    /// The work failed and is undone; its connection is as good as before.
    Work,
    /// The connection is of no use any more: it is given away, and what may be done twice is tried on another.
    Connection,
    /// The disk failed, with these words: nothing is written any more.
    Disk(&'f str),
}

impl Fault for DatabaseFault {
    fn harm(&self) -> Harm<'_> {
        match self {
            Self::Unavailable(_) => Harm::Connection,
            Self::Broken(why) => Harm::Disk(why),
            Self::Busy | Self::Corrupt(_) | Self::Conflict(_) | Self::Statement(_) => Harm::Work,
        }
    }
}

impl From<Error> for DatabaseFault {
    fn from(error: Error) -> Self {
        match error {
            Error::DatabaseError(kind, info) => of_database(&kind, info.message()),
            Error::DeserializationError(_) | Error::NotFound | Error::InvalidCString(_) => Self::Corrupt(error.to_string()),
            Error::BrokenTransactionManager | Error::RollbackErrorOnCommit { .. } => Self::Unavailable(error.to_string()),
            other => Self::Statement(other.to_string()),
        }
    }
}

fn of_database(kind: &DatabaseErrorKind, message: &str) -> DatabaseFault {
    let says = |texts: &[&str]| texts.iter().any(|text| message.contains(text));
    match kind {
        DatabaseErrorKind::UniqueViolation
        | DatabaseErrorKind::ForeignKeyViolation
        | DatabaseErrorKind::NotNullViolation
        | DatabaseErrorKind::CheckViolation => DatabaseFault::Conflict(message.to_owned()),
        DatabaseErrorKind::SerializationFailure => DatabaseFault::Busy,
        DatabaseErrorKind::UnableToSendCommand | DatabaseErrorKind::ClosedConnection => DatabaseFault::Unavailable(message.to_owned()),
        DatabaseErrorKind::ReadOnlyTransaction => DatabaseFault::Unavailable(message.to_owned()),
        // The rest arrives as `Unknown` with the database's own words.
        _ if says(&["is locked", "deadlock detected", "lock timeout", "statement timeout"]) => DatabaseFault::Busy,
        _ if says(&["disk I/O error"]) => DatabaseFault::Broken(message.to_owned()),
        _ if says(&["malformed", "not a database"]) => DatabaseFault::Corrupt(message.to_owned()),
        _ if says(UNAVAILABLE) => DatabaseFault::Unavailable(message.to_owned()),
        _ => DatabaseFault::Statement(message.to_owned()),
    }
}

/// Words of SQLite and PostgreSQL that mean: not now, and not for the statement's sake.
const UNAVAILABLE: &[&str] = &[
    "database or disk is full",
    "unable to open database",
    "readonly database",
    "too many",
    "shutting down",
    "starting up",
    "server closed the connection",
    "terminating connection",
    "connection to server",
    "no connection",
];
