//! In which language a caller is told things.

use core::fmt;
use core::str::FromStr;

/// A language that the house speaks; Japanese when nobody asks for another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Language {
    /// 日本語, `ja`.
    #[default]
    Japanese,
    /// English, `en`.
    English,
}

/// The text names no language that the house speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotALanguage;

impl fmt::Display for NotALanguage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("language must be ja or en")
    }
}

impl std::error::Error for NotALanguage {}

impl Language {
    /// Both, in the order in which they are offered.
    pub const ALL: [Self; 2] = [Self::Japanese, Self::English];

    /// English when the caller likes it better than Japanese, Japanese otherwise. `lines` are those of `Accept-Language`.
    pub fn accepted<'a>(lines: impl IntoIterator<Item = &'a str>) -> Self {
        let mut best = (0.0, Self::Japanese);
        for choice in lines.into_iter().flat_map(|line| line.split(',')) {
            let (tag, weight) = choice.split_once(';').unwrap_or((choice, ""));
            let weight = match weight.trim().strip_prefix(['q', 'Q']).map(str::trim_start).and_then(|rest| rest.strip_prefix('=')) {
                Some(weight) => weight.trim().parse::<f32>().ok().filter(|weight| (0.0..=1.0).contains(weight)).unwrap_or(0.0),
                None => 1.0,
            };
            let language = match tag.trim().split('-').next().map(str::to_ascii_lowercase).as_deref() {
                Some("en") => Self::English,
                Some("ja" | "*") => Self::Japanese,
                _ => continue,
            };
            if weight > best.0 {
                best = (weight, language);
            }
        }
        best.1
    }

    /// `ja` or `en`, which is also its BCP 47 tag.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Japanese => "ja",
            Self::English => "en",
        }
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Language {
    type Err = NotALanguage;
    fn from_str(text: &str) -> Result<Self, NotALanguage> {
        Self::ALL.into_iter().find(|language| language.as_str() == text).ok_or(NotALanguage)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn english_is_told_to_those_who_like_it_better() {
        for english in ["en", "en-US,en;q=0.9", "fr, en;q=0.5", "ja;q=0.4, en;q=0.5", "EN"] {
            assert_eq!(Language::accepted([english]), Language::English, "{english}");
        }
        for japanese in ["", "ja", "*", "ja,en", "en;q=0.4,ja", "en;q=0", "en;q=x", "fr"] {
            assert_eq!(Language::accepted([japanese]), Language::Japanese, "{japanese}");
        }
        assert_eq!(Language::accepted(["ja;q=0.5", "en"]), Language::English, "a header may have several lines");
    }

    #[test]
    fn a_language_is_read_as_it_is_written() {
        for language in Language::ALL {
            assert_eq!(language.to_string().parse(), Ok(language));
        }
        for bad in ["", "JA", "en-US", "fr", " ja"] {
            assert_eq!(bad.parse::<Language>(), Err(NotALanguage), "{bad:?}");
        }
    }
}
