//! 振込入金通知 (01): both data formats, 取消, counts and sums, and what is refused where.

use fgapi_domain::Yen;
use fgapi_zengin::{
    AccountStart, Calendar, Category, Event, FileFault, ReadOptions, Refusal, Separator, StatementReader, TransferIn, TransferNoticeWriter,
    WriteOptions,
};
use proptest::prelude::*;

use crate::support::{Rec, day, file, rows};

fn read(file: &[u8]) -> Result<Vec<Event>, FileFault> {
    let options = ReadOptions { today: day("2026-02-10"), calendar: Calendar::Checked };
    StatementReader::of_notices(file, options).collect()
}

fn header() -> Rec {
    Rec([b' '; 200]).put(1, "1010080131080101080131").put(23, "9999").put(42, "101").put(60, "1").put(61, "0001234")
}

/// Data format A: 500 yen of 令和8-01-15.
fn narrow() -> Rec {
    Rec([b' '; 200]).put(1, "2000001080115080115").put(20, "00000005000000000000").put(40, "0".repeat(10)).put(50, [0xBD, 0xBD, 0xDE, 0xB7])
}

/// Data format B: 20,000,000,000 yen.
fn wide() -> Rec {
    narrow().put(20, "0".repeat(20)).put(129, "020000000000000000000000").put(153, "EDI")
}

fn trailer(count: u32, sum: u64, cancelled: u32, taken_back: u64) -> Rec {
    Rec([b' '; 200]).put(1, format!("8{count:06}{sum:012}{cancelled:06}{taken_back:012}"))
}

fn end() -> Rec {
    Rec([b' '; 200]).put(1, "9")
}

fn refusal(records: &[Rec]) -> Refusal {
    match read(&file(records, b"")) {
        Err(FileFault::Refused(refusal)) => *refusal,
        other => panic!("refusal expected, got {other:?}"),
    }
}

#[test]
fn both_formats_and_a_cancelled_transfer() {
    let cancelled = narrow().put(128, "1").put(2, "000002");
    let with_edi = narrow().put(129, "20260115INVOICE 0001");
    let records = [header(), narrow(), wide(), cancelled, with_edi, trailer(3, 20_000_001_000, 1, 500), end()];
    for separator in [&b""[..], b"\r\n"] {
        let events = read(&file(&records, separator)).unwrap();
        let found: Vec<_> = rows(&events).iter().map(|row| (row.amount, row.category, row.reference)).collect();
        assert_eq!(
            found,
            [
                (Yen(500), Category::Transfer, Some(1)),
                (Yen(20_000_000_000), Category::Transfer, Some(1)),
                (Yen(-500), Category::Correction, Some(2)),
                (Yen(500), Category::Transfer, Some(1)),
            ]
        );
        assert_eq!(rows(&events)[0].description.as_str(), "ｽｽﾞｷ");
        let Some(Event::Header(header)) = events.first() else { panic!("a header") };
        assert_eq!((header.account.to_string().as_str(), header.opening), ("9999-101-1-0001234", None));
        assert!(matches!(events.last(), Some(Event::End(end)) if end.accounts == 1 && end.rows == 4));
    }
    let trimmed = [file(&records[..6], b"\r\n"), b"9".to_vec()].concat();
    assert_eq!(read(&trimmed).unwrap().len(), 7, "an end record that lost its filling");
}

