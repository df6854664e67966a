//! Taking over 全銀 files: what they promise about running twice, overlapping, going on, and being wrong.

use fgapi_banking::Held;
use fgapi_domain::{AccountKey, JstDate, Period, Secret, Yen};
use fgapi_page::PageNumber;
use fgapi_store::{ImportFault, StatementOptions, TransactionsReport};
use fgapi_testkit::SeededEntropy;
use fgapi_testkit::bank::BankFixture;
use fgapi_zengin::{AccountStart, Calendar, Category, Entry, Separator, StatementWriter, WriteOptions};

use crate::fixture::{IMPORTED_AT, StoreFixture};
use crate::support::{Fresh, memory, postgres, sqlite};

/// Runs `test` on an empty account that c-1 holds, in each sort of store.
pub(crate) fn on_each_store(test: impl Fn(&StoreFixture)) {
    for fresh in [memory(), sqlite(), postgres()] {
        test(&with_account(fresh));
    }
}

/// A store with an empty account that c-1 holds.
pub(crate) fn with_account(fresh: Fresh) -> StoreFixture {
    let fixture = StoreFixture::new(fresh);
    let text = "bank_code,branch_code,kind,number,owner_type\n9999,101,1,0000001,p\n";
    fixture.fresh.store.import_accounts(crate::fixture::file(text).path(), &SeededEntropy::new(1), &mut |_| ()).unwrap();
    fixture.add_customer(&"c-1".parse().unwrap(), &"hanako".parse().unwrap(), &Secret::new("さくら"), &[account()]);
    fixture
}

/// The account of these tests.
pub(crate) fn account() -> AccountKey {
    "9999-101-1-0000001".parse().unwrap()
}

/// A day of January 2026.
pub(crate) fn day(of_january: u8) -> JstDate {
    format!("2026-01-{of_january:02}").parse().unwrap()
}

/// Day of January and amount; 訂正 when the amount is wrapped.
#[derive(Clone, Copy)]
pub(crate) enum Row {
    /// A row.
    Plain(u8, i64),
    /// 訂正.
    Correction(u8, i64),
}
use Row::{Correction, Plain};

/// A file of one account. The closing balance follows from the opening one.
pub(crate) fn zengin(opening: Option<i64>, rows: &[Row]) -> tempfile::NamedTempFile {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    let options = WriteOptions { separator: Separator::CrLf, created: day(31) };
    let mut writer = StatementWriter::new(&mut file, options);
    let days = || rows.iter().map(|(Plain(day, _) | Correction(day, _))| *day);
    let (from, to) = (day(days().min().unwrap_or(1)), day(days().max().unwrap_or(1)));
    writer
        .begin_account(&AccountStart {
            account: account(),
            from,
            to,
            bank_name: "ﾃｽﾄ".into(),
            branch_name: "ﾎﾝﾃﾝ".into(),
            holder: "ﾔﾏﾀﾞ ﾊﾅｺ".into(),
            passbook: None,
            opening: opening.map(Yen),
        })
        .unwrap();
    for row in rows {
        let (Plain(of_january, amount) | Correction(of_january, amount)) = *row;
        let category = if matches!(row, Correction(..)) { Category::Correction } else { Category::Transfer };
        // A payer is told of money that came in only.
        let (payer, note) = (if amount > 0 { "ｽｽﾞｷ".into() } else { String::new() }, String::new());
        writer.row(&Entry { reference: None, day: day(of_january), value_day: None, amount: Yen(amount), category, payer, note }).unwrap();
    }
    writer.end_account().unwrap();
    writer.finish().unwrap();
    file
}

/// Takes a file over.
pub(crate) fn import(fixture: &StoreFixture, file: &tempfile::NamedTempFile) -> Result<TransactionsReport, ImportFault> {
    let options = StatementOptions { now: IMPORTED_AT, calendar: Calendar::Checked, provisional: false };
    fixture.fresh.store.import_zengin(file.path(), options, &mut |_| ())
}

/// How many rows were added, there already, and cancelled.
pub(crate) fn added(fixture: &StoreFixture, file: &tempfile::NamedTempFile) -> (u64, u64, u64) {
    let report = import(fixture, file).unwrap();
    (report.added, report.unchanged, report.cancelled)
}

/// Day, amount and balance of each row.
pub(crate) fn listing(fixture: &StoreFixture) -> Vec<(u8, i64, i64)> {
    let period = Period::new("2000-01-01".parse().unwrap(), "2099-12-31".parse().unwrap()).unwrap();
    let answer = fixture.bank().transactions(&"c-1".parse().unwrap(), &account(), period, PageNumber::FIRST).unwrap();
    let Held::Yes(statement) = answer else { panic!("the account is held") };
    statement.page.rows().iter().map(|row| (row.booked.day().date().day(), row.amount.0, row.balance.0)).collect()
}

