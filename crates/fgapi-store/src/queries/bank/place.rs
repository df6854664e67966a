//! Where a page begins: the day, the position within the day, and the balance before that day.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text};
use fgapi_banking::Version;
use fgapi_database::statement;
use fgapi_domain::{AccountKey, AsOf, CustomerId, JstDate, Period};
use fgapi_intake::month_of;

use super::{Conn, as_of, year_of};
use crate::StoreFault;

/// The account that a question is about, when the customer holds it.
#[derive(Clone, Copy)]
pub(crate) struct HeldAccount {
    pub(super) seq: i64,
    pub(super) opening: i64,
    pub(super) as_of: Option<AsOf>,
    pub(super) revision: i64,
}

impl HeldAccount {
    /// Everything that a page shows of the account besides its rows and sums, and the revision, which stands for these. The
    /// revision alone would not do: an import of accounts sets the opening balance without it, and a database that was put back
    /// to an earlier state counts the same revisions again, but at other instants.
    pub(super) fn version(&self) -> Version {
        let (day, at) = self.as_of.map_or((i64::MIN, i64::MIN), |as_of| (as_of.date.number(), as_of.imported_at.0));
        Version::new([self.revision, self.opening, day, at])
    }
}

/// Where a page begins.
#[derive(Clone, Copy)]
pub(super) struct Place {
    /// The day of its first row.
    pub(super) day: i64,
    /// Position of its first row within that day, from 1.
    pub(super) position: i64,
    /// Net of all days before that day.
    pub(super) net_before: i64,
}

/// Where a page of days begins.
pub(super) struct MonthPlace {
    /// The month of its first day.
    pub(super) month: i64,
    /// How many of that month's days lie before it.
    pub(super) days: i64,
    /// Net of all months before that month.
    pub(super) net_before: i64,
}

statement! {
    /// The account, and the net of everything before a day (years before the day's year, months of that year, days of its month).
    struct AccountAndNet<'q> {
        customer: &'q str, bank: &'q str, branch: &'q str, kind: &'q str, number: &'q str,
        day: i64, month: i64, year: i64,
    }
    binds: year as BigInt, year as BigInt, month as BigInt, month as BigInt, day as BigInt,
        customer as Text, bank as Text, branch as Text, kind as Text, number as Text;
    rows: (BigInt, Nullable<BigInt>, Nullable<BigInt>, Nullable<BigInt>, BigInt,
        Nullable<BigInt>, Nullable<BigInt>, Nullable<BigInt>);
    sql: "SELECT a.seq, a.opening, a.as_of_day, a.imported_at, a.revision, \
            (SELECT CAST(SUM(y.net) AS BIGINT) FROM transaction_years y WHERE y.account = a.seq AND y.year < ?), \
            (SELECT CAST(SUM(m.net) AS BIGINT) FROM transaction_months m WHERE m.account = a.seq AND m.month >= ? AND m.month < ?), \
            (SELECT CAST(SUM(d.net) AS BIGINT) FROM transaction_days d WHERE d.account = a.seq AND d.day >= ? AND d.day < ?) \
        FROM customers c JOIN customer_accounts h ON h.customer = c.seq JOIN accounts a ON a.seq = h.account \
        WHERE c.id = ? AND a.bank_code = ? AND a.branch_code = ? AND a.kind = ? AND a.number = ?"
}

