//! Tokens, consents and the clock.

use fgapi_domain::UnixSeconds;
use fgapi_token::{CheckError, Dead, EndReason, TokenPolicy};

use super::Stage;
use super::stage::{CALLER, START, assert_refused};

/// A token is good before `expired_at`, and dead from then on.
pub fn tokens_die_on_the_second(stage: &Stage) {
    let app = stage.app();
    let pair = stage.link(&app, "c1");
    stage.clock.set(UnixSeconds(pair.access_expires_at.0 - 1));
    stage.assert_alive(&pair, "an access token lives to its last second");
    stage.clock.advance(1);
    stage.assert_dead(&pair, Dead::Expired, "an access token is dead from expired_at on");
    assert!(matches!(stage.present(&pair.access), Err(CheckError::Refused(refusal)) if refusal.why == Dead::Expired));
    let next = stage.next(&app, &pair);
    stage.assert_alive(&next, "a refresh token outlives its access token");
}

/// A refresh token has an end of its own, where it is set to come before the consent's.
pub fn a_refresh_token_dies_on_the_second(stage: &Stage) {
    let app = stage.app();
    let desk = stage.desk_with(TokenPolicy { refresh_seconds: 100, ..TokenPolicy::default() });
    for (customer, after) in [("c1", 99), ("c2", 100)] {
        let auth = stage.login(&app, customer);
        let pair = desk.redeem(&app.system, app.presented(), &auth, None, None).expect("the auth token is exchanged");
        assert_eq!(pair.refresh_expires_at, stage.now().plus(100), "a refresh token has its own lifetime");
        stage.clock.advance(after);
        let outcome = desk.rotate(&app.system, app.presented(), &pair.refresh, None);
        if after < 100 {
            let next = outcome.expect("a refresh token lives to its last second");
            assert_eq!(next.refresh_expires_at, stage.now().plus(100), "and its successor begins anew");
        } else {
            assert_refused(outcome, Dead::Expired, false, "a refresh token is dead when its time is over");
            stage.assert_alive(&pair, "and ends nothing else");
        }
    }
}

/// Nothing outlives the consent, however often it is refreshed.
pub fn no_token_outlives_its_consent(stage: &Stage) {
    let app = stage.app();
    let mut pair = stage.link(&app, "c1");
    let end = START.plus(TokenPolicy::default().consent_seconds);
    assert_eq!(pair.consent_until, end);
    while stage.now().plus(86_400 * 10) < end {
        stage.clock.advance(86_400 * 10);
        pair = stage.next(&app, &pair);
        assert_eq!((pair.consent_until, pair.refresh_expires_at), (end, end), "no refresh makes a consent longer");
    }
    stage.clock.set(UnixSeconds(end.0 - 60));
    let last = stage.next(&app, &pair);
    assert_eq!((last.access_expires_at, last.refresh_expires_at), (end, end), "no token outlives the consent");
    stage.clock.set(end);
    stage.assert_dead(&last, Dead::Ended(EndReason::ConsentEnded), "a consent is over at its second");
}

/// A consent that is over needs the end user.
pub fn an_expired_consent_is_not_refreshed(stage: &Stage) {
    let app = stage.app();
    let pair = stage.link(&app, "c1");
    stage.clock.set(pair.consent_until);
    let outcome = stage.rotate(&app, &pair.refresh, None);
    assert_refused(outcome, Dead::Ended(EndReason::ConsentEnded), false, "a refresh at the consent's end is refused");
    let new = stage.link(&app, "c1");
    stage.assert_alive(&new, "the end user may consent again");
}

/// An auth token has to be exchanged in time.
pub fn an_auth_token_dies_on_the_second(stage: &Stage) {
    let app = stage.app();
    let (early, late) = (stage.login(&app, "c1"), stage.login(&app, "c2"));
    stage.clock.advance(TokenPolicy::default().auth_seconds - 1);
    stage.redeem(&app, &early, None).expect("an auth token lives to its last second");
    stage.clock.advance(1);
    assert_refused(stage.redeem(&app, &late, None), Dead::Expired, false, "an auth token is dead when its time is over");
    let long = TokenPolicy { auth_seconds: 1_000_000_000, ..TokenPolicy::default() };
    let desk = stage.desk_with(long);
    let opened = desk.open(stage.authorization(&app, "c3"), CALLER).expect("an auth token");
    stage.clock.advance(long.consent_seconds);
    let outcome = stage.redeem(&app, &fgapi_domain::Secret::new(opened.token.reveal()), None);
    assert_refused(outcome, Dead::Expired, false, "an auth token does not outlive the consent either");
}

/// The latest time that was seen stays, on every node.
pub fn the_mark_of_the_clock_never_goes_back(stage: &Stage) {
    for (told, kept) in [(0, START), (100, START.plus(100)), (-3_600, START.plus(100)), (100, START.plus(100)), (101, START.plus(101))] {
        let mark = stage.store().raise_clock(START.plus(told)).expect("the store answers");
        assert_eq!(mark, kept, "the mark is the latest time that any node told");
    }
}
