//! Lists: pages, kinds, what a single consent sees, and the catalogue of errors.

use fgapi_domain::{AccountChoice, Grant, GrantSet};
use fgapi_linked::AggregationError;
use fgapi_token::{Authorization, LinkName};
use serde_json::{Value, json};

use super::room::{Room, id, number, refused};
use crate::bank::ALICES;

fn ids(answer: &crate::house::Answer) -> Vec<String> {
    assert_eq!(answer.status, 200, "{answer:?}");
    let accounts = answer.json["accounts"].as_array().unwrap();
    accounts.iter().map(|account| account["account"]["hashed_id"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn accounts_are_listed_oldest_first_in_pages() {
    let room = Room::open();
    let token = room.token("alice");
    let empty = room.house.get("/api/v1/accounts", &token);
    assert_eq!(empty.json, json!({ "limit": 100, "offset": 0, "total_count": 0, "accounts": [] }));
    let mut all = Vec::new();
    for at in 0..5 {
        room.clock.advance(1);
        let account = if at % 2 == 0 { room.by_forms("C-ALICE") } else { room.far("C-ALICE") };
        all.push(account.to_string());
    }
    room.by_forms("C-BOB");
    let get = |query: &str| room.house.get(&format!("/api/v1/accounts{query}"), &token);
    assert_eq!(ids(&get("")), all);
    let page = get("?page=2&limit=2&unknown=1&unknown=2");
    assert_eq!((&page.json["limit"], &page.json["offset"], &page.json["total_count"]), (&json!(2), &json!(2), &json!(5)));
    assert_eq!(ids(&page), all[2..4]);
    let past = get("?page=4294967295&limit=10000");
    assert_eq!((ids(&past).len(), &past.json["total_count"], &past.json["offset"]), (0, &json!(5), &json!(42_949_672_940_000_u64)));
    assert_eq!(ids(&get("?service_category_ids[]=3")), [all[1].clone(), all[3].clone()]);
    assert_eq!(ids(&get("?service_category_ids[]=3&service_category_ids%5B%5D=2&page=2&limit=4")), all[4..]);
    assert_eq!(get("?service_category_ids[]=9").json["total_count"], 0);
}

#[test]
fn a_row_has_sums_and_a_path_but_no_forms() {
    let room = Room::open();
    let (token, account) = (room.token("alice"), room.far("C-ALICE"));
    room.desk.fetch_next().unwrap();
    let row = room.house.get("/api/v1/accounts", &token).json["accounts"][0]["account"].clone();
    assert_eq!((&row["asset_sum"], &row["asset_sum_debt"]), (&json!(550), &json!(-350)));
    let bare = account.to_string().trim_end_matches('=').to_owned();
    assert_eq!(row["account_show_path"], format!("/accounts/show/{bare}"));
    let mut one = room.house.get(&format!("/api/v1/accounts/{account}"), &token).json["account"].clone();
    for name in ["exclusive_service_forms", "additional_requests"] {
        assert!(row.get(name).is_none() && one.as_object_mut().unwrap().remove(name).is_some(), "{name}");
    }
    for name in ["asset_sum_debt", "account_show_path"] {
        assert!(one.get(name).is_none(), "{name}");
        one[name] = row[name].clone();
    }
    assert_eq!(row, one, "the rest is the same");
    let reads = room.house.store.tables().unwrap().reads.len();
    room.house.door.desk.write_reads().unwrap();
    assert!(room.house.store.tables().unwrap().reads.len() > reads, "the customer's own page tells of it");
}

#[test]
fn every_wrong_parameter_is_named() {
    let room = Room::open();
    let token = room.token("alice");
    let wide: String = (0..101).map(|at| format!("a{at}=1&")).collect();
    for (query, field) in [
        ("page=0", "page: "),
        ("page=-1", "page: "),
        ("page=%2B1", "page: "),
        ("page=", "page: "),
        ("page=4294967296", "page: "),
        ("page=1&page=1", "page: "),
        ("limit=0", "limit: "),
        ("limit=10001", "limit: "),
        ("limit=ten", "limit: "),
        ("limit=1&limit=1", "limit: "),
        ("service_category_ids[]=BANK", "service_category_ids[]: "),
        ("service_category_ids[]=", "service_category_ids[]: "),
        ("a=%ff", "query: "),
        (&wide, "query: "),
    ] {
        let answer = room.house.get(&format!("/api/v1/accounts?{query}"), &token);
        let (status, number, sentence) = refused(&answer);
        assert_eq!((status, number), (400, 40000), "{query}");
        assert!(sentence.starts_with(field) && sentence.len() > field.len(), "{query}: {sentence}");
    }
}

#[test]
fn a_consent_that_names_accounts_sees_none_of_other_institutions() {
    let room = Room::open();
    let account = room.by_forms("C-ALICE");
    let request = room.ask(account, "母の旧姓は");
    let authorization = Authorization {
        client: room.house.door.desk.client_for_login(&room.house.one.api_key, fgapi_audit::Origin::NONE).unwrap().id,
        customer: id("C-ALICE"),
        link_name: LinkName::default(),
        grants: [Grant::Accounts].into_iter().collect::<GrantSet>(),
        accounts: AccountChoice::only([ALICES.parse().unwrap()]),
        challenge: None,
    };
    let auth = room.house.door.desk.open(authorization, fgapi_audit::Origin::NONE).unwrap();
    let system = room.house.system_token(&room.house.one);
    let pair = room.house.redeem(&room.house.one, &system, auth.token.reveal(), &[]);
    let token = pair.json["access_token"].as_str().unwrap();
    assert_eq!(room.house.get("/api/v1/accounts", token).json["total_count"], 0);
    let path = format!("/api/v1/accounts/{account}");
    assert_eq!(number(&room.house.get(&path, token)), 40400);
    let asked =
        json!({ "additional_request": { "account_id": account.to_string(), "response_data": "x", "hashed_id": request.to_string() } });
    for (method, path, body) in [
        ("PUT", path.clone(), json!({ "account": { "memo": "x" } })),
        ("POST", format!("{path}/acquire"), Value::Null),
        ("POST", "/api/v1/additional_requests".to_owned(), asked.clone()),
        ("PUT", format!("/api/v1/additional_requests/{request}"), asked),
    ] {
        assert_eq!(number(&room.json(method, &path, token, &body)), 40400, "{method} {path}");
    }
    let link = json!({ "account": { "service_id": 7, "service_form_answers": [] } });
    assert_eq!(number(&room.json("POST", "/api/v1/accounts", token, &link)), 40301);
    assert_eq!(room.told().len(), 2, "nothing was done: {:?}", room.told());
}

#[test]
fn the_catalogue_of_errors_is_answered_by_id() {
    let room = Room::open();
    let answer = room.house.get("/api/v1/aggregation_errors", &room.token("alice"));
    let errors = answer.json.as_array().unwrap();
    assert_eq!((answer.status, errors.len()), (200, AggregationError::ALL.len()));
    let first =
        json!({ "aggregation_error": { "error_msg": "ScrapingException", "error_type": "UNKNOWN", "id": 1, "msg_title": "一時停止中" } });
    assert_eq!(errors[0], first);
    assert_eq!(number(&room.house.send("GET", "/api/v1/aggregation_errors", &[], b"")), 40100);
}
