//! The staff register tenants' clients.

use fgapi_audit::{Act, By};
use fgapi_domain::{EntropyFault, Level, Secret, ShortText, StoreFault, TenantId, new_uuid};
use fgapi_token::{PlainToken, TokenKind};

use crate::{Added, ClientChange, IssuedTenantClient, SaasDesk, TenantClient, TenantClientId};

/// Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// There is no such tenant.
    #[error("there is no such tenant")]
    NoTenant,
    /// There is no such client.
    #[error("there is no such client")]
    NoClient,
    /// No randomness.
    #[error(transparent)]
    Entropy(#[from] EntropyFault),
    /// The store could not do it.
    #[error(transparent)]
    Store(#[from] StoreFault),
}

impl SaasDesk {
    /// Registers a client of a tenant; its secret is seen this once.
    ///
    /// # Errors
    /// [`ClientError`].
    pub fn add_client(&self, tenant: TenantId, name: ShortText, level: Level, by: &By) -> Result<IssuedTenantClient, ClientError> {
        let entropy = &*self.parts.entropy;
        let secret = PlainToken::generate(TokenKind::Password, entropy)?;
        let client = TenantClient {
            id: TenantClientId(new_uuid(entropy, self.now())?),
            tenant,
            company: new_uuid(entropy, self.now())?,
            name,
            level,
            secret: secret.digest(),
            secret_before: None,
            enabled: true,
            created_at: self.now(),
        };
        let note = self.note(by, Act::TenantClientAdd, &client.id.to_string()).with(format!("{tenant} {}", level.as_str()));
        match self.parts.store.add_client(&client, &note)? {
            Added::Done => {
                // The company may be one that the tenant had already.
                let client = self.parts.store.client(client.id)?.ok_or(ClientError::NoTenant)?;
                Ok(IssuedTenantClient { client, secret: Secret::new(secret.reveal()) })
            }
            Added::Refused => Err(ClientError::NoTenant),
        }
    }

    /// The clients of a tenant, or all.
    ///
    /// # Errors
    /// [`StoreFault`].
    pub fn clients(&self, tenant: Option<TenantId>) -> Result<Vec<TenantClient>, StoreFault> {
        self.parts.store.clients(tenant)
    }

    /// Lets a client call, or not: its tokens are dead at once, on every node, and alive again when it may.
    ///
    /// # Errors
    /// [`ClientError`].
    pub fn enable_client(&self, id: TenantClientId, enabled: bool, by: &By) -> Result<(), ClientError> {
        self.change_client(id, &ClientChange::Enable(enabled), if enabled { "enabled" } else { "disabled" }, by)
    }

    /// Gives a client a new secret; the present one is taken for `overlap_seconds` more.
    ///
    /// # Errors
    /// [`ClientError`].
    pub fn rotate_client(&self, id: TenantClientId, overlap_seconds: u32, by: &By) -> Result<IssuedTenantClient, ClientError> {
        let secret = PlainToken::generate(TokenKind::Password, &*self.parts.entropy)?;
        let overlap_until = self.now().plus(overlap_seconds.into());
        let change = ClientChange::Secret { digest: secret.digest(), overlap_until };
        self.change_client(id, &change, &format!("secret overlap_seconds={overlap_seconds}"), by)?;
        let client = self.parts.store.client(id)?.ok_or(ClientError::NoClient)?;
        Ok(IssuedTenantClient { client, secret: Secret::new(secret.reveal()) })
    }

    fn change_client(&self, id: TenantClientId, change: &ClientChange, detail: &str, by: &By) -> Result<(), ClientError> {
        let note = self.note(by, Act::TenantClientChange, &id.to_string()).with(detail);
        if self.parts.store.change_client(id, change, &note)? { Ok(()) } else { Err(ClientError::NoClient) }
    }
}
