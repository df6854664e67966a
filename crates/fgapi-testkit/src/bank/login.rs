//! Laws of logging in.

use std::sync::atomic::{AtomicU32, Ordering};

use fgapi_banking::{LogInOutcome, RefusedLogIn};
use fgapi_domain::{CustomerId, Secret, UnixSeconds};

use super::BankFixture;
use super::stage::{Stage, answered, word};

const NOW: UnixSeconds = UnixSeconds(1_800_000_000);

fn known(customer: &CustomerId, failures: u32) -> LogInOutcome {
    LogInOutcome::Known { customer: customer.clone(), failures }
}

fn attempt(fixture: &dyn BankFixture, login: &str, password: &str, now: UnixSeconds) -> LogInOutcome {
    answered(fixture.bank().log_in(&word(login), &Secret::new(password), now))
}

/// The right password, and only that.
pub fn the_right_password_lets_in(fixture: &dyn BankFixture) {
    let stage = Stage::new(fixture, 0);
    assert_eq!(attempt(fixture, "hanako", "さくら123", NOW), known(&stage.customer, 0));
    assert_eq!(attempt(fixture, "hanako", "さくら124", NOW), LogInOutcome::Refused(RefusedLogIn::NoMatch));
    assert_eq!(attempt(fixture, "hanako", "", NOW), LogInOutcome::Refused(RefusedLogIn::NoMatch));
}

/// An unknown login id answers like a wrong password.
pub fn an_unknown_login_is_no_match(fixture: &dyn BankFixture) {
    Stage::new(fixture, 0);
    let answer = attempt(fixture, "nobody", "さくら123", NOW);
    assert_eq!(answer, LogInOutcome::Refused(RefusedLogIn::NoMatch), "the answer does not tell whether a login id exists");
}

/// A login id that nobody has is locked as one that somebody has, so that a lock does not tell which there are.
pub fn an_unknown_login_locks_like_a_known_one(fixture: &dyn BankFixture) {
    Stage::new(fixture, 0);
    let (limit, seconds) = fixture.login_limit();
    let no_match = LogInOutcome::Refused(RefusedLogIn::NoMatch);
    let (mut now, mut known, mut unknown) = (NOW, Vec::new(), Vec::new());
    // To the lock, against it, past its end and to the next one; then never to a lock, with longer and longer pauses.
    let (over, below) = (limit + 1, limit.saturating_sub(1).max(1));
    for (pause, attempts) in
        [(0, over), (seconds - 1, over), (1, over), (0, over), (86_400, below), (86_400, below), (86_399, 1), (86_399, 1)]
    {
        now = now.plus(pause);
        for _ in 0..attempts {
            known.push(attempt(fixture, "hanako", "wrong", now));
            unknown.push(attempt(fixture, "nobody", "wrong", now));
        }
    }
    assert_eq!(unknown, known, "what is answered to a login id that nobody has is what is answered to any");
    let locked = LogInOutcome::Refused(RefusedLogIn::Locked { until: NOW.plus(seconds) });
    assert_eq!(unknown.iter().filter(|answer| **answer == locked).count(), 2 + limit as usize, "and it was locked meanwhile");
    assert_eq!(attempt(fixture, "somebody", "wrong", NOW), no_match, "another one is not locked by that");
}

/// Many attempts at a login id that nobody has.
pub fn many_unknown_logins_at_once_count(fixture: &dyn BankFixture) {
    Stage::new(fixture, 0);
    many_at_once_count(fixture, "nobody");
}

/// So many wrong passwords lock, for a time; a right one before that begins anew.
pub fn wrong_passwords_lock(fixture: &dyn BankFixture) {
    let stage = Stage::new(fixture, 0);
    let (limit, seconds) = fixture.login_limit();
    for _ in 1..limit {
        attempt(fixture, "hanako", "wrong", NOW);
    }
    assert_eq!(attempt(fixture, "hanako", "さくら123", NOW), known(&stage.customer, limit - 1), "below the limit nobody is locked");
    for _ in 0..limit {
        assert_eq!(
            attempt(fixture, "hanako", "wrong", NOW),
            LogInOutcome::Refused(RefusedLogIn::NoMatch),
            "a right password begins the count anew"
        );
    }
    let until = NOW.plus(seconds);
    let locked = LogInOutcome::Refused(RefusedLogIn::Locked { until });
    assert_eq!(attempt(fixture, "hanako", "さくら123", NOW), locked, "at the limit the right password does not help either");
    assert_eq!(attempt(fixture, "hanako", "さくら123", until.plus(-1)), locked, "the lock holds to its last second");
    for _ in 0..limit {
        let answer = attempt(fixture, "hanako", "wrong", until);
        assert_eq!(answer, LogInOutcome::Refused(RefusedLogIn::NoMatch), "after it the count begins anew");
    }
    let again = until.plus(seconds);
    let locked = LogInOutcome::Refused(RefusedLogIn::Locked { until: again });
    assert_eq!(attempt(fixture, "hanako", "さくら123", until), locked, "and as many lock once more");
    assert_eq!(attempt(fixture, "hanako", "さくら123", again), known(&stage.customer, 0));
}

/// Many wrong passwords at once: exactly as many are looked at as the limit allows.
pub fn many_wrong_passwords_at_once_count(fixture: &dyn BankFixture) {
    Stage::new(fixture, 0);
    many_at_once_count(fixture, "hanako");
}

fn many_at_once_count(fixture: &dyn BankFixture, login: &str) {
    let (limit, _) = fixture.login_limit();
    let looked_at = AtomicU32::new(0);
    std::thread::scope(|scope| {
        for _ in 0..10 {
            scope.spawn(|| {
                for _ in 0..5 {
                    if attempt(fixture, login, "wrong", NOW) == LogInOutcome::Refused(RefusedLogIn::NoMatch) {
                        looked_at.fetch_add(1, Ordering::Relaxed);
                    }
                }
            });
        }
    });
    assert_eq!(
        looked_at.into_inner(),
        limit.min(50),
        "a wrong password is counted before it is looked at, so that none slips past the limit"
    );
}
