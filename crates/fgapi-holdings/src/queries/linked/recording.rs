//! How attempts ended.

use std::cmp::Reverse;
use std::collections::HashMap;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Bool, Nullable, Text};
use fgapi_database::statement;
use fgapi_linked::{AccountId, Harvest, NewRequest, Recorded, TRANSACTIONS_KEPT};

use super::{Conn, Holding, hold_leased, own, values};
use crate::HoldingsFault;
use crate::records::linked::{SubRecord, TransactionRecord};
use crate::schema::{linked_requests, linked_sub_accounts};

/// How many rows one statement adds.
const ROWS: usize = 500;

statement! {
    /// Fields of the answers to requests, in the order of their places.
    struct Answered<'q> { account: &'q [u8] }
    binds: account as Binary;
    rows: Text;
    sql: "SELECT s.field FROM linked_requests r JOIN linked_answers s ON s.account = r.account AND s.field = r.field \
          WHERE r.account = ? ORDER BY s.field"
}

statement! {
    /// Forgets until when answers to requests are kept.
    struct ForgetAnswers<'q> { account: &'q [u8] }
    binds: account as Binary, account as Binary;
    rows: ();
    sql: "DELETE FROM linked_answers WHERE account = ? AND field IN (SELECT r.field FROM linked_requests r WHERE r.account = ?)"
}

statement! {
    /// Nothing is asked any more.
    struct ForgetRequests<'q> { account: &'q [u8] }
    binds: account as Binary;
    rows: ();
    sql: "DELETE FROM linked_requests WHERE account = ?"
}

statement! {
    /// Forgets the accounts there.
    struct ForgetSubs<'q> { account: &'q [u8] }
    binds: account as Binary;
    rows: ();
    sql: "DELETE FROM linked_sub_accounts WHERE account = ?"
}

statement! {
    /// Removes what is older than the last booking that is kept.
    struct Trim<'q> { account: &'q [u8], kept: i64 }
    binds: account as Binary, account as Binary, kept as BigInt;
    rows: ();
    sql: "DELETE FROM linked_transactions WHERE account = ? AND (booked_at, far_id, sub) <= \
          (SELECT b.booked_at, b.far_id, b.sub FROM linked_transactions b WHERE b.account = ? \
           ORDER BY b.booked_at DESC, b.far_id DESC, b.sub DESC LIMIT 1 OFFSET ?)"
}

statement! {
    /// Writes how an attempt ended, and gives the lease back. A message that comes again came when it came first.
    struct End<'q> {
        id: &'q [u8], now: i64, next: Option<i64>, error: Option<i64>, failed: bool, succeeded_at: Option<i64>, asset_sum: Option<i64>,
        uid_hidden: Option<&'q str>, has_message: bool, message: Option<&'q str>, msg_flag: bool, msg_time: Option<i64>,
    }
    binds: now as BigInt, next as Nullable<BigInt>, error as Nullable<BigInt>, failed as Bool, succeeded_at as Nullable<BigInt>,
        asset_sum as Nullable<BigInt>, uid_hidden as Nullable<Text>, has_message as Bool, message as Nullable<Text>,
        has_message as Bool, msg_flag as Bool, has_message as Bool, message as Nullable<Text>, msg_time as Nullable<BigInt>, id as Binary;
    rows: ();
    sql: "UPDATE linked_accounts SET lease_until = NULL, last_aggregated_at = ?, next_aggregate_at = ?, error = ?, \
          failures = CASE WHEN ? THEN failures + 1 ELSE 0 END, last_succeeded_at = COALESCE(?, last_succeeded_at), \
          asset_sum = COALESCE(?, asset_sum), uid_hidden = COALESCE(?, uid_hidden), \
          message = CASE WHEN ? THEN ? ELSE message END, msg_flag = CASE WHEN ? THEN ? ELSE msg_flag END, \
          msg_time = CASE WHEN NOT ? OR message = ? THEN msg_time ELSE ? END WHERE id = ?"
}

