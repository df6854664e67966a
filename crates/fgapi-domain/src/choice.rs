//! Which of a customer's accounts something is about.

use core::fmt;
use core::str::FromStr;
use std::collections::BTreeSet;
use std::sync::Arc;

use crate::{AccountKey, Malformed};

/// The accounts that a consent covers. Written as `*`, or as account ids joined by spaces.
///
/// ```
/// use fgapi_domain::{AccountChoice, AccountKey};
/// let one: AccountKey = "9999-101-1-0001234".parse()?;
/// let chosen = AccountChoice::only([one.clone()]);
/// assert!(chosen.covers(&one) && AccountChoice::All.covers(&one));
/// assert_eq!(chosen.to_string().parse(), Ok(chosen));
/// # Ok::<(), fgapi_domain::Malformed>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub enum AccountChoice {
    /// All that the customer holds, also those that come later.
    #[default]
    All,
    /// Just these, whatever comes later.
    Only(Arc<BTreeSet<AccountKey>>),
}

impl AccountChoice {
    /// Just these.
    pub fn only(accounts: impl IntoIterator<Item = AccountKey>) -> Self {
        Self::Only(Arc::new(accounts.into_iter().collect()))
    }

    /// Whether `account` is among them.
    pub fn covers(&self, account: &AccountKey) -> bool {
        match self {
            Self::All => true,
            Self::Only(accounts) => accounts.contains(account),
        }
    }

    /// The accounts, where they are named.
    pub fn named(&self) -> Option<&BTreeSet<AccountKey>> {
        match self {
            Self::All => None,
            Self::Only(accounts) => Some(accounts),
        }
    }
}

impl fmt::Display for AccountChoice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self::Only(accounts) = self else { return f.write_str("*") };
        for (at, account) in accounts.iter().enumerate() {
            let before = if at > 0 { " " } else { "" };
            write!(f, "{before}{account}")?;
        }
        Ok(())
    }
}

impl FromStr for AccountChoice {
    type Err = Malformed;
    fn from_str(text: &str) -> Result<Self, Malformed> {
        if text == "*" {
            return Ok(Self::All);
        }
        text.split(' ').filter(|id| !id.is_empty()).map(str::parse).collect::<Result<BTreeSet<_>, _>>().map(|set| Self::Only(Arc::new(set)))
    }
}
