//! The desk at which credentials are set and read.

use std::sync::Arc;

use fgapi_audit::{Act, By, Entry, EntryTime};
use fgapi_domain::{Clock, Entropy, TenantId, UnixSeconds};
use fgapi_vault::{Owner, Place, PlaceWord, Vault};

use crate::{Field, Product, SaasStore};

/// What a [`SaasDesk`] is made of.
#[derive(Clone)]
pub struct SaasParts {
    /// Where credentials, clients and tokens are kept.
    pub store: Arc<dyn SaasStore>,
    /// Seals and opens values.
    pub vault: Vault,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub entropy: Arc<dyn Entropy>,
    /// For how many seconds an access token is good (`expires_in`).
    pub token_seconds: u32,
}

/// All use cases of this room. Cheap to clone.
#[derive(Clone)]
pub struct SaasDesk {
    pub(crate) parts: SaasParts,
}

impl SaasDesk {
    /// A desk of these parts.
    pub const fn new(parts: SaasParts) -> Self {
        Self { parts }
    }

    /// The time by which this desk decides.
    pub fn now(&self) -> UnixSeconds {
        self.parts.clock.now()
    }

    /// The vault behind it.
    pub const fn vault(&self) -> &Vault {
        &self.parts.vault
    }

    pub(crate) fn note(&self, by: &By, act: Act, target: &str) -> Entry {
        Entry::done(EntryTime(self.now().0), by, act, target)
    }
}

/// Where a product's value lies. Codes and fields are words of a place by their making.
pub(crate) fn place(tenant: TenantId, product: Product, field: Field) -> Option<Place> {
    let (service, field): (PlaceWord, PlaceWord) = (product.code().parse().ok()?, field.as_str().parse().ok()?);
    Some(Place::new(Owner::Tenant(tenant), service, field))
}

impl std::fmt::Debug for SaasDesk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SaasDesk").finish_non_exhaustive()
    }
}