/// Writes how an attempt ended, if it was made under the newest lease.
pub(super) fn record(conn: &mut Conn, id: AccountId, fence: i64, recorded: &Recorded) -> Result<bool, HoldingsFault> {
    if hold_leased(conn, id, fence)? != Holding::Newest {
        return Ok(false);
    }
    ask(conn, id, &recorded.requests)?;
    if let Some(harvest) = &recorded.harvest {
        bring_home(conn, id, harvest)?;
    }
    let message = recorded.message.as_ref();
    let text = message.and_then(|(text, _)| text.as_ref());
    End {
        id: &id.0,
        now: recorded.now.0,
        next: recorded.next.map(|next| next.0),
        error: recorded.error.map(|error| error.id().into()),
        failed: recorded.error.is_some(),
        succeeded_at: recorded.error.is_none().then_some(recorded.now.0),
        asset_sum: recorded.harvest.as_ref().map(|harvest| harvest.asset_sum().0),
        uid_hidden: recorded.uid_hidden.as_deref(),
        has_message: message.is_some(),
        message: text.map(|text| text.as_str()),
        msg_flag: message.is_some_and(|(_, flag)| *flag),
        msg_time: text.map(|_| recorded.now.0),
    }
    .execute(conn)?;
    Ok(true)
}

/// Asks this in place of what was asked before, whose answers go with it.
fn ask(conn: &mut Conn, account: AccountId, requests: &[NewRequest]) -> Result<(), HoldingsFault> {
    let answered: Vec<String> = Answered { account: &account.0 }.load(conn)?;
    for field in &answered {
        values::remove(conn, &account.place(field)?)?;
    }
    if !answered.is_empty() {
        ForgetAnswers { account: &account.0 }.execute(conn)?;
    }
    ForgetRequests { account: &account.0 }.execute(conn)?;
    let rows: Vec<_> = (0_i64..)
        .zip(requests)
        .map(|(ordinal, NewRequest { id, message, question })| {
            use linked_requests::dsl as of;
            let named = (of::id.eq(&id.0[..]), of::account.eq(&account.0[..]), of::ordinal.eq(ordinal), of::field.eq(id.field()));
            (named, of::message.eq(message.as_str()), of::question.eq(question.as_str()))
        })
        .collect();
    for rows in rows.chunks(ROWS) {
        diesel::insert_into(linked_requests::table).values(rows).execute(conn)?;
    }
    Ok(())
}

/// Keeps accounts and balances in place of those before, and adds bookings to those that are known.
fn bring_home(conn: &mut Conn, account: AccountId, harvest: &Harvest) -> Result<(), HoldingsFault> {
    ForgetSubs { account: &account.0 }.execute(conn)?;
    let subs: Vec<SubRecord<'_>> = (0_i64..).zip(&harvest.accounts).map(|(at, found)| SubRecord::new(&account, at, found)).collect();
    for subs in subs.chunks(ROWS) {
        diesel::insert_into(linked_sub_accounts::table).values(subs).execute(conn)?;
    }
    // One that comes twice is kept as it came last.
    let booked =
        harvest.accounts.iter().flat_map(|found| found.transactions.iter().map(|booking| TransactionRecord::new(&found.far_id, booking)));
    let once: HashMap<_, _> = booked.map(|booking| ((booking.sub, booking.far_id), booking)).collect();
    let mut bookings: Vec<TransactionRecord<'_>> = once.into_values().collect();
    if bookings.is_empty() {
        return Ok(());
    }
    bookings.sort_unstable_by_key(|booking| Reverse((booking.booked_at, booking.far_id, booking.sub)));
    bookings.truncate(TRANSACTIONS_KEPT as usize);
    own::put_transactions(conn, account, &bookings)?;
    Trim { account: &account.0, kept: TRANSACTIONS_KEPT.into() }.execute(conn)?;
    Ok(())
}
