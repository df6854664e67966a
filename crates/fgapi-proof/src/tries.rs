//! How often somebody may try, and when they may try again.

use fgapi_domain::UnixSeconds;

/// How long a wrong attempt is remembered: one more than this after the last begins the count anew. Who waits so long gains less
/// than who waits for a lock to end.
pub const COUNT_SECONDS: i64 = 86_400;

/// When attempts lock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Wrong attempts in a row that are looked at; the last of them locks. At least 1.
    pub most: u32,
    /// For how long, in seconds.
    pub lock_seconds: i64,
}

impl Rule {
    /// The rule as it is for an attempt at `now`.
    pub fn at(self, now: UnixSeconds) -> Limit {
        let (most, kept, lock) = (i64::from(self.most.max(1)), now.plus(COUNT_SECONDS).0, now.plus(self.lock_seconds).0);
        Limit { now: now.0, most, kept, lock, first: if most == 1 { lock } else { kept } }
    }
}

/// A [`Rule`] at one instant, as the numbers that a statement needs. Times are UNIX seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// Now.
    pub now: i64,
    /// Attempts that are looked at.
    pub most: i64,
    /// Until when a count that did not reach them stands.
    pub kept: i64,
    /// Until when it locks when it does.
    pub lock: i64,
    /// Until when the first attempt of a count stands.
    pub first: i64,
}

/// What comes of an attempt before anything is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attempt {
    /// It was counted, and may be looked at.
    Counted {
        /// Attempts in a row before it.
        before: u32,
    },
    /// There were too many: it is not looked at.
    Locked {
        /// When the next one will be.
        until: UnixSeconds,
    },
}

impl Limit {
    /// What the attempt is that left `count` and `until` behind.
    pub fn judge(&self, count: i64, until: i64) -> Attempt {
        if count > self.most && until > self.now {
            Attempt::Locked { until: UnixSeconds(until) }
        } else {
            Attempt::Counted { before: u32::try_from(count.saturating_sub(1)).unwrap_or(0) }
        }
    }
}

/// Attempts in a row. This is the model; a database says the same in one statement.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tries {
    /// How many there were, also those that were not looked at.
    pub count: i64,
    /// Until when the count stands; where it reached the limit, until when nothing is looked at.
    pub until: i64,
}

impl Tries {
    /// Counts one more.
    pub fn again(&mut self, limit: &Limit) -> Attempt {
        *self = if self.until <= limit.now {
            Self { count: 1, until: limit.first }
        } else {
            let until = match self.count.saturating_add(1) {
                count if count < limit.most => limit.kept,
                // A lock stays; one of a longer rule does not outlast this one.
                count if count > limit.most => self.until.min(limit.lock),
                _ => limit.lock,
            };
            Self { count: self.count.saturating_add(1), until }
        };
        limit.judge(self.count, self.until)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: UnixSeconds = UnixSeconds(1_800_000_000);

    fn tries(rule: Rule, at: &[i64]) -> (Tries, Attempt) {
        let (mut tries, mut last) = (Tries::default(), Attempt::Counted { before: 0 });
        for seconds in at {
            last = tries.again(&rule.at(NOW.plus(*seconds)));
        }
        (tries, last)
    }

    #[test]
    fn the_last_allowed_attempt_locks_and_no_later_one_makes_the_lock_longer() {
        let rule = Rule { most: 3, lock_seconds: 100 };
        assert_eq!(tries(rule, &[0, 0, 5]).1, Attempt::Counted { before: 2 });
        assert_eq!(tries(rule, &[0, 0, 5, 6, 50, 104]).1, Attempt::Locked { until: NOW.plus(105) });
        assert_eq!(tries(rule, &[0, 0, 5, 6, 105]).1, Attempt::Counted { before: 0 }, "after a lock the count begins anew");
    }

    #[test]
    fn a_limit_of_one_locks_at_once() {
        for most in [0, 1] {
            let rule = Rule { most, lock_seconds: 100 };
            assert_eq!(tries(rule, &[0]).1, Attempt::Counted { before: 0 });
            assert_eq!(tries(rule, &[0, 99]).1, Attempt::Locked { until: NOW.plus(100) });
            assert_eq!(tries(rule, &[0, 100, 101]).1, Attempt::Locked { until: NOW.plus(200) });
        }
    }

    #[test]
    fn attempts_more_than_a_day_apart_are_not_in_a_row() {
        let rule = Rule { most: 3, lock_seconds: 100 };
        assert_eq!(tries(rule, &[0, 86_399, 172_798]).1, Attempt::Counted { before: 2 });
        assert_eq!(tries(rule, &[0, 0, 86_400]).1, Attempt::Counted { before: 0 });
    }

    #[test]
    fn a_rule_that_became_stricter_locks_no_longer_than_it_says() {
        let (mut tries, _) = tries(Rule { most: 10, lock_seconds: 900 }, &[0; 7]);
        let strict = Rule { most: 3, lock_seconds: 100 };
        assert_eq!(tries.again(&strict.at(NOW)), Attempt::Locked { until: NOW.plus(100) });
        assert_eq!(tries.again(&strict.at(NOW.plus(50))), Attempt::Locked { until: NOW.plus(100) });
        assert_eq!(tries.again(&strict.at(NOW.plus(100))), Attempt::Counted { before: 0 });
    }
}