#[test]
fn the_same_file_again_changes_nothing() {
    on_each_store(|fixture| {
        let file = zengin(Some(1_000), &[Plain(5, 10), Plain(5, 10), Plain(7, -20)]);
        assert_eq!(added(fixture, &file), (3, 0, 0));
        assert_eq!(listing(fixture), [(5, 10, 1_010), (5, 10, 1_020), (7, -20, 1_000)], "two equal rows are two rows");
        let again = import(fixture, &file).unwrap();
        assert!(again.changed_nothing());
        assert_eq!((again.unchanged, listing(fixture).len()), (3, 3));
    });
}

#[test]
fn a_later_file_adds_only_what_is_new() {
    on_each_store(|fixture| {
        assert_eq!(added(fixture, &zengin(Some(0), &[Plain(5, 1), Plain(6, 2), Plain(7, 4)])), (3, 0, 0));
        assert_eq!(added(fixture, &zengin(Some(1), &[Plain(6, 2), Plain(7, 4), Plain(7, 4), Plain(8, 8)])), (2, 2, 0));
        assert_eq!(listing(fixture).last(), Some(&(8, 8, 19)));
        // A row that the bank booked late stands within what is known.
        assert_eq!(added(fixture, &zengin(Some(3), &[Plain(7, 4), Plain(7, 4), Plain(7, 100), Plain(8, 8)])), (1, 3, 0));
        assert_eq!(listing(fixture).last(), Some(&(8, 8, 119)));
    });
}

#[test]
fn a_file_may_go_on_within_a_day() {
    on_each_store(|fixture| {
        let (morning, afternoon) = (zengin(Some(0), &[Plain(5, 1), Plain(6, 2)]), zengin(Some(3), &[Plain(6, 2), Plain(6, 4)]));
        assert_eq!(added(fixture, &morning), (2, 0, 0));
        assert_eq!(added(fixture, &afternoon), (2, 0, 0), "it begins with our closing balance: its rows are new, though one looks known");
        assert_eq!(listing(fixture), [(5, 1, 1), (6, 2, 3), (6, 2, 5), (6, 4, 9)]);
        for file in [&afternoon, &morning, &afternoon] {
            assert!(import(fixture, file).unwrap().changed_nothing(), "again and out of turn: nothing new");
        }
        assert_eq!(listing(fixture).len(), 4);
    });
}

#[test]
fn older_history_moves_the_opening_balance() {
    on_each_store(|fixture| {
        assert_eq!(added(fixture, &zengin(Some(100), &[Plain(10, 1)])), (1, 0, 0));
        assert_eq!(added(fixture, &zengin(Some(70), &[Plain(8, 10), Plain(9, 20)])), (2, 0, 0));
        assert_eq!(listing(fixture), [(8, 10, 80), (9, 20, 100), (10, 1, 101)]);
        let refusal = import(fixture, &zengin(Some(5), &[Plain(2, 1)])).unwrap_err().to_string();
        assert!(refusal.contains("69 yen") && refusal.contains("5 yen"), "{refusal}");
        assert_eq!(added(fixture, &zengin(None, &[Plain(2, 1)])), (1, 0, 0), "without balances the store's own tells it");
        assert_eq!(listing(fixture)[0], (2, 1, 70));
    });
}

#[test]
fn a_gap_is_refused_whole() {
    on_each_store(|fixture| {
        import(fixture, &zengin(Some(0), &[Plain(5, 1)])).unwrap();
        let refusal = import(fixture, &zengin(Some(50), &[Plain(8, 1), Plain(9, 2)])).unwrap_err().to_string();
        assert!(refusal.contains("record 1") && refusal.contains("1 yen") && refusal.contains("50 yen"), "{refusal}");
        let refusal = import(fixture, &zengin(Some(0), &[Plain(4, 7), Plain(9, 2)])).unwrap_err().to_string();
        assert!(refusal.contains("yen"), "{refusal}");
        assert_eq!(listing(fixture), [(5, 1, 1)], "nothing of a refused file is kept");
    });
}

#[test]
fn a_file_without_a_known_row_is_refused() {
    on_each_store(|fixture| {
        import(fixture, &zengin(Some(0), &[Plain(5, 1), Plain(6, 2), Plain(7, 4)])).unwrap();
        // It covers the 6th without the row that is stored there.
        let refusal = import(fixture, &zengin(Some(0), &[Plain(5, 1), Plain(7, 4), Plain(8, 8)])).unwrap_err().to_string();
        assert!(refusal.contains("before the last day"), "{refusal}");
        assert_eq!(listing(fixture).len(), 3);
    });
}

