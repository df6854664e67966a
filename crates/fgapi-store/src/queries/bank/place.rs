//! Where a page begins: the day, the position within the day, and the balance before that day.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text};
use fgapi_domain::{AccountKey, AsOf, CustomerId, JstDate, Period};
use fgapi_intake::month_of;

use super::{Conn, as_of};
use crate::StoreFault;
use crate::statement::statement;

/// The account that a question is about, when the customer holds it.
pub(super) struct HeldAccount {
    pub(super) seq: i64,
    pub(super) opening: i64,
    pub(super) as_of: Option<AsOf>,
    pub(super) revision: i64,
}

/// Where a page begins.
pub(super) struct Place {
    /// The day of its first row.
    pub(super) day: i64,
    /// Position of its first row within that day, from 1.
    pub(super) position: i64,
    /// Net of all days before that day.
    pub(super) net_before: i64,
}

statement! {
    /// The account, and the net of everything before a day (months before the day's month, then days).
    struct AccountAndNet<'q> { customer: &'q str, bank: &'q str, branch: &'q str, kind: &'q str, number: &'q str, day: i64, month: i64 }
    binds: month as BigInt, month as BigInt, day as BigInt,
        customer as Text, bank as Text, branch as Text, kind as Text, number as Text;
    rows: (BigInt, Nullable<BigInt>, Nullable<BigInt>, Nullable<BigInt>, BigInt, Nullable<BigInt>, Nullable<BigInt>);
    sql: "SELECT a.seq, a.opening, a.as_of_day, a.imported_at, a.revision, \
            (SELECT CAST(SUM(m.net) AS BIGINT) FROM transaction_months m WHERE m.account = a.seq AND m.month < ?), \
            (SELECT CAST(SUM(d.net) AS BIGINT) FROM transaction_days d WHERE d.account = a.seq AND d.day >= ? AND d.day < ?) \
        FROM customers c JOIN customer_accounts h ON h.customer = c.seq JOIN accounts a ON a.seq = h.account \
        WHERE c.id = ? AND a.bank_code = ? AND a.branch_code = ? AND a.kind = ? AND a.number = ?"
}

statement! {
    /// The account, and the first row after `skip` rows of a period: its day, its position there, and the net of the months and of
    /// the month's days before. `month` is the one in which the period starts. Among rows counted on from that month, the row's
    /// number lies within exactly one month, and within exactly one of its days.
    struct AccountAndPlace<'q> {
        customer: &'q str, bank: &'q str, branch: &'q str, kind: &'q str, number: &'q str,
        month: i64, start: i64, end: i64, skip: i64,
    }
    binds: customer as Text, bank as Text, branch as Text, kind as Text, number as Text,
        skip as BigInt, month as BigInt, start as BigInt,
        month as BigInt, end as BigInt;
    rows: (BigInt, Nullable<BigInt>, Nullable<BigInt>, Nullable<BigInt>, BigInt,
        Nullable<BigInt>, Nullable<BigInt>, Nullable<BigInt>, Nullable<BigInt>);
    sql: "WITH held AS (\
            SELECT a.seq, a.opening, a.as_of_day, a.imported_at, a.revision \
            FROM customers c JOIN customer_accounts h ON h.customer = c.seq JOIN accounts a ON a.seq = h.account \
            WHERE c.id = ? AND a.bank_code = ? AND a.branch_code = ? AND a.kind = ? AND a.number = ?), \
        goal AS (\
            SELECT CAST(? AS BIGINT) + CAST(COALESCE((SELECT SUM(d.live) FROM transaction_days d \
                WHERE d.account = (SELECT seq FROM held) AND d.day >= ? AND d.day < ?), 0) AS BIGINT) AS live), \
        in_month AS (\
            SELECT w.month, w.live_before FROM (\
                SELECT m.month, m.live, \
                    SUM(m.live) OVER (ORDER BY m.month ROWS UNBOUNDED PRECEDING) - m.live AS live_before \
                FROM transaction_months m WHERE m.account = (SELECT seq FROM held) AND m.month >= ? AND m.month <= ?) w \
            WHERE w.live_before <= (SELECT live FROM goal) AND w.live_before + w.live > (SELECT live FROM goal) LIMIT 1), \
        goal_in_month AS (SELECT goal.live - in_month.live_before AS live, in_month.month FROM goal, in_month), \
        on_day AS (\
            SELECT w.day, w.live_before FROM (\
                SELECT d.day, d.live, \
                    SUM(d.live) OVER (ORDER BY d.day ROWS UNBOUNDED PRECEDING) - d.live AS live_before \
                FROM transaction_days d WHERE d.account = (SELECT seq FROM held) \
                    AND d.day >= (SELECT month FROM goal_in_month) AND d.day <= (SELECT month FROM goal_in_month) + 30 \
                    AND d.month = (SELECT month FROM goal_in_month)) w \
            WHERE w.live_before <= (SELECT live FROM goal_in_month) AND w.live_before + w.live > (SELECT live FROM goal_in_month) \
            LIMIT 1) \
        SELECT held.seq, held.opening, held.as_of_day, held.imported_at, held.revision, \
            on_day.day, \
            CAST(g.live - on_day.live_before + 1 AS BIGINT), \
            (SELECT CAST(SUM(m.net) AS BIGINT) FROM transaction_months m WHERE m.account = held.seq AND m.month < g.month), \
            (SELECT CAST(SUM(d.net) AS BIGINT) FROM transaction_days d \
                WHERE d.account = held.seq AND d.day >= g.month AND d.day < on_day.day) \
        FROM held LEFT JOIN goal_in_month g ON TRUE LEFT JOIN on_day ON TRUE"
}

