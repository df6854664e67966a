//! An account and the rows of its page in one statement, for databases where a statement is a round trip.
//!
//! One statement sees one state, so rows and version need no comparing here. It is a union of three kinds of rows, which tell
//! themselves by what is empty in them: the account; what lies before the page; the page's rows. So nothing of the account stands
//! beside each of 201 rows.
//!
//! Who may know the page already asks for the version first: a statement of so many parts costs more to begin than that small one.

use diesel::connection::DefaultLoadingMode;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text};
use fgapi_database::{Brief, statement};
use fgapi_domain::{AccountKey, CustomerId, Period};
use fgapi_intake::month_of;

use super::place::{self, HeldAccount};
use super::places::{Known, Which};
use super::rows::{self, Rows};
use super::{Conn, year_of};
use crate::StoreFault;

/// What one statement tells, with `R`, the rows of a page.
pub(super) struct Seen<R> {
    /// The account.
    pub(super) held: HeldAccount,
    /// The net of everything before the page, where it was asked for.
    pub(super) net_before: Option<i64>,
    /// The page's rows in their order.
    pub(super) rows: R,
}

/// Begins each statement: `held` is the account, when the customer holds it. Each table is asked by its key, for a value: a plan of a join that
/// was made while the tables were small is kept.
macro_rules! held {
    () => {
        "WITH who AS (SELECT seq FROM customers WHERE id = ?), held AS (\
            SELECT a.seq, a.opening, a.as_of_day, a.imported_at, a.revision FROM accounts a \
            WHERE a.bank_code = ? AND a.branch_code = ? AND a.kind = ? AND a.number = ? \
            AND (SELECT TRUE FROM customer_accounts h WHERE h.customer = (SELECT seq FROM who) AND h.account = a.seq))"
    };
}

/// The sums before a day: years before the day's year, months of that year, days of its month.
macro_rules! nets {
    () => {
        "(SELECT CAST(SUM(y.net) AS BIGINT) FROM transaction_years y WHERE y.account = held.seq AND y.year < ?), \
        (SELECT CAST(SUM(m.net) AS BIGINT) FROM transaction_months m WHERE m.account = held.seq AND m.month >= ? AND m.month < ?), \
        (SELECT CAST(SUM(d.net) AS BIGINT) FROM transaction_days d WHERE d.account = held.seq AND d.day >= ? AND d.day < ?)"
    };
}

statement! {
    /// The account, what lies before a day, and the listed rows from that day on up to another.
    struct RowsOfStart<'q> {
        customer: &'q str, bank: &'q str, branch: &'q str, kind: &'q str, number: &'q str,
        year: i64, month: i64, day: i64, position: i64, end: i64, last: i64,
    }
    binds: customer as Text, bank as Text, branch as Text, kind as Text, number as Text,
        year as BigInt, year as BigInt, month as BigInt, month as BigInt, day as BigInt,
        day as BigInt, position as BigInt, end as BigInt, last as BigInt;
    rows: (Nullable<BigInt>, Nullable<BigInt>, Nullable<BigInt>, Nullable<BigInt>, Nullable<BigInt>, Nullable<Text>);
    sql: concat!(held!(), " \
        SELECT seq, opening, as_of_day, imported_at, revision, CAST(NULL AS TEXT) FROM held \
        UNION ALL SELECT ", nets!(), ", NULL, NULL, NULL FROM held \
        UNION ALL SELECT * FROM (\
            SELECT day, ordinal, second, amount, running, description FROM transactions \
            WHERE account = (SELECT seq FROM held) AND (day, position) >= (?, ?) AND (day, position) <= (?, ?) AND position > 0 \
            ORDER BY day, position LIMIT 201) r")
}

statement! {
    /// The listed rows from a place on up to a day, as long as the customer holds the account and all of it is as when the place was
    /// found: so nothing of the account has to be told again.
    struct RowsOfPlace<'q> {
        customer: &'q str, bank: &'q str, branch: &'q str, kind: &'q str, number: &'q str,
        seq: i64, revision: i64, opening: i64, as_of: Option<i64>, imported_at: Option<i64>, day: i64, position: i64, end: i64, last: i64,
    }
    binds: seq as BigInt, day as BigInt, position as BigInt, end as BigInt, last as BigInt,
        customer as Text, seq as BigInt, bank as Text, branch as Text, kind as Text, number as Text,
        revision as BigInt, opening as BigInt, as_of as Nullable<BigInt>, imported_at as Nullable<BigInt>, seq as BigInt;
    rows: (BigInt, BigInt, BigInt, BigInt, BigInt, Text);
    sql: "SELECT day, ordinal, second, amount, running, description FROM transactions \
        WHERE account = ? AND (day, position) >= (?, ?) AND (day, position) <= (?, ?) AND position > 0 \
            AND (SELECT TRUE FROM customer_accounts WHERE customer = (SELECT seq FROM customers WHERE id = ?) AND account = ?) \
            AND (SELECT bank_code = ? AND branch_code = ? AND kind = ? AND number = ? AND revision = ? AND COALESCE(opening, 0) = ? \
                AND as_of_day IS NOT DISTINCT FROM ? AND imported_at IS NOT DISTINCT FROM ? FROM accounts WHERE seq = ?) \
        ORDER BY day, position LIMIT 201"
}

