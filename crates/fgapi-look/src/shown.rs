//! Days, moments and numbers as the reader's language writes them.

use fgapi_caller::Language;

const MONTHS: [&str; 12] =
    ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

/// A day (`2026-01-31`, or the front of a moment) as a person writes it; any other text stays as it is.
pub(crate) fn day(language: Language, text: &str) -> String {
    let Some((year, month, day)) = parts(text) else { return text.to_owned() };
    match language {
        Language::Japanese => format!("{year}年{month}月{day}日"),
        Language::English => format!("{day} {} {year}", MONTHS[usize::from(month - 1)]),
    }
}

/// A day under a picture, where a year goes without saying; any other text stays as it is.
pub(crate) fn short_day(language: Language, text: &str) -> String {
    let Some((_, month, day)) = parts(text) else { return text.to_owned() };
    match language {
        Language::Japanese => format!("{month}/{day}"),
        Language::English => format!("{day} {}", &MONTHS[usize::from(month - 1)][..3]),
    }
}

/// A moment (`2026-01-31T09:05:00+09:00`) with its hour and minute; of a day, the day alone.
pub(crate) fn moment(language: Language, text: &str) -> String {
    let day = day(language, text);
    match text.split_once(['T', ' ']).and_then(|(_, time)| time.get(..5)) {
        Some(time) => match language {
            Language::Japanese => format!("{day} {time}"),
            Language::English => format!("{day}, {time}"),
        },
        None => day,
    }
}

/// A whole number in groups of three digits; any other text stays as it is.
pub(crate) fn number(text: &str) -> String {
    let (sign, digits) = text.strip_prefix('-').map_or(("", text), |digits| ("−", digits));
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return text.to_owned();
    }
    let mut shown = sign.to_owned();
    for (at, digit) in digits.char_indices() {
        if at > 0 && (digits.len() - at) % 3 == 0 {
            shown.push(',');
        }
        shown.push(digit);
    }
    shown
}

/// An amount of yen.
pub(crate) fn yen(language: Language, text: &str) -> String {
    match language {
        Language::Japanese => format!("{}円", number(text)),
        Language::English => format!("¥{}", number(text)),
    }
}

/// Year, month (1 to 12) and day without leading zeros.
fn parts(text: &str) -> Option<(&str, u8, u8)> {
    let (date, _) = text.split_once(['T', ' ']).unwrap_or((text, ""));
    let mut fields = date.splitn(3, '-');
    let (year, month, day) = (fields.next()?, fields.next()?, fields.next()?);
    let month = month.parse().ok().filter(|month| (1..=12).contains(month))?;
    Some((year, month, day.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use Language::{English, Japanese};

    #[test]
    fn days_and_moments_are_written_as_people_do() {
        assert_eq!(day(Japanese, "2026-01-05"), "2026年1月5日");
        assert_eq!(day(English, "2026-12-31T09:05:00+09:00"), "31 December 2026");
        assert_eq!(moment(Japanese, "2026-01-05T09:05:00+09:00"), "2026年1月5日 09:05");
        assert_eq!(moment(English, "2026-01-05T09:05:00+09:00"), "5 January 2026, 09:05");
        assert_eq!(moment(Japanese, "2026-01-05"), "2026年1月5日");
    }

    #[test]
    fn days_under_a_picture_are_short() {
        assert_eq!((short_day(Japanese, "2026-01-05"), short_day(English, "2026-12-31")), ("1/5".to_owned(), "31 Dec".to_owned()));
        assert_eq!(short_day(Japanese, "09:00"), "09:00");
    }

    #[test]
    fn what_is_no_day_stays_as_it_is() {
        for odd in ["", "soon", "2026-13-01", "2026-01", "T"] {
            assert_eq!(day(English, odd), odd);
        }
    }

    #[test]
    fn numbers_are_grouped() {
        let shown = ["0", "999", "1000", "1234567", "-1234567", "abc", ""].map(number);
        assert_eq!(shown, ["0", "999", "1,000", "1,234,567", "−1,234,567", "abc", ""]);
        assert_eq!((yen(Japanese, "1000"), yen(English, "-1000")), ("1,000円".to_owned(), "¥−1,000".to_owned()));
    }
}
