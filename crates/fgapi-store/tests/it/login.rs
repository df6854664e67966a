//! Logging in where very few wrong passwords are allowed.

use std::time::{Duration, Instant};

use fgapi_banking::{LogInOutcome, RefusedLogIn};
use fgapi_domain::{Secret, UnixSeconds};
use fgapi_store::StoreAddress;
use fgapi_testkit::bank::{BankFixture, many_wrong_passwords_at_once_count, wrong_passwords_lock};

use crate::fixture::StoreFixture;
use crate::support::{Place, memory_place, postgres_place, sqlite_place};

fn few_attempts(place: fn() -> (StoreAddress, Place)) {
    for limit in [1, 2] {
        wrong_passwords_lock(&StoreFixture::with_login_limit(place(), limit));
        many_wrong_passwords_at_once_count(&StoreFixture::with_login_limit(place(), limit));
    }
}

/// A password is hashed for a locked customer as for somebody unknown: the shortest of three answers is not much shorter.
fn a_lock_is_not_told_by_time(place: fn() -> (StoreAddress, Place)) {
    let fixture = StoreFixture::with_login_limit(place(), 1);
    fixture.add_customer(&"c-1".parse().unwrap(), &"hanako".parse().unwrap(), &Secret::new("right"), &[]);
    let attempt = |login: &str| {
        let began = Instant::now();
        (fixture.bank().log_in(&login.parse().unwrap(), &Secret::new("wrong"), UnixSeconds(1_800_000_000)).unwrap(), began.elapsed())
    };
    let shortest = |login: &str| -> Duration { (0..3).map(|_| attempt(login).1).min().unwrap() };
    assert_eq!(attempt("hanako").0, LogInOutcome::Refused(RefusedLogIn::NoMatch));
    assert!(matches!(attempt("hanako").0, LogInOutcome::Refused(RefusedLogIn::Locked { .. })));
    let (locked, unknown) = (shortest("hanako"), shortest("nobody"));
    assert!(locked * 3 > unknown, "locked {locked:?}, unknown {unknown:?}");
}

#[test]
fn few_attempts_on_memory() {
    few_attempts(memory_place);
}

#[test]
fn few_attempts_on_sqlite() {
    few_attempts(sqlite_place);
}

#[test]
fn few_attempts_on_postgres() {
    few_attempts(postgres_place);
}

#[test]
fn a_lock_on_memory_is_not_told_by_time() {
    a_lock_is_not_told_by_time(memory_place);
}

#[test]
fn a_lock_on_sqlite_is_not_told_by_time() {
    a_lock_is_not_told_by_time(sqlite_place);
}

#[test]
fn a_lock_on_postgres_is_not_told_by_time() {
    a_lock_is_not_told_by_time(postgres_place);
}
