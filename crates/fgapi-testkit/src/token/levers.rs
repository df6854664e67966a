//! The bank's levers: links counted and revoked, and what became of a token.

use fgapi_audit::By;
use fgapi_domain::{Secret, UnixSeconds};
use fgapi_token::{Dead, EndReason, Explained, LinkSelection, TokenKind, TokenPolicy};

use super::stage::{START, at_once};
use super::{App, Stage};

fn of_client(app: &App) -> LinkSelection {
    LinkSelection { client: Some(app.key.clone()), ..LinkSelection::default() }
}

fn of_customer(customer: &str) -> LinkSelection {
    LinkSelection { customer: Some(customer.parse().expect("a customer id")), ..LinkSelection::default() }
}

/// Clients and how many of their links live, of which some end soon; in the order of their keys.
fn counts(stage: &Stage, selection: &LinkSelection, soon_seconds: i64) -> Vec<(String, u64, u64)> {
    let counts = stage.desk().count_links(selection, soon_seconds).expect("the store answers");
    assert!(counts.is_sorted_by(|a, b| a.client < b.client), "they come in the order of their API keys");
    counts.into_iter().map(|count| (count.client.to_string(), count.alive, count.ending_soon)).collect()
}

/// How many live.
fn alive(stage: &Stage, selection: &LinkSelection) -> u64 {
    counts(stage, selection, 0).iter().map(|(_, alive, _)| alive).sum()
}

fn revoke(stage: &Stage, selection: &LinkSelection, limit: u32) -> u64 {
    stage.desk().revoke_links(selection, EndReason::RevokedByBank, &By::GATEWAY, limit).expect("the store answers")
}

/// By client, customer and day of consent; ended ones and those whose consent is over are not alive.
pub fn living_links_are_counted(stage: &Stage) {
    let (one, two) = (stage.app(), stage.app());
    stage.link(&one, "c1");
    stage.link(&one, "c2");
    stage.clock.advance(100);
    stage.link(&two, "c1");
    let ended = stage.link(&two, "c3");
    stage.end(&two, &ended.refresh, None).expect("an end");
    let mut due = [(one.key.to_string(), 2, 0), (two.key.to_string(), 1, 0)];
    due.sort();
    assert_eq!(counts(stage, &LinkSelection::default(), 0), due);
    let seconds = TokenPolicy::default().consent_seconds;
    let mut soon = [(one.key.to_string(), 2, 2), (two.key.to_string(), 1, 0)];
    soon.sort();
    assert_eq!(counts(stage, &LinkSelection::default(), seconds), soon, "a consent that ends before that is ending soon");
    assert_eq!(counts(stage, &of_client(&one), 0), [(one.key.to_string(), 2, 0)]);
    assert_eq!(alive(stage, &of_customer("c1")), 2);
    assert_eq!(alive(stage, &of_customer("c3")), 0, "what was ended is not alive");
    let before = |at: UnixSeconds| LinkSelection { consented_before: Some(at), ..LinkSelection::default() };
    assert_eq!([START, START.plus(1), START.plus(101)].map(|at| alive(stage, &before(at))), [0, 2, 3]);
    let nobody = LinkSelection { client: Some("fgk_nobody".parse().expect("an API key")), ..LinkSelection::default() };
    assert_eq!(counts(stage, &nobody, 0), []);
    stage.clock.advance(seconds - 100);
    assert_eq!(alive(stage, &LinkSelection::default()), 1, "a consent is over on the second");
}

