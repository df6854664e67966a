//! Answers: kept sealed until they are used, once, or their time is over.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Nullable, Text};
use fgapi_database::statement;
use fgapi_domain::{CustomerId, UnixSeconds};
use fgapi_linked::{AccountId, Kept, RequestId};
use fgapi_vault::{Owner, Place, Put, SealedValue};

use super::own::{row_lock, skip_held, skip_locked};
use super::vault::values;
use super::{Conn, kept, leases};
use crate::HoldingsFault;
use crate::records::linked::account_id;

statement! {
    /// The account to which a request of the customer's belongs.
    struct AccountOf<'q> { id: &'q [u8], customer: &'q str }
    binds: id as Binary, customer as Text;
    rows: Binary;
    sql: "SELECT a.id FROM linked_requests r JOIN linked_accounts a ON a.id = r.account WHERE r.id = ? AND a.customer = ?"
}

statement! {
    /// The same, held.
    struct HeldOf<'q> { id: &'q [u8], customer: &'q str }
    binds: id as Binary, customer as Text;
    rows: Binary;
    sql: concat!(
        "SELECT l.id FROM linked_requests r JOIN linked_accounts l ON l.id = r.account WHERE r.id = ? AND l.customer = ?", row_lock!()
    )
}

statement! {
    /// An account of the customer's, held.
    struct Held<'q> { id: &'q [u8], customer: &'q str }
    binds: id as Binary, customer as Text;
    rows: Binary;
    sql: concat!("SELECT l.id FROM linked_accounts l WHERE l.id = ? AND l.customer = ?", row_lock!())
}

statement! {
    /// Notes until when an answer is kept.
    struct Keep<'q> { account: &'q [u8], field: &'q str, until: i64 }
    binds: account as Binary, field as Text, until as BigInt;
    rows: ();
    sql: "INSERT INTO linked_answers (account, field, until) VALUES (?, ?, ?) \
          ON CONFLICT (account, field) DO UPDATE SET until = excluded.until"
}

statement! {
    /// Makes an account due, unless it is suspended.
    struct MakeDue<'q> { now: i64, id: &'q [u8] }
    binds: now as BigInt, id as Binary;
    rows: ();
    sql: "UPDATE linked_accounts SET next_aggregate_at = ? WHERE id = ? AND NOT suspended"
}

statement! {
    /// Notes what is seen of an account's id.
    struct SetUid<'q> { uid: &'q str, id: &'q [u8] }
    binds: uid as Text, id as Binary;
    rows: ();
    sql: "UPDATE linked_accounts SET uid_hidden = ? WHERE id = ?"
}

statement! {
    /// Forgets all answers of an account, or one.
    struct Forget<'q> { account: &'q [u8], field: Option<&'q str> }
    binds: account as Binary, field as Nullable<Text>, field as Nullable<Text>;
    rows: (Text, BigInt);
    sql: "DELETE FROM linked_answers WHERE account = ? AND (? IS NULL OR field = ?) RETURNING field, until"
}

statement! {
    /// Forgets answers whose time is over, of accounts that nobody holds. One that was given anew meanwhile stays; the sum keeps that
    /// question from being a search of its own.
    struct PurgeAnswers { over: i64, limit: i64 }
    binds: over as BigInt, over as BigInt, limit as BigInt;
    rows: (Binary, Text);
    sql: concat!(
        "DELETE FROM linked_answers WHERE until + 0 <= ? AND (account, field) IN (\
            SELECT n.account, n.field FROM linked_answers n JOIN linked_accounts l ON l.id = n.account \
            WHERE n.until <= ? ORDER BY n.until LIMIT ?", skip_held!(), ") RETURNING account, field"
    )
}

statement! {
    /// Forgets journeys whose time is over.
    struct PurgeJourneys { over: i64, limit: i64 }
    binds: over as BigInt, limit as BigInt;
    rows: (Text, Text);
    sql: concat!(
        "DELETE FROM linked_pending WHERE state IN (SELECT state FROM linked_pending WHERE until <= ? ORDER BY until LIMIT ?",
        skip_locked!(), ") RETURNING verifier_service, verifier_field"
    )
}

/// The account to which a request of the customer's belongs.
pub(super) fn account_of(conn: &mut Conn, id: RequestId, customer: &CustomerId) -> Result<Option<AccountId>, HoldingsFault> {
    let row: Option<Vec<u8>> = AccountOf { id: &id.0, customer: customer.as_str() }.get_result(conn).optional()?;
    row.as_deref().map(account_id).transpose()
}

