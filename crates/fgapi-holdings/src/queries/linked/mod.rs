//! The port of linked accounts. Whoever changes anything that belongs to an account holds its row.

mod accounts;
mod answers;
mod harvests;
mod leases;
mod links;
mod own_accounts;
mod services;

use fgapi_audit::Entry;
use fgapi_domain::{CustomerId, StoreFault, UnixSeconds};
use fgapi_linked::{
    AccountId, Acquired, Answered, Change, HarvestedTransaction, Imported, Kept, KeptService, Lease, LeaseAsk, LinkedAccount, LinkedStore,
    NewAccount, PendingLink, Recorded, RequestId, ServiceId,
};
use fgapi_token::TokenDigest;
use fgapi_vault::{Place, Put, SealedValue};

use super::{Conn, SqlHoldings, logbook, own, vault};

/// Takes what became of values for what became of the whole.
const fn kept(put: Put) -> Kept {
    match put {
        Put::Done => Kept::Done,
        Put::StaleKey => Kept::StaleKey,
        Put::Exhausted => Kept::Exhausted,
    }
}

impl LinkedStore for SqlHoldings {
    /// Two statements, and one for each service that is new or changed.
    fn import_services(&self, services: &[KeptService], note: &Entry) -> Result<Imported, StoreFault> {
        let (services, note) = (services.to_vec(), note.clone());
        Ok(self.db.write(move |conn| {
            let imported = services::import(conn, &services)?;
            logbook::append(conn, &note)?;
            Ok(imported)
        })?)
    }

    fn services(&self) -> Result<Vec<KeptService>, StoreFault> {
        Ok(self.db.read(services::all)?)
    }

    fn services_named(&self, ids: &[ServiceId]) -> Result<Vec<KeptService>, StoreFault> {
        Ok(self.db.read(|conn| services::named(conn, ids))?)
    }

    /// Four statements.
    fn begin_link(&self, pending: &PendingLink) -> Result<Kept, StoreFault> {
        let pending = pending.clone();
        Ok(self.db.write(move |conn| links::begin(conn, &pending))?)
    }

    /// Two statements.
    fn take_pending(&self, state: &TokenDigest, now: UnixSeconds) -> Result<Option<PendingLink>, StoreFault> {
        let state = *state;
        Ok(self.db.write(move |conn| links::take(conn, &state, now))?)
    }

    /// Five statements, for a new account six, and one for each answer among the values.
    fn put_account(&self, account: &NewAccount, note: &Entry) -> Result<Kept, StoreFault> {
        let (account, note) = (account.clone(), note.clone());
        Ok(self.db.write(move |conn| {
            let kept = links::put_account(conn, &account)?;
            if kept == Kept::Done {
                logbook::append(conn, &note)?;
            }
            Ok(kept)
        })?)
    }

    /// Three statements.
    fn account(&self, id: AccountId) -> Result<Option<LinkedAccount>, StoreFault> {
        Ok(self.db.read(|conn| own::at_one_instant(conn, |conn| accounts::whole(conn, id)))?)
    }

    /// Four statements, however many accounts there are.
    fn accounts_of(
        &self,
        customer: &CustomerId,
        among: Option<&[ServiceId]>,
        offset: u32,
        limit: u32,
    ) -> Result<(u32, Vec<LinkedAccount>), StoreFault> {
        Ok(self.db.read(|conn| own::at_one_instant(conn, |conn| accounts::page(conn, customer, among, offset, limit)))?)
    }

    fn transactions(&self, id: AccountId, limit: u32) -> Result<Vec<(String, HarvestedTransaction)>, StoreFault> {
        Ok(self.db.read(|conn| harvests::latest(conn, id, limit))?)
    }

    /// Two statements.
    fn change(&self, id: AccountId, customer: &CustomerId, change: &Change, now: UnixSeconds, note: &Entry) -> Result<bool, StoreFault> {
        let (customer, change, note) = (customer.clone(), change.clone(), note.clone());
        Ok(self.db.write(move |conn| {
            let changed = own_accounts::change(conn, id, &customer, &change, now)?;
            if changed {
                logbook::append(conn, &note)?;
            }
            Ok(changed)
        })?)
    }

    /// Four statements, and one for each journey that was begun for the account.
    fn remove(&self, id: AccountId, customer: &CustomerId, note: &Entry) -> Result<bool, StoreFault> {
        let (customer, note) = (customer.clone(), note.clone());
        Ok(self.db.write(move |conn| {
            let removed = own_accounts::remove(conn, id, &customer)?;
            if removed {
                logbook::append(conn, &note)?;
            }
            Ok(removed)
        })?)
    }

