//! Tenants: the organisations whose data a portal user's token opens.

use fgapi_domain::{ShortText, TenantId, UnixSeconds};

/// A tenant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tenant {
    /// Its number.
    pub id: TenantId,
    /// Its name.
    pub name: ShortText,
    /// When it was created.
    pub created_at: UnixSeconds,
}
