//! Services and linked accounts in this process's memory: the plainest store that keeps every law, for tests and for trying out. One
//! lock around everything makes every method atomic.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use fgapi_audit::{Entry, MemoryAudit};
use fgapi_domain::{CustomerId, StoreFault, UnixSeconds, Yen};
use fgapi_token::TokenDigest;
use fgapi_vault::{MemoryVault, Place, PlaceWord, Put, SealedValue, VaultStore as _};

use crate::{
    AccountId, Acquired, AdditionalRequest, Answered, Change, Harvest, HarvestedTransaction, Imported, Kept, KeptService, Lease, LeaseAsk,
    LinkedAccount, LinkedStore, NewAccount, PendingLink, Recorded, RequestId, ServiceId, SubAccount, TRANSACTIONS_KEPT,
};

/// Services and linked accounts, gone when the process ends. What is sealed lies in a [`MemoryVault`] beside it.
pub struct MemoryLinked {
    tables: Mutex<Tables>,
    vault: Arc<MemoryVault>,
    audit: Arc<MemoryAudit>,
}

#[derive(Default)]
struct Tables {
    services: BTreeMap<ServiceId, KeptService>,
    /// In the order in which they were linked.
    accounts: Vec<Row>,
    pending: BTreeMap<TokenDigest, PendingLink>,
}

struct Row {
    account: LinkedAccount,
    /// The newest fencing number.
    fence: i64,
    /// Until when the answers in these fields are kept.
    answers: BTreeMap<PlaceWord, UnixSeconds>,
    /// By the sub-account's id and the transaction's own.
    transactions: BTreeMap<(String, String), HarvestedTransaction>,
}

impl MemoryLinked {
    /// A store that seals into this vault and tells this log.
    pub fn new(vault: Arc<MemoryVault>, audit: Arc<MemoryAudit>) -> Self {
        Self { tables: Mutex::default(), vault, audit }
    }

    /// A caller that broke off changed nothing by halves.
    fn tables(&self) -> MutexGuard<'_, Tables> {
        self.tables.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn keep(&self, values: &[SealedValue]) -> Kept {
        match self.vault.put_untold(values) {
            Put::Done => Kept::Done,
            Put::StaleKey => Kept::StaleKey,
            Put::Exhausted => Kept::Exhausted,
        }
    }

    /// Removes the answers in these fields.
    fn forget(&self, id: AccountId, fields: &BTreeSet<PlaceWord>) -> Vec<SealedValue> {
        if fields.is_empty() { Vec::new() } else { self.vault.take_where(|place| is_of(place, id) && fields.contains(&place.field)) }
    }
}

impl Tables {
    fn row(&mut self, id: AccountId) -> Option<&mut Row> {
        self.accounts.iter_mut().find(|row| row.account.id == id)
    }

    fn own(&mut self, id: AccountId, customer: &CustomerId) -> Option<&mut Row> {
        self.row(id).filter(|row| row.account.customer == *customer)
    }

    /// How many accounts of a service somebody is at.
    fn leased(&self, service: ServiceId, now: UnixSeconds) -> usize {
        self.accounts.iter().filter(|row| row.account.service == service && row.is_leased(now)).count()
    }
}

impl Row {
    fn new(account: &NewAccount) -> Self {
        let account = LinkedAccount {
            id: account.id,
            customer: account.customer.clone(),
            service: account.service,
            uid_hidden: account.uid_hidden.clone(),
            disp_name: None,
            memo: None,
            message: None,
            msg_flag: false,
            msg_time: None,
            created_at: account.now,
            suspended: false,
            automatic: account.automatic,
            error: None,
            last_aggregated_at: None,
            last_succeeded_at: None,
            next_aggregate_at: account.automatic.then_some(account.now),
            asset_sum: Yen(0),
            failures: 0,
            lease: None,
            consent_until: account.consent_until,
            sub_accounts: Vec::new(),
            requests: Vec::new(),
        };
        Self { account, fence: 0, answers: BTreeMap::new(), transactions: BTreeMap::new() }
    }

    /// The account, with how its questions were answered.
    fn seen(&self) -> LinkedAccount {
        let mut account = self.account.clone();
        for request in &mut account.requests {
            request.answered_until = request_field(request.id).and_then(|field| self.answers.get(&field).copied());
        }
        account
    }

