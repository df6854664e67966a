//! Refreshing, ending, and the gateway's own system tokens.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use fgapi_domain::Secret;
use fgapi_puppet::{Asked, Puppet, Say};
use serde_json::json;

use crate::far::{good, odd_at, pair};
use crate::house::{BEGIN, House, LONG};

#[test]
fn the_next_pair_is_asked_for_with_a_key() {
    let (house, far) = (House::open(), Puppet::saying(good));
    let pair = house.refresh(&far, LONG).unwrap();
    assert_eq!((pair.access.reveal(), pair.refresh.reveal(), pair.expires_at), ("fga_two", "fgr_two", BEGIN.plus(3_600)));
    let asked = far.asked();
    let fields = ["api_key", "refresh_token", "idempotency_key"].map(|name| asked[1].field(name));
    assert_eq!((asked[1].what().as_str(), fields), ("PUT /auth/token", ["fgk_us", "fgr_one", "key-1"]));
}

#[test]
fn a_refresh_that_was_not_answered_is_asked_once_more_with_the_same_key() {
    let house = House::open();
    let far = Puppet::saying(good);
    let calls = AtomicU32::new(0);
    far.says(move |asked| match asked.path.as_str() {
        // Done, and told to nobody: the answer is lost on its way.
        "/auth/token" if calls.fetch_add(1, Ordering::SeqCst) == 0 => Say::Hold(Vec::new()),
        _ => good(asked),
    });
    assert_eq!(house.refresh(&far, Duration::from_secs(3)).unwrap().refresh.reveal(), "fgr_two");
    let keys: Vec<_> =
        far.asked().iter().filter(|asked| asked.method == "PUT").map(|asked| asked.field("idempotency_key").to_owned()).collect();
    assert_eq!(keys, ["key-1", "key-1"]);

    for silence in [Vec::new(), b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{\"a".to_vec()] {
        far.says(move |asked| if asked.path == "/auth/token" { Say::Bytes(silence.clone()) } else { good(asked) });
        let fault = house.refresh(&far, LONG).unwrap_err();
        assert_eq!(fault.error.id(), 3, "{fault}");
        assert_eq!(far.whats(), ["PUT /auth/token"; 2], "twice, and no more");
    }
}

#[test]
fn a_refresh_token_that_is_not_taken_is_a_log_in_that_failed() {
    let house = House::open();
    for (status, error, reason, expected) in [
        (401, "invalid_grant", Some("expired"), 5),
        (400, "invalid_request", None, 5),
        (401, "", None, 5),
        (401, "invalid_grant", Some("consent_ended"), 5),
        (401, "invalid_grant", Some("revoked_by_user"), 5),
        (401, "invalid_client", Some("client_suspended"), 5),
        (401, "invalid_client", None, 9),
        (503, "temporarily_unavailable", Some("maintenance"), 2),
        (503, "temporarily_unavailable", None, 9),
        (504, "temporarily_unavailable", None, 3),
    ] {
        let far = odd_at("/auth/token", move |_| Say::refuse(status, error, reason).with("Retry-After", 600));
        let fault = house.refresh(&far, LONG).unwrap_err();
        assert_eq!((fault.error.id(), fault.retry_after, fault.access_over), (expected, Some(600), false), "{status} {error} {reason:?}");
    }
}

#[test]
fn one_system_token_serves_until_shortly_before_its_end() {
    let (house, far) = (House::open(), Puppet::saying(good));
    let fetched = || far.whats().iter().filter(|what| *what == "POST /auth/system_token").count();
    for _ in 0..3 {
        house.refresh(&far, LONG).unwrap();
    }
    assert_eq!(fetched(), 1);
    house.clock.advance(3_539);
    house.refresh(&far, LONG).unwrap();
    assert_eq!(fetched(), 0, "it lives an hour");
    house.clock.advance(1);
    house.refresh(&far, LONG).unwrap();
    assert_eq!(fetched(), 1, "a minute before its end it is not used any more");

    // Many who need one at the same time ask once.
    house.clock.advance(4_000);
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| house.refresh(&far, LONG).unwrap());
        }
    });
    assert_eq!(fetched(), 1);
}

