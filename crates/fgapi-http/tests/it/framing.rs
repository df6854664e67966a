//! Requests as bytes: ambiguous, too long, too slow.

use std::io::{Read as _, Write as _};
use std::time::{Duration, Instant};

use fgapi_http::HttpSettings;

use crate::house::{Answer, House, settings};

/// Bytes of one request that is answered with 401, with `more` header lines.
fn request(more: &str) -> Vec<u8> {
    format!("GET /branches HTTP/1.1\r\nHost: a\r\n{more}\r\n").into_bytes()
}

/// How many answers stand in the bytes.
fn answers(bytes: &[u8]) -> usize {
    bytes.windows(12).filter(|line| line.starts_with(b"HTTP/1.1 ") && line[9..].iter().all(u8::is_ascii_digit)).count()
}

#[test]
fn ambiguous_framing_is_refused_and_closed() {
    let house = House::open();
    let post = |headers: &str, body: &str| format!("POST /auth/token HTTP/1.1\r\n{headers}\r\n{body}").into_bytes();
    let cases: Vec<(&str, Vec<u8>)> = vec![
        ("CL and TE", post("Host: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n")),
        ("two CL", post("Host: a\r\nContent-Length: 1\r\nContent-Length: 1\r\n", "x")),
        ("two different CL", post("Host: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n", "xx")),
        ("+5", post("Host: a\r\nContent-Length: +5\r\n", "xxxxx")),
        ("-1", post("Host: a\r\nContent-Length: -1\r\n", "x")),
        ("CL list", post("Host: a\r\nContent-Length: 1, 1\r\n", "x")),
        ("CL hex", post("Host: a\r\nContent-Length: 0x1\r\n", "x")),
        ("xchunked", post("Host: a\r\nTransfer-Encoding: xchunked\r\n", "0\r\n\r\n")),
        ("gzip, chunked", post("Host: a\r\nTransfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n")),
        ("two TE", post("Host: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n")),
        ("TE in 1.0", b"POST /auth/token HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n".to_vec()),
        ("obs-fold", request("X: a\r\n b\r\n")),
        ("no Host", b"GET /branches HTTP/1.1\r\n\r\n".to_vec()),
        ("two Host", request("Host: b\r\n")),
        ("NUL in a header", request("X: a\0b\r\n")),
        ("NUL in the path", b"GET /bran\0ches HTTP/1.1\r\nHost: a\r\n\r\n".to_vec()),
        ("space before colon", request("X : a\r\n")),
        ("bare CR", request("X: a\rY: b\r\n")),
        ("bare LF after the request line", b"GET /branches HTTP/1.1\nHost: a\r\n\r\n".to_vec()),
        ("bare LF after a header", request("X: a\nY: b\r\n")),
        ("bare LF throughout", b"GET /branches HTTP/1.1\nHost: a\n\n".to_vec()),
        ("bare LF at the end of the head", b"GET /branches HTTP/1.1\r\nHost: a\r\n\n".to_vec()),
        ("HTTP/2 in the clear", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec()),
        ("HTTP/0.9", b"GET /branches\r\n\r\n".to_vec()),
        ("a WebSocket", request("Connection: upgrade\r\nUpgrade: websocket\r\n")),
        ("CONNECT", b"CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n".to_vec()),
        ("TLS", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n".to_vec()),
        ("a long head", request(&format!("X: {}\r\n", "y".repeat(17 << 10)))),
        ("a head without end", request(&"X: y\r\n".repeat(20_000))),
        ("many headers", request(&"X: y\r\n".repeat(97))),
    ];
    for (name, bytes) in cases {
        // A second request behind the first must not be answered.
        let answer = house.raw(&[bytes, request("")].concat());
        let refused = Answer::parse(&answer);
        assert_eq!((answers(&answer), refused.status, refused.code()), (1, 400, "FG400-022"), "{name}: {refused:?}");
        assert_eq!(refused.header("x-request-id"), refused.json["request_id"].as_str(), "{name}");
    }
    assert_eq!(Answer::parse(&house.raw(&request("Connection: close\r\n"))).status, 401, "the server lives");
}

#[test]
fn broken_chunks_do_not_reach_a_use_case() {
    let house = House::open();
    let head = "POST /auth/system_token HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";
    for body in
        ["2\n{}\r\n0\r\n\r\n", "2\r\n{}0\r\n\r\n", "+2\r\n{}\r\n0\r\n\r\n", "2\r\n{}\r\n0\r\nX: y\n\r\n", "g\r\n", "fffffffffffffffff\r\n"]
    {
        let answer = house.raw(&[head.as_bytes(), body.as_bytes(), &request("")].concat());
        assert!(answers(&answer) <= 1, "{body:?} let a second request through");
        assert_eq!(Answer::parse(&answer).code(), "FG400-003", "{body:?}: {:?}", String::from_utf8_lossy(&answer));
    }
    let good = format!("{head}2\r\n{{}}\r\n0\r\n\r\n");
    let answer = house.raw(&[good.as_bytes(), &request("Connection: close\r\n")].concat());
    assert_eq!((answers(&answer), Answer::parse(&answer).status), (2, 400));
    assert!(String::from_utf8_lossy(&answer).contains("FG400-012"));
}

#[test]
fn clear_requests_on_one_connection_are_all_answered() {
    let house = House::open();
    let body = "api_key=a&password=b";
    let post = format!(
        "\r\nPOST /auth/system_token HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let bytes = [post.as_bytes(), &request(""), post.as_bytes(), &request("Connection: close\r\n")].concat();
    assert_eq!(answers(&house.raw(&bytes)), 4);
    // Whoever says close sends nothing more: what comes behind is not carried out.
    let bytes_behind = [&request("Connection: close\r\n")[..], post.as_bytes()].concat();
    assert_eq!(answers(&house.raw(&bytes_behind)), 1);
    let old = house.raw(&[b"GET /branches HTTP/1.0\r\n\r\n", post.as_bytes()].concat());
    assert_eq!(old.windows(7).filter(|line| line == b"HTTP/1.").count(), 1, "{}", String::from_utf8_lossy(&old));
    // The same bytes one by one.
    let mut stream = house.connect();
    stream.set_nodelay(true).unwrap();
    for byte in &bytes {
        stream.write_all(&[*byte]).unwrap();
    }
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    assert_eq!(answers(&answer), 4);
}

#[test]
fn limits_on_target_and_body() {
    let house = House::open();
    let long = house.send("GET", &format!("/branches?x={}", "y".repeat(8 << 10)), &[], b"");
    assert_eq!((long.status, long.code()), (400, "FG400-001"));
    assert_eq!(house.send("GET", &format!("/branches?x={}", "y".repeat(8_000)), &[], b"").status, 401);
    let form = [("Content-Type", "application/x-www-form-urlencoded")];
    let body = house.send("POST", "/auth/system_token", &form, &vec![b'x'; (64 << 10) + 1]);
    assert_eq!((body.status, body.code()), (400, "FG400-002"));
    assert_eq!(house.send("POST", "/auth/system_token", &form, &vec![b'x'; 64 << 10]).code(), "FG400-012");
    let promised = b"POST /auth/system_token HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999\r\n\r\n";
    assert_eq!(Answer::parse(&house.raw(promised)).code(), "FG400-002");
}

#[test]
fn bodies_of_another_type_are_refused() {
    let house = House::open();
    let ask = |headers: &[(&str, &str)], body: &[u8]| house.send("POST", "/auth/system_token", headers, body).code().to_owned();
    assert_eq!(ask(&[], b"api_key=a"), "FG400-005");
    for kind in ["text/plain", "multipart/form-data; boundary=x", "application/jsonx", "application/json; charset=shift_jis", ""] {
        assert_eq!(ask(&[("Content-Type", kind)], b"api_key=a"), "FG400-005", "{kind}");
    }
    let form = ("Content-Type", "application/x-www-form-urlencoded");
    assert_eq!(ask(&[form, form], b"api_key=a"), "FG400-005");
    assert_eq!(ask(&[form], b""), "FG400-004");
    assert_eq!(ask(&[("Content-Type", "application/json")], b"[]"), "FG400-006");
    assert_eq!(ask(&[("Content-Type", "application/json")], br#"{"api_key":1}"#), "FG400-011");
    assert_eq!(ask(&[form], b"api_key=%ff"), "FG400-007");
}

#[test]
fn a_slow_request_is_refused_at_the_deadline() {
    // A tenth of it is what the refusal itself may take, on a busy machine too.
    let deadline = Duration::from_millis(1_500);
    let house = House::with(HttpSettings { deadline, ..settings() });
    let slow_body =
        b"POST /auth/system_token HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{".as_slice();
    let slow_chunk =
        b"POST /auth/system_token HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{"
            .as_slice();
    let slow_head = b"GET /branches HTTP/1.1\r\nHo".as_slice();
    for (bytes, code) in [(slow_body, "FG400-003"), (slow_chunk, "FG400-003"), (slow_head, "FG400-022")] {
        let began = Instant::now();
        let answer = house.raw(bytes);
        assert!(began.elapsed() >= deadline, "too early");
        assert!(began.elapsed() < Duration::from_secs(5), "too late");
        assert_eq!(Answer::parse(&answer).code(), code, "{:?}", String::from_utf8_lossy(&answer));
    }
    let silent = house.raw(b"");
    assert!(silent.is_empty(), "a connection without a request is closed without an answer");
}

#[test]
fn the_deadline_begins_anew_with_every_request() {
    let house = House::with(HttpSettings { deadline: Duration::from_millis(400), ..settings() });
    let mut stream = house.connect();
    let mut answer = [0; 4_096];
    for _ in 0..3 {
        // Each request takes more than half of the deadline, together they take more than all of it.
        let request = request("");
        stream.write_all(&request[..20]).unwrap();
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_millis(220) {
            std::thread::park_timeout(Duration::from_millis(220) - begun.elapsed());
        }
        stream.write_all(&request[20..]).unwrap();
        let length = stream.read(&mut answer).unwrap();
        assert!(answer[..length].starts_with(b"HTTP/1.1 401"));
    }
}
