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
    let (year, month, day) = (i64::from(date.year()), i64::from(u8::from(date.month())), i64::from(date.day()));
    let (mut id, mut text) = (String::with_capacity(40), String::with_capacity(25));
    id.push_str(&plan.account_id);
    digits(&mut id, '-', year / 100);
    digits(&mut id, '\0', year % 100);
    digits(&mut id, '\0', month);
    digits(&mut id, '\0', day);
    // Writing into a String never fails.
    let _ = write!(id, "-{ordinal}");
    digits(&mut text, '\0', year / 100);
    digits(&mut text, '\0', year % 100);
    digits(&mut text, '-', month);
    digits(&mut text, '-', day);
    digits(&mut text, 'T', second / 3_600);
    digits(&mut text, ':', second / 60 % 60);
    digits(&mut text, ':', second % 60);
    text.push_str("+09:00");
    Ok(Shown { id, date: text, amount: *amount, description, balance })
}

/// A sign, unless it is none, and two digits: what `write!` takes ten times as long for.
fn digits(text: &mut String, sign: char, number: i64) {
    if sign != '\0' {
        text.push(sign);
    }
    for digit in [number / 10 % 10, number % 10] {
        text.push(char::from(b'0' + u8::try_from(digit).unwrap_or_default()));
    }
}

/// Escapes are written so many at once.
const RUN: usize = 32;

struct Ascii;

impl Formatter for Ascii {
    fn write_string_fragment<W: ?Sized + io::Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        let mut rest = fragment;
        while let Some(at) = rest.bytes().position(|byte| !byte.is_ascii()) {
            writer.write_all(&rest.as_bytes()[..at])?;
            let other = &rest[at..];
            let until = other.bytes().position(|byte| byte.is_ascii()).unwrap_or(other.len());
            let mut units = [0_u8; 6 * RUN];
            let mut filled = 0;
            for unit in other[..until].encode_utf16() {
                units[filled..filled + 6].copy_from_slice(&escaped(unit));
                filled += 6;
                if filled == units.len() {
                    writer.write_all(&units)?;
                    filled = 0;
                }
            }
            writer.write_all(&units[..filled])?;
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
