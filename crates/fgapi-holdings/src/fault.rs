//! How the tables fail, and what the ports' callers make of it.

use fgapi_database::{DatabaseFault, Fault, Harm};
use fgapi_domain::StoreFault;

/// The tables did not do what they were asked; nothing of it was kept. Queries end with it, so they need not translate anything.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(transparent)]
pub struct HoldingsFault(#[from] pub DatabaseFault);

impl HoldingsFault {
    /// A value of `what` was read that this program would never write.
    pub(crate) fn corrupt(what: impl core::fmt::Display) -> Self {
        Self(DatabaseFault::Corrupt(what.to_string()))
    }
}

impl Fault for HoldingsFault {
    fn harm(&self) -> Harm<'_> {
        self.0.harm()
    }
}

impl From<diesel::result::Error> for HoldingsFault {
    fn from(error: diesel::result::Error) -> Self {
        Self(error.into())
    }
}

/// A stored word that does not parse was not written by this program.
impl From<fgapi_domain::Malformed> for HoldingsFault {
    fn from(refusal: fgapi_domain::Malformed) -> Self {
        Self::corrupt(refusal)
    }
}

impl From<HoldingsFault> for StoreFault {
    fn from(HoldingsFault(fault): HoldingsFault) -> Self {
        match fault {
            DatabaseFault::Busy => Self::Busy,
            DatabaseFault::Unavailable(_) | DatabaseFault::Broken(_) => Self::Unavailable(fault.to_string()),
            DatabaseFault::Corrupt(_) | DatabaseFault::Conflict(_) | DatabaseFault::Statement(_) => Self::Corrupt(fault.to_string()),
        }
    }
}
