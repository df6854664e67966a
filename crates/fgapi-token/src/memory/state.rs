//! The tables in memory, and the changes to them.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use crate::judge::RefreshFacts;
use crate::{
    ApiKey, AuthTokenRow, Client, ClientId, CustomerLink, Family, Generation, IssueSystem, IssuedPair, KnownClient, Link, LinkId, LinkName,
    LinkRead, LinkStanding, Purged, SystemIssued, TokenDigest,
};
use fgapi_audit::{Entry, MemoryAudit};
use fgapi_domain::{CustomerId, GrantSet, UnixSeconds};

use crate::exchange::{KEPT_SECONDS, KeptAnswer, TokenTables};
use crate::{StoreFault, told};

/// All tables.
#[derive(Default)]
pub(super) struct State {
    pub(super) clients: BTreeMap<ApiKey, Client>,
    pub(super) keys: HashMap<ClientId, ApiKey>,
    pub(super) links: HashMap<LinkId, Link>,
    named: HashMap<(ClientId, CustomerId, LinkName), LinkId>,
    pub(super) access: HashMap<TokenDigest, TokenRow>,
    pub(super) refresh: HashMap<TokenDigest, TokenRow>,
    pub(super) system: HashMap<TokenDigest, SystemRow>,
    pub(super) auth: HashMap<TokenDigest, AuthTokenRow>,
    kept: HashMap<[u8; 32], KeptAnswer>,
    pub(super) reads: HashMap<LinkId, LinkRead>,
    pub(super) latest: UnixSeconds,
    /// Told under the same lock, so in the order of the changes.
    pub(super) audit: Arc<MemoryAudit>,
}

/// An access or refresh token.
pub(super) struct TokenRow {
    pub(super) link: LinkId,
    pub(super) family: Family,
    pub(super) generation: Generation,
    pub(super) expires_at: UnixSeconds,
}

/// A system token.
pub(super) struct SystemRow {
    pub(super) client: ClientId,
    pub(super) grants: GrantSet,
    pub(super) expires_at: UnixSeconds,
}

impl State {
    pub(super) fn telling(audit: Arc<MemoryAudit>) -> Self {
        Self { audit, ..Self::default() }
    }

    pub(super) fn client(&self, id: ClientId) -> Option<KnownClient> {
        self.keys.get(&id).and_then(|key| self.clients.get(key)).map(|client| client.known.clone())
    }

    pub(super) fn links_of(&self, customer: &CustomerId, limit: u32) -> Vec<CustomerLink> {
        let mut links: Vec<&Link> = self.links.values().filter(|link| link.customer == *customer).collect();
        links.sort_by_key(|link| std::cmp::Reverse((link.consented_at, link.id)));
        let client = |link: &Link| self.keys.get(&link.client).and_then(|key| self.clients.get(key));
        let shown = |link: &Link| {
            let Client { name, company, .. } = client(link)?.clone();
            Some(CustomerLink { link: link.clone(), client: name, company, read: self.reads.get(&link.id).copied() })
        };
        links.into_iter().filter_map(shown).take(limit as usize).collect()
    }

    pub(super) fn issue_system(&mut self, command: &IssueSystem) -> SystemIssued {
        let living = self.system.values().filter(|row| row.client == command.client && command.now < row.expires_at);
        let mut ends: Vec<UnixSeconds> = living.map(|row| row.expires_at).collect();
        if ends.len() < command.limit as usize {
            let row = SystemRow { client: command.client, grants: command.grants, expires_at: command.expires_at };
            self.system.insert(command.token, row);
            self.audit.note(&told::issued_system(command));
            return SystemIssued::Issued;
        }
        ends.sort_unstable();
        SystemIssued::AtLimit { free_at: ends.get(ends.len() - command.limit as usize).copied().unwrap_or(command.expires_at) }
    }

    pub(super) fn mark_used(&mut self, id: LinkId, family: Family, generation: Generation) {
        let Some(link) = self.links.get_mut(&id) else { return };
        let living = link.standing == LinkStanding::Active && link.family == family && link.generation == generation;
        if living && link.used < generation {
            link.used = generation;
            self.kept.retain(|_, answer| answer.given.as_ref().is_none_or(|given| given.pair.link != id));
        }
    }