    fn is_at(&self, customer: &CustomerId, service: ServiceId) -> bool {
        self.account.customer == *customer && self.account.service == service
    }

    fn is_leased(&self, now: UnixSeconds) -> bool {
        self.account.lease.is_some_and(|lease| now < lease.until)
    }

    /// Whether this is the newest lease, and was not given back.
    fn holds(&self, fence: i64) -> bool {
        self.account.lease.is_some_and(|lease| lease.fence == fence)
    }

    /// Whoever is at it writes nothing any more.
    fn void_lease(&mut self) {
        self.account.lease = None;
        self.fence += 1;
    }

    fn is_due(&self, now: UnixSeconds) -> bool {
        let account = &self.account;
        account.automatic && !account.suspended && !self.is_leased(now) && account.next_aggregate_at.is_some_and(|next| next <= now)
    }

    /// Due at `at`, unless it is due before.
    fn due(&mut self, at: UnixSeconds) {
        if self.account.automatic && !self.account.suspended {
            self.account.next_aggregate_at = Some(self.account.next_aggregate_at.map_or(at, |next| next.min(at)));
        }
    }

    fn bring_home(&mut self, harvest: &Harvest) {
        self.account.asset_sum = harvest.asset_sum();
        self.account.sub_accounts = harvest.accounts.iter().map(sub_account).collect();
        for account in &harvest.accounts {
            let keyed = account.transactions.iter().map(|known| ((account.far_id.clone(), known.far_id.clone()), known.clone()));
            self.transactions.extend(keyed);
        }
        let kept = self.latest().get(TRANSACTIONS_KEPT as usize).map(|(key, known)| (known.booked_at, key.1.clone(), key.0.clone()));
        if let Some(older) = kept {
            self.transactions.retain(|(sub, far_id), known| (known.booked_at, far_id, sub) > (older.0, &older.1, &older.2));
        }
    }

    /// Bookings, newest first.
    fn latest(&self) -> Vec<(&(String, String), &HarvestedTransaction)> {
        let mut known: Vec<_> = self.transactions.iter().collect();
        known.sort_by_key(|((sub, far_id), known)| Reverse((known.booked_at, far_id, sub)));
        known
    }
}

fn sub_account(found: &crate::HarvestedAccount) -> SubAccount {
    SubAccount {
        far_id: found.far_id.clone(),
        branch_name: found.branch_name.clone(),
        number: found.number.clone(),
        kind: found.kind.clone(),
        balance: found.balance,
    }
}

fn request_field(id: RequestId) -> Option<PlaceWord> {
    format!("request:{id}").parse().ok()
}

fn is_of(place: &Place, id: AccountId) -> bool {
    place.service.as_str() == format!("account:{id}")
}

impl LinkedStore for MemoryLinked {
    fn import_services(&self, services: &[KeptService], note: &Entry) -> Result<Imported, StoreFault> {
        let mut tables = self.tables();
        let mut imported = Imported::default();
        for service in services {
            match tables.services.insert(service.id, service.clone()) {
                None => imported.added += 1,
                Some(before) if before == *service => imported.unchanged += 1,
                Some(_) => imported.changed += 1,
            }
        }
        self.audit.note(note);
        Ok(imported)
    }

    fn services(&self) -> Result<Vec<KeptService>, StoreFault> {
        Ok(self.tables().services.values().cloned().collect())
    }

    fn services_named(&self, ids: &[ServiceId]) -> Result<Vec<KeptService>, StoreFault> {
        Ok(self.tables().services.values().filter(|service| ids.contains(&service.id)).cloned().collect())
    }

    fn begin_link(&self, pending: &PendingLink) -> Result<Kept, StoreFault> {
        let mut tables = self.tables();
        let own = |id| tables.accounts.iter().any(|row| row.account.id == id && row.is_at(&pending.customer, pending.service));
        if !tables.services.contains_key(&pending.service) || !pending.account.is_none_or(own) {
            return Ok(Kept::Gone);
        }
        let kept = self.keep(std::slice::from_ref(&pending.verifier));
        if kept == Kept::Done {
            tables.pending.insert(pending.state, pending.clone());
        }
        Ok(kept)
    }

