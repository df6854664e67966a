//! Accounts as they are read: with what belongs to them, in three statements for however many.

use std::collections::HashMap;

use diesel::dsl::{count_star, sql};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Text};
use fgapi_database::statement;
use fgapi_domain::CustomerId;
use fgapi_linked::{AccountId, AdditionalRequest, HarvestedTransaction, LinkedAccount, ServiceId, SubAccount};

use super::Conn;
use crate::HoldingsFault;
use crate::records::linked::{AccountRecord, RequestRow, StoredSub, TransactionRow, request, transaction};
use crate::records::narrow;
use crate::schema::{linked_accounts, linked_answers, linked_requests, linked_sub_accounts};

type Backend = <Conn as Connection>::Backend;

statement! {
    /// The latest bookings of an account.
    struct Latest<'q> { account: &'q [u8], limit: i64 }
    binds: account as Binary, limit as BigInt;
    rows: (Text, Text, BigInt, BigInt, BigInt, Text);
    sql: "SELECT sub, far_id, booked_at, amount, balance, description FROM linked_transactions WHERE account = ? \
          ORDER BY booked_at DESC, far_id DESC, sub DESC LIMIT ?"
}

/// An account, whole.
pub(super) fn whole(conn: &mut Conn, id: AccountId) -> Result<Option<LinkedAccount>, HoldingsFault> {
    let record = linked_accounts::table.find(&id.0[..]).select(AccountRecord::as_select()).load(conn)?;
    Ok(with_belongings(conn, record)?.pop())
}

/// A customer's accounts, oldest first, and how many there are.
pub(super) fn page(
    conn: &mut Conn,
    customer: &CustomerId,
    among: Option<&[ServiceId]>,
    offset: u32,
    limit: u32,
) -> Result<(u32, Vec<LinkedAccount>), HoldingsFault> {
    macro_rules! found {
        ($columns:expr) => {{
            let query = linked_accounts::table.filter(linked_accounts::customer.eq(customer.as_str()));
            let mut query = query.select($columns).into_boxed::<Backend>();
            if let Some(among) = among {
                // A sum, so that no database takes an index of all accounts of the services.
                query = query.filter(sql::<BigInt>("linked_accounts.service + 0").eq_any(among.iter().map(|id| i64::from(id.0))));
            }
            query
        }};
    }
    let total: i64 = found!(count_star()).get_result(conn)?;
    let page = found!(AccountRecord::as_select()).order((linked_accounts::created_at, linked_accounts::id));
    let records = page.offset(offset.into()).limit(limit.into()).load(conn)?;
    Ok((narrow(total, "a count")?, with_belongings(conn, records)?))
}

/// The latest bookings of an account, newest first.
pub(super) fn transactions(conn: &mut Conn, id: AccountId, limit: u32) -> Result<Vec<(String, HarvestedTransaction)>, HoldingsFault> {
    let rows: Vec<TransactionRow> = Latest { account: &id.0, limit: limit.into() }.load(conn)?;
    rows.into_iter().map(transaction).collect()
}

fn with_belongings(conn: &mut Conn, records: Vec<AccountRecord>) -> Result<Vec<LinkedAccount>, HoldingsFault> {
    if records.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<&[u8]> = records.iter().map(|record| record.id.as_slice()).collect();
    let (mut subs, mut requests) = (subs_of(conn, &ids)?, requests_of(conn, &ids)?);
    let whole = |record: AccountRecord| {
        let (subs, requests) = (subs.remove(&record.id), requests.remove(&record.id));
        record.whole(subs.unwrap_or_default(), requests.unwrap_or_default())
    };
    records.into_iter().map(whole).collect()
}

fn subs_of(conn: &mut Conn, accounts: &[&[u8]]) -> Result<HashMap<Vec<u8>, Vec<SubAccount>>, HoldingsFault> {
    use linked_sub_accounts::dsl as of;
    let rows = of::linked_sub_accounts.filter(of::account.eq_any(accounts)).order((of::account, of::ordinal));
    let rows: Vec<StoredSub> = rows.select(StoredSub::as_select()).load(conn)?;
    let mut subs: HashMap<_, Vec<_>> = HashMap::new();
    for mut row in rows {
        let account = core::mem::take(&mut row.account);
        subs.entry(account).or_default().push(row.try_into()?);
    }
    Ok(subs)
}

fn requests_of(conn: &mut Conn, accounts: &[&[u8]]) -> Result<HashMap<Vec<u8>, Vec<AdditionalRequest>>, HoldingsFault> {
    use linked_requests::dsl as of;
    let its_answer = linked_answers::account.eq(of::account).and(linked_answers::field.eq(of::field));
    let rows: Vec<RequestRow> = of::linked_requests
        .left_join(linked_answers::table.on(its_answer))
        .filter(of::account.eq_any(accounts))
        .order((of::account, of::ordinal))
        .select((of::account, of::id, of::message, of::question, linked_answers::until.nullable()))
        .load(conn)?;
    let mut requests: HashMap<_, Vec<_>> = HashMap::new();
    for row in rows {
        requests.entry(row.0.clone()).or_default().push(request(row)?);
    }
    Ok(requests)
}
