//! A bank that remembers where pages begin gives the same pages as one that does not.

use fgapi_banking::{Bank, Held, Statement};
use fgapi_domain::{Booked, JstDate, Period, Transaction, Yen};
use fgapi_page::PageNumber;
use fgapi_testkit::bank::{BankFixture as _, BookedRow};

use crate::support::{postgres, sqlite};
use crate::versions::Account;

/// How many rows each day has: pages begin and end within a day, with a day, and a day fills several of them.
const DAYS: [usize; 12] = [150, 50, 450, 1, 0, 99, 50, 200, 0, 7, 401, 13];

pub(crate) fn day(at: usize) -> JstDate {
    JstDate::from_number("2025-11-27".parse::<JstDate>().unwrap().number() + at as i64).unwrap()
}

pub(crate) fn row(at: usize, amount: usize) -> BookedRow {
    BookedRow { booked: Booked::on(day(at)), amount: Yen(amount as i64 + 1), description: "振込".parse().unwrap() }
}

fn page(bank: &dyn Bank, account: &Account, period: Period, number: u32) -> Statement<Transaction> {
    match bank.transactions(&account.customer, &account.key, period, PageNumber::new(number).unwrap()).unwrap() {
        Held::Yes(statement) => statement,
        Held::No => panic!("the account is held"),
    }
}

/// Compares each page of several periods, backwards, forwards, and backwards once more; each bank of the fixture's is a new one, which
/// remembers nothing. Who comes from the front would have each place told anew by the page before: an old one would not be used.
fn compare(account: &Account, remembering: &dyn Bank) {
    for (start, end) in [(0, 40), (1, 40), (2, 40), (3, 10), (2, 2), (4, 11)] {
        let period = Period::new(day(start), day(end)).unwrap();
        for number in (1..=8).rev().chain(1..=8).chain((1..=8).rev()) {
            let forgetful = page(&*account.fixture.bank(), account, period, number);
            assert_eq!(page(remembering, account, period, number), forgetful, "page {number} from day {start} to day {end}");
        }
    }
}

#[test]
fn remembered_places_are_true_places() {
    for fresh in [sqlite(), postgres()] {
        let account = Account::of(fresh);
        let rows: Vec<BookedRow> = DAYS.iter().enumerate().flat_map(|(at, count)| (0..*count).map(move |amount| row(at, amount))).collect();
        account.fixture.book(&account.key, &rows);
        let remembering = account.fixture.bank();
        compare(&account, &*remembering);
        // What comes and goes moves the places.
        account.fixture.book(&account.key, &[row(1, 7_000), row(4, 8_000)]);
        compare(&account, &*remembering);
        account.fixture.cancel(&account.key, &row(2, 3));
        compare(&account, &*remembering);
    }
}
