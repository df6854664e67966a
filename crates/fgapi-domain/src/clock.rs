//! The time, as something that is handed in.

use core::fmt;
use core::sync::atomic::{AtomicI64, Ordering};
use std::sync::Arc;

/// Seconds since 1970-01-01T00:00:00Z, as FGAPI writes `created_at` and `expired_at`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnixSeconds(pub i64);

impl UnixSeconds {
    /// `seconds` later; held at the largest value.
    pub const fn plus(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds))
    }
}

impl fmt::Display for UnixSeconds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Tells the time. Everything that needs it is given one of these.
pub trait Clock: Send + Sync {
    /// Now.
    fn now(&self) -> UnixSeconds;
}

impl<C: Clock + ?Sized> Clock for Arc<C> {
    fn now(&self) -> UnixSeconds {
        (**self).now()
    }
}

/// The machine's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the machine's clock")]
    fn now(&self) -> UnixSeconds {
        UnixSeconds(time::OffsetDateTime::now_utc().unix_timestamp())
    }
}

/// A clock that never goes back: when the machine's clock is set back, it stands still until that has
/// caught up, so that nothing that has expired comes alive again.
///
/// ```
/// use fgapi_domain::{Clock, ForwardClock, SystemClock, UnixSeconds};
/// let clock = ForwardClock::new(SystemClock, UnixSeconds(4_000_000_000));
/// assert_eq!(clock.now(), UnixSeconds(4_000_000_000));
/// ```
#[derive(Debug)]
pub struct ForwardClock<C> {
    inner: C,
    latest: AtomicI64,
}

impl<C: Clock> ForwardClock<C> {
    /// A clock over `inner` that never tells a time before `mark` (the latest time that was stored).
    pub const fn new(inner: C, mark: UnixSeconds) -> Self {
        Self { inner, latest: AtomicI64::new(mark.0) }
    }

    /// From here on no time before `mark` is told: what another node saw stays seen here too.
    pub fn raise(&self, mark: UnixSeconds) {
        self.latest.fetch_max(mark.0, Ordering::Relaxed);
    }
}

impl<C: Clock> Clock for ForwardClock<C> {
    fn now(&self) -> UnixSeconds {
        let told = self.inner.now().0;
        UnixSeconds(self.latest.fetch_max(told, Ordering::Relaxed).max(told))
    }
}
