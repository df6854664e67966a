//! What the server does when things go wrong, and what it leaves in the log.

use std::io::{Read as _, Write as _};
use std::sync::atomic::Ordering;
use std::sync::{Mutex, MutexGuard, Once};
use std::time::{Duration, Instant};

use fgapi_domain::IdScheme;
use fgapi_http::{HttpSettings, Quota, ThrottleSettings, ThrottleStatus};
use fgapi_token::TokenPolicy;

use crate::bank::{ALICES, Mood};
use crate::house::{Answer, House, settings, workers};
use crate::store;

fn code(answer: &Answer) -> (u16, &str) {
    (answer.status, answer.code())
}

#[test]
fn nothing_undefined_is_found() {
    let house = House::open();
    let (system, access, _) = house.linked(&house.one, "alice");
    for (method, path) in [
        ("GET", "/"),
        ("GET", "/nothing"),
        ("GET", "/branches/"),
        ("GET", "//branches"),
        ("GET", "/branches/list/x"),
        ("GET", "/auth/login"),
        ("GET", "/auth/token"),
        ("GET", "/auth/system_token"),
        ("POST", "/branches"),
        ("PUT", "/accounts"),
        ("DELETE", "/transactions"),
        ("PATCH", "/auth/token"),
        ("TRACE", "/branches"),
        ("OPTIONS", "/branches"),
        ("OPTIONS", "*"),
        ("BREW", "/branches"),
    ] {
        let answer = house.send(method, path, &[("Authorization", &format!("Bearer {system}"))], b"");
        assert_eq!(code(&answer), (404, "FG404-001"), "{method} {path}");
        assert_eq!(answer.header("allow"), None, "{method} {path}");
        assert!(answer.header("x-request-id").is_some() && answer.header("x-content-type-options").is_some());
    }
    for path in ["/branches", "/accounts", "/nothing"] {
        let head = house.send("HEAD", path, &[("Authorization", &format!("Bearer {access}"))], b"");
        assert_eq!((head.status, head.body.len()), (404, 0), "HEAD {path}");
    }
}

#[test]
fn one_prefix_stands_before_every_path() {
    let house = House::with(HttpSettings { prefix: "/api/v1".into(), ..settings() });
    let fields = [("api_key", house.one.api_key.as_str()), ("password", &house.one.password)];
    let answer = house.form("POST", "/api/v1/auth/system_token", "", &fields);
    assert_eq!(answer.status, 200);
    let system = answer.json["access_token"].as_str().unwrap();
    for path in ["/api/v1/branches", "/api/v1/branches/list"] {
        assert_eq!(house.get(path, system).status, 200);
    }
    for path in ["/branches", "/api/v1", "/api/v1/", "/api/v1/nothing", "/api/branches", "/api/v1branches"] {
        assert_eq!(code(&house.get(path, system)), (404, "FG404-001"), "{path}");
    }
    assert_eq!(house.form("POST", "/auth/system_token", "", &fields).status, 404);
}

#[test]
fn refusals_speak_japanese_or_english() {
    let house = House::open();
    let ask = |language: &str| house.send("GET", "/nothing", &[("Accept-Language", language)], b"");
    assert_eq!(ask("ja").json["error_description"], "この API は定義されていません。パスと HTTP メソッドを確認してください。");
    assert_eq!(ask("en-GB, ja;q=0.8").json["error_description"], "There is no such API. Check the path and the HTTP method.");
}

#[test]
fn faults_of_bank_and_store_are_told_without_their_cause() {
    let house = House::open();
    let (_, access, refresh) = house.linked(&house.one, "alice");
    let query = format!("/transactions?account_id={ALICES}&start_date=2026-01-01&end_date=2026-01-31");
    for (mood, expected, retry) in [
        (Mood::Wrong, (502, "FG502-001"), None),
        (Mood::Unavailable, (503, "FG503-005"), Some("1")),
        (Mood::TimedOut, (504, "FG504-001"), None),
        (Mood::Panics, (500, "FG500-001"), None),
    ] {
        *house.bank.mood.lock().unwrap() = mood;
        let answer = house.get(&query, &access);
        assert_eq!((code(&answer), answer.header("retry-after")), (expected, retry));
        assert!(!String::from_utf8_lossy(&answer.body).contains("secret"), "{answer:?}");
        assert!(answer.header("x-request-id").is_some());
    }
    *house.bank.mood.lock().unwrap() = Mood::Fine;
    for (mood, expected) in [
        (store::Mood::Busy, (503, "FG503-001")),
        (store::Mood::Unavailable, (503, "FG503-002")),
        (store::Mood::Corrupt, (500, "FG500-001")),
    ] {
        *house.store.mood.lock().unwrap() = mood;
        for answer in
            [house.get(&query, &access), house.rotate(&house.one, "fgs_0123456789012345678901234567890123456789012", &refresh, &[])]
        {
            assert_eq!(code(&answer), expected);
            assert!(!String::from_utf8_lossy(&answer.body).contains("secret"), "{answer:?}");
        }
    }
    *house.store.mood.lock().unwrap() = store::Mood::Fine;
    assert_eq!(house.get(&query, &access).status, 200);
}

