//! Dates without an era.

use fgapi_domain::JstDate;
use fgapi_zengin::{Calendar, Event, FileFault, ReadOptions, StatementReader};

use crate::support::{Rec, day, end, file, header, row, trailer};

/// A file made on, and about, the day of these six digits.
fn dated(digits: &str) -> Vec<u8> {
    let header = header().put(5, digits).put(11, digits).put(17, digits);
    file(&[header, row().put(10, digits).put(16, digits), trailer(), end()], b"")
}

fn read(file: &[u8], today: &str, calendar: Calendar) -> Result<(JstDate, JstDate), FileFault> {
    let events: Vec<Event> = StatementReader::new(file, ReadOptions { today: day(today), calendar }).collect::<Result<_, _>>()?;
    match events.as_slice() {
        [Event::Header(header), Event::Row(row), ..] => Ok((header.created, row.day)),
        _ => panic!("a header and a row expected"),
    }
}

fn message(file: &[u8], today: &str, calendar: Calendar) -> String {
    read(file, today, calendar).unwrap_err().to_string()
}

#[test]
fn wareki_is_the_newest_era_that_is_not_in_the_future() {
    for (digits, expected) in [
        ("070101", "2025-01-01"),
        ("010501", "2019-05-01"),
        ("310430", "2019-04-30"),
        ("010108", "1989-01-08"),
        ("640107", "1989-01-07"),
        ("080229", "1996-02-29"),
    ] {
        for calendar in [Calendar::Checked, Calendar::Wareki] {
            assert_eq!(read(&dated(digits), "2026-07-01", calendar).unwrap(), (day(expected), day(expected)), "{digits}");
        }
    }
}

#[test]
fn days_that_are_none_are_refused() {
    // 310501: 平成 had ended the day before, and no file is of 昭和 31.
    for digits in ["310501", "000000", "080230", "081301", "080100", "000101", "990101", "640108"] {
        let said = message(&dated(digits), "2026-07-01", Calendar::Wareki);
        assert!(said.starts_with("record 1, columns 5-10 (作成日): "), "{said}");
    }
    let said = message(&file(&[header().put(5, " ".repeat(6))], b""), "2026-07-01", Calendar::Wareki);
    assert!(said.contains("6 digits expected"), "{said}");
}

#[test]
fn seireki_is_forced_and_not_in_the_future() {
    assert_eq!(read(&dated("260115"), "2026-02-10", Calendar::Seireki).unwrap().0, day("2026-01-15"));
    assert_eq!(read(&dated("000229"), "2026-02-10", Calendar::Seireki).unwrap().0, day("2000-02-29"));
    let said = message(&dated("260301"), "2026-02-10", Calendar::Seireki);
    assert!(said.starts_with("record 1, columns 5-10 (作成日): "), "{said}");
}

#[test]
fn a_likely_mistake_about_the_calendar_is_never_silent() {
    // 西暦 2026 would be 平成 26, twelve years ago; the operator's word settles it.
    let said = message(&dated("260115"), "2026-02-10", Calendar::Checked);
    assert!(said.contains("作成日") && said.contains("西暦"), "{said}");
    assert_eq!(read(&dated("260115"), "2026-02-10", Calendar::Wareki).unwrap().0, day("2014-01-15"));
    // A machine whose clock is a day behind must not turn 令和 8 into 平成 8.
    assert!(read(&dated("080211"), "2026-02-10", Calendar::Checked).is_err());
}

#[test]
fn rows_are_read_next_to_the_day_that_the_file_was_made() {
    // 平成 31 in a file of 令和 1.
    let header = header().put(5, "010510").put(11, "310401").put(17, "010510");
    let over = file(&[header, row().put(10, "310430").put(16, "010501"), trailer(), end()], b"");
    assert_eq!(read(&over, "2026-02-10", Calendar::Checked).unwrap(), (day("2019-05-10"), day("2019-04-30")));
}

fn period(from: &str, to: &str, booked: &str) -> Vec<u8> {
    let header: Rec = header().put(11, from).put(17, to);
    file(&[header, row().put(10, booked), trailer(), end()], b"")
}

#[test]
fn rows_lie_within_the_period() {
    let blank = "      ";
    assert!(read(&period("080101", "080131", "080101"), "2026-02-10", Calendar::Checked).is_ok());
    assert!(read(&period(blank, blank, "080131"), "2026-02-10", Calendar::Checked).is_ok());
    for (from, to, booked) in [
        ("080102", "080131", "080101"),
        ("080101", "080114", "080115"),
        (blank, "080114", "080115"),
        ("080116", blank, "080115"),
        (blank, blank, "080201"),
        ("080101", "080228", "080211"),
        ("080101", "080131", "000000"),
    ] {
        let said = message(&period(from, to, booked), "2026-02-10", Calendar::Checked);
        assert!(said.starts_with("record 2, columns 10-15 (勘定日): "), "{said}");
    }
    let said = message(&period("080131", "080130", "080130"), "2026-02-10", Calendar::Checked);
    assert!(said.starts_with("record 1, columns 17-22 (勘定日(至)): "), "{said}");
}
