//! Answers to what institutions ask: kept until they are used, or their time is over.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Text};
use fgapi_audit::Entry;
use fgapi_database::statement;
use fgapi_domain::{CustomerId, UnixSeconds};
use fgapi_linked::{AccountId, Answered, Kept, RequestId};
use fgapi_vault::SealedValue;

use super::changing::make_due;
use super::{Conn, Holding, hold_leased, hold_own, keep, logbook, values};
use crate::HoldingsFault;
use crate::records::linked::account_id;

statement! {
    /// The account of a customer's that a request is about.
    struct Asking<'q> { id: &'q [u8], customer: &'q str }
    binds: id as Binary, customer as Text;
    rows: Binary;
    sql: "SELECT a.id FROM linked_requests r JOIN linked_accounts a ON a.id = r.account WHERE r.id = ? AND a.customer = ?"
}

statement! {
    /// Notes until when an answer is kept.
    struct NoteAnswer<'q> { account: &'q [u8], field: &'q str, until: i64 }
    binds: account as Binary, field as Text, until as BigInt;
    rows: ();
    sql: "INSERT INTO linked_answers (account, field, until) VALUES (?, ?, ?) \
          ON CONFLICT (account, field) DO UPDATE SET until = excluded.until"
}

statement! {
    /// What is seen of the account's id.
    struct SetHidden<'q> { id: &'q [u8], hidden: &'q str }
    binds: hidden as Text, id as Binary;
    rows: ();
    sql: "UPDATE linked_accounts SET uid_hidden = ? WHERE id = ?"
}

statement! {
    /// Answers that wait, in the order of their places.
    struct Waiting<'q> { account: &'q [u8] }
    binds: account as Binary;
    rows: (Text, BigInt);
    sql: "SELECT field, until FROM linked_answers WHERE account = ? ORDER BY field"
}

statement! {
    /// None waits any more.
    struct ForgetAll<'q> { account: &'q [u8] }
    binds: account as Binary;
    rows: ();
    sql: "DELETE FROM linked_answers WHERE account = ?"
}

/// The account of a customer's that a request is about.
pub(super) fn asking(conn: &mut Conn, id: RequestId, customer: &CustomerId) -> Result<Option<AccountId>, HoldingsFault> {
    let account: Option<Vec<u8>> = Asking { id: &id.0, customer: customer.as_str() }.get_result(conn).optional()?;
    account.as_deref().map(account_id).transpose()
}

/// Keeps an answer to a request, makes the account due, and tells the log.
pub(super) fn answer(
    conn: &mut Conn,
    id: RequestId,
    customer: &CustomerId,
    value: &SealedValue,
    (now, until): (UnixSeconds, UnixSeconds),
    note: &Entry,
) -> Result<Answered, HoldingsFault> {
    let Some(account) = asking(conn, id, customer)? else { return Ok(Kept::Gone) };
    // An attempt may have ended, and the request with it, until the account was held.
    if hold_own(conn, account, customer)?.is_none() || asking(conn, id, customer)?.is_none() {
        return Ok(Kept::Gone);
    }
    let kept = keep(conn, std::slice::from_ref(value))?;
    if kept == Kept::Done {
        note_answers(conn, account, [value], until)?;
        make_due(conn, account, now)?;
        logbook::append(conn, note)?;
    }
    Ok(kept)
}

/// Keeps answers to an account's forms, and tells the log.
pub(super) fn answer_forms(
    conn: &mut Conn,
    id: AccountId,
    customer: &CustomerId,
    sealed: &[SealedValue],
    uid_hidden: Option<&str>,
    until: UnixSeconds,
    note: &Entry,
) -> Result<Answered, HoldingsFault> {
    if hold_own(conn, id, customer)?.is_none() {
        return Ok(Kept::Gone);
    }
    let kept = keep(conn, sealed)?;
    if kept == Kept::Done {
        note_answers(conn, id, sealed, until)?;
        if let Some(hidden) = uid_hidden {
            SetHidden { id: &id.0, hidden }.execute(conn)?;
        }
        logbook::append(conn, note)?;
    }
    Ok(kept)
}

/// Notes until when these answers of an account that is held are kept.
pub(super) fn note_answers<'v>(
    conn: &mut Conn,
    account: AccountId,
    sealed: impl IntoIterator<Item = &'v SealedValue>,
    until: UnixSeconds,
) -> Result<(), HoldingsFault> {
    for value in sealed {
        NoteAnswer { account: &account.0, field: value.place.field.as_str(), until: until.0 }.execute(conn)?;
    }
    Ok(())
}

/// Takes the answers that wait for a leased account, and tells the log when there are any.
pub(super) fn take(
    conn: &mut Conn,
    id: AccountId,
    fence: i64,
    now: UnixSeconds,
    note: &Entry,
) -> Result<Option<Vec<SealedValue>>, HoldingsFault> {
    if hold_leased(conn, id, fence)? != Holding::Newest {
        return Ok(None);
    }
    let waiting: Vec<(String, i64)> = Waiting { account: &id.0 }.load(conn)?;
    let mut taken = Vec::with_capacity(waiting.len());
    for (field, until) in waiting {
        let value = values::remove(conn, &id.place(&field)?)?;
        taken.extend(value.filter(|_| now.0 < until));
    }
    ForgetAll { account: &id.0 }.execute(conn)?;
    if !taken.is_empty() {
        logbook::append(conn, note)?;
    }
    Ok(Some(taken))
}
