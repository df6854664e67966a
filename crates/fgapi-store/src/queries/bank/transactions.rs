//! An account's transactions.

use diesel::connection::DefaultLoadingMode;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use fgapi_banking::{BankFault, Held, Since, Statement, Transactions, Version};
use fgapi_database::statement;
use fgapi_domain::{AccountKey, CustomerId, Period, Transaction};
use fgapi_page::{Page, PageNumber, READ_SIZE};

use super::at_once::{self, Seen};
use super::place::{self, HeldAccount, Place};
use super::places::{Places, Which};
use super::rows::{self, Rows};
use super::{Conn, ROUND_TRIPS, Sought, SqlBank, Told, balance};
use crate::StoreFault;

// The statement below and those of `at_once` say it in digits, so that the planner knows.
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

impl Transactions for SqlBank {
    fn transactions(
        &self,
        customer: &CustomerId,
        account: &AccountKey,
        period: Period,
        page: PageNumber,
    ) -> Result<Held<Statement<Transaction>>, BankFault> {
        self.page(account, &SoughtRows::new(self, customer, account, period, page))
    }

    fn transactions_since(
        &self,
        customer: &CustomerId,
        account: &AccountKey,
        period: Period,
        page: PageNumber,
        known: Option<Version>,
    ) -> Result<Held<Since<Transaction>>, BankFault> {
        self.since(customer, account, known, &SoughtRows::new(self, customer, account, period, page))
    }
}

/// A page of transactions that is asked for.
struct SoughtRows<'b> {
    places: &'b Places,
    which: Which,
}

impl<'b> SoughtRows<'b> {
    fn new(bank: &'b SqlBank, customer: &CustomerId, account: &AccountKey, period: Period, page: PageNumber) -> Self {
        Self { places: &bank.places, which: Which { customer: customer.clone(), account: account.clone(), period, page } }
    }

    /// Where the first page begins: on the period's first day, whatever there is.
    fn start(&self, net_before: i64) -> Place {
        Place { day: self.which.period.start().number(), position: 1, net_before }
    }

    /// The account and the page's place. `None` outside: not held; inside: no such row.
    fn place(&self, conn: &mut Conn) -> Result<Option<(HeldAccount, Option<Place>)>, StoreFault> {
        let Which { customer, account, period, page } = &self.which;
        if *page == PageNumber::FIRST {
            let found = place::at_day(conn, customer, account, period.start())?;
            return Ok(found.map(|(held, net_before)| (held, Some(self.start(net_before)))));
        }
        // Where it is worth one, the statement for a remembered place was tried before.
        if !ROUND_TRIPS && let Some(remembered) = self.places.find(&self.which) {
            let Some(held) = place::now(conn, customer, account)? else { return Ok(None) };
            if let Some(place) = remembered.at(&held) {
                return Ok(Some((held, Some(place))));
            }
        }
        place::after_rows(conn, customer, account, *period, page.skipped_rows())
    }

    /// The page of these rows, which begin at a place.
    fn told(&self, held: &HeldAccount, place: Place, rows: Rows) -> Result<(Statement<Transaction>, Version), StoreFault> {
        let rows = rows.with_balances(balance([held.opening, place.net_before])?)?;
        self.places.note(self.which.clone(), held, place, &rows);
        Ok((Statement { page: Page::cut(self.which.page, rows), as_of: held.as_of }, held.version()))
    }
}

impl Sought<Transaction> for SoughtRows<'_> {
    fn at_once(&self, conn: &mut Conn, now: Option<&HeldAccount>) -> Result<Option<Told<Transaction>>, StoreFault> {
        let remembered = self.places.find(&self.which).filter(|known| now.is_none_or(|now| known.at(now).is_some()));
        if let Some(known) = remembered {
            let rows = at_once::rows_of_place(conn, &self.which, &known)?;
            if !rows.is_empty() {
                return Ok(Some(Held::Yes(self.told(&known.held, known.place, rows)?)));
            }
        }
        if self.which.page != PageNumber::FIRST {
            return Ok(None);
        }
        let Some(Seen { held, net_before, rows }) = at_once::rows_of_start(conn, &self.which)? else { return Ok(Some(Held::No)) };
        let Some(net_before) = net_before else { return Ok(None) };
        Ok(Some(Held::Yes(self.told(&held, self.start(net_before), rows)?)))
    }

    fn step_by_step(&self, conn: &mut Conn) -> Result<Option<Told<Transaction>>, StoreFault> {
        let Which { period, page, .. } = self.which;
        let Some((held, place)) = self.place(conn)? else { return Ok(Some(Held::No)) };
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
        let rows = rows::gather(from.load_iter::<_, DefaultLoadingMode>(conn)?)?;
        if rows.is_empty() && !is_steady(conn, &held)? {
            return Ok(None);
        }
        Ok(Some(Held::Yes(self.told(&held, place, rows)?)))
    }
}

/// Whether no import came since the account was read.
pub(super) fn is_steady(conn: &mut Conn, held: &HeldAccount) -> Result<bool, StoreFault> {
    use crate::schema::accounts;
    let now: i64 = accounts::table.find(held.seq).select(accounts::revision).first(conn)?;
    Ok(now == held.revision)
}
