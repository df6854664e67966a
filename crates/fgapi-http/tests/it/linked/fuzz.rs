//! Whatever a caller sends, an answer is one of this API's, and the server lives.

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use super::room::{Room, number};

fn run<S: Strategy>(strategy: S, test: impl Fn(S::Value) -> Result<(), TestCaseError>) {
    let config = Config { cases: 300, failure_persistence: None, ..Config::default() };
    TestRunner::new(config).run(&strategy, test).unwrap_or_else(|failure| panic!("{failure}"));
}

#[test]
fn random_bodies() {
    let room = Room::open();
    let (token, account) = (room.token("alice"), room.by_forms("C-ALICE"));
    let bodies = prop_oneof![
        proptest::collection::vec(any::<u8>(), 1..200),
        "\\{\"(account|additional_request)\":[\"a-z0-9\\[\\]{},:\\\\u]{0,40}\\}?".prop_map(String::into_bytes),
        "\\{\"account\":\\{\"(service_id|disp_name|memo|service_form_answers)\":(null|true|-?[0-9]{1,25}(\\.5)?|\"[a-z\\\\u0]{0,9}\"|\\[(7|\\{\"id\":13\\})?\\])\\}\\}".prop_map(String::into_bytes),
    ];
    let paths = [
        ("POST", "/api/v1/accounts".to_owned()),
        ("PUT", format!("/api/v1/accounts/{account}")),
        ("POST", "/api/v1/additional_requests".to_owned()),
    ];
    run((bodies, prop::sample::select(paths.to_vec())), |(body, (method, path))| {
        let authorization = format!("Bearer {token}");
        let answer = room.house.send(method, &path, &[("Authorization", &authorization), ("Content-Type", "application/json")], &body);
        prop_assert!(answer.status == 200 || number(&answer) / 100 == 400, "{:?}", answer);
        Ok(())
    });
}

#[test]
fn random_ids_and_queries() {
    let room = Room::open();
    let token = room.token("alice");
    let targets = prop_oneof![
        "/api/v1/accounts/[!-~&&[^?#]]{1,40}",
        "/api/v1/accounts/[A-Za-z0-9_-]{22}(==|%3D%3D|%3d=)",
        "/api/v1/accounts\\?(page|limit|service_category_ids(\\[\\]|%5B%5D)|x)=[0-9a-z%+-]{0,12}(&page=[0-9]{1,11})?",
    ];
    run(targets, |target| {
        let answer = room.house.get(&target, &token);
        prop_assert!([200, 400, 404].contains(&answer.status), "{}: {:?}", target, answer);
        prop_assert!(
            answer.status == 200 || answer.json["error_code"].is_u64() || answer.code() == "FG404-001" || answer.code() == "FG400-022",
            "{}: {:?}",
            target,
            answer
        );
        Ok(())
    });
}

#[test]
fn random_tokens_in_both_headers() {
    let room = Room::open();
    let lines = prop_oneof!["[ -~]{0,60}", "\"?(?i:bearer)[ \t]{0,3}fg[sar]_[A-Za-z0-9_-]{0,50}\"?"];
    let names = prop::sample::select(vec!["Authorization", "X-MFOAuthToken"]);
    run(proptest::collection::vec((names, lines), 0..4), |lines| {
        let headers: Vec<(&str, &str)> = lines.iter().map(|(name, line)| (*name, line.as_str())).collect();
        let answer = room.house.send("GET", "/api/v1/accounts", &headers, b"");
        prop_assert_eq!(number(&answer) / 100, 401, "{:?}", answer);
        Ok(())
    });
}
