//! Tenants' clients get tokens, by hand and by the library that the world's programs use.

use std::io;

use actix_web::http::header;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use fgapi_audit::{Act, By};
use fgapi_domain::Level;
use fgapi_http::{HttpSettings, Quota, ThrottleSettings};
use fgapi_saas::IssuedTenantClient;
use fgapi_wire::{AuthorizationServerAnswer, OAuthErrorAnswer};
use oauth2::basic::{BasicClient, BasicErrorResponseType};
use oauth2::{
    ClientId, ClientSecret, RequestTokenError, ResourceOwnerPassword, ResourceOwnerUsername, Scope, TokenResponse as _, TokenUrl,
};

use crate::house::{Answer, House, settings};
use crate::operation::lines;
use crate::tenants::{HOUR, Tenants, tenant};

const FORM: (&str, &str) = ("Content-Type", "application/x-www-form-urlencoded");
const ASKING: &str = "grant_type=client_credentials";

fn basic(id: &str, secret: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("{id}:{secret}")))
}

fn basic_of(client: &IssuedTenantClient) -> String {
    basic(&client.client.id.to_string(), client.secret.reveal())
}

fn ask(tenants: &Tenants, authorization: &str, body: &str) -> Answer {
    tenants.house.send("POST", "/oauth/token", &[FORM, ("Authorization", authorization)], body.as_bytes())
}