#[test]
fn a_system_token_that_was_kept_and_is_not_taken_any_more_is_replaced_once() {
    let house = House::open();
    let far = Puppet::saying(good);
    house.refresh(&far, LONG).unwrap();
    far.asked();
    let script = |told: &'static str| {
        move |asked: &Asked| match asked.what().as_str() {
            "POST /auth/system_token" => Say::json(&json!({ "access_token": "fgs_new", "created_at": 0, "expired_at": 3_600 })),
            "PUT /auth/token" if asked.bearer == "fgs_new" => Say::json(&pair("three")),
            _ => Say::refuse(401, told, None),
        }
    };
    far.says(script("invalid_token"));
    assert_eq!(house.refresh(&far, LONG).unwrap().access.reveal(), "fga_three");
    assert_eq!(far.whats(), ["PUT /auth/token", "POST /auth/system_token", "PUT /auth/token"]);

    // One that takes no system token at all is not asked for ever, and the customer is not told to log in for it.
    far.says(|asked| match asked.path.as_str() {
        "/auth/system_token" => Say::json(&json!({ "access_token": "fgs_newer", "created_at": 0, "expired_at": 3_600 })),
        _ => Say::refuse(401, "invalid_token", None),
    });
    let fault = house.refresh(&far, LONG).unwrap_err();
    assert_eq!((fault.error.id(), far.whats().len()), (9, 3), "{fault}");
}

#[test]
fn a_new_password_is_used_at_once() {
    let (mut house, far) = (House::open(), Puppet::saying(good));
    house.refresh(&far, LONG).unwrap();
    house.password = Secret::new("fgp_wrong");
    let fault = house.refresh(&far, LONG).unwrap_err();
    assert_eq!(fault.error.id(), 9, "no customer can help: {fault}");
    assert!(fault.why.starts_with("/auth/system_token: status 401"), "{fault}");
    house.password = Secret::new(crate::far::PASSWORD);
    assert!(house.refresh(&far, LONG).is_ok());
}

#[test]
fn tokens_that_are_none_are_not_kept() {
    let house = House::open();
    for odd in [
        json!({ "access_token": "a\nb", "created_at": 0, "expired_at": 60, "refresh_token": "r" }),
        json!({ "access_token": "a", "created_at": 0, "expired_at": 60, "refresh_token": "" }),
        json!({ "access_token": "a", "created_at": 60, "expired_at": 60, "refresh_token": "r" }),
        json!({ "access_token": "a", "created_at": 0, "expired_at": 60, "refresh_token": "r", "consent_expired_at": -1 }),
        json!({ "access_token": "a", "created_at": "0", "expired_at": 60, "refresh_token": "r" }),
        json!({ "access_token": "a", "created_at": 0, "expired_at": 60 }),
    ] {
        let body = odd.to_string();
        let far = odd_at("/auth/token", move |_| Say::status(200, &body));
        assert_eq!(house.refresh(&far, LONG).unwrap_err().error.id(), 1, "{odd}");
    }
    let far = odd_at("/auth/system_token", |_| Say::json(&json!({ "access_token": "a b", "created_at": 0, "expired_at": 60 })));
    assert_eq!(house.refresh(&far, LONG).unwrap_err().error.id(), 1);
}

#[test]
fn a_consent_is_ended_and_ending_it_twice_is_no_error() {
    let (house, far) = (House::open(), Puppet::saying(good));
    house.revoke(&far).unwrap();
    let asked = far.asked();
    assert_eq!((asked[1].what().as_str(), asked[1].field("refresh_token")), ("DELETE /auth/token", "fgr_one"));
    let far = odd_at("/auth/token", |_| Say::refuse(401, "invalid_grant", Some("revoked_by_client")));
    assert_eq!(house.revoke(&far).unwrap_err().error.id(), 5);
}

#[test]
fn everything_in_one_exchange_shares_its_patience() {
    let house = House::open();
    let far = Puppet::saying(|_| Say::Hold(Vec::new()));
    let began = Instant::now();
    let fault = house.refresh(&far, Duration::from_millis(900)).unwrap_err();
    assert_eq!(fault.error.id(), 3, "{fault}");
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());

    // A good system token, and then silence: both tries together, and no more.
    let held = Mutex::new(0);
    far.says(move |asked| {
        if asked.path == "/auth/system_token" {
            return good(asked);
        }
        *held.lock().unwrap() += 1;
        Say::Hold(Vec::new())
    });
    let began = Instant::now();
    assert_eq!(house.refresh(&far, Duration::from_millis(900)).unwrap_err().error.id(), 3);
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
}
