//! What a load balancer and a monitoring system see of a gateway.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, SqliteConnection};
use prometheus_parse::{Scrape, Value};

use crate::http::Caller;
use crate::process::{self, Serving};
use crate::site::{Database, PASSWORD, Site, USER};

const ANYWHERE: (&str, &str) = ("FGAPI__METRICS__BIND", "127.0.0.1:0");

fn watcher(serving: &Serving) -> Caller {
    Caller::new(serving.metrics_url.as_deref().unwrap())
}

/// What is counted, as somebody else's program reads it.
struct Counts(Scrape);

impl Counts {
    fn of(serving: &Serving) -> Self {
        let answer = watcher(serving).call("GET", "/metrics", None, &[]).expect(200);
        assert_eq!(answer.headers["content-type"], "text/plain; version=0.0.4");
        Self(Scrape::parse(answer.text.lines().map(|line| Ok(line.to_owned()))).unwrap())
    }

    /// The sum of the series of this name that have these labels.
    fn sum(&self, name: &str, labels: &[(&str, &str)]) -> f64 {
        let has = |sample: &&prometheus_parse::Sample| labels.iter().all(|(label, value)| sample.labels.get(label) == Some(value));
        let of_name = self.0.samples.iter().filter(|sample| sample.metric == name).filter(has);
        of_name
            .map(|sample| match &sample.value {
                Value::Counter(number) | Value::Gauge(number) | Value::Untyped(number) => *number,
                Value::Histogram(counts) => counts.last().unwrap().count,
                Value::Summary(_) => panic!("a summary"),
            })
            .sum()
    }
}

/// Waits for what is sure to come.
#[track_caller]
fn until(what: &str, condition: impl Fn() -> bool) {
    let began = Instant::now();
    while !condition() {
        assert!(began.elapsed() < Duration::from_secs(30), "{what} did not come");
        std::thread::yield_now();
    }
}

fn what_was_done_is_counted(database: Database) {
    let site = Site::with_data(database);
    let serving = site.serve_with(&[ANYWHERE]);
    let fintech = site.client(&serving, "read");
    let system = fintech.system_token();
    let pair = fintech.link(&system, USER, PASSWORD, "default");
    assert!(fintech.opens(&pair.access));
    let pair = crate::http::Pair::of(&fintech.refresh(&system, &pair.refresh).unwrap().expect(200));
    fintech.refresh(&system, "fgr_0123456789012345678901234567890123456789012").unwrap().expect(401);
    fintech.end(&system, &pair.refresh).unwrap().expect(200);
    fintech.caller.call("GET", "/no/such/path/0001234", Some(&system), &[]).expect(404);
    let counts = Counts::of(&serving);
    let token = |kind, outcome| counts.sum("fgapi_tokens_total", &[("kind", kind), ("outcome", outcome)]);
    assert_eq!((token("system", "issued"), token("auth", "issued"), token("access", "issued")), (1.0, 1.0, 2.0));
    assert_eq!((token("refresh", "issued"), token("refresh", "refreshed"), token("refresh", "refused")), (1.0, 1.0, 1.0));
    assert_eq!(counts.sum("fgapi_tokens_total", &[("outcome", "revoked"), ("reason", "revoked_by_client")]), 1.0);
    let put = [("route", "/auth/token"), ("method", "PUT")];
    assert_eq!(counts.sum("fgapi_http_requests_total", &[put[0], put[1], ("status", "2xx")]), 1.0);
    assert_eq!(counts.sum("fgapi_http_requests_total", &[("route", "other"), ("status", "4xx")]), 1.0);
    assert!(counts.sum("fgapi_http_request_duration_seconds", &[("route", "/accounts")]) >= 1.0);
    assert_eq!(counts.sum("fgapi_http_refusals_total", &[("code", "FG404-001")]), 1.0);
    assert!(counts.sum("fgapi_database_connections_limit", &[]) >= 1.0 && counts.sum("fgapi_workers_threads", &[("set", "read")]) >= 1.0);
    assert!(counts.sum("fgapi_statements_newest_import_timestamp_seconds", &[]) > 1.0e9, "{database:?}");
    assert!(counts.sum("process_resident_memory_bytes", &[]) > 1.0e6 && counts.sum("process_start_time_seconds", &[]) > 1.0e9);
    assert_eq!((counts.sum("fgapi_ready", &[]), counts.sum("fgapi_draining", &[]), counts.sum("fgapi_build_info", &[])), (1.0, 0.0, 1.0));
    let text = watcher(&serving).call("GET", "/metrics", None, &[]).text;
    for private in [fintech.api_key.as_str(), USER, "C1", "0001234", &system, "家計簿"] {
        // The number at a line's end may have any digits.
        let shown = text.lines().any(|line| line.rsplit_once(' ').is_some_and(|(name, _)| name.contains(private)));
        assert!(!shown, "{private} is in the metrics");
    }
    until("the seal", || Counts::of(&serving).sum("fgapi_audit_sealed_entries_total", &[]) >= 4.0);
    assert!(Counts::of(&serving).sum("fgapi_purge_last_run_timestamp_seconds", &[]) > 1.0e9);
}