type HeldParts = (i64, Option<i64>, Option<i64>, Option<i64>, i64);

fn held((seq, opening, day, imported_at, revision): HeldParts) -> Result<HeldAccount, StoreFault> {
    Ok(HeldAccount { seq, opening: opening.unwrap_or(0), as_of: as_of(day, imported_at)?, revision })
}

/// The account and the net of everything before `day`. `None`: the customer holds no such account.
pub(super) fn at_day(
    conn: &mut Conn,
    customer: &CustomerId,
    key: &AccountKey,
    day: JstDate,
) -> Result<Option<(HeldAccount, i64)>, StoreFault> {
    type Row = (i64, Option<i64>, Option<i64>, Option<i64>, i64, Option<i64>, Option<i64>);
    let mut digit = [0; 4];
    let row: Option<Row> = AccountAndNet {
        customer: customer.as_str(),
        bank: key.bank.as_str(),
        branch: key.branch.as_str(),
        kind: key.kind.digit().encode_utf8(&mut digit),
        number: key.number.as_str(),
        day: day.number(),
        month: month_of(day.number())?,
    }
    .get_result(conn)
    .optional()?;
    let Some((seq, opening, day, imported_at, revision, months, days)) = row else { return Ok(None) };
    let net = super::balance([months.unwrap_or(0), days.unwrap_or(0)])?;
    Ok(Some((held((seq, opening, day, imported_at, revision))?, net.0)))
}

/// The account and where the rows after the first `skip` of a period begin. `None` outside: not held; inside: no such row.
pub(super) fn after_rows(
    conn: &mut Conn,
    customer: &CustomerId,
    key: &AccountKey,
    period: Period,
    skip: i64,
) -> Result<Option<(HeldAccount, Option<Place>)>, StoreFault> {
    type Row = (i64, Option<i64>, Option<i64>, Option<i64>, i64, Option<i64>, Option<i64>, Option<i64>, Option<i64>);
    let mut digit = [0; 4];
    let row: Option<Row> = AccountAndPlace {
        customer: customer.as_str(),
        bank: key.bank.as_str(),
        branch: key.branch.as_str(),
        kind: key.kind.digit().encode_utf8(&mut digit),
        number: key.number.as_str(),
        month: month_of(period.start().number())?,
        start: period.start().number(),
        end: period.end().number(),
        skip,
    }
    .get_result(conn)
    .optional()?;
    let Some((seq, opening, day, imported_at, revision, on_day, position, months, days)) = row else { return Ok(None) };
    let place = match on_day.zip(position) {
        Some((day, position)) if day <= period.end().number() => {
            Some(Place { day, position, net_before: super::balance([months.unwrap_or(0), days.unwrap_or(0)])?.0 })
        }
        _ => None,
    };
    Ok(Some((held((seq, opening, day, imported_at, revision))?, place)))
}
