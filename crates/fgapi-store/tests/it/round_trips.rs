//! A page whose place is known before comes from PostgreSQL in one round trip, and is the page that the long way gives.

use std::cell::Cell;

use diesel::connection::{Instrumentation, InstrumentationEvent, SimpleConnection as _, set_default_instrumentation};
use diesel::{Connection as _, PgConnection};
use fgapi_banking::{BalanceFill, Bank, Held, Since, Version};
use fgapi_domain::{DailyBalance, Period, Secret, Transaction};
use fgapi_page::PageNumber;
use fgapi_store::StoreAddress;
use fgapi_testkit::bank::{BankFixture as _, BookedRow};

use crate::places::{day, row};
use crate::support::{fresh_at, postgres, postgres_place, sqlite};
use crate::versions::Account;

thread_local! {
    /// Statements that this thread has sent.
    static SENT: Cell<usize> = const { Cell::new(0) };
}

/// Connections that are opened from now on count what is sent over them.
fn count_statements() {
    let each = || -> Option<Box<dyn Instrumentation>> {
        Some(Box::new(|event: InstrumentationEvent<'_>| {
            if let InstrumentationEvent::StartQuery { .. } = event {
                SENT.set(SENT.get() + 1);
            }
        }))
    };
    set_default_instrumentation(each).unwrap();
}

/// What `ask` gives, and how many statements that took.
fn counted<T>(ask: impl FnOnce() -> T) -> (T, usize) {
    let before = SENT.get();
    let told = ask();
    (told, SENT.get() - before)
}

fn ever() -> Period {
    Period::new(day(0), day(40)).unwrap()
}

fn page(number: u32) -> PageNumber {
    PageNumber::new(number).unwrap()
}

fn rows(bank: &dyn Bank, account: &Account, period: Period, number: u32, known: Option<Version>) -> Held<Since<Transaction>> {
    bank.transactions_since(&account.customer, &account.key, period, page(number), known).unwrap()
}

fn days(bank: &dyn Bank, account: &Account, period: Period, number: u32, known: Option<Version>) -> Held<Since<DailyBalance>> {
    bank.balances_since(&account.customer, &account.key, period, BalanceFill::BookedDays, page(number), known).unwrap()
}

fn version<T: std::fmt::Debug>(told: &Held<Since<T>>) -> Version {
    match told {
        Held::Yes(Since::Page(_, Some(version))) => *version,
        other => panic!("no page with a version: {other:?}"),
    }
}

/// Rows of 30 days, 35 a day.
fn history() -> Vec<BookedRow> {
    (0..30).flat_map(|at| (0..35).map(move |amount| row(at, amount))).collect()
}

#[test]
fn a_page_whose_place_is_known_is_one_statement() {
    count_statements();
    let account = Account::of(postgres());
    account.fixture.book(&account.key, &history());
    let bank = account.fixture.bank();
    let bank = &*bank;
    let (third, long_way) = counted(|| rows(bank, &account, ever(), 3, None));
    assert_eq!(long_way, 2, "a page that nobody has come near has to be found first");
    for number in [1, 2, 3, 4, 5] {
        let (told, sent) = counted(|| rows(bank, &account, ever(), number, None));
        assert_eq!((version(&told), sent), (version(&third), 1), "page {number} follows a page that was read");
        let (told, sent) = counted(|| rows(bank, &account, ever(), number, Some(version(&third))));
        assert_eq!((told, sent), (Held::Yes(Since::Unchanged), 1), "page {number} is known");
    }
    let (told, sent) = counted(|| days(bank, &account, ever(), 1, None));
    assert_eq!((version(&told), sent), (version(&third), 1));
    assert_eq!(counted(|| days(bank, &account, ever(), 1, Some(version(&third)))), (Held::Yes(Since::Unchanged), 1));
    account.fixture.book(&account.key, &[row(1, 7_000)]);
    let (_, sent) = counted(|| rows(bank, &account, ever(), 1, Some(version(&third))));
    assert_eq!(sent, 2, "the version, then the page");
    let (moved, sent) = counted(|| rows(bank, &account, ever(), 4, None));
    assert_ne!(version(&moved), version(&third));
    assert_eq!(sent, 3, "a place that is not true any more is found anew");
    assert_eq!(counted(|| rows(bank, &account, ever(), 4, None)), (moved, 1));
}

/// Asks a bank on PostgreSQL, which remembers, for each page of several periods, backwards first: so no page tells anew where the next one
/// begins. It is asked knowing nothing, and knowing `old`; the yardstick are
/// banks on SQLite, which go the long way, each of which is asked once.
fn compare(long_way: &Account, account: &Account, remembering: &dyn Bank, old: Option<Version>) {
    for (start, end) in [(0, 40), (1, 40), (2, 3), (7, 7), (30, 40)] {
        let period = Period::new(day(start), day(end)).unwrap();
        for number in (1..=7).rev().chain(1..=7) {
            let (rows_there, days_there) = {
                let bank = long_way.fixture.bank();
                (rows(&*bank, long_way, period, number, None), days(&*bank, long_way, period, number, None))
            };
            for known in [None, old] {
                assert_eq!(rows(remembering, account, period, number, known), rows_there, "page {number} from day {start} to {end}");
                assert_eq!(days(remembering, account, period, number, known), days_there, "days {number} from day {start} to {end}");
            }
        }
    }
}

#[test]
fn one_statement_tells_what_the_long_way_does() {
    let (long_way, account) = (Account::of(sqlite()), Account::of(postgres()));
    let remembering = account.fixture.bank();
    let mut old = None;
    let changes: [&dyn Fn(&Account); 4] = [
        // Only an account without rows has an opening balance to set.
        &|one| one.set_opening(900),
        &|one| one.fixture.book(&one.key, &history()),
        &|one| one.fixture.book(&one.key, &[row(1, 7_000), row(20, 8_000)]),
        &|one| one.fixture.cancel(&one.key, &row(2, 3)),
    ];
    for change in changes {
        compare(&long_way, &account, &*remembering, old);
        old = Some(version(&rows(&*remembering, &account, ever(), 1, None)));
        change(&long_way);
        change(&account);
    }
    compare(&long_way, &account, &*remembering, old);
}

#[test]
fn a_remembered_place_opens_no_foreign_account() {
    let (address, place) = postgres_place();
    let StoreAddress::Postgres(url) = &address else { panic!("{address:?}") };
    let mut conn = PgConnection::establish(url).unwrap();
    let account = Account::of(fresh_at((address, place)));
    account.fixture.book(&account.key, &history());
    account.fixture.add_customer(&"c-2".parse().unwrap(), &"taro".parse().unwrap(), &Secret::new("うめ456"), &[]);
    let bank = account.fixture.bank();
    let seen: Vec<_> = [1, 2, 3].map(|number| version(&rows(&*bank, &account, ever(), number, None))).into();
    let nobodys = |customer: &str| {
        for (number, known) in [1, 2, 3].into_iter().flat_map(|number| [(number, None), (number, Some(seen[0]))]) {
            let told = bank.transactions_since(&customer.parse().unwrap(), &account.key, ever(), page(number), known).unwrap();
            assert_eq!(told, Held::No, "page {number} for {customer}");
        }
        let told = bank.balances(&customer.parse().unwrap(), &account.key, ever(), BalanceFill::BookedDays, page(1)).unwrap();
        assert_eq!(told, Held::No, "balances for {customer}");
    };
    nobodys("c-2");
    // Also who held it when the places were found.
    conn.batch_execute("DELETE FROM customer_accounts").unwrap();
    nobodys("c-1");
}