/// The clock of a house stands at 21:46:40 in Japan on a Sunday.
#[test]
fn in_the_hours_of_maintenance_no_call_is_served() {
    let hours = |texts: &[&str]| texts.iter().map(|text| text.parse().unwrap()).collect();
    let house = House::with(HttpSettings { maintenance: hours(&["21:50-22:00", "Sun 22:00-Mon 00:30"]), ..settings() });
    let (system, access, refresh) = house.linked(&house.one, "alice");
    let query = format!("/transactions?account_id={ALICES}&start_date=2026-01-01&end_date=2026-01-31");
    assert_eq!(house.get(&query, &access).status, 200, "three minutes before");
    house.clock.advance(210);
    let fields = [("api_key", house.one.api_key.as_str()), ("password", &house.one.password)];
    for answer in [
        house.get(&query, &access),
        house.get("/accounts", "nobody"),
        house.get("/branches/list", &system),
        house.rotate(&house.one, &system, &refresh, &[]),
        house.form("POST", "/auth/system_token", "", &fields),
    ] {
        assert_eq!((code(&answer), answer.header("retry-after")), ((503, "FG503-006"), Some("9590")), "{answer:?}");
        assert_eq!((&answer.json["error"], &answer.json["reason"]), (&"temporarily_unavailable".into(), &"maintenance".into()));
        assert!(answer.header("x-request-id").is_some() && answer.header("cache-control") == Some("no-store"));
    }
    assert_eq!(house.get("/nothing", &access).status, 404, "what is not there does not rest");
    assert_eq!(house.send("GET", crate::house::CALLER, &[], b"").status, 200, "nor does what others serve");
    house.clock.advance(9_590);
    assert_eq!(house.rotate(&house.one, &house.system_token(&house.one), &refresh, &[]).status, 200, "nothing was changed meanwhile");
}

#[test]
fn a_hundred_panics_end_nothing() {
    let house = House::open();
    let (_, access, _) = house.linked(&house.one, "alice");
    let query = format!("/balances?account_id={ALICES}&start_date=2026-01-01&end_date=2026-01-31");
    *house.bank.mood.lock().unwrap() = Mood::Panics;
    for _ in 0..100 {
        assert_eq!(house.get(&query, &access).status, 500);
    }
    *house.bank.mood.lock().unwrap() = Mood::Fine;
    for _ in 0..100 {
        assert_eq!(house.get(&query, &access).status, 200);
    }
}

#[test]
fn a_handler_that_breaks_is_told_as_a_fault() {
    let house = House::open();
    for _ in 0..20 {
        let answer = house.send("GET", crate::house::BREAKS, &[], b"");
        assert_eq!(code(&answer), (500, "FG500-001"));
        assert_eq!(answer.header("x-request-id"), answer.json["request_id"].as_str());
    }
    assert_eq!(house.get("/branches", &house.system_token(&house.one)).status, 200);
}

#[test]
fn a_hanging_bank_is_waited_for_until_the_deadline_only() {
    let house = House::with(HttpSettings { deadline: Duration::from_millis(200), ..settings() });
    let (_, access, _) = house.linked(&house.one, "alice");
    let query = format!("/transactions?account_id={ALICES}&start_date=2026-01-01&end_date=2026-01-31");
    let gate = house.bank.gate.lock().unwrap();
    *house.bank.mood.lock().unwrap() = Mood::Hangs;
    let began = Instant::now();
    assert_eq!(code(&house.get(&query, &access)), (504, "FG504-002"));
    assert!(began.elapsed() >= Duration::from_millis(200) && began.elapsed() < Duration::from_secs(5));
    drop(gate);
}

