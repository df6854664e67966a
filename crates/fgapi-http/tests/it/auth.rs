//! Tokens: every status of every call, and what each refusal tells.

use fgapi_domain::IdScheme;
use fgapi_token::{EndReason, TokenPolicy};

use crate::house::{Answer, House, settings, workers};

fn refused(answer: &Answer, status: u16, code: &str) {
    assert_eq!((answer.status, answer.code()), (status, code), "{answer:?}");
    for field in ["error", "error_description", "error_code", "request_id"] {
        assert!(answer.json[field].as_str().is_some_and(|text| !text.is_empty()), "{field} of {answer:?}");
    }
    assert_eq!(answer.header("x-request-id"), answer.json["request_id"].as_str());
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
    assert_eq!(answer.header("www-authenticate").is_some(), [401].contains(&status) || code == "FG403-001", "{answer:?}");
}

#[test]
fn a_system_token_is_issued() {
    let house = House::open();
    let fields = [("api_key", house.one.api_key.as_str()), ("password", &house.one.password)];
    let answer = house.form("POST", "/auth/system_token", "", &fields);
    assert_eq!((answer.status, answer.header("content-type")), (200, Some("application/json; charset=utf-8")));
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    let names: Vec<&String> = answer.json.as_object().unwrap().keys().collect();
    assert_eq!(names, ["access_token", "created_at", "expired_at", "grants"]);
    assert_eq!(answer.json["expired_at"].as_i64().unwrap() - answer.json["created_at"].as_i64().unwrap(), 3_600);
    assert_eq!(answer.json["grants"], "branches,accounts,transactions,balances");

    let again = house.form("POST", "/auth/system_token", "", &[&fields[..], &[("grants", "balances%2Cbranches")]].concat());
    assert_eq!(again.json["grants"], "branches,balances");
    assert_eq!(house.get("/branches", answer.json["access_token"].as_str().unwrap()).status, 200, "the first one still works");
}

#[test]
fn json_bodies_are_taken_too() {
    let house = House::open();
    let body = serde_json::json!({ "api_key": house.one.api_key, "password": house.one.password }).to_string();
    for kind in ["application/json", "Application/JSON; charset=UTF-8", "application/json;charset=\"utf-8\""] {
        assert_eq!(house.send("POST", "/auth/system_token", &[("Content-Type", kind)], body.as_bytes()).status, 200, "{kind}");
    }
}

#[test]
fn a_system_token_is_refused() {
    let house = House::open();
    let (key, password) = (house.one.api_key.as_str(), house.one.password.as_str());
    let ask = |fields: &[(&str, &str)]| house.form("POST", "/auth/system_token", "", fields);
    refused(&ask(&[("api_key", key)]), 400, "FG400-012");
    refused(&ask(&[("api_key", ""), ("password", password)]), 400, "FG400-012");
    refused(&ask(&[("api_key", key), ("password", password), ("grants", "root")]), 400, "FG400-017");
    refused(&ask(&[("api_key", key), ("password", password), ("grants", "")]), 400, "FG400-017");
    let two = [("api_key", house.two.api_key.as_str()), ("password", house.two.password.as_str()), ("grants", "balances")];
    refused(&ask(&two), 403, "FG403-003");

    let wrong_password = ask(&[("api_key", key), ("password", "wrong")]);
    refused(&wrong_password, 401, "FG401-004");
    let unknown_key = ask(&[("api_key", "nobody"), ("password", password)]);
    refused(&unknown_key, 401, "FG401-004");
    let without_id = |answer: &Answer| {
        let mut json = answer.json.clone();
        json["request_id"] = "".into();
        json
    };
    assert_eq!(without_id(&wrong_password), without_id(&unknown_key), "which of the two is wrong must not be told");

    house.door.desk.set_standing(&key.parse().unwrap(), fgapi_token::ClientStanding::Disabled, &fgapi_audit::By::GATEWAY).unwrap();
    let suspended = ask(&[("api_key", key), ("password", password)]);
    refused(&suspended, 401, "FG401-004");
    assert_eq!(suspended.json["reason"], "client_suspended");

    let foreign = house.client_from(&["192.0.2.0/24"]);
    refused(&ask(&[("api_key", &foreign.api_key), ("password", &foreign.password)]), 401, "FG401-008");
}

#[test]
fn as_many_system_tokens_live_as_may() {
    let policy = TokenPolicy { system_tokens_per_client: 1, ..TokenPolicy::default() };
    let house = House::of(settings(), policy, IdScheme::composed(), workers(2, 64));
    let first = house.system_token(&house.one);
    let answer = house.form("POST", "/auth/system_token", "", &[("api_key", &house.one.api_key), ("password", &house.one.password)]);
    refused(&answer, 503, "FG503-004");
    assert_eq!(answer.header("retry-after"), Some("7"));
    assert_eq!(house.get("/branches", &first).status, 200);
}

