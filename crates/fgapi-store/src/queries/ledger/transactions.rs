//! Transactions and their sums, as importers read and write them.

use diesel::dsl::{max, min};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable};
use diesel::upsert::excluded;
use fgapi_intake::{DayRow, MonthChange, StoredRow, month_of};

use super::Conn;
use crate::StoreFault;
use crate::records::{DayRecord, StoredTransaction};
use crate::schema::{accounts, transaction_days as days, transaction_months as months, transactions as rows_of};
use crate::statement::statement;

statement! {
    /// Sum of an account's book before a day: whole months, then the days of the day's own month.
    struct BookBefore { account: i64, day: i64, month: i64 }
    binds: account as BigInt, month as BigInt, account as BigInt, month as BigInt, day as BigInt;
    rows: (Nullable<BigInt>, Nullable<BigInt>);
    sql: "SELECT (SELECT CAST(SUM(book) AS BIGINT) FROM transaction_months WHERE account = ? AND month < ?), \
        (SELECT CAST(SUM(book) AS BIGINT) FROM transaction_days WHERE account = ? AND day >= ? AND day < ?)"
}

pub(super) fn span(conn: &mut Conn, account: i64) -> Result<Option<(i64, i64)>, StoreFault> {
    let ends: (Option<i64>, Option<i64>) =
        days::table.filter(days::account.eq(account)).select((min(days::day), max(days::day))).first(conn)?;
    Ok(ends.0.zip(ends.1))
}

pub(super) fn book_before(conn: &mut Conn, account: i64, day: i64) -> Result<i64, StoreFault> {
    let month = month_of(day)?;
    let (before, within): (Option<i64>, Option<i64>) = BookBefore { account, day, month }.get_result(conn)?;
    before.unwrap_or(0).checked_add(within.unwrap_or(0)).ok_or_else(|| StoreFault::corrupt("a balance beyond any balance"))
}

pub(super) fn rows(conn: &mut Conn, account: i64, day: i64) -> Result<Vec<StoredRow>, StoreFault> {
    let rows = rows_of::table
        .filter(rows_of::account.eq(account))
        .filter(rows_of::day.eq(day))
        .order((rows_of::second, rows_of::ordinal))
        .select(StoredTransaction::as_select())
        .load(conn)?;
    Ok(rows.into_iter().map(StoredRow::from).collect())
}

pub(super) fn day(conn: &mut Conn, account: i64, day: i64) -> Result<Option<DayRow>, StoreFault> {
    Ok(days::table.find((account, day)).select(DayRecord::as_select()).first(conn).optional()?.map(DayRow::from))
}

pub(super) fn delete_rows(conn: &mut Conn, account: i64, day: i64) -> Result<(), StoreFault> {
    diesel::delete(rows_of::table.filter(rows_of::account.eq(account)).filter(rows_of::day.eq(day))).execute(conn)?;
    Ok(())
}

pub(super) fn add_month(conn: &mut Conn, account: i64, month: i64, change: MonthChange) -> Result<(), StoreFault> {
    diesel::insert_into(months::table)
        .values((
            months::account.eq(account),
            months::month.eq(month),
            months::live.eq(change.live),
            months::days.eq(change.days),
            months::net.eq(change.net),
            months::book.eq(change.book),
        ))
        .on_conflict((months::account, months::month))
        .do_update()
        .set((
            months::live.eq(months::live + excluded(months::live)),
            months::days.eq(months::days + excluded(months::days)),
            months::net.eq(months::net + excluded(months::net)),
            months::book.eq(months::book + excluded(months::book)),
        ))
        .execute(conn)?;
    Ok(())
}

pub(super) fn counterpart(
    conn: &mut Conn,
    account: i64,
    (day, position): (i64, i64),
    amount: i64,
    reference: Option<&str>,
) -> Result<Option<(i64, i64)>, StoreFault> {
    let mut query = rows_of::table
        .filter(rows_of::account.eq(account))
        .filter(rows_of::day.le(day))
        .filter(rows_of::day.lt(day).or(rows_of::position.lt(position)))
        .filter(rows_of::position.gt(0))
        .filter(rows_of::amount.eq(amount))
        .order((rows_of::day.desc(), rows_of::position.desc()))
        .select((rows_of::day, rows_of::ordinal))
        .limit(1)
        .into_boxed();
    if let Some(reference) = reference {
        query = query.filter(rows_of::reference.eq(reference));
    }
    Ok(query.first(conn).optional()?)
}

pub(super) fn bump(conn: &mut Conn, account: i64) -> Result<(), StoreFault> {
    diesel::update(accounts::table.find(account)).set(accounts::revision.eq(accounts::revision + 1)).execute(conn)?;
    Ok(())
}
