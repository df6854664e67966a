//! Ids as they travel, with their three laws: unique, reversible, stable (データの ID について; reading R16).

use core::fmt;

use crate::{AccountKey, BranchKey, Malformed, TransactionKey, VeilRing};

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
