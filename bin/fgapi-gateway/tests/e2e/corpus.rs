//! A corpus of hostile input, line by line, with the status that each line must get. What a fuzzer or a user finds is added there.

use reqwest::blocking::Client;
use serde_json::Value;

use crate::http::Fintech;
use crate::process::Serving;
use crate::site::{ACCOUNT, Database, PASSWORD, Site, USER};

struct Bench {
    _site: Site,
    serving: Serving,
    fintech: Fintech,
    access: String,
    client: Client,
}

impl Bench {
    fn new() -> Self {
        let site = Site::with_data(Database::Sqlite);
        let serving = site.serve();
        let fintech = site.client(&serving, "read");
        let access = fintech.link(&fintech.system_token(), USER, PASSWORD, "corpus").access;
        Self { _site: site, serving, fintech, access, client: Client::builder().no_proxy().build().unwrap() }
    }
}

/// Status and the JSON texts of each line.
fn lines(name: &str) -> Vec<(u16, Vec<String>)> {
    let path = format!("{}/tests/corpus/{name}.txt", env!("CARGO_MANIFEST_DIR"));
    let file = std::fs::read_to_string(path).unwrap();
    let lines: Vec<_> = file
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| {
            let (status, texts) = line.split_once(' ').unwrap();
            let texts = serde_json::Deserializer::from_str(texts).into_iter::<String>().map(Result::unwrap).collect();
            (status.parse().unwrap(), texts)
        })
        .collect();
    assert!(lines.len() > 10, "{name} is nearly empty");
    lines
}

#[test]
fn dates() {
    let bench = Bench::new();
    for (status, texts) in lines("dates") {
        let fields = [("account_id", ACCOUNT), ("start_date", texts[0].as_str()), ("end_date", "2026-12-31")];
        for path in ["/transactions", "/balances"] {
            let answer = bench.fintech.caller.call("GET", path, Some(&bench.access), &fields);
            assert_eq!(answer.status, status, "{path} {texts:?}: {answer:?}");
        }
    }
}

#[test]
fn ids() {
    let bench = Bench::new();
    for (status, texts) in lines("ids") {
        let fields = [("account_id", texts[0].as_str()), ("start_date", "2026-01-01"), ("end_date", "2026-12-31")];
        for path in ["/transactions", "/balances"] {
            let answer = bench.fintech.caller.call("GET", path, Some(&bench.access), &fields);
            assert_eq!(answer.status, status, "{path} {texts:?}: {answer:?}");
        }
    }
}

#[test]
fn authorization_headers() {
    let bench = Bench::new();
    for (status, texts) in lines("authorization") {
        let value = texts[0].replace("TOKEN", &bench.access);
        let answer = bench.client.get(format!("{}/accounts", bench.serving.base_url)).header("authorization", &value).send().unwrap();
        assert_eq!(answer.status().as_u16(), status, "{texts:?}");
        assert_eq!(answer.headers().contains_key("www-authenticate"), status == 401, "{texts:?}");
    }
}

#[test]
fn bodies() {
    let bench = Bench::new();
    for (status, texts) in lines("bodies") {
        let body = texts[1].replace("KEY", &bench.fintech.api_key).replace("WORD", &bench.fintech.password);
        let mut request = bench.client.post(format!("{}/auth/system_token", bench.serving.base_url)).body(body);
        if !texts[0].is_empty() {
            request = request.header("content-type", &texts[0]);
        }
        let answer = request.send().unwrap();
        let told = answer.status().as_u16();
        let body: Value = answer.json().unwrap();
        assert_eq!(told, status, "{texts:?}: {body}");
    }
}
