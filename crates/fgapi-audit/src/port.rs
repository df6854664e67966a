//! The port: what a store of the log must do.

use crate::{Act, AuditText, ChainHead, Entry, EntryTime, Line, OutcomeKind, Sealed, Seq};

/// The store could not do it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AuditFault {
    /// Too much is waiting, or a lock was not to be had in time. Ask again.
    #[error("the audit log is busy")]
    Busy,
    /// It cannot be reached, or cannot write.
    #[error("the audit log is not available: {0}")]
    Unavailable(String),
    /// What it holds cannot be right.
    #[error("the audit log holds something wrong: {0}")]
    Corrupt(String),
}

/// Which entries are wanted: those that are all of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Of the actor with exactly this text, such as `staff:hanako`.
    pub actor: Option<AuditText>,
    /// This act.
    pub act: Option<Act>,
    /// With this text somewhere in the target; capital letters are others than small ones.
    pub target: Option<AuditText>,
    /// At this time or later.
    pub from: Option<EntryTime>,
    /// Before this time.
    pub until: Option<EntryTime>,
    /// With this outcome.
    pub outcome: Option<OutcomeKind>,
}

impl Filter {
    /// Whether a line is wanted.
    pub fn wants(&self, line: &Line) -> bool {
        self.actor.as_ref().is_none_or(|actor| actor.as_str() == &*line.actor)
            && self.act.is_none_or(|act| act.as_str() == &*line.act)
            && self.target.as_ref().is_none_or(|part| line.target.contains(part.as_str()))
            && self.from.is_none_or(|from| from <= line.at)
            && self.until.is_none_or(|until| line.at < until)
            && self.outcome.is_none_or(|kind| kind.is_of(&line.outcome))
    }
}

/// Keeps the log. Each method is one whole atomic transition; what was told is durable. Entries are only ever added, sealed once, and
/// removed from the oldest on.
pub trait AuditStore: Send + Sync {
    /// Adds entries that no other change of a store goes with.
    ///
    /// # Errors
    /// [`AuditFault`]; none is kept then.
    fn append(&self, entries: &[Entry]) -> Result<(), AuditFault>;

    /// Gives up to `limit` entries that have none a number and a hash, oldest first; how many. Two nodes may do so at once: an entry
    /// is sealed once, and there is no gap.
    ///
    /// # Errors
    /// [`AuditFault`]; none is sealed then.
    fn seal(&self, limit: u32) -> Result<u32, AuditFault>;

    /// Up to `limit` lines that the filter wants, newest first, with numbers lower than `before`. All entries are sealed first.
    ///
    /// # Errors
    /// [`AuditFault`].
    fn page(&self, filter: &Filter, before: Option<Seq>, limit: u32) -> Result<Vec<Sealed>, AuditFault>;

    /// Up to `limit` lines, oldest first, with numbers higher than `seq`. All entries are sealed first.
    ///
    /// # Errors
    /// [`AuditFault`].
    fn after(&self, seq: Seq, limit: u32) -> Result<Vec<Sealed>, AuditFault>;

    /// The chain's last line, with all entries sealed.
    ///
    /// # Errors
    /// [`AuditFault`].
    fn head(&self) -> Result<ChainHead, AuditFault>;

    /// What the oldest line that is kept follows: [`ChainHead::START`], or the last that was pruned.
    ///
    /// # Errors
    /// [`AuditFault`].
    fn base(&self) -> Result<ChainHead, AuditFault>;

    /// Removes up to `limit` of the oldest lines, as long as they are older than `before`; how many.
    ///
    /// # Errors
    /// [`AuditFault`]; none is removed then.
    fn prune(&self, before: EntryTime, limit: u32) -> Result<u32, AuditFault>;
}
