//! Linked accounts as they are read: whole, however many, in a fixed number of statements.

use std::collections::HashMap;

use diesel::prelude::*;
use diesel::sql_types::BigInt;
use fgapi_database::statement;
use fgapi_domain::CustomerId;
use fgapi_linked::{AccountId, AdditionalRequest, LinkedAccount, ServiceId, SubAccount};

use super::Conn;
use crate::HoldingsFault;
use crate::records::linked::{self, AccountRecord, RequestRow, StoredSub};
use crate::records::narrow;
use crate::schema::{linked_accounts as accounts, linked_answers as answers, linked_requests as requests, linked_sub_accounts as subs};

type Backend = <Conn as Connection>::Backend;

statement! {
    /// How many accounts each service has, and how many of them failed last.
    struct Counts {}
    binds: ;
    rows: (BigInt, BigInt, BigInt);
    sql: "SELECT s.id, COUNT(a.service), COUNT(a.error) FROM linked_services s \
          LEFT JOIN linked_accounts a ON a.service = s.id GROUP BY s.id ORDER BY s.id"
}

/// An account with what belongs to it.
pub(super) fn whole(conn: &mut Conn, id: AccountId) -> Result<Option<LinkedAccount>, HoldingsFault> {
    let named = accounts::table.filter(accounts::id.eq(id.0.as_slice()));
    let record: Option<AccountRecord> = named.select(AccountRecord::as_select()).first(conn).optional()?;
    Ok(wholes(conn, record.into_iter().collect())?.pop())
}

/// A customer's accounts, oldest first, and how many there are.
pub(super) fn page(
    conn: &mut Conn,
    customer: &CustomerId,
    among: Option<&[ServiceId]>,
    offset: u32,
    limit: u32,
) -> Result<(u32, Vec<LinkedAccount>), HoldingsFault> {
    let theirs = || {
        let theirs = accounts::table.filter(accounts::customer.eq(customer.as_str())).into_boxed::<Backend>();
        match among {
            None => theirs,
            Some(among) => theirs.filter(accounts::service.eq_any(among.iter().map(|id| i64::from(id.0)).collect::<Vec<_>>())),
        }
    };
    let total: i64 = theirs().count().get_result(conn)?;
    let ordered = theirs().order((accounts::created_at, accounts::id)).offset(offset.into()).limit(limit.into());
    let records: Vec<AccountRecord> = ordered.select(AccountRecord::as_select()).load(conn)?;
    Ok((u32::try_from(total).unwrap_or(u32::MAX), wholes(conn, records)?))
}

/// Accounts with what belongs to them, in two statements.
fn wholes(conn: &mut Conn, records: Vec<AccountRecord>) -> Result<Vec<LinkedAccount>, HoldingsFault> {
    if records.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<&[u8]> = records.iter().map(|record| record.id.as_slice()).collect();
    let stored: Vec<StoredSub> =
        subs::table.filter(subs::account.eq_any(&ids)).order((subs::account, subs::ordinal)).select(StoredSub::as_select()).load(conn)?;
    let mut subs_of: HashMap<Vec<u8>, Vec<SubAccount>> = HashMap::new();
    for mut sub in stored {
        subs_of.entry(core::mem::take(&mut sub.account)).or_default().push(sub.try_into()?);
    }
    let rows: Vec<RequestRow> = requests::table
        .left_join(answers::table.on(answers::account.eq(requests::account).and(answers::field.eq(requests::field))))
        .filter(requests::account.eq_any(&ids))
        .order((requests::account, requests::ordinal))
        .select((requests::account, requests::id, requests::message, requests::question, answers::until.nullable()))
        .load(conn)?;
    let mut requests_of: HashMap<Vec<u8>, Vec<AdditionalRequest>> = HashMap::new();
    for mut row in rows {
        requests_of.entry(core::mem::take(&mut row.0)).or_default().push(linked::request(row)?);
    }
    let whole = |record: AccountRecord| {
        let (subs, requests) = (subs_of.remove(&record.id), requests_of.remove(&record.id));
        record.whole(subs.unwrap_or_default(), requests.unwrap_or_default())
    };
    records.into_iter().map(whole).collect()
}

/// How many accounts each service has, and how many of them failed last.
pub(super) fn counts(conn: &mut Conn) -> Result<Vec<(ServiceId, u32, u32)>, HoldingsFault> {
    let rows: Vec<(i64, i64, i64)> = Counts {}.load(conn)?;
    let counts = |(service, all, failed)| Ok((linked::service_id(service)?, narrow(all, "a count")?, narrow(failed, "a count")?));
    rows.into_iter().map(counts).collect()
}
