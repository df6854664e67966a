//! The bank's levers on links, and what became of a token.

use fgapi_audit::By;
use fgapi_domain::{Secret, UnixSeconds};

use crate::{
    AccessFacts, Client, ClientStanding, Dead, EndReason, Explained, LinkCount, LinkSelection, StoreFault, TokenDesk, TokenDigest,
    TokenKind, TokenTrace, judge,
};
use crate::{ApiKey, LinkStanding};

impl TokenDesk {
    /// All that is registered of the client with this API key.
    ///
    /// # Errors
    /// [`StoreFault`].
    pub fn client(&self, api_key: &ApiKey) -> Result<Option<Client>, StoreFault> {
        self.store.client(api_key)
    }

    /// Living links of a selection by client; those that end within `soon_seconds` are ending soon.
    ///
    /// # Errors
    /// [`StoreFault`].
    pub fn count_links(&self, selection: &LinkSelection, soon_seconds: i64) -> Result<Vec<LinkCount>, StoreFault> {
        let now = self.now();
        self.store.count_links(selection, now, now.plus(soon_seconds))
    }

    /// Ends up to `limit` living links of a selection; how many. Call it again while it answers as many as `limit`.
    ///
    /// # Errors
    /// [`StoreFault`].
    pub fn revoke_links(&self, selection: &LinkSelection, reason: EndReason, by: &By, limit: u32) -> Result<u64, StoreFault> {
        self.store.revoke_links(selection, reason, self.now(), by, limit)
    }

    /// What a token was, and why it died; `None` when it was never given out, or was purged.
    ///
    /// # Errors
    /// [`StoreFault`].
    pub fn explain(&self, token: &Secret) -> Result<Option<Explained>, StoreFault> {
        let trace = self.store.trace(&TokenDigest::of(token.reveal()))?;
        Ok(trace.map(|trace| Explained { dead: why_dead(&trace, self.now()), trace }))
    }
}

fn why_dead(trace: &TokenTrace, now: UnixSeconds) -> Option<Dead> {
    if trace.client.standing == ClientStanding::Disabled {
        return Some(Dead::ClientSuspended);
    }
    if let (Some(link), Some(family), Some(generation)) = (&trace.link, trace.family, trace.generation) {
        let facts = AccessFacts { client: trace.client.clone(), link: link.clone(), family, generation, expires_at: trace.expires_at };
        // A refresh token dies as its access token does, but for its own end.
        return match judge::access(&facts, now) {
            None if matches!(link.standing, LinkStanding::Active) => None,
            dead => dead,
        };
    }
    match trace.kind {
        TokenKind::Auth if trace.family.is_some() => Some(Dead::Spent),
        _ if now >= trace.expires_at => Some(Dead::Expired),
        _ => None,
    }
}
