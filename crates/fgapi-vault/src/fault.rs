//! Why a vault did not do it.

use fgapi_audit::AuditFault;
use fgapi_domain::{EntropyFault, StoreFault};

use crate::{KeyFault, Place};

/// The vault did not do it. Nothing of it says a value.
#[derive(Debug, thiserror::Error)]
pub enum VaultFault {
    /// The staff shut it (`fgapi vault seal`).
    #[error("the vault is sealed")]
    Sealed,
    /// There is no master key, or not the one that is needed.
    #[error(transparent)]
    Key(#[from] KeyFault),
    /// A master key is there under the right number, but it did not wrap this store's keys.
    #[error("master key {0} is not the one under which this store's keys are wrapped")]
    WrongKey(u32),
    /// The store's keys are wrapped under a master key that the gateway does not have.
    #[error("master key {0} is not among the gateway's")]
    MissingKey(u32),
    /// A value does not open: it was altered, or moved here from another place.
    #[error("the value at {0} was altered or moved: it does not open")]
    Altered(Place),
    /// The owner is gone, and its key with it.
    #[error("there is no such owner (any more)")]
    NoOwner,
    /// A key sealed as often as it may: `fgapi vault rotate` makes another.
    #[error("the owner's key has sealed as often as it may")]
    Exhausted,
    /// Something is sealed already, so no first key is made.
    #[error("this store holds sealed values or keys already; a new master key would open none of them")]
    NotEmpty,
    /// Others changed the same thing at the same time, again and again.
    #[error("the keys were changed at the same time, again and again")]
    Contended,
    /// No randomness.
    #[error(transparent)]
    Entropy(#[from] EntropyFault),
    /// The store could not do it.
    #[error(transparent)]
    Store(#[from] StoreFault),
    /// The audit log could not take it, so nothing was done.
    #[error(transparent)]
    Audit(#[from] AuditFault),
}
