//! The bank's levers over the tables in memory.

use std::collections::BTreeMap;

use fgapi_audit::By;
use fgapi_domain::{GrantSet, UnixSeconds};

use super::MemoryTokens;
use super::state::{State, TokenRow};
use crate::{
    ApiKey, EndReason, Link, LinkCount, LinkId, LinkLevers, LinkSelection, LinkStanding, StoreFault, TokenDigest, TokenKind, TokenTrace,
    exchange,
};

impl LinkLevers for MemoryTokens {
    fn count_links(&self, selection: &LinkSelection, now: UnixSeconds, soon: UnixSeconds) -> Result<Vec<LinkCount>, StoreFault> {
        let state = self.state();
        let mut counts: BTreeMap<ApiKey, LinkCount> = BTreeMap::new();
        for (client, link) in state.living(selection, now) {
            let none = LinkCount { client: client.clone(), alive: 0, ending_soon: 0 };
            let count = counts.entry(client.clone()).or_insert(none);
            count.alive += 1;
            count.ending_soon += u64::from(link.consent_until < soon);
        }
        Ok(counts.into_values().collect())
    }

    fn revoke_links(&self, selection: &LinkSelection, reason: EndReason, now: UnixSeconds, by: &By, limit: u32) -> Result<u64, StoreFault> {
        let mut state = self.state();
        let ids: Vec<LinkId> = state.living(selection, now).map(|(_, link)| link.id).take(limit as usize).collect();
        for id in &ids {
            exchange::revoke_link(&mut *state, *id, reason, now, by)?;
        }
        Ok(ids.len() as u64)
    }

    fn trace(&self, digest: &TokenDigest) -> Result<Option<TokenTrace>, StoreFault> {
        Ok(self.state().trace(digest))
    }
}

impl State {
    fn living<'s>(&'s self, selection: &'s LinkSelection, now: UnixSeconds) -> impl Iterator<Item = (&'s ApiKey, &'s Link)> {
        let alive = move |link: &&Link| link.standing == LinkStanding::Active && now < link.consent_until;
        self.links.values().filter(alive).filter_map(|link| Some((self.keys.get(&link.client)?, link))).filter(|(client, link)| {
            selection.client.as_ref().is_none_or(|wanted| wanted == *client)
                && selection.customer.as_ref().is_none_or(|wanted| *wanted == link.customer)
                && selection.consented_before.is_none_or(|before| link.consented_at < before)
        })
    }

    fn trace(&self, digest: &TokenDigest) -> Option<TokenTrace> {
        let pair = |kind, row: &TokenRow| {
            let link = self.links.get(&row.link)?.clone();
            Some(TokenTrace {
                kind,
                client: self.client(link.client)?,
                created_at: None,
                expires_at: row.expires_at,
                grants: link.grants,
                family: Some(row.family),
                generation: Some(row.generation),
                link: Some(link),
            })
        };
        if let Some(row) = self.access.get(digest) {
            return pair(TokenKind::Access, row);
        }
        if let Some(row) = self.refresh.get(digest) {
            return pair(TokenKind::Refresh, row);
        }
        let alone = |kind, client, expires_at, grants: GrantSet, family| {
            let client = self.client(client)?;
            Some(TokenTrace { kind, client, created_at: None, expires_at, grants, family, generation: None, link: None })
        };
        if let Some(row) = self.system.get(digest) {
            return alone(TokenKind::System, row.client, row.expires_at, row.grants, None);
        }
        self.auth.get(digest).and_then(|row| alone(TokenKind::Auth, row.client, row.expires_at, row.grants, row.spent))
    }
}
