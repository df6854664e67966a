//! `idempotency_key`: the same call gets the same answer again (reading R21).

use fgapi_domain::Secret;
use fgapi_token::{Dead, EndReason, ExchangeError, Pair, TokenPolicy};

use super::Stage;
use super::stage::{assert_refused, retry};

/// Two answers are the same bytes.
pub(super) fn assert_same(first: &Pair, again: &Pair, law: &str) {
    let bytes = |pair: &Pair| (pair.access.reveal().to_owned(), pair.refresh.reveal().to_owned());
    let told = |pair: &Pair| (pair.link, pair.created_at, pair.access_expires_at, pair.refresh_expires_at, pair.consent_until, pair.grants);
    assert_eq!((bytes(first), told(first)), (bytes(again), told(again)), "{law}");
}

/// The same client, endpoint, key and body get the same bytes again, and nothing changes.
pub fn the_same_call_gets_the_same_bytes(stage: &Stage) {
    let app = stage.app();
    let old = stage.link(&app, "c1");
    let call = retry("k1", "body");
    let first = stage.rotate(&app, &old.refresh, Some(&call)).expect("the first call");
    assert!(!first.replayed);
    stage.clock.advance(300);
    for _ in 0..3 {
        let again = stage.rotate(&app, &old.refresh, Some(&call)).expect("a repetition is answered, also after the window");
        assert!(again.replayed);
        assert_same(&first, &again, "a repetition gets the same bytes");
    }
    stage.assert_dead(&old, Dead::Rotated, "a repetition revives nothing");
    stage.next(&app, &first);
}

/// The same key with another body is a mistake of the client, and changes nothing.
pub fn the_same_key_with_another_body_is_refused(stage: &Stage) {
    let app = stage.app();
    let old = stage.link(&app, "c1");
    let first = stage.rotate(&app, &old.refresh, Some(&retry("k1", "body"))).expect("the first call");
    let others: [(&Secret, &str); 3] = [(&old.refresh, "another"), (&first.refresh, "body"), (&first.refresh, "another")];
    for (token, body) in others {
        let outcome = stage.rotate(&app, token, Some(&retry("k1", body)));
        assert!(matches!(outcome, Err(ExchangeError::OtherBody)), "a key belongs to one body and token: {outcome:?}");
    }
    stage.assert_alive(&first, "and nothing changed");
    let again = stage.rotate(&app, &old.refresh, Some(&retry("k1", "body"))).expect("the first body is still answered");
    assert_same(&first, &again, "a repetition gets the same bytes");
}

/// Whoever uses the new tokens has the answer.
pub fn an_answer_is_forgotten_when_its_pair_is_used(stage: &Stage) {
    let app = stage.app();
    let old = stage.link(&app, "c1");
    let call = retry("k1", "body");
    let first = stage.rotate(&app, &old.refresh, Some(&call)).expect("the first call");
    stage.present(&first.access).expect("the new access token is used");
    assert_refused(stage.rotate(&app, &old.refresh, Some(&call)), Dead::Rotated, true, "the answer had arrived, so this is reuse");
    stage.assert_dead(&first, Dead::Ended(EndReason::Reused), "reuse ends the link");
    let (one, other) = (stage.link(&app, "c2"), stage.link(&app, "c3"));
    let kept = stage.rotate(&app, &one.refresh, Some(&retry("k2", "body"))).expect("the first call");
    stage.present(&kept.access).expect("the new access token is used");
    stage.rotate(&app, &other.refresh, Some(&retry("k2", "another"))).expect("with the answer its key is free again");
}

/// Whoever refreshes the new tokens has the answer.
pub fn an_answer_is_forgotten_when_its_pair_is_refreshed(stage: &Stage) {
    let app = stage.app();
    let old = stage.link(&app, "c1");
    let call = retry("k1", "body");
    let first = stage.rotate(&app, &old.refresh, Some(&call)).expect("the first call");
    let next = stage.next(&app, &first);
    assert_refused(stage.rotate(&app, &old.refresh, Some(&call)), Dead::Rotated, true, "the answer had arrived, so this is reuse");
    stage.assert_dead(&next, Dead::Ended(EndReason::Reused), "reuse ends the link");
    let (one, other) = (stage.link(&app, "c2"), stage.link(&app, "c3"));
    let kept = stage.rotate(&app, &one.refresh, Some(&retry("k2", "body"))).expect("the first call");
    stage.next(&app, &kept);
    stage.rotate(&app, &other.refresh, Some(&retry("k2", "another"))).expect("with the answer its key is free again");
}