/// Keeps the answer to a request.
pub(super) fn to_request(
    conn: &mut Conn,
    id: RequestId,
    customer: &CustomerId,
    value: &SealedValue,
    now: UnixSeconds,
    until: UnixSeconds,
) -> Result<Kept, HoldingsFault> {
    let held: Option<Vec<u8>> = HeldOf { id: &id.0, customer: customer.as_str() }.get_result(conn).optional()?;
    // Whoever held the account before may have taken the request away.
    let there = held.map_or(Ok(None), |_| account_of(conn, id, customer))?;
    let Some(account) = there else { return Ok(Kept::Gone) };
    let put = values::put(conn, std::slice::from_ref(value))?;
    if put == Put::Done {
        keep(conn, account, std::slice::from_ref(value), until)?;
        MakeDue { now: now.0, id: &account.0 }.execute(conn)?;
    }
    Ok(kept(put))
}

/// Keeps answers to forms.
pub(super) fn to_forms(
    conn: &mut Conn,
    id: AccountId,
    customer: &CustomerId,
    values: &[SealedValue],
    uid_hidden: Option<&str>,
    until: UnixSeconds,
) -> Result<Kept, HoldingsFault> {
    if !held(conn, id, customer)? {
        return Ok(Kept::Gone);
    }
    let put = values::put(conn, values)?;
    if put == Put::Done {
        keep(conn, id, values, until)?;
        if let Some(uid) = uid_hidden {
            SetUid { uid, id: &id.0 }.execute(conn)?;
        }
    }
    Ok(kept(put))
}

fn held(conn: &mut Conn, id: AccountId, customer: &CustomerId) -> Result<bool, HoldingsFault> {
    let row: Option<Vec<u8>> = Held { id: &id.0, customer: customer.as_str() }.get_result(conn).optional()?;
    Ok(row.is_some())
}

/// Notes until when those of an account's values that are answers are kept.
pub(super) fn keep(conn: &mut Conn, account: AccountId, values: &[SealedValue], until: UnixSeconds) -> Result<(), HoldingsFault> {
    let fields = values.iter().map(|value| value.place.field.as_str());
    for field in fields.filter(|field| *field != AccountId::TOKENS) {
        Keep { account: &account.0, field, until: until.0 }.execute(conn)?;
    }
    Ok(())
}

/// Takes all answers of a leased account; those whose time is over are not given. `None` when the lease is not the newest.
pub(super) fn take(conn: &mut Conn, id: AccountId, fence: i64, now: UnixSeconds) -> Result<Option<Vec<SealedValue>>, HoldingsFault> {
    if !leases::is_held(conn, id, fence)? {
        return Ok(None);
    }
    let mut answers: Vec<(String, i64)> = Forget { account: &id.0, field: None }.load(conn)?;
    answers.sort_unstable();
    let mut taken = Vec::with_capacity(answers.len());
    for (field, until) in answers {
        taken.extend(values::remove(conn, &id.place(&field)?)?.filter(|_| now.0 < until));
    }
    Ok(Some(taken))
}

/// Forgets the answer to a request that is gone; the account is held.
pub(super) fn forget(conn: &mut Conn, account: AccountId, request: RequestId) -> Result<(), HoldingsFault> {
    let field = request.field();
    let answers: Vec<(String, i64)> = Forget { account: &account.0, field: Some(&field) }.load(conn)?;
    if !answers.is_empty() {
        values::remove(conn, &account.place(&field)?)?;
    }
    Ok(())
}

/// Removes journeys and answers whose time is over, with what is sealed for them.
pub(super) fn purge(conn: &mut Conn, now: UnixSeconds, limit: u32) -> Result<u32, HoldingsFault> {
    let journeys: Vec<(String, String)> = PurgeJourneys { over: now.0, limit: limit.into() }.load(conn)?;
    let left = i64::from(limit) - i64::try_from(journeys.len()).unwrap_or(i64::MAX);
    let answers: Vec<(Vec<u8>, String)> = PurgeAnswers { over: now.0, limit: left.max(0) }.load(conn)?;
    let verifier = |(service, field): (String, String)| Ok(Place::new(Owner::House, service.parse()?, field.parse()?));
    let answer = |(account, field): (Vec<u8>, String)| Ok(account_id(&account)?.place(&field)?);
    let verifiers = journeys.into_iter().map(verifier);
    let mut places: Vec<Place> = verifiers.chain(answers.into_iter().map(answer)).collect::<Result<_, HoldingsFault>>()?;
    places.sort_unstable();
    for place in &places {
        values::remove(conn, place)?;
    }
    Ok(u32::try_from(places.len()).unwrap_or(limit))
}
