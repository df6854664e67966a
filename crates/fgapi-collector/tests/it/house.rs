//! The door outwards, with a clock that stands still.

use std::sync::Arc;
use std::time::Duration;

use fgapi_collector::FgapiUpstream;
use fgapi_domain::{Secret, UnixSeconds};
use fgapi_linked::{FgapiConnection, Harvest, Period, Target, TokenPair, Upstream as _, UpstreamFault};
use fgapi_puppet::Puppet;
use fgapi_testkit::ManualClock;

use crate::far::{API_KEY, PASSWORD};

/// 2026-02-01T12:00:00+09:00.
pub(crate) const BEGIN: UnixSeconds = UnixSeconds(1_769_914_800);
/// Longer than anything takes that ends at all.
pub(crate) const LONG: Duration = Duration::from_secs(30);

pub(crate) struct House {
    pub(crate) upstream: FgapiUpstream,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) password: Secret,
}

impl House {
    pub(crate) fn open() -> Self {
        let clock = Arc::new(ManualClock::new(BEGIN));
        Self { upstream: FgapiUpstream::new(clock.clone(), None).unwrap(), clock, password: Secret::new(PASSWORD) }
    }

    pub(crate) fn harvest(&self, far: &Puppet, patience: Duration) -> Result<Harvest, UpstreamFault> {
        self.harvest_at(&connection(&far.base()), patience)
    }

    pub(crate) fn harvest_at(&self, connection: &FgapiConnection, patience: Duration) -> Result<Harvest, UpstreamFault> {
        let target = Target { connection, password: &self.password, patience };
        self.upstream.harvest(&target, &Secret::new("fga_one"), january())
    }

    pub(crate) fn refresh(&self, far: &Puppet, patience: Duration) -> Result<TokenPair, UpstreamFault> {
        let target = Target { connection: &connection(&far.base()), password: &self.password, patience };
        self.upstream.refresh(&target, &held(), "key-1")
    }

    pub(crate) fn redeem(&self, far: &Puppet, query: &str) -> Result<TokenPair, UpstreamFault> {
        let target = Target { connection: &connection(&far.base()), password: &self.password, patience: LONG };
        self.upstream.redeem(&target, query, &Secret::new("mine"), &Secret::new("v".repeat(43)), "key-1")
    }

    pub(crate) fn revoke(&self, far: &Puppet) -> Result<(), UpstreamFault> {
        let target = Target { connection: &connection(&far.base()), password: &self.password, patience: LONG };
        self.upstream.revoke(&target, &held())
    }
}

/// A connection to this machine.
pub(crate) fn connection(base: &str) -> FgapiConnection {
    FgapiConnection { base_url: base.to_owned(), api_key: API_KEY.to_owned(), days: 31, private_network: true }
}

pub(crate) fn january() -> Period {
    Period { from: "2026-01-01".parse().unwrap(), until: "2026-01-31".parse().unwrap() }
}

/// A pair as it was kept.
pub(crate) fn held() -> TokenPair {
    TokenPair { access: Secret::new("fga_one"), refresh: Secret::new("fgr_one"), expires_at: BEGIN, consent_until: None }
}
