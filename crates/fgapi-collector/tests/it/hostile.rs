//! Institutions that are down, slow, or out for mischief: each gives its error, in time, within limits, and disturbs nobody else.

use std::time::{Duration, Instant};

use fgapi_linked::UpstreamFault;
use fgapi_puppet::{Puppet, Say};
use serde_json::{Value, json};

use crate::far::{account, good, odd_at, transaction};
use crate::house::{House, LONG};

/// What a call has that is never answered.
const SHORT: Duration = Duration::from_millis(600);

/// The fault of an institution that answers. A busy machine has all the time that it needs for that.
fn fault_of(far: &Puppet) -> UpstreamFault {
    fault_within(far, LONG)
}

/// The fault of an institution, which comes in time and tells nothing that the institution said.
fn fault_within(far: &Puppet, patience: Duration) -> UpstreamFault {
    let began = Instant::now();
    let fault = House::open().harvest(far, patience).unwrap_err();
    assert!(began.elapsed() < patience + Duration::from_secs(3), "{:?}", began.elapsed());
    assert!(!fault.why.contains("hush") && fault.why.is_ascii(), "{fault}");
    assert!(!fault.access_over, "{fault}");
    fault
}

/// The error's id, wherever it says so.
fn everywhere(expected: u32, say: impl Fn() -> Say + Clone + Send + Sync + 'static) {
    let patience = if expected == 3 { SHORT } else { LONG };
    for path in ["/accounts", "/balances", "/transactions"] {
        let say = say.clone();
        let fault = fault_within(&odd_at(path, move |_| say()), patience);
        assert_eq!(fault.error.id(), expected, "{path}: {fault}");
    }
}

/// An answer whose body is this.
fn answer(body: &str) -> Vec<u8> {
    format!("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}", body.len()).into_bytes()
}

#[test]
fn one_that_is_down() {
    let gone = Puppet::saying(good);
    let base = gone.base();
    drop(gone);
    let fault = House::open().harvest_at(&crate::house::connection(&base), LONG).unwrap_err();
    assert_eq!(fault.error.id(), 3, "{fault}");
    assert!(fault.why.contains("not reached"), "{fault}");
}

#[test]
fn one_that_hangs_up() {
    everywhere(3, || Say::Bytes(Vec::new()));
    everywhere(3, || Say::Bytes(b"HTTP/1.1 200 OK\r\nContent-Le".to_vec()));
    everywhere(3, || Say::Bytes(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"hush".to_vec()));
}

#[test]
fn one_that_says_nothing() {
    everywhere(3, || Say::Hold(Vec::new()));
}

#[test]
fn one_that_stops_in_the_middle() {
    everywhere(3, || Say::Hold(b"HTTP/1.1 200 OK\r\nContent-Le".to_vec()));
    everywhere(3, || Say::Hold(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"accounts\": [".to_vec()));
}

