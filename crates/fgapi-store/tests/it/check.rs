//! Balance continuity: what is whole is found whole, and every sort of damage is named.

use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, PgConnection, SqliteConnection};
use fgapi_domain::Secret;
use fgapi_store::{LedgerBreak, LedgerCheck, Store, StoreAddress};
use fgapi_testkit::SeededEntropy;
use fgapi_testkit::bank::BankFixture as _;

use crate::fixture::{IMPORTED_AT, StoreFixture, file};
use crate::support::{fresh_with, memory_place, postgres_place, settings, sqlite_place};

/// Two accounts over two years, with a cancelled row and a correction on a later day.
const ROWS: &str = "account_id,booked_at,amount,description,reference,correction,balance\n\
    9999-101-1-0000001,2025-12-30,1000,A,,,1000\n9999-101-1-0000001,2025-12-30,1000,A,,,2000\n9999-101-1-0000001,2026-01-05,-300,B,,,1700\n\
    9999-101-1-0000001,2026-01-05T10:00:00,7,C,,,1707\n9999-101-1-0000001,2026-02-01,-7,C,,1,1700\n9999-101-1-0000001,2026-02-01,50,D,,,1750\n\
    9999-101-1-0000002,2026-01-05,20,E,,,20\n";

fn filled(store: Store) -> Store {
    let accounts = "bank_code,branch_code,kind,number,owner_type\n9999,101,1,0000001,p\n9999,101,1,0000002,p\n9999,101,1,0000003,p\n";
    store.import_accounts(file(accounts).path(), &SeededEntropy::new(1), &mut |_| ()).unwrap();
    store.import_transactions_csv(file(ROWS).path(), IMPORTED_AT, &mut |_| ()).unwrap();
    store
}

fn check(store: &Store) -> (LedgerCheck, Vec<LedgerBreak>) {
    let (mut breaks, mut last) = (Vec::new(), (0, 0));
    let check = store.check_ledger(&mut |one| breaks.push(one), &mut |done, total| last = (done, total)).unwrap();
    assert_eq!(last.0, check.rows, "progress reaches the end");
    (check, breaks)
}

/// What is done to the tables, and what is said of it: what is wrong, the day, the position.
const DAMAGES: [(&str, &str, Option<&str>, Option<i64>); 14] = [
    (
        "UPDATE transactions SET running = running + 1 WHERE account = 1 AND day = 2461040 AND position = 2",
        "the running sum of the day",
        Some("2025-12-30"),
        Some(2),
    ),
    ("UPDATE transactions SET amount = amount + 1 WHERE account = 2", "the running sum of the day", Some("2026-01-05"), Some(1)),
    (
        "UPDATE transactions SET position = 5 WHERE account = 1 AND day = 2461040 AND position = 2",
        "the row's position",
        Some("2025-12-30"),
        Some(5),
    ),
    ("UPDATE transactions SET ordinal = 1 WHERE account = 1 AND day = 2461040", "the row's ordinal", Some("2025-12-30"), Some(2)),
    (
        "UPDATE transactions SET second = 9 WHERE account = 1 AND day = 2461040 AND position = 1",
        "the row's time and ordinal",
        Some("2025-12-30"),
        Some(2),
    ),
    (
        "UPDATE transactions SET position = -9 WHERE account = 1 AND position < 0 AND day = 2461046",
        "a cancelled row's place",
        Some("2026-01-05"),
        Some(-9),
    ),
    ("DELETE FROM transactions WHERE account = 1 AND day = 2461040 AND position = 2", "the sums of the day", Some("2025-12-30"), None),
    ("DELETE FROM transactions WHERE account = 2", "the sums of the day", Some("2026-01-05"), None),
    ("DELETE FROM transaction_days WHERE account = 1 AND day = 2461040", "the sums of the day", Some("2025-12-30"), None),
    ("UPDATE transaction_months SET net = net + 1 WHERE account = 1 AND month = 2461011", "the sums of a month", Some("2025-12-01"), None),
    ("UPDATE transaction_years SET book = book - 1 WHERE account = 1 AND year = 2461042", "the sums of a year", Some("2026-01-01"), None),
    ("UPDATE accounts SET opening = NULL WHERE seq = 2", "the balance before the first transaction", None, None),
    ("UPDATE accounts SET as_of_day = 2461046 WHERE seq = 1", "the day up to which all is known", Some("2026-02-01"), None),
    ("UPDATE transactions SET account = 77 WHERE account = 2", "rows of an account that is not there", None, None),
];

