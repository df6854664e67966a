//! Customers, listed for operators.

use fgapi_domain::{AccountKey, BankCode, CertificateFingerprint, CustomerId, LoginId, ShortText};

use crate::{Store, StoreFault};

/// A customer as listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CustomerEntry {
    /// The bank's own name for them.
    pub id: CustomerId,
    /// What they type to log in.
    pub login: LoginId,
    /// What people call them.
    pub name: ShortText,
    /// Whether they can log in with a password.
    pub has_password: bool,
    /// The certificates by which they log in; none: with a password only.
    pub certificates: Vec<CertificateFingerprint>,
    /// What they hold with the bank that was asked for, in its order.
    pub accounts: Vec<AccountKey>,
}

impl Store {
    /// All customers by id, each with the accounts that they hold with `bank`.
    ///
    /// # Errors
    /// [`StoreFault`] when the database does not answer.
    pub fn list_customers(&self, bank: BankCode) -> Result<Vec<CustomerEntry>, StoreFault> {
        let mut entries = Vec::new();
        self.engine.inspect(&mut |tables| {
            entries.clear();
            for row in tables.customers()? {
                entries.push(CustomerEntry {
                    id: row.id.parse()?,
                    login: row.login_id.parse()?,
                    name: row.name.parse()?,
                    has_password: row.password_hash.is_some(),
                    certificates: tables.certificates(row.seq)?,
                    accounts: tables.holdings(row.seq, bank)?.into_iter().map(|(key, _)| key).collect(),
                });
            }
            Ok(())
        })?;
        Ok(entries)
    }
}
