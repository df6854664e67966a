//! How the tables fail, and what the ports' callers make of it.

use fgapi_database::{DatabaseFault, Fault, Harm};
use fgapi_token::StoreFault;

/// The tables did not do what they were asked; nothing of it was kept. Queries end with it, so they need not translate anything.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(transparent)]
pub struct RegisterFault(#[from] pub DatabaseFault);

impl RegisterFault {
    /// A value of `what` was read that this program would never write.
    pub(crate) fn corrupt(what: impl core::fmt::Display) -> Self {
        Self(DatabaseFault::Corrupt(what.to_string()))
    }
}

impl Fault for RegisterFault {
    fn harm(&self) -> Harm<'_> {
        self.0.harm()
    }
}

impl From<diesel::result::Error> for RegisterFault {
    fn from(error: diesel::result::Error) -> Self {
        Self(error.into())
    }
}

/// A stored word that does not parse was not written by this program.
impl From<fgapi_domain::Malformed> for RegisterFault {
    fn from(refusal: fgapi_domain::Malformed) -> Self {
        Self::corrupt(refusal)
    }
}

impl From<RegisterFault> for StoreFault {
    fn from(RegisterFault(fault): RegisterFault) -> Self {
        match fault {
            DatabaseFault::Busy => Self::Busy,
            DatabaseFault::Unavailable(_) | DatabaseFault::Broken(_) => Self::Unavailable(fault.to_string()),
            DatabaseFault::Corrupt(_) | DatabaseFault::Conflict(_) | DatabaseFault::Statement(_) => Self::Corrupt(fault.to_string()),
        }
    }
}

/// The rules of an exchange refuse rows that cannot be.
impl From<StoreFault> for RegisterFault {
    fn from(fault: StoreFault) -> Self {
        Self(match fault {
            StoreFault::Busy => DatabaseFault::Busy,
            StoreFault::Unavailable(why) => DatabaseFault::Unavailable(why),
            StoreFault::Corrupt(why) => DatabaseFault::Corrupt(why),
        })
    }
}
