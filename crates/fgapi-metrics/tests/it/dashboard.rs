//! The dashboard and the rules name metrics and labels that exist.

use std::collections::BTreeSet;
use std::path::Path;

use regex::Regex;
use serde_json::Value;

use crate::told;

fn read(name: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/grafana").join(name)).unwrap()
}

/// Every name that a query may use, those of a histogram's parts too.
fn known() -> BTreeSet<String> {
    let text = told().text().unwrap();
    let types = text.lines().filter_map(|line| line.strip_prefix("# TYPE ")?.split_once(' '));
    types
        .flat_map(|(name, kind)| match kind {
            "histogram" => ["_bucket", "_sum", "_count"].map(|part| format!("{name}{part}")).to_vec(),
            _ => vec![name.to_owned()],
        })
        .collect()
}

/// What a query names and does not exist.
fn unknown(query: &str, known: &BTreeSet<String>) -> Vec<String> {
    let name = Regex::new(r"\b(?:fgapi|process)_[a-z0-9_]+").unwrap();
    let label = Regex::new(r#"\b([a-z_]+)\s*(?:=~|!~|!=|=)\s*""#).unwrap();
    let labels = ["code", "database", "instance", "job", "kind", "method", "outcome", "reason", "route", "set", "state", "status"];
    let names = name.find_iter(query).map(|found| found.as_str()).filter(|found| !known.contains(*found));
    let strange =
        label.captures_iter(query).filter_map(|found| found.get(1)).map(|found| found.as_str()).filter(|found| !labels.contains(found));
    names.chain(strange).map(str::to_owned).collect()
}

fn queries(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            found.extend(["expr", "query"].iter().filter_map(|key| fields.get(*key)?.as_str()).map(str::to_owned));
            fields.values().for_each(|value| queries(value, found));
        }
        Value::Array(values) => values.iter().for_each(|value| queries(value, found)),
        _ => {}
    }
}

#[test]
fn the_dashboard_asks_for_what_is_counted() {
    let dashboard: Value = serde_json::from_str(&read("fgapi.json")).unwrap();
    let (mut found, known) = (Vec::new(), known());
    queries(&dashboard, &mut found);
    let found: Vec<String> = found.into_iter().filter(|query| query != "prometheus").collect();
    assert!(found.len() > 20, "{found:?}");
    for query in &found {
        assert_eq!(unknown(query, &known), Vec::<String>::new(), "in {query}");
    }
    let panels = dashboard["panels"].as_array().unwrap();
    let ids: BTreeSet<i64> = panels.iter().map(|panel| panel["id"].as_i64().unwrap()).collect();
    assert_eq!(ids.len(), panels.len(), "two panels have one id");
    assert!(panels.iter().all(|panel| panel["title"].as_str().is_some_and(|title| !title.is_empty())));
}

#[test]
fn the_rules_ask_for_what_is_counted_and_say_what_to_do() {
    let (text, known) = (read("alerts.yaml"), known());
    assert!(text.starts_with('#') && text.contains("\ngroups:\n"));
    let rules: Vec<&str> = text.split("      - alert: ").skip(1).collect();
    assert!(rules.len() >= 8, "{} rules", rules.len());
    let ours = Regex::new("fgapi_|process_|up").unwrap();
    for rule in rules {
        let field = |name: &str| rule.lines().find_map(|line| line.trim().strip_prefix(name));
        let query = field("expr: ").unwrap_or_else(|| panic!("no expr in {rule}"));
        assert_eq!(unknown(query, &known), Vec::<String>::new(), "in {rule}");
        assert!(ours.is_match(query), "{rule}");
        assert!(["severity: page", "severity: ticket"].iter().any(|severity| rule.contains(severity)), "{rule}");
        for name in ["for: ", "summary: ", "description: "] {
            assert!(field(name).is_some_and(|text| !text.is_empty()), "{name} is not in {rule}");
        }
    }
}

#[test]
fn a_query_for_what_is_not_counted_would_be_found() {
    let known = known();
    assert_eq!(unknown(r#"sum(rate(fgapi_no_such_total{client="a"}[5m]))"#, &known), ["fgapi_no_such_total", "client"]);
    assert!(unknown(r#"sum by (le) (rate(fgapi_http_request_duration_seconds_bucket{route!="other"}[5m]))"#, &known).is_empty());
}
