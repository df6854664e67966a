//! Banks that are out for mischief: they get no secret into an error, and no more than a limit out of this program.

use std::time::Duration;

use fgapi_client::{CallError, Fgapi, LogIn, Redeem, Retry, Silence};
use fgapi_puppet::{Puppet, Say};
use serde_json::json;

use crate::far::{accounts, good};
use crate::house::{Noted, bank, clock};

fn impatient(far: &Puppet) -> Fgapi {
    let base = far.base();
    bank(&base, &clock(), &Noted::default())
        .retry(Retry::NEVER)
        .call_within(Duration::from_millis(500))
        .longest_answer(64 * 1_024)
        .build()
        .unwrap()
}

async fn said(say: impl Fn() -> Say + Send + Sync + 'static) -> CallError {
    let far = Puppet::saying(move |_| say());
    let error = impatient(&far).accounts("fga_hush", 1).await.unwrap_err();
    assert!(!format!("{error:?} {error}").contains("hush"), "{error:?}");
    assert!(!error.next_step().is_empty());
    error
}

fn why(error: CallError) -> String {
    match error {
        CallError::NotUnderstood { why, .. } => why,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let there = Puppet::saying(good);
    let location = format!("{}/accounts?page=1", there.base());
    let error = said(move || Say::Answer(302, vec![("Location", location.clone())], String::new())).await;
    assert_eq!(error.status(), Some(302));
    assert!(there.asked().is_empty());
    assert!(error.to_string().contains("base URL"), "{error}");
}

#[tokio::test]
async fn what_is_not_fgapi_is_told_as_what_it_is() {
    assert!(why(said(|| Say::Answer(200, vec![], "<!DOCTYPE html><p>fga_hush".to_owned())).await).contains("HTML"));
    assert!(why(said(|| Say::status(200, "")).await).starts_with("no JSON"));
    assert!(why(said(|| Say::status(200, "fga_hush")).await).starts_with("no JSON"));
    assert_eq!(why(said(|| Say::json(&json!({ "accounts": [] }))).await), "missing field `bank_code`");
    let typed = || {
        let mut answer = accounts(1, 0);
        answer["accounts"][0]["id"] = json!(["fga_hush"]);
        Say::json(&answer).with("X-Request-Id", "r-9")
    };
    let error = said(typed).await;
    assert_eq!(error.request_id(), Some("r-9"));
    assert_eq!(why(error), "accounts[0].id: expected a string");
}

#[tokio::test]
async fn an_endless_or_slow_answer_ends() {
    let head = b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n";
    let error = said(move || Say::Endless(head.to_vec(), vec![b' '; 4_096])).await;
    assert_eq!(why(error), "more than 65536 bytes");
    for bytes in [&b""[..], b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{"] {
        let error = said(move || Say::Hold(bytes.to_vec())).await;
        assert!(matches!(error, CallError::Unanswered { silence: Silence::Late, .. }), "{error:?}");
    }
    let error = said(|| Say::Bytes(b"SSH-2.0-fga_hush\r\n\r\n".to_vec())).await;
    assert!(matches!(error, CallError::Unanswered { silence: Silence::Garbled, .. }), "{error:?}");
}

#[tokio::test]
async fn a_bank_that_repeats_what_it_was_sent_gets_it_into_no_error() {
    let far = Puppet::saying(|asked| {
        let all: Vec<&str> = ["password", "auth_token", "refresh_token", "code_verifier", "id"].map(|name| asked.field(name)).to_vec();
        let echo = format!("{} {} {}", asked.bearer, all.join(" "), String::from_utf8_lossy(&asked.body));
        let refusal = json!({ "error": echo, "error_description": echo, "reason": echo, "field": echo, "request_id": echo });
        Say::status(400, &refusal.to_string()).with("Retry-After", 1)
    });
    let base = far.base();
    let bank = Fgapi::builder(&base, "fgk_us", "fgp_hush").direct().build().unwrap();
    let redeem = Redeem { code_verifier: Some("hush-verifier"), ..Redeem::of("fgc_hush") };
    let errors = [
        bank.system_token(None).await.unwrap_err(),
        bank.log_in(&LogIn { id: "hush-id", password: "hush-password", ..LogIn::default() }).await.unwrap_err(),
        bank.redeem("fgs_hush", &redeem).await.unwrap_err(),
        bank.refresh("fgs_hush", "fgr_hush", Some("key")).await.unwrap_err(),
        bank.revoke("fgs_hush", "fgr_hush", None).await.unwrap_err(),
        bank.accounts("fga_hush", 1).await.unwrap_err(),
        bank.answer_request("fga_hush", "id", "hush of the customer").await.unwrap_err(),
        bank.oauth_token("client", "hush-secret").await.unwrap_err(),
    ];
    for error in errors {
        assert!(!format!("{error:?} {error}").contains("hush"), "{error:?}");
    }
    assert!(!format!("{bank:?}").contains("hush"));
}
