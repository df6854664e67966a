//! Customers on the way to another institution, and the accounts that they come back with.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Bool, Nullable, Text};
use fgapi_audit::Entry;
use fgapi_database::statement;
use fgapi_domain::UnixSeconds;
use fgapi_linked::{AccountId, Kept, NewAccount, PendingLink};
use fgapi_token::TokenDigest;
use fgapi_vault::{Owner, Place};

use super::own::row_lock;
use super::{Conn, answering, catalogue, hold_own, keep, logbook, values};
use crate::HoldingsFault;
use crate::records::linked::{account_id, service_id};

type PendingRow = (String, i64, Option<Vec<u8>>, String, String, i64);

statement! {
    /// Remembers a journey.
    struct Begin<'q> {
        state: &'q [u8], customer: &'q str, service: i64, account: Option<&'q [u8]>, verifier_service: &'q str, verifier_field: &'q str,
        until: i64,
    }
    binds: state as Binary, customer as Text, service as BigInt, account as Nullable<Binary>, verifier_service as Text,
        verifier_field as Text, until as BigInt;
    rows: ();
    sql: "INSERT INTO linked_pending (state, customer, service, account, verifier_service, verifier_field, until) \
          VALUES (?, ?, ?, ?, ?, ?, ?)"
}

statement! {
    /// Forgets a journey. Of any number of calls at once one gets it.
    struct Take<'q> { state: &'q [u8] }
    binds: state as Binary;
    rows: (Text, BigInt, Nullable<Binary>, Text, Text, BigInt);
    sql: "DELETE FROM linked_pending WHERE state = ? RETURNING customer, service, account, verifier_service, verifier_field, until"
}

statement! {
    /// An account with what tells whether it may be linked anew, held.
    struct Held<'q> { id: &'q [u8] }
    binds: id as Binary;
    rows: (Text, BigInt);
    sql: concat!("SELECT l.customer, l.service FROM linked_accounts l WHERE l.id = ?", row_lock!())
}

statement! {
    /// Adds an account.
    struct Add<'q> {
        id: &'q [u8], customer: &'q str, service: i64, uid_hidden: &'q str, automatic: bool, now: i64, due: Option<i64>,
        consent_until: Option<i64>,
    }
    binds: id as Binary, customer as Text, service as BigInt, uid_hidden as Text, automatic as Bool, now as BigInt,
        due as Nullable<BigInt>, consent_until as Nullable<BigInt>;
    rows: ();
    sql: "INSERT INTO linked_accounts (id, customer, service, uid_hidden, automatic, created_at, next_aggregate_at, consent_until, \
          msg_flag, suspended, asset_sum, failures, fence) VALUES (?, ?, ?, ?, ?, ?, ?, ?, FALSE, FALSE, 0, 0, 0)"
}

statement! {
    /// Links an account anew; whoever is at it writes nothing any more.
    struct Anew<'q> { id: &'q [u8], uid_hidden: &'q str, automatic: bool, due: Option<i64>, consent_until: Option<i64> }
    binds: automatic as Bool, due as Nullable<BigInt>, consent_until as Nullable<BigInt>, uid_hidden as Text, uid_hidden as Text,
        id as Binary;
    rows: ();
    sql: "UPDATE linked_accounts SET automatic = ?, next_aggregate_at = ?, consent_until = ?, \
          uid_hidden = CASE WHEN ? = '' THEN uid_hidden ELSE ? END, suspended = FALSE, error = NULL, failures = 0, \
          fence = fence + 1, lease_until = NULL WHERE id = ?"
}

/// Remembers that a customer is on the way.
pub(super) fn begin(conn: &mut Conn, pending: &PendingLink) -> Result<Kept, HoldingsFault> {
    let PendingLink { state, customer, service, account, verifier, until } = pending;
    if !catalogue::exists(conn, *service)? {
        return Ok(Kept::Gone);
    }
    if let Some(account) = account
        && hold_own(conn, *account, customer)? != Some(service.0.into())
    {
        return Ok(Kept::Gone);
    }
    let kept = keep(conn, std::slice::from_ref(verifier))?;
    if kept == Kept::Done {
        let begin = Begin {
            state: state.as_bytes(),
            customer: customer.as_str(),
            service: service.0.into(),
            account: account.as_ref().map(|account| account.0.as_slice()),
            verifier_service: verifier.place.service.as_str(),
            verifier_field: verifier.place.field.as_str(),
            until: until.0,
        };
        begin.execute(conn)?;
    }
    Ok(kept)
}

/// Who came back, once.
pub(super) fn take(conn: &mut Conn, state: &TokenDigest, now: UnixSeconds) -> Result<Option<PendingLink>, HoldingsFault> {
    let row: Option<PendingRow> = Take { state: state.as_bytes() }.get_result(conn).optional()?;
    let Some((customer, service, account, verifier_service, verifier_field, until)) = row else { return Ok(None) };
    let verifier = values::remove(conn, &verifier_place(&verifier_service, &verifier_field)?)?;
    // What was taken is gone, also when its time is over.
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

/// Where a journey's verifier lies: all are the gateway's own.
pub(super) fn verifier_place(service: &str, field: &str) -> Result<Place, HoldingsFault> {
    Ok(Place::new(Owner::House, service.parse()?, field.parse()?))
}

/// Adds an account, or links one anew, and tells the log.
pub(super) fn put(conn: &mut Conn, account: &NewAccount, note: &Entry) -> Result<Kept, HoldingsFault> {
    let (id, service) = (account.id.0.as_slice(), i64::from(account.service.0));
    let held: Option<(String, i64)> = Held { id }.get_result(conn).optional()?;
    let is_fit = match held {
        Some((customer, at)) => account.anew && customer == account.customer.as_str() && at == service,
        None => !account.anew && catalogue::exists(conn, account.service)?,
    };
    if !is_fit {
        return Ok(Kept::Gone);
    }
    let kept = keep(conn, &account.values)?;
    if kept != Kept::Done {
        return Ok(kept);
    }
    let NewAccount { uid_hidden, automatic, now, .. } = account;
    let (automatic, due, consent_until) = (*automatic, automatic.then_some(now.0), account.consent_until.map(|until| until.0));
    if account.anew {
        Anew { id, uid_hidden, automatic, due, consent_until }.execute(conn)?;
    } else {
        Add { id, customer: account.customer.as_str(), service, uid_hidden, automatic, now: now.0, due, consent_until }.execute(conn)?;
    }
    if let Some(until) = account.answers_until {
        let answers = account.values.iter().filter(|value| value.place.field.as_str() != AccountId::TOKENS);
        answering::note_answers(conn, account.id, answers, until)?;
    }
    logbook::append(conn, note)?;
    Ok(Kept::Done)
}
