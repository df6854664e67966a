//! Tenants' clients, and what of their credentials is not secret.

use diesel::sql_types::{BigInt, Binary, Bool, Nullable, Text};
use fgapi_domain::{TenantId, UnixSeconds};
use fgapi_saas::{KeptCredentials, TenantClient, TenantClientId};
use fgapi_token::TokenDigest;

use super::{bytes, uuid};
use crate::HoldingsFault;

/// Columns of a product's credentials, in the order of `credential_columns!`.
pub(crate) type CredentialSql = (Text, Bool, Text, Text, BigInt, Text);
/// A row of them.
pub(crate) type CredentialRow = (String, bool, String, String, i64, String);

macro_rules! credential_columns {
    () => {
        "c.product, c.enabled, c.receiving_department, c.deposit_account_item_code, c.changed_at, c.changed_by"
    };
}
pub(crate) use credential_columns;

/// A product's credentials, without values.
pub(crate) fn credentials(row: CredentialRow) -> Result<KeptCredentials, HoldingsFault> {
    let (product, enabled, department, item, changed_at, changed_by) = row;
    Ok(KeptCredentials {
        product: product.parse()?,
        enabled,
        receiving_department: department.parse()?,
        deposit_account_item_code: item.parse()?,
        fields: Vec::new(),
        changed_at: UnixSeconds(changed_at),
        changed_by,
    })
}

/// Columns of a client, in the order of `client_columns!`.
pub(crate) type ClientSql = (Binary, BigInt, Binary, Text, Text, Binary, Nullable<Binary>, Nullable<BigInt>, Bool, BigInt);
/// A row of them.
pub(crate) type ClientRow = (Vec<u8>, i64, Vec<u8>, String, String, Vec<u8>, Option<Vec<u8>>, Option<i64>, bool, i64);

macro_rules! client_columns {
    () => {
        "c.id, c.tenant, c.company, c.name, c.level, c.secret, c.secret_before, c.secret_before_until, c.enabled, c.created_at"
    };
}
pub(crate) use client_columns;

/// A client.
pub(crate) fn client(row: ClientRow) -> Result<TenantClient, HoldingsFault> {
    let (id, tenant, company, name, level, secret, before, before_until, enabled, created_at) = row;
    let before = before.as_deref().map(digest).transpose()?;
    Ok(TenantClient {
        id: TenantClientId(uuid(&id)?),
        tenant: TenantId::from_number(tenant)?,
        company: uuid(&company)?,
        name: name.parse()?,
        level: level.parse()?,
        secret: digest(&secret)?,
        secret_before: before.zip(before_until.map(UnixSeconds)),
        enabled,
        created_at: UnixSeconds(created_at),
    })
}

fn digest(stored: &[u8]) -> Result<TokenDigest, HoldingsFault> {
    bytes(stored, "a digest").map(TokenDigest::from_bytes)
}
