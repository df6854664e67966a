//! Auth tokens become pairs, pairs become the next pairs (/auth/token@POST, @PUT).

use fgapi_domain::{GrantRequest, GrantSet, Secret};
use fgapi_token::{CheckError, Credential, Dead, EndReason, Exchanged, Rotate, TokenPolicy};

use super::Stage;
use super::stage::{CALLER, START, assert_refused, refusal};

/// A login ends in an auth token, which becomes one access and one refresh token.
pub fn a_login_gives_one_living_pair(stage: &Stage) {
    let (app, policy) = (stage.app(), TokenPolicy::default());
    let pair = stage.link(&app, "c1");
    stage.assert_alive(&pair, "a new access token works at once, on every node");
    assert!(!pair.replayed);
    assert_eq!(pair.created_at, START);
    assert_eq!(pair.access_expires_at, START.plus(policy.access_seconds), "expired_at is created_at and the lifetime");
    assert_eq!(pair.refresh_expires_at, START.plus(policy.consent_seconds), "a refresh token ends with the consent");
    assert_eq!((pair.consent_until, pair.grants), (START.plus(policy.consent_seconds), GrantSet::all()));
    let bearer = stage.present(&pair.access).expect("a new access token opens the end user's data");
    assert_eq!((bearer.customer.as_str(), bearer.link, bearer.client.api_key), ("c1", pair.link, app.key));
}

/// When the call succeeds, the former access and refresh token are invalid at once.
pub fn a_refresh_kills_the_old_pair_on_every_node(stage: &Stage) {
    let app = stage.app();
    let old = stage.link(&app, "c1");
    let new = stage.next(&app, &old);
    stage.assert_dead(&old, Dead::Rotated, "after a refresh the old access token is dead at once");
    stage.assert_alive(&new, "after a refresh the new access token works at once");
    assert_refused(stage.rotate(&app, &old.refresh, None), Dead::Rotated, false, "after a refresh the old refresh token is dead");
    assert_eq!((new.link, new.grants, new.consent_until), (old.link, old.grants, old.consent_until), "a refresh changes the tokens only");
    assert!(new.access.reveal() != old.access.reveal() && new.refresh.reveal() != old.refresh.reveal());
}

/// Each refresh token gives the next.
pub fn a_refresh_of_a_refresh_works_for_ever(stage: &Stage) {
    let app = stage.app();
    let mut pair = stage.link(&app, "c1");
    for _ in 0..20 {
        stage.clock.advance(1_800);
        let next = stage.next(&app, &pair);
        stage.assert_dead(&pair, Dead::Rotated, "one pair of a link lives");
        stage.assert_alive(&next, "one pair of a link lives");
        pair = next;
    }
}

/// An auth token is exchanged once; a second use shows that it leaked, and ends what it gave.
pub fn a_second_use_of_an_auth_token_ends_what_the_first_gave(stage: &Stage) {
    let app = stage.app();
    let auth = stage.login(&app, "c1");
    let first = stage.redeem(&app, &auth, None).expect("the first use");
    let next = stage.next(&app, &first);
    assert_refused(stage.redeem(&app, &auth, None), Dead::Spent, true, "an auth token is exchanged once");
    stage.assert_dead(&next, Dead::Ended(EndReason::Reused), "a second use ends what came of the first");
    assert_refused(stage.rotate(&app, &next.refresh, None), Dead::Ended(EndReason::Reused), false, "and its refresh token");
    assert_refused(stage.redeem(&app, &auth, None), Dead::Spent, false, "a third use finds nothing to end");
}

/// What the end user granted anew is not taken away by an old auth token.
pub fn a_late_second_use_does_not_touch_a_newer_authorization(stage: &Stage) {
    let app = stage.app();
    let auth = stage.login(&app, "c1");
    stage.redeem(&app, &auth, None).expect("the first use");
    let newer = stage.link(&app, "c1");
    assert_refused(stage.redeem(&app, &auth, None), Dead::Spent, false, "a spent auth token stays spent");
    stage.assert_alive(&newer, "an older authorization's auth token does not reach the newer one");
}

/// An auth token belongs to the client that it was made for.
pub fn another_client_cannot_use_an_auth_token(stage: &Stage) {
    let (app, thief) = (stage.app(), stage.app());
    let auth = stage.login(&app, "c1");
    assert_refused(stage.redeem(&thief, &auth, None), Dead::OtherClient, false, "another client is refused");
    let pair = stage.redeem(&app, &auth, None).expect("the other client's attempt spent nothing");
    assert_refused(stage.redeem(&thief, &auth, None), Dead::OtherClient, false, "another client is refused");
    stage.assert_alive(&pair, "another client's attempt ends nothing");
}

/// A refresh token belongs to the client that it was made for.
pub fn another_client_cannot_use_a_refresh_token(stage: &Stage) {
    let (app, thief) = (stage.app(), stage.app());
    let old = stage.link(&app, "c1");
    assert_refused(stage.rotate(&thief, &old.refresh, None), Dead::OtherClient, false, "another client is refused");
    let new = stage.next(&app, &old);
    stage.clock.advance(1_000);
    assert_refused(stage.rotate(&thief, &old.refresh, None), Dead::OtherClient, false, "also with a spent token");
    stage.assert_alive(&new, "another client's attempts end nothing");
    let mixed = stage.desk().rotate(&thief.system, app.presented(), &new.refresh, None);
    assert_eq!(refusal(mixed).credential, Credential::ApiKey, "the system token's client and the body's are the same");
}