#[test]
fn what_was_done_is_counted_on_sqlite() {
    what_was_done_is_counted(Database::Sqlite);
}

#[test]
fn what_was_done_is_counted_on_postgresql() {
    what_was_done_is_counted(Database::Postgres);
}

fn ready_as_its_database_is(database: Database) {
    let site = Site::with_data(database);
    let serving = site.serve_with(&[ANYWHERE]);
    let (main, watcher) = (Caller::new(&serving.base_url), watcher(&serving));
    let ready = |caller: &Caller| {
        let answer = caller.call("GET", "/readyz", None, &[]);
        (answer.status, answer.json()["reason"].as_str().unwrap_or_default().to_owned())
    };
    let good = (200, String::new());
    assert_eq!([ready(&main), ready(&watcher)], [good.clone(), good.clone()]);
    site.take_database_away(true);
    let gone = (503, "database_unavailable".to_owned());
    until("the loss", || ready(&watcher) == gone && ready(&main) == gone);
    watcher.call("GET", "/healthz", None, &[]).expect(200);
    main.call("GET", "/healthz", None, &[]).expect(200);
    assert_eq!(Counts::of(&serving).sum("fgapi_ready", &[]), 0.0);
    if database == Database::Postgres {
        let refused = main.call("POST", "/auth/system_token", None, &[("api_key", "fgk_nobody"), ("password", "x")]).expect(503);
        assert!(refused.headers.contains_key("retry-after"));
        assert!(Counts::of(&serving).sum("fgapi_database_faults_total", &[]) >= 1.0);
    }
    site.take_database_away(false);
    until("the return", || ready(&watcher) == good && ready(&main) == good);
    let last = "version = (SELECT MAX(version) FROM __diesel_schema_migrations)";
    assert_eq!(site.sql(&format!("UPDATE __diesel_schema_migrations SET version = '99999999999999' WHERE {last}")), Ok(1));
    until("the missing table", || ready(&watcher) == (503, "not_migrated".to_owned()));
}

#[test]
fn a_gateway_is_ready_as_its_database_is_on_sqlite() {
    ready_as_its_database_is(Database::Sqlite);
}

#[test]
fn a_gateway_is_ready_as_its_database_is_on_postgresql() {
    ready_as_its_database_is(Database::Postgres);
}