statement! {
    /// The account, and the first row after `skip` rows of a period: its day, its position there, and the net of the years, of the
    /// year's months and of the month's days before. `year` and `month` are those in which the period starts. Among rows counted on
    /// from that year, the row's number lies within exactly one year, one of its months and one of that one's days; `live` says how
    /// many rows lie before it within each.
    struct AccountAndPlace<'q> {
        customer: &'q str, bank: &'q str, branch: &'q str, kind: &'q str, number: &'q str,
        year: i64, month: i64, start: i64, end: i64, skip: i64,
    }
    binds: customer as Text, bank as Text, branch as Text, kind as Text, number as Text,
        skip as BigInt, year as BigInt, month as BigInt, month as BigInt, start as BigInt,
        year as BigInt, end as BigInt;
    rows: (BigInt, Nullable<BigInt>, Nullable<BigInt>, Nullable<BigInt>, BigInt,
        Nullable<BigInt>, Nullable<BigInt>, Nullable<BigInt>, Nullable<BigInt>, Nullable<BigInt>);
    sql: "WITH held AS (\
            SELECT a.seq, a.opening, a.as_of_day, a.imported_at, a.revision \
            FROM customers c JOIN customer_accounts h ON h.customer = c.seq JOIN accounts a ON a.seq = h.account \
            WHERE c.id = ? AND a.bank_code = ? AND a.branch_code = ? AND a.kind = ? AND a.number = ?), \
        goal AS (\
            SELECT CAST(? AS BIGINT) \
                + CAST(COALESCE((SELECT SUM(m.live) FROM transaction_months m \
                    WHERE m.account = (SELECT seq FROM held) AND m.month >= ? AND m.month < ?), 0) AS BIGINT) \
                + CAST(COALESCE((SELECT SUM(d.live) FROM transaction_days d \
                    WHERE d.account = (SELECT seq FROM held) AND d.day >= ? AND d.day < ?), 0) AS BIGINT) AS live), \
        in_year AS (\
            SELECT w.year, (SELECT live FROM goal) - w.live_upto + w.live AS live FROM (\
                SELECT y.year, y.live, CAST(SUM(y.live) OVER (ORDER BY y.year ROWS UNBOUNDED PRECEDING) AS BIGINT) AS live_upto \
                FROM transaction_years y WHERE y.account = (SELECT seq FROM held) AND y.year >= ? AND y.year <= ?) w \
            WHERE w.live_upto > (SELECT live FROM goal) AND w.live_upto - w.live <= (SELECT live FROM goal) LIMIT 1), \
        in_month AS (\
            SELECT w.month, (SELECT live FROM in_year) - w.live_upto + w.live AS live FROM (\
                SELECT m.month, m.live, CAST(SUM(m.live) OVER (ORDER BY m.month ROWS UNBOUNDED PRECEDING) AS BIGINT) AS live_upto \
                FROM transaction_months m WHERE m.account = (SELECT seq FROM held) \
                    AND m.month >= (SELECT year FROM in_year) AND m.month < (SELECT year FROM in_year) + 366) w \
            WHERE w.live_upto > (SELECT live FROM in_year) AND w.live_upto - w.live <= (SELECT live FROM in_year) LIMIT 1), \
        on_day AS (\
            SELECT w.day, (SELECT live FROM in_month) - w.live_upto + w.live AS live FROM (\
                SELECT d.day, d.live, CAST(SUM(d.live) OVER (ORDER BY d.day ROWS UNBOUNDED PRECEDING) AS BIGINT) AS live_upto \
                FROM transaction_days d WHERE d.account = (SELECT seq FROM held) \
                    AND d.day >= (SELECT month FROM in_month) AND d.day < (SELECT month FROM in_month) + 31) w \
            WHERE w.live_upto > (SELECT live FROM in_month) AND w.live_upto - w.live <= (SELECT live FROM in_month) LIMIT 1) \
        SELECT held.seq, held.opening, held.as_of_day, held.imported_at, held.revision, on_day.day, on_day.live + 1, \
            (SELECT CAST(SUM(y.net) AS BIGINT) FROM transaction_years y WHERE y.account = held.seq AND y.year < in_year.year), \
            (SELECT CAST(SUM(m.net) AS BIGINT) FROM transaction_months m \
                WHERE m.account = held.seq AND m.month >= in_year.year AND m.month < in_month.month), \
            (SELECT CAST(SUM(d.net) AS BIGINT) FROM transaction_days d \
                WHERE d.account = held.seq AND d.day >= in_month.month AND d.day < on_day.day) \
        FROM held LEFT JOIN in_year ON TRUE LEFT JOIN in_month ON TRUE LEFT JOIN on_day ON TRUE"
}

