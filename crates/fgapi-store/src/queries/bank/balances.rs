//! An account's daily balances.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable};
use fgapi_banking::{BalanceFill, Balances, BankFault, Held, Statement};
use fgapi_domain::{AccountKey, CustomerId, DailyBalance, JstDate, Period};
use fgapi_intake::month_of;
use fgapi_page::{Page, PageNumber, READ_SIZE};

use super::place::{self, HeldAccount};
use super::transactions::is_steady;
use super::{Conn, SqlBank, balance, until_steady};
use crate::StoreFault;
use crate::statement::statement;

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

statement! {
    /// The month in which the day after `skip` days of a period lies, how many days lie before it (from the period's first month
    /// on), the net of everything before it, and how many days of the first month lie before the period.
    struct MonthAfterDays { account: i64, month: i64, start: i64, end: i64, skip: i64 }
    binds: account as BigInt, account as BigInt, month as BigInt, start as BigInt, account as BigInt, month as BigInt, end as BigInt,
        skip as BigInt, skip as BigInt;
    rows: (BigInt, BigInt, Nullable<BigInt>, BigInt);
    sql: "SELECT w.month, CAST(w.days_before AS BIGINT), \
            (SELECT CAST(SUM(b.net) AS BIGINT) FROM transaction_months b WHERE b.account = ? AND b.month < w.month), head.days \
        FROM (SELECT COUNT(*) AS days FROM transaction_days WHERE account = ? AND day >= ? AND day < ? AND live > 0) head, \
            (SELECT m.month, m.days, SUM(m.days) OVER (ORDER BY m.month ROWS UNBOUNDED PRECEDING) - m.days AS days_before \
            FROM transaction_months m WHERE m.account = ? AND m.month >= ? AND m.month <= ?) w \
        WHERE w.days_before <= head.days + ? AND w.days_before + w.days > head.days + ? LIMIT 1"
}

statement! {
    /// An account's first day that has a listed row.
    struct FirstDay { account: i64 }
    binds: account as BigInt, account as BigInt;
    rows: Nullable<BigInt>;
    sql: "SELECT MIN(d.day) FROM (SELECT MIN(month) AS month FROM transaction_months WHERE account = ? AND days > 0) m, transaction_days d \
        WHERE d.account = ? AND d.day >= m.month AND d.day <= m.month + 30 AND d.month = m.month AND d.live > 0"
}

type Answer = Held<Statement<DailyBalance>>;

impl Balances for SqlBank {
    fn balances(
        &self,
        customer: &CustomerId,
        account: &AccountKey,
        period: Period,
        fill: BalanceFill,
        page: PageNumber,
    ) -> Result<Answer, BankFault> {
        if account.bank != self.code {
            return Ok(Held::No);
        }
        Ok(self.db.read(|conn| {
            until_steady(|| {
                let Some((held, net)) = place::at_day(conn, customer, account, period.start())? else { return Ok(Some(Held::No)) };
                let rows = match fill {
                    BalanceFill::BookedDays => booked_days(conn, &held, net, period, page)?,
                    BalanceFill::Carry => carried_days(conn, (customer, account), &held, period, page)?,
                };
                let Some(rows) = rows else { return Ok(None) };
                Ok(Some(Held::Yes(Statement { page: Page::cut(page, rows), as_of: held.as_of })))
            })
        })?)
    }
}

/// Up to a page and one of the days that have a row. `None`: an import came in between.
fn booked_days(
    conn: &mut Conn,
    held: &HeldAccount,
    net: i64,
    period: Period,
    page: PageNumber,
) -> Result<Option<Vec<DailyBalance>>, StoreFault> {
    let (start, end) = (period.start().number(), period.end().number());
    let (mut from, mut net, mut over) = (start, net, 0);
    if page != PageNumber::FIRST {
        let month = month_of(start)?;
        let found: Option<(i64, i64, Option<i64>, i64)> =
            MonthAfterDays { account: held.seq, month, start, end, skip: page.skipped_rows() }.get_result(conn).optional()?;
        let Some((begins, days_before, net_before, head_days)) = found else {
            return Ok(is_steady(conn, held)?.then(Vec::new));
        };
        // A page has more days than a month, so a later page never begins in the period's first month.
        from = begins;
        net = net_before.unwrap_or(0);
        over = head_days + page.skipped_rows() - days_before;
    }
    let rows: Vec<(i64, i64)> = DaysFrom { account: held.seq, revision: held.revision, from, to: end }.load(conn)?;
    if rows.is_empty() && !is_steady(conn, held)? {
        return Ok(None);
    }
    let mut sum = balance([held.opening, net])?;
    let day = |(day, net): (i64, i64)| {
        sum = balance([sum.0, net])?;
        Ok(DailyBalance { day: JstDate::from_number(day)?, balance: sum })
    };
    let days: Vec<DailyBalance> = rows.into_iter().map(day).collect::<Result<_, StoreFault>>()?;
    Ok(Some(days.into_iter().skip(usize::try_from(over).unwrap_or(0)).take(READ_SIZE).collect()))
}

/// Up to a page and one of all days from the first known balance on. `None`: an import came in between.
fn carried_days(
    conn: &mut Conn,
    (customer, key): (&CustomerId, &AccountKey),
    held: &HeldAccount,
    period: Period,
    page: PageNumber,
) -> Result<Option<Vec<DailyBalance>>, StoreFault> {
    let first: Option<i64> = FirstDay { account: held.seq }.get_result(conn)?;
    let Some(first) = first else { return Ok(is_steady(conn, held)?.then(Vec::new)) };
    let from = first.max(period.start().number()) + page.skipped_rows();
    let end = held.as_of.map_or(period.end(), |as_of| as_of.date.min(period.end())).number();
    let to = end.min(from + READ_SIZE as i64 - 1);
    if from > to {
        return Ok(Some(Vec::new()));
    }
    let Some((again, net)) = place::at_day(conn, customer, key, JstDate::from_number(from)?)? else { return Ok(None) };
    let rows: Vec<(i64, i64)> = DaysFrom { account: held.seq, revision: held.revision, from, to }.load(conn)?;
    if again.revision != held.revision || (rows.is_empty() && !is_steady(conn, held)?) {
        return Ok(None);
    }
    let mut booked = rows.into_iter().peekable();
    let mut sum = balance([held.opening, net])?;
    let day = |day: i64| {
        while let Some((_, net)) = booked.next_if(|(next, _)| *next <= day) {
            sum = balance([sum.0, net])?;
        }
        Ok(DailyBalance { day: JstDate::from_number(day)?, balance: sum })
    };
    (from..=to).map(day).collect::<Result<_, StoreFault>>().map(Some)
}
