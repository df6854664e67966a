//! The bank's hours of maintenance, in Japanese time.

use core::fmt;
use core::str::FromStr;

use time::Weekday;

use crate::{JstDateTime, Malformed, UnixSeconds};

/// A time in every week, or on every day, at which the bank serves nothing: `02:00-03:30` or `Sun 21:00-Mon 06:00`. The end is not
/// part of it; one that begins late may end early on the next day.
///
/// ```
/// use fgapi_domain::{MaintenanceHours, UnixSeconds};
/// let nightly: MaintenanceHours = "23:30-00:30".parse()?;
/// assert!(nightly.to_string() == "23:30-00:30" && "25:00-26:00".parse::<MaintenanceHours>().is_err());
/// // 15:10 in London's winter is ten minutes past midnight in Japan.
/// assert_eq!(nightly.over_at(UnixSeconds(15 * 3_600 + 10 * 60)), Some(UnixSeconds(15 * 3_600 + 30 * 60)));
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
        self.over_at(now).is_some()
    }

    /// When those that `now` is within are over; `None` when it is not within them.
    pub fn over_at(&self, now: UnixSeconds) -> Option<UnixSeconds> {
        let local = JstDateTime::of(now);
        let minute = local.minute_of_day();
        let (minute, around) = match self.from.weekday {
            None => (minute, DAY),
            Some(_) => (u32::from(local.weekday().number_days_from_monday()) * DAY + minute, WEEK),
        };
        let (from, to) = (self.from.absolute(), self.to.absolute());
        // Counted from the beginning, round the clock or the week.
        let (since, length) = ((minute + around - from) % around, (to + around - from) % around);
        (since < length).then(|| UnixSeconds(now.0 - now.0.rem_euclid(60)).plus(i64::from(length - since) * 60))
    }

    /// When all of these are over that follow on each other from `now` on; `None` when `now` is within none. Where they fill the week, it
    /// is a time within it.
    pub fn all_over_at(hours: &[Self], now: UnixSeconds) -> Option<UnixSeconds> {
        let latest = |at: UnixSeconds| hours.iter().filter_map(|hours| hours.over_at(at)).max();
        let mut over = latest(now)?;
        // Each of them comes at most twice before the week is round.
        for _ in 0..hours.len() * 2 {
            match latest(over) {
                Some(later) => over = later,
                None => break,
            }
        }
        Some(over)
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
    fn their_end_is_told_to_the_second() {
        let nightly: MaintenanceHours = "23:30-00:30".parse().unwrap();
        assert_eq!(nightly.over_at(at(0, 23, 30)), Some(at(1, 0, 30)));
        assert_eq!(nightly.over_at(at(1, 0, 29).plus(59)), Some(at(1, 0, 30)));
        assert_eq!(nightly.over_at(at(1, 0, 30)), None);
        let weekly: MaintenanceHours = "Sun 21:00-Mon 06:00".parse().unwrap();
        assert_eq!(weekly.over_at(at(0, 22, 0)), Some(at(1, 6, 0)));
    }

    #[test]
    fn hours_that_follow_on_each_other_end_together() {
        let hours = |texts: &[&str]| texts.iter().map(|text| text.parse().unwrap()).collect::<Vec<MaintenanceHours>>();
        let over = |texts: &[&str]| MaintenanceHours::all_over_at(&hours(texts), at(0, 2, 30));
        assert_eq!(over(&["02:00-03:00", "03:00-04:00", "05:00-06:00"]), Some(at(0, 4, 0)));
        assert_eq!(over(&["02:00-03:00", "Sun 02:00-Sun 05:00"]), Some(at(0, 5, 0)));
        assert_eq!((over(&[]), over(&["03:00-04:00"])), (None, None));
        assert!(over(&["00:00-12:00", "12:00-00:00"]).is_some(), "no end is an end somewhere");
    }

    #[test]
    fn other_forms_are_refused() {
        for text in ["", "2:00-3:00", "02:00", "02:00-02:00", "Sun 02:00-03:00", "24:00-25:00", "日 02:00-月 03:00", "02:00 - 03:00"] {
            assert!(text.parse::<MaintenanceHours>().is_err(), "{text}");
        }
    }
}
