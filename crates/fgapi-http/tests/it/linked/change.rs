//! What an app changes for its customer: linking by forms, names, answers, and fetching now.

use fgapi_audit::By;
use fgapi_http::HttpSettings;
use fgapi_linked::{Change, Fetched, Report};
use serde_json::{Value, json};

use super::room::{Room, id, number, refused};
use crate::house::settings;

const ACCOUNTS: &str = "/api/v1/accounts";
const REQUESTS: &str = "/api/v1/additional_requests";

fn both(number: &str, password: &str) -> Value {
    json!([{ "id": 13, "value": number }, { "id": 14, "value": password }])
}

#[test]
fn an_account_is_linked_by_forms() {
    for spelled in ["service_form_answers", "service_forms_answers"] {
        let room = Room::open();
        let token = room.token("alice");
        let body = json!({ "account": { "service_id": 7, spelled: both("99900001", "open sesame"), "unknown": [1] }, "more": null });
        let answer = room.json("POST", ACCOUNTS, &token, &body);
        assert_eq!((answer.status, &answer.json["account"]["account_uid_hidden"]), (200, &json!("999*****")), "{answer:?}");
        assert!(!String::from_utf8_lossy(&answer.body).contains("open sesame"));
        let path = format!("{ACCOUNTS}/{}", answer.json["account"]["hashed_id"].as_str().unwrap());
        assert_eq!(room.house.get(&path, &token).json, answer.json, "as it is shown");
        let id = answer.json["account"]["hashed_id"].as_str().unwrap().parse().unwrap();
        assert_eq!(room.taken(id), [("form:13".into(), "99900001".into()), ("form:14".into(), "open sesame".into())]);
        let client = format!("client:{}", room.house.one.api_key);
        assert_eq!(room.told()[0], (client, "linked_account.add".to_owned()), "the log says which app");
    }
}

#[test]
fn names_and_answers_are_changed_one_by_one() {
    let room = Room::open();
    let (token, account) = (room.token("alice"), room.by_forms("C-ALICE"));
    let path = format!("{ACCOUNTS}/{account}");
    let change = |method: &str, account: Value| {
        let answer = room.json(method, &path, &token, &json!({ "account": account }));
        assert_eq!(answer.status, 200, "{answer:?}");
        let row = &answer.json["account"];
        (row["disp_name"].clone(), row["memo"].clone(), row["account_uid_hidden"].clone())
    };
    let hidden = || json!("134*****");
    assert_eq!(change("PUT", json!({ "disp_name": "家計" })), (json!("家計"), Value::Null, hidden()));
    assert_eq!(change("PATCH", json!({ "memo": "引落し" })), (json!("家計"), json!("引落し"), hidden()));
    assert_eq!(change("PUT", json!({})), (json!("家計"), json!("引落し"), hidden()));
    assert_eq!(change("PUT", json!({ "disp_name": null, "memo": "" })), (Value::Null, Value::Null, hidden()));
    let empty = json!({ "service_form_answers": both("", "") });
    assert_eq!(change("PUT", empty).2, hidden(), "empty answers change nothing");
    assert_eq!(change("PUT", json!({ "service_form_answers": both("56700001", "new") })).2, json!("567*****"));
    assert_eq!(room.taken(account)[1], ("form:14".into(), "new".into()));
}

#[test]
fn what_is_refused_changes_nothing() {
    let room = Room::open();
    let (token, account) = (room.token("alice"), room.by_forms("C-ALICE"));
    let body = json!({ "account": { "disp_name": "家計", "service_form_answers": [{ "id": 13, "value": "1" }] } });
    assert_eq!(number(&room.json("PUT", &format!("{ACCOUNTS}/{account}"), &token, &body)), 40000);
    assert_eq!(room.house.get(&format!("{ACCOUNTS}/{account}"), &token).json["account"]["disp_name"], Value::Null);
    let bobs = room.by_forms("C-BOB");
    for account in [json!({ "disp_name": "x" }), json!({ "memo": "x" }), json!({}), json!({ "service_form_answers": both("1", "2") })] {
        let answer = room.json("PUT", &format!("{ACCOUNTS}/{bobs}"), &token, &json!({ "account": account }));
        assert_eq!(number(&answer), 40400);
    }
    assert_eq!(room.told().len(), 2);
}

