//! The desk at which journeys are made.

use std::net::IpAddr;
use std::sync::Arc;

use fgapi_banking::Bank;
use fgapi_domain::{Entropy, MaintenanceHours, Secret};
use fgapi_token::{Loopback, TokenDesk};

use crate::key::ConsentKey;
use crate::port::JourneyStore;
use crate::risk::RiskRule;

/// What a bank decided about journeys.
#[derive(Clone, Debug)]
pub struct ConsentPolicy {
    /// How long a journey may take, in seconds; default 900.
    pub journey_seconds: i64,
    /// Wrong answers to the additional question after which a journey ends; default 5.
    pub answer_tries: u16,
    /// When no journey goes on; default never.
    pub maintenance: Vec<MaintenanceHours>,
    /// Whether `redirect_uri` may be plain HTTP on this machine; default no.
    pub loopback: Loopback,
    /// `iss` of every way home (RFC 9207): how the gateway is reached; default none.
    pub issuer: Option<String>,
    /// For how many seconds before its end a link is shown as ending soon; default 14 days.
    pub soon_seconds: i64,
}

impl Default for ConsentPolicy {
    fn default() -> Self {
        Self {
            journey_seconds: 900,
            answer_tries: 5,
            maintenance: Vec::new(),
            loopback: Loopback::Refused,
            issuer: None,
            soon_seconds: 14 * 86_400,
        }
    }
}

/// All use cases of this room. Cheap to clone.
#[derive(Clone)]
pub struct ConsentDesk {
    pub(crate) journeys: Arc<dyn JourneyStore>,
    pub(crate) bank: Arc<dyn Bank>,
    pub(crate) tokens: TokenDesk,
    pub(crate) risk: Arc<dyn RiskRule>,
    pub(crate) entropy: Arc<dyn Entropy>,
    pub(crate) key: ConsentKey,
    pub(crate) policy: Arc<ConsentPolicy>,
}

/// What a [`ConsentDesk`] is made of.
#[derive(Clone)]
pub struct ConsentParts {
    /// Where journeys are kept.
    pub journeys: Arc<dyn JourneyStore>,
    /// The bank's core.
    pub bank: Arc<dyn Bank>,
    /// Clients and tokens.
    pub tokens: TokenDesk,
    /// When an additional question is asked.
    pub risk: Arc<dyn RiskRule>,
    /// Randomness.
    pub entropy: Arc<dyn Entropy>,
    /// The gateway's key.
    pub key: ConsentKey,
    /// What the bank decided.
    pub policy: ConsentPolicy,
}

impl ConsentDesk {
    /// A desk of these parts.
    pub fn new(parts: ConsentParts) -> Self {
        let ConsentParts { journeys, bank, tokens, risk, entropy, key, policy } = parts;
        Self { journeys, bank, tokens, risk, entropy, key, policy: Arc::new(policy) }
    }

    /// What the bank decided.
    pub fn policy(&self) -> &ConsentPolicy {
        &self.policy
    }
}

impl std::fmt::Debug for ConsentDesk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ConsentDesk").field("policy", &self.policy).finish_non_exhaustive()
    }
}

/// Who sits before the screen, as far as their browser tells.
#[derive(Clone, Copy, Debug)]
pub struct Visitor<'v> {
    /// The secret of the journey's cookie.
    pub browser: Option<&'v Secret>,
    /// The value of the device's cookie.
    pub device: Option<&'v str>,
    /// From where.
    pub address: IpAddr,
}
