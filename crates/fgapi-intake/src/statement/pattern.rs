//! Days, times and amounts as banks write them in CSV.

use fgapi_domain::{Booked, JstDate};
use time::{Date, Month};

/// How days (and times) are written: `YYYY`, `MM` or `M`, `DD` or `D`, `hh`, `mm`, `ss`, and whatever stands between.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pattern(Vec<Part>);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    /// A number of this many digits at least and at most.
    Number(Unit, usize, usize),
    Letter(char),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit {
    Year,
    Month,
    Day,
    Hour,
    Minute,
    Second,
}

/// What a text says by a pattern; a part that the pattern does not have is zero.
#[derive(Clone, Copy, Default)]
pub(super) struct Said {
    year: i32,
    month: u8,
    day: u8,
    hour: u32,
    minute: u32,
    second: u32,
}

/// Longer ones first.
const UNITS: [(&str, Unit, usize, usize); 8] = [
    ("YYYY", Unit::Year, 4, 4),
    ("MM", Unit::Month, 2, 2),
    ("M", Unit::Month, 1, 2),
    ("DD", Unit::Day, 2, 2),
    ("D", Unit::Day, 1, 2),
    ("hh", Unit::Hour, 1, 2),
    ("mm", Unit::Minute, 2, 2),
    ("ss", Unit::Second, 2, 2),
];

impl Pattern {
    /// `None` when it tells neither a whole day nor a time.
    pub(super) fn new(text: &str) -> Option<Self> {
        let (mut parts, mut rest) = (Vec::new(), text);
        while let Some(letter) = rest.chars().next() {
            let unit = UNITS.iter().find(|unit| rest.starts_with(unit.0));
            let length = unit.map_or(letter.len_utf8(), |unit| unit.0.len());
            parts.push(unit.map_or(Part::Letter(letter), |unit| Part::Number(unit.1, unit.2, unit.3)));
            rest = rest.get(length..).unwrap_or_default();
        }
        let has = |wanted: Unit| parts.iter().filter(|part| matches!(part, Part::Number(unit, ..) if *unit == wanted)).count();
        let day = [Unit::Year, Unit::Month, Unit::Day].map(has) == [1, 1, 1];
        let no_day = [Unit::Year, Unit::Month, Unit::Day].map(has) == [0, 0, 0];
        let time = has(Unit::Hour) == 1 && has(Unit::Minute) == 1 && has(Unit::Second) <= 1;
        let no_time = has(Unit::Hour) + has(Unit::Minute) + has(Unit::Second) == 0;
        ((day && (time || no_time)) || (no_day && time)).then_some(Self(parts))
    }

    /// Whether it has a day.
    pub(super) fn has_day(&self) -> bool {
        self.0.iter().any(|part| matches!(part, Part::Number(Unit::Day, ..)))
    }

    /// Whether it has a time.
    pub(super) fn has_time(&self) -> bool {
        self.0.iter().any(|part| matches!(part, Part::Number(Unit::Hour, ..)))
    }

    /// What `text` says.
    pub(super) fn read(&self, text: &str) -> Option<Said> {
        let (mut said, mut rest) = (Said::default(), text);
        for part in &self.0 {
            match *part {
                Part::Letter(letter) => rest = rest.strip_prefix(letter)?,
                Part::Number(unit, least, most) => {
                    let digits = rest.bytes().take(most).take_while(u8::is_ascii_digit).count();
                    if digits < least {
                        return None;
                    }
                    let number: u32 = rest.get(..digits)?.parse().ok()?;
                    rest = rest.get(digits..)?;
                    match unit {
                        Unit::Year => said.year = i32::try_from(number).ok()?,
                        Unit::Month => said.month = u8::try_from(number).ok()?,
                        Unit::Day => said.day = u8::try_from(number).ok()?,
                        Unit::Hour => said.hour = number,
                        Unit::Minute => said.minute = number,
                        Unit::Second => said.second = number,
                    }
                }
            }
        }
        rest.is_empty().then_some(said)
    }
}

impl Said {
    /// The day.
    pub(super) fn day(self) -> Option<JstDate> {
        Date::from_calendar_date(self.year, Month::try_from(self.month).ok()?, self.day).ok().map(JstDate::from_date)
    }

    /// The second of the day.
    pub(super) const fn second(self) -> Option<u32> {
        if self.hour < 24 && self.minute < 60 && self.second < 60 { Some(self.hour * 3_600 + self.minute * 60 + self.second) } else { None }
    }
}

/// A day in one of the usual forms, when nobody said which: 2026-01-31, 2026/1/31, 2026.1.31, 20260131, 2026年1月31日, and with the
/// name of an era 令和8年1月31日 or R8.1.31.
pub(super) fn usual_day(text: &str) -> Option<JstDate> {
    const FORMS: [&str; 5] = ["YYYY-M-D", "YYYY/M/D", "YYYY.M.D", "YYYYMMDD", "YYYY年M月D日"];
    let (text, base) = match ERAS.iter().find_map(|(name, base)| Some((text.strip_prefix(name)?, *base))) {
        Some((rest, base)) => (padded(rest)?, base),
        None => (text.to_owned(), 0),
    };
    let said = FORMS.iter().find_map(|form| Pattern::new(form)?.read(&text))?;
    Said { year: said.year + base, ..said }.day()
}

