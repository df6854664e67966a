//! The document's table against live answers: every API, field, type, status and default, on both databases.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::http::{Answer, Fintech};
use crate::process::Serving;
use crate::site::{ACCOUNT, Database, EMPTY_ACCOUNT, FOREIGN_ACCOUNT, PASSWORD, Site, USER};
use crate::table::{Api, document};

#[test]
fn the_document_s_table_holds_on_sqlite() {
    the_table_holds(Database::Sqlite);
}

#[test]
fn the_document_s_table_holds_on_postgresql() {
    the_table_holds(Database::Postgres);
}

struct World {
    site: Site,
    serving: Serving,
    fintech: Fintech,
}

impl World {
    fn new(database: Database) -> Self {
        let site = Site::with_data(database);
        let serving = site.serve();
        let fintech = site.client(&serving, "read");
        Self { site, serving, fintech }
    }

    /// A bearer of the kind that the API needs.
    fn bearer(&self, api: &Api) -> Option<String> {
        match api.auth.as_str() {
            "none" => None,
            "system" => Some(self.fintech.system_token()),
            "user" => Some(self.fintech.link(&self.fintech.system_token(), USER, PASSWORD, &link_of(api)).access),
            other => panic!("no such level: {other}"),
        }
    }

    /// Good values for all required parameters of the API.
    fn parameters(&self, api: &Api) -> Vec<(String, String)> {
        let value = |name: &str| match name {
            "api_key" => self.fintech.api_key.clone(),
            "password" if api.path == "/auth/login" => PASSWORD.to_owned(),
            "password" => self.fintech.password.clone(),
            "id" => USER.to_owned(),
            "auth_token" => self.fintech.auth_token(USER, PASSWORD, &link_of(api)),
            "refresh_token" => self.fintech.link(&self.fintech.system_token(), USER, PASSWORD, &link_of(api)).refresh,
            "account_id" => ACCOUNT.to_owned(),
            "start_date" => "2026-01-01".to_owned(),
            "end_date" => "2026-01-31".to_owned(),
            other => panic!("the table has a parameter that this test does not know: {other}"),
        };
        api.request.iter().filter(|field| field.required).map(|field| (field.name.clone(), value(&field.name))).collect()
    }

    fn call(&self, api: &Api, path: &str, bearer: Option<&str>, fields: &[(String, String)]) -> Answer {
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let answer = self.fintech.caller.call(&api.method, path, bearer, &fields);
        assert!(
            api.statuses.contains(&answer.status),
            "{} {} gave a status that the table does not have: {answer:?}",
            api.method,
            api.path
        );
        answer
    }
}

fn link_of(api: &Api) -> String {
    format!("{}{}", api.method, api.path.replace('/', "."))
}

fn the_table_holds(database: Database) {
    let world = World::new(database);
    let document = document();
    assert_eq!((document.revision.as_str(), document.page_size), ("0.5", 200));
    for api in &document.api {
        let mut seen = BTreeSet::new();
        seen.insert(succeeds_with_every_field(&world, api));
        seen.extend(needs_every_required_parameter(&world, api));
        seen.extend(needs_its_bearer(&world, api));
        seen.extend(takes_json_bodies_too(&world, api));
        seen.extend(refuses_what_is_not_granted(&world, api));
        defaults_are_the_document_s(&world, api);
        aliases_answer_alike(&world, api);
        let expected: BTreeSet<u16> = api.statuses.iter().copied().collect();
        assert_eq!(seen, expected, "{} {} must be able to give each status of the table", api.method, api.path);
    }
    what_is_not_defined_is_404(&world);
    drop(world.serving);
    drop(world.site);
}

fn succeeds_with_every_field(world: &World, api: &Api) -> u16 {
    let answer = world.call(api, &api.path, world.bearer(api).as_deref(), &world.parameters(api)).expect(200);
    if api.response.is_empty() {
        assert_eq!(answer.text, "", "{} {} answers nothing but its status", api.method, api.path);
        return answer.status;
    }
    let content = answer.headers["content-type"].to_str().unwrap().to_ascii_lowercase();
    assert_eq!(content.replace(' ', ""), "application/json;charset=utf-8");
    assert_eq!(answer.headers["cache-control"], "no-store");
    assert_eq!(answer.headers["x-content-type-options"], "nosniff");
    let body = answer.json();
    for field in &api.response {
        for value in values_at(&body, &field.name) {
            match value {
                Some(value) => {
                    assert!(is_a(&field.kind, value), "{} {}: {} must be {}, not {value}", api.method, api.path, field.name, field.kind)
                }
                None => assert!(!field.required, "{} {}: {} is missing", api.method, api.path, field.name),
            }
        }
    }
    fields_come_in_the_document_s_order(api, &answer.text);
    answer.status
}

