//! The page as JSON through serde, with what is not ASCII as `\uXXXX`.
//!
//! Its own code on purpose: a floor that moved with the product would measure nothing.

use std::fmt::Write as _;
use std::io;

use serde::Serialize;
use serde_json::ser::{Formatter, Serializer};
use time::Date;

use super::plan::PagePlan;
use super::store::Row;
use crate::Outcome;
use crate::fault::Told as _;

#[derive(Serialize)]
struct Shown<'a> {
    id: String,
    date: String,
    amount: i64,
    description: &'a str,
    balance: i64,
}

/// No page has more rows.
const PAGE: usize = 200;

/// A page's bytes.
pub(super) fn page(plan: &PagePlan, rows: &[Row]) -> Outcome<Vec<u8>> {
    let mut day_begins_with = plan.before;
    let mut last: Option<(i64, i64)> = None;
    let mut shown = Vec::with_capacity(PAGE);
    for row in rows.iter().take(PAGE) {
        if let Some((_, ended_with)) = last.filter(|(day, _)| *day != row.0) {
            day_begins_with = ended_with;
        }
        let balance = day_begins_with + row.4;
        last = Some((row.0, balance));
        shown.push(show(plan, row, balance)?);
    }
    let mut bytes = Vec::with_capacity(64 << 10);
    bytes.extend_from_slice(b"{\"transactions\":");
    shown.serialize(&mut Serializer::with_formatter(&mut bytes, Ascii)).told("a page", "report this")?;
    bytes.extend_from_slice(plan.tail.as_bytes());
    Ok(bytes)
}

fn show<'a>(plan: &PagePlan, row: &'a Row, balance: i64) -> Outcome<Shown<'a>> {
    let (day, ordinal, second, amount, _, description) = row;
    let date = Date::from_julian_day(i32::try_from(*day).unwrap_or_default()).told("a day", "report this")?;
    let (year, month, day) = (date.year(), u8::from(date.month()), date.day());
    let (mut id, mut text) = (String::with_capacity(40), String::with_capacity(25));
    // Writing into a String never fails.
    let _ = write!(id, "{}-{year:04}{month:02}{day:02}-{ordinal}", plan.account_id);
    let _ = write!(text, "{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}+09:00", second / 3_600, second / 60 % 60, second % 60);
    Ok(Shown { id, date: text, amount: *amount, description, balance })
}

struct Ascii;

impl Formatter for Ascii {
    fn write_string_fragment<W: ?Sized + io::Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        let mut rest = fragment;
        while let Some(at) = rest.bytes().position(|byte| !byte.is_ascii()) {
            writer.write_all(&rest.as_bytes()[..at])?;
            let other = &rest[at..];
            let until = other.bytes().position(|byte| byte.is_ascii()).unwrap_or(other.len());
            for unit in other[..until].encode_utf16() {
                writer.write_all(&escaped(unit))?;
            }
            rest = &other[until..];
        }
        writer.write_all(rest.as_bytes())
    }
}

fn escaped(unit: u16) -> [u8; 6] {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    let digit = |shift: u16| HEX[usize::from(unit >> shift & 0xf)];
    [b'\\', b'u', digit(12), digit(8), digit(4), digit(0)]
}
