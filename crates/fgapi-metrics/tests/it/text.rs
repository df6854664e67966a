//! The text format, and how numbers get there.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use fgapi_metrics::{About, Meters, Outcome, TokenKind, WorkLoad};
use prometheus_parse::{Scrape, Value};

use crate::told;

fn parsed(meters: &Meters) -> Scrape {
    Scrape::parse(meters.text().unwrap().lines().map(|line| Ok(line.to_owned()))).unwrap()
}

fn value(scrape: &Scrape, name: &str, labels: &[(&str, &str)]) -> Value {
    let has = |sample: &&prometheus_parse::Sample| labels.iter().all(|(label, value)| sample.labels.get(label) == Some(value));
    scrape.samples.iter().filter(|sample| sample.metric == name).find(has).unwrap_or_else(|| panic!("no {name}")).value.clone()
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