#[test]
fn what_is_wrong_is_named_with_its_columns() {
    let whole = || vec![header(), narrow(), trailer(1, 500, 0, 0), end()];
    let with = |at: usize, record: Rec| {
        let mut records = whole();
        records[at] = record;
        let refusal = refusal(&records);
        (refusal.record, refusal.columns.from, refusal.columns.to)
    };
    assert_eq!(with(2, trailer(2, 500, 0, 0)), (3, 2, 7));
    assert_eq!(with(2, trailer(1, 501, 0, 0)), (3, 8, 19));
    assert_eq!(with(2, trailer(1, 500, 1, 0)), (3, 20, 25));
    assert_eq!(with(2, trailer(1, 500, 0, 1)), (3, 26, 37));
    assert_eq!(with(1, narrow().put(128, "7")), (2, 128, 128));
    assert_eq!(with(1, narrow().put(20, "0".repeat(10))), (2, 20, 29), "no amount at all");
    assert_eq!(with(1, wide().put(20, "0000000500")), (2, 129, 140), "two different amounts");
    assert_eq!(with(1, narrow().put(8, "080201")), (2, 8, 13), "outside 勘定日 自 to 至");
    assert_eq!(with(1, narrow().put(20, "00000005X0")), (2, 20, 29));
    assert_eq!(with(0, header().put(2, "03")), (1, 2, 3));
    assert_eq!(with(0, header().put(60, "9")), (1, 60, 60));
    assert_eq!(with(3, narrow()), (4, 1, 1), "no end record");
    let cut = refusal(&whole()[..3]);
    assert_eq!((cut.record, cut.columns.from), (4, 1));
}

fn transfers() -> impl Strategy<Value = Vec<TransferIn>> {
    let transfer = (0_u32..1_000_000, 1_u8..=31, 1_i64..40_000_000_000, "[A-Z]{0,20}", any::<bool>(), "[A-Z0-9]{0,20}");
    let made = transfer.prop_map(|(reference, of_january, amount, payer, cancelled, edi)| TransferIn {
        reference: Some(reference),
        day: day(&format!("2026-01-{of_january:02}")),
        amount: Yen(amount),
        payer,
        cancelled,
        edi,
    });
    prop::collection::vec(made, 0..20)
}

fn written(transfers: &[TransferIn], separator: Separator) -> Vec<u8> {
    let mut writer = TransferNoticeWriter::new(Vec::new(), WriteOptions { separator, created: day("2026-01-31") });
    writer
        .begin_account(&AccountStart {
            account: "9999-101-1-0001234".parse().unwrap(),
            from: day("2026-01-01"),
            to: day("2026-01-31"),
            bank_name: "ﾃｽﾄ".into(),
            branch_name: String::new(),
            holder: String::new(),
            passbook: None,
            opening: None,
        })
        .unwrap();
    transfers.iter().for_each(|transfer| writer.transfer(transfer).unwrap());
    writer.end_account().unwrap();
    writer.finish().unwrap()
}

proptest! {
    #[test]
    fn what_is_written_reads_back(transfers in transfers(), crlf: bool) {
        let separator = if crlf { Separator::CrLf } else { Separator::None };
        let events = read(&written(&transfers, separator)).unwrap();
        let found: Vec<_> = rows(&events).iter().map(|row| (row.day, row.amount.0.abs(), row.is_correction())).collect();
        let expected: Vec<_> = transfers.iter().map(|one| (one.day, one.amount.0, one.cancelled)).collect();
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn damage_never_panics_and_changes_no_amount(
        transfers in transfers(), at: prop::sample::Index, byte in prop_oneof![any::<u8>(), prop::sample::select(b" 0123456789\r\n\x1A".to_vec())]
    ) {
        let mut file = written(&transfers, Separator::None);
        let at = at.index(file.len());
        file[at] = byte;
        if let Ok(events) = read(&file) {
            let sum = |amounts: Vec<i64>| amounts.into_iter().map(i128::from).sum::<i128>();
            let found = sum(rows(&events).iter().map(|row| row.amount.0).collect());
            let expected = sum(transfers.iter().map(|one| if one.cancelled { -one.amount.0 } else { one.amount.0 }).collect());
            prop_assert_eq!(found, expected);
        }
    }

    #[test]
    fn any_bytes_behind_a_good_start(bytes in prop::collection::vec(any::<u8>(), 0..900)) {
        let mut file = header().0.to_vec();
        file.extend(bytes);
        prop_assert!(read(&file).is_err());
    }
}
