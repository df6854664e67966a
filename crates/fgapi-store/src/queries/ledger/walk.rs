//! The bank's tables from one end to the other, part by part: for whoever writes them out or checks them.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable};
use fgapi_database::statement;
use fgapi_domain::AccountKey;
use fgapi_intake::{AccountRow, DayRow, MonthChange, StoredRow, Sums};

use super::Conn;
use crate::StoreFault;
use crate::records::{DayRecord, StoredTransaction};
use crate::schema::{
    accounts, transaction_days as days, transaction_months as months, transaction_years as years, transactions as rows_of,
};

statement! {
    /// Sum of the listed rows of an account before a day.
    struct NetBefore { account: i64, day: i64 }
    binds: account as BigInt, day as BigInt;
    rows: (Nullable<BigInt>,);
    sql: "SELECT CAST(SUM(net) AS BIGINT) FROM transaction_days WHERE account = ? AND day < ?"
}

statement! {
    /// How many accounts there are, and how many rows are listed.
    struct Size {}
    binds: ;
    rows: (BigInt, Nullable<BigInt>);
    sql: "SELECT (SELECT COUNT(*) FROM accounts), (SELECT CAST(SUM(live) AS BIGINT) FROM transaction_years)"
}

statement! {
    /// Accounts that have rows and are not there.
    struct Strays { limit: i64 }
    binds: limit as BigInt;
    rows: (BigInt,);
    sql: "SELECT DISTINCT account FROM transactions t WHERE NOT EXISTS (SELECT 1 FROM accounts a WHERE a.seq = t.account) \
        ORDER BY account LIMIT ?"
}

type Named = (String, String, String, String, String);
type Known = (Option<String>, Option<i64>, Option<i64>, Option<i64>, Option<i64>);

pub(super) fn accounts_after(conn: &mut Conn, seq: i64, limit: i64) -> Result<Vec<AccountRow>, StoreFault> {
    let rows: Vec<(i64, Named, Known)> = accounts::table
        .filter(accounts::seq.gt(seq))
        .order(accounts::seq)
        .limit(limit)
        .select((
            accounts::seq,
            (accounts::bank_code, accounts::branch_code, accounts::kind, accounts::number, accounts::owner_type),
            (accounts::type2, accounts::opening, accounts::opening_day, accounts::as_of_day, accounts::imported_at),
        ))
        .load(conn)?;
    let row = |(seq, (bank, branch, kind, number, owner), known): (i64, Named, Known)| {
        let (type2, opening, opening_day, as_of_day, imported_at) = known;
        let key = AccountKey { bank: bank.parse()?, branch: branch.parse()?, kind: kind.parse()?, number: number.parse()? };
        Ok(AccountRow { seq, key, owner, type2, opening, opening_day, as_of_day, imported_at })
    };
    rows.into_iter().map(row).collect()
}

pub(super) fn rows_after(
    conn: &mut Conn,
    account: i64,
    (day, position): (i64, i64),
    until: i64,
    limit: i64,
) -> Result<Vec<StoredRow>, StoreFault> {
    let rows = rows_of::table
        .filter(rows_of::account.eq(account))
        .filter(rows_of::day.ge(day))
        .filter(rows_of::day.le(until))
        .filter(rows_of::day.gt(day).or(rows_of::position.gt(position)))
        .order((rows_of::day, rows_of::position))
        .limit(limit)
        .select(StoredTransaction::as_select())
        .load(conn)?;
    Ok(rows.into_iter().map(StoredRow::from).collect())
}

pub(super) fn days_after(conn: &mut Conn, account: i64, day: i64, limit: i64) -> Result<Vec<DayRow>, StoreFault> {
    let rows = days::table.filter(days::account.eq(account)).filter(days::day.gt(day)).order(days::day).limit(limit);
    Ok(rows.select(DayRecord::as_select()).load(conn)?.into_iter().map(DayRow::from).collect())
}

pub(super) fn sums(conn: &mut Conn, account: i64) -> Result<Sums, StoreFault> {
    type Sum = (i64, i64, i64, i64, i64);
    let of = |(at, live, days, net, book): Sum| (at, MonthChange { live, days, net, book });
    let by_month: Vec<Sum> = months::table
        .filter(months::account.eq(account))
        .order(months::month)
        .select((months::month, months::live, months::days, months::net, months::book))
        .load(conn)?;
    let by_year: Vec<Sum> = years::table
        .filter(years::account.eq(account))
        .order(years::year)
        .select((years::year, years::live, years::days, years::net, years::book))
        .load(conn)?;
    Ok((by_month.into_iter().map(of).collect(), by_year.into_iter().map(of).collect()))
}

pub(super) fn net_before(conn: &mut Conn, account: i64, day: i64) -> Result<i64, StoreFault> {
    let (sum,): (Option<i64>,) = NetBefore { account, day }.get_result(conn)?;
    Ok(sum.unwrap_or(0))
}

pub(super) fn size(conn: &mut Conn) -> Result<(i64, i64), StoreFault> {
    let (accounts, rows): (i64, Option<i64>) = Size {}.get_result(conn)?;
    Ok((accounts, rows.unwrap_or(0)))
}

pub(super) fn strays(conn: &mut Conn, limit: i64) -> Result<Vec<i64>, StoreFault> {
    let rows: Vec<(i64,)> = Strays { limit }.load(conn)?;
    Ok(rows.into_iter().map(|(account,)| account).collect())
}
