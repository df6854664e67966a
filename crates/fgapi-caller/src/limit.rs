//! Limits on what one caller may take.
//!
//! Memory is bounded by the rates themselves: a caller who has been quiet for as long as its burst takes to
//! refill is forgotten, and forgetting happens every so many checks.

use core::fmt;
use core::hash::Hash;
use core::num::NonZeroU32;
use core::time::Duration;
use std::net::IpAddr;
use std::sync::atomic::{AtomicU32, Ordering};

use governor::clock::Clock as _;
use governor::{DefaultKeyedRateLimiter, RateLimiter};

/// How many checks pass between two clean-ups.
const CLEAN_EVERY: u32 = 4_096;

/// A steady rate with room for a burst.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quota {
    /// Calls per second in the long run; 0 means no limit.
    pub per_second: u32,
    /// Calls at once after a pause; at least 1.
    pub burst: u32,
}

impl Quota {
    /// No limit.
    pub const UNLIMITED: Self = Self { per_second: 0, burst: 0 };
}

/// A quota for each of many callers.
pub struct Limiter<K: Hash + Eq + Clone> {
    limiter: Option<DefaultKeyedRateLimiter<K>>,
    checks: AtomicU32,
}

impl<K: Hash + Eq + Clone> Limiter<K> {
    /// The same quota for everybody.
    pub fn new(quota: Quota) -> Self {
        let limiter = NonZeroU32::new(quota.per_second).map(|rate| {
            let burst = NonZeroU32::new(quota.burst).unwrap_or(NonZeroU32::MIN);
            RateLimiter::keyed(governor::Quota::per_second(rate).allow_burst(burst))
        });
        Self { limiter, checks: AtomicU32::new(0) }
    }

    /// Counts a call.
    ///
    /// # Errors
    /// How long to wait, when it is one too many; it is not counted then.
    pub fn check(&self, key: &K) -> Result<(), Duration> {
        let Some(limiter) = &self.limiter else {
            return Ok(());
        };
        if self.checks.fetch_add(1, Ordering::Relaxed) % CLEAN_EVERY == CLEAN_EVERY - 1 {
            limiter.retain_recent();
            limiter.shrink_to_fit();
        }
        limiter.check_key(key).map_err(|not_until| not_until.wait_time_from(limiter.clock().now()))
    }
}

impl<K: Hash + Eq + Clone> fmt::Debug for Limiter<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Limiter").finish_non_exhaustive()
    }
}

/// By what a caller is counted: the address, or its /64 of IPv6, because whoever has one address there has all of them.
pub fn source(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => IpAddr::V6((v6.to_bits() & !u128::from(u64::MAX)).into()),
        v4 => v4,
    }
}