    fn take_pending(&self, state: &TokenDigest, now: UnixSeconds) -> Result<Option<PendingLink>, StoreFault> {
        let taken = self.tables().pending.remove(state);
        // It may have been sealed anew since.
        let with_verifier = taken.and_then(|pending| {
            let verifier = self.vault.take_where(|place| *place == pending.verifier.place).pop()?;
            Some(PendingLink { verifier, ..pending })
        });
        Ok(with_verifier.filter(|pending| now < pending.until))
    }

    fn put_account(&self, account: &NewAccount, note: &Entry) -> Result<Kept, StoreFault> {
        let mut tables = self.tables();
        let known = tables.row(account.id).map(|row| row.is_at(&account.customer, account.service));
        if known != account.anew.then_some(true) || !tables.services.contains_key(&account.service) {
            return Ok(Kept::Gone);
        }
        let kept = self.keep(&account.values);
        if kept != Kept::Done {
            return Ok(kept);
        }
        if !account.anew {
            tables.accounts.push(Row::new(account));
        }
        if let Some(row) = tables.row(account.id) {
            row.void_lease();
            let linked = &mut row.account;
            (linked.automatic, linked.suspended, linked.error, linked.failures) = (account.automatic, false, None, 0);
            (linked.consent_until, linked.next_aggregate_at) = (account.consent_until, account.automatic.then_some(account.now));
            if !account.uid_hidden.is_empty() {
                linked.uid_hidden.clone_from(&account.uid_hidden);
            }
            if let Some(until) = account.answers_until {
                let answers = account.values.iter().filter(|value| value.place.field.as_str() != AccountId::TOKENS);
                row.answers.extend(answers.map(|value| (value.place.field.clone(), until)));
            }
        }
        self.audit.note(note);
        Ok(Kept::Done)
    }

    fn account(&self, id: AccountId) -> Result<Option<LinkedAccount>, StoreFault> {
        Ok(self.tables().row(id).map(|row| row.seen()))
    }

    fn accounts_of(
        &self,
        customer: &CustomerId,
        among: Option<&[ServiceId]>,
        offset: u32,
        limit: u32,
    ) -> Result<(u32, Vec<LinkedAccount>), StoreFault> {
        let tables = self.tables();
        let wanted = |row: &&Row| row.account.customer == *customer && among.is_none_or(|among| among.contains(&row.account.service));
        let total = tables.accounts.iter().filter(wanted).count();
        let page = tables.accounts.iter().filter(wanted).skip(offset as usize).take(limit as usize);
        Ok((u32::try_from(total).unwrap_or(u32::MAX), page.map(Row::seen).collect()))
    }

    fn transactions(&self, id: AccountId, limit: u32) -> Result<Vec<(String, HarvestedTransaction)>, StoreFault> {
        let mut tables = self.tables();
        let Some(row) = tables.row(id) else { return Ok(Vec::new()) };
        Ok(row.latest().into_iter().take(limit as usize).map(|((sub, _), known)| (sub.clone(), known.clone())).collect())
    }

    fn change(&self, id: AccountId, customer: &CustomerId, change: &Change, now: UnixSeconds, note: &Entry) -> Result<bool, StoreFault> {
        let mut tables = self.tables();
        let Some(row) = tables.own(id, customer) else { return Ok(false) };
        match change {
            Change::DispName(name) => row.account.disp_name.clone_from(name),
            Change::Memo(memo) => row.account.memo.clone_from(memo),
            Change::Suspend => {
                (row.account.suspended, row.account.next_aggregate_at) = (true, None);
                row.void_lease();
            }
            Change::Resume => {
                if core::mem::take(&mut row.account.suspended) {
                    row.due(now);
                }
            }
        }
        self.audit.note(note);
        Ok(true)
    }

