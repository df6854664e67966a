//! The port of linked accounts.
//!
//! Rows are held in one order: service, account, journey, key, values by their places.

mod accounts;
mod answering;
mod catalogue;
mod changing;
mod leasing;
mod linking;
mod recording;
mod upkeep;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Nullable, Text};
use fgapi_audit::Entry;
use fgapi_database::statement;
use fgapi_domain::{CustomerId, StoreFault, UnixSeconds};
use fgapi_linked::{
    AccountId, Acquired, Answered, Change, HarvestedTransaction, Imported, Kept, KeptService, Lease, LeaseAsk, LinkedAccount, LinkedStore,
    NewAccount, PendingLink, Recorded, RequestId, ServiceId,
};
use fgapi_token::TokenDigest;
use fgapi_vault::{Place, Put, SealedValue};

use super::vault::values;
use super::{Conn, SqlHoldings, hold, logbook, own};
use crate::HoldingsFault;
use own::row_lock;

statement! {
    /// A customer's account, held.
    struct HoldOwn<'q> { id: &'q [u8], customer: &'q str }
    binds: id as Binary, customer as Text;
    rows: BigInt;
    sql: concat!("SELECT l.service FROM linked_accounts l WHERE l.id = ? AND l.customer = ?", row_lock!())
}

statement! {
    /// An account with its lease, held.
    struct HoldLeased<'q> { id: &'q [u8] }
    binds: id as Binary;
    rows: (BigInt, Nullable<BigInt>);
    sql: concat!("SELECT l.fence, l.lease_until FROM linked_accounts l WHERE l.id = ?", row_lock!())
}

/// What a worker's lease is worth.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Holding {
    /// It is the newest, and was not given back.
    Newest,
    /// It is not.
    Late,
    /// The account is not there.
    Gone,
}

/// Holds a customer's account; its service, or `None` when they have none with this id.
fn hold_own(conn: &mut Conn, id: AccountId, customer: &CustomerId) -> Result<Option<i64>, HoldingsFault> {
    Ok(HoldOwn { id: &id.0, customer: customer.as_str() }.get_result(conn).optional()?)
}

/// Holds an account under the lease with this number.
fn hold_leased(conn: &mut Conn, id: AccountId, fence: i64) -> Result<Holding, HoldingsFault> {
    let held: Option<(i64, Option<i64>)> = HoldLeased { id: &id.0 }.get_result(conn).optional()?;
    Ok(match held {
        Some((newest, Some(_))) if newest == fence => Holding::Newest,
        Some(_) => Holding::Late,
        None => Holding::Gone,
    })
}

/// Keeps what is sealed of an account that is held.
fn keep(conn: &mut Conn, sealed: &[SealedValue]) -> Result<Kept, HoldingsFault> {
    Ok(match values::put(conn, sealed)? {
        Put::Done => Kept::Done,
        Put::StaleKey => Kept::StaleKey,
        Put::Exhausted => Kept::Exhausted,
    })
}

impl LinkedStore for SqlHoldings {
    /// Three statements, and one for each service that is not as it was.
    fn import_services(&self, services: &[KeptService], note: &Entry) -> Result<Imported, StoreFault> {
        let (services, note) = (services.to_vec(), note.clone());
        Ok(self.db.write(move |conn| catalogue::import(conn, &services, &note))?)
    }

    fn services(&self) -> Result<Vec<KeptService>, StoreFault> {
        Ok(self.db.read(catalogue::all)?)
    }

    fn services_named(&self, ids: &[ServiceId]) -> Result<Vec<KeptService>, StoreFault> {
        Ok(self.db.read(|conn| catalogue::named(conn, ids))?)
    }

    /// Four statements, to link anew five.
    fn begin_link(&self, pending: &PendingLink) -> Result<Kept, StoreFault> {
        let pending = pending.clone();
        Ok(self.db.write(move |conn| linking::begin(conn, &pending))?)
    }

    /// Two statements.
    fn take_pending(&self, state: &TokenDigest, now: UnixSeconds) -> Result<Option<PendingLink>, StoreFault> {
        let state = *state;
        Ok(self.db.write(move |conn| linking::take(conn, &state, now))?)
    }

    /// Six statements, and one for each answer.
    fn put_account(&self, account: &NewAccount, note: &Entry) -> Result<Kept, StoreFault> {
        let (account, note) = (account.clone(), note.clone());
        Ok(self.db.write(move |conn| linking::put(conn, &account, &note))?)
    }

    fn account(&self, id: AccountId) -> Result<Option<LinkedAccount>, StoreFault> {
        Ok(self.db.read(|conn| own::at_one_instant(conn, |conn| accounts::whole(conn, id)))?)
    }

