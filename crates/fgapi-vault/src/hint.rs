//! What people may see of a value afterwards, so that they know which one it is.

use core::fmt;

/// From this length on the last characters tell little of the whole.
const SHOWN_FROM: usize = 12;
const SHOWN: usize = 4;

/// The last four characters of a value, or nothing of one that is so short that they would give it away.
///
/// ```
/// use fgapi_vault::Hint;
/// assert_eq!(Hint::of("24a67f14-8uy9-4143").as_str(), "4143");
/// assert_eq!(Hint::of("hunter2").as_str(), "");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hint(Box<str>);

impl Hint {
    /// The hint of a value.
    pub fn of(value: &str) -> Self {
        let length = value.chars().count();
        if length < SHOWN_FROM {
            return Self::default();
        }
        Self(value.chars().skip(length - SHOWN).map(|c| if c.is_control() { '·' } else { c }).collect())
    }

    /// A hint that a store kept.
    pub fn kept(text: impl Into<Box<str>>) -> Self {
        Self(text.into())
    }

    /// The characters; may be empty.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Hint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
