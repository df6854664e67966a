//! Records put together column by column, as the format's tables have them, apart from the room's own writer.

use fgapi_domain::{JstDate, Yen};
use fgapi_zengin::{Calendar, Event, FileFault, ReadOptions, Refusal, Row, StatementReader};

/// A record under construction.
#[derive(Clone)]
pub(crate) struct Rec(pub(crate) [u8; 200]);

impl Rec {
    /// Writes `bytes` from `column` (from 1) on.
    pub(crate) fn put(mut self, column: usize, bytes: impl AsRef<[u8]>) -> Self {
        let bytes = bytes.as_ref();
        self.0[column - 1..column - 1 + bytes.len()].copy_from_slice(bytes);
        self
    }
}

/// A header of 普通 0001234 at 9999-101: made 令和8-01-31, rows of 令和8-01, 1,000 yen at first.
pub(crate) fn header() -> Rec {
    Rec([b' '; 200])
        .put(1, "1030080131080101080131")
        .put(23, "9999")
        .put(27, [0xC3, 0xBD, 0xC4])
        .put(42, "101")
        .put(45, [0xCE, 0xDD, 0xC3, 0xDD])
        .put(60, "000")
        .put(63, "10000001234")
        .put(74, [0xD4, 0xCF, 0xC0, 0xDE])
        .put(114, "11")
        .put(116, "00000000001000")
}

/// A row of 令和8-01-15, 振込: 500 yen in.
pub(crate) fn row() -> Rec {
    Rec([b' '; 200])
        .put(1, "200000001080115080115")
        .put(22, "111")
        .put(25, "000000000500")
        .put(37, "0".repeat(45))
        .put(160, [0xCC, 0xD8, 0xBA, 0xD0])
}

/// The trailer of one such row.
pub(crate) fn trailer() -> Rec {
    Rec([b' '; 200])
        .put(1, "8000001")
        .put(8, "0000000000500")
        .put(21, "000000")
        .put(27, "0000000000000")
        .put(40, "1")
        .put(41, "00000000001500")
        .put(55, "0000001")
}

/// The end of a file of four records and one account.
pub(crate) fn end() -> Rec {
    Rec([b' '; 200]).put(1, "9").put(2, "0000000004").put(12, "00001")
}

/// The four records of a whole file.
pub(crate) fn sample() -> Vec<Rec> {
    vec![header(), row(), trailer(), end()]
}

/// The file of `records`, with `separator` after each.
pub(crate) fn file(records: &[Rec], separator: &[u8]) -> Vec<u8> {
    records.iter().flat_map(|record| [record.0.as_slice(), separator].concat()).collect()
}

pub(crate) fn day(text: &str) -> JstDate {
    text.parse().unwrap()
}

/// Read on 2026-02-10.
pub(crate) const fn options(today: JstDate) -> ReadOptions {
    ReadOptions { today, calendar: Calendar::Checked }
}

pub(crate) fn read(file: &[u8]) -> Result<Vec<Event>, FileFault> {
    StatementReader::new(file, options(day("2026-02-10"))).collect()
}

/// The refusal that `file` gets.
pub(crate) fn refusal(file: &[u8]) -> Refusal {
    match read(file) {
        Err(FileFault::Refused(refusal)) => *refusal,
        other => panic!("refusal expected, got {other:?}"),
    }
}

/// Where `records` are refused: record, first and last column.
pub(crate) fn refused_at(records: &[Rec]) -> (u64, usize, usize) {
    let refusal = refusal(&file(records, b""));
    (refusal.record, refusal.columns.from, refusal.columns.to)
}

pub(crate) fn rows(events: &[Event]) -> Vec<&Row> {
    events.iter().filter_map(|event| if let Event::Row(row) = event { Some(row) } else { None }).collect()
}

pub(crate) fn amounts(events: &[Event]) -> Vec<Yen> {
    rows(events).iter().map(|row| row.amount).collect()
}