/// When an auth token is exchanged, the existing tokens of this client and end user are invalid at once.
pub fn linking_anew_kills_the_former_pair_only(stage: &Stage) {
    let app = stage.app();
    let former = stage.link(&app, "c1");
    let auth = stage.login(&app, "c1");
    stage.assert_alive(&former, "a login alone changes nothing");
    let new = stage.redeem(&app, &auth, None).expect("the end user links again");
    stage.assert_dead(&former, Dead::Superseded, "a new authorization kills the former pair");
    assert_refused(stage.rotate(&app, &former.refresh, None), Dead::Superseded, false, "and its refresh token");
    stage.assert_alive(&new, "the new pair works");
    assert_eq!(new.link, former.link, "it is the same link");
}

/// Nobody else's tokens are touched by an exchange.
pub fn links_of_other_names_clients_and_users_live_on(stage: &Stage) {
    let (app, other_app) = (stage.app(), stage.app());
    let second_name = stage.login_as(&app, "c1", "second", GrantSet::all());
    let others = [
        stage.link(&other_app, "c1"),
        stage.link(&app, "c2"),
        stage.redeem(&app, &second_name, None).expect("another link of the same end user"),
    ];
    let first = stage.link(&app, "c1");
    let again = stage.link(&app, "c1");
    let next = stage.next(&app, &again);
    stage.end(&app, &next.refresh, None).expect("the link is ended");
    for other in &others {
        stage.assert_alive(other, "other clients', end users' and links' tokens are never touched");
        assert_ne!(other.link, first.link);
    }
}

/// A link is what the end user granted last.
pub fn a_new_authorization_brings_its_own_grants_and_consent(stage: &Stage) {
    let app = stage.app();
    stage.link(&app, "c1");
    stage.clock.advance(86_400);
    let only: GrantSet = "accounts".parse().expect("grants");
    let auth = stage.login_as(&app, "c1", "default", only);
    let pair = stage.redeem(&app, &auth, None).expect("the end user links again");
    assert_eq!((pair.grants, pair.consent_until), (only, stage.now().plus(TokenPolicy::default().consent_seconds)));
    let outcome = stage.present(&pair.access);
    assert!(matches!(outcome, Err(CheckError::MissingGrant(_))), "grants that were not given again are gone: {outcome:?}");
    assert_eq!(stage.next(&app, &pair).grants, only, "grants never grow by a refresh");
}

/// Tokens that were never given out.
pub fn unknown_tokens_change_nothing(stage: &Stage) {
    let app = stage.app();
    let pair = stage.link(&app, "c1");
    let made_up = |prefix: &str| Secret::new(format!("{prefix}{}", "A".repeat(43)));
    assert_refused(stage.redeem(&app, &made_up("fgc_"), None), Dead::Unknown, false, "an unknown auth token is refused");
    assert_refused(stage.rotate(&app, &made_up("fgr_"), None), Dead::Unknown, false, "an unknown refresh token is refused");
    assert_eq!(stage.end(&app, &made_up("fgr_"), None).expect("an unknown token is as good as ended"), None);
    assert_eq!(stage.death(&made_up("fga_")), Some(Dead::Unknown));
    stage.assert_alive(&pair, "attempts with unknown tokens change nothing");
}

/// An access token is no refresh token, and so on, whatever the text in front says.
pub fn one_kind_of_token_is_never_another(stage: &Stage) {
    let app = stage.app();
    let pair = stage.link(&app, "c1");
    let auth = stage.login(&app, "c1");
    let issued = stage.desk().issue_system(app.key.as_str(), &app.password, GrantRequest::Allowed, CALLER).expect("a system token");
    let digests = [pair.access.reveal(), pair.refresh.reveal(), auth.reveal(), issued.token.reveal()].map(fgapi_token::TokenDigest::of);
    let store = stage.store();
    let known = |at: usize| {
        let access = store.access_token(&digests[at]).expect("the store answers").is_some();
        (access, store.system_token(&digests[at]).expect("the store answers").is_some())
    };
    let law = "only an access token checks as one, and only a system token as one";
    assert_eq!([known(0), known(1), known(2), known(3)], [(true, false), (false, false), (false, false), (false, true)], "{law}");
    for wrong in [&pair.access, &auth] {
        assert_refused(stage.rotate(&app, wrong, None), Dead::Unknown, false, "only a refresh token is refreshed");
    }
    assert_refused(stage.redeem(&app, &pair.refresh, None), Dead::Unknown, false, "only an auth token is exchanged");
    let policy = TokenPolicy::default();
    let behind_the_desk = store.rotate(&Rotate {
        by: app.system.by(),
        presented: digests[0],
        client: app.system.client.id,
        refresh_retry: app.system.client.refresh_retry,
        access: digests[2],
        refresh: digests[3],
        now: stage.now(),
        access_seconds: policy.access_seconds,
        refresh_seconds: policy.refresh_seconds,
        retry_seconds: policy.retry_seconds,
        idempotency: None,
    });
    let refused = Exchanged::Refused { why: Dead::Unknown, ended_link: false };
    assert_eq!(behind_the_desk.expect("the store answers"), refused, "the store itself takes no access token for a refresh token");
    stage.assert_alive(&pair, "a token of the wrong kind changes nothing");
}
