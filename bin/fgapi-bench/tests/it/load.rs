//! The load generator: what it counts, and what it refuses.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use fgapi_bench::BaseUrl;
use fgapi_bench::load::{Chain, Phase, Traffic, request, run};

use crate::tiny::{serve, sized};

const PHASE: Phase = Phase { connections: 3, warm_up: Duration::ZERO, lasts: Duration::from_millis(200), expected: 200, sheds: false };

fn once(address: BaseUrl, requests: usize, keep: Option<&'static str>) -> Traffic {
    Traffic::Once { requests: (0..requests).map(|_| request(address, "GET /", None)).collect(), keep }
}

#[test]
fn every_answer_of_bounded_traffic_is_counted_and_what_it_tells_is_kept() {
    let address = serve(|_| sized("200 OK", r#"{"a": 1, "refresh_token": "fgr_x"}"#));
    let mut edges = Vec::new();
    let traffic = vec![once(address, 5, Some("refresh_token")), once(address, 0, None), once(address, 2, None)];
    let (loaded, left) = run(address, PHASE, traffic, |begins| {
        edges.push(begins);
        Ok(())
    })
    .unwrap();
    assert_eq!((loaded.answers, loaded.refused, loaded.body_bytes), (7, 0, 34));
    assert_eq!(loaded.kept, ["fgr_x"; 5]);
    assert_eq!(loaded.latencies.len(), 7);
    assert_eq!(edges, [true, false]);
    assert_eq!(left.len(), 3);
    assert!(loaded.per_second() > 0.0 && loaded.percentile(99.0) >= loaded.percentile(50.0));
}

#[test]
fn time_ends_a_phase_whose_traffic_does_not() {
    let address = serve(|_| sized("200 OK", "{}"));
    let bytes: std::sync::Arc<[u8]> = request(address, "GET /", None).into();
    let phase = Phase { warm_up: Duration::from_millis(50), ..PHASE };
    let (loaded, _) = run(address, phase, vec![Traffic::Same(bytes); 3], |_| Ok(())).unwrap();
    assert!(loaded.answers > 10 && loaded.elapsed < Duration::from_secs(2), "{loaded:?}");
}

#[test]
fn another_status_fails_loudly_and_shows_what_came() {
    let seen = AtomicUsize::new(0);
    let address =
        serve(move |_| if seen.fetch_add(1, Ordering::SeqCst) < 4 { sized("200 OK", "{}") } else { sized("401 Unauthorized", "no token") });
    let fault = run(address, PHASE, vec![once(address, 3, None), once(address, 3, None), once(address, 3, None)], |_| Ok(()));
    let text = fault.unwrap_err().to_string();
    assert!(text.contains("answered 401 where 200 was expected: no token") && text.contains("\nnext: "), "{text}");
}

#[test]
fn a_refusal_with_retry_after_is_counted_where_it_is_allowed() {
    let seen = AtomicUsize::new(0);
    let address = serve(move |_| {
        let busy = "HTTP/1.1 503 Service Unavailable\r\nretry-after: 1\r\ncontent-length: 0\r\n\r\n";
        if seen.fetch_add(1, Ordering::SeqCst).is_multiple_of(2) { busy.to_owned() } else { sized("200 OK", "{}") }
    });
    let traffic = || vec![once(address, 6, None), once(address, 0, None), once(address, 0, None)];
    let (loaded, _) = run(address, Phase { sheds: true, ..PHASE }, traffic(), |_| Ok(())).unwrap();
    assert_eq!((loaded.answers, loaded.refused), (3, 3));
    assert!(run(address, PHASE, traffic(), |_| Ok(())).unwrap_err().to_string().contains("503"));
}

#[test]
fn a_chain_asks_with_what_the_answer_before_told() {
    let address = serve(|request| {
        let (_, body) = request.split_once("\r\n\r\n").unwrap();
        let at: u32 = body.strip_prefix("k=1&token=t").unwrap().parse().unwrap();
        sized("200 OK", &format!(r#"{{"next":"t{}"}}"#, at + 1))
    });
    let chain = Traffic::Chain(Chain::new(address, "PUT /token".into(), "k=1&token=".into(), "next", "t1".to_owned()));
    let phase = Phase { connections: 1, ..PHASE };
    let (loaded, left) = run(address, phase, vec![chain], |_| Ok(())).unwrap();
    // One more may have come after the time was over: it is not counted, yet the chain goes on from it.
    let shown = format!("{left:?}");
    let reached = [loaded.answers + 1, loaded.answers + 2].iter().any(|at| shown.contains(&format!("\"t{at}\"")));
    assert!(loaded.answers > 1 && reached, "{} {shown}", loaded.answers);
}

#[test]
fn chunked_answers_are_read_to_their_end() {
    let address =
        serve(|_| "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\n{\"a\r\n5\r\n\":\"b\"\r\n1\r\n}\r\n0\r\n\r\n".to_owned());
    let (loaded, _) = run(address, Phase { connections: 1, ..PHASE }, vec![once(address, 4, Some("a"))], |_| Ok(())).unwrap();
    assert_eq!((loaded.answers, loaded.body_bytes, loaded.kept.join(" ")), (4, 9, "b b b b".to_owned()));
}

#[test]
fn load_goes_to_loopback_addresses_only() {
    for (url, why) in [
        ("http://192.0.2.1:80", "loopback addresses only"),
        ("http://bank.example:80", "loopback addresses only"),
        ("https://127.0.0.1:80", "plain http"),
        ("http://127.0.0.1", "port"),
        ("http://127.0.0.1:0", "port"),
        ("http://127.0.0.1:80/path", "no path"),
        ("http://localhost@192.0.2.1:80", "no path, query or user"),
    ] {
        let text = url.parse::<BaseUrl>().unwrap_err().to_string();
        assert!(text.starts_with(url) && text.contains(why) && text.contains("\nnext: give http://"), "{text}");
    }
    for url in ["http://127.0.0.1:80", "http://localhost:8080/", "http://[::1]:80"] {
        assert!(url.parse::<BaseUrl>().is_ok(), "{url}");
    }
}

#[test]
fn a_phase_has_bounds() {
    let address: BaseUrl = "http://127.0.0.1:1".parse().unwrap();
    for (connections, lasts) in [(0, 1), (2_001, 1), (2, 1), (1, 3_601)] {
        let phase = Phase { connections, lasts: Duration::from_secs(lasts), ..PHASE };
        assert!(run(address, phase, vec![once(address, 1, None)], |_| Ok(())).is_err());
    }
    let text = run(address, Phase { connections: 1, ..PHASE }, vec![once(address, 1, None)], |_| Ok(())).unwrap_err().to_string();
    assert!(text.contains("next: start the server"), "{text}");
}
