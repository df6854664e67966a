//! Links end: by the client (/auth/token@DELETE), the end user, the bank.

use fgapi_audit::By;
use fgapi_token::{Dead, EndReason, Family, Generation, TokenDigest};

use super::Stage;
use super::stage::assert_refused;

/// When the call succeeds, access and refresh token are invalid at once.
pub fn an_end_kills_both_tokens_on_every_node(stage: &Stage) {
    let app = stage.app();
    let pair = stage.link(&app, "c1");
    assert_eq!(stage.end(&app, &pair.refresh, None).expect("the link is ended"), Some(pair.link));
    stage.assert_dead(&pair, Dead::Ended(EndReason::RevokedByClient), "after the end the access token is dead at once");
    let law = "after the end the refresh token is dead at once";
    assert_refused(stage.rotate(&app, &pair.refresh, None), Dead::Ended(EndReason::RevokedByClient), false, law);
}

/// A dead token is answered like a living one, without effect.
pub fn an_end_can_be_asked_for_twice(stage: &Stage) {
    let app = stage.app();
    let pair = stage.link(&app, "c1");
    stage.end(&app, &pair.refresh, None).expect("the link is ended");
    assert_eq!(stage.end(&app, &pair.refresh, None).expect("a repetition is no error"), None);
}

/// A token of somebody else is refused without effect.
pub fn another_client_ends_nothing(stage: &Stage) {
    let (app, thief) = (stage.app(), stage.app());
    let pair = stage.link(&app, "c1");
    assert_refused(stage.end(&thief, &pair.refresh, None), Dead::OtherClient, false, "another client's token is refused");
    stage.assert_alive(&pair, "and lives on");
    stage.next(&app, &pair);
}

/// A refresh beside the end may have replaced the token a moment ago.
pub fn a_spent_token_of_the_living_family_ends_it(stage: &Stage) {
    let app = stage.app();
    let old = stage.link(&app, "c1");
    let new = stage.next(&app, &old);
    assert_eq!(stage.end(&app, &old.refresh, None).expect("the link is ended"), Some(old.link));
    stage.assert_dead(&new, Dead::Ended(EndReason::RevokedByClient), "after the end nothing of the link works");
}

/// An older authorization's token is dead already.
pub fn a_token_of_an_older_family_ends_nothing(stage: &Stage) {
    let app = stage.app();
    let former = stage.link(&app, "c1");
    let new = stage.link(&app, "c1");
    assert_eq!(stage.end(&app, &former.refresh, None).expect("a dead token is no error"), None);
    stage.assert_alive(&new, "the newer authorization stays");
}

/// The bank and the end user end links too; why is kept, and the first reason stays.
pub fn each_reason_is_kept(stage: &Stage) {
    let app = stage.app();
    for (number, reason) in EndReason::ALL.into_iter().enumerate() {
        let pair = stage.link(&app, &format!("c{number}"));
        assert!(stage.store().end_link(pair.link, reason, stage.now(), &By::GATEWAY).expect("the store answers"), "a living link is ended");
        stage.assert_dead(&pair, Dead::Ended(reason), "an ended link's token is dead, and it is known why");
        let again = stage.store().end_link(pair.link, EndReason::RevokedByBank, stage.now(), &By::GATEWAY).expect("the store answers");
        assert!(!again, "what is over does not end again");
        assert_refused(stage.rotate(&app, &pair.refresh, None), Dead::Ended(reason), false, "nothing revives it");
        stage.store().mark_used(pair.link, Family(1), Generation(1)).expect("a use that comes late is no error");
        stage.assert_dead(&pair, Dead::Ended(reason), "the first reason stays");
    }
}

/// After an end the end user has to consent again.
pub fn an_ended_link_comes_back_by_a_new_login_only(stage: &Stage) {
    let app = stage.app();
    let old = stage.link(&app, "c1");
    stage.end(&app, &old.refresh, None).expect("the link is ended");
    let new = stage.link(&app, "c1");
    stage.assert_alive(&new, "a new authorization works");
    stage.assert_dead(&old, Dead::Superseded, "and revives nothing of the old one");
    assert_refused(stage.rotate(&app, &old.refresh, None), Dead::Superseded, false, "nor its refresh token");
    let facts = stage.store().access_token(&TokenDigest::of(new.access.reveal())).expect("the store answers").expect("a token");
    assert_eq!((facts.link.id, facts.family), (old.link, Family(2)), "it is the same link with its next family");
}

/// A login from before the end is part of what ended.
pub fn an_auth_token_from_before_the_end_revives_nothing(stage: &Stage) {
    let app = stage.app();
    let old = stage.link(&app, "c1");
    let auth = stage.login(&app, "c1");
    stage.clock.advance(1);
    stage.end(&app, &old.refresh, None).expect("the link is ended");
    let ended = Dead::Ended(EndReason::RevokedByClient);
    assert_refused(stage.redeem(&app, &auth, None), ended, false, "the end user's consent from before the end is over too");
    stage.assert_dead(&old, ended, "and the link stays as it is");
}

/// An older consent does not replace a newer one.
pub fn an_older_auth_token_does_not_replace_a_newer_one(stage: &Stage) {
    let app = stage.app();
    let older = stage.login(&app, "c1");
    stage.clock.advance(1);
    let newer = stage.link(&app, "c1");
    assert_refused(stage.redeem(&app, &older, None), Dead::Superseded, false, "what the end user granted last counts");
    stage.assert_alive(&newer, "the newer pair goes on");
}
