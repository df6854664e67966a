//! What leaves the house: every response as it is, the same on both databases.

use serde_json::{Value, json};

use crate::http::{Answer, Fintech};
use crate::site::{ACCOUNT, Database, PASSWORD, Site, USER};

#[test]
fn responses_on_sqlite() {
    responses(Database::Sqlite);
}

#[test]
fn responses_on_postgresql() {
    responses(Database::Postgres);
}

/// Times, tokens and request ids differ from run to run; everything else is shown.
fn shown(answer: &Answer) -> Value {
    let mut body = if answer.text.is_empty() { Value::Null } else { answer.json() };
    hide(&mut body);
    json!({ "status": answer.status, "body": body })
}

fn hide(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                match name.as_str() {
                    "access_token" | "refresh_token" | "auth_token" => {
                        let prefix: String = value.as_str().unwrap().chars().take(4).collect();
                        *value = format!("{prefix}…").into();
                    }
                    "created_at" | "expired_at" | "refresh_token_expired_at" | "consent_expired_at" => *value = "(seconds)".into(),
                    "request_id" | "imported_at" => *value = format!("({name})").into(),
                    _ => hide(value),
                }
            }
        }
        Value::Array(rows) => rows.iter_mut().for_each(hide),
        _ => {}
    }
}

fn responses(database: Database) {
    let site = Site::with_data(database);
    let serving = site.serve();
    let fintech = site.client(&serving, "read");
    insta::with_settings!({ snapshot_path => "../snapshots", prepend_module_to_snapshot => false }, {
        tokens(&fintech);
        data(&fintech);
        refusals(&fintech);
    });
}

fn tokens(fintech: &Fintech) {
    let caller = &fintech.caller;
    let (key, password) = (fintech.api_key.as_str(), fintech.password.as_str());
    let system = caller.call("POST", "/auth/system_token", None, &[("api_key", key), ("password", password), ("grants", "branches")]);
    insta::assert_json_snapshot!("system_token", shown(&system));
    let system = fintech.system_token();
    let login = caller.call(
        "POST",
        "/auth/login",
        None,
        &[("api_key", key), ("id", USER), ("password", PASSWORD), ("grants", "accounts,transactions")],
    );
    insta::assert_json_snapshot!("login", shown(&login));
    // Not through the SDK: the answers are looked at as they travel.
    let redeem = [("api_key", key), ("password", password), ("auth_token", &login.text_of("auth_token"))];
    let pair = caller.call("POST", "/auth/token", Some(&system), &redeem);
    let traded =
        |method: &str, refresh: &str| caller.call(method, "/auth/token", Some(&system), &[("api_key", key), ("refresh_token", refresh)]);
    insta::assert_json_snapshot!("token_post", shown(&pair));
    let next = traded("PUT", &pair.text_of("refresh_token"));
    insta::assert_json_snapshot!("token_put", shown(&next));
    insta::assert_json_snapshot!("access_token_rotated", shown(&caller.call("GET", "/accounts", Some(&pair.text_of("access_token")), &[])));
    insta::assert_json_snapshot!("refresh_token_rotated", shown(&traded("PUT", &pair.text_of("refresh_token"))));
    insta::assert_json_snapshot!("token_delete", shown(&traded("DELETE", &next.text_of("refresh_token"))));
    insta::assert_json_snapshot!("access_token_revoked", shown(&caller.call("GET", "/accounts", Some(&next.text_of("access_token")), &[])));
}

fn data(fintech: &Fintech) {
    let caller = &fintech.caller;
    let system = fintech.system_token();
    let access = fintech.link(&system, USER, PASSWORD, "data").access;
    insta::assert_json_snapshot!("branches", shown(&caller.call("GET", "/branches", Some(&system), &[])));
    insta::assert_json_snapshot!("branches_past_the_end", shown(&caller.call("GET", "/branches", Some(&system), &[("page", "2")])));
    insta::assert_json_snapshot!("accounts", shown(&caller.call("GET", "/accounts", Some(&access), &[])));
    let january = [("account_id", ACCOUNT), ("start_date", "2026-01-01"), ("end_date", "2026-01-31")];
    insta::assert_json_snapshot!("transactions", shown(&caller.call("GET", "/transactions", Some(&access), &january)));
    insta::assert_json_snapshot!("balances", shown(&caller.call("GET", "/balances", Some(&access), &january)));
    let carried = [("account_id", ACCOUNT), ("start_date", "2026-01-04"), ("end_date", "2026-01-09"), ("fill", "carry")];
    insta::assert_json_snapshot!("balances_carried", shown(&caller.call("GET", "/balances", Some(&access), &carried)));
    let one_day = [("account_id", ACCOUNT), ("start_date", "2026-01-05"), ("end_date", "2026-01-05")];
    insta::assert_json_snapshot!("transactions_of_one_day", shown(&caller.call("GET", "/transactions", Some(&access), &one_day)));
}

fn refusals(fintech: &Fintech) {
    let caller = &fintech.caller;
    let system = fintech.system_token();
    let access = fintech.link(&system, USER, PASSWORD, "refusals").access;
    let turned = [("account_id", ACCOUNT), ("start_date", "2026-02-01"), ("end_date", "2026-01-31")];
    insta::assert_json_snapshot!("period_turned_round", shown(&caller.call("GET", "/transactions", Some(&access), &turned)));
    let long = [("account_id", ACCOUNT), ("start_date", "0001-01-01"), ("end_date", "9999-12-31")];
    insta::assert_json_snapshot!("period_too_long", shown(&caller.call("GET", "/transactions", Some(&access), &long)));
    insta::assert_json_snapshot!("page_zero", shown(&caller.call("GET", "/accounts", Some(&access), &[("page", "0")])));
    insta::assert_json_snapshot!("no_bearer", shown(&caller.call("GET", "/accounts", None, &[])));
    insta::assert_json_snapshot!(
        "wrong_password",
        shown(&caller.call("POST", "/auth/system_token", None, &[("api_key", "fgk_x"), ("password", "x")]))
    );
    insta::assert_json_snapshot!(
        "unknown_grant",
        shown(&caller.call("POST", "/auth/system_token", None, &[("api_key", "x"), ("password", "x"), ("grants", "write")]))
    );
    insta::assert_json_snapshot!("empty_body", shown(&caller.call("PUT", "/auth/token", Some(&system), &[])));
    insta::assert_json_snapshot!("undefined", shown(&caller.call("GET", "/nothing", None, &[])));
}