#[test]
fn a_day_that_came_to_nothing_may_go_on_with_a_row_that_looks_known() {
    on_each_store(|fixture| {
        let (morning, afternoon) =
            (zengin(Some(0), &[Plain(5, 1_000), Plain(5, -1_000)]), zengin(Some(0), &[Plain(5, 1_000), Plain(5, 1)]));
        assert_eq!(added(fixture, &morning), (2, 0, 0));
        assert_eq!(added(fixture, &afternoon), (2, 0, 0), "only so its closing balance is reached");
        assert_eq!(listing(fixture).last(), Some(&(5, 1, 1_001)));
        for file in [&afternoon, &morning, &afternoon] {
            assert!(import(fixture, file).unwrap().changed_nothing(), "again and out of turn: nothing new");
        }
        assert_eq!(added(fixture, &zengin(Some(1_001), &[Plain(6, -1_001)])), (1, 0, 0));
        assert_eq!(added(fixture, &zengin(Some(0), &[Plain(7, 5), Plain(7, -5)])), (2, 0, 0));
        assert_eq!(added(fixture, &zengin(Some(0), &[Plain(7, -5), Plain(8, 7)])), (2, 0, 0), "other days may follow");
        assert_eq!(listing(fixture).last(), Some(&(8, 7, 2)));
    });
}

#[test]
fn a_last_day_that_misses_the_closing_balance_is_refused_whole() {
    on_each_store(|fixture| {
        let stored = zengin(Some(0), &[Plain(5, 100), Plain(5, 200)]);
        assert_eq!(added(fixture, &stored), (2, 0, 0));
        let mut ends = Vec::new();
        for rows in [&[Plain(5, 100), Plain(5, 300)][..], &[Plain(5, 200)]] {
            let refusal = import(fixture, &zengin(Some(0), rows)).unwrap_err().to_string();
            ends.push(refusal.split_once("; ").unwrap().0.to_owned());
        }
        let expected = |record, ours, file| {
            format!(
                "record {record}: the balance after the last row should be {ours} yen after what is stored, but the file says {file} yen"
            )
        };
        assert_eq!(ends, [expected(4, 600, 400), expected(3, 300, 200)]);
        assert_eq!(listing(fixture).len(), 2, "nothing of a refused file is kept");
        assert!(import(fixture, &zengin(Some(0), &[Plain(5, 100)])).unwrap().changed_nothing(), "an older copy of the day");
        assert_eq!(added(fixture, &zengin(Some(0), &[Plain(4, 7), Plain(4, -7), Plain(5, 100), Plain(5, 200)])), (2, 2, 0));
        assert!(import(fixture, &stored).unwrap().changed_nothing(), "an older copy of the days");
    });
}

#[test]
fn somebody_has_to_tell_a_balance() {
    on_each_store(|fixture| {
        let refusal = import(fixture, &zengin(None, &[Plain(5, 1)])).unwrap_err().to_string();
        assert!(refusal.contains("opening_balance"), "{refusal}");
        fixture.open_account(&account(), Yen(30));
        assert_eq!(added(fixture, &zengin(None, &[Plain(5, 1)])), (1, 0, 0));
        assert_eq!(listing(fixture), [(5, 1, 31)]);
        let refusal = import(fixture, &zengin(Some(7), &[Plain(6, 1)])).unwrap_err().to_string();
        assert!(refusal.contains("31 yen"), "{refusal}");
    });
}

#[test]
fn corrections_take_their_counterpart_out() {
    on_each_store(|fixture| {
        let file = zengin(Some(0), &[Plain(5, 10), Plain(6, 10), Plain(7, 3), Correction(7, -10), Correction(7, -99)]);
        let report = import(fixture, &file).unwrap();
        assert_eq!((report.added, report.cancelled, report.warnings.len()), (5, 1, 1));
        assert!(report.warnings[0].place.contains("record 6"), "{:?}", report.warnings);
        assert_eq!(listing(fixture), [(5, 10, 10), (7, 3, 13), (7, -99, -86)], "the newest counterpart and the correction are not listed");
        assert!(import(fixture, &file).unwrap().changed_nothing());
        // The bank's balances still count the cancelled rows: a file of the 6th begins with 10 and ends with 20.
        assert_eq!(
            added(fixture, &zengin(Some(10), &[Plain(6, 10), Plain(7, 3), Correction(7, -10), Correction(7, -99), Plain(8, 1)])),
            (1, 4, 0)
        );
        assert_eq!(added(fixture, &zengin(Some(-85), &[Correction(9, -3)])), (1, 0, 1), "a correction reaches into earlier files");
        assert_eq!(listing(fixture), [(5, 10, 10), (7, -99, -89), (8, 1, -88)]);
    });
}

#[test]
fn an_unknown_account_is_refused() {
    for fresh in [memory(), sqlite(), postgres()] {
        let fixture = StoreFixture::new(fresh);
        let refusal = import(&fixture, &zengin(Some(0), &[Plain(5, 1)])).unwrap_err().to_string();
        assert!(refusal.contains("record 1") && refusal.contains("fgapi import accounts"), "{refusal}");
    }
}

#[test]
fn progress_reaches_the_whole_file() {
    on_each_store(|fixture| {
        let file = zengin(Some(0), &[Plain(5, 1)]);
        let mut last = fgapi_store::Progress::default();
        let options = StatementOptions { now: IMPORTED_AT, calendar: Calendar::Checked, provisional: false };
        fixture.fresh.store.import_zengin(file.path(), options, &mut |progress| last = progress).unwrap();
        assert_eq!((last.records, last.bytes), (2, last.total_bytes));
        assert!(last.total_bytes > 0);
    });
}
