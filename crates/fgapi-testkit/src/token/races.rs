//! Calls at once: each of these went wrong in some well-known server.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use fgapi_domain::{GrantSet, Secret};
use fgapi_token::{Dead, EndReason, ExchangeError, Pair, RefreshRetry};

use super::Stage;
use super::idempotent::assert_same;
use super::stage::{CROWD, assert_refused, at_once, refusal, retry};

/// How often each race is run.
const ROUNDS: usize = 3;

/// The pairs that were given, and how the other callers were refused.
fn sorted(outcomes: Vec<Result<Pair, ExchangeError>>) -> (Vec<Pair>, Vec<(Dead, bool)>) {
    let (given, refused): (Vec<_>, Vec<_>) = outcomes.into_iter().partition(Result::is_ok);
    let given = given.into_iter().filter_map(Result::ok).collect();
    let refused = refused.into_iter().map(refusal).map(|refusal| (refusal.why, refusal.ended_link)).collect();
    (given, refused)
}

/// Race 1: one caller gets a pair; the others show that the auth token leaked, so the pair is ended.
pub fn one_auth_token_many_redeems(stage: &Stage) {
    let app = stage.app();
    for _ in 0..ROUNDS {
        let auth = stage.login(&app, "c1");
        let (given, refused) = sorted(at_once(|_| stage.redeem(&app, &auth, None)));
        assert_eq!(given.len(), 1, "an auth token is exchanged once, however many come at once");
        assert!(refused.iter().all(|(why, _)| *why == Dead::Spent), "the others are told that it is spent");
        assert_eq!(refused.iter().filter(|(_, ended)| *ended).count(), 1, "the second use ends the link, once");
        stage.assert_dead(&given[0], Dead::Ended(EndReason::Reused), "a second use ends what the first gave");
    }
}

/// Several logins of one end user become one link.
pub fn many_logins_make_one_link(stage: &Stage) {
    let app = stage.app();
    for round in 0..ROUNDS {
        let customer = format!("c{round}");
        let logins: Vec<Secret> = (0..CROWD).map(|_| stage.login(&app, &customer)).collect();
        let (given, refused) = sorted(at_once(|number| stage.redeem(&app, &logins[number], None)));
        assert_eq!((given.len(), refused.len()), (CROWD, 0), "every auth token is good once");
        let alive = given.iter().filter(|pair| stage.death(&pair.access).is_none()).count();
        assert_eq!(alive, 1, "one pair of a client and end user lives");
        assert!(given.iter().all(|pair| pair.link == given[0].link), "they are one link");
    }
}

/// Race 2: exactly one refresh wins, and the others end nothing.
pub fn one_refresh_token_many_refreshes(stage: &Stage) {
    let app = stage.app();
    for round in 0..ROUNDS {
        let old = stage.link(&app, &format!("c{round}"));
        let (given, refused) = sorted(at_once(|_| stage.rotate(&app, &old.refresh, None)));
        assert_eq!(given.len(), 1, "exactly one refresh wins");
        assert!(refused.iter().all(|outcome| *outcome == (Dead::Rotated, false)), "the others are refused and end nothing: {refused:?}");
        stage.assert_alive(&given[0], "the winner's pair lives");
        stage.assert_dead(&old, Dead::Rotated, "the old pair is dead");
        stage.next(&app, &given[0]);
    }
}

/// Race 2 with `until_successor_used`: the token is honoured once more, and still one pair lives.
pub fn one_refresh_token_many_refreshes_by_a_lenient_client(stage: &Stage) {
    let app = stage.app_with(RefreshRetry::UntilSuccessorUsed);
    for round in 0..ROUNDS {
        let old = stage.link(&app, &format!("c{round}"));
        let (given, refused) = sorted(at_once(|_| stage.rotate(&app, &old.refresh, None)));
        assert_eq!(given.len(), 2, "the spent token is honoured once more, no oftener");
        assert!(refused.iter().all(|outcome| *outcome == (Dead::Rotated, false)), "the others are refused and end nothing: {refused:?}");
        let alive = given.iter().filter(|pair| stage.death(&pair.access).is_none()).count();
        assert_eq!(alive, 1, "one pair of a link lives");
    }
}

/// Race 3: after the end is answered nothing works, also not what a refresh beside it gave.
pub fn refresh_beside_end(stage: &Stage) {
    let app = stage.app();
    for round in 0..ROUNDS {
        let start = stage.link(&app, &format!("c{round}"));
        let pairs = Mutex::new(vec![start.clone()]);
        let latest = || pairs.lock().expect("no caller breaks off").last().cloned().expect("a pair");
        let over = AtomicBool::new(false);
        at_once(|number| match number {
            0 => {
                let ended = stage.end(&app, &start.refresh, None).expect("the end is answered");
                assert_eq!(ended, Some(start.link), "a token of the living family ends it");
                over.store(true, Ordering::SeqCst);
            }
            1 => loop {
                let began_after = over.load(Ordering::SeqCst);
                match stage.rotate(&app, &latest().refresh, None) {
                    Ok(pair) => {
                        assert!(!began_after, "no refresh that begins after the end succeeds");
                        pairs.lock().expect("no caller breaks off").push(pair);
                    }
                    outcome => return assert_refused(outcome, Dead::Ended(EndReason::RevokedByClient), false, "the end was faster"),
                }
            },
            _ => loop {
                let began_after = over.load(Ordering::SeqCst);
                let read = stage.present(&latest().access);
                assert!(!(began_after && read.is_ok()), "no read that begins after the end succeeds");
                if began_after {
                    return;
                }
            },
        });
        for pair in pairs.into_inner().expect("no caller breaks off") {
            stage.assert_dead(&pair, Dead::Ended(EndReason::RevokedByClient), "after the end nothing of the link works");
            let outcome = stage.rotate(&app, &pair.refresh, None);
            assert_refused(outcome, Dead::Ended(EndReason::RevokedByClient), false, "nor is it refreshed");
        }
    }
}

