//! Bounded texts that people wrote: names, descriptions.

use core::fmt;
use core::str::FromStr;

use crate::Malformed;

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
    ($(#[$doc:meta])* $name:ident, $what:literal, $max:literal, $expected:literal) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Box<str>);

        impl $name {
            /// The most characters that one may have.
            pub const MAX_CHARS: usize = $max;

            /// Checks the length and that no control character is in it.
            ///
            /// # Errors
            /// [`Malformed`] when the text is too long or has a control character.
            pub fn new(text: impl Into<Box<str>>) -> Result<Self, Malformed> {
                let text = text.into();
                if is_within(&text, $max) && is_plain(&text) {
                    Ok(Self(text))
                } else {
                    Err(Malformed::new($what, $expected))
                }
            }

            /// The text itself.
            pub fn as_str(&self) -> &str {
                &self.0
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
                f.write_str(&self.0)
            }
        }
    };
}

bounded_text!(
    /// A name of something: a bank, a branch, a client, a kind of account. At most 100 characters.
    ShortText,
    "name",
    100,
    "at most 100 characters without control characters"
);
bounded_text!(
    /// The description of a transaction (取引内容). At most 400 characters.
    LongText,
    "description",
    400,
    "at most 400 characters without control characters"
);

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
}
