//! Accounts are linked: customers on their way to other institutions, and what they come back with.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Bool, Nullable, Text};
use fgapi_database::statement;
use fgapi_domain::{CustomerId, UnixSeconds};
use fgapi_linked::{AccountId, Kept, NewAccount, PendingLink, ServiceId};
use fgapi_token::TokenDigest;
use fgapi_vault::{Owner, Place, Put};

use super::own::row_lock;
use super::vault::values;
use super::{Conn, answers, kept};
use crate::HoldingsFault;
use crate::records::linked::{account_id, service_id};

statement! {
    /// Whether there is a service.
    struct Service { id: i64 }
    binds: id as BigInt;
    rows: BigInt;
    sql: "SELECT id FROM linked_services WHERE id = ?"
}

statement! {
    /// Whose an account is and where, held.
    struct Held<'q> { id: &'q [u8] }
    binds: id as Binary;
    rows: (Text, BigInt);
    sql: concat!("SELECT l.customer, l.service FROM linked_accounts l WHERE l.id = ?", row_lock!())
}

statement! {
    /// Remembers a journey.
    struct Begin<'q> {
        state: &'q [u8], customer: &'q str, service: i64, account: Option<&'q [u8]>, at_service: &'q str, at_field: &'q str, until: i64,
    }
    binds: state as Binary, customer as Text, service as BigInt, account as Nullable<Binary>, at_service as Text, at_field as Text,
        until as BigInt;
    rows: ();
    sql: "INSERT INTO linked_pending (state, customer, service, account, verifier_service, verifier_field, until) \
          VALUES (?, ?, ?, ?, ?, ?, ?)"
}

statement! {
    /// Forgets a journey: exactly one of any number of calls at once gets it.
    struct Take<'q> { state: &'q [u8] }
    binds: state as Binary;
    rows: (Text, BigInt, Nullable<Binary>, Text, Text, BigInt);
    sql: "DELETE FROM linked_pending WHERE state = ? \
          RETURNING customer, service, account, verifier_service, verifier_field, until"
}

statement! {
    /// Adds an account.
    struct Add<'q> {
        id: &'q [u8], customer: &'q str, service: i64, uid: &'q str, now: i64, automatic: bool, due: Option<i64>,
        consent_until: Option<i64>,
    }
    binds: id as Binary, customer as Text, service as BigInt, uid as Text, now as BigInt, automatic as Bool, due as Nullable<BigInt>,
        consent_until as Nullable<BigInt>;
    rows: ();
    sql: "INSERT INTO linked_accounts (id, customer, service, uid_hidden, msg_flag, created_at, suspended, automatic, \
          next_aggregate_at, asset_sum, failures, fence, consent_until) VALUES (?, ?, ?, ?, FALSE, ?, FALSE, ?, ?, 0, 0, 0, ?)"
}

statement! {
    /// An account begins anew. Whoever fetches it now has tokens that are over, and writes nothing any more.
    struct Renew<'q> { uid: &'q str, automatic: bool, due: Option<i64>, consent_until: Option<i64>, id: &'q [u8] }
    binds: uid as Text, uid as Text, automatic as Bool, due as Nullable<BigInt>, consent_until as Nullable<BigInt>, id as Binary;
    rows: ();
    sql: "UPDATE linked_accounts SET uid_hidden = CASE WHEN ? = '' THEN uid_hidden ELSE ? END, automatic = ?, suspended = FALSE, \
          error = NULL, failures = 0, fence = fence + 1, lease_until = NULL, next_aggregate_at = ?, consent_until = ? WHERE id = ?"
}

/// Remembers that a customer is on the way.
pub(super) fn begin(conn: &mut Conn, pending: &PendingLink) -> Result<Kept, HoldingsFault> {
    let PendingLink { state, customer, service, account, verifier, until } = pending;
    let there = match account {
        Some(account) => held(conn, *account)?.is_some_and(|held| held == (customer.clone(), *service)),
        None => is_service(conn, *service)?,
    };
    if !there {
        return Ok(Kept::Gone);
    }
    let put = values::put(conn, std::slice::from_ref(verifier))?;
    if put == Put::Done {
        Begin {
            state: state.as_bytes(),
            customer: customer.as_str(),
            service: service.0.into(),
            account: account.as_ref().map(|account| account.0.as_slice()),
            at_service: verifier.place.service.as_str(),
            at_field: verifier.place.field.as_str(),
            until: until.0,
        }
        .execute(conn)?;
    }
    Ok(kept(put))
}

/// Who came back, once.
pub(super) fn take(conn: &mut Conn, state: &TokenDigest, now: UnixSeconds) -> Result<Option<PendingLink>, HoldingsFault> {
    type Row = (String, i64, Option<Vec<u8>>, String, String, i64);
    let row: Option<Row> = Take { state: state.as_bytes() }.get_result(conn).optional()?;
    let Some((customer, service, account, at_service, at_field, until)) = row else { return Ok(None) };
    let verifier = values::remove(conn, &Place::new(Owner::House, at_service.parse()?, at_field.parse()?))?;
    let Some(verifier) = verifier.filter(|_| now.0 < until) else { return Ok(None) };
    Ok(Some(PendingLink {
        state: *state,
        customer: customer.parse()?,
        service: service_id(service)?,
        account: account.as_deref().map(account_id).transpose()?,
        verifier,
        until: UnixSeconds(until),
    }))
}

/// Adds an account, or gives one new tokens.
pub(super) fn put_account(conn: &mut Conn, account: &NewAccount) -> Result<Kept, HoldingsFault> {
    let held = held(conn, account.id)?;
    let there = match &held {
        Some(held) => *held == (account.customer.clone(), account.service),
        None => is_service(conn, account.service)?,
    };
    if !there {
        return Ok(Kept::Gone);
    }
    let put = values::put(conn, &account.values)?;
    if put == Put::Done {
        let (due, consent_until) = (account.automatic.then_some(account.now.0), account.consent_until.map(|until| until.0));
        let (id, uid, automatic) = (account.id.0.as_slice(), account.uid_hidden.as_str(), account.automatic);
        if held.is_some() {
            Renew { uid, automatic, due, consent_until, id }.execute(conn)?;
        } else {
            let (customer, service, now) = (account.customer.as_str(), account.service.0.into(), account.now.0);
            Add { id, customer, service, uid, now, automatic, due, consent_until }.execute(conn)?;
        }
        if let Some(until) = account.answers_until {
            answers::keep(conn, account.id, &account.values, until)?;
        }
    }
    Ok(kept(put))
}

/// Whose an account is and where; it is held from now on.
fn held(conn: &mut Conn, id: AccountId) -> Result<Option<(CustomerId, ServiceId)>, HoldingsFault> {
    let row: Option<(String, i64)> = Held { id: &id.0 }.get_result(conn).optional()?;
    row.map(|(customer, service)| Ok((customer.parse()?, service_id(service)?))).transpose()
}

fn is_service(conn: &mut Conn, id: ServiceId) -> Result<bool, HoldingsFault> {
    let known: Option<i64> = Service { id: id.0.into() }.get_result(conn).optional()?;
    Ok(known.is_some())
}
