//! System tokens (/auth/system_token@POST).

use std::collections::BTreeSet;

use fgapi_domain::GrantRequest;
use fgapi_token::{CheckError, Dead, IssueSystemError, SystemToken, TokenDesk, TokenPolicy};

use super::stage::{CALLER, at_once};
use super::{App, Stage};

fn issue(desk: &TokenDesk, app: &App) -> Result<SystemToken, IssueSystemError> {
    desk.issue_system(app.key.as_str(), &app.password, GrantRequest::Allowed, CALLER)
}

fn lives(stage: &Stage, token: &SystemToken) -> bool {
    match stage.desk().check_system(token.token.reveal(), None, CALLER) {
        Ok(_) => true,
        Err(CheckError::Refused(refusal)) => {
            assert_eq!(refusal.why, Dead::Expired, "a system token dies of age only");
            false
        }
        Err(other) => panic!("an answer was due, not {other:?}"),
    }
}

/// When the call succeeds, the tokens that were issued before stay usable.
pub fn system_tokens_live_beside_each_other(stage: &Stage) {
    let app = stage.app();
    let tokens: Vec<SystemToken> = (0..20).map(|_| issue(stage.desk(), &app).expect("a system token")).collect();
    assert!(tokens.iter().all(|token| lives(stage, token)), "older system tokens stay usable");
    let distinct: BTreeSet<&str> = tokens.iter().map(|token| token.token.reveal()).collect();
    assert_eq!(distinct.len(), tokens.len(), "every token is unique");
    stage.clock.set(fgapi_domain::UnixSeconds(tokens[0].expires_at.0 - 1));
    assert!(lives(stage, &tokens[0]), "a system token lives to its last second");
    stage.clock.advance(1);
    assert!(!lives(stage, &tokens[0]), "a system token is dead from expired_at on");
}

/// A client that asks without end is told to come later; no token that lives is taken away for it.
pub fn the_cap_refuses_and_evicts_nothing(stage: &Stage) {
    let app = stage.app();
    // The stage's own token of the client is long over by then.
    stage.clock.advance(10_000);
    let desk = stage.desk_with(TokenPolicy { system_tokens_per_client: 3, ..TokenPolicy::default() });
    let first = issue(&desk, &app).expect("one of three");
    stage.clock.advance(10);
    let second = issue(&desk, &app).expect("two of three");
    stage.clock.advance(10);
    let third = issue(&desk, &app).expect("three of three");
    for _ in 0..3 {
        let Err(IssueSystemError::AtLimit { retry_after }) = issue(&desk, &app) else { panic!("a fourth was issued") };
        assert_eq!(retry_after, 3_580, "it is told when the first is over");
    }
    assert!([&first, &second, &third].iter().all(|token| lives(stage, token)), "no living token is evicted");
    stage.clock.set(first.expires_at);
    let fourth = issue(&desk, &app).expect("when the first is over there is room");
    let refused = issue(&desk, &app);
    assert!(matches!(refused, Err(IssueSystemError::AtLimit { retry_after: 10 })), "for one: {refused:?}");
    assert!([&second, &third, &fourth].iter().all(|token| lives(stage, token)), "no living token is evicted");
    let none = stage.desk_with(TokenPolicy { system_tokens_per_client: 0, ..TokenPolicy::default() });
    assert!(matches!(issue(&none, &app), Err(IssueSystemError::AtLimit { .. })), "a cap of none is a cap");
}

/// A client that asks without end does not cost the others theirs.
pub fn the_cap_is_each_clients_own(stage: &Stage) {
    let (app, other) = (stage.app(), stage.app());
    stage.clock.advance(10_000);
    let desk = stage.desk_with(TokenPolicy { system_tokens_per_client: 1, ..TokenPolicy::default() });
    issue(&desk, &app).expect("one of one");
    assert!(matches!(issue(&desk, &app), Err(IssueSystemError::AtLimit { .. })));
    issue(&desk, &other).expect("another client has its own cap");
}

/// Callers at once do not pass the cap together, and none is refused below it.
pub fn the_cap_holds_under_a_crowd(stage: &Stage) {
    for (limit, callers_served) in [(5, 5), (100, 16)] {
        let app = stage.app();
        stage.clock.advance(10_000);
        let desk = stage.desk_with(TokenPolicy { system_tokens_per_client: limit, ..TokenPolicy::default() });
        let outcomes = at_once(|_| match issue(&desk, &app) {
            Ok(_) => true,
            Err(IssueSystemError::AtLimit { .. }) => false,
            Err(other) => panic!("a token or a refusal was due, not {other:?}"),
        });
        let served = outcomes.iter().filter(|issued| **issued).count();
        assert_eq!(served, callers_served, "with a cap of {limit}, {} callers at once get as many as may live", outcomes.len());
    }
}
