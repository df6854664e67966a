//! Whatever a caller sends, an answer is one of the document's, and the server lives.

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::house::{Answer, House};

const STATUSES: [u16; 5] = [200, 400, 401, 403, 404];

fn run<S: Strategy>(cases: u32, strategy: S, test: impl Fn(S::Value) -> Result<(), TestCaseError>) {
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    TestRunner::new(config).run(&strategy, test).unwrap_or_else(|failure| panic!("{failure}"));
}

#[test]
fn random_bodies() {
    let house = House::open();
    let bodies = prop_oneof![
        proptest::collection::vec(any::<u8>(), 1..200),
        "(api_key|password|grants|x)=[a-z%&=+\\[\\]{}\"]{0,40}".prop_map(String::into_bytes),
        "\\{\"api_key\":[\"a-z0-9\\[\\]{},:\\\\u]{0,40}\\}?".prop_map(String::into_bytes),
    ];
    let types = prop::sample::select(vec!["application/x-www-form-urlencoded", "application/json", "text/plain"]);
    let calls = prop::sample::select(vec![("POST", "/auth/system_token"), ("POST", "/auth/login"), ("PUT", "/auth/token")]);
    run(300, (bodies, types, calls), |(body, kind, (method, path))| {
        let answer = house.send(method, path, &[("Content-Type", kind)], &body);
        prop_assert!([400, 401].contains(&answer.status), "{:?}", answer);
        Ok(())
    });
}

#[test]
fn random_authorization_headers() {
    let house = House::open();
    let lines = prop_oneof![
        "[ -~]{0,60}",
        "(?i:bearer)[ \t]{0,3}fg[sar]_[A-Za-z0-9_-]{0,50}",
        "(Basic|Bearer|Digest) [A-Za-z0-9+/=]{0,40}(, Bearer x)?",
    ];
    run(300, proptest::collection::vec(lines, 0..3), |lines| {
        let headers: Vec<(&str, &str)> = lines.iter().map(|line| ("Authorization", line.as_str())).collect();
        let answer = house.send("GET", "/accounts", &headers, b"");
        prop_assert_eq!(answer.status, 401, "{:?}", answer);
        prop_assert!(answer.header("www-authenticate").is_some_and(|value| value.starts_with("Bearer")));
        for line in lines.iter().filter(|line| line.trim().len() > 12) {
            prop_assert!(!String::from_utf8_lossy(&answer.body).contains(line.trim()), "a refusal repeats what was sent");
        }
        Ok(())
    });
}

#[test]
fn random_targets_and_methods() {
    let house = House::open();
    let (_, access, _) = house.linked(&house.one, "alice");
    let methods = prop::sample::select(vec!["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "FOO", "get"]);
    let targets = prop_oneof![
        "/[!-~]{0,40}",
        "/(branches|accounts|transactions|balances)(/list)?/?\\?[a-z_=&%0-9-]{0,60}",
        "/transactions\\?account_id=[!-~&&[^ #]]{0,40}&start_date=[0-9-]{0,10}&end_date=2026-01-[0-9]{2}",
    ];
    run(300, (methods, targets), |(method, target)| {
        let authorization = format!("Bearer {access}");
        let answer = house.send(method, &target, &[("Authorization", &authorization)], b"");
        prop_assert!(STATUSES.contains(&answer.status), "{} {}: {:?}", method, target, answer);
        Ok(())
    });
}

#[test]
fn random_bytes_on_the_wire() {
    let house = House::open();
    let bytes = prop_oneof![
        proptest::collection::vec(any::<u8>(), 1..300),
        proptest::collection::vec(
            prop::sample::select(vec![
                "GET / HTTP/1.1",
                "\r\n",
                "\n",
                "Host: a",
                "Content-Length: 3",
                ": ",
                "\0",
                "abc",
                "Transfer-Encoding: chunked"
            ]),
            1..20
        )
        .prop_map(|parts| parts.concat().into_bytes()),
    ];
    run(200, bytes, |bytes| {
        let mut stream = house.connect();
        let _sent = std::io::Write::write_all(&mut stream, &bytes);
        // No more will come, so that an unfinished request does not wait for its deadline.
        let _shut = stream.shutdown(std::net::Shutdown::Write);
        let mut answer = Vec::new();
        let _closed = std::io::Read::read_to_end(&mut stream, &mut answer);
        if !answer.is_empty() {
            let answer = Answer::parse(&answer);
            prop_assert!(STATUSES.contains(&answer.status), "{:?}", answer);
        }
        Ok(())
    });
    assert_eq!(house.get("/branches", "x").status, 401, "the server lives");
}
