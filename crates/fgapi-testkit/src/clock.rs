//! A clock that stands still until a test moves it.

use std::sync::atomic::{AtomicI64, Ordering};

use fgapi_domain::{Clock, UnixSeconds};

/// A clock that tells what it was told.
///
/// ```
/// use fgapi_domain::{Clock, UnixSeconds};
/// use fgapi_testkit::ManualClock;
/// let clock = ManualClock::new(UnixSeconds(1_000));
/// clock.advance(60);
/// assert_eq!(clock.now(), UnixSeconds(1_060));
/// ```
#[derive(Debug)]
pub struct ManualClock(AtomicI64);

impl ManualClock {
    /// A clock that stands at `now`.
    pub const fn new(now: UnixSeconds) -> Self {
        Self(AtomicI64::new(now.0))
    }

    /// Moves it on by `seconds`; back, when that is negative.
    pub fn advance(&self, seconds: i64) {
        self.0.fetch_add(seconds, Ordering::SeqCst);
    }

    /// Sets it.
    pub fn set(&self, now: UnixSeconds) {
        self.0.store(now.0, Ordering::SeqCst);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> UnixSeconds {
        UnixSeconds(self.0.load(Ordering::SeqCst))
    }
}
