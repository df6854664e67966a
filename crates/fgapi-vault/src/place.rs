//! Where a value lies: whose it is, for which service, in which field.

use core::fmt;
use core::str::FromStr;

use fgapi_domain::{Malformed, TenantId};

/// Whose a value is. Every owner has a data key of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Owner {
    /// The gateway's own: its credentials at other banks, customers' tokens there.
    House,
    /// A tenant.
    Tenant(TenantId),
}

impl Owner {
    /// The number that a store keeps: the tenant's, or 0.
    pub const fn number(self) -> i64 {
        match self {
            Self::House => 0,
            Self::Tenant(tenant) => tenant.get(),
        }
    }

    /// The owner with this number.
    ///
    /// # Errors
    /// [`Malformed`] when no owner has it.
    pub fn from_number(number: i64) -> Result<Self, Malformed> {
        if number == 0 { Ok(Self::House) } else { TenantId::from_number(number).map(Self::Tenant) }
    }
}

impl fmt::Display for Owner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::House => f.write_str("house"),
            Self::Tenant(tenant) => tenant.fmt(f),
        }
    }
}

/// A service's or a field's name in a place: 1 to 64 letters, digits and `_-.:=`, so that no two places read alike.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PlaceWord(Box<str>);

impl PlaceWord {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PlaceWord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for PlaceWord {
    type Err = Malformed;
    fn from_str(text: &str) -> Result<Self, Malformed> {
        let is_word = |text: &str| text.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-.:=".contains(&b));
        if (1..=64).contains(&text.len()) && is_word(text) {
            Ok(Self(text.into()))
        } else {
            Err(Malformed::new("place", "1 to 64 letters, digits, and _ - . : ="))
        }
    }
}

/// Where a value lies. It is sealed with it, so that a value that was moved does not open.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// Whose it is.
    pub owner: Owner,
    /// For which service.
    pub service: PlaceWord,
    /// In which field of it.
    pub field: PlaceWord,
}

impl Place {
    /// The place of a field.
    pub const fn new(owner: Owner, service: PlaceWord, field: PlaceWord) -> Self {
        Self { owner, service, field }
    }
}

/// `owner|service|field`: what logs say.
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}|{}|{}", self.owner, self.service, self.field)
    }
}
