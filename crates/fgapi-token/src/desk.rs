//! The desk at which clients get, use, renew and give back tokens.

use std::sync::Arc;

use fgapi_domain::{Clock, Entropy, UnixSeconds};

use crate::reads::Reads;
use crate::recall::Recall;
use crate::{TokenPolicy, TokenStore};

/// All use cases of this room, over one store. Cheap to clone.
#[derive(Clone)]
pub struct TokenDesk {
    pub(crate) store: Arc<dyn TokenStore>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) entropy: Arc<dyn Entropy>,
    pub(crate) policy: TokenPolicy,
    pub(crate) reads: Arc<Reads>,
    pub(crate) recall: Arc<Recall>,
}

impl TokenDesk {
    /// A desk over `store`.
    pub fn new(store: Arc<dyn TokenStore>, clock: Arc<dyn Clock>, entropy: Arc<dyn Entropy>, policy: TokenPolicy) -> Self {
        Self { store, clock, entropy, policy, reads: Arc::default(), recall: Arc::default() }
    }

    /// The time by which this desk decides.
    pub fn now(&self) -> UnixSeconds {
        self.clock.now()
    }

    /// The lifetimes by which this desk decides.
    pub const fn policy(&self) -> &TokenPolicy {
        &self.policy
    }
}

impl std::fmt::Debug for TokenDesk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TokenDesk").field("policy", &self.policy).finish_non_exhaustive()
    }
}
