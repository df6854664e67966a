//! What the laws share: one account, one customer, and ways to read everything.

use fgapi_banking::{BalanceFill, Held, Statement};
use fgapi_domain::{AccountKey, Booked, CustomerId, DailyBalance, JstDate, LoginId, Period, Secret, Transaction, Yen};
use fgapi_page::{PAGE_SIZE, PageNumber};

use super::{BankFixture, BookedRow};

/// The code of the bank under test: unassigned, like branch 999.
pub const BANK: &str = "9999";

/// A word that is known to parse.
#[expect(clippy::panic, reason = "the laws run in tests only; a wrong word of theirs has to end them")]
pub(super) fn word<T: core::str::FromStr>(text: &str) -> T {
    text.parse().unwrap_or_else(|_| panic!("the law's own word {text:?} does not parse"))
}

/// What a bank that answers gives.
#[expect(clippy::panic, reason = "the laws run in tests only; a core that fails does not keep them")]
pub(super) fn answered<T, E: core::fmt::Debug>(answer: Result<T, E>) -> T {
    answer.unwrap_or_else(|fault| panic!("the core did not answer: {fault:?}"))
}

/// What is held.
#[expect(clippy::panic, reason = "the laws run in tests only")]
pub(super) fn held<T>(answer: Held<T>) -> T {
    match answer {
        Held::Yes(content) => content,
        Held::No => panic!("the customer holds the account, but the bank says that they do not"),
    }
}

pub(super) fn page(number: u32) -> PageNumber {
    PageNumber::new(number).unwrap_or_default()
}

pub(super) fn day(text: &str) -> JstDate {
    word(text)
}

/// A day that is `after` days after the first day of these tests.
pub(super) fn nth_day(after: i64) -> JstDate {
    day("2025-01-01").plus_days(after).unwrap_or_else(|| day("2025-01-01"))
}

pub(super) fn period(start: &str, end: &str) -> Period {
    answered(Period::new(day(start), day(end)))
}

/// A period with everything in it.
pub(super) fn ever() -> Period {
    period("2000-01-01", "2099-12-31")
}

pub(super) fn row(booked: &str, amount: i64, description: &str) -> BookedRow {
    BookedRow { booked: word(booked), amount: Yen(amount), description: word(description) }
}

pub(super) fn row_on(day: JstDate, amount: i64) -> BookedRow {
    BookedRow { booked: Booked::on(day), amount: Yen(amount), description: word("振込") }
}

/// One customer with one account.
pub(super) struct Stage<'f> {
    pub(super) fixture: &'f dyn BankFixture,
    pub(super) customer: CustomerId,
    pub(super) account: AccountKey,
}

impl<'f> Stage<'f> {
    pub(super) fn new(fixture: &'f dyn BankFixture, opening: i64) -> Self {
        let (customer, account): (CustomerId, AccountKey) = (word("c-1"), word(&format!("{BANK}-101-1-0000001")));
        fixture.open_account(&account, Yen(opening));
        fixture.add_customer(&customer, &word::<LoginId>("hanako"), &Secret::new("さくら123"), std::slice::from_ref(&account));
        Self { fixture, customer, account }
    }

    pub(super) fn book(&self, rows: &[BookedRow]) {
        self.fixture.book(&self.account, rows);
    }

    pub(super) fn transactions(&self, period: Period, number: u32) -> Statement<Transaction> {
        held(answered(self.fixture.bank().transactions(&self.customer, &self.account, period, page(number))))
    }

    pub(super) fn balances(&self, period: Period, fill: BalanceFill, number: u32) -> Statement<DailyBalance> {
        held(answered(self.fixture.bank().balances(&self.customer, &self.account, period, fill, page(number))))
    }

    /// All transactions of a period, page by page; checks `next_page` on the way.
    pub(super) fn all(&self, period: Period) -> Vec<Transaction> {
        walk(|number| self.transactions(period, number).page)
    }

    /// All balances of a period, page by page; checks `next_page` on the way.
    pub(super) fn all_balances(&self, period: Period, fill: BalanceFill) -> Vec<DailyBalance> {
        walk(|number| self.balances(period, fill, number).page)
    }
}

/// Follows `next_page` from page 1 to the end, and looks past the end.
pub(super) fn walk<T>(read: impl Fn(u32) -> fgapi_page::Page<T>) -> Vec<T> {
    let (mut rows, mut number) = (Vec::new(), 1);
    loop {
        let page = read(number);
        let next = page.next_page();
        assert!(page.rows().len() <= PAGE_SIZE, "a page has at most 200 rows; page {number} has {}", page.rows().len());
        if next != 0 {
            assert_eq!(next, number + 1, "next_page is the number of the following page");
            assert_eq!(page.rows().len(), PAGE_SIZE, "a page that another follows is full");
        }
        rows.extend(page.into_rows());
        if next == 0 {
            break;
        }
        number = next;
    }
    for beyond in [number + 1, number + 1_000, u32::MAX] {
        let page = read(beyond);
        assert!(
            page.rows().is_empty() && page.next_page() == 0,
            "a page past the end is empty and the last one (reading R10): page {beyond}"
        );
    }
    rows
}

/// Row counts at which paging goes wrong if it does.
pub(super) const EDGES: [usize; 5] = [0, 199, 200, 201, 401];