#[test]
fn a_full_queue_is_told_at_once() {
    let house = House::of(settings(), TokenPolicy::default(), IdScheme::composed(), workers(1, 1));
    let (_, access, _) = house.linked(&house.one, "alice");
    let query = format!("/transactions?account_id={ALICES}&start_date=2026-01-01&end_date=2026-01-31");
    let gate = house.bank.gate.lock().unwrap();
    *house.bank.mood.lock().unwrap() = Mood::Hangs;
    std::thread::scope(|scope| {
        let runs = scope.spawn(|| house.get(&query, &access).status);
        until(|| house.bank.hanging.load(Ordering::SeqCst) == 1);
        let waits = scope.spawn(|| house.get(&query, &access).status);
        until(|| house.door.readers.waiting() == 1);
        let busy = house.get(&query, &access);
        assert_eq!((code(&busy), busy.header("retry-after")), ((503, "FG503-001"), Some("1")));
        drop(gate);
        assert_eq!((runs.join().unwrap(), waits.join().unwrap()), (200, 200));
    });
}

/// Waits for what is sure to come.
pub(crate) fn until(condition: impl Fn() -> bool) {
    while !condition() {
        std::thread::yield_now();
    }
}

#[test]
fn a_caller_who_leaves_harms_nobody() {
    let house = House::open();
    let (_, access, _) = house.linked(&house.one, "alice");
    for _ in 0..50 {
        let mut stream = house.connect();
        let request = format!("GET /accounts HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {access}\r\n\r\n");
        stream.write_all(request.as_bytes()).unwrap();
    }
    assert_eq!(house.get("/accounts", &access).status, 200);
}

#[test]
fn each_client_is_throttled_by_itself() {
    let calls = Quota { per_second: 1, burst: 3 };
    for (status, expected) in [(ThrottleStatus::Unavailable, 503), (ThrottleStatus::TooManyRequests, 429)] {
        let throttle = ThrottleSettings { calls, status, ..settings().throttle };
        let house = House::with(HttpSettings { throttle, ..settings() });
        let (one, two) = (house.system_token(&house.one), house.system_token(&house.two));
        let answers: Vec<Answer> = (0..6).map(|_| house.get("/branches", &one)).collect();
        assert!(answers[..3].iter().all(|answer| answer.status == 200));
        let refused = answers.iter().rfind(|answer| answer.status != 200).unwrap();
        assert_eq!((code(refused), refused.header("retry-after")), ((expected, "FG503-003"), Some("1")));
        assert_eq!(house.get("/branches", &two).code(), "FG403-001", "another client is not throttled");
    }
}

/// Also those whose bearer is known from an earlier call, so that it is checked in the same step as the refresh.
#[test]
fn refreshes_count_for_their_client() {
    let calls = Quota { per_second: 1, burst: 5 };
    let house = House::with(HttpSettings { throttle: ThrottleSettings { calls, ..settings().throttle }, ..settings() });
    let (system, _, mut refresh) = house.linked(&house.one, "alice");
    let mut traded = 0;
    let throttled = loop {
        let answer = house.rotate(&house.one, &system, &refresh, &[]);
        if answer.status != 200 {
            break answer;
        }
        traded += 1;
        assert!(traded < 10, "ten calls at once are too many");
        refresh = answer.json["refresh_token"].as_str().unwrap().to_owned();
    };
    assert_eq!((code(&throttled), throttled.header("retry-after")), ((503, "FG503-003"), Some("1")));
    assert!(traded >= 2, "the bearer was known by then");
}

#[test]
fn attempts_are_throttled_by_key_and_source() {
    let quota = Quota { per_second: 1, burst: 2 };
    let throttle = ThrottleSettings { system_token: quota, login: quota, ..settings().throttle };
    let trusted_proxies = vec!["127.0.0.0/8".parse().unwrap()];
    let house = House::with(HttpSettings { throttle, trusted_proxies, ..settings() });
    let ask = |path: &str, from: &str| {
        let body = format!("api_key={}&password=wrong&id=alice", house.one.api_key);
        let headers = [("Content-Type", "application/x-www-form-urlencoded"), ("X-Forwarded-For", from)];
        house.send("POST", path, &headers, body.as_bytes())
    };
    for path in ["/auth/system_token", "/auth/login"] {
        let statuses: Vec<u16> = (0..6).map(|_| ask(path, "192.0.2.1").status).collect();
        assert_eq!((statuses[0], statuses.contains(&503)), (401, true), "{path}: {statuses:?}");
        assert_eq!(ask(path, "192.0.2.2").status, 401, "another source is not throttled");
    }
}

