//! The bank's levers: links counted and revoked by client, by customer, by the day of consent; what became of a token.

use fgapi_audit::By;
use fgapi_domain::{CustomerId, GrantSet, UnixSeconds};

use crate::{ApiKey, Dead, EndReason, Family, Generation, KnownClient, Link, StoreFault, TokenDigest, TokenKind};

/// Which links: those that are all of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LinkSelection {
    /// Of this client.
    pub client: Option<ApiKey>,
    /// Of this customer.
    pub customer: Option<CustomerId>,
    /// Whose consent was given before this time.
    pub consented_before: Option<UnixSeconds>,
}

impl LinkSelection {
    /// Whether it leaves nothing out.
    pub fn is_everything(&self) -> bool {
        *self == Self::default()
    }
}

/// Living links of one client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkCount {
    /// The client.
    pub client: ApiKey,
    /// Links that are alive: not ended, and their consent's time not over.
    pub alive: u64,
    /// Those of them whose consent ends soon.
    pub ending_soon: u64,
}

/// A token that was given out, as its row and its link's row tell it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenTrace {
    /// What it is for: [`TokenKind::System`], [`TokenKind::Auth`], [`TokenKind::Access`] or [`TokenKind::Refresh`].
    pub kind: TokenKind,
    /// Its client.
    pub client: KnownClient,
    /// When it was made, where that is known.
    pub created_at: Option<UnixSeconds>,
    /// When its time is over.
    pub expires_at: UnixSeconds,
    /// What a system token may.
    pub grants: GrantSet,
    /// The family and generation of a pair's token; the family that an auth token was exchanged for.
    pub family: Option<Family>,
    /// The generation of a pair's token.
    pub generation: Option<Generation>,
    /// The link of a pair's token, as it is now.
    pub link: Option<Link>,
}

/// What a token was, and whether it is dead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explained {
    /// Its rows.
    pub trace: TokenTrace,
    /// Why it is dead; `None`: it is alive.
    pub dead: Option<Dead>,
}

/// The levers of a store.
pub trait LinkLevers: Send + Sync {
    /// Living links of a selection by client, in the order of their API keys; those that end before `soon` are ending soon.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn count_links(&self, selection: &LinkSelection, now: UnixSeconds, soon: UnixSeconds) -> Result<Vec<LinkCount>, StoreFault>;

    /// Ends up to `limit` living links of a selection, each with its entry `link.revoke` of the audit log in the same commit; how many.
    /// When this answers, no token of theirs works on any node.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn revoke_links(&self, selection: &LinkSelection, reason: EndReason, now: UnixSeconds, by: &By, limit: u32) -> Result<u64, StoreFault>;

    /// The rows of a token of whatever kind; `None` when it was never given out, or was purged.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn trace(&self, digest: &TokenDigest) -> Result<Option<TokenTrace>, StoreFault>;
}