    /// Two statements, or one when nothing changes.
    fn acquire(&self, id: AccountId, customer: &CustomerId, now: UnixSeconds, gap: u32) -> Result<Acquired, StoreFault> {
        let customer = customer.clone();
        Ok(self.db.write_idempotent(move |conn| own_accounts::acquire(conn, id, &customer, now, gap))?)
    }

    fn request_account(&self, id: RequestId, customer: &CustomerId) -> Result<Option<AccountId>, StoreFault> {
        Ok(self.db.read(|conn| answers::account_of(conn, id, customer))?)
    }

    /// Seven statements.
    fn answer(
        &self,
        id: RequestId,
        customer: &CustomerId,
        value: &SealedValue,
        now: UnixSeconds,
        until: UnixSeconds,
        note: &Entry,
    ) -> Result<Answered, StoreFault> {
        let (customer, value, note) = (customer.clone(), value.clone(), note.clone());
        Ok(self.db.write(move |conn| {
            let kept = answers::to_request(conn, id, &customer, &value, now, until)?;
            if kept == Kept::Done {
                logbook::append(conn, &note)?;
            }
            Ok(kept)
        })?)
    }

    /// Four statements, one for each answer, and one when more is seen of the account's id.
    fn answer_forms(
        &self,
        id: AccountId,
        customer: &CustomerId,
        values: &[SealedValue],
        uid_hidden: Option<&str>,
        until: UnixSeconds,
        note: &Entry,
    ) -> Result<Answered, StoreFault> {
        let (customer, values, uid, note) = (customer.clone(), values.to_vec(), uid_hidden.map(str::to_owned), note.clone());
        Ok(self.db.write(move |conn| {
            let kept = answers::to_forms(conn, id, &customer, &values, uid.as_deref(), until)?;
            if kept == Kept::Done {
                logbook::append(conn, &note)?;
            }
            Ok(kept)
        })?)
    }

    /// One statement when nothing is due. Otherwise five more, and two for each service that somebody filled meanwhile.
    fn lease(&self, ask: &LeaseAsk) -> Result<Option<(LinkedAccount, Lease)>, StoreFault> {
        let ask = ask.clone();
        let services = match ask.account {
            Some(_) => Vec::new(),
            None => self.db.read(|conn| leases::services_due(conn, ask.now))?,
        };
        if ask.account.is_none() && services.is_empty() {
            return Ok(None);
        }
        Ok(self.db.write(move |conn| leases::take(conn, &ask, &services))?)
    }

    /// Three statements, four when the consent ends at another time.
    fn put_tokens(&self, id: AccountId, fence: i64, tokens: &SealedValue, consent_until: Option<UnixSeconds>) -> Result<Kept, StoreFault> {
        let tokens = tokens.clone();
        Ok(self.db.write(move |conn| leases::put_tokens(conn, id, fence, &tokens, consent_until))?)
    }

    /// Two statements; when there are answers, one for each and one more.
    fn take_answers(&self, id: AccountId, fence: i64, now: UnixSeconds, note: &Entry) -> Result<Option<Vec<SealedValue>>, StoreFault> {
        let note = note.clone();
        Ok(self.db.write(move |conn| {
            let taken = answers::take(conn, id, fence, now)?;
            if taken.as_ref().is_some_and(|taken| !taken.is_empty()) {
                logbook::append(conn, &note)?;
            }
            Ok(taken)
        })?)
    }

    /// Two statements; with a harvest four more, and a few when there are or were requests.
    fn record(&self, id: AccountId, fence: i64, recorded: &Recorded) -> Result<bool, StoreFault> {
        let recorded = recorded.clone();
        Ok(self.db.write(move |conn| harvests::record(conn, id, fence, &recorded))?)
    }

    fn values_at(&self, places: &[Place]) -> Result<Vec<SealedValue>, StoreFault> {
        Ok(self.db.read(|conn| own::values_at(conn, places))?)
    }

    /// Two statements, and one for each row that is removed.
    fn purge_links(&self, now: UnixSeconds, limit: u32) -> Result<u32, StoreFault> {
        Ok(self.db.write_idempotent(move |conn| answers::purge(conn, now, limit))?)
    }

    fn counts(&self) -> Result<Vec<(ServiceId, u32, u32)>, StoreFault> {
        Ok(self.db.read(accounts::counts)?)
    }
}