    pub(super) fn purge(&mut self, now: UnixSeconds, limit: u32) -> Purged {
        let mut left = limit as usize;
        let over = |expires_at: UnixSeconds| expires_at.plus(KEPT_SECONDS) <= now;
        remove_some(&mut self.access, &mut left, |row| over(row.expires_at));
        remove_some(&mut self.refresh, &mut left, |row| over(row.expires_at));
        remove_some(&mut self.system, &mut left, |row| over(row.expires_at));
        remove_some(&mut self.auth, &mut left, |row| over(row.expires_at));
        remove_some(&mut self.kept, &mut left, |answer| answer.mark.expires_at <= now);
        Purged { rows: (limit as usize - left) as u64 }
    }
}

/// Removes what `is_over` finds, at most `left` of it.
fn remove_some<K, V>(table: &mut HashMap<K, V>, left: &mut usize, is_over: impl Fn(&V) -> bool) {
    table.retain(|_, row| {
        let goes = *left > 0 && is_over(row);
        *left -= usize::from(goes);
        !goes
    });
}

/// Everything is held already: whoever has the state has the lock.
impl TokenTables for State {
    type Fault = StoreFault;

    fn hold_key(&mut self, _: &[u8; 32]) -> Result<(), StoreFault> {
        Ok(())
    }

    fn kept(&mut self, key: &[u8; 32]) -> Result<Option<KeptAnswer>, StoreFault> {
        Ok(self.kept.get(key).cloned())
    }

    fn hold_auth(&mut self, digest: &TokenDigest) -> Result<Option<AuthTokenRow>, StoreFault> {
        Ok(self.auth.get(digest).cloned())
    }

    fn hold_link_of(&mut self, auth: &AuthTokenRow) -> Result<Option<Link>, StoreFault> {
        let name = (auth.client, auth.customer.clone(), auth.link_name.clone());
        Ok(self.named.get(&name).and_then(|id| self.links.get(id)).cloned())
    }

    fn hold_refresh(&mut self, digest: &TokenDigest) -> Result<Option<RefreshFacts>, StoreFault> {
        let Some(row) = self.refresh.get(digest) else { return Ok(None) };
        let facts =
            |link: &Link| RefreshFacts { link: link.clone(), family: row.family, generation: row.generation, expires_at: row.expires_at };
        Ok(self.links.get(&row.link).map(facts))
    }

    fn hold_link(&mut self, id: LinkId) -> Result<Option<Link>, StoreFault> {
        Ok(self.links.get(&id).cloned())
    }

    fn make_link(&mut self, link: &Link) -> Result<(), StoreFault> {
        self.named.insert((link.client, link.customer.clone(), link.name.clone()), link.id);
        self.links.insert(link.id, link.clone());
        Ok(())
    }

    fn put_link(&mut self, link: &Link) -> Result<(), StoreFault> {
        self.links.insert(link.id, link.clone());
        Ok(())
    }

    fn spend(&mut self, auth: &TokenDigest, family: Family) -> Result<(), StoreFault> {
        if let Some(row) = self.auth.get_mut(auth) {
            row.spent = Some(family);
        }
        Ok(())
    }

    fn add_pair(&mut self, access: &TokenDigest, refresh: &TokenDigest, link: &Link, pair: &IssuedPair) -> Result<(), StoreFault> {
        let row = |expires_at| TokenRow { link: link.id, family: link.family, generation: link.generation, expires_at };
        self.access.insert(*access, row(pair.access_expires_at));
        self.refresh.insert(*refresh, row(pair.refresh_expires_at));
        Ok(())
    }

    fn forget(&mut self, link: LinkId) -> Result<(), StoreFault> {
        self.kept.retain(|_, answer| answer.given.as_ref().is_none_or(|given| given.pair.link != link));
        Ok(())
    }

    fn tell(&mut self, entry: &Entry) -> Result<(), StoreFault> {
        self.audit.note(entry);
        Ok(())
    }

    fn keep(&mut self, answer: &KeptAnswer) -> Result<(), StoreFault> {
        self.kept.insert(answer.mark.key, answer.clone());
        Ok(())
    }
}
