//! How a store fails, and what its callers make of it.

use fgapi_banking::BankFault;
use fgapi_database::{DatabaseFault, Fault, Harm};
use fgapi_intake::LedgerFault;

/// The store did not do what it was asked; nothing of it was kept.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoreFault {
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
    /// The tables are older than this program.
    #[error("the database lacks {} migration(s), the first is {}: run `fgapi migrate`", pending.len(), pending.first().map_or("none", String::as_str))]
    NotMigrated {
        /// Names of the migrations to run, oldest first.
        pending: Vec<String>,
    },
    /// A row with this name exists already (or one that it needs does not).
    #[error("the database refused the row: {0}")]
    Conflict(String),
    /// The database did not understand the statement: a mistake of this program.
    #[error("the database refused the statement: {0}")]
    Statement(String),
}

impl StoreFault {
    /// A value of `what` was read that this program would never write.
    pub(crate) fn corrupt(what: impl core::fmt::Display) -> Self {
        Self::Corrupt(what.to_string())
    }
}

/// A stored word that does not parse was not written by this program.
impl From<fgapi_domain::Malformed> for StoreFault {
    fn from(refusal: fgapi_domain::Malformed) -> Self {
        Self::corrupt(refusal)
    }
}

/// A `Db` runs work that ends with this fault, so queries need not translate anything.
impl Fault for StoreFault {
    fn harm(&self) -> Harm<'_> {
        match self {
            Self::Unavailable(_) => Harm::Connection,
            Self::Broken(why) => Harm::Disk(why),
            Self::Busy | Self::Corrupt(_) | Self::NotMigrated { .. } | Self::Conflict(_) | Self::Statement(_) => Harm::Work,
        }
    }
}

impl From<DatabaseFault> for StoreFault {
    fn from(fault: DatabaseFault) -> Self {
        match fault {
            DatabaseFault::Busy => Self::Busy,
            DatabaseFault::Unavailable(why) => Self::Unavailable(why),
            DatabaseFault::Broken(why) => Self::Broken(why),
            DatabaseFault::Corrupt(why) => Self::Corrupt(why),
            DatabaseFault::Conflict(why) => Self::Conflict(why),
            DatabaseFault::Statement(why) => Self::Statement(why),
        }
    }
}

impl From<fgapi_register::RegisterFault> for StoreFault {
    fn from(fault: fgapi_register::RegisterFault) -> Self {
        fault.0.into()
    }
}

impl From<diesel::result::Error> for StoreFault {
    fn from(error: diesel::result::Error) -> Self {
        DatabaseFault::from(error).into()
    }
}

impl From<StoreFault> for BankFault {
    fn from(fault: StoreFault) -> Self {
        match fault {
            StoreFault::Busy | StoreFault::Unavailable(_) | StoreFault::Broken(_) | StoreFault::NotMigrated { .. } => {
                Self::Unavailable(fault.to_string())
            }
            StoreFault::Corrupt(_) | StoreFault::Conflict(_) | StoreFault::Statement(_) => Self::Wrong(fault.to_string()),
        }
    }
}

impl From<StoreFault> for fgapi_token::StoreFault {
    fn from(fault: StoreFault) -> Self {
        match fault {
            StoreFault::Busy => Self::Busy,
            StoreFault::Unavailable(_) | StoreFault::Broken(_) | StoreFault::NotMigrated { .. } => Self::Unavailable(fault.to_string()),
            StoreFault::Corrupt(_) | StoreFault::Conflict(_) | StoreFault::Statement(_) => Self::Corrupt(fault.to_string()),
        }
    }
}

impl From<fgapi_token::StoreFault> for StoreFault {
    fn from(fault: fgapi_token::StoreFault) -> Self {
        match fault {
            fgapi_token::StoreFault::Busy => Self::Busy,
            fgapi_token::StoreFault::Unavailable(why) => Self::Unavailable(why),
            fgapi_token::StoreFault::Corrupt(why) => Self::Corrupt(why),
        }
    }
}

impl From<StoreFault> for LedgerFault {
    fn from(fault: StoreFault) -> Self {
        match fault {
            StoreFault::Busy => Self::Busy,
            StoreFault::Unavailable(why) => Self::Unavailable(why),
            // No step on open tables answers this: they were opened because nothing was lacking.
            StoreFault::NotMigrated { .. } => Self::Unavailable(fault.to_string()),
            StoreFault::Broken(why) => Self::Broken(why),
            StoreFault::Corrupt(why) => Self::Corrupt(why),
            StoreFault::Conflict(why) => Self::Conflict(why),
            StoreFault::Statement(why) => Self::Statement(why),
        }
    }
}

impl From<LedgerFault> for StoreFault {
    fn from(fault: LedgerFault) -> Self {
        match fault {
            LedgerFault::Busy => Self::Busy,
            LedgerFault::Unavailable(why) => Self::Unavailable(why),
            LedgerFault::Broken(why) => Self::Broken(why),
            LedgerFault::Corrupt(why) => Self::Corrupt(why),
            LedgerFault::Conflict(why) => Self::Conflict(why),
            LedgerFault::Statement(why) => Self::Statement(why),
        }
    }
}