/// Each field of the table first appears behind the one before it.
fn fields_come_in_the_document_s_order(api: &Api, text: &str) {
    let mut from = 0;
    for field in &api.response {
        let name = field.name.rsplit(['.', ']']).next().unwrap_or_default();
        let place = text[from..].find(&format!("\"{name}\":"));
        assert!(place.is_some() || !field.required, "{} {}: {} is out of the document's order in {text}", api.method, api.path, field.name);
        from += place.unwrap_or_default();
    }
}

fn values_at<'a>(body: &'a Value, name: &str) -> Vec<Option<&'a Value>> {
    match name.split_once("[].") {
        Some((list, field)) => {
            let rows = body[list].as_array().unwrap();
            assert!(!rows.is_empty(), "{list} has no row to look at");
            rows.iter().map(|row| row.get(field)).collect()
        }
        None => vec![name.split('.').try_fold(body, |value, part| value.get(part))],
    }
}

fn is_a(kind: &str, value: &Value) -> bool {
    let shaped = |pattern: &str| {
        value.as_str().is_some_and(|text| {
            text.len() == pattern.len()
                && text.bytes().zip(pattern.bytes()).all(|(byte, shape)| if shape == b'9' { byte.is_ascii_digit() } else { byte == shape })
        })
    };
    match kind {
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        "date" => shaped("9999-99-99"),
        "datetime" => shaped("9999-99-99T99:99:99+09:00"),
        other => panic!("no such type: {other}"),
    }
}

fn needs_every_required_parameter(world: &World, api: &Api) -> Vec<u16> {
    let bearer = world.bearer(api);
    let mut seen = Vec::new();
    for field in api.request.iter().filter(|field| field.required) {
        let fields: Vec<_> = world.parameters(api).into_iter().filter(|(name, _)| *name != field.name).collect();
        let answer = world.call(api, &api.path, bearer.as_deref(), &fields).expect(400);
        assert_eq!(answer.json()["field"], field.name.as_str(), "the refusal must name the field: {answer:?}");
        seen.push(answer.status);
    }
    for field in api.request.iter().filter(|field| field.kind == "integer" || field.kind == "date") {
        let mut fields: Vec<_> = world.parameters(api).into_iter().filter(|(name, _)| *name != field.name).collect();
        fields.push((field.name.clone(), "2026-1-1x".to_owned()));
        let answer = world.call(api, &api.path, bearer.as_deref(), &fields).expect(400);
        assert_eq!(answer.json()["field"], field.name.as_str());
        seen.push(answer.status);
    }
    seen
}

fn needs_its_bearer(world: &World, api: &Api) -> Vec<u16> {
    if api.auth == "none" {
        let mut fields = world.parameters(api);
        fields.iter_mut().filter(|(name, _)| name == "password").for_each(|(_, value)| value.push('x'));
        return vec![world.call(api, &api.path, None, &fields).expect(401).status];
    }
    let wrong_kind = if api.auth == "user" {
        world.fintech.system_token()
    } else {
        world.fintech.link(&world.fintech.system_token(), USER, PASSWORD, "wrong-kind").access
    };
    let parameters = world.parameters(api);
    [None, Some("nonsense"), Some(wrong_kind.as_str())]
        .into_iter()
        .map(|bearer| {
            let answer = world.call(api, &api.path, bearer, &parameters).expect(401);
            assert!(answer.headers["www-authenticate"].to_str().unwrap().starts_with("Bearer"));
            answer.status
        })
        .collect()
}

fn takes_json_bodies_too(world: &World, api: &Api) -> Option<u16> {
    if api.place != "body" {
        return None;
    }
    let body: serde_json::Map<String, Value> = world.parameters(api).into_iter().map(|(name, value)| (name, value.into())).collect();
    Some(world.fintech.caller.call_json(&api.method, &api.path, world.bearer(api).as_deref(), &body.into()).expect(200).status)
}