#[test]
fn secrets_in_the_query_are_not_read() {
    let house = House::open();
    let target = format!("/auth/system_token?api_key={}&password={}", house.one.api_key, house.one.password);
    refused(&house.send("POST", &target, &[("Content-Type", "application/x-www-form-urlencoded")], b"x=y"), 400, "FG400-012");
    let system = house.system_token(&house.one);
    refused(&house.send("GET", &format!("/branches?access_token={system}"), &[], b""), 401, "FG401-001");
}

#[test]
fn a_login_is_refused() {
    let house = House::open();
    let key = house.one.api_key.as_str();
    let ask = |fields: &[(&str, &str)]| house.form("POST", "/auth/login", "", fields);
    let wrong = ask(&[("api_key", key), ("id", "alice"), ("password", "wrong")]);
    refused(&wrong, 401, "FG401-009");
    for id in ["nobody", "locked", "no%20such%20id"] {
        let other = ask(&[("api_key", key), ("id", id), ("password", "wrong")]);
        refused(&other, 401, "FG401-009");
        assert_eq!(other.json["error_description"], wrong.json["error_description"]);
        assert_eq!(other.json.get("reason"), None, "a lock must not be told");
    }
    refused(&ask(&[("api_key", key), ("id", "certified"), ("password", "right")]), 401, "FG401-009");
    refused(&ask(&[("api_key", "nobody"), ("id", "alice"), ("password", "right")]), 401, "FG401-005");
    refused(&ask(&[("api_key", key), ("id", "alice")]), 400, "FG400-012");
    refused(&ask(&[("api_key", key), ("id", "alice"), ("password", "right"), ("link_id", "a%20b")]), 400, "FG400-018");
    refused(&ask(&[("api_key", key), ("id", "alice"), ("password", "right"), ("grants", "x")]), 400, "FG400-017");
    let two = [("api_key", house.two.api_key.as_str()), ("id", "alice"), ("password", "right"), ("grants", "balances")];
    refused(&ask(&two), 403, "FG403-003");

    let off = House::with(fgapi_http::HttpSettings { login_post: false, ..settings() });
    refused(&off.form("POST", "/auth/login", "", &[("api_key", key), ("id", "alice"), ("password", "right")]), 404, "FG404-001");
}

#[test]
fn an_auth_token_becomes_a_pair_once() {
    let house = House::open();
    let (system, auth) = (house.system_token(&house.one), house.auth_token(&house.one, "alice"));
    let answer = house.redeem(&house.one, &system, &auth, &[]);
    let names: Vec<&String> = answer.json.as_object().unwrap().keys().collect();
    let expected =
        ["access_token", "created_at", "expired_at", "refresh_token", "refresh_token_expired_at", "consent_expired_at", "grants"];
    assert_eq!(names.len(), expected.len());
    assert!(String::from_utf8_lossy(&answer.body).find("refresh_token\"") > String::from_utf8_lossy(&answer.body).find("expired_at"));
    assert!(expected.iter().all(|name| answer.json.get(name).is_some()), "{answer:?}");
    let access = answer.json["access_token"].as_str().unwrap().to_owned();
    assert_eq!(house.get("/accounts", &access).status, 200);

    let again = house.redeem(&house.one, &system, &auth, &[]);
    refused(&again, 401, "FG401-006");
    assert_eq!(again.json["reason"], "spent");
    let dead = house.get("/accounts", &access);
    refused(&dead, 401, "FG401-003");
    assert_eq!(dead.json["reason"], "reused");
}

#[test]
fn exchanges_are_refused() {
    let house = House::open();
    let (system, auth) = (house.system_token(&house.one), house.auth_token(&house.one, "alice"));
    let fields = [("api_key", house.one.api_key.as_str()), ("password", house.one.password.as_str()), ("auth_token", auth.as_str())];
    for missing in 0..3 {
        let rest: Vec<_> = fields.iter().enumerate().filter(|(at, _)| *at != missing).map(|(_, field)| *field).collect();
        let answer = house.form("POST", "/auth/token", &system, &rest);
        refused(&answer, 400, "FG400-012");
        assert_eq!(answer.json["field"], fields[missing].0);
    }
    refused(&house.form("POST", "/auth/token", "", &fields), 401, "FG401-001");
    refused(&house.form("POST", "/auth/token", "fgs_wrong", &fields), 401, "FG401-003");
    refused(&house.form("POST", "/auth/token", &auth, &fields), 401, "FG401-003");
    refused(&house.redeem(&house.two, &system, &auth, &[]), 401, "FG401-005");
    let two = house.system_token(&house.two);
    refused(&house.redeem(&house.two, &two, &auth, &[]), 401, "FG401-006");
    let wrong = crate::house::Client { password: "wrong".into(), ..house.one.clone() };
    refused(&house.redeem(&wrong, &system, &auth, &[]), 401, "FG401-004");
    refused(&house.redeem(&house.one, &system, "fgc_x", &[]), 401, "FG401-006");
    refused(&house.redeem(&house.one, &system, &auth, &[("idempotency_key", "")]), 400, "FG400-020");
    house.clock.advance(60);
    let expired = house.redeem(&house.one, &system, &auth, &[]);
    refused(&expired, 401, "FG401-006");
    assert_eq!(expired.json["reason"], "expired");
}

