//! A tenant's program reads credentials.

use fgapi_audit::Act;
use fgapi_domain::{Level, StoreFault};
use fgapi_vault::{SealedValue, VaultFault};

use crate::{Credentials, Field, KeptCredentials, Product, ReadOut, Reader, SaasDesk};

/// Nothing was read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The token has no right to a tenant's data (120001).
    #[error("the token has no right to the tenant's data")]
    NoTenantRight,
    /// There is no such product (spd.32741.012).
    #[error("there is no product with this code")]
    UnknownProduct,
    /// The vault did not open them.
    #[error(transparent)]
    Vault(#[from] VaultFault),
    /// The store could not do it, or the log could not take it.
    #[error(transparent)]
    Store(#[from] StoreFault),
}

impl SaasDesk {
    /// The credentials of the product with this code, or of all that the tenant has, by code.
    ///
    /// # Errors
    /// [`ReadError`]; no secret is opened before the log holds who reads it.
    pub fn read(&self, reader: &Reader, code: Option<&str>) -> Result<Vec<Credentials>, ReadError> {
        let target = format!("{} {}", reader.tenant, code.map_or("*", |code| if code.parse::<Product>().is_ok() { code } else { "?" }));
        let note = self.note(&reader.by, Act::CredentialRead, &target);
        if reader.level != Level::Tenant {
            self.parts.store.tell(&note.refused("120001"))?;
            return Err(ReadError::NoTenantRight);
        }
        let product = code.map(str::parse).transpose().map_err(|_| ReadError::UnknownProduct)?;
        self.parts.vault.has_master_keys()?;
        match self.parts.store.read(reader.tenant, product, &note)? {
            ReadOut::Shut => Err(VaultFault::Sealed.into()),
            ReadOut::Found(found) => found.into_iter().map(|(kept, values)| self.opened(reader, kept, &values)).collect(),
        }
    }

    fn opened(&self, reader: &Reader, kept: KeptCredentials, sealed: &[SealedValue]) -> Result<Credentials, ReadError> {
        let mut values = Vec::with_capacity(sealed.len());
        for value in sealed {
            let opened = self.parts.vault.open_for(value, &reader.by);
            let field: Field = value.place.field.as_str().parse().map_err(|_| VaultFault::Altered(value.place.clone()))?;
            values.push((field, opened?));
        }
        let KeptCredentials { product, enabled, receiving_department, deposit_account_item_code, .. } = kept;
        Ok(Credentials { product, enabled, receiving_department, deposit_account_item_code, values })
    }
}
