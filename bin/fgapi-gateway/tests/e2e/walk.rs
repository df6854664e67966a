//! Paging while the bank goes on booking.

use std::collections::HashSet;
use std::fmt::Write as _;
use std::sync::atomic::{AtomicBool, Ordering};

use fgapi_client::StatementQuery;

use crate::sdk::wait;
use crate::site::{ACCOUNT, Database, PASSWORD, Site, USER};

fn rows(day_of_month: u32, numbers: std::ops::Range<u32>) -> String {
    let mut csv = "account_id,booked_at,amount,description,reference\n".to_owned();
    for number in numbers {
        writeln!(csv, "{ACCOUNT},2026-03-{day_of_month:02},{},row {number},W{number}", i64::from(number) + 1).unwrap();
    }
    csv
}

fn walk_while_rows_are_added(database: Database) {
    let site = Site::with_data(database);
    for day in 1..=10 {
        let name = format!("day{day}.csv");
        site.run(&["import", "transactions", "--format", "csv", &site.file(&name, rows(day, (day - 1) * 200..day * 200))]);
    }
    let serving = site.serve();
    let fintech = site.client(&serving, "read");
    let link = fintech.keep(USER, PASSWORD, "walk");
    let walked = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for batch in 0.. {
                if walked.load(Ordering::Relaxed) {
                    break;
                }
                let name = format!("more{batch}.csv");
                site.run(&[
                    "import",
                    "transactions",
                    "--format",
                    "csv",
                    &site.file(&name, rows(11 + batch, 2000 + batch * 50..2050 + batch * 50)),
                ]);
            }
        });
        for _ in 0..3 {
            let (mut seen, mut balance) = (Vec::new(), None);
            let mut rows = link.transactions(&StatementQuery::of(ACCOUNT, "2026-03-01", "2026-03-31"));
            while let Some(row) = wait(rows.next()) {
                let row = row.unwrap();
                assert!(balance.is_none_or(|before: i64| before + row.amount == row.balance), "balances must continue: {row:?}");
                balance = Some(row.balance);
                seen.push(row.id.into_owned());
            }
            let distinct: HashSet<&String> = seen.iter().collect();
            assert_eq!(distinct.len(), seen.len(), "a row came twice");
            for day in 1..=10 {
                for ordinal in 1..=200 {
                    let id = format!("{ACCOUNT}-202603{day:02}-{ordinal}");
                    assert!(distinct.contains(&id), "a row that was there all the time was skipped: {id}");
                }
            }
        }
        walked.store(true, Ordering::Relaxed);
    });
}

#[test]
fn a_walk_of_2000_rows_neither_skips_nor_repeats_on_sqlite() {
    walk_while_rows_are_added(Database::Sqlite);
}

#[test]
fn a_walk_of_2000_rows_neither_skips_nor_repeats_on_postgresql() {
    walk_while_rows_are_added(Database::Postgres);
}
