//! Days and instants in Japan Standard Time (UTC+9), whatever the machine's own time zone is.

use core::fmt;
use core::str::FromStr;

use time::{Date, Month, OffsetDateTime, UtcOffset};

use crate::digits::{push_four, push_two};
use crate::{Malformed, UnixSeconds};

const JST: UtcOffset = time::macros::offset!(+9);

/// A calendar day in Japan, written `YYYY-MM-DD` and nothing else.
///
/// ```
/// use fgapi_domain::JstDate;
/// assert!("2024-02-29".parse::<JstDate>().is_ok());
/// for bad in ["2021-02-29", "2020-1-1", "+2020-01-01", "２０２０-01-01", "2020-01-01T00:00:00"] {
///     assert!(bad.parse::<JstDate>().is_err());
/// }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct JstDate(Date);

impl JstDate {
    /// The day of a calendar date.
    pub const fn from_date(date: Date) -> Self {
        Self(date)
    }

    /// The calendar date.
    pub const fn date(self) -> Date {
        self.0
    }

    /// The day on which `instant` falls in Japan.
    pub fn of(instant: UnixSeconds) -> Self {
        JstDateTime::of(instant).0.date().into()
    }

    /// The Julian day, by which 1970-01-01 is 2,440,588: the number under which stores keep a day.
    pub const fn number(self) -> i64 {
        self.0.to_julian_day() as i64
    }

    /// The day with this [`number`](Self::number).
    ///
    /// # Errors
    /// [`Malformed`] when the number is outside the years -9999 to 9999.
    pub fn from_number(number: i64) -> Result<Self, Malformed> {
        i32::try_from(number)
            .ok()
            .and_then(|number| Date::from_julian_day(number).ok())
            .map(Self)
            .ok_or(Malformed::new("day number", "a Julian day of the years -9999 to 9999"))
    }

    /// The instant at which it begins in Japan.
    ///
    /// ```
    /// use fgapi_domain::{JstDate, JstDateTime};
    /// let day: JstDate = "2026-01-31".parse()?;
    /// assert_eq!(JstDateTime::of(day.begins_at()).to_string(), "2026-01-31T00:00:00+09:00");
    /// # Ok::<(), fgapi_domain::Malformed>(())
    /// ```
    pub const fn begins_at(self) -> UnixSeconds {
        UnixSeconds(self.0.midnight().assume_offset(JST).unix_timestamp())
    }

    /// The day before; stays at the earliest day there is.
    pub fn before(self) -> Self {
        Self(self.0.previous_day().unwrap_or(self.0))
    }

    /// The day after; stays at the latest day there is.
    pub fn after(self) -> Self {
        Self(self.0.next_day().unwrap_or(self.0))
    }

    /// Writes `YYYYMMDD` behind a text.
    pub(crate) fn push_compact(self, text: &mut String) {
        self.push_parts(text, "");
    }

    /// Writes the day behind a text, as `Display` does.
    fn push(self, text: &mut String) {
        self.push_parts(text, "-");
    }

    fn push_parts(self, text: &mut String, between: &str) {
        let (year, month, day) = self.0.to_calendar_date();
        match u32::try_from(year) {
            Ok(year) => push_four(text, year),
            // A year before the common era, which no bank has.
            Err(_) => text.push_str(&format!("{year:04}")),
        }
        text.push_str(between);
        push_two(text, u8::from(month).into());
        text.push_str(between);
        push_two(text, day.into());
    }

    /// The day `days` later (earlier when negative); `None` outside the years -9999 to 9999.
    pub fn plus_days(self, days: i64) -> Option<Self> {
        Self::from_number(self.number().checked_add(days)?).ok()
    }
}

impl From<Date> for JstDate {
    fn from(date: Date) -> Self {
        Self(date)
    }
}

impl FromStr for JstDate {
    type Err = Malformed;
    fn from_str(text: &str) -> Result<Self, Malformed> {
        const REFUSED: Malformed = Malformed::new("date", "a real day written YYYY-MM-DD, for example 2020-01-20");
        let bytes = text.as_bytes();
        let shaped = bytes.len() == 10
            && bytes.iter().enumerate().all(|(at, byte)| if at == 4 || at == 7 { *byte == b'-' } else { byte.is_ascii_digit() });
        if !shaped {
            return Err(REFUSED);
        }
        let number = |from: usize, to: usize| bytes[from..to].iter().fold(0_i32, |sum, byte| sum * 10 + i32::from(byte - b'0'));
        let month = u8::try_from(number(5, 7)).ok().and_then(|month| Month::try_from(month).ok()).ok_or(REFUSED)?;
        let day = u8::try_from(number(8, 10)).map_err(|_| REFUSED)?;
        Date::from_calendar_date(number(0, 4), month, day).map(Self).map_err(|_| REFUSED)
    }
}

impl fmt::Display for JstDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.0.year(), u8::from(self.0.month()), self.0.day())
    }
}

