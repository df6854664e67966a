//! When to try again: the service's interval after a success, longer and longer pauses after failures, and never all at once.

use fgapi_domain::{Entropy, EntropyFault, UnixSeconds};

use crate::AggregationError;

const FIRST_PAUSE: i64 = 60;
const LONGEST_PAUSE: i64 = 6 * 3_600;
/// A day: what waits for the customer is tried now and then all the same, because they may have done it elsewhere.
const CUSTOMER_PAUSE: i64 = 86_400;

/// `seconds`, up to a tenth shorter or longer, so that accounts that were linked together part.
///
/// # Errors
/// [`EntropyFault`] when there is no randomness.
pub fn with_jitter(seconds: i64, entropy: &(impl Entropy + ?Sized)) -> Result<i64, EntropyFault> {
    let mut random = [0; 4];
    entropy.fill(&mut random)?;
    let span = seconds / 5;
    if span <= 0 {
        return Ok(seconds);
    }
    Ok(seconds - span / 2 + i64::from(u32::from_le_bytes(random)) % (span + 1))
}

/// When the next attempt is due: `interval` after a success; after `failures` in a row a pause that doubles each time, but not before the
/// institution said.
///
/// # Errors
/// [`EntropyFault`] when there is no randomness.
pub fn next_try(
    now: UnixSeconds,
    interval: i64,
    failed: Option<(AggregationError, u32, Option<u32>)>,
    entropy: &(impl Entropy + ?Sized),
) -> Result<UnixSeconds, EntropyFault> {
    let (pause, told) = match failed {
        None => (interval, None),
        Some((error, _, told)) if error.waits_for_customer() => (interval.max(CUSTOMER_PAUSE), told),
        Some((_, failures, told)) => {
            let doubled = FIRST_PAUSE.saturating_mul(1_i64.checked_shl(failures.saturating_sub(1).min(20)).unwrap_or(i64::MAX));
            (doubled.min(LONGEST_PAUSE.min(interval.max(FIRST_PAUSE))), told)
        }
    };
    let least = told.map_or(0, i64::from).min(CUSTOMER_PAUSE);
    Ok(now.plus(with_jitter(pause, entropy)?.max(least)))
}
