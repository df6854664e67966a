//! The port to whoever watches what is done beside the calls.

/// What is purged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Purging {
    /// Tokens and links.
    Tokens,
    /// Customers' journeys.
    Journeys,
    /// Access tokens of tenants' clients.
    TenantTokens,
    /// Ways to other institutions that nobody came back from, and answers that nobody used.
    LinkedAccounts,
}

/// Is told of what is done beside the calls, at once and on the thread that did it. Every method does nothing unless it is written.
pub trait Watcher: Send + Sync {
    /// So many rows were purged, perhaps none.
    fn purged(&self, _what: Purging, _rows: u64) {}

    /// They could not be purged; it is tried again in the next round.
    fn purge_failed(&self, _what: Purging) {}

    /// A round of purges is over.
    fn purges_ended(&self) {}

    /// So many entries of the audit log were sealed, and none waits.
    fn sealed(&self, _entries: u64) {}
}

/// Nobody watches.
impl Watcher for () {}