/// A refusal by RFC 6749 5.2.
fn refused(answer: &Answer, status: u16, error: &str) {
    assert_eq!((answer.status, answer.json["error"].as_str()), (status, Some(error)), "{answer:?}");
    let body: OAuthErrorAnswer<'_> = serde_json::from_slice(&answer.body).unwrap();
    assert_eq!((body.status, &*body.timestamp), (status, "2026-02-01T21:46:40+09:00"));
    assert!(!body.message.is_empty() && body.error_description.is_ascii() && !body.error_description.is_empty());
    assert_eq!(answer.header("x-request-id"), Some(&*body.request_id));
    assert_eq!((answer.header("cache-control"), answer.header("pragma")), (Some("no-store"), Some("no-cache")));
    let challenge = (status == 401).then_some(r#"Basic realm="fgapi", charset="UTF-8""#);
    assert_eq!(answer.header("www-authenticate"), challenge);
}

#[test]
fn a_client_gets_a_token_that_works() {
    let tenants = Tenants::new(settings());
    let client = tenants.client(tenant(), Level::Tenant);
    let answer = ask(&tenants, &basic_of(&client), "grant_type=client_credentials&scope=read");
    assert_eq!((answer.status, answer.header("content-type")), (200, Some("application/json; charset=utf-8")), "{answer:?}");
    assert_eq!((answer.header("cache-control"), answer.header("pragma")), (Some("no-store"), Some("no-cache")));
    let token = answer.json["access_token"].as_str().unwrap();
    let company = client.client.company;
    let expected = format!(
        r#"{{"access_token":"{token}","token_type":"bearer","expires_in":{HOUR},"scope":"read","companyOID":"{company}","tenantId":"1214732595705114600"}}"#
    );
    assert_eq!(String::from_utf8_lossy(&answer.body), expected);
    assert!(token.starts_with("fgo_"));
    assert_eq!(tenants.read("", token).json["tenantId"], "1214732595705114600");
    let told = &tenants.told(Act::TenantTokenIssue)[0];
    assert_eq!((&*told.actor, told.request_id.as_deref()), (&*format!("client:{}", client.client.id), answer.header("x-request-id")));
}

#[test]
fn credentials_are_taken_in_both_spellings_and_parameters_in_any_order() {
    let tenants = Tenants::new(settings());
    let client = tenants.client(tenant(), Level::Tenant);
    let (id, secret) = (client.client.id.to_string(), client.secret.reveal());
    let encoded = |text: &str| text.bytes().map(|byte| format!("%{byte:02x}")).collect::<String>();
    for authorization in [basic(&id, secret), basic(&encoded(&id), &encoded(secret)), basic_of(&client).replacen("Basic", "basic", 1)] {
        assert_eq!(ask(&tenants, &authorization, ASKING).status, 200);
    }
    for body in
        ["scope=&grant_type=client_credentials", "grant_type=client%5Fcredentials&scope=read+read", &format!("x=y&{ASKING}&client_id={id}")]
    {
        assert_eq!(ask(&tenants, &basic_of(&client), body).status, 200, "{body}");
    }
    let charset = ("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8");
    let answer = tenants.house.send("POST", "/oauth/token", &[charset, ("Authorization", &basic_of(&client))], ASKING.as_bytes());
    assert_eq!(answer.status, 200);
}

#[test]
fn requests_are_refused_as_the_rfc_says() {
    let tenants = Tenants::new(settings());
    let client = tenants.client(tenant(), Level::Tenant);
    let right = basic_of(&client);
    for (body, error) in [
        ("", "invalid_request"),
        ("scope=read", "invalid_request"),
        ("grant_type=", "invalid_request"),
        ("grant_type=client_credentials&grant_type=client_credentials", "invalid_request"),
        ("grant_type=client_credentials&x=1&x=1", "invalid_request"),
        ("grant_type=client_credentials&scope=%ff", "invalid_request"),
        ("grant_type=client_credentials&client_secret=x", "invalid_request"),
        ("grant_type=client_credentials&client_id=x", "invalid_request"),
        ("grant_type=password&username=a&password=b", "unsupported_grant_type"),
        ("grant_type=Client_Credentials", "unsupported_grant_type"),
        ("grant_type=refresh_token", "unsupported_grant_type"),
        ("grant_type=client_credentials&scope=write", "invalid_scope"),
        ("grant_type=client_credentials&scope=read%20write", "invalid_scope"),
        ("grant_type=client_credentials&scope=READ", "invalid_scope"),
    ] {
        refused(&ask(&tenants, &right, body), 400, error);
    }
    for (body, field) in [("scope=read", "grant_type"), ("grant_type=x", "grant_type"), ("grant_type=client_credentials&scope=x", "scope")]
    {
        assert_eq!(ask(&tenants, &right, body).json["field"], field);
    }
    let json = br#"{"grant_type":"client_credentials"}"#;
    for kind in ["application/json", "text/plain", "application/x-www-form-urlencoded; charset=shift_jis"] {
        let answer = tenants.house.send("POST", "/oauth/token", &[("Content-Type", kind), ("Authorization", &right)], json);
        refused(&answer, 400, "invalid_request");
        assert!(answer.json["error_description"].as_str().unwrap().contains("application/x-www-form-urlencoded"));
    }
    let untyped = tenants.house.send("POST", "/oauth/token", &[("Authorization", &right)], ASKING.as_bytes());
    refused(&untyped, 400, "invalid_request");
    let in_the_query = tenants.house.send("POST", &format!("/oauth/token?{ASKING}"), &[FORM, ("Authorization", &right)], b"x=y");
    refused(&in_the_query, 400, "invalid_request");
    assert!(tenants.told(Act::TenantTokenIssue).is_empty());
    assert_eq!(ask(&tenants, &right, ASKING).status, 200);
}

#[test]
fn whoever_is_not_authenticated_is_refused_alike() {
    let tenants = Tenants::new(settings());
    let client = tenants.client(tenant(), Level::Tenant);
    let (id, secret) = (client.client.id.to_string(), client.secret.reveal().to_owned());
    let wrong = ask(&tenants, &basic(&id, "wrong"), ASKING);
    refused(&wrong, 401, "invalid_client");
    let disabled = tenants.client(tenant(), Level::Tenant);
    tenants.desk.enable_client(disabled.client.id, false, &By::GATEWAY).unwrap();
    let bearer = format!("Bearer {}", tenants.bearer());
    let others = [
        basic("0190ab00-0000-7000-8000-000000000000", &secret),
        basic(&id, ""),
        basic("", ""),
        basic(&id.to_uppercase(), &secret),
        basic_of(&disabled),
        bearer,
        "Basic !".to_owned(),
        format!("Basic {}", STANDARD.encode(&id)),
    ];
    for authorization in others {
        let answer = ask(&tenants, &authorization, ASKING);
        refused(&answer, 401, "invalid_client");
        for field in ["error_description", "message", "timestamp"] {
            assert_eq!(answer.json[field], wrong.json[field], "what is wrong must not be told");
        }
    }
    let in_the_body = format!("{ASKING}&client_id={id}&client_secret={secret}");
    refused(&tenants.house.send("POST", "/oauth/token", &[FORM], in_the_body.as_bytes()), 401, "invalid_client");
    let twice = [FORM, ("Authorization", &*basic_of(&client)), ("Authorization", &*basic_of(&client))];
    refused(&tenants.house.send("POST", "/oauth/token", &twice, ASKING.as_bytes()), 401, "invalid_client");
    let english = [FORM, ("Authorization", &*basic(&id, "wrong")), ("Accept-Language", "en")];
    let answer = tenants.house.send("POST", "/oauth/token", &english, ASKING.as_bytes());
    assert_eq!(answer.json["message"], answer.json["error_description"]);
}

#[test]
fn guesses_are_throttled_by_client_and_source() {
    let quota = Quota { per_second: 1, burst: 2 };
    let throttle = ThrottleSettings { system_token: quota, ..settings().throttle };
    let trusted_proxies = vec!["127.0.0.0/8".parse().unwrap()];
    let tenants = Tenants::new(HttpSettings { throttle, trusted_proxies, ..settings() });
    let (one, two) = (tenants.client(tenant(), Level::Tenant), tenants.client(tenant(), Level::Tenant));
    let guess = |client: &IssuedTenantClient, from: &str| {
        let authorization = basic(&client.client.id.to_string(), "wrong");
        let headers = [FORM, ("Authorization", &*authorization), ("X-Forwarded-For", from)];
        tenants.house.send("POST", "/oauth/token", &headers, ASKING.as_bytes())
    };
    let answers: Vec<Answer> = (0..6).map(|_| guess(&one, "192.0.2.1")).collect();
    assert_eq!(answers[0].status, 401);
    let throttled = answers.iter().find(|answer| answer.status != 401).unwrap();
    refused(throttled, 503, "temporarily_unavailable");
    assert_eq!(throttled.header("retry-after"), Some("1"));
    assert_eq!(guess(&one, "192.0.2.2").status, 401, "the true client, elsewhere, is not throttled");
    assert_eq!(guess(&two, "192.0.2.1").status, 401, "nor is another client");
}

#[test]
fn what_the_log_cannot_take_is_not_issued() {
    let tenants = Tenants::new(settings());
    let client = tenants.client(tenant(), Level::Tenant);
    tenants.store.take_the_log_down(true);
    let answer = ask(&tenants, &basic_of(&client), ASKING);
    refused(&answer, 503, "temporarily_unavailable");
    assert_eq!(answer.json.get("access_token"), None);
    tenants.desk.vault().shut(&By::GATEWAY).unwrap();
    tenants.store.take_the_log_down(false);
    assert_eq!(ask(&tenants, &basic_of(&client), ASKING).status, 200, "a shut vault keeps nobody from getting a token");
}

/// Carries a request of the library to the house, and its answer back.
fn carry(house: &House, request: oauth2::HttpRequest) -> Result<oauth2::HttpResponse, io::Error> {
    assert_eq!(request.uri().host(), Some("127.0.0.1"));
    let headers: Vec<(String, String)> = request
        .headers()
        .iter()
        .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
        .filter(|(name, _)| name != header::CONTENT_LENGTH.as_str())
        .collect();
    let headers: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let answer = house.send(request.method().as_str(), request.uri().path(), &headers, request.body());
    let mut response = oauth2::HttpResponse::new(answer.body.clone());
    *response.status_mut() = answer.status.try_into().unwrap();
    let kind = answer.header("content-type").unwrap().parse().unwrap();
    response.headers_mut().insert("content-type", kind);
    Ok(response)
}

#[test]
fn the_standard_library_gets_a_token_and_knows_a_refusal() {
    let tenants = Tenants::new(settings());
    let client = tenants.client(tenant(), Level::Tenant);
    let url = TokenUrl::new(format!("http://{}/oauth/token", tenants.house.address)).unwrap();
    let id = ClientId::new(client.client.id.to_string());
    let program = BasicClient::new(id).set_token_uri(url);
    let carry = |request: oauth2::HttpRequest| carry(&tenants.house, request);

    let right = program.clone().set_client_secret(ClientSecret::new(client.secret.reveal().to_owned()));
    let token = right.exchange_client_credentials().add_scope(Scope::new("read".into())).request(&carry).unwrap();
    assert_eq!((token.token_type(), token.expires_in().unwrap().as_secs()), (&oauth2::basic::BasicTokenType::Bearer, HOUR.into()));
    assert_eq!(token.scopes().unwrap(), &[Scope::new("read".into())]);
    assert_eq!(tenants.read("", token.access_token().secret()).status, 200);
    assert!(right.exchange_client_credentials().request(&carry).is_ok(), "without a scope, too");

    let wrong = program.set_client_secret(ClientSecret::new("wrong%20+".into()));
    for (program, scope, expected) in
        [(&wrong, "read", BasicErrorResponseType::InvalidClient), (&right, "write", BasicErrorResponseType::InvalidScope)]
    {
        let refused = program.exchange_client_credentials().add_scope(Scope::new(scope.into())).request(&carry);
        let Err(RequestTokenError::ServerResponse(told)) = refused else { panic!("it should be told as an error: {refused:?}") };
        assert_eq!(told.error(), &expected);
        assert!(!told.error_description().unwrap().is_empty());
    }
    let (name, password) = (ResourceOwnerUsername::new("a".into()), ResourceOwnerPassword::new("b".into()));
    let user = right.exchange_password(&name, &password);
    let Err(RequestTokenError::ServerResponse(told)) = user.request(&carry) else { panic!("passwords are not taken") };
    assert_eq!(told.error(), &BasicErrorResponseType::UnsupportedGrantType);
}

fn metadata(tenants: &Tenants, path: &str) -> AuthorizationServerAnswer<'static> {
    let answer = tenants.house.send("GET", path, &[], b"");
    assert_eq!((answer.status, answer.header("content-type")), (200, Some("application/json; charset=utf-8")), "{path}: {answer:?}");
    assert!(answer.header("x-request-id").is_some());
    serde_json::from_slice(&answer.body).unwrap()
}