#[test]
fn every_wrong_field_is_named() {
    let room = Room::open();
    let (token, account) = (room.token("alice"), room.by_forms("C-ALICE"));
    let with = |name: &str, value: Value| {
        let mut account = json!({ "service_id": 7, "service_form_answers": both("1234", "x") });
        account[name] = value;
        json!({ "account": account })
    };
    let answers = |answers: Value| with("service_form_answers", answers);
    for (body, field) in [
        (json!({}), "account: "),
        (json!({ "account": [] }), "account: "),
        (json!({ "account": null }), "account: "),
        (with("service_id", json!("7")), "account[service_id]: "),
        (with("service_id", json!(0)), "account[service_id]: "),
        (with("service_id", json!(-7)), "account[service_id]: "),
        (with("service_id", json!(7.5)), "account[service_id]: "),
        (with("service_id", json!(u64::MAX)), "account[service_id]: "),
        (with("service_id", json!(8)), "account[service_id]: "),
        (with("service_forms_answers", both("1", "x")), "account[service_forms_answers]: "),
        (answers(json!({})), "account[service_form_answers]: "),
        (answers(json!(null)), "account[service_form_answers]: "),
        (answers(json!([7])), "account[service_form_answers][0]: "),
        (answers(json!([{ "value": "x" }])), "account[service_form_answers][0][id]: "),
        (answers(json!([{ "id": "13", "value": "x" }])), "account[service_form_answers][0][id]: "),
        (answers(json!([{ "id": 13, "value": "x" }, { "id": 14, "value": 5 }])), "account[service_form_answers][1][value]: "),
        (answers(json!([{ "id": 13, "value": "x" }, { "id": 14 }])), "account[service_form_answers][1][value]: "),
        (answers(json!([{ "id": 13, "value": "x" }])), "account[service_form_answers] (id 14): "),
        (answers(json!([])), "account[service_form_answers] (id 13): "),
        (answers(json!([{ "id": 99, "value": "x" }])), "account[service_form_answers] (id 99): "),
        (answers(json!([{ "id": 13, "value": "x" }, { "id": 13, "value": "x" }])), "account[service_form_answers] (id 13): "),
    ] {
        let (_, number, sentence) = refused(&room.json("POST", ACCOUNTS, &token, &body));
        assert_eq!(number, 40000, "{body}: {sentence}");
        assert!(sentence.starts_with(field) && sentence.len() > field.len(), "{body}: {sentence}");
    }
    for (body, field) in [
        (json!({ "disp_name": 7 }), "account[disp_name]: "),
        (json!({ "disp_name": "x".repeat(101) }), "account[disp_name]: "),
        (json!({ "disp_name": "a\nb" }), "account[disp_name]: "),
        (json!({ "memo": ["x"] }), "account[memo]: "),
        (json!({ "memo": "x".repeat(401) }), "account[memo]: "),
    ] {
        let (_, number, sentence) = refused(&room.json("PUT", &format!("{ACCOUNTS}/{account}"), &token, &json!({ "account": body })));
        assert!(number == 40000 && sentence.starts_with(field), "{body}: {sentence}");
    }
    let none = json!({ "account": { "service_id": 7 } });
    assert!(refused(&room.json("POST", ACCOUNTS, &token, &none)).2.starts_with("account[service_form_answers] (id 13): "));
}

#[test]
fn an_answer_that_does_not_match_has_a_number_of_its_own() {
    let room = Room::open();
    let token = room.token("alice");
    for bad in ["", "a\u{0}", &"x".repeat(1_025)] {
        let body = json!({ "account": { "service_id": 7, "service_form_answers": both("1234", bad) } });
        let (status, number, sentence) = refused(&room.json("POST", ACCOUNTS, &token, &body));
        assert_eq!((status, number), (400, 40001));
        assert!(sentence.starts_with("account[service_form_answers] (id 14): "), "{sentence}");
    }
    let far = json!({ "account": { "service_id": 20, "service_form_answers": [] } });
    assert_eq!(number(&room.json("POST", ACCOUNTS, &token, &far)), 40005);
    assert_eq!(room.house.get(ACCOUNTS, &token).json["total_count"], 0);
}

