//! Clients and tokens in this process's memory: the plainest store that keeps every law, to try things out with, and the model
//! against which databases are tested. One lock around everything makes every method atomic.

mod levers;
mod state;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::{
    AccessFacts, ApiKey, AuthTokenRow, Client, ClientStanding, ClientStore, CustomerLink, End, EndReason, Ended, Exchanged, Family,
    Generation, IssueSystem, KnownClient, LinkId, LinkRead, LinkRegister, PasswordDigest, Purged, Redeem, Rotate, StoreFault,
    StoredPassword, SystemFacts, SystemIssued, TokenDigest, TokenReader, TokenWriter,
};
use fgapi_audit::{By, MemoryAudit, Origin};
use fgapi_domain::{CustomerId, UnixSeconds};

use crate::{exchange, told};
use state::State;

/// Clients and tokens, gone when the process ends.
///
/// ```
/// use fgapi_token::{ClientStore as _, MemoryTokens};
/// assert_eq!(MemoryTokens::default().clients(None, 10)?, []);
/// # Ok::<(), fgapi_token::StoreFault>(())
/// ```
#[derive(Default)]
pub struct MemoryTokens(Mutex<State>);

impl MemoryTokens {
    /// Tells this log of every change.
    pub fn telling(audit: Arc<MemoryAudit>) -> Self {
        Self(Mutex::new(State::telling(audit)))
    }

    /// A caller that broke off changed nothing by halves: the rules are asked before the first change.
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl ClientStore for MemoryTokens {
    fn known_client(&self, api_key: &ApiKey) -> Result<Option<KnownClient>, StoreFault> {
        Ok(self.state().clients.get(api_key).map(|client| client.known.clone()))
    }

    fn client(&self, api_key: &ApiKey) -> Result<Option<Client>, StoreFault> {
        Ok(self.state().clients.get(api_key).cloned())
    }

    fn add_client(&self, client: &Client, by: &By) -> Result<bool, StoreFault> {
        let mut state = self.state();
        let key = client.known.api_key.clone();
        if state.clients.contains_key(&key) {
            return Ok(false);
        }
        state.audit.note(&told::registered(client, by));
        state.keys.insert(client.known.id, key.clone());
        state.clients.insert(key, client.clone());
        Ok(true)
    }

    fn clients(&self, after: Option<&ApiKey>, limit: u32) -> Result<Vec<Client>, StoreFault> {
        let state = self.state();
        let clients = state.clients.iter().filter(|(key, _)| after.is_none_or(|after| *key > after));
        Ok(clients.take(limit as usize).map(|(_, client)| client.clone()).collect())
    }

    fn set_client_standing(&self, api_key: &ApiKey, standing: ClientStanding, now: UnixSeconds, by: &By) -> Result<bool, StoreFault> {
        let mut state = self.state();
        let Some(client) = state.clients.get_mut(api_key) else { return Ok(false) };
        client.known.standing = standing;
        state.audit.note(&told::set_standing(api_key, standing, now, by));
        Ok(true)
    }

    fn rotate_password(
        &self,
        api_key: &ApiKey,
        next: &PasswordDigest,
        now: UnixSeconds,
        overlap_until: UnixSeconds,
        by: &By,
    ) -> Result<bool, StoreFault> {
        let mut state = self.state();
        let Some(client) = state.clients.get_mut(api_key) else { return Ok(false) };
        let passwords = &mut client.known.passwords;
        passwords.retain(|password| password.until.is_none());
        for previous in passwords.iter_mut() {
            previous.until = Some(overlap_until);
        }
        passwords.insert(0, StoredPassword { digest: *next, until: None });
        state.audit.note(&told::rotated_password(api_key, now, overlap_until, by));
        Ok(true)
    }
}

impl TokenReader for MemoryTokens {
    fn system_token(&self, digest: &TokenDigest) -> Result<Option<SystemFacts>, StoreFault> {
        let state = self.state();
        let Some(row) = state.system.get(digest) else { return Ok(None) };
        Ok(state.client(row.client).map(|client| SystemFacts { client, grants: row.grants, expires_at: row.expires_at }))
    }

    fn access_token(&self, digest: &TokenDigest) -> Result<Option<AccessFacts>, StoreFault> {
        let state = self.state();
        let Some(row) = state.access.get(digest) else { return Ok(None) };
        let Some(link) = state.links.get(&row.link).cloned() else { return Ok(None) };
        let Some(client) = state.client(link.client) else { return Ok(None) };
        Ok(Some(AccessFacts { client, link, family: row.family, generation: row.generation, expires_at: row.expires_at }))
    }
}

impl TokenWriter for MemoryTokens {
    fn issue_system(&self, command: &IssueSystem) -> Result<SystemIssued, StoreFault> {
        Ok(self.state().issue_system(command))
    }

    fn keep_auth_token(&self, row: &AuthTokenRow, origin: &Origin) -> Result<(), StoreFault> {
        let mut state = self.state();
        state.audit.note(&told::consented(row, state.keys.get(&row.client), origin));
        state.auth.insert(row.token, row.clone());
        Ok(())
    }

    fn redeem(&self, command: &Redeem) -> Result<Exchanged, StoreFault> {
        exchange::redeem(&mut *self.state(), command)
    }

    fn rotate(&self, command: &Rotate) -> Result<Exchanged, StoreFault> {
        exchange::rotate(&mut *self.state(), command)
    }

    fn end(&self, command: &End) -> Result<Ended, StoreFault> {
        exchange::end(&mut *self.state(), command)
    }

    fn mark_used(&self, link: LinkId, family: Family, generation: Generation) -> Result<(), StoreFault> {
        self.state().mark_used(link, family, generation);
        Ok(())
    }

    fn end_link(&self, link: LinkId, reason: EndReason, now: UnixSeconds, by: &By) -> Result<bool, StoreFault> {
        exchange::end_link(&mut *self.state(), link, reason, now, by)
    }

    fn purge(&self, now: UnixSeconds, limit: u32) -> Result<Purged, StoreFault> {
        Ok(self.state().purge(now, limit))
    }

    fn raise_clock(&self, now: UnixSeconds) -> Result<UnixSeconds, StoreFault> {
        let mut state = self.state();
        state.latest = state.latest.max(now);
        Ok(state.latest)
    }
}

impl LinkRegister for MemoryTokens {
    fn links_of(&self, customer: &CustomerId, limit: u32) -> Result<Vec<CustomerLink>, StoreFault> {
        Ok(self.state().links_of(customer, limit))
    }

    fn renew_link(
        &self,
        link: LinkId,
        customer: &CustomerId,
        now: UnixSeconds,
        until: UnixSeconds,
        origin: &Origin,
    ) -> Result<bool, StoreFault> {
        exchange::renew_link(&mut *self.state(), link, customer, now, until, origin)
    }

    fn end_own_link(&self, link: LinkId, customer: &CustomerId, now: UnixSeconds, origin: &Origin) -> Result<bool, StoreFault> {
        exchange::end_own_link(&mut *self.state(), link, customer, now, origin)
    }

    fn note_reads(&self, reads: &[(LinkId, LinkRead)]) -> Result<(), StoreFault> {
        let mut state = self.state();
        for (link, read) in reads {
            if let Some(api_key) = state.links.get(link).and_then(|link| state.keys.get(&link.client)) {
                state.audit.note(&told::read(api_key, *link, read));
            }
            state.reads.entry(*link).and_modify(|known| *known = known.and(*read)).or_insert(*read);
        }
        Ok(())
    }
}