#[test]
fn the_server_tells_what_it_is() {
    let origin = || Some("https://bank.example".to_owned());
    let at_root = Tenants::new(HttpSettings { origin: origin(), ..settings() });
    let told = metadata(&at_root, "/.well-known/oauth-authorization-server");
    assert_eq!((&*told.issuer, &*told.token_endpoint), ("https://bank.example", "https://bank.example/oauth/token"));
    assert_eq!(told.grant_types_supported, ["client_credentials"]);
    assert_eq!(told.token_endpoint_auth_methods_supported, ["client_secret_basic"]);
    assert_eq!((told.scopes_supported, told.response_types_supported.len()), (vec!["read".into()], 0));

    let below = Tenants::new(HttpSettings { origin: origin(), prefix: "/api/bank".into(), ..settings() });
    let told = metadata(&below, "/.well-known/oauth-authorization-server/api/bank");
    assert_eq!(told, metadata(&below, "/api/bank/.well-known/oauth-authorization-server"));
    assert_eq!((&*told.issuer, &*told.token_endpoint), ("https://bank.example/api/bank", "https://bank.example/api/bank/oauth/token"));
    let client = below.client(tenant(), Level::Tenant);
    let headers = [FORM, ("Authorization", &*basic_of(&client))];
    let path = told.token_endpoint.strip_prefix("https://bank.example").unwrap();
    assert_eq!(below.house.send("POST", path, &headers, ASKING.as_bytes()).status, 200);

    let nameless = Tenants::new(settings());
    for (tenants, method, path) in [
        (&below, "GET", "/.well-known/oauth-authorization-server"),
        (&below, "POST", "/.well-known/oauth-authorization-server/api/bank"),
        (&at_root, "POST", "/.well-known/oauth-authorization-server"),
        (&at_root, "GET", "/oauth/token"),
        (&at_root, "PUT", "/oauth/token"),
        (&nameless, "GET", "/.well-known/oauth-authorization-server"),
    ] {
        let answer = tenants.house.send(method, path, &[], b"");
        assert_eq!((answer.status, answer.code()), (404, "FG404-001"), "{method} {path}");
    }
}

#[test]
fn no_secret_of_a_tenant_comes_into_the_log() {
    drop(lines());
    let tenants = Tenants::new(settings());
    let client = tenants.client(tenant(), Level::Tenant);
    let token = ask(&tenants, &basic_of(&client), ASKING).json["access_token"].as_str().unwrap().to_owned();
    let answer = tenants.read("?serviceCode=hush", &token);
    refused(&ask(&tenants, &basic(&client.client.id.to_string(), "hush-hush"), ASKING), 401, "invalid_client");
    let log = lines().join("\n");
    let line = log.lines().find(|line| line.contains(answer.header("x-request-id").unwrap())).unwrap();
    assert!(line.contains("route=/api/openapi/externalService/authenticationInfo") && line.contains("code=FG400-031"), "{line}");
    for secret in [client.secret.reveal(), &token, &STANDARD.encode(client.secret.reveal()), "hush"] {
        assert!(!log.contains(secret), "{secret} is in the log");
    }
    let seen = format!("{:?} {:?}", tenants.house.door, tenants.desk);
    assert!(!seen.contains("fgo_") && !seen.contains("fgp_"), "{seen}");
}