    fn remove(&self, id: AccountId, customer: &CustomerId, note: &Entry) -> Result<bool, StoreFault> {
        let mut tables = self.tables();
        if tables.own(id, customer).is_none() {
            return Ok(false);
        }
        tables.accounts.retain(|row| row.account.id != id);
        let forgotten: Vec<_> =
            tables.pending.extract_if(.., |_, pending| pending.account == Some(id)).map(|(_, pending)| pending).collect();
        let verifiers: BTreeSet<Place> = forgotten.into_iter().map(|pending| pending.verifier.place).collect();
        self.vault.take_where(|place| is_of(place, id) || verifiers.contains(place));
        self.audit.note(note);
        Ok(true)
    }

    fn acquire(&self, id: AccountId, customer: &CustomerId, now: UnixSeconds, gap: u32) -> Result<Acquired, StoreFault> {
        let mut tables = self.tables();
        let Some(row) = tables.own(id, customer) else { return Ok(Acquired::Gone) };
        if !row.account.automatic {
            return Ok(Acquired::NotAutomatic);
        }
        if row.account.suspended {
            return Ok(Acquired::Suspended);
        }
        let earliest = row.account.last_aggregated_at.map_or(now, |last| last.plus(gap.into()).max(now));
        row.due(earliest);
        Ok(Acquired::Due)
    }

    fn request_account(&self, id: RequestId, customer: &CustomerId) -> Result<Option<AccountId>, StoreFault> {
        let tables = self.tables();
        let asks = |row: &&Row| row.account.customer == *customer && row.account.requests.iter().any(|request| request.id == id);
        Ok(tables.accounts.iter().find(asks).map(|row| row.account.id))
    }

    fn answer(
        &self,
        id: RequestId,
        customer: &CustomerId,
        value: &SealedValue,
        now: UnixSeconds,
        until: UnixSeconds,
        note: &Entry,
    ) -> Result<Answered, StoreFault> {
        let mut tables = self.tables();
        let asks = |row: &&mut Row| row.account.customer == *customer && row.account.requests.iter().any(|request| request.id == id);
        let Some(row) = tables.accounts.iter_mut().find(asks) else { return Ok(Kept::Gone) };
        let kept = self.keep(std::slice::from_ref(value));
        if kept == Kept::Done {
            row.answers.insert(value.place.field.clone(), until);
            row.due(now);
            self.audit.note(note);
        }
        Ok(kept)
    }

    fn answer_forms(
        &self,
        id: AccountId,
        customer: &CustomerId,
        values: &[SealedValue],
        uid_hidden: Option<&str>,
        until: UnixSeconds,
        note: &Entry,
    ) -> Result<Answered, StoreFault> {
        let mut tables = self.tables();
        let Some(row) = tables.own(id, customer) else { return Ok(Kept::Gone) };
        let kept = self.keep(values);
        if kept == Kept::Done {
            row.answers.extend(values.iter().map(|value| (value.place.field.clone(), until)));
            if let Some(hidden) = uid_hidden {
                row.account.uid_hidden = hidden.to_owned();
            }
            self.audit.note(note);
        }
        Ok(kept)
    }

    fn lease(&self, ask: &LeaseAsk) -> Result<Option<(LinkedAccount, Lease)>, StoreFault> {
        let mut tables = self.tables();
        let now = ask.now;
        let wanted = |row: &&Row| match ask.account {
            Some(id) => row.account.id == id && !row.account.automatic && !row.account.suspended && !row.is_leased(now),
            None => row.is_due(now),
        };
        let free = |row: &&Row| {
            let service = tables.services.get(&row.account.service);
            service.is_some_and(|service| tables.leased(service.id, now) < service.concurrency as usize)
        };
        let longest = tables.accounts.iter().filter(wanted).filter(free).min_by_key(|row| row.account.next_aggregate_at);
        let Some((id, service)) = longest.map(|row| (row.account.id, row.account.service)) else { return Ok(None) };
        let timeout = tables.services.get(&service).map_or(0, |service| service.timeout_seconds);
        let until = now.plus(i64::from(timeout) + i64::from(ask.margin_seconds));
        Ok(tables.row(id).map(|row| {
            row.fence += 1;
            let lease = Lease { fence: row.fence, until };
            row.account.lease = Some(lease);
            (row.seen(), lease)
        }))
    }