    fn accounts_of(
        &self,
        customer: &CustomerId,
        among: Option<&[ServiceId]>,
        offset: u32,
        limit: u32,
    ) -> Result<(u32, Vec<LinkedAccount>), StoreFault> {
        let page = |conn: &mut Conn| accounts::page(conn, customer, among, offset, limit);
        Ok(self.db.read(|conn| own::at_one_instant(conn, page))?)
    }

    fn transactions(&self, id: AccountId, limit: u32) -> Result<Vec<(String, HarvestedTransaction)>, StoreFault> {
        Ok(self.db.read(|conn| accounts::transactions(conn, id, limit))?)
    }

    /// Two statements.
    fn change(&self, id: AccountId, customer: &CustomerId, change: &Change, now: UnixSeconds, note: &Entry) -> Result<bool, StoreFault> {
        let (customer, change, note) = (customer.clone(), change.clone(), note.clone());
        Ok(self.db.write(move |conn| changing::change(conn, id, &customer, &change, now, &note))?)
    }

    /// Five statements, and one for each journey that would have ended at the account.
    fn remove(&self, id: AccountId, customer: &CustomerId, note: &Entry) -> Result<bool, StoreFault> {
        let (customer, note) = (customer.clone(), note.clone());
        Ok(self.db.write(move |conn| changing::remove(conn, id, &customer, &note))?)
    }

    /// Two statements.
    fn acquire(&self, id: AccountId, customer: &CustomerId, now: UnixSeconds, gap: u32) -> Result<Acquired, StoreFault> {
        let customer = customer.clone();
        Ok(self.db.write(move |conn| changing::acquire(conn, id, &customer, now, gap))?)
    }

    fn request_account(&self, id: RequestId, customer: &CustomerId) -> Result<Option<AccountId>, StoreFault> {
        Ok(self.db.read(|conn| answering::asking(conn, id, customer))?)
    }

    /// Eight statements.
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
        Ok(self.db.write(move |conn| answering::answer(conn, id, &customer, &value, (now, until), &note))?)
    }

    /// Four statements, one more for each answer, and one for what is seen of the account's id.
    fn answer_forms(
        &self,
        id: AccountId,
        customer: &CustomerId,
        values: &[SealedValue],
        uid_hidden: Option<&str>,
        until: UnixSeconds,
        note: &Entry,
    ) -> Result<Answered, StoreFault> {
        let (customer, values, hidden, note) = (customer.clone(), values.to_vec(), uid_hidden.map(str::to_owned), note.clone());
        Ok(self.db.write(move |conn| answering::answer_forms(conn, id, &customer, &values, hidden.as_deref(), until, &note))?)
    }

    /// One statement when nothing is due. Otherwise seven, and one for each service that others lease from at this moment; by name six.
    fn lease(&self, ask: &LeaseAsk) -> Result<Option<(LinkedAccount, Lease)>, StoreFault> {
        let ask = ask.clone();
        if ask.account.is_none() && !self.db.read(|conn| leasing::is_anything_due(conn, ask.now))? {
            return Ok(None);
        }
        Ok(self.db.write(move |conn| leasing::lease(conn, &ask))?)
    }

    /// Four statements.
    fn put_tokens(&self, id: AccountId, fence: i64, tokens: &SealedValue, consent_until: Option<UnixSeconds>) -> Result<Kept, StoreFault> {
        let tokens = tokens.clone();
        Ok(self.db.write(move |conn| leasing::put_tokens(conn, id, fence, &tokens, consent_until))?)
    }

    /// Four statements, and one for each answer.
    fn take_answers(&self, id: AccountId, fence: i64, now: UnixSeconds, note: &Entry) -> Result<Option<Vec<SealedValue>>, StoreFault> {
        let note = note.clone();
        Ok(self.db.write(move |conn| answering::take(conn, id, fence, now, &note))?)
    }

    /// Five statements; four more for what was brought home, and in SQLite one for each booking.
    fn record(&self, id: AccountId, fence: i64, recorded: &Recorded) -> Result<bool, StoreFault> {
        let recorded = recorded.clone();
        Ok(self.db.write(move |conn| recording::record(conn, id, fence, &recorded))?)
    }

    fn values_at(&self, places: &[Place]) -> Result<Vec<SealedValue>, StoreFault> {
        Ok(self.db.read(|conn| own::values_at(conn, places))?)
    }

    /// Two statements, one more for each account and journey, and two for each answer.
    fn purge_links(&self, now: UnixSeconds, limit: u32) -> Result<u32, StoreFault> {
        Ok(self.db.write(move |conn| upkeep::purge(conn, now, limit))?)
    }

    fn counts(&self) -> Result<Vec<(ServiceId, u32, u32)>, StoreFault> {
        Ok(self.db.read(catalogue::counts)?)
    }
}