#[test]
fn the_source_is_what_a_trusted_proxy_says() {
    let believed = House::with(HttpSettings { trusted_proxies: vec!["127.0.0.1/32".parse().unwrap()], ..settings() });
    let doubted = House::open();
    for (house, forwarded, expected) in
        [(&believed, "6.6.6.6, 192.0.2.9", 200), (&believed, "192.0.2.9, 6.6.6.6", 401), (&doubted, "192.0.2.9", 401)]
    {
        let client = house.client_from(&["192.0.2.0/24"]);
        let body = format!("api_key={}&password={}", client.api_key, client.password);
        let headers = [("Content-Type", "application/x-www-form-urlencoded"), ("X-Forwarded-For", forwarded)];
        assert_eq!(house.send("POST", "/auth/system_token", &headers, body.as_bytes()).status, expected);
    }
}

#[test]
fn a_stop_lets_calls_end() {
    let house = House::open();
    let (_, access, _) = house.linked(&house.one, "alice");
    let gate = house.bank.gate.lock().unwrap();
    *house.bank.mood.lock().unwrap() = Mood::Hangs;
    let mut stream = house.connect();
    let query = format!("/transactions?account_id={ALICES}&start_date=2026-01-01&end_date=2026-01-31");
    stream.write_all(format!("GET {query} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {access}\r\n\r\n").as_bytes()).unwrap();
    // An idle connection must not hold up the end.
    let _idle = house.connect();
    until(|| house.bank.hanging.load(Ordering::SeqCst) == 1);
    let stopped = house.handle.stop(true);
    let began = Instant::now();
    drop(gate);
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    assert_eq!(Answer::parse(&answer).status, 200);
    actix_web::rt::System::new().block_on(stopped);
    assert!(began.elapsed() < Duration::from_secs(5), "idle connections held up the end");
}

struct Lines(Mutex<Vec<String>>);

static LINES: Lines = Lines(Mutex::new(Vec::new()));

impl log::Log for Lines {
    fn enabled(&self, _: &log::Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &log::Record<'_>) {
        struct Pairs(String);
        impl<'kvs> log::kv::VisitSource<'kvs> for Pairs {
            fn visit_pair(&mut self, key: log::kv::Key<'kvs>, value: log::kv::Value<'kvs>) -> Result<(), log::kv::Error> {
                self.0.push_str(&format!(" {key}={value}"));
                Ok(())
            }
        }
        let mut line = Pairs(format!("{} {}", record.target(), record.args()));
        record.key_values().visit(&mut line).unwrap();
        self.0.lock().unwrap().push(line.0);
    }

    fn flush(&self) {}
}

/// What was written to the log so far.
pub(crate) fn lines() -> MutexGuard<'static, Vec<String>> {
    static INIT: Once = Once::new();
    INIT.call_once(|| {
        log::set_logger(&LINES).unwrap();
        log::set_max_level(log::LevelFilter::Info);
    });
    LINES.0.lock().unwrap()
}

#[test]
fn the_log_tells_who_called_what_and_no_secret() {
    drop(lines());
    let house = House::open();
    let (system, access, refresh) = house.linked(&house.one, "alice");
    let answer = house.get(&format!("/transactions?account_id={ALICES}&start_date=2026-01-01&end_date=2026-01-31"), &access);
    let nothing = house.get("/nothing/0001234?x=hush", &access);
    let two = house.system_token(&house.two);
    let foreign = house.rotate(&house.two, &two, &refresh, &[]);
    assert_eq!(house.rotate(&house.one, &system, &refresh, &[]).status, 200);
    house.clock.advance(121);
    let reused = house.rotate(&house.one, &system, &refresh, &[]);
    let outsider = house.client_from(&["192.0.2.0/24"]);
    let outside = house.form("POST", "/auth/system_token", "", &[("api_key", &outsider.api_key), ("password", &outsider.password)]);

    let log = lines().join("\n");
    let line = |answer: &Answer, target: &str| {
        let id = answer.header("x-request-id").unwrap();
        log.lines().find(|line| line.starts_with(target) && line.contains(id)).unwrap_or_else(|| panic!("no line of {answer:?}")).to_owned()
    };
    let access_line = line(&answer, "fgapi::access");
    for part in [&format!("client={}", house.one.api_key), "method=GET", "route=/transactions", "status=200", "micros="] {
        assert!(access_line.contains(part), "{part} is not in {access_line}");
    }
    assert!(line(&nothing, "fgapi::access").contains("status=404"));
    assert!(line(&foreign, "fgapi::event").contains("event=foreign_token"));
    assert!(line(&reused, "fgapi::event").contains("event=link_ended_by_reuse"));
    assert!(line(&outside, "fgapi::event").contains("event=address_not_admitted"));
    for secret in [&system, &access, &refresh, &house.one.password, "0001234", "C-ALICE", "hush", "alice"] {
        assert!(!log.contains(secret), "{secret} is in the log");
    }
}
