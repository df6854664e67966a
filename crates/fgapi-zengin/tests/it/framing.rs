//! However records are ended, the same file says the same.

use std::io::{self, BufRead, BufReader, Read};

use fgapi_domain::Yen;
use fgapi_zengin::{Event, FileFault, StatementReader};

use crate::support::{amounts, day, file, options, read, refusal, sample};

fn expected() -> Vec<Event> {
    read(&file(&sample(), b"")).unwrap()
}

#[test]
fn every_ending_reads_the_same() {
    for separator in ["", "\n", "\r\n", "\r", "\r\r\n", "   \r\n"] {
        let whole = file(&sample(), separator.as_bytes());
        assert_eq!(read(&whole).unwrap(), expected(), "{separator:?}");
        for tail in ["\x1A", "\r\n\x1A", "\x1A\0\0\0", "   ", "\n\n"] {
            assert_eq!(read(&[whole.as_slice(), tail.as_bytes()].concat()).unwrap(), expected(), "{separator:?} {tail:?}");
        }
        let bare = &whole[..whole.len() - separator.len()];
        assert_eq!(read(bare).unwrap(), expected(), "{separator:?} without the last");
    }
}

#[test]
fn trailing_spaces_may_have_been_taken_off() {
    for separator in ["\n", "\r\n", "\r"] {
        let lines: Vec<Vec<u8>> = sample().iter().map(|record| record.0.trim_ascii_end().to_vec()).collect();
        assert_eq!(read(&lines.join(separator.as_bytes())).unwrap(), expected(), "{separator:?}");
    }
    assert_eq!(read(file(&sample(), b"").trim_ascii_end()).unwrap(), expected());
}

#[test]
fn longer_lines_are_taken_only_when_the_rest_is_spaces() {
    let wide = file(&sample(), b"                    \r\n");
    assert_eq!(read(&wide).unwrap(), expected());
    let mut lines = file(&sample(), b"\r\n");
    lines.splice(402..402, *b"2");
    lines.splice(202 + 200..202 + 200, *b"X");
    let refused = refusal(&lines);
    assert_eq!((refused.record, refused.problem.as_ref()), (2, "the line is longer than 200 bytes"));
}

#[test]
fn a_file_cut_off_is_refused() {
    let whole = file(&sample(), b"");
    for length in 1..600 + 16 {
        assert!(read(&whole[..length]).is_err(), "{length} bytes");
    }
    assert_eq!(refusal(&whole[..500]).problem, "200 bytes expected, 100 found");
    assert_eq!(refusal(&whole[..600]).problem, "the file ends before its end record (9)");
    let lines = file(&sample(), b"\n");
    for length in 1..603 + 16 {
        assert!(read(&lines[..length]).is_err(), "{length} bytes");
    }
}

#[test]
fn nothing_follows_the_end() {
    let whole = file(&sample(), b"\r\n");
    let twice = [whole.clone(), whole.clone()].concat();
    assert_eq!((refusal(&twice).record, refusal(&twice).problem.as_ref()), (5, "nothing may follow the end record (9)"));
    assert!(read(&[whole.as_slice(), b"\x1AX"].concat()).is_err());
}

#[test]
fn small_reads_make_no_difference() {
    for separator in ["", "\r\n"] {
        let whole = file(&sample(), separator.as_bytes());
        for capacity in [1, 2, 3, 7, 199, 200, 201, 202] {
            let reader = BufReader::with_capacity(capacity, whole.as_slice());
            let events: Vec<Event> = StatementReader::new(reader, options(day("2026-02-10"))).map(Result::unwrap).collect();
            assert_eq!(events, expected(), "{capacity} bytes at a time");
        }
    }
}

/// Gives `good` bytes, interrupted at each call, and then fails.
struct Failing<'a> {
    good: &'a [u8],
    interrupt: bool,
}

impl Read for Failing<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.good.read(into)
    }
}

impl BufRead for Failing<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.interrupt = !self.interrupt;
        match (self.interrupt, self.good.is_empty()) {
            (true, _) => Err(io::ErrorKind::Interrupted.into()),
            (false, true) => Err(io::ErrorKind::UnexpectedEof.into()),
            (false, false) => Ok(&self.good[..self.good.len().min(50)]),
        }
    }

    fn consume(&mut self, amount: usize) {
        self.good = &self.good[amount..];
    }
}

#[test]
fn a_disk_that_fails_is_told_apart_and_interruptions_are_ridden_out() {
    let whole = file(&sample(), b"");
    let mut reader = StatementReader::new(Failing { good: &whole[..450], interrupt: false }, options(day("2026-02-10")));
    let events: Vec<Event> = reader.by_ref().take(2).map(Result::unwrap).collect();
    assert_eq!(amounts(&events), [Yen(500)]);
    let fault = reader.next().unwrap().unwrap_err();
    assert!(matches!(fault, FileFault::Io { record: 3, .. }), "{fault}");
    assert!(reader.next().is_none());
}
