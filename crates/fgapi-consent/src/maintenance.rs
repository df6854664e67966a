//! The bank's hours of maintenance, in Japanese time.

use core::fmt;
use core::str::FromStr;

use fgapi_domain::{JstDateTime, Malformed, UnixSeconds};
use time::Weekday;

/// A time in every week, or on every day, at which no journey goes on: `02:00-03:30` or `Sun 21:00-Mon 06:00`. The end is not
/// part of it; one that begins late may end early on the next day.
///
/// ```
/// use fgapi_consent::MaintenanceHours;
/// let nightly: MaintenanceHours = "23:30-00:30".parse()?;
/// assert!(nightly.to_string() == "23:30-00:30" && "25:00-26:00".parse::<MaintenanceHours>().is_err());
/// # Ok::<(), fgapi_domain::Malformed>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MaintenanceHours {
    from: Moment,
    to: Moment,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Moment {
    weekday: Option<Weekday>,
    minute: u32,
}

const DAY: u32 = 24 * 60;
const WEEK: u32 = 7 * DAY;
const DAYS: [(&str, Weekday); 7] = [
    ("Mon", Weekday::Monday),
    ("Tue", Weekday::Tuesday),
    ("Wed", Weekday::Wednesday),
    ("Thu", Weekday::Thursday),
    ("Fri", Weekday::Friday),
    ("Sat", Weekday::Saturday),
    ("Sun", Weekday::Sunday),
];

impl MaintenanceHours {
    /// Whether `now` is within them.
    pub fn cover(&self, now: UnixSeconds) -> bool {
        let local = JstDateTime::of(now);
        let minute = local.minute_of_day();
        let (now, around) = match self.from.weekday {
            None => (minute, DAY),
            Some(_) => (u32::from(local.weekday().number_days_from_monday()) * DAY + minute, WEEK),
        };
        let (from, to) = (self.from.absolute(), self.to.absolute());
        // Counted from the beginning, round the clock or the week.
        (now + around - from) % around < (to + around - from) % around
    }
}

impl Moment {
    fn absolute(self) -> u32 {
        self.weekday.map_or(0, |day| u32::from(day.number_days_from_monday()) * DAY) + self.minute
    }
}

impl FromStr for Moment {
    type Err = Malformed;
    fn from_str(text: &str) -> Result<Self, Malformed> {
        let (weekday, clock) = match text.split_once(' ') {
            None => (None, text),
            Some((day, clock)) => (Some(DAYS.iter().find(|(name, _)| *name == day).ok_or(REFUSED)?.1), clock),
        };
        let digits = |text: &str| text.parse().ok().filter(|_| text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit()));
        let (hour, minute) = clock.split_once(':').ok_or(REFUSED)?;
        let (hour, minute): (u32, u32) = (digits(hour).ok_or(REFUSED)?, digits(minute).ok_or(REFUSED)?);
        if hour < 24 && minute < 60 { Ok(Self { weekday, minute: hour * 60 + minute }) } else { Err(REFUSED) }
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some((name, _)) = DAYS.iter().find(|(_, day)| Some(*day) == self.weekday) {
            write!(f, "{name} ")?;
        }
        write!(f, "{:02}:{:02}", self.minute / 60, self.minute % 60)
    }
}

const REFUSED: Malformed =
    Malformed::new("maintenance hours", "HH:MM-HH:MM, or Sun HH:MM-Mon HH:MM with English weekdays, in Japanese time");

impl FromStr for MaintenanceHours {
    type Err = Malformed;
    fn from_str(text: &str) -> Result<Self, Malformed> {
        let (from, to) = text.split_once('-').ok_or(REFUSED)?;
        let (from, to): (Moment, Moment) = (from.parse()?, to.parse()?);
        let both_or_neither = from.weekday.is_some() == to.weekday.is_some();
        if both_or_neither && from != to { Ok(Self { from, to }) } else { Err(REFUSED) }
    }
}

impl fmt::Display for MaintenanceHours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.from, self.to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-11-22 is a Sunday; 15:00 UTC of the day before is its midnight in Japan.
    fn at(days_after_sunday: i64, hour: i64, minute: i64) -> UnixSeconds {
        let sunday = 1_795_273_200;
        UnixSeconds(sunday + days_after_sunday * 86_400 + hour * 3_600 + minute * 60)
    }

    #[test]
    fn hours_may_go_over_midnight() {
        let nightly: MaintenanceHours = "23:30-00:30".parse().unwrap();
        for (hour, minute, within) in [(23, 29, false), (23, 30, true), (0, 0, true), (0, 29, true), (0, 30, false), (12, 0, false)] {
            assert_eq!(nightly.cover(at(0, hour, minute)), within, "{hour}:{minute}");
        }
    }

    #[test]
    fn hours_may_go_over_the_end_of_the_week() {
        let weekly: MaintenanceHours = "Sun 21:00-Mon 06:00".parse().unwrap();
        for (day, hour, within) in [(0, 20, false), (0, 21, true), (1, 5, true), (1, 6, false), (6, 22, false), (7, 22, true)] {
            assert_eq!(weekly.cover(at(day, hour, 0)), within, "{day} {hour}");
        }
        assert_eq!(weekly.to_string(), "Sun 21:00-Mon 06:00");
    }

    #[test]
    fn other_forms_are_refused() {
        for text in ["", "2:00-3:00", "02:00", "02:00-02:00", "Sun 02:00-03:00", "24:00-25:00", "日 02:00-月 03:00", "02:00 - 03:00"] {
            assert!(text.parse::<MaintenanceHours>().is_err(), "{text}");
        }
    }
}
