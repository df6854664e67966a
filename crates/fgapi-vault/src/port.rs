//! The port: what a store of sealed values must do. Each method is one whole atomic transition; when it answers, its effect is durable
//! and seen by every later call on every node.

use fgapi_audit::{AuditText, Entry};
use fgapi_domain::{StoreFault, UnixSeconds};

use crate::{KeptKey, KeyNumber, MasterNumber, Owner, Place, SealedValue};

/// Whether the staff shut the vault.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VaultState {
    /// Since when, and by whom.
    pub sealed: Option<(UnixSeconds, AuditText)>,
}

/// What became of adding a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyAdded {
    /// It is its owner's current key; the one before is not any more.
    Done,
    /// Another key is current than was thought.
    Other,
    /// There is no such owner.
    NoOwner,
}

/// What became of storing values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Put {
    /// They are stored.
    Done,
    /// Their key is not (any more) their owner's current one: seal them anew.
    StaleKey,
    /// Their key sealed as often as it may.
    Exhausted,
}

/// A value that is sealed anew.
#[derive(Clone, Debug)]
pub struct Reseal {
    /// As it was read; when it is not so any more, it is left alone.
    pub before: SealedValue,
    /// The same value under another key.
    pub after: SealedValue,
}

/// What lies under one master key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MasterCensus {
    /// The master key.
    pub master: MasterNumber,
    /// How many data keys are wrapped under it.
    pub keys: u64,
    /// How many values are sealed under those.
    pub values: u64,
    /// How often the busiest of them sealed.
    pub seals_most: i64,
}

/// Sealed values and wrapped keys.
///
/// A store counts a key's seals in the same transition that stores what it sealed, and refuses values under a key that is not current:
/// so nothing is ever left under an old key after a change of keys. When an owner is deleted, its keys and values go in the same
/// transition.
pub trait VaultStore: Send + Sync {
    /// Whether the vault is shut.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn state(&self) -> Result<VaultState, StoreFault>;

    /// Shuts or opens it, and tells the log; `Ok(false)` when it was so already, and nothing is told.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn set_state(&self, state: &VaultState, note: &Entry) -> Result<bool, StoreFault>;

    /// The owner's current key.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn current_key(&self, owner: Owner) -> Result<Option<KeptKey>, StoreFault>;

    /// The key with this number.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn key(&self, number: KeyNumber) -> Result<Option<KeptKey>, StoreFault>;

    /// Makes `key` its owner's current one when `before` is current now (`None`: there is none).
    ///
    /// # Errors
    /// [`StoreFault`].
    fn add_key(&self, key: &KeptKey, before: Option<KeyNumber>) -> Result<KeyAdded, StoreFault>;

    /// Up to `limit` keys by number, from the one after `after` on.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn keys(&self, after: Option<KeyNumber>, limit: u32) -> Result<Vec<KeptKey>, StoreFault>;

    /// Destroys a key that is not current and under which no value is left; `Ok(false)` otherwise.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn remove_key(&self, number: KeyNumber) -> Result<bool, StoreFault>;

    /// Up to `limit` values by place, from the one after `after` on.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn values(&self, after: Option<&Place>, limit: u32) -> Result<Vec<SealedValue>, StoreFault>;

    /// Up to `limit` values under this key, by place, from the one after `after` on.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn values_under(&self, key: KeyNumber, after: Option<&Place>, limit: u32) -> Result<Vec<SealedValue>, StoreFault>;

    /// The values at these places; those that are not there are left out. One read.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn values_at(&self, places: &[Place]) -> Result<Vec<SealedValue>, StoreFault>;

    /// Stores values of one owner, in place of those that lie there, all or none, and tells the log. Values of two keys are stale: one
    /// of them is not current.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn put(&self, values: &[SealedValue], note: &Entry) -> Result<Put, StoreFault>;

    /// Seals values of one owner anew; how many were changed. A value that is not as it was read is left alone; when their key is not the
    /// current one, nothing is changed.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn reseal(&self, values: &[Reseal]) -> Result<u32, StoreFault>;

    /// What lies under each master key, by number.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn census(&self) -> Result<Vec<MasterCensus>, StoreFault>;

    /// Tells the log, and nothing else.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn tell(&self, note: &Entry) -> Result<(), StoreFault>;
}