statement! {
    /// The account, what lies before a day, and the days from that one on up to another that have a listed row.
    struct DaysOfStart<'q> {
        customer: &'q str, bank: &'q str, branch: &'q str, kind: &'q str, number: &'q str,
        year: i64, month: i64, day: i64, end: i64,
    }
    binds: customer as Text, bank as Text, branch as Text, kind as Text, number as Text,
        year as BigInt, year as BigInt, month as BigInt, month as BigInt, day as BigInt,
        day as BigInt, end as BigInt;
    rows: (Nullable<BigInt>, Nullable<BigInt>, Nullable<BigInt>, Nullable<BigInt>, Nullable<BigInt>);
    sql: concat!(held!(), " \
        SELECT seq, opening, as_of_day, imported_at, revision FROM held \
        UNION ALL SELECT ", nets!(), ", NULL, NULL FROM held \
        UNION ALL SELECT NULL, NULL, NULL, day, net FROM (\
            SELECT day, net FROM transaction_days \
            WHERE account = (SELECT seq FROM held) AND day >= ? AND day <= ? AND live > 0 \
            ORDER BY day LIMIT 201) r")
}

/// Days and their nets.
pub(super) type Days = Vec<(i64, i64)>;

/// A row of any kind: five numbers.
type Numbers = (Option<i64>, Option<i64>, Option<i64>, Option<i64>, Option<i64>);

/// The same, and a text that only a transaction has.
type NumbersAndText = (Option<i64>, Option<i64>, Option<i64>, Option<i64>, Option<i64>, Option<Brief>);

/// What of a union is not the page's rows.
#[derive(Default)]
struct Head {
    account: Option<HeldAccount>,
    net_before: Option<i64>,
}

impl Head {
    /// Takes a row that is none of the page's: the account has a revision, the sums have none.
    fn take(&mut self, (first, second, third, fourth, fifth): Numbers) -> Result<(), StoreFault> {
        match first.zip(fifth) {
            Some((seq, revision)) => self.account = Some(place::held((seq, second, third, fourth, revision))?),
            None => self.net_before = Some(super::balance([first.unwrap_or(0), second.unwrap_or(0), third.unwrap_or(0)])?.0),
        }
        Ok(())
    }

    /// With the page's rows. `None`: the customer holds no such account.
    fn with<R>(self, rows: R) -> Option<Seen<R>> {
        self.account.map(|held| Seen { held, net_before: self.net_before, rows })
    }
}

/// The account, and the first page of a period with the net of everything before it. `None`: the customer holds no such account.
pub(super) fn rows_of_start(conn: &mut Conn, which: &Which) -> Result<Option<Seen<Rows>>, StoreFault> {
    let (key, day) = (&which.account, which.period.start().number());
    let mut digit = [0; 4];
    let asked = RowsOfStart {
        customer: which.customer.as_str(),
        bank: key.bank.as_str(),
        branch: key.branch.as_str(),
        kind: key.kind.digit().encode_utf8(&mut digit),
        number: key.number.as_str(),
        year: year_of(day)?,
        month: month_of(day)?,
        day,
        position: 1,
        end: which.period.end().number(),
        last: i64::MAX,
    };
    seen_rows(asked.load_iter::<_, DefaultLoadingMode>(conn)?)
}

/// The page that begins at a place, when place and account are still as they were. No rows: they are not.
pub(super) fn rows_of_place(conn: &mut Conn, which: &Which, at: &Known) -> Result<Rows, StoreFault> {
    let (key, held) = (&which.account, at.held);
    let mut digit = [0; 4];
    let asked = RowsOfPlace {
        customer: which.customer.as_str(),
        bank: key.bank.as_str(),
        branch: key.branch.as_str(),
        kind: key.kind.digit().encode_utf8(&mut digit),
        number: key.number.as_str(),
        seq: held.seq,
        revision: held.revision,
        opening: held.opening,
        as_of: held.as_of.map(|as_of| as_of.date.number()),
        imported_at: held.as_of.map(|as_of| as_of.imported_at.0),
        day: at.place.day,
        position: at.place.position,
        end: which.period.end().number(),
        last: i64::MAX,
    };
    rows::gather(asked.load_iter::<_, DefaultLoadingMode>(conn)?)
}

/// The account, and the first days of a period that have a listed row, each with its net. `None`: the customer holds no such account.
pub(super) fn days_of_start(
    conn: &mut Conn,
    customer: &CustomerId,
    key: &AccountKey,
    period: Period,
) -> Result<Option<Seen<Days>>, StoreFault> {
    let day = period.start().number();
    let mut digit = [0; 4];
    let asked = DaysOfStart {
        customer: customer.as_str(),
        bank: key.bank.as_str(),
        branch: key.branch.as_str(),
        kind: key.kind.digit().encode_utf8(&mut digit),
        number: key.number.as_str(),
        year: year_of(day)?,
        month: month_of(day)?,
        day,
        end: period.end().number(),
    };
    let union: Vec<Numbers> = asked.load(conn)?;
    let (mut head, mut days) = (Head::default(), Vec::with_capacity(union.len()));
    for row in union {
        match row {
            (None, None, None, Some(day), Some(net)) => days.push((day, net)),
            other => head.take(other)?,
        }
    }
    // A union promises no order. They come in it, so this only looks.
    days.sort_by_key(|(day, _)| *day);
    Ok(head.with(days))
}

/// Takes a union of transactions apart.
fn seen_rows(union: impl Iterator<Item = QueryResult<NumbersAndText>>) -> Result<Option<Seen<Rows>>, StoreFault> {
    let (mut head, mut rows) = (Head::default(), Rows::new());
    for row in union {
        match row? {
            (Some(day), Some(ordinal), Some(second), Some(amount), Some(running), Some(description)) => {
                rows.push((day, ordinal, second, amount, running, description));
            }
            (first, second, third, fourth, fifth, _) => head.take((first, second, third, fourth, fifth))?,
        }
    }
    // A union promises no order. They come in it, so this only looks.
    rows.sort();
    Ok(head.with(rows))
}
