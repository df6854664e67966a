//! Transactions and their sums, as importers read and write them.

use diesel::dsl::{max, min};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable};
use diesel::upsert::excluded;
use fgapi_database::statement;
use fgapi_intake::{DayRow, MonthChange, StoredRow, month_of};

use super::{Conn, year_of};
use crate::StoreFault;
use crate::records::{DayRecord, StoredTransaction};
use crate::schema::{
    accounts, provisional_transactions as marks, transaction_days as days, transaction_months as months, transaction_years as years,
    transactions as rows_of,
};

statement! {
    /// Sum of an account's book before a day: whole years, then months of the day's own year, then days of its month.
    struct BookBefore { account: i64, day: i64, month: i64, year: i64 }
    binds: account as BigInt, year as BigInt, account as BigInt, year as BigInt, month as BigInt,
        account as BigInt, month as BigInt, day as BigInt;
    rows: (Nullable<BigInt>, Nullable<BigInt>, Nullable<BigInt>);
    sql: "SELECT (SELECT CAST(SUM(book) AS BIGINT) FROM transaction_years WHERE account = ? AND year < ?), \
        (SELECT CAST(SUM(book) AS BIGINT) FROM transaction_months WHERE account = ? AND month >= ? AND month < ?), \
        (SELECT CAST(SUM(book) AS BIGINT) FROM transaction_days WHERE account = ? AND day >= ? AND day < ?)"
}

pub(super) fn span(conn: &mut Conn, account: i64) -> Result<Option<(i64, i64)>, StoreFault> {
    let ends: (Option<i64>, Option<i64>) =
        days::table.filter(days::account.eq(account)).select((min(days::day), max(days::day))).first(conn)?;
    Ok(ends.0.zip(ends.1))
}

pub(super) fn book_before(conn: &mut Conn, account: i64, day: i64) -> Result<i64, StoreFault> {
    let (month, year) = (month_of(day)?, year_of(day)?);
    let sums: (Option<i64>, Option<i64>, Option<i64>) = BookBefore { account, day, month, year }.get_result(conn)?;
    let sum = [sums.1, sums.2].into_iter().flatten().try_fold(sums.0.unwrap_or(0), i64::checked_add);
    sum.ok_or_else(|| StoreFault::corrupt("a balance beyond any balance"))
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

/// What an upsert adds to the sums of a month or year, which have the same columns.
macro_rules! add_to {
    ($table:ident, $start:ident, $conn:expr, $account:expr, $at:expr, $change:expr) => {
        diesel::insert_into($table::table)
            .values((
                $table::account.eq($account),
                $table::$start.eq($at),
                $table::live.eq($change.live),
                $table::days.eq($change.days),
                $table::net.eq($change.net),
                $table::book.eq($change.book),
            ))
            .on_conflict(($table::account, $table::$start))
            .do_update()
            .set((
                $table::live.eq($table::live + excluded($table::live)),
                $table::days.eq($table::days + excluded($table::days)),
                $table::net.eq($table::net + excluded($table::net)),
                $table::book.eq($table::book + excluded($table::book)),
            ))
            .execute($conn)
    };
}

/// A month's change is its year's too: years are kept here, and importers need not know of them.
pub(super) fn add_month(conn: &mut Conn, account: i64, month: i64, change: MonthChange) -> Result<(), StoreFault> {
    add_to!(months, month, conn, account, month, change)?;
    add_to!(years, year, conn, account, year_of(month)?, change)?;
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

pub(super) fn provisional(conn: &mut Conn, account: i64) -> Result<Vec<(i64, i64)>, StoreFault> {
    let rows = marks::table.filter(marks::account.eq(account)).order((marks::day, marks::ordinal)).select((marks::day, marks::ordinal));
    Ok(rows.load(conn)?)
}

pub(super) fn put_provisional(conn: &mut Conn, account: i64, rows: &[(i64, i64)]) -> Result<(), StoreFault> {
    diesel::delete(marks::table.filter(marks::account.eq(account))).execute(conn)?;
    rows.iter().try_for_each(|(day, ordinal)| {
        let row = (marks::account.eq(account), marks::day.eq(day), marks::ordinal.eq(ordinal));
        diesel::insert_into(marks::table).values(row).execute(conn).map(drop).map_err(StoreFault::from)
    })
}

pub(super) fn bump(conn: &mut Conn, account: i64) -> Result<(), StoreFault> {
    diesel::update(accounts::table.find(account)).set(accounts::revision.eq(accounts::revision + 1)).execute(conn)?;
    Ok(())
}