#[test]
fn bodies_are_bounded_json_and_nothing_else() {
    let room = Room::with(HttpSettings { body_bytes_max: 2_000, ..settings() });
    let token = room.token("alice");
    let deep = format!(r#"{{"account":{}{}}}"#, "[".repeat(900), "]".repeat(900));
    let long = format!(r#"{{"account":"{}"}}"#, "x".repeat(2_000));
    for bad in [
        "",
        "{",
        "[]x",
        r#"{"account":{},"account":{}}"#,
        r#"{"account":{"memo":"a","memo":"b"}}"#,
        "{\"account\":\"\u{1}\"}",
        &deep,
        &long,
    ] {
        assert_eq!(number(&room.text("POST", ACCOUNTS, &token, bad)), 40002, "{:?}", &bad[..bad.len().min(60)]);
    }
    let authorization = format!("Bearer {token}");
    let body = br#"{"account":{}}"#;
    for kinds in [
        &[][..],
        &["text/plain"],
        &["application/x-www-form-urlencoded"],
        &["application/json; charset=shift_jis"],
        &["application/json", "application/json"],
    ] {
        let mut headers = vec![("Authorization", authorization.as_str())];
        headers.extend(kinds.iter().map(|kind| ("Content-Type", *kind)));
        assert_eq!(number(&room.house.send("POST", ACCOUNTS, &headers, body)), 40002, "{kinds:?}");
    }
    assert_eq!(
        number(&room.house.send("POST", ACCOUNTS, &[("Authorization", &authorization), ("Content-Type", "application/json")], b"\xff")),
        40002
    );
    assert!(refused(&room.text("POST", ACCOUNTS, &token, &long)).2.contains("2000"));
    assert_eq!(number(&room.text("POST", ACCOUNTS, "x", &long)), 40100, "the bearer is told first");
}

#[test]
fn an_account_is_fetched_when_an_app_asks() {
    let room = Room::open();
    let (token, far, by_forms) = (room.token("alice"), room.far("C-ALICE"), room.by_forms("C-ALICE"));
    room.desk.fetch_next().unwrap();
    room.clock.advance(60);
    assert_eq!(room.desk.fetch_next().unwrap(), Fetched::Idle);
    let authorization = format!("Bearer {token}");
    let acquire = |account: &str, headers: &[(&str, &str)], body: &[u8]| {
        let headers = [&[("Authorization", authorization.as_str())], headers].concat();
        room.house.send("POST", &format!("{ACCOUNTS}/{account}/acquire"), &headers, body)
    };
    let answer = acquire(&far.to_string().replace('=', "%3D"), &[], b"");
    assert_eq!((answer.status, answer.body.len(), answer.header("content-type")), (200, 0, None));
    assert_eq!(room.desk.fetch_next().unwrap(), Fetched::Done(far));
    let form = [("Content-Type", "application/x-www-form-urlencoded")];
    assert_eq!(acquire(&format!("{far}"), &form, b"by_user=true").status, 200, "by_user changes nothing");
    assert_eq!(number(&acquire(&by_forms.to_string(), &[], b"")), 40004);
    assert!(room.desk.change(&id("C-ALICE"), far, &Change::Suspend, &By::GATEWAY).unwrap());
    assert_eq!(number(&acquire(&far.to_string(), &[], b"")), 40003);
    assert_eq!(number(&acquire(&room.far("C-BOB").to_string(), &[], b"")), 40400);
    assert_eq!(number(&acquire("x", &[], b"")), 40400);
    assert_eq!(number(&acquire(&far.to_string(), &[], &[b'x'; 70_000])), 40002);
}

#[test]
fn questions_are_listed_and_answered() {
    let room = Room::open();
    let (token, account) = (room.token("alice"), room.by_forms("C-ALICE"));
    let post = |more: Value| {
        let mut asked = json!({ "account_id": account.to_string() });
        more.as_object().unwrap().iter().for_each(|(name, value)| asked[name] = value.clone());
        room.json("POST", REQUESTS, &token, &json!({ "additional_request": asked }))
    };
    assert_eq!((post(json!({})).status, post(json!({})).json), (200, json!([])));
    let request = room.ask(account, "母の旧姓は").to_string();
    let open =
        json!([{ "additional_request": { "hashed_id": request, "message": "質問に答えてください。", "request_data": "母の旧姓は" } }]);
    assert_eq!(post(json!({})).json, open);
    let answered = post(json!({ "hashed_id": request, "response_data": "tanaka" }));
    assert_eq!((answered.status, answered.json), (200, json!([])), "no question is open any more");
    assert_eq!(room.house.get(&format!("{ACCOUNTS}/{account}"), &token).json["account"]["additional_requests"], json!([]));
    for method in ["PUT", "PATCH"] {
        let body = json!({ "additional_request": { "response_data": method } });
        let answer = room.json(method, &format!("{REQUESTS}/{}", request.replace("==", "%3d%3d")), &token, &body);
        assert_eq!((answer.status, answer.body.len()), (200, 0), "{answer:?}");
    }
    assert_eq!(room.taken(account).pop().unwrap(), (format!("request:{request}"), "PATCH".to_owned()), "the last answer counts");
    assert_eq!(post(json!({})).json, open, "it is used, and the question is open until the program reports");
}

#[test]
fn an_unused_answer_expires_and_its_question_is_open_again() {
    let room = Room::open();
    let (token, account) = (room.token("alice"), room.by_forms("C-ALICE"));
    let request = room.ask(account, "母の旧姓は");
    room.json("PUT", &format!("{REQUESTS}/{request}"), &token, &json!({ "additional_request": { "response_data": "x" } }));
    let open = || {
        let answer = room.house.get(&format!("{ACCOUNTS}/{account}"), &token);
        answer.json["account"]["additional_requests"].as_array().unwrap().len()
    };
    assert_eq!(open(), 0);
    room.clock.advance(600);
    assert_eq!(open(), 1);
}

#[test]
fn what_is_asked_of_somebody_else_or_of_nobody_is_absent() {
    let room = Room::open();
    let (token, account, bobs) = (room.token("alice"), room.by_forms("C-ALICE"), room.by_forms("C-BOB"));
    let request = room.ask(account, "母の旧姓は").to_string();
    let post = |asked: Value| number(&room.json("POST", REQUESTS, &token, &json!({ "additional_request": asked })));
    let account = account.to_string();
    assert_eq!(post(json!({ "account_id": bobs.to_string() })), 40400);
    assert_eq!(post(json!({ "account_id": "x" })), 40400);
    assert_eq!(post(json!({ "account_id": account, "hashed_id": "x", "response_data": "x" })), 40400);
    assert_eq!(post(json!({ "account_id": bobs.to_string(), "hashed_id": request, "response_data": "x" })), 40400);
    let other = room.by_forms("C-ALICE").to_string();
    assert_eq!(post(json!({ "account_id": other, "hashed_id": request, "response_data": "x" })), 40400, "not this account's");
    assert_eq!(post(json!({ "account_id": account, "hashed_id": request })), 40000);
    assert_eq!(post(json!({ "account_id": account, "response_data": "x" })), 40000);
    assert_eq!(post(json!({ "account_id": 7 })), 40000);
    assert_eq!(post(json!({})), 40000);
    assert_eq!(post(json!({ "account_id": account, "hashed_id": request, "response_data": "" })), 40001);
    let bob = room.token("bob");
    let put = |token: &str, id: &str, body: &Value| number(&room.json("PUT", &format!("{REQUESTS}/{id}"), token, body));
    let body = json!({ "additional_request": { "response_data": "x" } });
    assert_eq!(put(&bob, &request, &body), 40400);
    assert_eq!(put(&token, &format!("{request}x"), &body), 40400);
    assert_eq!(put(&token, &request, &json!({ "additional_request": { "response_data": 7 } })), 40000);
    assert_eq!(put(&token, &request, &json!({ "additional_request": { "response_data": "a\nb" } })), 40001);
    assert_eq!(room.desk.requests_of(&id("C-ALICE"), account.parse().unwrap()).unwrap().unwrap()[0].answered_until, None);
    room.report(account.parse().unwrap(), Report::default());
    assert_eq!(put(&token, &request, &body), 40400, "it is settled");
}