/// And nothing else; their tokens are dead on every node.
pub fn chosen_links_are_revoked(stage: &Stage) {
    let (one, two) = (stage.app(), stage.app());
    let old = stage.link(&one, "c1");
    stage.clock.advance(100);
    let (other, young, third) = (stage.link(&one, "c2"), stage.link(&two, "c1"), stage.link(&two, "c2"));
    let dead = |pair, law| stage.assert_dead(pair, Dead::Ended(EndReason::RevokedByBank), law);
    let before = LinkSelection { consented_before: Some(START.plus(100)), ..of_customer("c1") };
    assert_eq!(revoke(stage, &before, 10), 1);
    dead(&old, "what was consented to before is revoked");
    assert_eq!(revoke(stage, &before, 10), 0, "nothing is revoked twice");
    for pair in [&other, &young, &third] {
        stage.assert_alive(pair, "nothing else is revoked");
    }
    assert_eq!(revoke(stage, &of_client(&two), 1), 1, "a limit is kept");
    assert_eq!(revoke(stage, &of_client(&two), 10), 1, "whoever comes again goes on");
    for pair in [&young, &third] {
        dead(pair, "a client's links are revoked");
    }
    stage.assert_alive(&other, "another client's live");
    let nobody = LinkSelection { client: Some("fgk_nobody".parse().expect("an API key")), ..LinkSelection::default() };
    assert_eq!(revoke(stage, &nobody, 10), 0);
}

/// Beside refreshes: when it answers, no token of theirs works.
pub fn a_revocation_beside_refreshes_revokes(stage: &Stage) {
    let app = stage.app();
    let pairs: Vec<_> = (0..4).map(|number| stage.link(&app, &format!("c{number}"))).collect();
    let outcomes = at_once(|number| match number {
        0 | 1 => Err(revoke(stage, &of_client(&app), 10)),
        _ => Ok(stage.rotate(&app, &pairs[number % 4].refresh, None).ok()),
    });
    let revoked: u64 = outcomes.iter().filter_map(|outcome| outcome.as_ref().err()).sum();
    assert_eq!(revoked, 4, "each link is revoked once");
    let given = outcomes.into_iter().filter_map(|outcome| outcome.ok().flatten());
    for pair in pairs.into_iter().chain(given) {
        assert!(stage.death(&pair.access).is_some(), "no token of a revoked link lives");
    }
}

fn explained(stage: &Stage, token: &Secret) -> (TokenKind, Option<Dead>, Explained) {
    let explained = stage.desk().explain(token).expect("the store answers").expect("the token was given out");
    (explained.trace.kind, explained.dead, explained)
}

/// Of whatever kind, and why it died.
pub fn a_token_is_explained(stage: &Stage) {
    let app = stage.app();
    let auth = stage.login(&app, "c1");
    assert_eq!(explained(stage, &auth).1, None, "before it is exchanged it lives");
    let first = stage.redeem(&app, &auth, None).expect("an exchange");
    let (kind, dead, spent) = explained(stage, &auth);
    assert_eq!((kind, dead, spent.trace.client.api_key), (TokenKind::Auth, Some(Dead::Spent), app.key.clone()));
    assert!(spent.trace.family.is_some() && spent.trace.link.is_none());
    let second = stage.next(&app, &first);
    for (pair, due) in [(&first, Some(Dead::Rotated)), (&second, None)] {
        for (token, kind) in [(&pair.access, TokenKind::Access), (&pair.refresh, TokenKind::Refresh)] {
            let (told, dead, explained) = explained(stage, token);
            assert_eq!((told, dead), (kind, due));
            let link = explained.trace.link.expect("a pair's token has a link");
            assert_eq!((link.id, link.customer.as_str()), (pair.link, "c1"));
        }
    }
    assert_eq!(revoke(stage, &of_customer("c1"), 1), 1);
    assert_eq!(explained(stage, &second.access).1, Some(Dead::Ended(EndReason::RevokedByBank)));
    let system = stage.desk().issue_system(app.key.as_str(), &app.password, fgapi_domain::GrantRequest::Allowed, super::stage::CALLER);
    let system = Secret::new(system.expect("a system token").token.reveal());
    let (kind, dead, told) = explained(stage, &system);
    assert_eq!((kind, dead, told.trace.link), (TokenKind::System, None, None));
    assert_eq!(stage.desk().explain(&Secret::new("fga_nobodys")).expect("the store answers"), None);
    stage.desk().set_standing(&app.key, fgapi_token::ClientStanding::Disabled, &By::GATEWAY).expect("a known client");
    assert_eq!(explained(stage, &system).1, Some(Dead::ClientSuspended));
}