    fn put_tokens(&self, id: AccountId, fence: i64, tokens: &SealedValue, consent_until: Option<UnixSeconds>) -> Result<Kept, StoreFault> {
        let mut tables = self.tables();
        let Some(row) = tables.row(id) else { return Ok(Kept::Gone) };
        if !row.holds(fence) {
            return Ok(Kept::Late);
        }
        let kept = self.keep(std::slice::from_ref(tokens));
        if kept == Kept::Done {
            row.account.consent_until = consent_until;
        }
        Ok(kept)
    }

    fn take_answers(&self, id: AccountId, fence: i64, now: UnixSeconds, note: &Entry) -> Result<Option<Vec<SealedValue>>, StoreFault> {
        let mut tables = self.tables();
        let Some(row) = tables.row(id).filter(|row| row.holds(fence)) else { return Ok(None) };
        let waiting = core::mem::take(&mut row.answers);
        let mut taken = self.forget(id, &waiting.keys().cloned().collect());
        taken.retain(|value| waiting.get(&value.place.field).is_some_and(|until| now < *until));
        if !taken.is_empty() {
            self.audit.note(note);
        }
        Ok(Some(taken))
    }

    fn record(&self, id: AccountId, fence: i64, recorded: &Recorded) -> Result<bool, StoreFault> {
        let mut tables = self.tables();
        let Some(row) = tables.row(id).filter(|row| row.holds(fence)) else { return Ok(false) };
        let asked: BTreeSet<PlaceWord> = row.account.requests.iter().filter_map(|request| request_field(request.id)).collect();
        row.answers.retain(|field, _| !asked.contains(field));
        self.forget(id, &asked);
        if let Some(harvest) = &recorded.harvest {
            row.bring_home(harvest);
        }
        let account = &mut row.account;
        (account.lease, account.error, account.next_aggregate_at) = (None, recorded.error, recorded.next);
        account.last_aggregated_at = Some(recorded.now);
        match recorded.error {
            Some(_) => account.failures = account.failures.saturating_add(1),
            None => (account.failures, account.last_succeeded_at) = (0, Some(recorded.now)),
        }
        if let Some(hidden) = &recorded.uid_hidden {
            account.uid_hidden.clone_from(hidden);
        }
        if let Some((message, flag)) = &recorded.message {
            // A message that comes again came when it came first.
            if account.message != *message {
                account.msg_time = message.as_ref().map(|_| recorded.now);
            }
            account.msg_flag = *flag;
            account.message.clone_from(message);
        }
        let asked = recorded.requests.iter().cloned();
        account.requests = asked
            .map(|asked| AdditionalRequest { id: asked.id, message: asked.message, question: asked.question, answered_until: None })
            .collect();
        Ok(true)
    }

    fn values_at(&self, places: &[Place]) -> Result<Vec<SealedValue>, StoreFault> {
        self.vault.values_at(places)
    }

    fn purge_links(&self, now: UnixSeconds, limit: u32) -> Result<u32, StoreFault> {
        let mut tables = self.tables();
        let mut left = limit as usize;
        let over: Vec<_> = tables.pending.values().filter(|pending| pending.until <= now).take(left).cloned().collect();
        for pending in &over {
            tables.pending.remove(&pending.state);
            self.vault.take_where(|place| *place == pending.verifier.place);
        }
        left -= over.len();
        for row in &mut tables.accounts {
            let over: BTreeSet<_> =
                row.answers.iter().filter(|(_, until)| **until <= now).take(left).map(|(field, _)| field.clone()).collect();
            row.answers.retain(|field, _| !over.contains(field));
            self.forget(row.account.id, &over);
            left -= over.len();
        }
        Ok(limit - u32::try_from(left).unwrap_or(limit))
    }

    fn counts(&self) -> Result<Vec<(ServiceId, u32, u32)>, StoreFault> {
        let tables = self.tables();
        let mut counts: BTreeMap<ServiceId, (u32, u32)> = tables.services.keys().map(|id| (*id, (0, 0))).collect();
        for row in &tables.accounts {
            let (all, failed) = counts.entry(row.account.service).or_default();
            *all += 1;
            *failed += u32::from(row.account.error.is_some());
        }
        Ok(counts.into_iter().map(|(id, (all, failed))| (id, all, failed)).collect())
    }
}
