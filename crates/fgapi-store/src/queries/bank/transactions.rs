//! An account's transactions.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use fgapi_banking::{BankFault, Held, Since, Statement, Transactions, Version};
use fgapi_database::statement;
use fgapi_domain::{AccountKey, Booked, CustomerId, JstDate, LongText, Ordinal, Period, Transaction, Yen};
use fgapi_page::{Page, PageNumber, READ_SIZE};

use super::place::{self, HeldAccount, Place};
use super::places::Which;
use super::{Conn, SqlBank, Told, balance};
use crate::StoreFault;

// The statement below says it in digits, so that the planner knows.
const _: () = assert!(READ_SIZE == 201);

statement! {
    /// The listed rows of an account from a place on up to a day, as long as the account has a revision.
    struct RowsFrom { account: i64, revision: i64, day: i64, position: i64, end: i64, last: i64 }
    binds: account as BigInt, day as BigInt, position as BigInt, end as BigInt, last as BigInt, account as BigInt, revision as BigInt;
    rows: (BigInt, BigInt, BigInt, BigInt, BigInt, Text);
    sql: "SELECT day, ordinal, second, amount, running, description FROM transactions \
        WHERE account = ? AND (day, position) >= (?, ?) AND (day, position) <= (?, ?) AND position > 0 \
            AND EXISTS (SELECT 1 FROM accounts WHERE seq = ? AND revision = ?) \
        ORDER BY day, position LIMIT 201"
}

/// Day, ordinal, second, amount, running, description.
type Row = (i64, i64, i64, i64, i64, String);

impl Transactions for SqlBank {
    fn transactions(
        &self,
        customer: &CustomerId,
        account: &AccountKey,
        period: Period,
        page: PageNumber,
    ) -> Result<Held<Statement<Transaction>>, BankFault> {
        self.page(account, |conn| self.attempt(conn, customer, account, period, page))
    }

    fn transactions_since(
        &self,
        customer: &CustomerId,
        account: &AccountKey,
        period: Period,
        page: PageNumber,
        known: Option<Version>,
    ) -> Result<Held<Since<Transaction>>, BankFault> {
        self.since(customer, account, known, |conn| self.attempt(conn, customer, account, period, page))
    }
}

impl SqlBank {
    /// `None`: an import came in between.
    fn attempt(
        &self,
        conn: &mut Conn,
        customer: &CustomerId,
        key: &AccountKey,
        period: Period,
        page: PageNumber,
    ) -> Result<Option<Told<Transaction>>, StoreFault> {
        let which = Which { customer: customer.clone(), account: key.clone(), period, page };
        let found = if page == PageNumber::FIRST {
            let found = place::at_day(conn, customer, key, period.start())?;
            found.map(|(held, net_before)| (held, Some(Place { day: period.start().number(), position: 1, net_before })))
        } else {
            match self.places.find(&which, || place::now(conn, customer, key))? {
                Some((held, place)) => Some((held, Some(place))),
                None => place::after_rows(conn, customer, key, period, page.skipped_rows())?,
            }
        };
        let Some((held, place)) = found else { return Ok(Some(Held::No)) };
        let Some(place) = place else {
            return Ok(Some(Held::Yes((Statement { page: Page::empty(page), as_of: held.as_of }, held.version()))));
        };
        let from = RowsFrom {
            account: held.seq,
            revision: held.revision,
            day: place.day,
            position: place.position,
            end: period.end().number(),
            last: i64::MAX,
        };
        let rows: Vec<Row> = from.load(conn)?;
        if rows.is_empty() && !is_steady(conn, &held)? {
            return Ok(None);
        }
        let rows = with_balances(rows, balance([held.opening, place.net_before])?)?;
        self.places.note(which, &held, place, &rows);
        Ok(Some(Held::Yes((Statement { page: Page::cut(page, rows), as_of: held.as_of }, held.version()))))
    }
}

/// Whether no import came since the account was read.
pub(super) fn is_steady(conn: &mut Conn, held: &HeldAccount) -> Result<bool, StoreFault> {
    use crate::schema::accounts;
    let now: i64 = accounts::table.find(held.seq).select(accounts::revision).first(conn)?;
    Ok(now == held.revision)
}

/// Each row's balance: that of its day's beginning and what has run since; a day begins where the one before ended.
fn with_balances(rows: Vec<Row>, mut day_begins_with: Yen) -> Result<Vec<Transaction>, StoreFault> {
    let mut last: Option<(i64, Yen)> = None;
    let row = |(day, ordinal, second, amount, running, description): Row| {
        if let Some((_, ended_with)) = last.filter(|(last_day, _)| *last_day != day) {
            day_begins_with = ended_with;
        }
        let balance = balance([day_begins_with.0, running])?;
        last = Some((day, balance));
        Ok(Transaction {
            booked: Booked::at(JstDate::from_number(day)?, u32::try_from(second).unwrap_or(u32::MAX))?,
            ordinal: Ordinal::new(u32::try_from(ordinal).unwrap_or(0))?,
            amount: Yen(amount),
            description: LongText::new(description)?,
            balance,
        })
    };
    rows.into_iter().map(row).collect()
}