statement! {
    /// The account, and the month in which the day after `skip` days of a period lies: how many days of that month lie before it,
    /// and the net of the years and of the year's months before. Days without a listed row do not count.
    struct AccountAndMonth<'q> {
        customer: &'q str, bank: &'q str, branch: &'q str, kind: &'q str, number: &'q str,
        year: i64, month: i64, start: i64, end: i64, skip: i64,
    }
    binds: customer as Text, bank as Text, branch as Text, kind as Text, number as Text,
        skip as BigInt, year as BigInt, month as BigInt, month as BigInt, start as BigInt,
        year as BigInt, end as BigInt;
    rows: (BigInt, Nullable<BigInt>, Nullable<BigInt>, Nullable<BigInt>, BigInt,
        Nullable<BigInt>, Nullable<BigInt>, Nullable<BigInt>, Nullable<BigInt>);
    sql: "WITH held AS (\
            SELECT a.seq, a.opening, a.as_of_day, a.imported_at, a.revision \
            FROM customers c JOIN customer_accounts h ON h.customer = c.seq JOIN accounts a ON a.seq = h.account \
            WHERE c.id = ? AND a.bank_code = ? AND a.branch_code = ? AND a.kind = ? AND a.number = ?), \
        goal AS (\
            SELECT CAST(? AS BIGINT) \
                + CAST(COALESCE((SELECT SUM(m.days) FROM transaction_months m \
                    WHERE m.account = (SELECT seq FROM held) AND m.month >= ? AND m.month < ?), 0) AS BIGINT) \
                + (SELECT COUNT(*) FROM transaction_days d \
                    WHERE d.account = (SELECT seq FROM held) AND d.day >= ? AND d.day < ? AND d.live > 0) AS days), \
        in_year AS (\
            SELECT w.year, (SELECT days FROM goal) - w.days_upto + w.days AS days FROM (\
                SELECT y.year, y.days, CAST(SUM(y.days) OVER (ORDER BY y.year ROWS UNBOUNDED PRECEDING) AS BIGINT) AS days_upto \
                FROM transaction_years y WHERE y.account = (SELECT seq FROM held) AND y.year >= ? AND y.year <= ?) w \
            WHERE w.days_upto > (SELECT days FROM goal) AND w.days_upto - w.days <= (SELECT days FROM goal) LIMIT 1), \
        in_month AS (\
            SELECT w.month, (SELECT days FROM in_year) - w.days_upto + w.days AS days FROM (\
                SELECT m.month, m.days, CAST(SUM(m.days) OVER (ORDER BY m.month ROWS UNBOUNDED PRECEDING) AS BIGINT) AS days_upto \
                FROM transaction_months m WHERE m.account = (SELECT seq FROM held) \
                    AND m.month >= (SELECT year FROM in_year) AND m.month < (SELECT year FROM in_year) + 366) w \
            WHERE w.days_upto > (SELECT days FROM in_year) AND w.days_upto - w.days <= (SELECT days FROM in_year) LIMIT 1) \
        SELECT held.seq, held.opening, held.as_of_day, held.imported_at, held.revision, in_month.month, in_month.days, \
            (SELECT CAST(SUM(y.net) AS BIGINT) FROM transaction_years y WHERE y.account = held.seq AND y.year < in_year.year), \
            (SELECT CAST(SUM(m.net) AS BIGINT) FROM transaction_months m \
                WHERE m.account = held.seq AND m.month >= in_year.year AND m.month < in_month.month) \
        FROM held LEFT JOIN in_year ON TRUE LEFT JOIN in_month ON TRUE"
}

statement! {
    /// The account, and its first day that has a listed row.
    struct AccountAndFirstDay<'q> { customer: &'q str, bank: &'q str, branch: &'q str, kind: &'q str, number: &'q str }
    binds: customer as Text, bank as Text, branch as Text, kind as Text, number as Text;
    rows: (BigInt, Nullable<BigInt>, Nullable<BigInt>, Nullable<BigInt>, BigInt, Nullable<BigInt>);
    sql: "SELECT a.seq, a.opening, a.as_of_day, a.imported_at, a.revision, \
            (SELECT d.day FROM transaction_days d WHERE d.account = a.seq AND d.live > 0 \
                AND d.day >= (SELECT MIN(m.month) FROM transaction_months m WHERE m.account = a.seq AND m.days > 0) \
                ORDER BY d.day LIMIT 1) \
        FROM customers c JOIN customer_accounts h ON h.customer = c.seq JOIN accounts a ON a.seq = h.account \
        WHERE c.id = ? AND a.bank_code = ? AND a.branch_code = ? AND a.kind = ? AND a.number = ?"
}

statement! {
    /// The account alone.
    struct AccountNow<'q> { customer: &'q str, bank: &'q str, branch: &'q str, kind: &'q str, number: &'q str }
    binds: customer as Text, bank as Text, branch as Text, kind as Text, number as Text;
    rows: (BigInt, Nullable<BigInt>, Nullable<BigInt>, Nullable<BigInt>, BigInt);
    sql: "SELECT a.seq, a.opening, a.as_of_day, a.imported_at, a.revision \
        FROM customers c JOIN customer_accounts h ON h.customer = c.seq JOIN accounts a ON a.seq = h.account \
        WHERE c.id = ? AND a.bank_code = ? AND a.branch_code = ? AND a.kind = ? AND a.number = ?"
}

/// Number, opening balance, reference date, instant of import, revision.
pub(crate) type HeldParts = (i64, Option<i64>, Option<i64>, Option<i64>, i64);

/// An account out of its columns.
pub(crate) fn held((seq, opening, day, imported_at, revision): HeldParts) -> Result<HeldAccount, StoreFault> {
    Ok(HeldAccount { seq, opening: opening.unwrap_or(0), as_of: as_of(day, imported_at)?, revision })
}

/// The account as it is now. `None`: the customer holds no such account.
pub(crate) fn now(conn: &mut Conn, customer: &CustomerId, key: &AccountKey) -> Result<Option<HeldAccount>, StoreFault> {
    let mut digit = [0; 4];
    let row: Option<HeldParts> = AccountNow {
        customer: customer.as_str(),
        bank: key.bank.as_str(),
        branch: key.branch.as_str(),
        kind: key.kind.digit().encode_utf8(&mut digit),
        number: key.number.as_str(),
    }
    .get_result(conn)
    .optional()?;
    row.map(held).transpose()
}

