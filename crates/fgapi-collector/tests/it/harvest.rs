//! What comes home from an institution, and within which limits.

use fgapi_domain::{UnixSeconds, Yen};
use fgapi_puppet::{Asked, Puppet, Say};
use serde_json::{Value, json};

use crate::far::{account, good, odd_at, transaction};
use crate::house::{House, LONG};

#[test]
fn all_pages_come_home_in_the_institutions_order() {
    let (house, far) = (House::open(), Puppet::saying(good));
    let home = house.harvest(&far, LONG).unwrap();
    let [used, unused] = &home.accounts[..] else { panic!("{home:?}") };
    assert_eq!((used.far_id.as_str(), unused.far_id.as_str()), ("a-1", "a-2"));
    assert_eq!((used.branch_name.as_ref().unwrap().as_str(), used.number.as_ref().unwrap().as_str()), ("本店", "****567"));
    assert_eq!((used.kind.as_str(), used.balance, unused.balance), ("普通", Yen(1_200), Yen(0)), "the newest day's, whatever the order");
    let ids: Vec<_> = used.transactions.iter().map(|transaction| transaction.far_id.as_str()).collect();
    assert_eq!(ids, ["t-1", "t-2", "t-3"]);
    let first = &used.transactions[0];
    assert_eq!((first.booked_at, first.amount, first.balance), (UnixSeconds(1_768_018_501), Yen(100), Yen(100)));
    assert_eq!((first.description.as_str(), unused.transactions.len()), ("振込", 0));
    let asked = far.asked();
    assert!(asked.iter().all(|asked| asked.bearer == "fga_one"));
    let days = |path: &str| {
        let asked = asked.iter().find(|asked| asked.path == path).unwrap();
        (asked.field("account_id").to_owned(), asked.field("start_date").to_owned(), asked.field("end_date").to_owned())
    };
    assert_eq!(days("/transactions"), ("a-1".into(), "2026-01-01".into(), "2026-01-31".into()));
    assert_eq!(days("/balances"), ("a-1".into(), "2026-01-01".into(), "2026-01-31".into()));
}

/// An institution with one account, what it says of balances (with and without `fill=carry`) and of transactions.
fn of_one(balances: Value, carried: Say, transactions: Value) -> Puppet {
    let carried = std::sync::Mutex::new(Some(carried));
    Puppet::saying(move |asked| match asked.path.as_str() {
        "/accounts" => Say::json(&json!({ "bank_code": "9999", "bank_name": "", "accounts": [account("a-1")] })),
        "/balances" if asked.field("fill") == "carry" => carried.lock().unwrap().take().unwrap(),
        "/balances" => Say::json(&json!({ "balances": balances })),
        _ => Say::json(&json!({ "transactions": transactions })),
    })
}

#[test]
fn a_balance_is_the_newest_that_is_known() {
    let day = |day: &str, balance: i64| json!({ "date": day, "balance": balance });
    let two = || json!([transaction(2), transaction(1)]);
    let carried = || Say::json(&json!({ "balances": [day("2026-01-30", 7), day("2026-01-31", 8)] }));
    for (far, expected) in [
        (of_one(json!([day("2026-01-31", -5), day("2026-01-30", 9)]), carried(), two()), -5),
        (of_one(json!([]), carried(), two()), 200),
        (of_one(json!([]), carried(), json!([])), 8),
        (of_one(json!([]), Say::refuse(400, "invalid_request", None), json!([])), 0),
        (of_one(json!([]), Say::json(&json!({ "balances": [] })), json!([])), 0),
        (of_one(json!([day("2026-01-31", i64::MAX)]), carried(), two()), i64::MAX),
    ] {
        let home = House::open().harvest(&far, LONG).unwrap();
        assert_eq!(home.accounts[0].balance, Yen(expected));
    }
}