#[test]
fn nothing_listens_unasked_and_probes_can_be_closed() {
    let site = Site::empty(Database::Sqlite, "");
    let serving = site.serve();
    assert_eq!(serving.metrics_url, None);
    let main = Caller::new(&serving.base_url);
    assert_eq!(main.call("GET", "/healthz", None, &[]).expect(200).text_of("status"), "alive");
    assert_eq!(main.call("GET", "/readyz", None, &[]).expect(200).text_of("status"), "ready");
    main.call("HEAD", "/healthz", None, &[]).expect(200);
    for (method, path) in [("POST", "/healthz"), ("DELETE", "/readyz"), ("GET", "/metrics"), ("GET", "/healthz/x")] {
        main.call(method, path, None, &[]).expect(404);
    }
    let closed = site.serve_with(&[("FGAPI__SERVER__PROBES", "false"), ANYWHERE]);
    for path in ["/healthz", "/readyz"] {
        assert_eq!(Caller::new(&closed.base_url).call("GET", path, None, &[]).expect(404).text_of("error_code"), "FG404-001");
        watcher(&closed).call("GET", path, None, &[]).expect(200);
        watcher(&closed).call("POST", path, None, &[]).expect(404);
    }
    watcher(&closed).call("GET", "/branches", None, &[]).expect(404);
    let prefixed = site.serve_with(&[("FGAPI__SERVER__PREFIX", "/bank/v1")]);
    let root = Caller::new(prefixed.base_url.strip_suffix("/bank/v1").unwrap());
    root.call("GET", "/readyz", None, &[]).expect(200);
    root.call("GET", "/bank/v1/readyz", None, &[]).expect(404);
}

#[test]
fn others_may_not_reach_the_metrics_unless_that_is_said() {
    let site = Site::empty(Database::Sqlite, "");
    let settings = site.file("open.toml", "[bank]\ncode = \"9999\"\n[metrics]\nbind = \"0.0.0.0:0\"\n");
    let refused = process::attempt(&["serve", "--config", &settings]);
    let told = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert_eq!(refused.status.code(), Some(2), "{told}");
    assert!(told.contains("metrics.open_to_network"), "{told}");
}

/// The address of a base URL.
fn address(url: &str) -> SocketAddr {
    url.strip_prefix("http://").unwrap().parse().unwrap()
}

fn open(address: SocketAddr, bytes: &[u8]) -> TcpStream {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    stream.write_all(bytes).unwrap();
    stream
}

#[test]
fn a_gateway_that_ends_is_not_ready_while_calls_end() {
    let site = Site::with_data(Database::Sqlite);
    let serving = site.serve_with(&[ANYWHERE]);
    let fintech = site.client(&serving, "read");
    let body = format!("api_key={}&password={}", fintech.api_key, fintech.password);
    let head = format!(
        "POST /auth/system_token HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    let mut call = open(address(&serving.base_url), format!("{head}{}", &body[..10]).as_bytes());
    // A call that came later was answered: so this one is in the house.
    Caller::new(&serving.base_url).call("GET", "/healthz", None, &[]).expect(200);
    serving.ask_to_end();
    let watcher = watcher(&serving);
    until("the word that it ends", || {
        let answer = watcher.attempt("GET", "/readyz", None, &[]);
        answer.is_some_and(|answer| answer.status == 503 && answer.json()["reason"] == "draining")
    });
    watcher.call("GET", "/healthz", None, &[]).expect(200);
    assert_eq!(Counts::of(&serving).sum("fgapi_draining", &[]), 1.0);
    call.write_all(&body.as_bytes()[10..]).unwrap();
    let mut answer = String::new();
    call.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    let (code, log) = serving.ended();
    assert_eq!(code, Some(0), "{log}");
}

#[test]
fn the_watchers_are_answered_while_everybody_else_waits() {
    let site = Site::with_data(Database::Sqlite);
    let narrow = [("FGAPI__STORE__CONNECTIONS", "1"), ("FGAPI__SERVER__QUEUE", "1"), ("FGAPI__STORE__LOCK_WAIT_MS", "60000"), ANYWHERE];
    let serving = site.serve_with(&[&narrow[..], &[("FGAPI__SERVER__DEADLINE_SECONDS", "60")]].concat());
    let fintech = site.client(&serving, "read");
    let mut other = SqliteConnection::establish(site.path().join("bank.db").to_str().unwrap()).unwrap();
    other.batch_execute("PRAGMA busy_timeout = 10000; BEGIN IMMEDIATE").unwrap();
    let work = |counts: &Counts, name: &str| counts.sum(name, &[("set", "write")]);
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let ask = || {
            let fields = [("api_key", fintech.api_key.as_str()), ("password", fintech.password.as_str())];
            fintech.caller.call("POST", "/auth/system_token", None, &fields)
        };
        let threads = work(&Counts::of(&serving), "fgapi_workers_threads");
        let mut calls = Vec::new();
        // One call more than there are threads: it waits, and fills the queue.
        for number in 1..=threads as usize {
            calls.push(scope.spawn(ask));
            until("a call on each thread", || work(&Counts::of(&serving), "fgapi_workers_running") == number as f64);
        }
        calls.push(scope.spawn(ask));
        until("the call that waits", || work(&Counts::of(&serving), "fgapi_workers_waiting") == 1.0);
        let third = ask();
        assert_eq!((third.status, third.headers["retry-after"].to_str().unwrap()), (503, "1"));
        let began = Instant::now();
        watcher(&serving).call("GET", "/readyz", None, &[]).expect(200);
        assert!(began.elapsed() < Duration::from_secs(5), "whoever watches waits like everybody else");
        let counts = Counts::of(&serving);
        assert_eq!((work(&counts, "fgapi_workers_refused_total"), work(&counts, "fgapi_workers_queue_limit")), (1.0, 1.0));
        other.batch_execute("COMMIT").unwrap();
        calls.into_iter().map(|call| call.join().unwrap().status).collect()
    });
    assert!(statuses.len() > 1 && statuses.iter().all(|status| *status == 200), "{statuses:?}");
    fintech.system_token();
}

