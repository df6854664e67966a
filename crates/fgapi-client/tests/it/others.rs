//! The calls that stand around FGAPI, as they are sent.

use fgapi_client::{FormAnswer, Link, LinkedChange, MemoryStorage, Reason, Redeem, Tenant};
use fgapi_puppet::{Asked, Puppet, Say};
use serde_json::{Value, json};

use crate::far::good;
use crate::house::{AN_HOUR, Noted, bank, clock};

const ID: &str = "84dG3OLcZt_gLm66DESKzw==";

fn account() -> Value {
    json!({ "account": {
        "account_uid_hidden": "134*****", "asset_sum": 7, "created_at": "2014-05-29T19:55:16+09:00", "disp_name": null,
        "aggregation_error_id": 0, "last_aggregated_at": null, "last_succeeded_at": "", "memo": null, "message": null, "msg_flag": 0,
        "msg_time": null, "next_aggregate_at": null, "service_category_id": 2, "service_id": 7, "status": 1, "hashed_id": ID,
        "sub_accounts": [], "aggregation_error": null, "exclusive_service_forms": [], "additional_requests": [],
        "service": { "category_name": "銀行", "category_type": "BANK", "code": "0001", "description": "", "id": 7, "login_url": "",
            "service_category_id": 2, "service_name": "銀行", "service_type": "B", "yomigana": "ギンコウ" },
    } })
}

fn linking(asked: &Asked) -> Say {
    let one = "/api/v1/accounts/84dG3OLcZt_gLm66DESKzw%3D%3D";
    match (asked.method.as_str(), asked.path.as_str()) {
        ("GET", "/api/v1/accounts") => {
            let offset = (asked.page() - 1) * 100;
            Say::json(
                &json!({ "limit": 100, "offset": offset, "total_count": 101, "accounts": vec![account(); if offset == 0 { 100 } else { 1 }] }),
            )
        }
        ("POST", "/api/v1/accounts") => Say::json(&account()),
        ("GET" | "PUT", path) if path == one => Say::json(&account()),
        ("POST", path) if path.strip_suffix("/acquire") == Some(one) => Say::status(200, ""),
        ("POST", "/api/v1/additional_requests") => {
            Say::json(&json!([{ "additional_request": { "hashed_id": ID, "message": "", "request_data": "?" } }]))
        }
        ("PUT", "/api/v1/additional_requests/q") => Say::status(200, ""),
        _ => good(asked),
    }
}

#[tokio::test]
async fn linked_accounts_are_listed_shown_changed_fetched_and_asked_about() {
    let far = Puppet::saying(linking);
    let bank = bank(&far.base(), &clock(), &Noted::default()).build().unwrap();
    let link = Link::redeem(&bank, MemoryStorage::new(), &Redeem::of("fgc_a")).await.unwrap();
    assert_eq!(link.linked_accounts().all().await.unwrap().len(), 101);
    assert_eq!(far.count("GET /api/v1/accounts"), 2);
    assert_eq!(link.linked_account(ID).await.unwrap().account.hashed_id, ID);
    far.asked();
    let answers = [FormAnswer { id: 13, value: "hush" }];
    link.link_account(7, &answers).await.unwrap();
    link.change_linked_account(ID, &LinkedChange { memo: Some(""), answers: &answers, ..LinkedChange::default() }).await.unwrap();
    link.acquire(ID).await.unwrap();
    assert_eq!(link.additional_requests(ID).await.unwrap().len(), 1);
    link.answer_request("q", "a").await.unwrap();
    let bodies: Vec<Value> = far.asked().iter().map(|asked| serde_json::from_slice(&asked.body).unwrap_or_default()).collect();
    let answers = json!([{ "id": 13, "value": "hush" }]);
    assert_eq!(
        bodies,
        [
            json!({ "account": { "service_id": 7, "service_form_answers": answers } }),
            json!({ "account": { "memo": "", "service_form_answers": answers } }),
            Value::Null,
            json!({ "additional_request": { "account_id": ID } }),
            json!({ "additional_request": { "response_data": "a" } }),
        ]
    );
}

/// A bank whose tokens for tenants are called by number.
fn tenants(asked: &Asked) -> Say {
    match asked.path.as_str() {
        "/oauth/token" if asked.field("grant_type") == "client_credentials" => {
            let token = json!({ "access_token": "fgo_1", "token_type": "bearer", "expires_in": 3_600, "scope": "read",
                "companyOID": "1", "tenantId": "1214732595705114600" });
            Say::json(&token)
        }
        "/api/openapi/externalService/authenticationInfo" if asked.bearer == "fgo_1" => {
            Say::json(&json!({ "tenantId": "1214732595705114600", "authenticationInfos": [] }))
        }
        "/api/v1/token" => {
            Say::json(&json!({ "tenant_id": "1", "level": "tenant", "grants": "", "login_id": "a", "created_at": 1, "expired_at": 2 }))
        }
        _ => Say::status(401, r#"{"timestamp":"t","status":401,"error":"Unauthorized","message":"gone","reason":"expired"}"#),
    }
}

#[tokio::test]
async fn a_tenants_program_gets_its_token_when_it_needs_one() {
    let far = Puppet::saying(tenants);
    let clock = clock();
    let bank = bank(&far.base(), &clock, &Noted::default()).build().unwrap();
    let tenant = Tenant::at(bank.clone(), "id", "sec ret:hush");
    assert!(!format!("{tenant:?}").contains("hush"));
    for _ in 0..3 {
        assert_eq!(tenant.authentication_infos(Some("0")).await.unwrap().tenant_id, "1214732595705114600");
    }
    let asked = far.asked();
    assert_eq!(asked.iter().filter(|asked| asked.path == "/oauth/token").count(), 1);
    // `id:sec+ret%3Ahush`, as RFC 6749 2.3.1 has it.
    assert_eq!(asked[0].authorization, "Basic aWQ6c2VjK3JldCUzQWh1c2g=");
    assert_eq!(asked[1].field("serviceCode"), "0");
    clock.advance(AN_HOUR);
    assert!(tenant.authentication_infos(None).await.is_ok());
    assert_eq!(far.count("POST /oauth/token"), 1);
    assert_eq!(bank.api_token("fgt_a").await.unwrap().login_id, "a");
    let refused = bank.authentication_infos("fgt_dead", None).await.unwrap_err();
    assert_eq!((refused.reason(), refused.status()), (Some(&Reason::Expired), Some(401)));
}