/// An instant shown in Japan's time: `2020-01-10T13:15:35+09:00`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct JstDateTime(OffsetDateTime);

impl JstDateTime {
    /// The instant, in Japan's time. Instants outside the years 1970 to 9999 are held to that range.
    pub fn of(instant: UnixSeconds) -> Self {
        let held = instant.0.clamp(0, 253_402_268_399);
        Self(OffsetDateTime::from_unix_timestamp(held).unwrap_or(OffsetDateTime::UNIX_EPOCH).to_offset(JST))
    }

    /// The day of the week.
    pub const fn weekday(self) -> time::Weekday {
        self.0.weekday()
    }

    /// Minutes since midnight, 0 to 1,439.
    pub fn minute_of_day(self) -> u32 {
        u32::from(self.0.hour()) * 60 + u32::from(self.0.minute())
    }

    /// The day.
    pub fn date(self) -> JstDate {
        JstDate(self.0.date())
    }
}

impl fmt::Display for JstDateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (hour, minute, second) = self.0.to_hms();
        write!(f, "{}T{hour:02}:{minute:02}:{second:02}+09:00", JstDate(self.0.date()))
    }
}

/// When a transaction was booked: a day, and the second of that day where the core knows it.
/// Written `2020-01-10T13:15:35+09:00`; a day alone is written with `T00:00:00+09:00` (reading R13).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Booked {
    day: JstDate,
    second: u32,
}

impl Booked {
    /// Booked on `day`, time of day unknown.
    pub const fn on(day: JstDate) -> Self {
        Self { day, second: 0 }
    }

    /// Booked on `day`, `second` seconds after midnight.
    ///
    /// # Errors
    /// [`Malformed`] when `second` is not within one day (0 to 86,399).
    pub const fn at(day: JstDate, second: u32) -> Result<Self, Malformed> {
        if second < 86_400 { Ok(Self { day, second }) } else { Err(Malformed::new("time of day", "00:00:00 to 23:59:59")) }
    }

    /// The day.
    pub const fn day(self) -> JstDate {
        self.day
    }

    /// Seconds after midnight, 0 to 86,399.
    pub const fn second(self) -> u32 {
        self.second
    }
}

impl fmt::Display for Booked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (hour, minute, second) = (self.second / 3_600, self.second / 60 % 60, self.second % 60);
        write!(f, "{}T{hour:02}:{minute:02}:{second:02}+09:00", self.day)
    }
}

impl FromStr for Booked {
    type Err = Malformed;
    fn from_str(text: &str) -> Result<Self, Malformed> {
        const REFUSED: Malformed = Malformed::new("booked time", "YYYY-MM-DD, or YYYY-MM-DDThh:mm:ss with or without +09:00");
        let Some((day, clock)) = text.split_once('T') else {
            return Ok(Self::on(text.parse()?));
        };
        let clock = clock.strip_suffix("+09:00").unwrap_or(clock);
        let bytes = clock.as_bytes();
        let shaped = bytes.len() == 8
            && bytes.iter().enumerate().all(|(at, byte)| if at == 2 || at == 5 { *byte == b':' } else { byte.is_ascii_digit() });
        if !shaped {
            return Err(REFUSED);
        }
        let two = |at: usize| u32::from(bytes[at] - b'0') * 10 + u32::from(bytes[at + 1] - b'0');
        let (hour, minute, second) = (two(0), two(3), two(6));
        if hour > 23 || minute > 59 || second > 59 {
            return Err(REFUSED);
        }
        Self::at(day.parse()?, hour * 3_600 + minute * 60 + second)
    }
}

/// When transactions were booked, written one after another: a day is written once for all of its transactions.
///
/// ```
/// use fgapi_domain::BookedTexts;
/// let mut texts = BookedTexts::default();
/// assert_eq!(texts.text("2020-01-10T13:15:35".parse()?), "2020-01-10T13:15:35+09:00");
/// # Ok::<(), fgapi_domain::Malformed>(())
/// ```
#[derive(Debug, Default)]
pub struct BookedTexts {
    text: String,
    day: Option<JstDate>,
    /// How long the day's part is, `T` included.
    to_day: usize,
}

impl BookedTexts {
    /// The text of `booked`; the same as its `Display`.
    pub fn text(&mut self, booked: Booked) -> &str {
        if self.day == Some(booked.day) {
            self.text.truncate(self.to_day);
        } else {
            self.text.clear();
            booked.day.push(&mut self.text);
            self.text.push('T');
            (self.day, self.to_day) = (Some(booked.day), self.text.len());
        }
        push_two(&mut self.text, booked.second / 3_600);
        self.text.push(':');
        push_two(&mut self.text, booked.second / 60 % 60);
        self.text.push(':');
        push_two(&mut self.text, booked.second % 60);
        self.text.push_str("+09:00");
        &self.text
    }
}
