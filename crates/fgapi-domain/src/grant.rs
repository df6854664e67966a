//! Grants (権限): what a token may do. FGAPI leaves the kinds open; these are ours (reading R18).

use core::fmt;
use core::str::FromStr;

use crate::Malformed;

/// One kind of right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Grant {
    /// `branches`: /branches.
    Branches,
    /// `accounts`: /accounts.
    Accounts,
    /// `transactions`: /transactions.
    Transactions,
    /// `balances`: /balances.
    Balances,
}

impl Grant {
    /// All grants, in the order in which sets are written.
    pub const ALL: [Self; 4] = [Self::Branches, Self::Accounts, Self::Transactions, Self::Balances];

    /// The name on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Branches => "branches",
            Self::Accounts => "accounts",
            Self::Transactions => "transactions",
            Self::Balances => "balances",
        }
    }

    const fn bit(self) -> u16 {
        1 << self as u16
    }
}

const UNKNOWN: Malformed = Malformed::new("grants", "`*`, or a comma-separated list of branches, accounts, transactions, balances, read");

/// A set of grants, written as a comma-separated list in a fixed order. The empty set is the empty text.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct GrantSet(u16);

impl GrantSet {
    /// No grant.
    pub const EMPTY: Self = Self(0);

    /// Every grant known today (`read` means the same).
    pub fn all() -> Self {
        Grant::ALL.into_iter().collect()
    }

    /// Whether `grant` is in it.
    pub const fn contains(self, grant: Grant) -> bool {
        self.0 & grant.bit() != 0
    }

    /// Whether all of `other` is in it.
    pub const fn covers(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// What both have.
    #[must_use]
    pub const fn intersection(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Whether there is none.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The grants in it, in their fixed order.
    pub fn iter(self) -> impl Iterator<Item = Grant> {
        Grant::ALL.into_iter().filter(move |grant| self.contains(*grant))
    }
}

impl FromIterator<Grant> for GrantSet {
    fn from_iter<I: IntoIterator<Item = Grant>>(grants: I) -> Self {
        Self(grants.into_iter().fold(0, |bits, grant| bits | grant.bit()))
    }
}

impl fmt::Display for GrantSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, grant) in self.iter().enumerate() {
            if at > 0 {
                f.write_str(",")?;
            }
            f.write_str(grant.as_str())?;
        }
        Ok(())
    }
}

impl fmt::Debug for GrantSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "GrantSet({self})")
    }
}

impl FromStr for GrantSet {
    type Err = Malformed;
    fn from_str(text: &str) -> Result<Self, Malformed> {
        if text.is_empty() {
            return Ok(Self::EMPTY);
        }
        text.split(',').try_fold(Self::EMPTY, |set, name| {
            let name = name.trim_matches(' ');
            if name == "read" {
                return Ok(Self(set.0 | Self::all().0));
            }
            let grant = Grant::ALL.into_iter().find(|grant| grant.as_str() == name).ok_or(UNKNOWN)?;
            Ok(Self(set.0 | grant.bit()))
        })
    }
}

/// What a request asks for in its `grants` field.
///
/// ```
/// use fgapi_domain::{GrantRequest, GrantSet};
/// let allowed: GrantSet = "accounts,balances".parse()?;
/// assert_eq!("*".parse::<GrantRequest>()?.within(allowed), Some(allowed));
/// assert_eq!("transactions".parse::<GrantRequest>()?.within(allowed), None);
/// # Ok::<(), fgapi_domain::Malformed>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GrantRequest {
    /// Nothing was said, or `*`: all that the client may have.
    Allowed,
    /// Just these.
    Listed(GrantSet),
}

impl GrantRequest {
    /// What is granted out of `allowed`; `None` when something was listed that is not in it.
    pub fn within(self, allowed: GrantSet) -> Option<GrantSet> {
        match self {
            Self::Allowed => Some(allowed),
            Self::Listed(asked) => allowed.covers(asked).then_some(asked),
        }
    }
}

impl FromStr for GrantRequest {
    type Err = Malformed;
    fn from_str(text: &str) -> Result<Self, Malformed> {
        if text.split(',').any(|name| name.trim_matches(' ') == "*") {
            // A wildcard beside names is still the wildcard, but the names must be known.
            let named: Vec<&str> = text.split(',').filter(|name| name.trim_matches(' ') != "*").collect();
            if !named.is_empty() {
                named.join(",").parse::<GrantSet>()?;
            }
            return Ok(Self::Allowed);
        }
        match text.parse::<GrantSet>()? {
            GrantSet::EMPTY => Err(UNKNOWN),
            listed => Ok(Self::Listed(listed)),
        }
    }
}
