//! The text format, and how numbers get there.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use fgapi_metrics::{About, DatabaseLoad, Meters, Outcome, Purge, TokenKind, WorkLoad};
use prometheus_parse::{Scrape, Value};

use crate::told;

fn parsed(meters: &Meters) -> Scrape {
    Scrape::parse(meters.text().unwrap().lines().map(|line| Ok(line.to_owned()))).unwrap()
}

fn value(scrape: &Scrape, name: &str, labels: &[(&str, &str)]) -> Value {
    let has = |sample: &&prometheus_parse::Sample| labels.iter().all(|(label, value)| sample.labels.get(label) == Some(value));
    scrape.samples.iter().filter(|sample| sample.metric == name).find(has).unwrap_or_else(|| panic!("no {name}")).value.clone()
}

/// A counter's or gauge's number.
fn number(scrape: &Scrape, name: &str, labels: &[(&str, &str)]) -> f64 {
    match value(scrape, name, labels) {
        Value::Counter(number) | Value::Gauge(number) => number,
        other => panic!("{name} is {other:?}"),
    }
}

#[test]
fn a_parser_by_others_reads_every_series() {
    let meters = told();
    let scrape = parsed(&meters);
    let route = [("route", "/transactions")];
    assert_eq!(value(&scrape, "fgapi_http_requests_total", &[route[0], ("method", "GET"), ("status", "2xx")]), Value::Counter(1.0));
    let Value::Histogram(buckets) = value(&scrape, "fgapi_http_request_duration_seconds", &route) else { panic!("no histogram") };
    let counts: Vec<(f64, f64)> = buckets.iter().map(|bucket| (bucket.less_than, bucket.count)).collect();
    assert_eq!((counts[0], counts[1], counts[13], counts.len()), ((0.0005, 0.0), (0.001, 1.0), (10.0, 1.0), 15));
    let refused = [("kind", "refresh"), ("outcome", "refused"), ("reason", "expired")];
    assert_eq!(value(&scrape, "fgapi_tokens_total", &refused), Value::Counter(1.0));
    assert_eq!(value(&scrape, "fgapi_tokens_total", &[("reason", "revoked_by_bank")]), Value::Counter(7.0));
    assert_eq!(value(&scrape, "fgapi_workers_waiting", &[("set", "read")]), Value::Gauge(3.0));
    assert_eq!(value(&scrape, "fgapi_workers_refused_total", &[("set", "read")]), Value::Counter(11.0));
    assert_eq!(value(&scrape, "fgapi_database_faults_total", &[("kind", "starved")]), Value::Counter(4.0));
    assert_eq!(value(&scrape, "fgapi_build_info", &[("version", "1.2.3"), ("database", "sqlite")]), Value::Gauge(1.0));
    assert_eq!(value(&scrape, "fgapi_balance_breaks_total", &[]), Value::Counter(2.0));
    if cfg!(target_os = "linux") {
        for name in ["process_resident_memory_bytes", "process_start_time_seconds"] {
            assert!(matches!(value(&scrape, name, &[]), Value::Gauge(number) if number > 0.0), "{name}");
        }
    }
}

/// A gauge under another's name, or one turned round, is a parsable text too: whoever is called at night reads these.
#[test]
fn each_number_stands_under_its_own_name() {
    let meters = Meters::new(About { version: "0", database: "memory" }).unwrap();
    meters.watch_workers("read", || WorkLoad { waiting: 1, queue: 2, running: 3, threads: 4, refused: 5, late: 6 });
    meters.watch_database(|| DatabaseLoad {
        in_use: 11,
        idle: 12,
        limit: 13,
        writes_waiting: 14,
        write_queue: 15,
        starved: 16,
        writes_refused: 17,
        broken_connections: 18,
        disk_failures: 19,
    });
    meters.sealed(20, 21);
    meters.statements(22, 23);
    meters.purged(Purge::Journeys, 24);
    meters.purges_ended(25);
    meters.purge_failed(Purge::Journeys);
    let scrape = parsed(&meters);
    for (name, label, due) in [
        ("workers_waiting", ("set", "read"), 1.0),
        ("workers_queue_limit", ("set", "read"), 2.0),
        ("workers_running", ("set", "read"), 3.0),
        ("workers_threads", ("set", "read"), 4.0),
        ("workers_refused_total", ("set", "read"), 5.0),
        ("workers_late_total", ("set", "read"), 6.0),
        ("database_connections", ("state", "in_use"), 11.0),
        ("database_connections", ("state", "idle"), 12.0),
        ("database_faults_total", ("kind", "starved"), 16.0),
        ("database_faults_total", ("kind", "queue_full"), 17.0),
        ("database_faults_total", ("kind", "connection"), 18.0),
        ("database_faults_total", ("kind", "disk"), 19.0),
        ("purged_rows_total", ("kind", "journeys"), 24.0),
        ("purged_rows_total", ("kind", "tokens"), 0.0),
        ("purge_failures_total", ("kind", "journeys"), 1.0),
        ("purge_failures_total", ("kind", "tokens"), 0.0),
    ] {
        assert_eq!(number(&scrape, &format!("fgapi_{name}"), &[label]), due, "{name} {label:?}");
    }
    for (name, due) in [
        ("database_connections_limit", 13.0),
        ("database_writes_waiting", 14.0),
        ("database_write_queue_limit", 15.0),
        ("audit_sealed_entries_total", 20.0),
        ("audit_last_seal_timestamp_seconds", 21.0),
        ("statements_newest_import_timestamp_seconds", 22.0),
        ("statements_newest_as_of_timestamp_seconds", 23.0),
        ("purge_last_run_timestamp_seconds", 25.0),
    ] {
        assert_eq!(number(&scrape, &format!("fgapi_{name}"), &[]), due, "{name}");
    }
}