/// Race 4: a refresh of the former authorization never outlives the new one.
pub fn refresh_beside_a_new_authorization(stage: &Stage) {
    let app = stage.app();
    for round in 0..ROUNDS {
        let customer = format!("c{round}");
        let former = stage.link(&app, &customer);
        let auth = stage.login(&app, &customer);
        let outcomes = at_once(|number| match number {
            0 => stage.redeem(&app, &auth, None),
            _ => stage.rotate(&app, &former.refresh, None),
        });
        let mut outcomes = outcomes.into_iter();
        let new = outcomes.next().expect("an outcome").expect("the new authorization succeeds");
        stage.assert_alive(&new, "the new authorization's pair lives");
        for pair in outcomes.filter_map(Result::ok) {
            stage.assert_dead(&pair, Dead::Superseded, "what a refresh beside it gave is dead");
        }
        stage.assert_dead(&former, Dead::Superseded, "the former pair is dead");
        stage.next(&app, &new);
    }
}

/// Race 5: a read that begins after the end is refused, on every node.
pub fn read_beside_end(stage: &Stage) {
    let app = stage.app();
    for round in 0..ROUNDS {
        let pair = stage.link(&app, &format!("c{round}"));
        let over = AtomicBool::new(false);
        at_once(|number| {
            if number == 0 {
                stage.end(&app, &pair.refresh, None).expect("the end is answered");
                over.store(true, Ordering::SeqCst);
                return;
            }
            loop {
                let began_after = over.load(Ordering::SeqCst);
                let read = stage.desk_of(number).check_user(pair.access.reveal(), fgapi_domain::Grant::Accounts, super::stage::CALLER);
                assert!(!(began_after && read.is_ok()), "a read that begins after the end is refused, on every node");
                if read.is_err() {
                    return;
                }
            }
        });
    }
}

/// The same call many times at once: one exchange, one answer.
pub fn one_key_many_repetitions(stage: &Stage) {
    let app = stage.app();
    for round in 0..ROUNDS {
        let auth = stage.login(&app, &format!("c{round}"));
        let call = retry(&format!("k{round}"), "body");
        let (given, refused) = sorted(at_once(|_| stage.redeem(&app, &auth, Some(&call))));
        assert_eq!((given.len(), refused.len()), (CROWD, 0), "every repetition is answered");
        let (next, refused) = sorted(at_once(|_| stage.rotate(&app, &given[0].refresh, Some(&call))));
        assert_eq!((next.len(), refused.len()), (CROWD, 0), "every repetition is answered");
        for answers in [&given, &next] {
            assert_eq!(answers.iter().filter(|pair| !pair.replayed).count(), 1, "one of them is the exchange");
            answers.iter().for_each(|pair| assert_same(&answers[0], pair, "all get the same bytes"));
        }
        stage.assert_alive(&next[0], "a repetition is no reuse");
    }
}

/// One key for different tokens at once: one call counts, the others are refused and change nothing.
pub fn one_key_many_tokens(stage: &Stage) {
    let app = stage.app();
    for round in 0..ROUNDS {
        let link = |number: usize| stage.login_as(&app, &format!("c{round}"), &format!("l{number}"), GrantSet::all());
        let logins: Vec<Secret> = (0..CROWD).map(link).collect();
        let call = retry(&format!("k{round}"), "body");
        let outcomes = at_once(|number| stage.redeem(&app, &logins[number], Some(&call)));
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1, "a key belongs to one call");
        for (login, outcome) in logins.iter().zip(outcomes) {
            if let Err(error) = outcome {
                assert!(matches!(error, ExchangeError::OtherBody), "the others are told so: {error:?}");
                stage.redeem(&app, login, None).expect("and their tokens are untouched");
            }
        }
    }
}

/// The first use of a token is noted while it is refreshed: neither call fails, neither undoes the other.
pub fn use_beside_refresh(stage: &Stage) {
    let app = stage.app();
    for round in 0..ROUNDS {
        let pair = stage.link(&app, &format!("c{round}"));
        let next = Mutex::new(None);
        at_once(|number| {
            if number == 0 {
                *next.lock().expect("no caller breaks off") = Some(stage.next(&app, &pair));
            } else if let Err(error) = stage.present(&pair.access) {
                assert!(matches!(error, fgapi_token::CheckError::Refused(refusal) if refusal.why == Dead::Rotated), "{error:?}");
            }
        });
        let next = next.into_inner().expect("no caller breaks off").expect("the refresh succeeds");
        stage.assert_alive(&next, "the use of the old token does not hold the new one up");
        let late = refusal(stage.rotate(&app, &pair.refresh, None));
        assert_eq!((late.why, late.ended_link), (Dead::Rotated, false), "the use of the old token is no use of the new one");
    }
}
