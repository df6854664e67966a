//! One account: the document's example field by field, what is null when, and ids in paths.

use std::collections::BTreeSet;

use fgapi_audit::By;
use fgapi_domain::UnixSeconds;
use fgapi_http::HttpSettings;
use fgapi_linked::{AccountId, AggregationError, Catalogue, Change, Report, ReportedQuestion};
use fgapi_wire::{FieldKind, FieldWithin, LINKED_FIELDS, LinkedAnswer, LinkedField};
use serde_json::{Value, json};

use super::room::{EXAMPLE, Room, harvest, id, number};
use crate::house::settings;

/// The document's example, in its order, with the ids and the texts of this gateway.
fn example(account: AccountId, request: &str) -> String {
    let description = Catalogue::parse(EXAMPLE).unwrap().services()[0].description.clone();
    [
        r#"{"account":{"account_uid_hidden":"134*****","asset_sum":120000,"created_at":"2014-05-29T19:55:16+09:00","disp_name":null,"#,
        r#""aggregation_error_id":7,"last_aggregated_at":"2014-05-31T17:16:05+09:00","last_succeeded_at":"","memo":null,"message":null,"#,
        r#""msg_flag":1,"msg_time":null,"next_aggregate_at":"2014-06-01T20:25:11+09:00","service_category_id":2,"service_id":7,"#,
        &format!(r#""status":2,"hashed_id":"{account}","#),
        r#""sub_accounts":[{"sub_name":null,"sub_number":null},{"sub_name":"本店","sub_number":"0999999"}],"#,
        r#""service":{"category_name":"銀行","category_type":"BANK","code":"0001","#,
        &format!(r#""description":"{description}","id":7,"#),
        r#""login_url":"http://www.mizuhobank.co.jp/direct/start.html","service_category_id":2,"service_name":"みずほ銀行","#,
        r#""service_type":"B_MIZUHO","yomigana":"ミズホギンコウ"},"#,
        r#""aggregation_error":{"error_msg":"SecretQuestionException","error_type":"FATAL","id":7,"msg_title":"要合言葉"},"#,
        r#""exclusive_service_forms":[{"disp_order":1,"encrypt_flag":1,"format":"","id":13,"input_type":"alphameric","#,
        r#""name":"お客様番号","note":"","service_form_type":"ID1","service_id":7,"unique_flag":1},"#,
        r#"{"disp_order":2,"encrypt_flag":1,"format":"","id":14,"input_type":"password","#,
        r#""name":"ログインパスワード","note":"","service_form_type":"PW1","service_id":7,"unique_flag":0}],"#,
        &format!(
            r#""additional_requests":[{{"hashed_id":"{request}","message":"合言葉が必要です。","request_data":"母の旧姓は何ですか"}}]"#
        ),
        "}}",
    ]
    .concat()
}

/// Alice's account as the example has it; the name of its question.
fn as_in_the_example(room: &Room) -> (AccountId, String) {
    let account = room.by_forms("C-ALICE");
    room.clock.set(UnixSeconds(1_401_524_165));
    let question = ReportedQuestion {
        message: "合言葉が必要です。".parse().unwrap(), question: "母の旧姓は何ですか".parse().unwrap()
    };
    room.report(
        account,
        Report {
            harvest: Some(harvest(&[("a", None, None, 100_000), ("b", Some("本店"), Some("0999999"), 20_000)])),
            error: Some(AggregationError::SecretQuestion),
            msg_flag: true,
            questions: vec![question],
            next: Some(UnixSeconds(1_401_621_911)),
            ..Report::default()
        },
    );
    let request = room.desk.requests_of(&id("C-ALICE"), account).unwrap().unwrap()[0].id;
    (account, request.to_string())
}

#[test]
fn the_documents_example_is_answered_field_by_field() {
    for ascii_escape in [false, true] {
        let room = Room::with(HttpSettings { ascii_escape, ..settings() });
        let (account, request) = as_in_the_example(&room);
        let answer = room.house.get(&format!("/api/v1/accounts/{account}"), &room.token("alice"));
        assert_eq!((answer.status, answer.header("content-type")), (200, Some("application/json; charset=utf-8")));
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        let expected = example(account, &request);
        assert_eq!(answer.json, serde_json::from_str::<Value>(&expected).unwrap());
        match ascii_escape {
            true => assert!(answer.body.is_ascii()),
            false => assert_eq!(String::from_utf8(answer.body).unwrap(), expected, "in the document's order"),
        }
    }
}

#[test]
fn an_answer_is_read_by_what_writes_it() {
    let room = Room::open();
    let (account, _) = as_in_the_example(&room);
    let answer = room.house.get(&format!("/api/v1/accounts/{account}"), &room.token("alice"));
    let read: LinkedAnswer<'_> = serde_json::from_slice(&answer.body).unwrap();
    assert_eq!(serde_json::to_value(&read).unwrap(), answer.json);
}

#[test]
fn what_is_not_known_is_null_empty_or_zero() {
    let room = Room::open();
    let (token, account) = (room.token("alice"), room.by_forms("C-ALICE"));
    let get = || room.house.get(&format!("/api/v1/accounts/{account}"), &token).json["account"].clone();
    let fresh = get();
    for name in ["disp_name", "memo", "message", "msg_time", "last_aggregated_at", "next_aggregate_at", "aggregation_error"] {
        assert_eq!(fresh[name], Value::Null, "{name}");
        assert!(fresh.as_object().unwrap().contains_key(name), "{name}");
    }
    assert_eq!((&fresh["last_succeeded_at"], &fresh["aggregation_error_id"], &fresh["msg_flag"]), (&json!(""), &json!(0), &json!(0)));
    assert_eq!((&fresh["asset_sum"], &fresh["sub_accounts"], &fresh["additional_requests"]), (&json!(0), &json!([]), &json!([])));
    let message = Some("お知らせがあります".parse().unwrap());
    room.report(account, Report { message, msg_flag: true, harvest: Some(harvest(&[("a", None, None, -7)])), ..Report::default() });
    let known = get();
    assert_eq!((&known["message"], &known["msg_time"]), (&json!("お知らせがあります"), &json!("2014-05-29T19:55:16+09:00")));
    assert_eq!((&known["last_succeeded_at"], &known["asset_sum"]), (&json!("2014-05-29T19:55:16+09:00"), &json!(-7)));
}

#[test]
fn status_follows_what_happens() {
    let room = Room::open();
    let (token, account) = (room.token("alice"), room.far("C-ALICE"));
    let status = || {
        let answer = room.house.get(&format!("/api/v1/accounts/{account}"), &token).json["account"].clone();
        (answer["status"].as_u64().unwrap(), answer["aggregation_error_id"].as_u64().unwrap(), answer["aggregation_error"].is_null())
    };
    assert_eq!(status(), (1, 0, true));
    room.clock.advance(600);
    assert_eq!(status(), (2, 3, false), "nobody came");
    room.desk.fetch_next().unwrap();
    assert_eq!(status(), (0, 0, true));
    assert!(room.desk.change(&id("C-ALICE"), account, &Change::Suspend, &By::GATEWAY).unwrap());
    assert_eq!(status(), (3, 0, true));
}

#[test]
fn an_id_is_read_raw_or_percent_encoded() {
    let room = Room::open();
    let (token, account) = (room.token("alice"), room.by_forms("C-ALICE").to_string());
    let bare = account.trim_end_matches('=');
    let first = account.as_bytes()[0];
    for spelled in
        [account.clone(), format!("{bare}%3D%3D"), format!("{bare}%3d%3d"), format!("{bare}=%3D"), format!("%{first:02x}{}", &account[1..])]
    {
        let answer = room.house.get(&format!("/api/v1/accounts/{spelled}"), &token);
        assert_eq!((answer.status, &answer.json["account"]["hashed_id"]), (200, &json!(account)), "{spelled}");
    }
}

#[test]
fn any_other_id_is_like_somebody_elses() {
    let room = Room::open();
    let (token, own, bobs) = (room.token("alice"), room.by_forms("C-ALICE").to_string(), room.by_forms("C-BOB").to_string());
    let foreign = room.house.get(&format!("/api/v1/accounts/{bobs}"), &token);
    assert_eq!(number(&foreign), 40400);
    let (bare, half) = (own.trim_end_matches('='), &own[..12]);
    for wrong in [
        AccountId([3; 16]).to_string(),
        bare.to_owned(),
        format!("{bare}="),
        format!("{own}="),
        format!("{bare}%253D%253D"),
        format!("{half}/{}", &own[13..]),
        format!("{half}%2F{}", &own[13..]),
        format!("{half}+{}", &own[13..]),
        format!("{half}%2B{}", &own[13..]),
        format!("{half}%00{}", &own[13..]),
        format!("{half}%ff{}", &own[13..]),
        format!("{own}/"),
        format!("{own}/x"),
        "x".to_owned(),
        "..".to_owned(),
        "%E6%99%AE".to_owned(),
        "x".repeat(4_000),
    ] {
        let answer = room.house.get(&format!("/api/v1/accounts/{wrong}"), &token);
        assert_eq!((answer.status, &answer.body), (404, &foreign.body), "{wrong}");
    }
}

#[test]
fn what_is_not_there_is_answered_like_the_rest_of_the_door() {
    let room = Room::open();
    let (token, account) = (room.token("alice"), room.by_forms("C-ALICE"));
    let account = format!("/api/v1/accounts/{account}");
    for (method, path) in [
        ("DELETE", account.as_str()),
        ("POST", &account),
        ("HEAD", "/api/v1/aggregation_errors"),
        ("GET", &format!("{account}/acquire")),
        ("PUT", "/api/v1/accounts"),
        ("GET", "/api/v1/accounts/"),
        ("GET", "/api/v1/additional_requests"),
        ("GET", "/api/v1/services"),
    ] {
        let answer = room.house.send(method, path, &[("Authorization", &format!("Bearer {token}"))], b"");
        assert_eq!(answer.status, 404, "{method} {path}");
        assert!(method == "HEAD" || answer.code() == "FG404-001", "{method} {path}: {answer:?}");
    }
    let without = crate::house::House::open();
    let (_, token, _) = without.linked(&without.one, "alice");
    assert_eq!(without.get("/api/v1/accounts", &token).code(), "FG404-001", "a gateway without a vault has no such API");
    let below = Room::with(HttpSettings { prefix: "/bank".into(), login_post: false, ..settings() });
    let answer = below.house.get("/bank/api/v1/accounts", "x");
    assert_eq!((answer.status, number(&answer)), (401, 40100), "below the common prefix");
}

/// The paths of a JSON value's fields, as the document writes them.
fn paths(at: &str, json: &Value, into: &mut Vec<(String, Value)>) {
    into.push((at.to_owned(), json.clone()));
    match json {
        Value::Object(members) => members.iter().for_each(|(name, json)| paths(&format!("{at}[{name}]"), json, into)),
        Value::Array(values) => values.iter().for_each(|json| match json {
            Value::Object(members) => members.iter().for_each(|(name, json)| paths(&format!("{at}[i][{name}]"), json, into)),
            other => panic!("a list of {other}"),
        }),
        _ => {}
    }
}

fn is_of_kind(field: &LinkedField, json: &Value) -> bool {
    let known = match field.kind {
        FieldKind::String => json.is_string(),
        FieldKind::Integer => json.is_i64(),
        FieldKind::Flag => *json == json!(0) || *json == json!(1),
        FieldKind::Time => json.as_str().is_some_and(|text| text.len() == 25 && text.ends_with("+09:00")),
        FieldKind::Object => json.is_object(),
        FieldKind::List => json.is_array(),
    };
    let unset = field.unset.map(|[unset, ..]| serde_json::from_str::<Value>(unset).unwrap());
    known || unset.as_ref() == Some(json)
}

#[test]
fn the_table_of_fields_says_what_answers_have() {
    let room = Room::open();
    let token = room.token("alice");
    let (asked, far) = (as_in_the_example(&room).0, room.far("C-ALICE"));
    let mut one = Vec::new();
    for account in [asked, far] {
        let answer = room.house.get(&format!("/api/v1/accounts/{account}"), &token);
        paths("account", &answer.json["account"], &mut one);
    }
    let mut list = Vec::new();
    for answer in room.house.get("/api/v1/accounts", &token).json["accounts"].as_array().unwrap() {
        paths("account", &answer["account"], &mut list);
    }
    for (answers, within) in [(one, [FieldWithin::Both, FieldWithin::One]), (list, [FieldWithin::Both, FieldWithin::List])] {
        let seen: BTreeSet<&str> = answers.iter().map(|(path, _)| path.as_str()).collect();
        let listed = LINKED_FIELDS.iter().filter(|field| within.contains(&field.within)).map(|field| field.path);
        assert_eq!(seen, listed.collect());
        for (path, json) in &answers {
            let field = LINKED_FIELDS.iter().find(|field| field.path == path).unwrap();
            assert!(is_of_kind(field, json), "{path}: {json}");
        }
    }
}