/// The account and the net of everything before `day`. `None`: the customer holds no such account.
pub(super) fn at_day(
    conn: &mut Conn,
    customer: &CustomerId,
    key: &AccountKey,
    day: JstDate,
) -> Result<Option<(HeldAccount, i64)>, StoreFault> {
    type Row = (i64, Option<i64>, Option<i64>, Option<i64>, i64, Option<i64>, Option<i64>, Option<i64>);
    let mut digit = [0; 4];
    let row: Option<Row> = AccountAndNet {
        customer: customer.as_str(),
        bank: key.bank.as_str(),
        branch: key.branch.as_str(),
        kind: key.kind.digit().encode_utf8(&mut digit),
        number: key.number.as_str(),
        day: day.number(),
        month: month_of(day.number())?,
        year: year_of(day.number())?,
    }
    .get_result(conn)
    .optional()?;
    let Some((seq, opening, day, imported_at, revision, years, months, days)) = row else { return Ok(None) };
    let net = super::balance([years.unwrap_or(0), months.unwrap_or(0), days.unwrap_or(0)])?;
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
    type Row = (i64, Option<i64>, Option<i64>, Option<i64>, i64, Option<i64>, Option<i64>, Option<i64>, Option<i64>, Option<i64>);
    let mut digit = [0; 4];
    let row: Option<Row> = AccountAndPlace {
        customer: customer.as_str(),
        bank: key.bank.as_str(),
        branch: key.branch.as_str(),
        kind: key.kind.digit().encode_utf8(&mut digit),
        number: key.number.as_str(),
        year: year_of(period.start().number())?,
        month: month_of(period.start().number())?,
        start: period.start().number(),
        end: period.end().number(),
        skip,
    }
    .get_result(conn)
    .optional()?;
    let Some((seq, opening, day, imported_at, revision, on_day, position, years, months, days)) = row else { return Ok(None) };
    let place = match on_day.zip(position) {
        Some((day, position)) if day <= period.end().number() => {
            Some(Place { day, position, net_before: super::balance([years.unwrap_or(0), months.unwrap_or(0), days.unwrap_or(0)])?.0 })
        }
        _ => None,
    };
    Ok(Some((held((seq, opening, day, imported_at, revision))?, place)))
}

/// The account and where the days after the first `skip` of a period begin. `None` outside: not held; inside: no such day.
pub(super) fn after_days(
    conn: &mut Conn,
    customer: &CustomerId,
    key: &AccountKey,
    period: Period,
    skip: i64,
) -> Result<Option<(HeldAccount, Option<MonthPlace>)>, StoreFault> {
    type Row = (i64, Option<i64>, Option<i64>, Option<i64>, i64, Option<i64>, Option<i64>, Option<i64>, Option<i64>);
    let mut digit = [0; 4];
    let row: Option<Row> = AccountAndMonth {
        customer: customer.as_str(),
        bank: key.bank.as_str(),
        branch: key.branch.as_str(),
        kind: key.kind.digit().encode_utf8(&mut digit),
        number: key.number.as_str(),
        year: year_of(period.start().number())?,
        month: month_of(period.start().number())?,
        start: period.start().number(),
        end: period.end().number(),
        skip,
    }
    .get_result(conn)
    .optional()?;
    let Some((seq, opening, day, imported_at, revision, month, before, years, months)) = row else { return Ok(None) };
    let net_before = super::balance([years.unwrap_or(0), months.unwrap_or(0)])?.0;
    let place = month.zip(before).map(|(month, days)| MonthPlace { month, days, net_before });
    Ok(Some((held((seq, opening, day, imported_at, revision))?, place)))
}

/// The account and its first day that has a listed row. `None` outside: not held; inside: no such day.
pub(super) fn at_first_day(
    conn: &mut Conn,
    customer: &CustomerId,
    key: &AccountKey,
) -> Result<Option<(HeldAccount, Option<i64>)>, StoreFault> {
    type Row = (i64, Option<i64>, Option<i64>, Option<i64>, i64, Option<i64>);
    let mut digit = [0; 4];
    let row: Option<Row> = AccountAndFirstDay {
        customer: customer.as_str(),
        bank: key.bank.as_str(),
        branch: key.branch.as_str(),
        kind: key.kind.digit().encode_utf8(&mut digit),
        number: key.number.as_str(),
    }
    .get_result(conn)
    .optional()?;
    let Some((seq, opening, day, imported_at, revision, first)) = row else { return Ok(None) };
    Ok(Some((held((seq, opening, day, imported_at, revision))?, first)))
}
