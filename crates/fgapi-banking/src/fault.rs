//! How a bank's core fails.

use fgapi_domain::Malformed;

/// The core could not answer. Doors turn it into 502, 503 or 504; the caller learns no more than that.
#[derive(Debug, thiserror::Error)]
pub enum BankFault {
    /// The core answered something that cannot be right.
    #[error("the bank's core answered wrongly: {0}")]
    Wrong(String),
    /// The core is not reachable, or is too busy to be asked now.
    #[error("the bank's core is not available: {0}")]
    Unavailable(String),
    /// The core did not answer in time.
    #[error("the bank's core did not answer in time")]
    TimedOut,
}

/// What a core says in no word of FGAPI is wrong.
impl From<Malformed> for BankFault {
    fn from(malformed: Malformed) -> Self {
        Self::Wrong(malformed.to_string())
    }
}
