//! Tenants' clients and their tokens.

use std::sync::Arc;

use fgapi_audit::{Act, By, Origin};
use fgapi_domain::{Level, SystemEntropy, TenantId, UnixSeconds};
use fgapi_saas::{
    Added, ClientChange, IssueTokenError, NewToken, SaasDesk, SaasParts, TenantClient, TenantClientId, TenantTokenFacts, TokenRefused,
};

use crate::Stage;
use crate::stage::{CROWD, START, at_once};

/// A client that is not registered yet.
fn new_client(stage: &Stage, tenant: TenantId, name: &str) -> TenantClient {
    TenantClient {
        id: TenantClientId(stage.uuid()),
        tenant,
        company: stage.uuid(),
        name: name.parse().expect("a name"),
        level: Level::Tenant,
        secret: stage.digest(),
        secret_before: None,
        enabled: true,
        created_at: START,
    }
}

fn add(stage: &Stage, client: &TenantClient) -> Added {
    stage.saas().add_client(client, &stage.note(Act::TenantClientAdd)).expect("the store answers")
}

/// A client that is registered.
pub(super) fn client(stage: &Stage, tenant: TenantId, name: &str) -> TenantClient {
    let new = new_client(stage, tenant, name);
    stage.told(1, || assert_eq!(add(stage, &new), Added::Done));
    named(stage, new.id).expect("a client that was registered")
}

/// A token of a client.
pub(super) fn new_token(stage: &Stage, client: TenantClientId, expires_at: UnixSeconds) -> NewToken {
    NewToken { digest: stage.digest(), client, issued_at: START, expires_at }
}

fn named(stage: &Stage, id: TenantClientId) -> Option<TenantClient> {
    stage.saas().client(id).expect("the store answers")
}

fn change(stage: &Stage, id: TenantClientId, change: &ClientChange) -> bool {
    stage.saas().change_client(id, change, &stage.note(Act::TenantClientChange)).expect("the store answers")
}

fn add_token(stage: &Stage, token: &NewToken) -> Added {
    stage.saas().add_token(token, &stage.note(Act::TenantTokenIssue)).expect("the store answers")
}

/// By tenant and name, or one.
pub fn clients_come_back(stage: &Stage) {
    let other = stage.another_tenant();
    let new = TenantClient { level: Level::Company, ..new_client(stage, stage.tenant, "b") };
    stage.told(1, || assert_eq!(add(stage, &new), Added::Done));
    assert_eq!(named(stage, new.id), Some(new.clone()), "the first client of a tenant keeps its company");
    let (first, theirs) = (client(stage, stage.tenant, "a"), client(stage, other, "a"));
    let of = |tenant| stage.saas().clients(tenant).expect("the store answers");
    assert_eq!(of(Some(stage.tenant)), [first.clone(), new.clone()], "a tenant's own, by name");
    let mut all = [vec![first, new], vec![theirs]];
    all.sort_by_key(|clients| clients[0].tenant);
    assert_eq!(of(None), all.concat(), "all by tenant");
    let nobodys = new_client(stage, stage.gone_tenant(), "a");
    stage.told(0, || assert_eq!(add(stage, &nobodys), Added::Refused, "there is no such tenant"));
    assert_eq!(named(stage, nobodys.id), None);
}

/// However many are registered at once.
pub fn the_clients_of_a_tenant_have_one_company(stage: &Stage) {
    let crowd = at_once(|number| add(stage, &new_client(stage, stage.tenant, &format!("c{number}"))));
    assert!(crowd.iter().all(|added| *added == Added::Done), "{crowd:?}");
    let clients = stage.saas().clients(Some(stage.tenant)).expect("the store answers");
    assert!(clients.len() == CROWD && clients.iter().all(|client| client.company == clients[0].company), "one company: {clients:?}");
    let theirs = client(stage, stage.another_tenant(), "a");
    assert_ne!(theirs.company, clients[0].company, "another tenant is another company");
}

