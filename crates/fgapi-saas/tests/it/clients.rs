//! Tenants' clients: secrets that overlap, and tokens that die with their time or their client.

use fgapi_audit::Act;
use fgapi_domain::{Level, Secret};
use fgapi_saas::{ClientError, IssueTokenError, IssuedTenantClient, IssuedToken, SaasStore as _, TenantClientId, TokenRefused};
use fgapi_token::TokenDigest;
use uuid::Uuid;

use crate::stage::{HOUR, NOON, Stage, by, origin, tenant};

fn client(stage: &Stage) -> IssuedTenantClient {
    stage.desk.add_client(tenant(0), "経理".parse().unwrap(), Level::Tenant, &by()).unwrap()
}

fn token(stage: &Stage, client: &IssuedTenantClient) -> Result<IssuedToken, IssueTokenError> {
    stage.desk.issue_token(&client.client.id.to_string(), &client.secret, &origin())
}

#[test]
fn a_client_gets_a_token_for_its_secret() {
    let stage = Stage::new();
    let client = client(&stage);
    let issued = token(&stage, &client).unwrap();
    assert!(issued.token.reveal().starts_with("fgo_"));
    assert_eq!((issued.expires_in, issued.tenant, issued.company), (HOUR, tenant(0), client.client.company));
    let bearer = stage.desk.check_token(issued.token.reveal()).unwrap();
    assert_eq!((bearer.client, bearer.tenant, bearer.level), (client.client.id, tenant(0), Level::Tenant));
    assert_eq!(bearer.expires_at, NOON.plus(HOUR.into()));
    let told = &stage.told(Act::TenantTokenIssue)[0];
    assert_eq!(&*told.actor, format!("client:{}", client.client.id));
    assert_eq!((&*told.target, &*told.detail), (&*tenant(0).to_string(), &*TokenDigest::of(issued.token.reveal()).fingerprint()));
    assert_eq!((told.address.as_deref(), told.request_id.as_deref()), (Some("192.0.2.7"), Some("call-1")));
    let again = token(&stage, &client).unwrap();
    assert_ne!(again.token.reveal(), issued.token.reveal());
    assert!(stage.desk.check_token(issued.token.reveal()).is_ok(), "the first one still works");
}

#[test]
fn a_tenant_has_one_company_for_all_of_its_clients() {
    let stage = Stage::new();
    let (one, two) = (client(&stage), client(&stage));
    let other = stage.desk.add_client(tenant(1), "他社".parse().unwrap(), Level::Company, &by()).unwrap();
    assert_eq!(one.client.company, two.client.company);
    assert_ne!(one.client.company, other.client.company);
    assert_eq!(stage.desk.clients(Some(tenant(0))).unwrap().len(), 2);
    assert_eq!(stage.desk.clients(None).unwrap().len(), 3);
    let told = stage.told(Act::TenantClientAdd);
    assert_eq!(&*told[2].detail, format!("{} company", tenant(1)));
    assert!(!format!("{told:?}").contains(one.secret.reveal()));
    assert_eq!(stage.desk.check_token(token(&stage, &other).unwrap().token.reveal()).unwrap().level, Level::Company);
}

#[test]
fn whatever_is_wrong_is_refused_alike() {
    let stage = Stage::new();
    let client = client(&stage);
    let id = client.client.id.to_string();
    let refused = |id: &str, secret: &str| {
        let outcome = stage.desk.issue_token(id, &Secret::new(secret), &origin());
        matches!(outcome, Err(IssueTokenError::BadCredentials))
    };
    let right = client.secret.reveal();
    assert!(refused(&id, "wrong") && refused(&id, "") && refused(&id, &right[..right.len() - 1]));
    assert!(refused(&TenantClientId(Uuid::nil()).to_string(), right) && refused("", right) && refused("no id", right));
    assert!(refused(&id.to_uppercase(), right), "an id has one spelling");
    stage.desk.enable_client(client.client.id, false, &by()).unwrap();
    assert!(refused(&id, right));
    assert!(stage.told(Act::TenantTokenIssue).is_empty());
}

#[test]
fn two_secrets_are_taken_for_a_while() {
    let stage = Stage::new();
    let first = client(&stage);
    let id = first.client.id;
    let second = stage.desk.rotate_client(id, 600, &by()).unwrap();
    assert_ne!(first.secret.reveal(), second.secret.reveal());
    assert!(token(&stage, &first).is_ok() && token(&stage, &second).is_ok());
    stage.clock.advance(599);
    assert!(token(&stage, &first).is_ok());
    stage.clock.advance(1);
    assert!(matches!(token(&stage, &first), Err(IssueTokenError::BadCredentials)));
    assert!(token(&stage, &second).is_ok());
    let third = stage.desk.rotate_client(id, 0, &by()).unwrap();
    assert!(token(&stage, &second).is_err(), "without an overlap it is over at once");
    let fourth = stage.desk.rotate_client(id, 600, &by()).unwrap();
    let fifth = stage.desk.rotate_client(id, 600, &by()).unwrap();
    assert!(token(&stage, &third).is_err() && token(&stage, &fourth).is_ok() && token(&stage, &fifth).is_ok(), "never three");
    assert_eq!(&*stage.told(Act::TenantClientChange)[0].detail, "secret overlap_seconds=600");
}

