//! Another institution without fault.

use fgapi_puppet::{Asked, Puppet, Say};
use serde_json::{Value, json};

pub(crate) const API_KEY: &str = "fgk_us";
pub(crate) const PASSWORD: &str = "fgp_ours";

/// Without fault, but for what is asked at this path.
pub(crate) fn odd_at(path: &'static str, odd: impl Fn(&Asked) -> Say + Send + Sync + 'static) -> Puppet {
    Puppet::saying(move |asked| if asked.path == path { odd(asked) } else { good(asked) })
}

/// What an institution without fault says: two accounts, of which one was used.
pub(crate) fn good(asked: &Asked) -> Say {
    match asked.what().as_str() {
        "POST /auth/system_token" if asked.field("api_key") == API_KEY && asked.field("password") == PASSWORD => {
            Say::json(&json!({ "access_token": "fgs_good", "created_at": 1_000, "expired_at": 4_600 }))
        }
        "POST /auth/system_token" => Say::refuse(401, "invalid_client", None),
        what if what.ends_with("/auth/token") && asked.bearer != "fgs_good" => Say::refuse(401, "invalid_token", None),
        "POST /auth/token" => Say::json(&pair("one")),
        "PUT /auth/token" => Say::json(&pair("two")),
        "DELETE /auth/token" => Say::status(200, ""),
        "GET /accounts" => Say::json(&accounts(asked.page())),
        "GET /balances" if asked.field("account_id") == "a-1" => {
            let day = |day: u32, balance: i64| json!({ "date": format!("2026-01-{day:02}T00:00:00+09:00"), "balance": balance });
            Say::json(&json!({ "balances": [day(20, 500), day(31, 1_200), day(30, 700)], "page": 1, "next_page": 0 }))
        }
        "GET /balances" => Say::json(&json!({ "balances": [], "page": 1, "next_page": 0 })),
        "GET /transactions" if asked.field("account_id") == "a-1" => {
            let page = asked.page();
            Say::json(&json!({ "transactions": [transaction(page)], "page": page, "next_page": if page < 3 { page + 1 } else { 0 } }))
        }
        "GET /transactions" => Say::json(&json!({ "transactions": [], "page": 1, "next_page": 0 })),
        _ => Say::status(404, ""),
    }
}

pub(crate) fn pair(name: &str) -> Value {
    let token = |kind: &str| format!("{kind}_{name}");
    json!({
        "access_token": token("fga"), "created_at": 1_000, "expired_at": 4_600, "refresh_token": token("fgr"),
        "consent_expired_at": 1_777_000_000,
    })
}

pub(crate) fn account(id: &str) -> Value {
    json!({
        "id": id, "account_number": "****567", "owner_type": "p", "account_type1": "bank", "account_type2": "普通",
        "branch_code": "101", "branch_name": "本店",
    })
}

/// Two pages with an account each.
fn accounts(page: u32) -> Value {
    let next = if page == 1 { 2 } else { 0 };
    json!({
        "bank_code": "9999", "bank_name": "遠くの銀行", "accounts": [account(&format!("a-{page}"))],
        "params": { "page": page, "next_page": next }, "page": page, "next_page": next,
    })
}

pub(crate) fn transaction(number: u32) -> Value {
    json!({
        "id": format!("t-{number}"), "date": format!("2026-01-10T13:15:{:02}+09:00", number % 60), "amount": 100,
        "description": "振込", "balance": i64::from(number) * 100,
    })
}
