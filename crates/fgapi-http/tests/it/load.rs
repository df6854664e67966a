//! Too much at once: what waits has a bound, who is refused is told when to come again, and nobody who behaves pays for others.

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::TcpStream;
use std::sync::Mutex;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use fgapi_domain::IdScheme;
use fgapi_http::HttpSettings;
use fgapi_token::TokenPolicy;

use crate::bank::{ALICES, Mood};
use crate::house::{Answer, House, settings, workers};
use crate::operation::until;

/// Far more than anything here takes, and far less than a hang.
const SOON: Duration = Duration::from_secs(5);

fn query() -> String {
    format!("/transactions?account_id={ALICES}&start_date=2026-01-01&end_date=2026-01-31")
}

#[test]
fn a_slow_bank_makes_a_queue_of_its_bound_and_503_of_the_rest() {
    const THREADS: usize = 2;
    const QUEUE: usize = 4;
    let house = House::of(settings(), TokenPolicy::default(), IdScheme::composed(), workers(THREADS, QUEUE));
    let (_, access, _) = house.linked(&house.one, "alice");
    let gate = house.bank.gate.lock().unwrap();
    *house.bank.mood.lock().unwrap() = Mood::Hangs;
    let refused = Mutex::new(Vec::new());
    let served = std::thread::scope(|scope| {
        let ask = || {
            let began = Instant::now();
            let answer = house.get(&query(), &access);
            assert!(house.door.readers.waiting() <= QUEUE, "the queue grew beyond its bound");
            if answer.status != 200 {
                refused.lock().unwrap().push((answer.status, answer.header("retry-after").map(str::to_owned), began.elapsed()));
            }
            answer.status == 200
        };
        let calls: Vec<_> = (0..40).map(|_| scope.spawn(ask)).collect();
        until(|| house.bank.hanging.load(Ordering::SeqCst) == THREADS && house.door.readers.waiting() == QUEUE);
        until(|| refused.lock().unwrap().len() == 40 - THREADS - QUEUE);
        let load = house.door.readers.load();
        assert_eq!((load.waiting, load.running, load.refused), (QUEUE, 2, 34));
        drop(gate);
        calls.into_iter().map(|call| call.join().unwrap()).filter(|served| *served).count()
    });
    assert_eq!(served, THREADS + QUEUE, "whoever was let in is served");
    for (status, retry_after, took) in refused.into_inner().unwrap() {
        assert_eq!((status, retry_after.as_deref()), (503, Some("1")));
        assert!(took < SOON, "a refusal took {took:?}");
    }
    // Nothing of it is left.
    *house.bank.mood.lock().unwrap() = Mood::Fine;
    for _ in 0..40 {
        assert_eq!(house.get(&query(), &access).status, 200);
    }
    let load = house.door.readers.load();
    assert_eq!((load.waiting, load.running, load.refused), (0, 0, 34));
}

#[test]
fn logins_that_wait_slow_no_data_call() {
    let house = House::open();
    let (_, access, _) = house.linked(&house.one, "alice");
    let gate = house.bank.gate.lock().unwrap();
    *house.bank.mood.lock().unwrap() = Mood::HangsAtLogIn;
    let logins = house.door.logins.load();
    let all = logins.threads + logins.queue;
    std::thread::scope(|scope| {
        let log_in =
            || house.form("POST", "/auth/login", "", &[("api_key", &house.one.api_key), ("id", "alice"), ("password", "right")]).status;
        let waiting: Vec<_> = (0..all).map(|_| scope.spawn(log_in)).collect();
        until(|| house.bank.hanging.load(Ordering::SeqCst) == logins.threads && house.door.logins.waiting() == logins.queue);
        // Every thread for logins is taken, and so is every place to wait for one.
        assert_eq!(log_in(), 503);
        let began = Instant::now();
        for _ in 0..20 {
            assert_eq!(house.get(&query(), &access).status, 200);
        }
        assert!(began.elapsed() < SOON, "data calls waited for logins: {:?}", began.elapsed());
        assert_eq!(house.door.readers.load().waiting, 0);
        drop(gate);
        assert!(waiting.into_iter().all(|login| login.join().unwrap() == 200));
    });
}

/// Opens a connection and sends these bytes, and then nothing more.
fn slow(house: &House, bytes: &[u8]) -> TcpStream {
    let mut stream = house.connect();
    stream.write_all(bytes).unwrap();
    stream
}