/// An era's names, and the year before its first.
const ERAS: [(&str, i32); 4] = [("令和", 2018), ("R", 2018), ("平成", 1988), ("H", 1988)];

/// The year of an era with four digits.
fn padded(rest: &str) -> Option<String> {
    let rest = rest.strip_prefix('元').map_or_else(|| rest.to_owned(), |rest| format!("1{rest}"));
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    (1..=2).contains(&digits).then(|| format!("{}{rest}", "0".repeat(4 - digits)))
}

/// When a row was booked.
pub(super) fn booked(day: JstDate, second: u32) -> Option<Booked> {
    Booked::at(day, second).ok()
}

/// How amounts are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Digits {
    /// What may stand between groups of three digits.
    pub(super) thousands: Option<char>,
    /// What stands before decimals, which must be zero.
    pub(super) decimal: Option<char>,
}

impl Digits {
    /// The usual ones: `1,234,567`.
    pub(super) const USUAL: Self = Self { thousands: Some(','), decimal: Some('.') };

    /// An amount: whole yen, with `¥` before or `円` behind it, and a sign (`-`, `▲` or `△`, or `+`).
    pub(super) fn amount(self, text: &str) -> Option<i64> {
        let text = text.trim().trim_end_matches('円');
        let (text, money) = without_money(text);
        let (text, negative) = match text.strip_prefix(['-', '−', '▲', '△']) {
            Some(rest) => (rest, true),
            None => (text.strip_prefix('+').unwrap_or(text), false),
        };
        let (text, again) = without_money(text);
        if money && again {
            return None;
        }
        let whole = match self.decimal.and_then(|mark| text.split_once(mark)) {
            Some((whole, decimals)) if !decimals.is_empty() && decimals.bytes().all(|byte| byte == b'0') => whole,
            Some(_) => return None,
            None => text,
        };
        let digits = self.ungrouped(whole)?;
        let number: i64 = digits.parse().ok()?;
        Some(if negative { -number } else { number })
    }

    fn ungrouped(self, text: &str) -> Option<String> {
        let groups: Vec<&str> = self.thousands.map_or_else(|| vec![text], |mark| text.split(mark).collect());
        let digits = groups.iter().all(|group| !group.is_empty() && group.bytes().all(|byte| byte.is_ascii_digit()));
        let (first, others) = groups.split_first()?;
        let even = others.iter().all(|group| group.len() == 3) && (others.is_empty() || first.len() <= 3);
        (digits && even).then(|| groups.concat())
    }
}

fn without_money(text: &str) -> (&str, bool) {
    text.strip_prefix(['¥', '￥', '\\']).map_or((text, false), |rest| (rest, true))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_in_the_usual_forms() {
        for text in ["2026-01-31", "2026/1/31", "2026.01.31", "20260131", "2026年1月31日", "2026年01月31日", "令和8年1月31日", "R8.01.31"]
        {
            assert_eq!(usual_day(text).map(|day| day.to_string()).as_deref(), Some("2026-01-31"), "{text}");
        }
        assert_eq!(usual_day("令和元年5月1日").map(|day| day.to_string()).as_deref(), Some("2019-05-01"));
        for text in ["", "080131", "26/01/31", "2026-02-30", "2026-01-31 ", "令和2026年1月31日", "2026年1月", "１２", "H\u{301}"] {
            assert_eq!(usual_day(text), None, "{text}");
        }
    }

    #[test]
    fn patterns_say_what_they_have() {
        let pattern = Pattern::new("DD.MM.YYYY hh:mm").unwrap();
        assert!(pattern.has_day() && pattern.has_time());
        let said = pattern.read("31.01.2026 9:05").unwrap();
        assert_eq!((said.day().unwrap().to_string().as_str(), said.second()), ("2026-01-31", Some(32_700)));
        for bad in ["", "YYYY", "YYYY-MM", "YYYY-MM-DD-DD", "hh", "hh:ss", "MM-DD hh:mm", "text"] {
            assert!(Pattern::new(bad).is_none(), "{bad}");
        }
        assert!(Pattern::new("hhmmss").unwrap().read("246060").unwrap().second().is_none());
    }

    #[test]
    fn amounts_are_whole_yen() {
        for (text, yen) in
            [("1,234,567", 1_234_567), ("-500円", -500), ("¥1,000", 1_000), ("▲3", -3), ("-¥20", -20), ("1000.00", 1_000), ("+7", 7)]
        {
            assert_eq!(Digits::USUAL.amount(text), Some(yen), "{text}");
        }
        for text in ["", "-", "1,00", "1,2345", ",100", "100,", "1.5", "1000.", "12a", "--1", "¥¥1", "99999999999999999999"] {
            assert_eq!(Digits::USUAL.amount(text), None, "{text}");
        }
        let continental = Digits { thousands: Some('.'), decimal: Some(',') };
        assert_eq!(continental.amount("1.234,00"), Some(1_234));
        assert_eq!(Digits { thousands: None, decimal: None }.amount("1,234"), None);
    }
}
