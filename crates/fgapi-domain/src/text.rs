//! Bounded texts that people wrote: names, descriptions.

use core::fmt;
use core::ops::Range;
use core::str::FromStr;
use std::sync::Arc;

use crate::Malformed;
use crate::piece::Piece;

/// Whether no control character is in the text. Most texts show it by their bytes, which are looked at all at once: control
/// characters are the bytes up to 0x1F, 0x7F, and what begins with 0xC2.
fn is_plain(text: &str) -> bool {
    let doubtful = text.bytes().fold(false, |doubtful, byte| doubtful | (byte < 0x20) | (byte == 0x7f) | (byte == 0xc2));
    !doubtful || !text.chars().any(char::is_control)
}

/// Whether the text has at most so many characters: a text of as many bytes has.
fn is_within(text: &str, most: usize) -> bool {
    text.len() <= most || text.chars().count() <= most
}

macro_rules! bounded_text {
    ($(#[$doc:meta])* $name:ident($kept:ty), $what:literal, $max:literal, $expected:literal) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name($kept);

        impl $name {
            /// The most characters that one may have.
            pub const MAX_CHARS: usize = $max;

            /// Checks the length and that no control character is in it.
            ///
            /// # Errors
            /// [`Malformed`] when the text is too long or has a control character.
            pub fn new(text: impl Into<Box<str>>) -> Result<Self, Malformed> {
                let text = text.into();
                Self::check(&text)?;
                Ok(Self(text.into()))
            }

            fn check(text: &str) -> Result<(), Malformed> {
                let is_fit = is_within(text, $max) && is_plain(text);
                if is_fit { Ok(()) } else { Err(Malformed::new($what, $expected)) }
            }

            /// The text itself.
            pub fn as_str(&self) -> &str {
                self.0.as_ref()
            }
        }

        impl FromStr for $name {
            type Err = Malformed;
            fn from_str(text: &str) -> Result<Self, Malformed> {
                Self::new(text)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

bounded_text!(
    /// A name of something: a bank, a branch, a client, a kind of account. At most 100 characters.
    ShortText(Box<str>),
    "name",
    100,
    "at most 100 characters without control characters"
);
bounded_text!(
    /// The description of a transaction (取引内容). At most 400 characters.
    LongText(Piece),
    "description",
    400,
    "at most 400 characters without control characters"
);

impl LongText {
    /// A piece of a text that many share, as the descriptions of a page's rows do: without a copy. The whole text lives as long as any
    /// piece of it.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use fgapi_domain::LongText;
    ///
    /// let of: Arc<str> = "フリコミATM".into();
    /// assert_eq!(LongText::piece(&of, 12..15).unwrap(), LongText::new("ATM").unwrap());
    /// ```
    ///
    /// # Errors
    /// [`Malformed`] when the range is not one of whole characters of the text, and as for [`new`](Self::new).
    pub fn piece(of: &Arc<str>, range: Range<usize>) -> Result<Self, Malformed> {
        let piece = Piece::new(of, range).ok_or(Malformed::new("description", "whole characters of the text that it is a piece of"))?;
        Self::check(piece.as_str())?;
        Ok(Self(piece))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_control_character_is_refused_and_no_other() {
        for code in (0..0x300).chain([0x3042, 0x2_0bb7]) {
            let Some(char) = char::from_u32(code) else { continue };
            for text in [format!("{char}"), format!("フリコミ{char}a"), format!("é{char}")] {
                assert_eq!(ShortText::new(text.clone()).is_ok(), !char.is_control(), "{text:?}");
            }
        }
    }

    #[test]
    fn length_is_counted_in_characters() {
        for char in ["a", "é", "あ", "𠮷"] {
            assert!(ShortText::new(char.repeat(100)).is_ok() && ShortText::new(char.repeat(101)).is_err(), "{char}");
        }
    }

    #[test]
    fn a_piece_is_of_whole_characters_and_equals_its_like() {
        let of: Arc<str> = "あいa\u{7}".into();
        let piece = |range| LongText::piece(&of, range);
        assert_eq!(piece(0..7).unwrap(), LongText::new("あいa").unwrap());
        assert_eq!(piece(3..3).unwrap(), LongText::default());
        assert!(piece(6..7).unwrap() < piece(0..3).unwrap());
        for refused in [1..3, 0..2, 3..20, 6..8] {
            assert!(piece(refused.clone()).is_err(), "{refused:?}");
        }
    }
}
