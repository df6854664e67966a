//! SaaS製品認証情報取得: the document's example, its errors, and what nobody may see.

use fgapi_audit::{Act, By};
use fgapi_domain::{Level, Secret, SystemEntropy, TenantId};
use fgapi_http::{HttpSettings, Quota, ThrottleSettings};
use fgapi_saas::{Change, Field, PlainChange, Product};
use fgapi_vault::{KeyFault, KeyRing, MasterKey};
use serde_json::{Value, json};

use crate::house::{Answer, House, settings};
use crate::operation::lines;
use crate::tenants::{READ, Tenants, tenant};

/// The document's example, without the blanks.
const EXAMPLE: &str = r#"{"tenantId":"1214732595705114600","authenticationInfos":[
{"serviceCode":"0","serviceName":"BillOne","authenticationInfo1":"24a67f14-8uy9-4143-b69b-316607b86ip9",
"authenticationInfo2":"OUYE4YzM1MDctOTE2NC00MDc5YUIzN2UtMTlmNzA1YzE4YjNB2",
"authenticationInfo3":"f609ee9c-88f0-4d88-9210-a5da0a3cd41d","authenticationInfo4":"",
"receivingDepartment":"DxCG連携用受領部門","depositAccountItemCode":"","status":true},
{"serviceCode":"1","serviceName":"日本ICS請求書管理オプション","authenticationInfo1":"24a67f14-8uy9-2342-b69b-3889607b86opi",
"authenticationInfo2":"WERE4YzM1MDctOTE2NC00MDc5YUIzN2UtMTlmNzA1YzE4YjNB45",
"authenticationInfo3":"wqrqwe9c-88f0-4d88-9210-a5da0a3c42ef","authenticationInfo4":"",
"receivingDepartment":"","depositAccountItemCode":"","status":true},
{"serviceCode":"2","serviceName":"楽楽精算","authenticationInfo1":"XXXX","authenticationInfo2":"XXXX",
"authenticationInfo3":"XXXXXXXX","authenticationInfo4":"2","receivingDepartment":"","depositAccountItemCode":"123","status":true},
{"serviceCode":"3","serviceName":"Bakuraku","authenticationInfo1":"XXXX","authenticationInfo2":"XXXX","status":true},
{"serviceCode":"4","serviceName":"奉行Edge受領請求書DXクラウド","authenticationInfo1":"XXXX","authenticationInfo2":"XXXX","status":true}]}"#;

fn example() -> String {
    EXAMPLE.replace('\n', "")
}

/// Sets what the example shows, in another order than it is shown in.
fn fill(tenants: &Tenants, of: TenantId) {
    let example: Value = serde_json::from_str(EXAMPLE).unwrap();
    for info in example["authenticationInfos"].as_array().unwrap().iter().rev() {
        let text = |name: &str| info[name].as_str().filter(|text| !text.is_empty());
        let product: Product = info["serviceCode"].as_str().unwrap().parse().unwrap();
        let values: Vec<_> = Field::ALL.into_iter().filter_map(|field| Some((field, text(field.as_str())?))).collect();
        let plain = PlainChange {
            enabled: None,
            receiving_department: text("receivingDepartment").map(|text| text.parse().unwrap()),
            deposit_account_item_code: text("depositAccountItemCode").map(|text| text.parse().unwrap()),
        };
        tenants.set(of, product, &values, plain);
    }
}

fn open() -> Tenants {
    let tenants = Tenants::new(settings());
    fill(&tenants, tenant());
    tenants
}

fn keys(answer: &Answer) -> Vec<String> {
    let text = String::from_utf8_lossy(&answer.body);
    let mut names: Vec<String> = answer.json.as_object().unwrap_or_else(|| panic!("no object: {answer:?}")).keys().cloned().collect();
    names.sort_by_key(|name| text.find(&format!("\"{name}\":")).unwrap());
    names
}

/// A refusal as the document has them, which tells nothing of what is kept.
fn refused(answer: &Answer, status: u16, code: &str) {
    assert_eq!((answer.status, answer.json["errorCode"].as_str()), (status, Some(code)), "{answer:?}");
    let names: Vec<String> = keys(answer).into_iter().filter(|name| name != "field").collect();
    assert_eq!(names, ["message", "errorCode", "error_description", "request_id"]);
    assert!(answer.json.as_object().unwrap().values().all(|value| value.as_str().is_some_and(|text| !text.is_empty())));
    told_no_more(answer);
}

