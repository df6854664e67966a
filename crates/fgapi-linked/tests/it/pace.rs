//! When to try again.

use fgapi_domain::UnixSeconds;
use fgapi_linked::{AggregationError, next_try, with_jitter};
use fgapi_testkit::SeededEntropy;
use proptest::prelude::*;

const NOW: UnixSeconds = UnixSeconds(1_000_000);

fn pause(interval: i64, failed: Option<(AggregationError, u32, Option<u32>)>, seed: u64) -> i64 {
    next_try(NOW, interval, failed, &SeededEntropy::new(seed)).unwrap().0 - NOW.0
}

proptest! {
    #[test]
    fn jitter_is_at_most_a_tenth(seconds in 0_i64..10_000_000, seed: u64) {
        let shaken = with_jitter(seconds, &SeededEntropy::new(seed)).unwrap();
        prop_assert!((shaken - seconds).abs() <= seconds / 10 + 1, "{} of {}", shaken, seconds);
    }

    #[test]
    fn nothing_is_asked_before_the_institution_said(told in 0_u32..200_000, failures in 1_u32..40, seed: u64, at in 0_usize..11) {
        let error = AggregationError::ALL[at];
        let waited = pause(3_600, Some((error, failures, Some(told))), seed);
        prop_assert!(waited >= i64::from(told).min(86_400), "{}", waited);
        prop_assert!(waited <= 86_400 * 11 / 10 + 1, "an institution cannot keep the gateway away for ever");
    }

    #[test]
    fn pauses_double_up_to_the_interval(failures in 1_u32..4_000_000_000, seed: u64) {
        let waited = pause(3_600, Some((AggregationError::Timeout, failures, None)), seed);
        let doubled = (60_i64 << (failures - 1).min(20)).min(3_600);
        prop_assert!((waited - doubled).abs() <= doubled / 10 + 1, "{} after {}", waited, failures);
    }
}

#[test]
fn accounts_that_were_linked_together_part() {
    let entropy = SeededEntropy::new(3);
    let next: Vec<i64> = (0..50).map(|_| next_try(NOW, 3_600, None, &entropy).unwrap().0 - NOW.0).collect();
    assert!(next.iter().all(|pause| (3_240..=3_960).contains(pause)));
    assert!(next.iter().min().unwrap() < &3_400 && next.iter().max().unwrap() > &3_800, "{next:?}");
}

#[test]
fn what_waits_for_the_customer_is_tried_once_a_day() {
    for error in AggregationError::ALL.iter().copied() {
        let waited = pause(3_600, Some((error, 1, None)), 9);
        let expected = if error.waits_for_customer() { 86_400 } else { 60 };
        assert!((waited - expected).abs() <= expected / 10 + 1, "{}: {waited}", error.error_msg());
    }
    assert!(pause(7 * 86_400, Some((AggregationError::Login, 1, None)), 9) > 6 * 86_400, "nor oftener than it would be anyway");
    assert!(pause(20 * 86_400, Some((AggregationError::Timeout, 30, None)), 9) <= 6 * 3_600 * 11 / 10, "six hours at most");
}

#[test]
fn a_short_interval_is_never_shaken_to_nothing() {
    assert_eq!((with_jitter(0, &SeededEntropy::new(1)), with_jitter(4, &SeededEntropy::new(1))), (Ok(0), Ok(4)));
}
