//! What was read earlier is held to, each part of it: whoever decides by memory changes nothing where a row says something else.

use fgapi_audit::{By, Origin};
use fgapi_domain::{GrantSet, Secret, UnixSeconds};
use fgapi_store::StoreAddress;
use fgapi_testkit::token::Stage;
use fgapi_token::{IssueSystem, KnownClient, PasswordDigest, RefreshRetry, Rotate, StoredPassword, SystemIssued, TokenDigest};

use super::two_nodes;
use crate::support::{Place, postgres_place, sqlite_place};

#[test]
fn on_sqlite() {
    a_change_is_made_only_where_all_is_as_read(sqlite_place());
}

#[test]
fn on_postgres() {
    a_change_is_made_only_where_all_is_as_read(postgres_place());
}

pub(super) fn issue(client: &KnownClient, token: &str, now: UnixSeconds) -> IssueSystem {
    let expires_at = UnixSeconds(i64::from(u32::MAX));
    IssueSystem { by: By::GATEWAY, token: TokenDigest::of(token), client: client.id, grants: client.grants, now, expires_at, limit: 1_000 }
}

pub(super) fn rotate(client: &KnownClient, presented: &Secret, now: UnixSeconds) -> Rotate {
    Rotate {
        by: By::GATEWAY,
        presented: TokenDigest::of(presented.reveal()),
        client: client.id,
        refresh_retry: client.refresh_retry,
        access: TokenDigest::of("next access"),
        refresh: TokenDigest::of("next refresh"),
        now,
        access_seconds: 60,
        refresh_seconds: 600,
        retry_seconds: 60,
        idempotency: None,
    }
}

/// The client as it was before somebody changed it, by what was changed.
fn otherwise(client: &KnownClient) -> Vec<(&'static str, KnownClient)> {
    let another = PasswordDigest::of(&Secret::new("another"));
    let passwords = |change: &dyn Fn(&mut StoredPassword), is_present: bool| {
        let mut client = client.clone();
        client.passwords.iter_mut().filter(|password| password.until.is_none() == is_present).for_each(change);
        client
    };
    let mut without_previous = client.clone();
    without_previous.passwords.retain(|password| password.until.is_none());
    vec![
        ("the password", passwords(&|password| password.digest = another, true)),
        ("the password before", passwords(&|password| password.digest = another, false)),
        ("the overlap", passwords(&|password| password.until = password.until.map(|until| until.plus(1)), false)),
        ("no password before", without_previous),
        ("grants", KnownClient { grants: GrantSet::EMPTY, ..client.clone() }),
        ("networks", KnownClient { networks: vec!["192.0.2.0/24".parse().unwrap()], ..client.clone() }),
        ("lost answers", KnownClient { refresh_retry: RefreshRetry::UntilSuccessorUsed, ..client.clone() }),
    ]
}

fn a_change_is_made_only_where_all_is_as_read(place: (StoreAddress, Place)) {
    let stage = Stage::over(two_nodes(place));
    let (app, other) = (stage.app(), stage.app());
    stage.desk().rotate_password(&app.key, 600, &By::GATEWAY).unwrap();
    let pair = stage.link(&app, "c1");
    let (store, now) = (stage.store(), stage.now());
    let client = store.known_client(&app.key).unwrap().unwrap();
    assert_eq!(client.passwords.len(), 2);
    // Its own time is the refresh token's, so that each can be over without the other.
    let bearer = TokenDigest::of("bearer");
    assert_eq!(store.issue_system(&issue(&client, "bearer", now)).unwrap(), SystemIssued::Issued);
    for (what, read) in otherwise(&client) {
        assert!(!store.issue_system_if(&read, &issue(&client, what, now)).unwrap(), "{what}");
        assert_eq!(store.system_token(&TokenDigest::of(what)).unwrap(), None, "{what}");
        assert_eq!(store.rotate_if(&bearer, &read, &rotate(&client, &pair.refresh, now)).unwrap(), None, "{what}");
    }
    // The consent outlives the refresh token, so that this one can be over by itself.
    let until = pair.refresh_expires_at.plus(86_400);
    assert!(store.renew_link(pair.link, &"c1".parse().unwrap(), now, until, &Origin::NONE).unwrap());
    let (own, theirs) = (TokenDigest::of(app.bearer.reveal()), TokenDigest::of(other.bearer.reveal()));
    let over = store.system_token(&own).unwrap().unwrap().expires_at;
    for (what, bearer, presented, now) in [
        ("a bearer that is unknown", TokenDigest::of("nobody's"), &pair.refresh, now),
        ("a bearer of another client", theirs, &pair.refresh, now),
        ("a bearer that is over", own, &pair.refresh, over),
        ("a refresh token that is over", bearer, &pair.refresh, pair.refresh_expires_at),
        ("an access token", bearer, &pair.access, now),
    ] {
        assert_eq!(store.rotate_if(&bearer, &client, &rotate(&client, presented, now)).unwrap(), None, "{what}");
    }
    stage.assert_alive(&pair, "what was not done changed nothing");
    assert!(store.issue_system_if(&client, &issue(&client, "as read", now)).unwrap(), "a client as read");
    let issued = store.rotate_if(&bearer, &client, &rotate(&client, &pair.refresh, now)).unwrap();
    assert_eq!(issued.map(|issued| issued.link), Some(pair.link), "all as read");
}