fn each_damage_is_named(store: &Store, run: &mut dyn FnMut(&str)) {
    let (whole, breaks) = check(store);
    assert_eq!((whole, breaks), (LedgerCheck { accounts: 3, rows: 7, breaks: 0 }, vec![]));
    for table in ["accounts", "transactions", "transaction_days", "transaction_months", "transaction_years"] {
        run(&format!("CREATE TABLE kept_{table} AS SELECT * FROM {table}"));
    }
    for (damage, what, day, position) in DAMAGES {
        run(damage);
        let (checked, breaks) = check(store);
        let named = breaks.iter().any(|one| {
            one.what == what
                && one.day.map(|day| day.to_string()).as_deref() == day
                && one.position == position
                && one.expected != one.found
        });
        assert!(named, "{damage}: {breaks:?}");
        assert_eq!(checked.breaks, breaks.len() as u64);
        for table in ["transactions", "transaction_days", "transaction_months", "transaction_years"] {
            run(&format!("DELETE FROM {table}; INSERT INTO {table} SELECT * FROM kept_{table}"));
        }
        run("UPDATE accounts SET opening = (SELECT opening FROM kept_accounts k WHERE k.seq = accounts.seq), \
            as_of_day = (SELECT as_of_day FROM kept_accounts k WHERE k.seq = accounts.seq)");
    }
    assert_eq!(check(store).0.breaks, 0, "what was damaged is whole again");
}

#[test]
fn on_sqlite() {
    let place = sqlite_place();
    let StoreAddress::Sqlite(path) = place.0.clone() else { unreachable!("a SQLite address") };
    let fresh = fresh_with(place, settings());
    let store = filled(fresh.store.clone());
    let mut conn = SqliteConnection::establish(path.to_str().unwrap()).unwrap();
    conn.batch_execute("PRAGMA busy_timeout = 5000").unwrap();
    each_damage_is_named(&store, &mut |sql| conn.batch_execute(sql).unwrap_or_else(|error| panic!("{sql}: {error}")));
    store.check_writable().unwrap();
}

#[test]
fn on_postgres() {
    let place = postgres_place();
    let StoreAddress::Postgres(url) = place.0.clone() else { unreachable!("a PostgreSQL address") };
    let fresh = fresh_with(place, settings());
    let store = filled(fresh.store.clone());
    let mut conn = PgConnection::establish(&url).unwrap();
    each_damage_is_named(&store, &mut |sql| conn.batch_execute(sql).unwrap_or_else(|error| panic!("{sql}: {error}")));
    store.check_writable().unwrap();
}

#[test]
fn more_rows_and_days_than_are_read_at_once() {
    for place in [memory_place(), sqlite_place(), postgres_place()] {
        let fixture = StoreFixture::new(fresh_with(place, settings()));
        fixture.open_account(&"9999-101-1-0000001".parse().unwrap(), fgapi_domain::Yen(5));
        fixture.add_customer(&"c-1".parse().unwrap(), &"hanako".parse().unwrap(), &Secret::new("さくら"), &[]);
        let mut text = "account_id,booked_at,amount,description\n".to_owned();
        let first: fgapi_domain::JstDate = "2024-01-01".parse().unwrap();
        for at in 0..2_500 {
            // A day of many rows, then many days.
            let day = first.plus_days(i64::from(at - 2_100).max(0)).unwrap();
            text.push_str(&format!("9999-101-1-0000001,{day},1,row {at}\n"));
        }
        fixture.fresh.store.import_transactions_csv(file(&text).path(), IMPORTED_AT, &mut |_| ()).unwrap();
        assert_eq!(check(&fixture.fresh.store), (LedgerCheck { accounts: 1, rows: 2_500, breaks: 0 }, vec![]));
    }
}
