//! 残高通知 (04): which ends of days it tells, and what is refused where.

use fgapi_domain::{JstDate, Yen};
use fgapi_zengin::{BalanceReader, Business, Calendar, FileFault, NotedBalance, ReadOptions, Separator, WriteOptions, write_balances};
use proptest::prelude::*;

use crate::support::{Rec, day, file};

fn read(file: &[u8]) -> Result<Vec<NotedBalance>, FileFault> {
    BalanceReader::new(file, ReadOptions { today: day("2026-02-10"), calendar: Calendar::Checked }).collect()
}

fn header() -> Rec {
    Rec([b' '; 200]).put(1, "10400080131").put(62, "9999")
}

/// 2,000 yen at 15:30 of 令和8-01-31, 1,500 yen the day before.
fn balance() -> Rec {
    Rec([b' '; 200])
        .put(1, "20801311530101000")
        .put(18, "10000001234")
        .put(73, "100000000002000")
        .put(88, "0".repeat(43))
        .put(131, "000000000001500")
        .put(146, "080131")
}

fn end() -> Rec {
    Rec([b' '; 200]).put(1, "9")
}

fn noted(time: Option<u32>, on: &str, before: Option<i64>, latest: Option<&str>) -> NotedBalance {
    NotedBalance {
        record: 2,
        account: "9999-101-1-0001234".parse().unwrap(),
        created: day("2026-01-31"),
        day: day(on),
        minute: time,
        balance: Yen(2_000),
        before: before.map(Yen),
        latest: latest.map(day),
    }
}

#[test]
fn a_balance_is_read_with_or_without_a_trailer() {
    let expected = noted(Some(930), "2026-01-31", Some(1_500), Some("2026-01-31"));
    for records in [vec![header(), balance(), end()], vec![header(), balance(), Rec([b' '; 200]).put(1, "8000001"), end()]] {
        assert_eq!(read(&file(&records, b"\r\n")).unwrap(), std::slice::from_ref(&expected));
    }
    let two = read(&file(&[header(), balance(), balance().put(131, "200000000001500").put(73, "2"), end()], b"")).unwrap();
    assert_eq!((two[1].balance, two[1].before), (Yen(-2_000), Some(Yen(-1_500))));
    assert_eq!(Business::of(&file(&[header()], b"")), Some(Business::BalanceNotice));
}

#[test]
fn only_ends_of_days_are_told() {
    let ends = |noted: NotedBalance| noted.ends_of_days();
    let end = |on: &str, yen: i64| -> (JstDate, Yen) { (day(on), Yen(yen)) };
    assert_eq!(ends(noted(Some(930), "2026-01-31", Some(1_500), None)), [end("2026-01-30", 1_500)]);
    assert_eq!(ends(noted(Some(930), "2026-01-31", None, Some("2026-01-30"))), [end("2026-01-30", 2_000)], "nothing moved since");
    assert_eq!(ends(noted(Some(930), "2026-01-31", None, Some("2026-01-31"))), [], "in the midst of a day");
    assert_eq!(ends(noted(None, "2026-01-30", None, None)), [end("2026-01-30", 2_000)], "the day was over");
    assert_eq!(ends(noted(None, "2026-01-31", None, None)), [], "the day may go on");
    assert_eq!(ends(noted(Some(1_440), "2026-01-31", Some(1_500), None)), [end("2026-01-30", 1_500), end("2026-01-31", 2_000)]);
}

#[test]
fn what_is_wrong_is_named_with_its_columns() {
    let with = |at: usize, record: Rec| {
        let mut records = vec![header(), balance(), end()];
        records[at] = record;
        let Err(FileFault::Refused(refusal)) = read(&file(&records, b"")) else { panic!("refusal expected") };
        (refusal.record, refusal.columns.from, refusal.columns.to)
    };
    assert_eq!(with(0, header().put(2, "03")), (1, 2, 3));
    assert_eq!(with(0, header().put(5, "1")), (1, 5, 5));
    assert_eq!(with(0, header().put(62, "99 9")), (1, 62, 65));
    assert_eq!(with(1, balance().put(2, "080201")), (2, 2, 7), "after 作成日");
    assert_eq!(with(1, balance().put(8, "2460")), (2, 8, 11));
    assert_eq!(with(1, balance().put(73, "0")), (2, 73, 73), "a balance without its 貸越区分");
    assert_eq!(with(1, balance().put(74, " ".repeat(14))), (2, 74, 87));
    assert_eq!(with(1, balance().put(131, "300000000001500")), (2, 131, 131));
    assert_eq!(with(2, balance().put(1, "7")), (3, 1, 1));
    assert!(read(&file(&[header(), balance()], b"")).is_err(), "without an end record it may be cut off");
    assert!(read(&file(&[balance(), end()], b"")).is_err());
}

proptest! {
    #[test]
    fn what_is_written_reads_back(balances in prop::collection::vec((-99_999_999_999_999_i64..=99_999_999_999_999, prop::option::of(1_i64..99_999_999_999_999), 0_u32..=1_440), 1..20)) {
        let balances: Vec<_> = balances.iter().zip(2..).map(|((now, before, minute), record)| NotedBalance {
            record,
            balance: Yen(*now),
            ..noted(Some(*minute), "2026-01-30", *before, None)
        }).collect();
        let mut file = Vec::new();
        write_balances(&mut file, WriteOptions { separator: Separator::None, created: day("2026-01-31") }, &balances).unwrap();
        prop_assert_eq!(read(&file).unwrap(), balances);
    }

    #[test]
    fn damage_never_panics(at: prop::sample::Index, byte: u8, cut: bool) {
        let mut file = file(&[header(), balance(), balance(), end()], b"");
        let at = at.index(file.len());
        file[at] = byte;
        if cut {
            file.truncate(at);
        }
        if let Ok(read) = read(&file) {
            prop_assert_eq!(read.len(), 2);
        }
    }
}
