//! What is asked again, how often, and after how long.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use fgapi_client::{CallError, Fgapi, Redeem, Retry, Silence};
use fgapi_puppet::{Asked, Puppet, Say};

use crate::far::{good, odd_at};
use crate::house::{Noted, bank, clock};

/// A bank that does so the first times that it is asked at this path, and is good afterwards.
fn at_first(path: &'static str, times: usize, odd: impl Fn(&Asked) -> Say + Send + Sync + 'static) -> Puppet {
    let count = AtomicUsize::new(0);
    odd_at(path, move |asked| if count.fetch_add(1, Ordering::SeqCst) < times { odd(asked) } else { good(asked) })
}

fn busy(seconds: &'static str) -> impl Fn(&Asked) -> Say + Send + Sync + 'static {
    move |_| Say::refuse(503, "temporarily_unavailable", None).with("Retry-After", seconds)
}

fn client(far: &Puppet) -> (Fgapi, Noted) {
    let noted = Noted::default();
    (bank(&far.base(), &clock(), &noted).build().unwrap(), noted)
}

const LOST: fn(&Asked) -> Say = |_| Say::Bytes(Vec::new());

#[tokio::test]
async fn a_busy_bank_is_asked_again_after_the_time_that_it_names() {
    let far = at_first("/accounts", 2, busy("7"));
    let (bank, noted) = client(&far);
    assert!(bank.accounts("fga_one", 1).await.is_ok());
    let waits = noted.waits();
    assert_eq!((far.count("GET /accounts"), waits.len()), (3, 2));
    assert!(waits.iter().all(|wait| (7_000..=7_500).contains(&wait.as_millis())), "{waits:?}");
    assert_ne!(waits[0], waits[1], "not all come back in the same moment");
}

#[tokio::test]
async fn a_date_is_a_time_as_well() {
    // The clock stands at 2026-02-01T12:46:40Z.
    let far = at_first("/accounts", 1, busy("Sun, 01 Feb 2026 12:46:55 GMT"));
    let (bank, noted) = client(&far);
    assert!(bank.accounts("fga_one", 1).await.is_ok());
    assert_eq!(noted.waits().iter().map(Duration::as_secs).collect::<Vec<_>>(), [15]);
}

#[tokio::test]
async fn tries_and_time_have_an_end() {
    let far = odd_at("/accounts", busy("7"));
    let (bank, noted) = client(&far);
    let error = bank.accounts("fga_one", 1).await.unwrap_err();
    assert_eq!(error.refused().and_then(|refused| refused.retry_after), Some(7));
    assert_eq!((far.count("GET /accounts"), noted.waits().len()), (4, 3));
    // A wait that would end after the time is not begun, neither at once nor together with others.
    for (seconds, calls) in [("61", 1), ("25", 3), ("18446744073709551615", 1)] {
        far.says(busy(seconds));
        far.asked();
        assert_eq!(bank.accounts("fga_one", 1).await.unwrap_err().status(), Some(503));
        assert_eq!(far.asked().len(), calls, "{seconds}");
    }
    let base = far.base();
    let (once, noted) = (clock(), Noted::default());
    let once = crate::house::bank(&base, &once, &noted).retry(Retry::NEVER).build().unwrap();
    far.says(busy("0"));
    assert!(once.accounts("fga_one", 1).await.is_err());
    assert_eq!((far.asked().len(), noted.waits().len()), (1, 0));
}

#[tokio::test]
async fn an_exchange_is_asked_again_only_with_a_key() {
    for odd in [LOST, |_: &Asked| Say::refuse(503, "", None).with("Retry-After", 1)] {
        for (key, calls) in [(None, 1), (Some("mine"), 2)] {
            let far = at_first("/auth/token", 1, odd);
            let (bank, _) = client(&far);
            let redeem = Redeem { idempotency_key: key, ..Redeem::of("fgc_a") };
            assert_eq!(bank.redeem("fgs_good", &redeem).await.is_ok(), key.is_some());
            assert_eq!(far.count("POST /auth/token"), calls);

            let far = at_first("/auth/token", 1, odd);
            let (bank, _) = client(&far);
            assert_eq!(bank.refresh("fgs_good", "fgr_one", key).await.is_ok(), key.is_some());
            let asked = far.asked();
            assert_eq!(asked.len(), calls);
            assert!(asked.iter().all(|asked| asked.field("idempotency_key") == key.unwrap_or_default()));
        }
    }
}

#[tokio::test]
async fn what_was_never_sent_is_sent_again() {
    // Nobody listens yet; the wait is what makes somebody listen.
    let far = Puppet::saying(good);
    let base = far.base();
    drop(far);
    let noted = Noted::default();
    let bank = bank(&base, &clock(), &noted).build().unwrap();
    let error = bank.redeem("fgs_good", &Redeem::of("fgc_a")).await.unwrap_err();
    assert!(matches!(error, CallError::Unanswered { silence: Silence::NotReached, .. }), "{error}");
    let waits = noted.waits();
    assert_eq!(waits.len(), 3);
    assert!(waits.windows(2).all(|two| two[0] < two[1]) && waits[2] <= Duration::from_millis(800), "{waits:?}");
}

#[tokio::test]
async fn a_lost_answer_of_a_reading_call_is_asked_for_again() {
    for odd in [LOST, |_: &Asked| Say::Bytes(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"acc".to_vec())] {
        let far = at_first("/accounts", 2, odd);
        let (bank, noted) = client(&far);
        assert!(bank.accounts("fga_one", 1).await.is_ok());
        assert_eq!((far.count("GET /accounts"), noted.waits().len()), (3, 2));
    }
}

#[tokio::test]
async fn a_call_ends_in_its_time_however_often_it_is_made() {
    let far = odd_at("/accounts", |_| Say::Hold(Vec::new()));
    let base = far.base();
    let begun = std::time::Instant::now();
    let bank = bank(&base, &clock(), &Noted::default()).call_within(Duration::from_millis(300)).build().unwrap();
    let error = bank.within(Duration::from_millis(700)).accounts("fga_one", 1).await.unwrap_err();
    assert!(matches!(error, CallError::Unanswered { silence: Silence::Late, .. }), "{error}");
    assert!((2..=3).contains(&far.count("GET /accounts")));
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
}