/// An answer is kept for ten minutes.
pub fn an_answer_is_forgotten_in_time(stage: &Stage) {
    let app = stage.app();
    let old = stage.link(&app, "c1");
    let call = retry("k1", "body");
    let first = stage.rotate(&app, &old.refresh, Some(&call)).expect("the first call");
    stage.clock.advance(TokenPolicy::default().idempotency_seconds - 1);
    assert_same(&first, &stage.rotate(&app, &old.refresh, Some(&call)).expect("a late repetition"), "kept to the last second");
    stage.clock.advance(1);
    assert_refused(stage.rotate(&app, &old.refresh, Some(&call)), Dead::Rotated, true, "after its time the answer is gone");
    let other = stage.link(&app, "c2");
    stage.rotate(&app, &other.refresh, Some(&retry("k1", "another"))).expect("after its time the key is free again");
}

/// Nothing of an ended link is answered again.
pub fn an_answer_is_forgotten_when_its_link_ends(stage: &Stage) {
    let app = stage.app();
    let old = stage.link(&app, "c1");
    let call = retry("k1", "body");
    let first = stage.rotate(&app, &old.refresh, Some(&call)).expect("the first call");
    stage.end(&app, &first.refresh, None).expect("the link is ended");
    let law = "an ended link's answer is not given again";
    assert_refused(stage.rotate(&app, &old.refresh, Some(&call)), Dead::Ended(EndReason::RevokedByClient), false, law);
    let other = stage.link(&app, "c2");
    stage.rotate(&app, &other.refresh, Some(&retry("k1", "another"))).expect("with the answer its key is free again");
}

/// /auth/token@POST can be repeated too.
pub fn a_redeemed_auth_token_can_be_asked_for_again(stage: &Stage) {
    let app = stage.app();
    let auth = stage.login(&app, "c1");
    let call = retry("k1", "body");
    let first = stage.redeem(&app, &auth, Some(&call)).expect("the first call");
    stage.clock.advance(300);
    let again = stage.redeem(&app, &auth, Some(&call)).expect("a repetition is answered, also after the auth token's time");
    assert_same(&first, &again, "a repetition gets the same bytes");
    stage.assert_alive(&first, "a repetition is no second use");
    let outcome = stage.redeem(&app, &auth, Some(&retry("k1", "another")));
    assert!(matches!(outcome, Err(ExchangeError::OtherBody)), "a key belongs to one body: {outcome:?}");
    assert_refused(stage.redeem(&app, &auth, Some(&retry("k2", "body"))), Dead::Spent, true, "with another key it is a second use");
    stage.assert_dead(&first, Dead::Ended(EndReason::Reused), "which ends what the first use gave");
}

/// A key is the client's own, and each endpoint's.
pub fn two_clients_may_use_the_same_key(stage: &Stage) {
    let (app, other_app) = (stage.app(), stage.app());
    let call = retry("k1", "body");
    let mine = stage.redeem(&app, &stage.login(&app, "c1"), Some(&call)).expect("one client's call");
    let theirs = stage.redeem(&other_app, &stage.login(&other_app, "c1"), Some(&call)).expect("another client's call with the same key");
    let next = stage.rotate(&app, &mine.refresh, Some(&call)).expect("the same key at another endpoint");
    stage.end(&app, &next.refresh, Some(&call)).expect("the same key at the third endpoint");
    stage.assert_alive(&theirs, "the other client's link is its own");
}

/// /auth/token@DELETE can be repeated.
pub fn an_end_can_be_repeated(stage: &Stage) {
    let app = stage.app();
    let (pair, other) = (stage.link(&app, "c1"), stage.link(&app, "c2"));
    assert_eq!(stage.end(&app, &pair.refresh, Some(&retry("k1", "body"))).expect("the first call"), Some(pair.link));
    assert_eq!(stage.end(&app, &pair.refresh, Some(&retry("k1", "body"))).expect("a repetition"), None);
    let outcome = stage.end(&app, &other.refresh, Some(&retry("k1", "body")));
    assert!(matches!(outcome, Err(ExchangeError::OtherBody)), "a key belongs to one body and token: {outcome:?}");
    stage.assert_alive(&other, "and nothing was ended");
    stage.clock.advance(TokenPolicy::default().idempotency_seconds);
    let ended = stage.end(&app, &other.refresh, Some(&retry("k1", "body"))).expect("after its time the key is free again");
    assert_eq!(ended, Some(other.link));
}
