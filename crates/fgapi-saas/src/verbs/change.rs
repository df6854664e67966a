//! The staff set, replace, enable and disable credentials.

use fgapi_audit::{Act, By};
use fgapi_domain::{Secret, StoreFault, TenantId};
use fgapi_vault::{Place, Put, VaultFault};

use crate::desk::place;
use crate::{Change, CredentialChange, Field, KeptCredentials, LONGEST_VALUE, Product, SaasDesk, Stored};

/// Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    /// The product has no such field.
    #[error("{0} is no field of this product")]
    NoField(Field),
    /// The product has neither 受領部門 nor 預り金勘定科目コード.
    #[error("this product has neither receivingDepartment nor depositAccountItemCode")]
    NoPlainField,
    /// A value is empty, too long, or has a control character.
    #[error("{0} must be 1 to 4096 bytes without control characters")]
    Value(Field),
    /// There is no such tenant (any more).
    #[error("there is no such tenant")]
    NoTenant,
    /// The vault could not seal it.
    #[error(transparent)]
    Vault(VaultFault),
    /// The store could not do it.
    #[error(transparent)]
    Store(#[from] StoreFault),
}

impl From<VaultFault> for ChangeError {
    fn from(fault: VaultFault) -> Self {
        match fault {
            VaultFault::NoOwner => Self::NoTenant,
            VaultFault::Store(fault) => Self::Store(fault),
            fault => Self::Vault(fault),
        }
    }
}

impl SaasDesk {
    /// A tenant's credentials, as people may see them.
    ///
    /// # Errors
    /// [`StoreFault`].
    pub fn credentials(&self, tenant: TenantId) -> Result<Vec<KeptCredentials>, StoreFault> {
        self.parts.store.credentials(tenant)
    }

    /// Changes a product's credentials, all of the change or nothing.
    ///
    /// # Errors
    /// [`ChangeError`].
    pub fn change(&self, tenant: TenantId, product: Product, change: &Change, by: &By) -> Result<(), ChangeError> {
        let (mut set, mut cleared): (Vec<(Place, &Secret)>, Vec<Field>) = (Vec::new(), Vec::new());
        let plain = &change.plain;
        if !product.is_long() && (plain.receiving_department.is_some() || plain.deposit_account_item_code.is_some()) {
            return Err(ChangeError::NoPlainField);
        }
        for (field, value) in &change.values {
            let known = product.label(*field).and_then(|_| place(tenant, product, *field));
            let place = known.ok_or(ChangeError::NoField(*field))?;
            match value {
                None => cleared.push(*field),
                Some(value) if is_value(value.reveal()) => set.push((place, value)),
                Some(_) => return Err(ChangeError::Value(*field)),
            }
        }
        let note = self.note(by, Act::CredentialChange, &format!("{tenant} {}", product.code())).with(told(change));
        let mut missing = false;
        let stored = self.parts.vault.keep(&set, |values| {
            let change = CredentialChange {
                tenant,
                product,
                plain: change.plain.clone(),
                values: values.to_vec(),
                cleared: cleared.clone(),
                now: self.now(),
                by: by.actor.to_string(),
            };
            Ok(match self.parts.store.change(&change, &note)? {
                Stored::Done => Put::Done,
                Stored::StaleKey => Put::StaleKey,
                Stored::Exhausted => Put::Exhausted,
                Stored::NoTenant => {
                    missing = true;
                    Put::Done
                }
            })
        });
        stored?;
        if missing { Err(ChangeError::NoTenant) } else { Ok(()) }
    }
}

fn is_value(text: &str) -> bool {
    (1..=LONGEST_VALUE).contains(&text.len()) && !text.chars().any(char::is_control)
}

/// What the log is told: which fields, never what stands in them.
fn told(change: &Change) -> String {
    let values = change.values.iter().map(|(field, value)| format!("{}{field}", if value.is_some() { "+" } else { "-" }));
    let enabled = change.plain.enabled.map(|enabled| if enabled { "enabled" } else { "disabled" }.to_owned());
    let department = change.plain.receiving_department.as_ref().map(|_| "receivingDepartment".to_owned());
    let item = change.plain.deposit_account_item_code.as_ref().map(|_| "depositAccountItemCode".to_owned());
    values.chain(enabled).chain(department).chain(item).collect::<Vec<_>>().join(" ")
}