fn unauthorized(answer: &Answer, reason: Option<&str>) {
    assert_eq!((answer.status, answer.json["status"].as_i64(), answer.json["error"].as_str()), (401, Some(401), Some("Unauthorized")));
    let names = keys(answer);
    assert_eq!(names[..4], ["timestamp", "status", "error", "message"]);
    assert_eq!(answer.json["timestamp"], "2026-02-01T21:46:40+09:00");
    assert!(answer.header("www-authenticate").unwrap().starts_with("Bearer realm="));
    assert_eq!(answer.json["reason"].as_str(), reason, "{answer:?}");
    told_no_more(answer);
}

fn told_no_more(answer: &Answer) {
    assert_eq!(answer.header("x-request-id"), answer.json["request_id"].as_str());
    assert_eq!((answer.header("cache-control"), answer.header("x-content-type-options")), (Some("no-store"), Some("nosniff")));
    assert_eq!(answer.header("content-type"), Some("application/json; charset=utf-8"));
    let body = String::from_utf8_lossy(&answer.body);
    assert!(!body.contains("XXXX") && !body.contains("24a67f14") && !body.contains("authenticationInfos"), "{body}");
}

#[test]
fn the_documents_example_is_answered_byte_for_byte() {
    let tenants = Tenants::new(HttpSettings { ascii_escape: false, ..settings() });
    fill(&tenants, tenant());
    let answer = tenants.read("", &tenants.bearer());
    assert_eq!((answer.status, String::from_utf8_lossy(&answer.body).as_ref()), (200, example().as_str()));
    assert_eq!((answer.header("cache-control"), answer.header("x-content-type-options")), (Some("no-store"), Some("nosniff")));
    assert_eq!(answer.header("content-type"), Some("application/json; charset=utf-8"));
    let escaped = open();
    let answer = escaped.read("", &escaped.bearer());
    assert!(answer.body.is_ascii());
    assert_eq!(answer.json, serde_json::from_str::<Value>(EXAMPLE).unwrap());
}

#[test]
fn one_product_is_answered_by_its_code() {
    let tenants = open();
    let (bearer, example) = (tenants.bearer(), serde_json::from_str::<Value>(EXAMPLE).unwrap());
    for (at, product) in Product::ALL.into_iter().enumerate() {
        let answer = tenants.read(&format!("?serviceCode={}", product.code()), &bearer);
        let expected = json!({ "tenantId": "1214732595705114600", "authenticationInfos": [example["authenticationInfos"][at]] });
        assert_eq!((answer.status, answer.json), (200, expected));
    }
    for query in ["?serviceCode=%32", "?tenantId=1&serviceCode=2&page=0", "?ServiceCode=9&serviceCode=2&x="] {
        let answer = tenants.read(query, &bearer);
        assert_eq!(answer.json["authenticationInfos"][0]["serviceName"], "楽楽精算", "{query}");
        assert_eq!(answer.json["tenantId"], "1214732595705114600", "the token decides the tenant");
    }
    assert_eq!(tenants.told(Act::CredentialRead).len(), 8);
}

