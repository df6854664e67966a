//! What attempts bring home.

use std::collections::HashMap;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Bool, Nullable, Text};
use fgapi_database::statement;
use fgapi_linked::{AccountId, Harvest, HarvestedTransaction, NewRequest, Recorded, RequestId};

use super::{Conn, answers, own};
use crate::HoldingsFault;
use crate::records::linked::{self, SubRecord, TransactionRecord, TransactionRow, request_id};
use crate::schema::{linked_requests as requests, linked_sub_accounts as subs};

/// How many transactions of an account are kept: the newest.
const KEPT: i64 = 5_000;

/// How many rows one statement adds.
const ROWS: usize = 1_000;

statement! {
    /// Notes how an attempt ended and gives its lease back, if that is the newest.
    struct Settle<'q> {
        now: i64, succeeded: bool, next: Option<i64>, error: Option<i64>, asset_sum: Option<i64>, uid: Option<&'q str>, told: bool,
        message: Option<&'q str>, flag: bool, id: &'q [u8], fence: i64,
    }
    binds: now as BigInt, succeeded as Bool, now as BigInt, next as Nullable<BigInt>, error as Nullable<BigInt>, succeeded as Bool,
        asset_sum as Nullable<BigInt>, uid as Nullable<Text>, told as Bool, message as Nullable<Text>, told as Bool, flag as Bool,
        told as Bool, message as Nullable<Text>, message as Nullable<Text>, now as BigInt, id as Binary, fence as BigInt;
    rows: ();
    sql: "UPDATE linked_accounts SET lease_until = NULL, last_aggregated_at = ?, \
          last_succeeded_at = CASE WHEN ? THEN ? ELSE last_succeeded_at END, next_aggregate_at = ?, error = ?, \
          failures = CASE WHEN ? THEN 0 ELSE failures + 1 END, asset_sum = COALESCE(?, asset_sum), \
          uid_hidden = COALESCE(?, uid_hidden), message = CASE WHEN ? THEN ? ELSE message END, \
          msg_flag = CASE WHEN ? THEN ? ELSE msg_flag END, \
          msg_time = CASE WHEN NOT ? THEN msg_time WHEN ? IS NULL THEN NULL WHEN message = ? THEN msg_time ELSE ? END \
          WHERE id = ? AND fence = ? AND lease_until IS NOT NULL"
}

statement! {
    /// Forgets what an institution wanted to know.
    struct ForgetRequests<'q> { account: &'q [u8] }
    binds: account as Binary;
    rows: Binary;
    sql: "DELETE FROM linked_requests WHERE account = ? RETURNING id"
}

statement! {
    /// Forgets an account's accounts there.
    struct ForgetSubs<'q> { account: &'q [u8] }
    binds: account as Binary;
    rows: ();
    sql: "DELETE FROM linked_sub_accounts WHERE account = ?"
}

statement! {
    /// Removes all but the newest transactions.
    struct Trim<'q> { account: &'q [u8], kept: i64 }
    binds: account as Binary, account as Binary, kept as BigInt;
    rows: ();
    sql: "DELETE FROM linked_transactions WHERE account = ? AND (sub, far_id) IN (\
          SELECT t.sub, t.far_id FROM linked_transactions t WHERE t.account = ? \
          ORDER BY t.booked_at DESC, t.far_id DESC, t.sub DESC LIMIT 9223372036854775807 OFFSET ?)"
}

statement! {
    /// The newest transactions.
    struct Latest<'q> { account: &'q [u8], limit: i64 }
    binds: account as Binary, limit as BigInt;
    rows: (Text, Text, BigInt, BigInt, BigInt, Text);
    sql: "SELECT sub, far_id, booked_at, amount, balance, description FROM linked_transactions WHERE account = ? \
          ORDER BY booked_at DESC, far_id DESC, sub DESC LIMIT ?"
}

/// The latest transactions of an account, newest first.
pub(super) fn latest(conn: &mut Conn, id: AccountId, limit: u32) -> Result<Vec<(String, HarvestedTransaction)>, HoldingsFault> {
    let rows: Vec<TransactionRow> = Latest { account: &id.0, limit: limit.into() }.load(conn)?;
    rows.into_iter().map(linked::transaction).collect()
}

