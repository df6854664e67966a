//! Whether an additional question is asked: the risk port and its default rule.

use fgapi_domain::UnixSeconds;

/// What is known of a login that just succeeded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signals {
    /// The customer logged in from this device before.
    pub device_known: bool,
    /// The customer logged in from this network (/24, /48) before.
    pub network_known: bool,
    /// Wrong attempts in a row before this login.
    pub failures: u32,
    /// When the customer was here last; `None`: never.
    pub last_seen: Option<UnixSeconds>,
    /// Now.
    pub now: UnixSeconds,
}

/// The risk port: an integrator puts the bank's own judgement here.
pub trait RiskRule: Send + Sync {
    /// Whether the customer has to answer an additional question.
    fn asks(&self, signals: &Signals) -> bool;
}

/// The default rule: asks on a device or network that the customer was never seen with, after wrong attempts, and after a long
/// absence. Each reason by itself suffices.
///
/// ```
/// use fgapi_consent::{RiskRule, Signals, StandardRisk};
/// use fgapi_domain::UnixSeconds;
/// let usual = Signals { device_known: true, network_known: true, failures: 0, last_seen: Some(UnixSeconds(1_000)), now: UnixSeconds(2_000) };
/// assert!(!StandardRisk::default().asks(&usual));
/// assert!(StandardRisk::default().asks(&Signals { device_known: false, ..usual }));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StandardRisk {
    /// Wrong attempts in a row from which on it asks; default 3.
    pub failures: u32,
    /// Seconds of absence from which on it asks; default 90 days.
    pub absence_seconds: i64,
}

impl Default for StandardRisk {
    fn default() -> Self {
        Self { failures: 3, absence_seconds: 90 * 86_400 }
    }
}

impl RiskRule for StandardRisk {
    fn asks(&self, signals: &Signals) -> bool {
        let long_gone = signals.last_seen.is_none_or(|last| last.plus(self.absence_seconds) <= signals.now);
        !signals.device_known || !signals.network_known || signals.failures >= self.failures || long_gone
    }
}

/// Never asks: for banks whose login is strong by itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NeverAsk;

impl RiskRule for NeverAsk {
    fn asks(&self, _: &Signals) -> bool {
        false
    }
}

/// Always asks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AlwaysAsk;

impl RiskRule for AlwaysAsk {
    fn asks(&self, _: &Signals) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_reason_suffices() {
        let rule = StandardRisk { failures: 2, absence_seconds: 100 };
        let usual =
            Signals { device_known: true, network_known: true, failures: 1, last_seen: Some(UnixSeconds(50)), now: UnixSeconds(149) };
        assert!(!rule.asks(&usual));
        assert!(rule.asks(&Signals { device_known: false, ..usual }));
        assert!(rule.asks(&Signals { network_known: false, ..usual }));
        assert!(rule.asks(&Signals { failures: 2, ..usual }));
        assert!(rule.asks(&Signals { now: UnixSeconds(150), ..usual }));
        assert!(rule.asks(&Signals { last_seen: None, ..usual }));
    }
}