#[test]
fn a_refresh_kills_the_pair_before() {
    let house = House::open();
    let (system, access, refresh) = house.linked(&house.one, "alice");
    let answer = house.rotate(&house.one, &system, &refresh, &[]);
    assert_eq!(answer.status, 200);
    let dead = house.get("/accounts", &access);
    refused(&dead, 401, "FG401-003");
    assert_eq!(dead.json["reason"], "rotated");
    assert_eq!(dead.header("www-authenticate"), Some(r#"Bearer realm="fgapi", error="invalid_token""#));

    let again = house.rotate(&house.one, &system, &refresh, &[]);
    refused(&again, 401, "FG401-007");
    assert_eq!(again.json["reason"], "rotated");
    let next = answer.json["access_token"].as_str().unwrap().to_owned();
    assert_eq!(house.get("/accounts", &next).status, 200, "a retry within the window ends nothing");
    refused(&house.rotate(&house.one, &system, &refresh, &[]), 401, "FG401-007");
    let ended = house.get("/accounts", &next);
    refused(&ended, 401, "FG401-003");
    assert_eq!(ended.json["reason"], "reused");
}

#[test]
fn a_refresh_is_refused() {
    let house = House::open();
    let (system, _, refresh) = house.linked(&house.one, "alice");
    let two = house.system_token(&house.two);
    refused(&house.rotate(&house.one, "", &refresh, &[]), 401, "FG401-001");
    refused(&house.rotate(&house.one, &two, &refresh, &[]), 401, "FG401-005");
    refused(&house.rotate(&house.two, &two, &refresh, &[]), 401, "FG401-007");
    refused(&house.rotate(&house.one, &system, "fgr_x", &[]), 401, "FG401-007");
    refused(&house.form("PUT", "/auth/token", &system, &[("api_key", &house.one.api_key)]), 400, "FG400-012");
    assert_eq!(house.rotate(&house.one, &system, &refresh, &[]).status, 200, "no refusal changed anything");
}

#[test]
fn an_idempotency_key_gives_the_same_bytes_again() {
    let house = House::open();
    let (system, _, refresh) = house.linked(&house.one, "alice");
    let first = house.rotate(&house.one, &system, &refresh, &[("idempotency_key", "k1")]);
    let again = house.rotate(&house.one, &system, &refresh, &[("idempotency_key", "k1")]);
    assert_eq!((first.status, &first.body), (200, &again.body));
    let reordered = [("idempotency_key", "k1"), ("refresh_token", refresh.as_str()), ("api_key", &house.one.api_key)];
    assert_eq!(house.form("PUT", "/auth/token", &system, &reordered).body, first.body, "the order of fields does not count");
    let other = house.rotate(&house.one, &system, &refresh, &[("idempotency_key", "k1"), ("x", "y")]);
    refused(&other, 400, "FG400-021");
}

#[test]
fn the_end_is_the_end() {
    let house = House::open();
    let (system, access, refresh) = house.linked(&house.one, "alice");
    let two = house.system_token(&house.two);
    refused(&house.end(&house.two, &two, &refresh), 401, "FG401-007");
    refused(&house.end(&house.one, &two, &refresh), 401, "FG401-005");
    refused(&house.send("DELETE", "/auth/token", &[("Authorization", &format!("Bearer {system}"))], b""), 400, "FG400-004");
    assert_eq!(house.get("/accounts", &access).status, 200);

    let ended = house.end(&house.one, &system, &refresh);
    assert_eq!((ended.status, ended.body.len(), ended.header("content-length")), (200, 0, Some("0")));
    let dead = house.get("/accounts", &access);
    refused(&dead, 401, "FG401-003");
    assert_eq!(dead.json["reason"], "revoked_by_client");
    assert_eq!(house.end(&house.one, &system, &refresh).status, 200, "a second end changes nothing");
    assert_eq!(house.end(&house.one, &system, "fgr_unknown").status, 200);
}

#[test]
fn the_reason_of_an_end_is_told() {
    let house = House::open();
    for reason in EndReason::ALL {
        let (_, access, _) = house.linked(&house.one, "alice");
        let link = house.store.tables().unwrap().links[0].id;
        house.store.tables().unwrap().end(link, reason);
        assert_eq!(house.get("/accounts", &access).json["reason"], reason.as_str());
    }
    let (_, access, _) = house.linked(&house.one, "alice");
    let (_, newer, _) = house.linked(&house.one, "alice");
    assert_eq!(house.get("/accounts", &access).json["reason"], "superseded");
    house.clock.advance(3_600);
    assert_eq!(house.get("/accounts", &newer).json["reason"], "expired");
}
