//! The use cases, one a file.

mod answer;
mod catalogue;
mod fetch;
mod link;
mod manual;
mod own;
mod purge;
mod show;

pub use answer::{AnswerError, NewAnswer};
pub use fetch::{FetchFault, Fetched};
pub use link::LinkError;
pub use manual::{Report, ReportedQuestion, Taken};

use fgapi_domain::{EntropyFault, Malformed, StoreFault};
use fgapi_vault::VaultFault;

/// Nothing was done, for a reason that no use case has for itself.
#[derive(Debug, thiserror::Error)]
pub enum LinkedFault {
    /// The store could not do it.
    #[error(transparent)]
    Store(#[from] StoreFault),
    /// The vault could not seal or open.
    #[error(transparent)]
    Vault(#[from] VaultFault),
    /// No randomness.
    #[error(transparent)]
    Entropy(#[from] EntropyFault),
    /// A word that this room made is none; it cannot be.
    #[error(transparent)]
    Word(#[from] Malformed),
}