#[test]
fn slow_watchers_are_cut_off_and_keep_nobody_out() {
    let site = Site::empty(Database::Sqlite, "");
    let serving = site.serve_with(&[ANYWHERE]);
    let place = address(serving.metrics_url.as_deref().unwrap());
    // More than there may be at once, and they send half a head.
    let stalled: Vec<TcpStream> = (0..40).map(|_| open(place, b"GET /metr")).collect();
    let began = Instant::now();
    watcher(&serving).call("GET", "/healthz", None, &[]).expect(200);
    assert!(began.elapsed() < Duration::from_secs(10), "stalled watchers kept another out");
    for mut stream in stalled {
        let mut told = Vec::new();
        let _cut_or_refused = stream.read_to_end(&mut told);
        assert!(told.is_empty() || told.starts_with(b"HTTP/1.1 4"), "{}", String::from_utf8_lossy(&told));
    }
}

#[test]
fn a_proxy_names_calls_and_the_audit_log_has_names_of_its_own() {
    let site = Site::with_data(Database::Sqlite);
    let serving = site.serve_with(&[("FGAPI__SERVER__TRUSTED_PROXIES", "127.0.0.1")]);
    let fintech = site.client(&serving, "read");
    let fields = [("api_key", fintech.api_key.as_str()), ("password", fintech.password.as_str())];
    let named = fintech.caller.call_with("POST", "/auth/system_token", &[("X-Request-ID", "trace/1")], &fields).expect(200);
    assert_eq!(named.headers["x-request-id"], "trace/1");
    let own = named.headers["x-gateway-request-id"].to_str().unwrap().to_owned();
    let unsafe_name = fintech.caller.call_with("POST", "/auth/system_token", &[("X-Request-ID", "a b")], &fields).expect(200);
    assert!(unsafe_name.headers["x-request-id"].len() == 36 && unsafe_name.headers.get("x-gateway-request-id").is_none());
    let log = serving.kill();
    let line = log.lines().find(|line| line.contains("caller_request_id=trace/1")).unwrap_or_else(|| panic!("{log}"));
    assert!(line.contains(&format!("request_id={own}")), "{line}");
    let audit = site.run(&["audit", "export"]);
    assert!(audit.contains(&own) && !audit.contains("trace/1"), "{audit}");
}