fn refuses_what_is_not_granted(world: &World, api: &Api) -> Option<u16> {
    if !api.statuses.contains(&403) {
        return None;
    }
    let narrow = world.site.client(&world.serving, if api.path == "/accounts" { "branches" } else { "accounts" });
    let answer = match api.path.as_str() {
        "/auth/system_token" => {
            narrow.caller.call("POST", &api.path, None, &[("api_key", &narrow.api_key), ("password", &narrow.password), ("grants", "read")])
        }
        "/auth/login" => {
            let fields = [("api_key", narrow.api_key.as_str()), ("id", USER), ("password", PASSWORD), ("grants", "transactions")];
            narrow.caller.call("POST", &api.path, None, &fields)
        }
        _ => {
            let system = narrow.system_token();
            let bearer = if api.auth == "system" { system } else { narrow.link(&system, USER, PASSWORD, "default").access };
            let fields = world.parameters(api);
            let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            narrow.caller.call(&api.method, &api.path, Some(&bearer), &fields)
        }
    };
    if api.request.iter().any(|field| field.name == "account_id") {
        foreign_unknown_and_impossible_accounts_answer_alike(world, api);
    }
    Some(answer.expect(403).status)
}

fn foreign_unknown_and_impossible_accounts_answer_alike(world: &World, api: &Api) {
    let bearer = world.bearer(api);
    let bodies: BTreeSet<String> = [FOREIGN_ACCOUNT, "9999-101-1-7777777", "0001-001-1-0000001", "no account at all", "../../etc/passwd"]
        .into_iter()
        .map(|account| {
            let fields: Vec<(String, String)> = world
                .parameters(api)
                .into_iter()
                .map(|(name, value)| if name == "account_id" { (name, account.to_owned()) } else { (name, value) })
                .collect();
            let mut body = world.call(api, &api.path, bearer.as_deref(), &fields).expect(403).json();
            body["request_id"] = Value::Null;
            body.to_string()
        })
        .collect();
    assert_eq!(bodies.len(), 1, "whether an account exists must not show: {bodies:?}");
    let empty: Vec<(String, String)> = world
        .parameters(api)
        .into_iter()
        .map(|(name, value)| if name == "account_id" { (name, EMPTY_ACCOUNT.to_owned()) } else { (name, value) })
        .collect();
    let answer = world.call(api, &api.path, bearer.as_deref(), &empty).expect(200).json();
    assert_eq!(answer[api.path.trim_start_matches('/')], Value::Array(vec![]), "no row is an empty list");
    assert_eq!(answer["params"]["next_page"], 0);
}

fn defaults_are_the_document_s(world: &World, api: &Api) {
    for field in api.request.iter().filter(|field| field.default.is_some()) {
        let answer = world.call(api, &api.path, world.bearer(api).as_deref(), &world.parameters(api)).expect(200).json();
        assert_eq!(
            Some(answer["params"][&field.name].to_string()),
            field.default,
            "{} {}: default of {}",
            api.method,
            api.path,
            field.name
        );
        assert_eq!(answer["params"][&field.name], answer[&field.name]);
    }
}

fn aliases_answer_alike(world: &World, api: &Api) {
    let bearer = world.bearer(api);
    let fields = world.parameters(api);
    for alias in &api.aliases {
        let (one, other) = (world.call(api, &api.path, bearer.as_deref(), &fields), world.call(api, alias, bearer.as_deref(), &fields));
        assert_eq!((one.status, &one.text), (200, &other.text), "{alias}");
    }
}

fn what_is_not_defined_is_404(world: &World) {
    let undefined = [
        ("GET", "/"),
        ("GET", "/xyz"),
        ("GET", "/auth/token"),
        ("GET", "/auth/system_token"),
        ("PUT", "/auth/login"),
        ("POST", "/branches"),
        ("DELETE", "/accounts"),
        ("PATCH", "/auth/token"),
        ("OPTIONS", "/transactions"),
        ("GET", "/accounts/"),
        ("GET", "/accounts/list/1"),
        ("GET", "//accounts"),
    ];
    for (method, path) in undefined {
        let answer = world.fintech.caller.call(method, path, None, &[]).expect(404);
        assert!(answer.json()["error_code"].is_string(), "{method} {path}: {answer:?}");
    }
}
