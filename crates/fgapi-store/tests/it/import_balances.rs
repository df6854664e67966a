//! Balances that a bank notes (残高通知): compared with what is stored, and what an account begins with where nothing is.

use fgapi_domain::Yen;
use fgapi_store::{BalancesReport, ImportFault, StatementOptions};
use fgapi_testkit::bank::BankFixture as _;
use fgapi_zengin::{Calendar, NotedBalance, Separator, WriteOptions, write_balances};

use crate::fixture::{IMPORTED_AT, StoreFixture};
use crate::import_zengin::Row::Plain;
use crate::import_zengin::{account, added, day, import, listing, on_each_store, zengin};

/// A balance at 15:00 of a day of January, and the one of the evening before.
fn noted(of_january: u8, now: i64, before: i64) -> tempfile::NamedTempFile {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    let balance = NotedBalance {
        record: 0,
        account: account(),
        created: day(31),
        day: day(of_january),
        minute: Some(900),
        balance: Yen(now),
        before: Some(Yen(before)),
        latest: None,
    };
    write_balances(&mut file, WriteOptions { separator: Separator::CrLf, created: day(31) }, &[balance]).unwrap();
    file
}

fn take(fixture: &StoreFixture, file: &tempfile::NamedTempFile) -> Result<BalancesReport, ImportFault> {
    let options = StatementOptions { now: IMPORTED_AT, calendar: Calendar::Checked, provisional: false };
    fixture.fresh.store.import_balances(file.path(), options, &mut |_| ())
}

fn counts(report: &BalancesReport) -> (u64, u64, u64) {
    (report.agreed, report.anchored, report.unknown)
}

#[test]
fn a_balance_is_compared_with_the_end_of_a_known_day() {
    on_each_store(|fixture| {
        added(fixture, &zengin(Some(100), &[Plain(5, 10), Plain(7, 20)]));
        for (file, expected) in [
            (noted(6, 1, 110), (1, 0, 0)),
            (noted(7, 1, 110), (1, 0, 0)),
            (noted(8, 1, 130), (1, 0, 0)),
            (noted(5, 1, 100), (1, 0, 0)),
            (noted(9, 1, 999), (0, 0, 1)),
            (noted(3, 1, 999), (0, 0, 1)),
        ] {
            assert_eq!(counts(&take(fixture, &file).unwrap()), expected);
        }
        let refusal = take(fixture, &noted(7, 1, 111)).unwrap_err().to_string();
        assert!(refusal.contains("record 2") && refusal.contains("2026-01-06"), "{refusal}");
        assert!(refusal.contains("110 yen") && refusal.contains("111 yen"), "{refusal}");
    });
}

#[test]
fn an_account_without_any_balance_begins_with_it() {
    on_each_store(|fixture| {
        assert_eq!(counts(&take(fixture, &noted(6, 500, 400)).unwrap()), (0, 1, 0));
        let again = take(fixture, &noted(6, 500, 400)).unwrap();
        assert!(again.changed_nothing());
        assert_eq!(counts(&again), (1, 0, 0));
        assert!(take(fixture, &noted(6, 500, 401)).is_err(), "another balance of the same evening");
        // A statement of the days after goes on from it, and one that does not fit is refused.
        assert!(import(fixture, &zengin(Some(7), &[Plain(6, 1)])).is_err());
        assert_eq!(added(fixture, &zengin(None, &[Plain(6, 100)])), (1, 0, 0));
        assert_eq!(listing(fixture), [(6, 100, 500)]);
    });
}

#[test]
fn history_before_it_leads_up_to_it() {
    on_each_store(|fixture| {
        take(fixture, &noted(6, 500, 400)).unwrap();
        // The 5th is the day that the balance is of the end of.
        let refusal = import(fixture, &zengin(Some(380), &[Plain(3, 10), Plain(5, 5), Plain(6, 100)])).unwrap_err().to_string();
        assert!(refusal.contains("385 yen") && refusal.contains("380 yen"), "{refusal}");
        assert_eq!(added(fixture, &zengin(Some(385), &[Plain(3, 10), Plain(5, 5), Plain(6, 100)])), (3, 0, 0));
        assert_eq!(listing(fixture), [(3, 10, 395), (5, 5, 400), (6, 100, 500)]);
        assert_eq!(counts(&take(fixture, &noted(6, 500, 400)).unwrap()), (1, 0, 0));
        assert_eq!(added(fixture, &zengin(Some(300), &[Plain(2, 85)])), (1, 0, 0));
        assert_eq!(listing(fixture)[0], (2, 85, 385));
    });
}

#[test]
fn an_unknown_account_is_refused() {
    on_each_store(|fixture| {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        let balance = NotedBalance { account: "9999-101-1-0000009".parse().unwrap(), ..one() };
        write_balances(&mut file, WriteOptions { separator: Separator::None, created: day(31) }, &[one(), balance]).unwrap();
        let refusal = take(fixture, &file).unwrap_err().to_string();
        assert!(refusal.contains("record 3") && refusal.contains("fgapi import accounts"), "{refusal}");
        assert_eq!(counts(&take(fixture, &noted(6, 500, 400)).unwrap()), (0, 1, 0), "nothing of the refused file was kept");
    });
}

fn one() -> NotedBalance {
    NotedBalance { record: 0, account: account(), created: day(31), day: day(6), minute: None, balance: Yen(3), before: None, latest: None }
}

#[test]
fn another_opening_balance_by_hand_is_of_no_day() {
    on_each_store(|fixture| {
        take(fixture, &noted(6, 500, 400)).unwrap();
        fixture.open_account(&account(), Yen(30));
        assert_eq!(added(fixture, &zengin(Some(30), &[Plain(3, 1)])), (1, 0, 0));
        assert_eq!(listing(fixture), [(3, 1, 31)]);
    });
}
