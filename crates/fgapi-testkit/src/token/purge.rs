//! Removing what is long dead: never anything else, never much at once.

use std::sync::atomic::{AtomicBool, Ordering};

use fgapi_domain::GrantRequest;
use fgapi_token::{Dead, EndReason};

use super::Stage;
use super::stage::{CALLER, assert_refused, at_once, retry};

fn purge_all(stage: &Stage) -> u64 {
    let mut rows = 0;
    loop {
        let removed = stage.store().purge(stage.now(), 10).expect("the store answers").rows;
        rows += removed;
        if removed < 10 {
            return rows;
        }
    }
}

/// What lives is never purged, whatever its age; what is dead by its time goes.
pub fn only_what_is_dead_is_purged(stage: &Stage) {
    let app = stage.app();
    let pair = stage.link(&app, "c1");
    let spent = stage.next(&app, &pair);
    let living = stage.rotate(&app, &spent.refresh, Some(&retry("k1", "body"))).expect("a refresh");
    let system = stage.desk().issue_system(app.key.as_str(), &app.password, GrantRequest::Allowed, CALLER).expect("a system token");
    assert_eq!(purge_all(stage), 0, "nothing is over yet");
    stage.clock.set(fgapi_domain::UnixSeconds(living.access_expires_at.0 - 1));
    assert_eq!(purge_all(stage), 1, "one kept answer is over");
    stage.assert_alive(&living, "a token lives to its last second");
    stage.desk().check_system(system.token.reveal(), None, CALLER).expect("a system token lives to its last second");
    stage.clock.advance(1);
    assert_eq!(purge_all(stage), 0, "what is over stays a day, so that it can be told why");
    assert_eq!(stage.death(&living.access), Some(Dead::Expired), "a client is told that its token's time is over");
    stage.clock.advance(86_400);
    assert_eq!(purge_all(stage), 6, "three access tokens, two system tokens and an auth token are long over");
    assert_eq!(stage.death(&living.access), Some(Dead::Unknown), "what is purged is not known any more");
    let next = stage.next(&app, &living);
    stage.assert_alive(&next, "refresh tokens live on");
    assert_refused(stage.rotate(&app, &pair.refresh, None), Dead::Rotated, true, "and spent ones are still recognised");
    stage.assert_dead(&next, Dead::Ended(EndReason::Reused), "reuse ends the link");
    stage.clock.set(living.consent_until);
    purge_all(stage);
    assert_eq!(purge_all(stage), 0, "everything that is over is gone");
}

/// A purge takes a small bite, so that nobody waits for it.
pub fn a_purge_is_bounded(stage: &Stage) {
    let app = stage.app();
    for number in 0..10 {
        stage.link(&app, &format!("c{number}"));
    }
    stage.clock.advance(90_400);
    let bites: Vec<u64> = (0..7).map(|_| stage.store().purge(stage.now(), 4).expect("the store answers").rows).collect();
    assert_eq!(bites, [4, 4, 4, 4, 4, 1, 0], "ten access tokens, ten auth tokens and a system token, no more at once than the limit");
}

/// A spent auth token that comes late is still a second use.
pub fn a_spent_auth_token_is_remembered_for_a_day(stage: &Stage) {
    let app = stage.app();
    let auth = stage.login(&app, "c1");
    let pair = stage.redeem(&app, &auth, None).expect("the first use");
    stage.clock.advance(80_000);
    purge_all(stage);
    assert_refused(stage.redeem(&app, &auth, None), Dead::Spent, true, "a second use is recognised for a day");
    assert_refused(stage.rotate(&app, &pair.refresh, None), Dead::Ended(EndReason::Reused), false, "and ends what the first gave");
    stage.clock.advance(10_000);
    purge_all(stage);
    assert_refused(stage.redeem(&app, &auth, None), Dead::Unknown, false, "after that the auth token is forgotten");
}

/// Whoever refreshes while a purge runs notices nothing.
pub fn a_purge_beside_refreshes_harms_nobody(stage: &Stage) {
    let app = stage.app();
    for number in 0..30 {
        stage.link(&app, &format!("old{number}"));
    }
    stage.clock.advance(90_400);
    let done = AtomicBool::new(false);
    let outcomes = at_once(|number| {
        if number == 0 {
            while !done.load(Ordering::SeqCst) {
                stage.store().purge(stage.now(), 3).expect("a purge never fails for a refresh's sake");
            }
            return;
        }
        let mut pair = stage.link(&app, &format!("c{number}"));
        for _ in 0..5 {
            pair = stage.next(&app, &pair);
            stage.assert_alive(&pair, "no living token is purged");
        }
        if number == 1 {
            done.store(true, Ordering::SeqCst);
        }
    });
    assert!(!outcomes.is_empty());
}