#[test]
fn yes_is_one_and_no_is_zero() {
    let meters = Meters::new(About { version: "0", database: "memory" }).unwrap();
    let draining = Arc::new(AtomicBool::new(false));
    let seen = Arc::clone(&draining);
    meters.watch_draining(move || seen.load(Ordering::SeqCst));
    for (ready, drains, due) in [(true, false, [1.0, 0.0]), (false, true, [0.0, 1.0])] {
        meters.ready(ready);
        draining.store(drains, Ordering::SeqCst);
        let scrape = parsed(&meters);
        assert_eq!(["fgapi_ready", "fgapi_draining"].map(|name| number(&scrape, name, &[])), due);
    }
}

#[test]
fn statuses_are_told_by_their_class() {
    let meters = Meters::new(About { version: "0", database: "memory" }).unwrap();
    for (times, status) in [(1, 200), (2, 303), (3, 401), (4, 500), (5, 503)] {
        (0..times).for_each(|_| meters.answered("/accounts", "GET", status, Duration::ZERO));
    }
    let scrape = parsed(&meters);
    let due = [("2xx", 1.0), ("3xx", 2.0), ("4xx", 3.0), ("5xx", 9.0)];
    assert_eq!(due.map(|(class, _)| number(&scrape, "fgapi_http_requests_total", &[("status", class)])), due.map(|(_, due)| due));
}

#[test]
fn each_outcome_of_a_token_is_counted_apart() {
    let meters = Meters::new(About { version: "0", database: "memory" }).unwrap();
    let outcomes = [
        (Outcome::Issued, "issued", ""),
        (Outcome::Refreshed, "refreshed", ""),
        (Outcome::Repeated, "repeated", ""),
        (Outcome::Revoked("expired"), "revoked", "expired"),
        (Outcome::Refused("expired"), "refused", "expired"),
    ];
    for (times, (outcome, _, _)) in (1..).zip(outcomes) {
        meters.tokens(TokenKind::Refresh, outcome, times);
    }
    let scrape = parsed(&meters);
    for (times, (_, outcome, reason)) in (1_u32..).zip(outcomes) {
        let labels = [("kind", "refresh"), ("outcome", outcome), ("reason", reason)];
        assert_eq!(number(&scrape, "fgapi_tokens_total", &labels), f64::from(times), "{outcome}");
    }
}

#[test]
fn names_follow_the_conventions_and_say_what_they_mean() {
    let text = told().text().unwrap();
    let types: Vec<(&str, &str)> = text.lines().filter_map(|line| line.strip_prefix("# TYPE ")?.split_once(' ')).collect();
    assert!(types.len() > 25, "{types:?}");
    for (name, kind) in types {
        // What is told of a process has names that all programs share, and one of them is older than the convention.
        if !name.starts_with("process_") {
            assert!(name.starts_with("fgapi_"), "{name}");
            assert_eq!(name.ends_with("_total"), kind == "counter", "{name} is a {kind}");
        }
        assert!(!["_ms", "_millis", "_micros", "_minutes", "_kb", "_mb"].iter().any(|unit| name.contains(unit)), "{name}");
        let help = format!("# HELP {name} ");
        assert!(text.lines().any(|line| line.strip_prefix(&help).is_some_and(|help| help.ends_with('.') && help.len() > 10)), "{name}");
    }
}

#[test]
fn what_is_watched_is_asked_at_each_reading_and_counters_never_fall() {
    let meters = Meters::new(About { version: "0", database: "memory" }).unwrap();
    let refused = Arc::new(AtomicU64::new(0));
    let seen = Arc::clone(&refused);
    meters.watch_workers("write", move || WorkLoad { refused: seen.load(Ordering::SeqCst), ..WorkLoad::default() });
    for (now, told) in [(0, 0.0), (5, 5.0), (5, 5.0), (9, 9.0), (2, 9.0)] {
        refused.store(now, Ordering::SeqCst);
        let number = value(&parsed(&meters), "fgapi_workers_refused_total", &[("set", "write")]);
        assert_eq!(number, Value::Counter(told));
    }
}

#[test]
fn two_values_count_apart_and_many_threads_together() {
    let [one, two] = [(); 2].map(|()| Meters::new(About { version: "0", database: "memory" }).unwrap());
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| (0..1_000).for_each(|_| one.token(TokenKind::System, Outcome::Issued)));
        }
    });
    let issued = [("kind", "system"), ("outcome", "issued")];
    assert_eq!(value(&parsed(&one), "fgapi_tokens_total", &issued), Value::Counter(4_000.0));
    assert_eq!(value(&parsed(&two), "fgapi_tokens_total", &issued), Value::Counter(0.0));
}

/// No client, customer or account stands in a label: the names of labels are these and no others.
#[test]
fn labels_are_few() {
    let meters = told();
    let scrape = parsed(&meters);
    let names: BTreeSet<&str> = scrape.samples.iter().flat_map(|sample| sample.labels.keys().map(String::as_str)).collect();
    let known = ["code", "database", "kind", "method", "outcome", "reason", "route", "set", "state", "status", "version"];
    assert_eq!(names, BTreeSet::from(known));
}

/// A bound that holds on a busy machine and without optimisation; what it costs otherwise is a hundredth of that.
#[test]
fn counting_an_answer_costs_next_to_nothing() {
    const CALLS: u32 = 20_000;
    let meters = told();
    let began = Instant::now();
    for _ in 0..CALLS {
        meters.answered("/transactions", "GET", 200, Duration::from_micros(700));
    }
    let each = began.elapsed() / CALLS;
    println!("counting an answer took {each:?}");
    assert!(each < Duration::from_micros(100), "{each:?}");
}
