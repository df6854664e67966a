//! Notices of transfers (振込入金通知) beside statements: nothing is listed twice, and nothing unknown is listed unasked.

use fgapi_domain::Yen;
use fgapi_store::{ImportFault, StatementOptions, TransactionsReport};
use fgapi_testkit::bank::BankFixture as _;
use fgapi_zengin::{AccountStart, Calendar, Separator, TransferIn, TransferNoticeWriter, WriteOptions};

use crate::fixture::{IMPORTED_AT, StoreFixture};
use crate::import_zengin::Row::{Correction, Plain};
use crate::import_zengin::{account, added, day, listing, on_each_store, zengin};

/// Day, amount and payer; negative for a 取消.
type Told = (u8, i64, &'static str);

fn notice(transfers: &[Told]) -> tempfile::NamedTempFile {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    let mut writer = TransferNoticeWriter::new(&mut file, WriteOptions { separator: Separator::CrLf, created: day(31) });
    let start = AccountStart {
        account: account(),
        from: day(1),
        to: day(31),
        bank_name: String::new(),
        branch_name: String::new(),
        holder: String::new(),
        passbook: None,
        opening: None,
    };
    writer.begin_account(&start).unwrap();
    for (of_january, amount, payer) in transfers {
        let (amount, cancelled, payer) = (Yen(amount.abs()), *amount < 0, (*payer).into());
        writer.transfer(&TransferIn { reference: None, day: day(*of_january), amount, payer, cancelled, edi: String::new() }).unwrap();
    }
    writer.end_account().unwrap();
    writer.finish().unwrap();
    file
}

fn take(fixture: &StoreFixture, file: &tempfile::NamedTempFile, provisional: bool) -> Result<TransactionsReport, ImportFault> {
    let options = StatementOptions { now: IMPORTED_AT, calendar: Calendar::Checked, provisional };
    fixture.fresh.store.import_zengin(file.path(), options, &mut |_| ())
}

fn as_of(fixture: &StoreFixture) -> Option<u8> {
    let page = fixture.bank().accounts(&"c-1".parse().unwrap(), fgapi_page::PageNumber::FIRST).unwrap();
    page.rows()[0].as_of.map(|as_of| as_of.date.date().day())
}

#[test]
fn beside_a_statement_of_its_days_a_notice_adds_nothing() {
    on_each_store(|fixture| {
        added(fixture, &zengin(Some(0), &[Plain(5, 10), Plain(5, 10), Plain(6, 7), Plain(6, -3)]));
        let before = listing(fixture);
        // Its words are others than the statement's, and two equal transfers are two.
        let report = take(fixture, &notice(&[(5, 10, "ALPHA"), (5, 10, "BETA"), (6, 7, "")]), false).unwrap();
        assert!(report.changed_nothing());
        assert_eq!((report.unchanged, report.warnings.len()), (3, 0));
        let report = take(fixture, &notice(&[(5, 10, "A"), (5, 10, "B"), (5, 10, "C"), (6, 4, "D"), (6, -4, "D")]), true).unwrap();
        assert!(report.changed_nothing());
        assert_eq!(report.warnings.len(), 1, "the third is not in the statement; the cancelled one is nobody's: {:?}", report.warnings);
        assert!(report.warnings[0].place.contains("record 4") && report.warnings[0].text.contains("not added"));
        assert_eq!(listing(fixture), before);
    });
}

#[test]
fn transfers_of_days_to_come_are_refused_unless_they_are_asked_for() {
    on_each_store(|fixture| {
        added(fixture, &zengin(Some(0), &[Plain(5, 10)]));
        let refusal = take(fixture, &notice(&[(5, 10, "A"), (6, 500, "B")]), false).unwrap_err().to_string();
        assert!(refusal.contains("record 3") && refusal.contains("--provisional") && refusal.contains("種別 03"), "{refusal}");
        assert_eq!(listing(fixture).len(), 1);
        let file = notice(&[(6, 500, "B"), (6, 500, "B"), (7, 20, "C")]);
        let report = take(fixture, &file, true).unwrap();
        assert_eq!((report.added, report.unchanged), (3, 0));
        assert_eq!(listing(fixture), [(5, 10, 10), (6, 500, 510), (6, 500, 1_010), (7, 20, 1_030)]);
        assert_eq!(as_of(fixture), Some(5), "how far all is known a notice does not tell");
        for provisional in [true, false] {
            assert!(take(fixture, &file, provisional).unwrap().changed_nothing(), "again: nothing new, nothing to refuse");
        }
        let more = take(fixture, &notice(&[(7, 20, "C"), (7, 21, "D")]), true).unwrap();
        assert_eq!((more.added, more.unchanged), (1, 1));
    });
}

#[test]
fn a_statement_takes_the_place_of_what_a_notice_told() {
    on_each_store(|fixture| {
        added(fixture, &zengin(Some(0), &[Plain(5, 10)]));
        take(fixture, &notice(&[(6, 500, "A"), (6, 40, "B"), (7, 20, "C")]), true).unwrap();
        let statement = zengin(Some(10), &[Plain(6, -100), Plain(6, 500), Plain(6, 40), Plain(7, 20)]);
        let report = take(fixture, &statement, false).unwrap();
        assert_eq!((report.added, report.settled, report.unchanged), (1, 3, 3), "only what went out is new");
        let all = [(5, 10, 10), (6, 500, 510), (6, 40, 550), (6, -100, 450), (7, 20, 470)];
        assert_eq!(listing(fixture), all);
        assert_eq!(as_of(fixture), Some(7));
        assert!(take(fixture, &statement, false).unwrap().changed_nothing());
        let late = take(fixture, &notice(&[(6, 500, "A"), (6, 40, "B"), (7, 20, "C")]), true).unwrap();
        assert!(late.changed_nothing() && late.warnings.is_empty());
        assert_eq!(listing(fixture), all);
        assert_eq!(added(fixture, &zengin(Some(470), &[Plain(8, 1)])), (1, 0, 0), "and so it goes on");
    });
}

#[test]
fn a_statement_without_a_transfer_that_was_told_is_refused_until_that_is_cancelled() {
    on_each_store(|fixture| {
        added(fixture, &zengin(Some(0), &[Plain(5, 10)]));
        take(fixture, &notice(&[(6, 500, "A"), (8, 1, "Z")]), true).unwrap();
        let statement = zengin(Some(10), &[Plain(6, -1), Plain(7, 20)]);
        let refusal = take(fixture, &statement, false).unwrap_err().to_string();
        assert!(refusal.contains("record 1") && refusal.contains("2026-01-06") && refusal.contains("取消"), "{refusal}");
        let cancelled = take(fixture, &notice(&[(6, -500, "A")]), true).unwrap();
        assert_eq!((cancelled.added, cancelled.cancelled), (1, 1));
        assert_eq!(listing(fixture), [(5, 10, 10), (8, 1, 11)]);
        assert_eq!(take(fixture, &statement, false).unwrap().added, 2);
        assert_eq!(listing(fixture), [(5, 10, 10), (6, -1, 9), (7, 20, 29), (8, 1, 30)]);
    });
}

#[test]
fn a_statement_that_tells_the_cancelling_too_doubles_nothing() {
    on_each_store(|fixture| {
        added(fixture, &zengin(Some(0), &[Plain(5, 10)]));
        let report = take(fixture, &notice(&[(6, 500, "A"), (6, -500, "A"), (6, 40, "B")]), true).unwrap();
        assert_eq!((report.added, report.cancelled, report.warnings.len()), (3, 1, 0));
        let report = take(fixture, &zengin(Some(10), &[Plain(6, 500), Correction(6, -500), Plain(6, 40)]), false).unwrap();
        assert_eq!((report.added, report.settled, report.cancelled), (0, 3, 0));
        assert_eq!(listing(fixture), [(5, 10, 10), (6, 40, 50)]);
    });
}

#[test]
fn somebody_has_to_tell_a_balance() {
    on_each_store(|fixture| {
        let refusal = take(fixture, &notice(&[(6, 500, "A")]), true).unwrap_err().to_string();
        assert!(refusal.contains("opening_balance"), "{refusal}");
        assert_eq!(listing(fixture), []);
    });
}
