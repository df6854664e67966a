//! When a call is made again, and how long is waited before.

use std::time::Duration;

use fgapi_domain::Entropy;
use futures_util::future::BoxFuture;

use crate::{CallError, Silence};

/// How often a call is made again, and until when. What is made again at all is not a setting:
///
/// | what happened | GET, and POST of system tokens | exchange, refresh and end with `idempotency_key` | all others |
/// |---|---|---|---|
/// | the bank was not reached: nothing was sent | again | again | again |
/// | the answer was lost, or late | again | again | no |
/// | 503 or 429 with `Retry-After` | again | again | no |
/// | anything else | no | no | no |
///
/// By the document a former pair is dead as soon as the bank has made the next, whether its answer arrives or not; a lost answer is
/// worth nothing without a key under which the bank has kept it, and a second try without one looks like a thief's. With the key the bank
/// gives the same pair again. At a bank that knows no keys the second try finds a spent token, which is where the first one
/// had left it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retry {
    /// Calls in all; 1 for none but the first.
    pub tries: u32,
    /// From the beginning to the end of the last of them, waiting included. A wait that would end later is not begun.
    pub whole: Duration,
}

impl Retry {
    /// Each call is made once.
    pub const NEVER: Self = Self { tries: 1, whole: Duration::from_secs(60) };
}

/// Four calls within a minute.
impl Default for Retry {
    fn default() -> Self {
        Self { tries: 4, whole: Duration::from_secs(60) }
    }
}

/// Lets time pass. The machine's is [`TokioWait`]; a test may have its own, and see what would have been waited.
pub trait Wait: Send + Sync {
    /// Ends after so long.
    fn wait(&self, how_long: Duration) -> BoxFuture<'static, ()>;
}

/// Waits on tokio's timer.
#[derive(Clone, Copy, Debug, Default)]
pub struct TokioWait;

impl Wait for TokioWait {
    fn wait(&self, how_long: Duration) -> BoxFuture<'static, ()> {
        Box::pin(tokio::time::sleep(how_long))
    }
}

/// What doing a call twice would mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Twice {
    /// The same as doing it once.
    Harmless,
    /// Perhaps harm: only what was never sent is sent again.
    Harmful,
}

/// Before the second try; doubled before each further.
const FIRST_WAIT: Duration = Duration::from_millis(200);
/// By how much at most a bank's own wait is stretched, so that not all come back in the same moment.
const STRETCH: Duration = Duration::from_millis(500);

/// How long to wait after the try with this number (from 1) failed so; `None` when it was the last.
pub(crate) fn wait_after(error: &CallError, twice: Twice, tried: u32, entropy: &dyn Entropy) -> Option<Duration> {
    match error {
        CallError::Unanswered { silence: Silence::NotReached, .. } => Some(own_wait(tried, entropy)),
        CallError::Unanswered { silence: Silence::Late | Silence::Cut, .. } if twice == Twice::Harmless => Some(own_wait(tried, entropy)),
        CallError::Refused(refused) if matches!(refused.status, 429 | 503) && twice == Twice::Harmless => {
            let told = Duration::from_secs(refused.retry_after?);
            Some(told.saturating_add(part_of(STRETCH, entropy)))
        }
        _ => None,
    }
}

/// Between half of the doubled wait and the whole of it.
fn own_wait(tried: u32, entropy: &dyn Entropy) -> Duration {
    let half = FIRST_WAIT.saturating_mul(1 << tried.saturating_sub(1).min(10)) / 2;
    half + part_of(half, entropy)
}

/// A random part of it; none of it when there is no randomness.
fn part_of(whole: Duration, entropy: &dyn Entropy) -> Duration {
    let mut byte = [0];
    match entropy.fill(&mut byte) {
        Ok(()) => whole.mul_f64(f64::from(byte[0]) / 255.0),
        Err(_) => Duration::ZERO,
    }
}

#[cfg(test)]
mod tests {
    use fgapi_testkit::SeededEntropy;

    use super::*;
    use crate::Refused;

    fn unanswered(silence: Silence) -> CallError {
        CallError::Unanswered { silence, story: String::new() }
    }

    fn refused(status: u16, retry_after: Option<u64>) -> CallError {
        CallError::Refused(Box::new(Refused::read(status, retry_after, String::new(), b"", &[])))
    }

    fn again(error: &CallError, twice: Twice) -> bool {
        wait_after(error, twice, 1, &SeededEntropy::new(1)).is_some()
    }

    #[test]
    fn only_what_is_safe_is_done_again() {
        for (error, harmless, harmful) in [
            (unanswered(Silence::NotReached), true, true),
            (unanswered(Silence::Late), true, false),
            (unanswered(Silence::Cut), true, false),
            (unanswered(Silence::NotPublic), false, false),
            (unanswered(Silence::Untrusted), false, false),
            (unanswered(Silence::Garbled), false, false),
            (refused(503, Some(1)), true, false),
            (refused(429, Some(1)), true, false),
            (refused(503, None), false, false),
            (refused(500, Some(1)), false, false),
            (refused(401, Some(1)), false, false),
            (CallError::NotUnderstood { status: 200, why: String::new(), request_id: String::new() }, false, false),
        ] {
            assert_eq!((again(&error, Twice::Harmless), again(&error, Twice::Harmful)), (harmless, harmful), "{error:?}");
        }
    }

    #[test]
    fn waits_grow_and_are_never_shorter_than_the_bank_asks() {
        let entropy = SeededEntropy::new(7);
        let own = |tried| wait_after(&unanswered(Silence::Cut), Twice::Harmless, tried, &entropy).unwrap().as_millis();
        for (tried, least, most) in [(1, 100, 200), (2, 200, 400), (3, 400, 800)] {
            let wait = own(tried);
            assert!((least..=most).contains(&wait), "{tried}: {wait}");
        }
        let told = wait_after(&refused(503, Some(9)), Twice::Harmless, 1, &entropy).unwrap().as_millis();
        assert!((9_000..=9_500).contains(&told), "{told}");
        assert!(wait_after(&refused(503, Some(u64::MAX)), Twice::Harmless, 1, &entropy).is_some());
    }
}