#[test]
fn one_whose_answer_never_ends_drop_by_drop() {
    everywhere(3, || Say::Drip(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n{\"accounts\": [".to_vec()));
    everywhere(3, || Say::Drip(b"HTTP/1.1 200 OK\r\nX-Slow: ".to_vec()));
}

#[test]
fn one_that_is_slow_page_after_page() {
    // Each answer comes in time, and all of them together do not.
    let far = odd_at("/accounts", |asked| {
        std::thread::sleep(SHORT / 4);
        let page = asked.page();
        Say::json(&json!({ "bank_code": "", "bank_name": "", "accounts": [account(&format!("a-{page}"))], "next_page": page + 1 }))
    });
    let fault = fault_within(&far, SHORT);
    assert_eq!(fault.error.id(), 3, "{fault}");
    assert!((2..=5).contains(&far.whats().len()));
}

#[test]
fn one_in_maintenance() {
    for say in [
        // Our own gateway, another's words, and what stands before either.
        || Say::refuse(503, "temporarily_unavailable", Some("maintenance")),
        || Say::refuse(503, "under_maintenance", None),
        || Say::Answer(503, vec![("Content-Type", "text/html".into())], "<html>hush</html>".into()),
        || Say::Answer(503, Vec::new(), String::new()),
    ] {
        for path in ["/accounts", "/balances", "/transactions"] {
            let fault = fault_of(&odd_at(path, move |_| say().with("Retry-After", 4_000)));
            assert_eq!((fault.error.id(), fault.retry_after), (2, Some(4_000)), "{path}: {fault}");
        }
    }
    let endless = fault_of(&odd_at("/accounts", |_| Say::Answer(503, vec![("Retry-After", "9".repeat(19))], String::new())));
    assert_eq!(endless.retry_after, Some(u32::MAX));
    let odd = fault_of(&odd_at("/accounts", |_| Say::Answer(503, vec![("Retry-After", "-1; hush".into())], String::new())));
    assert_eq!(odd.retry_after, None);
}

#[test]
fn one_that_is_not_speaking_fgapi() {
    everywhere(1, || Say::Answer(200, vec![("Content-Type", "text/html".into())], "<html><body>hush</body></html>".into()));
    everywhere(1, || Say::Answer(404, vec![("Content-Type", "text/html".into())], "<html>hush</html>".into()));
    everywhere(1, || Say::status(200, ""));
    everywhere(1, || Say::status(204, ""));
    everywhere(1, || Say::status(200, "{}"));
    everywhere(1, || Say::status(200, "[]"));
    everywhere(1, || Say::status(200, "\u{feff}{}"));
    everywhere(1, || Say::status(418, "hush"));
    everywhere(1, || Say::Bytes(b"SSH-2.0-hush\r\n".to_vec()));
    everywhere(1, || Say::Bytes(b"HTTP/1.1 999999 hush\r\n\r\n".to_vec()));
    everywhere(1, || Say::Bytes(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nhush\r\n".to_vec()));
    // As deep as a parser would follow.
    everywhere(1, || Say::Bytes(answer(&"[".repeat(200_000))));
}

#[test]
fn one_that_sends_elsewhere() {
    let (elsewhere, far) = (Puppet::saying(good), Puppet::saying(good));
    for status in [301, 302, 303, 307, 308] {
        for to in [format!("{}/accounts", elsewhere.base()), "http://169.254.169.254/latest/meta-data/".to_owned()] {
            let there = to.clone();
            far.says(move |_| Say::status(status, "").with("Location", &there));
            assert_eq!(fault_of(&far).error.id(), 1, "{status} {to}");
        }
    }
    assert!(elsewhere.asked().is_empty(), "nobody went there");
}

#[test]
fn one_whose_answers_have_other_types() {
    let listing = |path: &'static str, body: Value| {
        let fault = fault_of(&odd_at(path, move |_| Say::json(&body)));
        assert_eq!(fault.error.id(), 1, "{path}: {fault}");
    };
    let with = |row: &Value, name: &str, value: Value| {
        let mut row = row.clone();
        row[name] = value;
        row
    };
    let without = |row: &Value, name: &str| {
        let mut row = row.clone();
        row.as_object_mut().unwrap().remove(name);
        row
    };
    let of_accounts = |row: Value| json!({ "bank_code": "9999", "bank_name": "", "accounts": [row] });
    let whole = account("a-1");
    for row in [
        with(&whole, "id", json!(1)),
        with(&whole, "id", json!("")),
        with(&whole, "id", json!("a".repeat(256))),
        with(&whole, "id", json!("a\u{0}hush")),
        with(&whole, "branch_name", json!("普".repeat(101))),
        with(&whole, "branch_name", json!(null)),
        with(&whole, "account_type2", json!("普\n通")),
        with(&whole, "account_number", json!("hush\u{7f}")),
        without(&whole, "account_number"),
        json!("hush"),
    ] {
        listing("/accounts", of_accounts(row));
    }
    listing("/accounts", json!({ "bank_code": "9999", "bank_name": "", "accounts": { "0": whole } }));
    listing("/accounts", json!({ "bank_code": "9999", "bank_name": "", "accounts": [whole], "next_page": -1 }));
    listing("/accounts", json!({ "bank_code": "9999", "bank_name": "", "accounts": [whole], "next_page": 4_294_967_296_u64 }));
    listing("/accounts", json!({ "bank_code": "9999", "bank_name": "", "accounts": [whole, whole] }));

    let whole = transaction(1);
    for row in [
        with(&whole, "amount", json!("100")),
        with(&whole, "amount", json!(1.5)),
        with(&whole, "amount", json!(1e20)),
        with(&whole, "amount", json!(9_223_372_036_854_775_808_u64)),
        with(&whole, "balance", json!(null)),
        with(&whole, "date", json!("2026-02-30T00:00:00+09:00")),
        with(&whole, "date", json!("2026-01-10T13:15:35Z")),
        with(&whole, "date", json!("10.01.2026")),
        with(&whole, "date", json!(1_769_914_800)),
        with(&whole, "description", json!("x".repeat(401))),
        with(&whole, "description", json!("hush\u{1b}[2J")),
        without(&whole, "balance"),
    ] {
        listing("/transactions", json!({ "transactions": [row] }));
    }
    for row in [json!({ "date": "2026-01-10", "balance": "1" }), json!({ "date": "hush", "balance": 1 }), json!({ "balance": 1 })] {
        listing("/balances", json!({ "balances": [row] }));
    }
}

#[test]
fn one_whose_pages_lead_nowhere() {
    // The same page for ever, one of the past, one far ahead, and two that contradict each other.
    for (next, other) in [(1, 1), (1, 0), (0, 1), (3, 3), (u32::MAX, 0), (2, 3), (2, 1)] {
        let far = odd_at("/accounts", move |_| {
            let params = json!({ "page": 1, "next_page": other });
            Say::json(
                &json!({ "bank_code": "", "bank_name": "", "accounts": [account("a-1")], "params": params, "page": 1, "next_page": next }),
            )
        });
        assert_eq!(fault_of(&far).error.id(), 1, "{next} {other}");
        assert_eq!(far.whats(), ["GET /accounts"]);
    }
    // Pages that count on and bring the same again, or nothing.
    for rows in [json!([transaction(1)]), json!([])] {
        let far = odd_at("/transactions", move |asked| {
            Say::json(&json!({ "transactions": rows, "page": asked.page(), "next_page": asked.page() + 1 }))
        });
        let fault = House::open().harvest(&far, LONG).unwrap_err();
        assert_eq!(fault.error.id(), 1, "{fault}");
        assert!(far.whats().len() <= 52);
    }
}

#[test]
fn one_whose_answers_are_huge() {
    let row = format!("{},", transaction(1));
    for path in ["/accounts", "/balances", "/transactions"] {
        // A million rows in one answer, which says its length; the same without one; and a head without end.
        let huge = row.repeat(10_000).into_bytes();
        let whole = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{{\"transactions\": [", row.len() * 1_000_000);
        let open = "HTTP/1.1 200 OK\r\n\r\n{\"transactions\": [".to_owned();
        let head = "HTTP/1.1 200 OK\r\n".to_owned();
        for (first, again) in [(whole, huge.clone()), (open, huge), (head, b"X-Hush: hush\r\n".repeat(1_000))] {
            let far = odd_at(path, move |_| Say::Endless(first.clone().into_bytes(), again.clone()));
            let fault = House::open().harvest(&far, LONG).unwrap_err();
            assert_eq!(fault.error.id(), 1, "{path}: {fault}");
            // What was read, and what lay in the sockets of both sides.
            assert!(far.sent() < 24 << 20, "{} bytes were taken", far.sent());
        }
    }
}

#[test]
fn nobody_waits_for_another_institution() {
    let house = House::open();
    let (bad, fine) = (Puppet::saying(|_| Say::Hold(Vec::new())), Puppet::saying(good));
    let patience = Duration::from_secs(4);
    std::thread::scope(|scope| {
        let began = Instant::now();
        let waiting: Vec<_> = (0..8).map(|_| scope.spawn(|| house.harvest(&bad, patience).unwrap_err().error.id())).collect();
        for _ in 0..5 {
            assert_eq!(house.harvest(&fine, LONG).unwrap().accounts.len(), 2);
        }
        assert!(began.elapsed() < patience, "the good one was held up: {:?}", began.elapsed());
        assert!(waiting.into_iter().all(|waiting| waiting.join().unwrap() == 3));
        assert!(began.elapsed() < patience * 2, "and all of the bad ones end together: {:?}", began.elapsed());
    });
}

#[test]
fn a_patience_of_nothing_is_a_time_out() {
    let far = Puppet::saying(good);
    assert_eq!(House::open().harvest(&far, Duration::ZERO).unwrap_err().error.id(), 3);
}
