//! In which language a page is written.

/// A language that the screens speak; Japanese when nobody asks for another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Language {
    /// 日本語, `ja`.
    #[default]
    Japanese,
    /// English, `en`.
    English,
}

impl Language {
    /// Both, in the order in which they are offered.
    pub const ALL: [Self; 2] = [Self::Japanese, Self::English];

    /// `ja` or `en`, which is also its BCP 47 tag.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Japanese => "ja",
            Self::English => "en",
        }
    }
}
