//! What others entrust to the gateway.

use std::sync::Arc;

use fgapi_linked::LinkedStore;
use fgapi_saas::SaasStore;
use fgapi_vault::VaultStore;

/// The ports to what others entrust to the gateway, over one database.
#[derive(Clone)]
pub struct Holdings {
    /// Sealed values and wrapped keys.
    pub vault: Arc<dyn VaultStore>,
    /// Tenants' credentials and clients.
    pub saas: Arc<dyn SaasStore>,
    /// Services and linked accounts.
    pub linked: Arc<dyn LinkedStore>,
}