#[test]
fn what_is_not_set_is_empty_and_what_is_disabled_says_so() {
    let tenants = Tenants::new(settings());
    let bearer = tenants.bearer();
    assert_eq!(tenants.read("", &bearer).json["authenticationInfos"], json!([]));
    assert_eq!(tenants.read("?serviceCode=4", &bearer).json["authenticationInfos"], json!([]), "known, and not set");
    let disabled = || PlainChange { enabled: Some(false), ..PlainChange::default() };
    tenants.set(tenant(), Product::Rakuraku, &[], disabled());
    tenants.set(tenant(), Product::Bakuraku, &[(Field::Info2, "42")], disabled());
    let answer = tenants.read("", &bearer);
    let body = String::from_utf8_lossy(&answer.body).replace(r#""serviceName":"\u697d\u697d\u7cbe\u7b97","#, "");
    let long = r#"{"serviceCode":"2","authenticationInfo1":"","authenticationInfo2":"","authenticationInfo3":"","authenticationInfo4":"","receivingDepartment":"","depositAccountItemCode":"","status":false}"#;
    let short = r#"{"serviceCode":"3","serviceName":"Bakuraku","authenticationInfo1":"","authenticationInfo2":"42","status":false}"#;
    assert_eq!(body, format!(r#"{{"tenantId":"1214732595705114600","authenticationInfos":[{long},{short}]}}"#));
}

#[test]
fn a_service_code_that_nobody_knows_is_refused() {
    let tenants = open();
    let bearer = tenants.bearer();
    let bad = ["5", "9", "00", "01", "000", "BillOne", "", "-1", "%20", "%EF%BC%90", "0%00", "%ff", "0&serviceCode=0", "0&service%43ode=1"];
    for code in bad {
        let answer = tenants.read(&format!("?serviceCode={code}"), &bearer);
        refused(&answer, 400, "spd.32741.012");
        assert_eq!(answer.json["message"], "対応外の請求書受領サービスです");
        assert!(answer.json["error_description"].as_str().unwrap().contains("serviceCode"), "{answer:?}");
        assert_eq!(answer.json["field"], "serviceCode");
    }
    refused(&tenants.read("?serviceCode", &bearer), 400, "spd.32741.012");
    let english = [("Authorization", &*format!("Bearer {bearer}")), ("Accept-Language", "en")];
    let answer = tenants.house.send("GET", &format!("{READ}?serviceCode=9"), &english, b"");
    assert_eq!(answer.json["message"], "対応外の請求書受領サービスです", "the document's words stay as they are");
    assert_eq!(answer.json["error_description"], "`serviceCode` names no product. Give 0, 1, 2, 3 or 4, once, or leave it out.");
    refused(&tenants.read("?x=1&x=2", &bearer), 400, "FG400-009");
    refused(&tenants.read("?serviceCode=0&x=%ff", &bearer), 400, "FG400-007");
    assert!(tenants.told(Act::CredentialRead).is_empty(), "nothing was read");
}

#[test]
fn both_bearers_read_their_own_tenants_credentials() {
    let tenants = open();
    fill(&tenants, tenants.offices_tenant());
    let client = tenants.client(tenant(), Level::Tenant);
    let id = client.client.id.to_string();
    let client = tenants.desk.issue_token(&id, &client.secret, &Default::default()).unwrap();
    let api_token = tenants.api_token("hanako", Level::Tenant);
    let (one, two) = (tenants.read("", client.token.reveal()), tenants.read("?serviceCode=0", &api_token));
    assert_eq!((one.status, one.json["tenantId"].as_str()), (200, Some("1214732595705114600")));
    assert_eq!((two.status, two.json["tenantId"].as_str()), (200, Some(&*tenants.offices_tenant().to_string())));
    let told = tenants.told(Act::CredentialRead);
    let who: Vec<(&str, &str)> = told.iter().map(|line| (&*line.actor, &*line.target)).collect();
    let theirs = format!("{} 0", tenants.offices_tenant());
    assert_eq!(who, [(&*format!("client:{id}"), "1214732595705114600 *"), ("staff:hanako", &theirs)]);
    for (line, answer) in told.iter().zip([&one, &two]) {
        assert_eq!((line.address.as_deref(), line.request_id.as_deref()), (Some("127.0.0.1"), answer.header("x-request-id")));
    }
    let stranger = tenants.bearer_of("2214732595705114600".parse().unwrap(), Level::Tenant);
    assert_eq!(tenants.read("", &stranger).json, json!({ "tenantId": "2214732595705114600", "authenticationInfos": [] }));
}

#[test]
fn a_companys_token_has_no_right_whatever_it_asks_for() {
    let tenants = open();
    for bearer in [tenants.bearer_of(tenant(), Level::Company), tenants.api_token("taro", Level::Company)] {
        for query in ["", "?serviceCode=0", "?serviceCode=999", "?serviceCode=0&serviceCode=0", "?x=%ff"] {
            let answer = tenants.read(query, &bearer);
            refused(&answer, 403, "120001");
            assert_eq!(answer.json["message"], "テナントの権限がありません");
            assert_eq!(answer.header("www-authenticate"), Some(r#"Bearer realm="fgapi", error="insufficient_scope""#));
        }
    }
    let told = tenants.told(Act::CredentialRead);
    assert!(told.len() == 10 && told.iter().all(|line| &*line.outcome == "refused:120001"));
}

#[test]
fn without_a_living_token_nothing_else_is_looked_at() {
    let tenants = open();
    let (bearer, api_token) = (tenants.bearer(), tenants.api_token("hanako", Level::Tenant));
    unauthorized(&tenants.house.send("GET", READ, &[], b""), None);
    let (system, access, _) = tenants.house.linked(&tenants.house.one, "alice");
    for token in ["fgo_x", "fgt_x", "x", &system, &access, &format!("{bearer}a"), &bearer.replacen("fgo_", "fgt_", 1)] {
        for query in ["", "?serviceCode=999"] {
            unauthorized(&tenants.read(query, token), None);
        }
    }
    for header in [format!("Basic {bearer}"), format!("Bearer {bearer} {bearer}"), bearer.clone()] {
        unauthorized(&tenants.house.send("GET", READ, &[("Authorization", &header)], b""), None);
    }
    let in_the_query = format!("{READ}?access_token={bearer}");
    unauthorized(&tenants.house.send("GET", &in_the_query, &[], b""), None);
    let client = tenants.client(tenant(), Level::Tenant);
    let disabled = tenants.desk.issue_token(&client.client.id.to_string(), &client.secret, &Default::default()).unwrap();
    tenants.desk.enable_client(client.client.id, false, &By::GATEWAY).unwrap();
    unauthorized(&tenants.read("", disabled.token.reveal()), Some("client_suspended"));
    assert_eq!((tenants.read("", &bearer).status, tenants.read("", &api_token).status), (200, 200));
    tenants.house.clock.advance(86_400);
    for token in [bearer, api_token] {
        let answer = tenants.read("", &token);
        assert_eq!((answer.status, answer.json["reason"].as_str()), (401, Some("expired")));
        assert_eq!(answer.header("www-authenticate"), Some(r#"Bearer realm="fgapi", error="invalid_token""#));
    }
}

#[test]
fn a_shut_vault_is_told_here_and_nowhere_else() {
    let tenants = open();
    let bearer = tenants.bearer();
    tenants.desk.vault().shut(&By::GATEWAY).unwrap();
    let answer = tenants.read("", &bearer);
    refused(&answer, 503, "FG503-011");
    assert_eq!(answer.header("retry-after"), Some("60"));
    refused(&tenants.read("?serviceCode=9", &bearer), 400, "spd.32741.012");
    assert_eq!(tenants.house.get("/branches", &tenants.house.system_token(&tenants.house.one)).status, 200);
    assert!(tenants.told(Act::CredentialRead).is_empty());
    tenants.desk.vault().unshut(&By::GATEWAY).unwrap();
    assert_eq!(tenants.read("", &bearer).status, 200);
}

#[test]
fn a_missing_or_wrong_key_is_told_as_such() {
    let tenants = Tenants::new(settings());
    let bearer = tenants.bearer();
    let ring = tenants.keys.0.lock().unwrap().clone().unwrap();
    *tenants.keys.0.lock().unwrap() = Err(KeyFault::Absent("a path of this machine".into()));
    let answer = tenants.read("", &bearer);
    refused(&answer, 503, "FG503-012");
    assert_eq!(answer.header("retry-after"), Some("60"));
    assert!(!String::from_utf8_lossy(&answer.body).contains("a path"));
    // Sealed by another process, under a key that this one does not have yet.
    let both = KeyRing::new([ring.newest().clone(), MasterKey::generate(2, &SystemEntropy::new()).unwrap()]).unwrap();
    let value = Change { values: vec![(Field::Info1, Some(Secret::new("value")))], ..Change::default() };
    tenants.another_desk(both.clone()).change(tenant(), Product::BillOne, &value, &By::GATEWAY).unwrap();
    *tenants.keys.0.lock().unwrap() = Ok(ring);
    refused(&tenants.read("", &bearer), 503, "FG503-012");
    *tenants.keys.0.lock().unwrap() = Ok(both);
    assert_eq!(tenants.read("", &bearer).json["authenticationInfos"][0]["authenticationInfo1"], "value", "without a restart");
}

#[test]
fn altered_rows_give_an_error_an_entry_and_an_event() {
    drop(lines());
    let tenants = open();
    fill(&tenants, tenants.offices_tenant());
    let bearer = tenants.bearer();
    tenants.values.tamper(|values| {
        let of = |tenant: TenantId| format!("{tenant}|0|authenticationInfo2");
        let find = |place: String| values.keys().find(|known| known.to_string() == place).unwrap().clone();
        let (one, two) = (find(of(tenant())), find(of(tenants.offices_tenant())));
        let sealed = (values[&one].sealed.clone(), values[&two].sealed.clone());
        values.get_mut(&one).unwrap().sealed = sealed.1;
        values.get_mut(&two).unwrap().sealed = sealed.0;
    });
    for query in ["", "?serviceCode=0"] {
        let answer = tenants.read(query, &bearer);
        refused(&answer, 500, "FG500-011");
        let log = lines().join("\n");
        let id = answer.header("x-request-id").unwrap();
        let event = log.lines().find(|line| line.starts_with("fgapi::event") && line.contains(id)).unwrap().to_owned();
        assert!(event.contains("event=vault_altered") && event.contains("place=1214732595705114600|0|authenticationInfo2"), "{event}");
        assert!(!log.contains("OUYE4YzM1MDct"));
    }
    let told = tenants.told(Act::VaultAltered);
    assert_eq!((told.len(), &*told[0].target), (2, "1214732595705114600|0|authenticationInfo2"));
    assert_eq!(tenants.read("?serviceCode=1", &bearer).status, 200, "the others are as they were");
}

#[test]
fn what_the_log_cannot_take_is_not_answered() {
    let tenants = open();
    let (bearer, company) = (tenants.bearer(), tenants.bearer_of(tenant(), Level::Company));
    tenants.store.take_the_log_down(true);
    for bearer in [&bearer, &company] {
        let answer = tenants.read("", bearer);
        refused(&answer, 503, "FG503-002");
        assert_eq!(answer.header("retry-after"), Some("1"));
    }
    tenants.store.take_the_log_down(false);
    assert_eq!(tenants.read("", &bearer).status, 200);
}

#[test]
fn each_token_and_client_is_throttled_by_itself() {
    let calls = Quota { per_second: 1, burst: 2 };
    let tenants = Tenants::new(HttpSettings { throttle: ThrottleSettings { calls, ..settings().throttle }, ..settings() });
    let client = tenants.client(tenant(), Level::Tenant);
    let token = || tenants.desk.issue_token(&client.client.id.to_string(), &client.secret, &Default::default()).unwrap();
    let (first, second) = (token(), token());
    let of_client = [first.token.reveal(), second.token.reveal()];
    let of_user = [tenants.api_token("hanako", Level::Tenant)];
    for bearers in [&of_client[..], &[of_user[0].as_str()]] {
        let answers: Vec<Answer> = (0..6).map(|turn| tenants.read("", bearers[turn % bearers.len()])).collect();
        assert!(answers[..2].iter().all(|answer| answer.status == 200), "{answers:?}");
        let throttled = answers.iter().find(|answer| answer.status != 200).unwrap();
        refused(throttled, 503, "FG503-003");
        assert_eq!(throttled.header("retry-after"), Some("1"));
    }
    assert_eq!(tenants.read("", &tenants.bearer()).status, 200, "another client is not throttled");
}

#[test]
fn it_is_there_only_where_there_is_a_vault_and_by_get_only() {
    let tenants = Tenants::new(HttpSettings { prefix: "/bank".into(), ..settings() });
    let bearer = tenants.bearer();
    let authorization = format!("Bearer {bearer}");
    let send = |house: &House, method: &str, path: &str| {
        let answer = house.send(method, path, &[("Authorization", &authorization)], b"");
        (answer.status, answer.code().to_owned())
    };
    let nothing = (404, "FG404-001".to_owned());
    let path = format!("/bank{READ}");
    assert_eq!(tenants.house.get(&path, &bearer).status, 200);
    for method in ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"] {
        assert_eq!(send(&tenants.house, method, &path), nothing, "{method}");
    }
    for path in [READ.to_owned(), format!("{path}/"), path.to_lowercase(), "/bank/api/openapi/externalService".to_owned()] {
        assert_eq!(send(&tenants.house, "GET", &path), nothing, "{path}");
    }
    let without = House::open();
    for path in [READ, "/.well-known/oauth-authorization-server"] {
        assert_eq!(send(&without, "GET", path), nothing);
    }
    assert_eq!(send(&without, "POST", "/oauth/token"), nothing);
}
