//! An account's daily balances.

use diesel::prelude::*;
use diesel::sql_types::BigInt;
use fgapi_banking::{BalanceFill, Balances, BankFault, Held, Since, Statement, Version};
use fgapi_database::statement;
use fgapi_domain::{AccountKey, CustomerId, DailyBalance, JstDate, Period, Yen};
use fgapi_page::{Page, PageNumber, READ_SIZE};

use super::at_once::{self, Seen};
use super::place::{self, HeldAccount};
use super::transactions::is_steady;
use super::{Conn, Sought, SqlBank, Told, balance};
use crate::StoreFault;

// A page of days and the rest of the month in which it begins: the statement below says it in digits.
const _: () = assert!(READ_SIZE + 31 == 232);

statement! {
    /// The days of an account that have a listed row, from one day to another, as long as the account has a revision.
    struct DaysFrom { account: i64, revision: i64, from: i64, to: i64 }
    binds: account as BigInt, from as BigInt, to as BigInt, account as BigInt, revision as BigInt;
    rows: (BigInt, BigInt);
    sql: "SELECT day, net FROM transaction_days WHERE account = ? AND day >= ? AND day <= ? AND live > 0 \
        AND EXISTS (SELECT 1 FROM accounts WHERE seq = ? AND revision = ?) ORDER BY day LIMIT 232"
}

impl Balances for SqlBank {
    fn balances(
        &self,
        customer: &CustomerId,
        account: &AccountKey,
        period: Period,
        fill: BalanceFill,
        page: PageNumber,
    ) -> Result<Held<Statement<DailyBalance>>, BankFault> {
        self.page(account, &SoughtDays { customer, account, period, fill, page })
    }

    fn balances_since(
        &self,
        customer: &CustomerId,
        account: &AccountKey,
        period: Period,
        fill: BalanceFill,
        page: PageNumber,
        known: Option<Version>,
    ) -> Result<Held<Since<DailyBalance>>, BankFault> {
        self.since(customer, account, known, &SoughtDays { customer, account, period, fill, page })
    }
}

/// A page of balances that is asked for.
struct SoughtDays<'q> {
    customer: &'q CustomerId,
    account: &'q AccountKey,
    period: Period,
    fill: BalanceFill,
    page: PageNumber,
}

impl Sought<DailyBalance> for SoughtDays<'_> {
    fn at_once(&self, conn: &mut Conn, _: Option<&HeldAccount>) -> Result<Option<Told<DailyBalance>>, StoreFault> {
        let Self { customer, account, period, fill, page } = *self;
        if (fill, page) != (BalanceFill::BookedDays, PageNumber::FIRST) {
            return Ok(None);
        }
        let Some(Seen { held, net_before, rows }) = at_once::days_of_start(conn, customer, account, period)? else {
            return Ok(Some(Held::No));
        };
        let Some(net_before) = net_before else { return Ok(None) };
        let days = with_balances(rows, balance([held.opening, net_before])?)?;
        let statement = Statement { page: Page::cut(page, days), as_of: held.as_of };
        Ok(Some(Held::Yes((statement, held.version()))))
    }

    fn step_by_step(&self, conn: &mut Conn) -> Result<Option<Told<DailyBalance>>, StoreFault> {
        let Self { customer, account, period, fill, page } = *self;
        let found = match fill {
            BalanceFill::BookedDays => booked_days(conn, customer, account, period, page)?,
            BalanceFill::Carry => carried_days(conn, customer, account, period, page)?,
        };
        Ok(match found {
            Found::NotHeld => Some(Held::No),
            Found::Changed => None,
            Found::Days(held, rows) => Some(Held::Yes((Statement { page: Page::cut(page, rows), as_of: held.as_of }, held.version()))),
        })
    }
}

/// What one attempt at a page came to.
enum Found {
    /// The customer holds no such account.
    NotHeld,
    /// An import came in between.
    Changed,
    /// Up to a page and one of days.
    Days(HeldAccount, Vec<DailyBalance>),
}

/// The days that have a listed row.
fn booked_days(conn: &mut Conn, customer: &CustomerId, key: &AccountKey, period: Period, page: PageNumber) -> Result<Found, StoreFault> {
    let (start, end) = (period.start(), period.end().number());
    let found = if page == PageNumber::FIRST {
        place::at_day(conn, customer, key, start)?.map(|(held, net)| (held, Some((start.number(), 0, net))))
    } else {
        // A page has more days than a month, so a later page never begins in the period's first month.
        place::after_days(conn, customer, key, period, page.skipped_rows())?
            .map(|(held, place)| (held, place.map(|place| (place.month, place.days, place.net_before))))
    };
    let Some((held, place)) = found else { return Ok(Found::NotHeld) };
    let Some((from, over, net)) = place else { return Ok(Found::Days(held, Vec::new())) };
    let rows: Vec<(i64, i64)> = DaysFrom { account: held.seq, revision: held.revision, from, to: end }.load(conn)?;
    if rows.is_empty() && !is_steady(conn, &held)? {
        return Ok(Found::Changed);
    }
    let days = with_balances(rows, balance([held.opening, net])?)?;
    let days = days.into_iter().skip(usize::try_from(over).unwrap_or(0)).take(READ_SIZE).collect();
    Ok(Found::Days(held, days))
}

/// Each day's balance: the one before, and what the day came to.
fn with_balances(rows: Vec<(i64, i64)>, mut balance_before: Yen) -> Result<Vec<DailyBalance>, StoreFault> {
    let day = |(day, net): (i64, i64)| {
        balance_before = balance([balance_before.0, net])?;
        Ok(DailyBalance { day: JstDate::from_number(day)?, balance: balance_before })
    };
    rows.into_iter().map(day).collect()
}

/// All days from the first known balance on.
fn carried_days(conn: &mut Conn, customer: &CustomerId, key: &AccountKey, period: Period, page: PageNumber) -> Result<Found, StoreFault> {
    let Some((held, first)) = place::at_first_day(conn, customer, key)? else { return Ok(Found::NotHeld) };
    let Some(first) = first else { return Ok(Found::Days(held, Vec::new())) };
    let from = first.max(period.start().number()) + page.skipped_rows();
    let end = held.as_of.map_or(period.end(), |as_of| as_of.date.min(period.end())).number();
    let to = end.min(from + READ_SIZE as i64 - 1);
    if from > to {
        return Ok(Found::Days(held, Vec::new()));
    }
    let Some((again, net)) = place::at_day(conn, customer, key, JstDate::from_number(from)?)? else { return Ok(Found::Changed) };
    let rows: Vec<(i64, i64)> = DaysFrom { account: held.seq, revision: held.revision, from, to }.load(conn)?;
    if again.revision != held.revision || (rows.is_empty() && !is_steady(conn, &held)?) {
        return Ok(Found::Changed);
    }
    let mut booked = rows.into_iter().peekable();
    let mut sum = balance([held.opening, net])?;
    let day = |day: i64| {
        while let Some((_, net)) = booked.next_if(|(next, _)| *next <= day) {
            sum = balance([sum.0, net])?;
        }
        Ok(DailyBalance { day: JstDate::from_number(day)?, balance: sum })
    };
    let days = (from..=to).map(day).collect::<Result<_, StoreFault>>()?;
    Ok(Found::Days(held, days))
}