/// Beside the new one, and no longer than that.
pub fn the_secret_before_stays(stage: &Stage) {
    let before = client(stage, stage.tenant, "a");
    let (one, two) = (stage.digest(), stage.digest());
    let secret = |digest, until| ClientChange::Secret { digest, overlap_until: START.plus(until) };
    stage.told(1, || assert!(change(stage, before.id, &secret(one, 60))));
    let after = TenantClient { secret: one, secret_before: Some((before.secret, START.plus(60))), ..before.clone() };
    assert_eq!(named(stage, before.id), Some(after.clone()));
    stage.told(1, || assert!(change(stage, before.id, &secret(two, 90))));
    assert_eq!(named(stage, before.id), Some(TenantClient { secret: two, secret_before: Some((one, START.plus(90))), ..after }));
    let nobody = TenantClientId(stage.uuid());
    stage.told(0, || assert!(!change(stage, nobody, &secret(one, 60))));
    stage.told(0, || assert!(!change(stage, nobody, &ClientChange::Enable(false))));
}

/// And the tokens that it has say so at once, on every node.
pub fn a_disabled_client_gets_no_token(stage: &Stage) {
    let entropy = Arc::new(SystemEntropy::new());
    let desk = |node: usize| {
        let (store, vault, clock) = (stage.saas_of(node), stage.vault_of(node).clone(), stage.clock());
        SaasDesk::new(SaasParts { store, vault, clock, entropy: entropy.clone(), token_seconds: 60 })
    };
    let issued = desk(0).add_client(stage.tenant, "a".parse().expect("a name"), Level::Tenant, &By::GATEWAY).expect("it is registered");
    let id = issued.client.id;
    let issue = |node| desk(node).issue_token(&id.to_string(), &issued.secret, &Origin::default());
    let bearer = stage.told(1, || issue(1).expect("a token is issued")).token;
    for node in 0..2 {
        assert_eq!(desk(node).check_token(bearer.reveal()).expect("it is good").client, id);
    }
    let token = new_token(stage, id, START.plus(60));
    stage.told(1, || assert_eq!(add_token(stage, &token), Added::Done));
    stage.told(1, || desk(1).enable_client(id, false, &By::GATEWAY).expect("it is disabled"));
    for node in 0..2 {
        assert!(matches!(desk(node).check_token(bearer.reveal()), Err(TokenRefused::Disabled)), "its tokens are dead on every node");
    }
    stage.told(0, || assert!(matches!(issue(0), Err(IssueTokenError::BadCredentials))));
    stage.told(0, || assert_eq!(add_token(stage, &new_token(stage, id, START.plus(60))), Added::Refused));
    let nobody = new_token(stage, TenantClientId(stage.uuid()), START.plus(60));
    stage.told(0, || assert_eq!(add_token(stage, &nobody), Added::Refused, "nobody gets one"));
    stage.told(1, || assert!(change(stage, id, &ClientChange::Enable(true))));
    assert_eq!(desk(0).check_token(bearer.reveal()).expect("it is good again").tenant, stage.tenant);
    let facts = stage.saas().token(&token.digest).expect("the store answers");
    let client = named(stage, id).expect("the client is there");
    assert_eq!(facts, Some(TenantTokenFacts { client, issued_at: START, expires_at: START.plus(60) }));
    assert_eq!(stage.saas().token(&stage.digest()).expect("the store answers"), None);
}

/// So many at a time, and no other.
pub fn tokens_whose_time_is_over_are_purged(stage: &Stage) {
    let client = client(stage, stage.tenant, "a").id;
    let tokens: Vec<NewToken> = (0..6).map(|later| new_token(stage, client, START.plus(later))).collect();
    for token in &tokens {
        assert_eq!(add_token(stage, token), Added::Done);
    }
    let purge = |later, limit| stage.saas().purge_tokens(START.plus(later), limit).expect("the store answers");
    let left = || tokens.iter().filter(|token| stage.saas().token(&token.digest).expect("the store answers").is_some()).count();
    assert_eq!((purge(0, 10), left()), (0, 6));
    assert_eq!((purge(4, 3), left()), (3, 3), "no more than so many");
    assert_eq!((purge(4, 3), left()), (1, 2), "those whose time was over before");
    assert!(stage.saas().token(&tokens[4].digest).expect("the store answers").is_some(), "not the one that is over then");
}
