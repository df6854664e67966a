//! Bounded texts that people wrote: names, descriptions.

use core::fmt;
use core::str::FromStr;

use crate::Malformed;

fn is_plain(text: &str) -> bool {
    !text.chars().any(char::is_control)
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
                if text.chars().count() <= $max && is_plain(&text) {
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
