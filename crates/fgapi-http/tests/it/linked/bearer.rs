//! The bearer in one header, in the other, or in both; and what the rest of the door refuses, in this API's numbers.

use fgapi_http::linked::{CALLS, ErrorNumber};
use fgapi_http::{HttpSettings, Quota, ThrottleSettings, ThrottleStatus};

use super::room::{Room, number, refused};
use crate::house::settings;
use crate::store::Mood;

const PATH: &str = "/api/v1/accounts";

#[test]
fn the_token_stands_in_either_header() {
    let room = Room::open();
    let (token, other) = (room.token("alice"), room.token("bob"));
    let send = |headers: &[(&str, &str)]| room.house.send("GET", PATH, headers, b"");
    let bearer = |token: &str| format!("Bearer {token}");
    let (ours, theirs) = ("Authorization", "X-MFOAuthToken");
    let (plain, quoted) = (bearer(&token), format!("\"{}\"", bearer(&token)));
    for good in [
        &[(ours, plain.as_str())][..],
        &[(theirs, &plain)],
        &[(theirs, &quoted)],
        &[("x-mfoauthtoken", &quoted)],
        &[(ours, &plain), (theirs, &quoted)],
        &[(theirs, &format!("bearer   {token}")), (ours, &plain)],
    ] {
        assert_eq!(send(good).status, 200, "{good:?}");
    }
    let others = bearer(&other);
    for (bad, expected) in [
        (&[][..], 40100),
        (&[(ours, "Bearer fga_nonsense")], 40100),
        (&[(theirs, "\"Bearer fga_nonsense\"")], 40100),
        (&[(ours, &plain), (theirs, &others)], 40101),
        (&[(ours, "Bearer x"), (theirs, "Bearer y")], 40101),
        (&[(ours, &plain), (ours, &plain)], 40102),
        (&[(theirs, &plain), (theirs, &plain)], 40102),
        (&[(ours, &plain), (theirs, "")], 40102),
        (&[(ours, &plain), (theirs, "\"\"")], 40102),
        (&[(theirs, &token)], 40102),
        (&[(theirs, &format!("\"{plain}"))], 40102),
        (&[(theirs, &format!("Bearer \"{token}\""))], 40102),
        (&[(theirs, &format!("\"\"{plain}\"\""))], 40102),
        (&[(ours, &quoted)], 40102),
        (&[(ours, "Basic eDp5")], 40102),
    ] {
        let answer = send(bad);
        assert_eq!(number(&answer), expected, "{bad:?}");
        let challenge = answer.header("www-authenticate").unwrap();
        assert!(challenge.starts_with(r#"Bearer realm="fgapi""#), "{challenge}");
    }
    assert!(send(&[(ours, "Bearer x")]).header("www-authenticate").unwrap().contains(r#"error="invalid_token""#));
    assert!(!send(&[]).header("www-authenticate").unwrap().contains("error="));
}

#[test]
fn a_token_of_another_kind_or_grant_opens_nothing() {
    let room = Room::open();
    let system = room.house.system_token(&room.house.one);
    assert_eq!(number(&room.house.get(PATH, &system)), 40100);
    let fields = [("api_key", room.house.one.api_key.as_str()), ("id", "alice"), ("password", "right"), ("grants", "balances,branches")];
    let auth = room.house.form("POST", "/auth/login", "", &fields);
    let pair = room.house.redeem(&room.house.one, &system, auth.json["auth_token"].as_str().unwrap(), &[]);
    let answer = room.house.get(&format!("{PATH}/x"), pair.json["access_token"].as_str().unwrap());
    assert_eq!(number(&answer), 40300, "told before a wrong id");
    assert!(answer.header("www-authenticate").unwrap().contains("insufficient_scope"));
}

#[test]
fn a_token_is_good_from_its_clients_addresses_only() {
    let room = Room::with(HttpSettings { trusted_proxies: vec!["127.0.0.0/8".parse().unwrap()], ..settings() });
    let client = room.house.client_from(&["192.0.2.0/24"]);
    let form = |path: &str, bearer: &str, fields: &[(&str, &str)], name: &str| {
        let body: Vec<String> = fields.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let bearer = format!("Bearer {bearer}");
        let headers = [("Content-Type", "application/x-www-form-urlencoded"), ("X-Forwarded-For", "192.0.2.9"), ("Authorization", &bearer)];
        room.house.send("POST", path, &headers, body.join("&").as_bytes()).json[name].as_str().unwrap().to_owned()
    };
    let (key, password) = (("api_key", client.api_key.as_str()), ("password", client.password.as_str()));
    let system = form("/auth/system_token", "x", &[key, password], "access_token");
    let auth = form("/auth/login", "x", &[key, ("id", "alice"), ("password", "right")], "auth_token");
    let access = format!("Bearer {}", form("/auth/token", &system, &[key, password, ("auth_token", &auth)], "access_token"));
    let get = |from: &str| room.house.send("GET", PATH, &[("X-MFOAuthToken", &access), ("X-Forwarded-For", from)], b"");
    assert_eq!((get("192.0.2.1").status, number(&get("198.51.100.1"))), (200, 40103));
}

#[test]
fn every_call_wants_a_bearer_before_anything_else() {
    let room = Room::open();
    for call in CALLS {
        for method in call.methods.split(", ") {
            let answer = room.house.send(method, &call.path().replace(":id", "x"), &[("Content-Type", "text/plain")], b"");
            assert_eq!(number(&answer), 40100, "{method} {}", call.path());
        }
    }
}

#[test]
fn sentences_are_in_the_callers_language() {
    let room = Room::open();
    let token = format!("Bearer {}", room.token("alice"));
    let get = |language: &str| {
        room.house.send("GET", &format!("{PATH}?page=0"), &[("Authorization", &token), ("Accept-Language", language)], b"")
    };
    assert_eq!(refused(&get("en")).2, "page: give a whole number from 1 to 4294967295.");
    assert_eq!(refused(&get("ja")).2, "page: 1 から 4294967295 までの整数を指定してください。");
}

#[test]
fn what_cannot_be_done_now_is_told_with_a_time() {
    let room = Room::open();
    let (token, account) = (room.token("alice"), room.by_forms("C-ALICE"));
    for (mood, expected) in [(Mood::Busy, 50300), (Mood::Unavailable, 50300), (Mood::Corrupt, 50000)] {
        *room.house.store.mood.lock().unwrap() = mood;
        let answer = room.house.get(PATH, &token);
        assert_eq!((number(&answer), answer.header("retry-after").is_some()), (expected, expected == 50300));
        assert!(!String::from_utf8_lossy(&answer.body).contains("secret"));
    }
    *room.house.store.mood.lock().unwrap() = Mood::Fine;
    room.desk.vault().shut(&fgapi_audit::By::GATEWAY).unwrap();
    assert_eq!(room.house.get(&format!("{PATH}/{account}"), &token).status, 200, "nothing of it is sealed");
    let body = serde_json::json!({ "account": { "service_form_answers": [{ "id": 13, "value": "1" }, { "id": 14, "value": "2" }] } });
    let answer = room.json("PUT", &format!("{PATH}/{account}"), &token, &body);
    assert_eq!((number(&answer), answer.header("retry-after")), (50300, Some("60")));
}

#[test]
fn too_many_calls_are_told_in_the_status_that_the_bank_chose() {
    for (status, expected) in [(ThrottleStatus::Unavailable, 50301), (ThrottleStatus::TooManyRequests, 42901)] {
        let calls = Quota { per_second: 1, burst: 2 };
        let room = Room::with(HttpSettings { throttle: ThrottleSettings { calls, status, ..settings().throttle }, ..settings() });
        let token = room.token("alice");
        let answers: Vec<_> = (0..3).map(|_| room.house.get(PATH, &token)).collect();
        let refused = answers.iter().find(|answer| answer.status != 200).unwrap();
        assert_eq!((number(refused), refused.header("retry-after").is_some()), (expected, true));
    }
}

#[test]
fn numbers_are_unique_and_in_order() {
    let codes: Vec<u32> =
        ErrorNumber::ALL.iter().map(|error| u32::from(error.text().status) * 100 + u32::from(error.text().number)).collect();
    assert!(codes.is_sorted_by(|a, b| a < b), "{codes:?}");
    for text in ErrorNumber::ALL.iter().map(|error| error.text()) {
        assert!(text.number < 100 && !text.ja.contains('|') && !text.en.contains('|'));
        assert!(["{field}", "{expected}", "{limit}"].iter().all(|hole| text.ja.contains(hole) == text.en.contains(hole)), "{}", text.en);
    }
}
