//! How calls are named: by the gateway always, and by the caller beside it where that is taken.

use fgapi_http::{HttpSettings, RequestIds};

use crate::house::{Answer, CALLER, House, settings};
use crate::operation::lines;

fn believing(request_ids: RequestIds, proxies: &[&str]) -> House {
    let trusted_proxies = proxies.iter().map(|proxy| proxy.parse().unwrap()).collect();
    House::with(HttpSettings { request_ids, trusted_proxies, ..settings() })
}

fn named(house: &House, names: &[&str]) -> Answer {
    let headers: Vec<_> = names.iter().map(|name| ("X-Request-ID", *name)).collect();
    house.send("GET", "/nothing", &headers, b"")
}

fn is_own(name: Option<&str>) -> bool {
    name.is_some_and(|name| name.len() == 36 && name.split('-').count() == 5)
}

#[test]
fn a_name_is_taken_from_whom_the_settings_believe() {
    for (house, taken) in [
        (believing(RequestIds::default(), &[]), false),
        (believing(RequestIds::FromProxies, &["127.0.0.1/32"]), true),
        (believing(RequestIds::FromProxies, &["10.0.0.0/8"]), false),
        (believing(RequestIds::Own, &["127.0.0.1/32"]), false),
        (believing(RequestIds::FromEverybody, &[]), true),
    ] {
        let answer = named(&house, &["trace-1"]);
        assert_eq!(answer.header("x-request-id") == Some("trace-1"), taken);
        let own = answer.header(if taken { "x-gateway-request-id" } else { "x-request-id" });
        assert!(is_own(own), "{answer:?}");
        assert_eq!(own, answer.json["request_id"].as_str(), "the body names the gateway's own");
        assert_eq!(answer.header("x-gateway-request-id").is_some(), taken);
    }
}

#[test]
fn a_forwarded_address_makes_nobody_a_proxy() {
    let house = believing(RequestIds::FromProxies, &["10.0.0.0/8"]);
    let answer = house.send("GET", "/nothing", &[("X-Forwarded-For", "10.0.0.1"), ("X-Request-ID", "trace-1")], b"");
    assert!(is_own(answer.header("x-request-id")));
}

#[test]
fn a_name_that_could_harm_a_log_is_replaced() {
    let house = believing(RequestIds::FromEverybody, &[]);
    let too_long = "x".repeat(129);
    for names in [&["a b"][..], &["a\"b"], &["a=1 status=200"], &["\u{1b}[2J"], &[""], &[&too_long], &["one", "two"], &["番号"]] {
        let answer = named(&house, names);
        let own = answer.header("x-request-id");
        assert!(is_own(own) && own == answer.json["request_id"].as_str(), "{names:?}: {answer:?}");
        assert_eq!(answer.header("x-gateway-request-id"), None, "{names:?}");
    }
    let longest = "x".repeat(128);
    assert_eq!(named(&house, &[&longest]).header("x-request-id"), Some(&*longest));
}

#[test]
fn the_log_has_both_names_and_two_calls_are_never_one() {
    drop(lines());
    let house = believing(RequestIds::FromEverybody, &[]);
    let answers = [named(&house, &["twice/the-same"]), named(&house, &["twice/the-same"])];
    let own = answers.each_ref().map(|answer| answer.header("x-gateway-request-id").unwrap());
    assert_ne!(own[0], own[1]);
    let log = lines().join("\n");
    for own in own {
        let line = log.lines().find(|line| line.starts_with("fgapi::access") && line.contains(&format!(" request_id={own}"))).unwrap();
        assert!(line.contains("caller_request_id=twice/the-same"), "{line}");
    }
    // Rooms behind the door know the call by the gateway's own name: it stands in the audit log.
    let answer = house.send("GET", CALLER, &[("X-Request-ID", "twice/the-same")], b"");
    assert!(String::from_utf8_lossy(&answer.body).starts_with(answer.header("x-gateway-request-id").unwrap()));
}

#[test]
fn what_never_became_a_request_is_named_too() {
    let house = believing(RequestIds::FromEverybody, &[]);
    let refused = Answer::parse(&house.raw(b"GET / HTTP/1.1\nX-Request-ID: a\n\n"));
    assert!(refused.status == 400 && is_own(refused.header("x-request-id")), "{refused:?}");
}