/// Writes how an attempt ended; `false` when its lease is not the newest, or was given back.
pub(super) fn record(conn: &mut Conn, id: AccountId, fence: i64, recorded: &Recorded) -> Result<bool, HoldingsFault> {
    let message = recorded.message.as_ref();
    let settle = Settle {
        now: recorded.now.0,
        succeeded: recorded.error.is_none(),
        next: recorded.next.map(|next| next.0),
        error: recorded.error.map(|error| error.id().into()),
        asset_sum: recorded.harvest.as_ref().map(|harvest| harvest.asset_sum().0),
        uid: recorded.uid_hidden.as_deref(),
        told: message.is_some(),
        message: message.and_then(|(text, _)| text.as_ref()).map(|text| text.as_str()),
        flag: message.is_some_and(|(_, flag)| *flag),
        id: &id.0,
        fence,
    };
    if settle.execute(conn)? == 0 {
        return Ok(false);
    }
    ask_anew(conn, id, &recorded.requests)?;
    if let Some(harvest) = &recorded.harvest {
        bring_home(conn, id, harvest)?;
    }
    Ok(true)
}

/// Puts what the institution wants to know in place of what it wanted before; answers to what it wants no more are forgotten.
fn ask_anew(conn: &mut Conn, account: AccountId, asked: &[NewRequest]) -> Result<(), HoldingsFault> {
    let before: Vec<Vec<u8>> = ForgetRequests { account: &account.0 }.load(conn)?;
    let before = before.iter().map(|id| request_id(id)).collect::<Result<Vec<RequestId>, _>>()?;
    let mut gone: Vec<RequestId> = before.into_iter().filter(|id| asked.iter().all(|asked| asked.id != *id)).collect();
    gone.sort_by_cached_key(|id| id.field());
    for request in gone {
        answers::forget(conn, account, request)?;
    }
    if asked.is_empty() {
        return Ok(());
    }
    let row = |(ordinal, NewRequest { id, message, question }): (i64, &NewRequest)| {
        (
            (requests::id.eq(id.0.to_vec()), requests::account.eq(account.0.to_vec()), requests::ordinal.eq(ordinal)),
            (requests::field.eq(id.field()), requests::message.eq(message.to_string()), requests::question.eq(question.to_string())),
        )
    };
    let rows: Vec<_> = (1..).zip(asked).map(row).collect();
    diesel::insert_into(requests::table).values(rows).execute(conn)?;
    Ok(())
}

/// Replaces the accounts there, and merges the transactions into those that are known.
fn bring_home(conn: &mut Conn, account: AccountId, harvest: &Harvest) -> Result<(), HoldingsFault> {
    ForgetSubs { account: &account.0 }.execute(conn)?;
    let subs: Vec<SubRecord<'_>> = (1..).zip(&harvest.accounts).map(|(ordinal, sub)| SubRecord::new(&account, ordinal, sub)).collect();
    for some in subs.chunks(ROWS) {
        diesel::insert_into(subs::table).values(some).execute(conn)?;
    }
    // What an institution tells twice counts as it is told last.
    let told = harvest.accounts.iter().flat_map(|sub| sub.transactions.iter().map(|booking| TransactionRecord::new(&sub.far_id, booking)));
    let once: HashMap<(&str, &str), TransactionRecord<'_>> = told.map(|row| ((row.sub, row.far_id), row)).collect();
    let mut rows: Vec<TransactionRecord<'_>> = once.into_values().collect();
    if rows.is_empty() {
        return Ok(());
    }
    rows.sort_unstable_by_key(|row| core::cmp::Reverse((row.booked_at, row.far_id, row.sub)));
    rows.truncate(usize::try_from(KEPT).unwrap_or(usize::MAX));
    for some in rows.chunks(ROWS) {
        own::put_transactions(conn, account, some)?;
    }
    Trim { account: &account.0, kept: KEPT }.execute(conn)?;
    Ok(())
}