#[test]
fn a_disabled_clients_tokens_are_dead_at_once() {
    let stage = Stage::new();
    let client = client(&stage);
    let issued = token(&stage, &client).unwrap();
    stage.desk.enable_client(client.client.id, false, &by()).unwrap();
    assert!(matches!(stage.desk.check_token(issued.token.reveal()), Err(TokenRefused::Disabled)));
    assert!(token(&stage, &client).is_err());
    stage.desk.enable_client(client.client.id, true, &by()).unwrap();
    assert!(stage.desk.check_token(issued.token.reveal()).is_ok());
    let details: Vec<String> = stage.told(Act::TenantClientChange).iter().map(|line| line.detail.to_string()).collect();
    assert_eq!(details, ["disabled", "enabled"]);
}

#[test]
fn a_token_is_good_for_its_time_and_then_put_away() {
    let stage = Stage::new();
    let client = client(&stage);
    let issued = token(&stage, &client).unwrap();
    stage.clock.advance(i64::from(HOUR) - 1);
    assert!(stage.desk.check_token(issued.token.reveal()).is_ok());
    stage.clock.advance(1);
    assert!(matches!(stage.desk.check_token(issued.token.reveal()), Err(TokenRefused::Expired)));
    stage.clock.advance(86_400);
    assert_eq!(stage.desk.purge_tokens(10).unwrap(), 0, "its time has not been over for a day");
    stage.clock.advance(1);
    let living = token(&stage, &client).unwrap();
    assert_eq!(stage.desk.purge_tokens(10).unwrap(), 1);
    assert!(matches!(stage.desk.check_token(issued.token.reveal()), Err(TokenRefused::Unknown)));
    assert!(stage.desk.check_token(living.token.reveal()).is_ok());
}

#[test]
fn what_is_no_token_of_a_tenants_client_is_unknown() {
    let stage = Stage::new();
    let client = client(&stage);
    let issued = token(&stage, &client).unwrap();
    let text = issued.token.reveal();
    let other_kind = text.replacen("fgo_", "fgt_", 1);
    for bad in ["", "fgo_", &text[..text.len() - 1], &format!("{text}a"), &other_kind, client.secret.reveal()] {
        assert!(matches!(stage.desk.check_token(bad), Err(TokenRefused::Unknown)), "{bad}");
    }
    stage.store.remove_tenant(tenant(0));
    assert!(matches!(stage.desk.check_token(text), Err(TokenRefused::Unknown)), "its tenant is gone");
    assert!(matches!(token(&stage, &client), Err(IssueTokenError::BadCredentials)));
    let refused = stage.desk.add_client(tenant(0), "経理".parse().unwrap(), Level::Tenant, &by());
    assert!(matches!(refused, Err(ClientError::NoTenant)));
    assert!(matches!(stage.desk.rotate_client(client.client.id, 0, &by()), Err(ClientError::NoClient)));
}

#[test]
fn what_the_log_cannot_take_is_not_done() {
    let stage = Stage::new();
    let client = client(&stage);
    stage.store.take_the_log_down(true);
    assert!(matches!(token(&stage, &client), Err(IssueTokenError::Store(_))));
    assert!(matches!(stage.desk.enable_client(client.client.id, false, &by()), Err(ClientError::Store(_))));
    assert!(stage.desk.rotate_client(client.client.id, 0, &by()).is_err());
    assert!(stage.desk.add_client(tenant(1), "他社".parse().unwrap(), Level::Tenant, &by()).is_err());
    assert_eq!(stage.store.clients(None).unwrap(), std::slice::from_ref(&client.client));
    stage.store.take_the_log_down(false);
    assert!(token(&stage, &client).is_ok());
}

#[test]
fn nothing_secret_is_seen_of_a_desk_and_what_it_issues() {
    let stage = Stage::new();
    let client = client(&stage);
    let issued = token(&stage, &client).unwrap();
    let seen = format!("{:?} {client:?} {issued:?} {:?}", stage.desk, stage.desk.clients(None));
    assert!(!seen.contains(client.secret.reveal()) && !seen.contains(issued.token.reveal()), "{seen}");
}
