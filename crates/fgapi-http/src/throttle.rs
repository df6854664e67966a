//! Limits on what one caller may take of the gateway.
//!
//! Memory is bounded by the rates themselves: a caller who has been quiet for as long as its burst takes to
//! refill is forgotten, and forgetting happens every so many checks.

use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};

use fgapi_token::ClientId;
use governor::clock::Clock as _;
use governor::{DefaultKeyedRateLimiter, RateLimiter};

use crate::catalogue::ErrorCode;
use crate::settings::{Quota, ThrottleSettings};
use crate::status::Refused;

/// How many checks pass between two clean-ups.
const CLEAN_EVERY: u32 = 4_096;

/// Who attempts a login: the api_key that was presented, and from where.
type Attempt = (Box<str>, IpAddr);

pub(crate) struct Throttle {
    calls: Limiter<ClientId>,
    system_token: Limiter<Attempt>,
    login: Limiter<Attempt>,
}

impl Throttle {
    pub(crate) fn new(settings: &ThrottleSettings) -> Self {
        Self { calls: Limiter::new(settings.calls), system_token: Limiter::new(settings.system_token), login: Limiter::new(settings.login) }
    }

    /// A call with a valid bearer.
    pub(crate) fn call(&self, client: ClientId) -> Result<(), Refused> {
        self.calls.check(&client)
    }

    /// An attempt at /auth/system_token.
    pub(crate) fn system_token(&self, api_key: &str, caller: IpAddr) -> Result<(), Refused> {
        self.system_token.check(&attempt(api_key, caller))
    }

    /// An attempt at /auth/login.
    pub(crate) fn login(&self, api_key: &str, caller: IpAddr) -> Result<(), Refused> {
        self.login.check(&attempt(api_key, caller))
    }
}

/// No api_key is longer than 64 characters; a caller with many v6 addresses is still one caller.
fn attempt(api_key: &str, caller: IpAddr) -> Attempt {
    let source = match caller.to_canonical() {
        IpAddr::V6(v6) => IpAddr::V6((v6.to_bits() & !u128::from(u64::MAX)).into()),
        v4 => v4,
    };
    (api_key.chars().take(64).collect(), source)
}

struct Limiter<K: std::hash::Hash + Eq + Clone> {
    limiter: Option<DefaultKeyedRateLimiter<K>>,
    checks: AtomicU32,
}

impl<K: std::hash::Hash + Eq + Clone> Limiter<K> {
    fn new(quota: Quota) -> Self {
        let limiter = NonZeroU32::new(quota.per_second).map(|rate| {
            let burst = NonZeroU32::new(quota.burst).unwrap_or(NonZeroU32::MIN);
            RateLimiter::keyed(governor::Quota::per_second(rate).allow_burst(burst))
        });
        Self { limiter, checks: AtomicU32::new(0) }
    }

    fn check(&self, key: &K) -> Result<(), Refused> {
        let Some(limiter) = &self.limiter else {
            return Ok(());
        };
        if self.checks.fetch_add(1, Ordering::Relaxed) % CLEAN_EVERY == CLEAN_EVERY - 1 {
            limiter.retain_recent();
            limiter.shrink_to_fit();
        }
        limiter.check_key(key).map_err(|not_until| Refused::later(ErrorCode::Throttled, not_until.wait_time_from(limiter.clock().now())))
    }
}
