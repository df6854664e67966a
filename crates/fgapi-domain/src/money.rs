//! Money: whole yen.

use core::fmt;
use core::str::FromStr;

use crate::Malformed;

/// Whole yen, signed, exact over the whole range of `i64` (beyond 2^53 too).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Yen(pub i64);

impl Yen {
    /// `self + other`, or `None` when the sum leaves the range of `i64`.
    pub const fn checked_add(self, other: Self) -> Option<Self> {
        match self.0.checked_add(other.0) {
            Some(sum) => Some(Self(sum)),
            None => None,
        }
    }
}

impl fmt::Display for Yen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Yen {
    type Err = Malformed;
    fn from_str(text: &str) -> Result<Self, Malformed> {
        const REFUSED: Malformed = Malformed::new("amount", "a whole number of yen, for example -1500");
        let digits = text.strip_prefix('-').unwrap_or(text);
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(REFUSED);
        }
        text.parse().map(Self).map_err(|_| REFUSED)
    }
}
