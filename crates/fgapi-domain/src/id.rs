//! Ids as they travel, with their three laws: unique, reversible, stable (データの ID について; reading R16).

use core::fmt;

use crate::digits::push_number;
use crate::{AccountKey, BranchKey, JstDate, Malformed, Ordinal, TransactionKey, VeilRing};

macro_rules! travelling_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);

        impl $name {
            /// The text on the wire.
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// The text on the wire.
            pub fn into_string(self) -> String {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        /// Silent: a composed id holds an account number.
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(…)"))
            }
        }
    };
}

travelling_id!(
    /// A branch's id.
    BranchId
);
travelling_id!(
    /// An account's id.
    AccountId
);
travelling_id!(
    /// A transaction's id.
    TransactionId
);

/// How keys become ids and ids become keys again.
///
/// *Composed* ids are the parts of the key, readable. *Veiled* ids are the same parts under authenticated,
/// deterministic encryption, for banks that may not show account numbers. Branch ids are composed in both,
/// because bank and branch codes are public.
///
/// ```
/// use fgapi_domain::{AccountKey, IdScheme, VeilKey, VeilRing};
/// let key: AccountKey = "9999-101-1-0001234".parse().unwrap();
/// let ring = VeilRing::new(vec![VeilKey::new("k1".parse().unwrap(), [7; 32]).unwrap()]).unwrap();
/// let veiled = IdScheme::veiled(ring);
/// let id = veiled.account_id(&key);
/// assert!(!id.as_str().contains("0001234"));
/// assert_eq!(veiled.account_key(id.as_str()), Ok(key));
/// ```
#[derive(Debug)]
pub struct IdScheme {
    veil: Option<VeilRing>,
}

impl IdScheme {
    /// Readable ids.
    pub const fn composed() -> Self {
        Self { veil: None }
    }

    /// Ids that show nothing; new ones are made under the ring's first key.
    pub const fn veiled(ring: VeilRing) -> Self {
        Self { veil: Some(ring) }
    }

    /// The id of a branch: `1234-576`.
    pub fn branch_id(&self, key: &BranchKey) -> BranchId {
        BranchId(key.to_string())
    }

    /// The id of an account.
    pub fn account_id(&self, key: &AccountKey) -> AccountId {
        AccountId(self.write("account", key.to_string()))
    }

    /// The id of a transaction.
    pub fn transaction_id(&self, key: &TransactionKey) -> TransactionId {
        TransactionId(self.write("transaction", key.to_string()))
    }

    /// The ids of one account's transactions, one after another.
    pub fn transaction_ids(&self, account: &AccountKey) -> TransactionIds<'_> {
        let parts = format!("{account}-");
        TransactionIds { scheme: self, account: parts.len(), day: None, to_day: 0, parts, veiled: String::new() }
    }

    /// The branch that an id names.
    ///
    /// # Errors
    /// [`Malformed`] when no branch could have this id.
    pub fn branch_key(&self, id: &str) -> Result<BranchKey, Malformed> {
        id.parse()
    }

    /// The account that an id names.
    ///
    /// # Errors
    /// [`Malformed`] when no account could have this id.
    pub fn account_key(&self, id: &str) -> Result<AccountKey, Malformed> {
        self.read("account", id)?.parse()
    }

    /// The transaction that an id names.
    ///
    /// # Errors
    /// [`Malformed`] when no transaction could have this id.
    pub fn transaction_key(&self, id: &str) -> Result<TransactionKey, Malformed> {
        self.read("transaction", id)?.parse()
    }

    fn write(&self, kind: &str, parts: String) -> String {
        match &self.veil {
            None => parts,
            Some(ring) => ring.veil(kind, &parts),
        }
    }

    fn read(&self, kind: &str, id: &str) -> Result<String, Malformed> {
        match &self.veil {
            None => Ok(id.to_owned()),
            Some(ring) => ring.unveil(kind, id).ok_or(Malformed::new("id", "one that this gateway gave out")),
        }
    }
}

/// The ids of one account's transactions, made one after another: what an id shares with the one before is not written again.
///
/// ```
/// use fgapi_domain::{IdScheme, Ordinal};
/// let scheme = IdScheme::composed();
/// let account = "9999-101-1-0001234".parse()?;
/// let mut ids = scheme.transaction_ids(&account);
/// assert_eq!(ids.id("2026-01-31".parse()?, Ordinal::new(7)?), "9999-101-1-0001234-20260131-7");
/// # Ok::<(), fgapi_domain::Malformed>(())
/// ```
pub struct TransactionIds<'a> {
    scheme: &'a IdScheme,
    /// The last id's parts.
    parts: String,
    /// How long the account's part is, and the account's and the day's together.
    account: usize,
    to_day: usize,
    day: Option<JstDate>,
    veiled: String,
}

impl TransactionIds<'_> {
    /// The id of the transaction with this number within a day; the same as [`IdScheme::transaction_id`] makes.
    pub fn id(&mut self, day: JstDate, ordinal: Ordinal) -> &str {
        if self.day == Some(day) {
            self.parts.truncate(self.to_day);
        } else {
            self.parts.truncate(self.account);
            day.push_compact(&mut self.parts);
            self.parts.push('-');
            (self.day, self.to_day) = (Some(day), self.parts.len());
        }
        push_number(&mut self.parts, ordinal.get());
        match &self.scheme.veil {
            None => &self.parts,
            Some(ring) => {
                self.veiled = ring.veil("transaction", &self.parts);
                &self.veiled
            }
        }
    }
}

/// Silent: ids may hold an account number.
impl fmt::Debug for TransactionIds<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TransactionIds(…)")
    }
}
