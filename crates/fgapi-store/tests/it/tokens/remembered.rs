//! What a desk remembers opens nothing that it would not open by reading: asked of stores that change in one step, because only those
//! are given what is remembered.

use std::net::IpAddr;

use fgapi_audit::{By, Origin};
use fgapi_domain::{GrantRequest, GrantSet, Secret, ShortText};
use fgapi_store::StoreAddress;
use fgapi_testkit::token::Stage;
use fgapi_token::{ClientScreens, Dead, IssueSystemError, NewClient, PresentedClient, RefreshRetry};

use super::two_nodes;
use crate::support::{Place, postgres_place, sqlite_place};

#[test]
fn a_caller_from_elsewhere_on_sqlite() {
    a_caller_from_elsewhere_is_not_let_in(sqlite_place());
}

#[test]
fn a_caller_from_elsewhere_on_postgres() {
    a_caller_from_elsewhere_is_not_let_in(postgres_place());
}

#[test]
fn other_credentials_on_sqlite() {
    a_refresh_with_other_credentials_is_left_to_the_rules(sqlite_place());
}

#[test]
fn other_credentials_on_postgres() {
    a_refresh_with_other_credentials_is_left_to_the_rules(postgres_place());
}

fn from(address: &str) -> Origin {
    Origin { address: Some(address.parse::<IpAddr>().unwrap()), request_id: None }
}

fn a_caller_from_elsewhere_is_not_let_in(place: (StoreAddress, Place)) {
    let stage = Stage::over(two_nodes(place));
    let desk = stage.desk_of(0);
    let new = NewClient {
        name: ShortText::new("App").unwrap(),
        company: ShortText::new("Company").unwrap(),
        grants: GrantSet::all(),
        redirect_domains: Vec::new(),
        redirect_uris: Vec::new(),
        screens: ClientScreens::default(),
        networks: vec!["192.0.2.0/24".parse().unwrap()],
        refresh_retry: RefreshRetry::Never,
    };
    let credentials = desk.register(new, &By::GATEWAY).unwrap();
    let password = Secret::new(credentials.password.reveal());
    let issue = |address: &str| desk.issue_system(credentials.api_key.as_str(), &password, GrantRequest::Allowed, from(address));
    let bearer = issue("192.0.2.1").unwrap();
    // The second one is decided by what is remembered.
    issue("192.0.2.2").unwrap();
    let outcome = issue("198.51.100.1");
    assert!(matches!(&outcome, Err(IssueSystemError::Refused(refusal)) if refusal.why == Dead::NotAdmitted), "{outcome:?}");
    desk.check_system(bearer.token.reveal(), None, from("192.0.2.1")).unwrap();
    assert!(desk.recall_system(bearer.token.reveal(), from("192.0.2.2")).is_some());
    assert!(desk.recall_system(bearer.token.reveal(), from("198.51.100.1")).is_none());
}

fn a_refresh_with_other_credentials_is_left_to_the_rules(place: (StoreAddress, Place)) {
    let stage = Stage::over(two_nodes(place));
    let (app, other, desk) = (stage.app(), stage.app(), stage.desk_of(0));
    let pair = stage.link(&app, "c1");
    desk.check_system(app.bearer.reveal(), None, Origin::NONE).unwrap();
    let bearer = desk.recall_system(app.bearer.reveal(), Origin::NONE).unwrap();
    let wrong = Secret::new("wrong");
    for (what, presented) in [
        ("another's key", PresentedClient { api_key: other.key.as_str(), password: None }),
        ("a wrong password", PresentedClient { api_key: app.key.as_str(), password: Some(&wrong) }),
    ] {
        assert!(desk.rotate_recalled(&bearer, presented, &pair.refresh).unwrap().is_none(), "{what}");
        assert!(desk.rotate(&app.system, presented, &pair.refresh, None).is_err(), "{what}");
        stage.assert_alive(&pair, what);
    }
    let presented = PresentedClient { api_key: app.key.as_str(), password: None };
    assert!(desk.rotate_recalled(&bearer, presented, &pair.refresh).unwrap().is_some(), "its own");
}
