//! How the tables fail.

use fgapi_audit::AuditFault;
use fgapi_database::{DatabaseFault, Fault, Harm};

/// The tables did not do what they were asked; nothing of it was kept.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(transparent)]
pub struct LogbookFault(#[from] pub DatabaseFault);

impl Fault for LogbookFault {
    fn harm(&self) -> Harm<'_> {
        self.0.harm()
    }
}

impl From<diesel::result::Error> for LogbookFault {
    fn from(error: diesel::result::Error) -> Self {
        Self(error.into())
    }
}

impl From<LogbookFault> for AuditFault {
    fn from(LogbookFault(fault): LogbookFault) -> Self {
        match fault {
            DatabaseFault::Busy => Self::Busy,
            DatabaseFault::Unavailable(_) | DatabaseFault::Broken(_) => Self::Unavailable(fault.to_string()),
            DatabaseFault::Corrupt(_) | DatabaseFault::Conflict(_) | DatabaseFault::Statement(_) => Self::Corrupt(fault.to_string()),
        }
    }
}
