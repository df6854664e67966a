//! The desk at which accounts are linked, shown and fetched.

use std::sync::Arc;

use fgapi_audit::{Act, By, Entry, EntryTime};
use fgapi_domain::{Clock, Entropy, Malformed, UnixSeconds};
use fgapi_vault::{Place, Vault};

use crate::{AccountId, CatalogueFault, LinkedAccount, LinkedStore, RequestId, Service, ServiceId, Status, Upstream};

/// What the bank decided.
#[derive(Clone, Debug)]
pub struct LinkedPolicy {
    /// Where customers come back to from another institution's screens: registered there.
    pub redirect_uri: String,
    /// For how many seconds an answer is kept to be used.
    pub answer_seconds: u32,
    /// How long a customer may stay at the other institution's screens.
    pub journey_seconds: u32,
    /// The least seconds between attempts that are asked for.
    pub acquire_gap_seconds: u32,
    /// For how many seconds beyond the service's time-out a lease lasts.
    pub lease_margin_seconds: u32,
    /// For how many seconds an account that was never fetched counts as being fetched.
    pub first_fetch_seconds: u32,
}

impl Default for LinkedPolicy {
    fn default() -> Self {
        Self {
            redirect_uri: String::new(),
            answer_seconds: 600,
            journey_seconds: 1_800,
            acquire_gap_seconds: 60,
            lease_margin_seconds: 10,
            first_fetch_seconds: 600,
        }
    }
}

/// What a [`LinkedDesk`] is made of.
#[derive(Clone)]
pub struct LinkedParts {
    /// Where services and accounts are kept.
    pub store: Arc<dyn LinkedStore>,
    /// Seals tokens and answers.
    pub vault: Vault,
    /// Speaks to other institutions.
    pub upstream: Arc<dyn Upstream>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub entropy: Arc<dyn Entropy>,
    /// What the bank decided.
    pub policy: LinkedPolicy,
}

/// All use cases of this room. Cheap to clone.
#[derive(Clone)]
pub struct LinkedDesk {
    pub(crate) parts: Arc<LinkedParts>,
}

impl LinkedDesk {
    /// A desk of these parts.
    pub fn new(parts: LinkedParts) -> Self {
        Self { parts: Arc::new(parts) }
    }

    /// The time by which this desk decides.
    pub fn now(&self) -> UnixSeconds {
        self.parts.clock.now()
    }

    /// What the bank decided.
    pub fn policy(&self) -> &LinkedPolicy {
        &self.parts.policy
    }

    /// The vault behind it.
    pub fn vault(&self) -> &Vault {
        &self.parts.vault
    }

    /// How an account stands now.
    pub fn status(&self, account: &LinkedAccount) -> Status {
        account.status(self.now(), self.parts.policy.first_fetch_seconds.into())
    }

    pub(crate) fn note(&self, by: &By, act: Act, target: impl ToString) -> Entry {
        Entry::done(EntryTime(self.now().0), by, act, target.to_string())
    }

    /// The service of the catalogue with this id.
    ///
    /// # Errors
    /// [`LinkedFault`](crate::LinkedFault).
    pub fn service(&self, id: ServiceId) -> Result<Option<Service>, crate::LinkedFault> {
        let kept = self.parts.store.services_named(&[id])?;
        Ok(kept.first().map(crate::KeptService::service).transpose()?)
    }
}

/// A catalogue's text in the store that does not parse was not written by this program.
impl From<CatalogueFault> for crate::LinkedFault {
    fn from(fault: CatalogueFault) -> Self {
        Self::Store(fgapi_domain::StoreFault::Corrupt(fault.to_string()))
    }
}

/// Where an account's tokens lie.
pub(crate) fn tokens_place(id: AccountId) -> Result<Place, Malformed> {
    id.place(AccountId::TOKENS)
}

/// Where the answer to a form lies.
pub(crate) fn form_place(id: AccountId, form: u32) -> Result<Place, Malformed> {
    id.place(&format!("form:{form}"))
}

/// Where the answer to an additional request lies.
pub(crate) fn request_place(id: AccountId, request: RequestId) -> Result<Place, Malformed> {
    id.place(&request.field())
}

impl std::fmt::Debug for LinkedDesk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LinkedDesk").field("policy", &self.parts.policy).finish_non_exhaustive()
    }
}
