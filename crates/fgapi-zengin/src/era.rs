//! Days as the format writes them: YYMMDD with the year of an era that is not named, or of the 西暦.

use fgapi_domain::JstDate;
use time::{Date, Month, macros::date};

/// Which years the six digits of a date carry.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Calendar {
    /// 和暦, as the format asks; but a file whose 作成日 is a day of an older era in 和暦 and a day within
    /// a year of today in another reading is refused, so that a wrong guess never shifts years in silence.
    #[default]
    Checked,
    /// 和暦 on the operator's word: the newest era in which the 作成日 exists and is not in the future.
    Wareki,
    /// 西暦 on the operator's word: the digits are the last two of 20YY.
    Seireki,
}

/// Why six digits name no day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoDay {
    /// No such day, or none that is not in the future.
    None,
    /// Two readings are likely.
    Ambiguous,
}

/// Year, month and day of the six digits, before a calendar is chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SixDigits {
    year: i32,
    month: u8,
    day: u8,
}

struct Era {
    /// The year before its first.
    base: i32,
    first: Date,
    last: Date,
}

/// Newest first. The last day of the present era is not known. Of 昭和 only the years since the banks agreed on the formats
/// count, so that a year written on in 平成 after its end is no day at all, and not one of the 1950s.
const ERAS: [Era; 3] = [
    Era { base: 2018, first: date!(2019 - 05 - 01), last: Date::MAX },
    Era { base: 1988, first: date!(1989 - 01 - 08), last: date!(2019 - 04 - 30) },
    Era { base: 1925, first: date!(1973 - 01 - 01), last: date!(1989 - 01 - 07) },
];

/// Readings this near to today are likely ones.
const NEAR_DAYS: u64 = 366;

impl SixDigits {
    /// `number` is YYMMDD.
    pub(crate) fn new(number: u64) -> Option<Self> {
        let part = |number: u64| u8::try_from(number % 100).ok();
        Some(Self { year: i32::from(part(number / 10_000)?), month: part(number / 100)?, day: part(number)? })
    }

    fn in_year(self, year: i32) -> Option<Date> {
        Date::from_calendar_date(year, Month::try_from(self.month).ok()?, self.day).ok()
    }

    fn seireki(self) -> Option<JstDate> {
        self.in_year(2000 + self.year).map(JstDate::from_date)
    }

    /// Its days in 和暦, the newest era first.
    fn wareki(self) -> impl Iterator<Item = JstDate> {
        ERAS.iter()
            .filter(move |_| self.year > 0)
            .filter_map(move |era| self.in_year(era.base + self.year).filter(|day| era.first <= *day && *day <= era.last))
            .map(JstDate::from_date)
    }

    /// The day, read as the latest that is not after `today`.
    pub(crate) fn until(self, today: JstDate, calendar: Calendar) -> Result<JstDate, NoDay> {
        if calendar == Calendar::Seireki {
            return self.seireki().filter(|day| *day <= today).ok_or(NoDay::None);
        }
        let chosen = self.wareki().find(|day| *day <= today);
        if calendar == Calendar::Checked && !chosen.is_some_and(|day| is_near(day, today)) {
            let old = chosen.is_none_or(|day| day.date() < ERAS[0].first);
            if old && self.wareki().chain(self.seireki()).any(|day| is_near(day, today)) {
                return Err(NoDay::Ambiguous);
            }
        }
        chosen.ok_or(NoDay::None)
    }

    /// The day, read in the era that puts it nearest to `anchor`.
    pub(crate) fn nearest(self, anchor: JstDate, calendar: Calendar) -> Option<JstDate> {
        match calendar {
            Calendar::Seireki => self.seireki(),
            Calendar::Checked | Calendar::Wareki => self.wareki().min_by_key(|day| day.number().abs_diff(anchor.number())),
        }
    }
}

fn is_near(day: JstDate, today: JstDate) -> bool {
    day.number().abs_diff(today.number()) <= NEAR_DAYS
}

/// `day` as YYMMDD in 和暦; `None` before 昭和 and after the 99th year of an era.
pub(crate) fn write_wareki(day: JstDate) -> Option<String> {
    let date = day.date();
    let era = ERAS.iter().find(|era| era.first <= date)?;
    let year = date.year() - era.base;
    (year <= 99).then(|| format!("{year:02}{:02}{:02}", u8::from(date.month()), date.day()))
}