#[test]
fn an_access_token_that_is_over_may_be_refreshed_and_an_ended_consent_may_not() {
    let house = House::open();
    for path in ["/accounts", "/balances", "/transactions"] {
        for (status, error, reason, expected) in [
            (401, "invalid_token", Some("expired"), (5, true)),
            (401, "invalid_token", Some("rotated"), (5, true)),
            (401, "invalid_token", None, (5, true)),
            (401, "", None, (5, true)),
            (401, "invalid_token", Some("consent_ended"), (5, false)),
            (401, "invalid_token", Some("revoked_by_user"), (5, false)),
            (401, "invalid_token", Some("revoked_by_bank"), (5, false)),
            (401, "invalid_token", Some("revoked_by_client"), (5, false)),
            (401, "invalid_token", Some("password_changed"), (5, false)),
            (401, "invalid_token", Some("client_suspended"), (5, false)),
            (403, "insufficient_scope", None, (5, false)),
            (403, "access_denied", Some("announcement"), (4, false)),
            (403, "access_denied", Some("pin_required"), (6, false)),
            (401, "access_denied", Some("question_required"), (7, false)),
            (401, "access_denied", Some("one_time_password_required"), (8, false)),
            (503, "temporarily_unavailable", Some("maintenance"), (2, false)),
            (503, "temporarily_unavailable", None, (9, false)),
            (429, "", None, (9, false)),
            (500, "server_error", None, (9, false)),
            (504, "temporarily_unavailable", None, (3, false)),
        ] {
            let far = odd_at(path, move |_| Say::refuse(status, error, reason).with("Retry-After", 77));
            let fault = house.harvest(&far, LONG).unwrap_err();
            assert_eq!((fault.error.id(), fault.access_over), expected, "{path} {status} {error} {reason:?}: {fault}");
            assert_eq!(fault.retry_after, Some(77));
            assert!(fault.why.starts_with(&format!("{path}: status {status}")) && !fault.why.contains("hush"), "{fault}");
        }
    }
}

/// Accounts, so many a page.
fn accounts(total: u32, each: u32) -> impl Fn(&Asked) -> Say {
    move |asked| {
        let page = asked.page();
        let rows: Vec<_> = ((page - 1) * each..total.min(page * each)).map(|number| account(&format!("a-{number}"))).collect();
        let next = if page * each < total { page + 1 } else { 0 };
        Say::json(&json!({ "bank_code": "9999", "bank_name": "", "accounts": rows, "page": page, "next_page": next }))
    }
}

/// Transactions, so many a page, of every account.
fn transactions(total: u32, each: u32) -> impl Fn(&Asked) -> Say {
    move |asked| {
        let page = asked.page();
        let rows: Vec<_> = ((page - 1) * each..total.min(page * each)).map(transaction).collect();
        let next = if page * each < total { page + 1 } else { 0 };
        Say::json(&json!({ "transactions": rows, "page": page, "next_page": next }))
    }
}

#[test]
fn a_hundred_accounts_are_taken_and_no_more() {
    let house = House::open();
    let none = |asked: &Asked| if asked.path == "/transactions" { transactions(0, 1)(asked) } else { good(asked) };
    for (total, each, fits) in [(100, 50, true), (101, 50, false), (101, 101, false), (1_000_000, 1_000, false)] {
        let of = accounts(total, each);
        let far = Puppet::saying(move |asked| if asked.path == "/accounts" { of(asked) } else { none(asked) });
        let outcome = house.harvest(&far, LONG);
        assert_eq!(outcome.as_ref().map(|home| home.accounts.len()).map_err(|fault| fault.error.id()), if fits { Ok(100) } else { Err(1) });
        assert!(far.asked().iter().filter(|asked| asked.path == "/accounts").count() <= 3);
    }
}

#[test]
fn ten_thousand_transactions_are_taken_in_one_attempt_and_no_more() {
    let house = House::open();
    let taken = |total: u32, each: u32| {
        // Both accounts have them all.
        let of = transactions(total, each);
        let far = odd_at("/transactions", move |asked| of(asked));
        let outcome = house.harvest(&far, LONG);
        let counts = outcome.map(|home| home.accounts.iter().map(|account| account.transactions.len()).collect::<Vec<_>>());
        (counts.map_err(|fault| (fault.error.id(), fault.why)), far.whats().len())
    };
    assert_eq!(taken(5_000, 500).0, Ok(vec![5_000, 5_000]));
    let (outcome, _) = taken(5_001, 500);
    assert_eq!(outcome, Err((1, "/transactions: more than 10000 transactions in one attempt".to_owned())));
    let (outcome, calls) = taken(1_000_000, 2_000);
    assert!(outcome == Err((1, "/transactions: more than 10000 transactions in one attempt".to_owned())) && calls < 15, "{calls}");
    let (outcome, calls) = taken(1_000_000, 10);
    assert!(outcome == Err((1, "/transactions: more than 50 pages".to_owned())) && calls < 60, "{calls}");
}