#[test]
fn slow_callers_hinder_nobody_and_are_cut_off_at_the_deadline() {
    let deadline = Duration::from_secs(3);
    let house = House::with(HttpSettings { deadline, ..settings() });
    let system = house.system_token(&house.one);
    let half_head = b"GET /branches HTTP/1.1\r\nHost: a\r\nX-";
    let half_body = b"POST /auth/system_token HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{";
    let heads: Vec<_> = (0..100).map(|_| slow(&house, half_head)).collect();
    let bodies: Vec<_> = (0..100).map(|_| slow(&house, half_body)).collect();
    let readers: Vec<_> = (0..5).map(|_| reader(&house, &system)).collect();
    // Each waits for its answer while all the slow ones are there.
    let mut slowest = Duration::ZERO;
    for _ in 0..20 {
        let asked = Instant::now();
        assert_eq!(house.get("/branches", &system).status, 200);
        slowest = slowest.max(asked.elapsed());
    }
    assert!(slowest < deadline, "a good caller waited {slowest:?}");
    for (streams, code) in [(heads, "FG400-022"), (bodies, "FG400-003")] {
        for mut stream in streams {
            let mut answer = Vec::new();
            stream.read_to_end(&mut answer).unwrap();
            assert_eq!(Answer::parse(&answer).code(), code);
        }
    }
    for reader in readers {
        until_cut(reader);
    }
    assert_eq!(house.get("/branches", &system).status, 200);
}

/// Asks for more than the operating system holds for it, and takes nothing.
fn reader(house: &House, system: &str) -> TcpStream {
    let mut stream = house.connect();
    let request = format!("GET /branches HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {system}\r\n\r\n");
    stream.set_write_timeout(Some(Duration::from_millis(200))).unwrap();
    // Until the gateway takes no more: it waits for somebody to read its answers.
    while stream.write_all(request.repeat(50).as_bytes()).is_ok() {}
    stream
}

/// Writes until the other side is gone; what it had written before was never taken.
fn until_cut(mut stream: TcpStream) {
    until(|| match stream.try_clone().and_then(|mut twin| twin.write_all(b"GET / HTTP/1.1\r\n")) {
        Err(error) => !matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut),
        Ok(()) => false,
    });
    let mut rest = Vec::new();
    let _reset_or_end = stream.read_to_end(&mut rest);
}

#[test]
fn who_finds_every_connection_taken_waits_for_the_deadline_at_most() {
    let (deadline, keep_alive) = (Duration::from_millis(500), Duration::from_millis(500));
    // One for each thread that serves.
    let house = House::with(HttpSettings { connections_max: 1, deadline, keep_alive, ..settings() });
    let threads = std::thread::available_parallelism().unwrap().get();
    for bytes in [&b""[..], b"GET /branches HTTP/1.1\r\nHo", b"GET /branches HTTP/1.1\r\nHost: a\r\n\r\n"] {
        let held: Vec<_> = (0..threads).map(|_| slow(&house, bytes)).collect();
        let began = Instant::now();
        assert_eq!(house.get("/branches", "nobody").status, 401, "{:?}", String::from_utf8_lossy(bytes));
        assert!(began.elapsed() < SOON, "a newcomer waited {:?}", began.elapsed());
        drop(held);
    }
}

/// Sends one request on a connection that stays open, and reads its answer.
fn kept(house: &House) -> TcpStream {
    let mut stream = slow(house, b"GET /branches HTTP/1.1\r\nHost: a\r\n\r\n");
    let mut answer = [0; 4_096];
    let length = stream.read(&mut answer).unwrap();
    assert!(answer[..length].starts_with(b"HTTP/1.1 401"));
    stream
}

#[test]
fn idle_connections_make_room_for_newcomers() {
    let threads = std::thread::available_parallelism().unwrap().get();
    let house = House::with(HttpSettings { connections_max: 2 * threads, ..settings() });
    let began = Instant::now();
    let idle: Vec<_> = (0..5 * threads).map(|_| kept(&house)).collect();
    assert!(began.elapsed() < SOON, "newcomers waited for those who keep connections: {:?}", began.elapsed());
    // Whoever was pushed out sees the connection closed, as at the end of the keep-alive time.
    for mut pushed_out in idle.into_iter().take(3 * threads) {
        assert_eq!(pushed_out.read(&mut [0; 16]).unwrap(), 0);
    }
    let threads = threads.max(2);
    let roomy = House::with(HttpSettings { connections_max: 4 * threads, ..settings() });
    let mut first = kept(&roomy);
    let _second = kept(&roomy);
    first.write_all(b"GET /branches HTTP/1.1\r\nHost: a\r\n\r\n").unwrap();
    assert!(first.read(&mut [0; 4_096]).unwrap() > 0, "where there is room nobody is pushed out");
}
