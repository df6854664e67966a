//! That the descriptions tell all that there is and nothing else: routes, fields, parameters, refusals, and the table of the 定義書.

use std::collections::{BTreeMap, BTreeSet};

use fgapi_caller::Language;
use fgapi_http::catalogue::ErrorCode;
use fgapi_http::linked::ErrorNumber;
use serde_json::Value;

use crate::schema::{LINKED_OBJECTS, tables_of_credentials, told};
use crate::{Document, json, words};

fn described(document: Document, language: Language) -> Value {
    serde_json::from_str(&json(document, language, "/").unwrap()).unwrap()
}

fn all() -> impl Iterator<Item = (Document, Language, Value)> {
    Document::ALL
        .into_iter()
        .flat_map(|document| Language::ALL.into_iter().map(move |language| (document, language, described(document, language))))
}

fn operations(value: &Value) -> impl Iterator<Item = (String, String, &Value)> {
    value["paths"].as_object().unwrap().iter().flat_map(|(path, methods)| {
        methods.as_object().unwrap().iter().map(move |(method, call)| (method.to_uppercase(), path.clone(), call))
    })
}

/// Every object within a value.
fn visit<'v>(value: &'v Value, see: &mut dyn FnMut(&'v serde_json::Map<String, Value>)) {
    match value {
        Value::Array(values) => values.iter().for_each(|value| visit(value, see)),
        Value::Object(members) => {
            see(members);
            members.values().for_each(|value| visit(value, see));
        }
        _ => {}
    }
}

#[test]
fn every_route_of_the_door_is_described_once_and_nothing_else_is() {
    let mut routes = fgapi_http::calls();
    let mut told: Vec<_> = Document::ALL.into_iter().flat_map(Document::calls).collect();
    routes.sort_unstable();
    told.sort_unstable();
    assert_eq!(told, routes);
}

#[test]
fn every_field_that_travels_has_words_and_no_words_are_left_over() {
    let mut travelling: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (document, language, value) in all() {
        for (name, schema) in value["components"]["schemas"].as_object().unwrap() {
            for (field, schema) in schema["properties"].as_object().unwrap() {
                let words = schema["description"].as_str().unwrap_or_default();
                assert!(!words.is_empty() || name.ends_with("Request"), "{document:?} {language}: {name}.{field} has no description");
                travelling.entry(name.clone()).or_default().insert(field.clone());
            }
        }
    }
    let of_credentials = tables_of_credentials().into_iter().flat_map(|(of, rows)| rows.iter().map(move |(name, ..)| (of, *name)));
    let of_linked = words::LINKED.iter().map(|(of, name, _)| (*of, *name));
    for (of, name) in words::FGAPI.iter().map(|(of, name, ..)| (*of, *name)).chain(of_credentials).chain(of_linked) {
        assert!(travelling.get(of).is_some_and(|fields| fields.contains(name)), "{of}.{name} does not travel");
        assert!(told(of, name).is_some());
    }
    for (of, within) in LINKED_OBJECTS {
        let known: BTreeSet<String> = fgapi_wire::LINKED_FIELDS
            .iter()
            .filter_map(|field| field.path.strip_prefix(within)?.strip_prefix('[')?.strip_suffix(']').map(str::to_owned))
            .filter(|name| !name.contains('['))
            .collect();
        assert_eq!(travelling[of], known, "{of}");
    }
}

#[test]
fn every_field_that_the_door_knows_is_described_as_a_parameter() {
    let mut told = BTreeSet::new();
    for document in [Document::Fgapi, Document::ExternalServices] {
        let value = described(document, Language::English);
        for (_, path, call) in operations(&value) {
            let in_query = call["parameters"].as_array().into_iter().flatten().filter_map(|one| one["name"].as_str());
            told.extend(in_query.map(str::to_owned));
            for (_, content) in call["requestBody"]["content"].as_object().into_iter().flatten() {
                let name = content["schema"]["$ref"].as_str().unwrap().rsplit('/').next().unwrap();
                let fields = value["components"]["schemas"][name]["properties"].as_object().unwrap();
                let sent = content["example"].as_object().unwrap();
                assert_eq!(fields.keys().collect::<Vec<_>>(), sent.keys().collect::<Vec<_>>(), "{path}: an example has every field");
                told.extend(fields.keys().cloned());
            }
        }
    }
    // Of the screens, which read their query by themselves.
    ["redirect_uri", "state", "code_challenge", "code_challenge_method"].into_iter().for_each(|name| assert!(told.remove(name), "{name}"));
    // Known only to be refused where they do not belong.
    told.extend(["client_id", "client_secret"].map(str::to_owned));
    assert_eq!(told, fgapi_http::FIELDS.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>());
}

#[test]
fn every_refusal_that_a_caller_can_see_is_an_example_of_a_call_that_it_can_meet() {
    let mut told = BTreeSet::new();
    for (document, language, value) in all() {
        for (method, path, call) in operations(&value) {
            for (status, answer) in call["responses"].as_object().unwrap() {
                for (code, example) in answer["content"]["application/json"]["examples"].as_object().into_iter().flatten() {
                    assert!(!example["summary"].as_str().unwrap().is_empty(), "{document:?} {language} {method} {path} {code}");
                    let own = example["value"].get("status").and_then(Value::as_u64).map(|own| own.to_string());
                    assert!(own.is_none_or(|own| own == *status), "{method} {path} {status}: {example}");
                    told.insert(code.clone());
                }
            }
        }
    }
    let published = ["120001", "spd.32741.012"].map(str::to_owned);
    let replaced = [ErrorCode::TenantRight, ErrorCode::ServiceCode].map(|code| code.entry().code);
    let catalogue = ErrorCode::ALL.iter().map(|code| code.entry().code).filter(|code| !replaced.contains(code)).map(str::to_owned);
    let numbers =
        ErrorNumber::ALL.iter().map(|number| number.text()).map(|text| (u32::from(text.status) * 100 + u32::from(text.number)).to_string());
    let expected: BTreeSet<String> = catalogue.chain(published).chain(numbers).collect();
    assert_eq!(told, expected);
}

#[test]
fn names_of_calls_differ_references_lead_somewhere_and_another_parser_reads_it_all() {
    for (document, language, value) in all() {
        let calls: Vec<&str> = operations(&value).map(|(_, _, call)| call["operationId"].as_str().unwrap()).collect();
        assert_eq!(calls.iter().collect::<BTreeSet<_>>().len(), calls.len());
        visit(&value, &mut |object| {
            let Some(Value::String(reference)) = object.get("$ref") else { return };
            assert!(value.pointer(reference.trim_start_matches('#')).is_some(), "{document:?} {language}: {reference}");
        });
        let read: utoipa::openapi::OpenApi = serde_json::from_value(value.clone()).unwrap();
        assert_eq!(read.paths.paths.len(), value["paths"].as_object().unwrap().len());
    }
}

#[test]
fn the_languages_differ_in_words_only() {
    fn shape(value: &Value) -> Value {
        match value {
            Value::Array(values) => values.iter().map(shape).collect(),
            Value::Object(members) => {
                let words = ["description", "summary", "title", "error_description", "message", "errors"];
                members
                    .iter()
                    .map(|(name, value)| {
                        (name.clone(), if words.contains(&name.as_str()) && !value.is_object() { Value::Null } else { shape(value) })
                    })
                    .collect()
            }
            other => other.clone(),
        }
    }
    for document in Document::ALL {
        let [ja, en] = Language::ALL.map(|language| described(document, language));
        assert_eq!(shape(&ja), shape(&en));
        assert_ne!(ja, en);
        visit(&en, &mut |object| {
            for name in ["description", "summary"] {
                let Some(Value::String(words)) = object.get(name) else { continue };
                // What an institution says of itself stays what it is.
                if words.starts_with('<') || words.contains('|') {
                    continue;
                }
                let japanese = words.chars().filter(|c| ('\u{3041}'..='\u{3096}').contains(c)).count();
                assert_eq!(japanese, 0, "{words}");
            }
        });
    }
}

#[test]
fn the_table_of_the_document_is_kept() {
    let table: toml::Value = toml::from_str(include_str!("../../../docs/spec/fgapi.toml")).unwrap();
    let value = described(Document::Fgapi, Language::Japanese);
    let text = |row: &toml::Value, name: &str| row[name].as_str().unwrap().to_owned();
    for api in table["api"].as_array().unwrap() {
        let aliases = api["aliases"].as_array().unwrap().iter().map(|alias| alias.as_str().unwrap().to_owned());
        for path in [text(api, "path")].into_iter().chain(aliases) {
            let call = &value["paths"][&path][text(api, "method").to_lowercase()];
            let needs = match text(api, "auth").as_str() {
                "none" => serde_json::json!([]),
                kind => serde_json::json!([{ format!("{kind}Token"): [] }]),
            };
            assert_eq!(call["security"], needs, "{path}");
            for status in api["statuses"].as_array().unwrap() {
                assert!(call["responses"].get(status.to_string()).is_some(), "{path} {status}");
            }
            parameters_are_kept(&value, call, api, &path);
            let answer = &call["responses"]["200"]["content"]["application/json"]["schema"];
            for field in api["response"].as_array().unwrap() {
                assert!(is_always_there(&value, answer, &text(field, "name")), "{path}: {field}");
            }
        }
    }
}

/// The document's parameters are there with their kinds, and nothing that it does not require is required.
fn parameters_are_kept(value: &Value, call: &Value, api: &toml::Value, path: &str) {
    let body = &call["requestBody"]["content"]["application/json"]["schema"];
    let body = resolved(value, body);
    for field in api["request"].as_array().unwrap() {
        let name = field["name"].as_str().unwrap();
        let (schema, required) = match body["properties"].get(name) {
            Some(schema) => (schema.clone(), body["required"].as_array().unwrap().iter().any(|one| one == name)),
            None => {
                let of_query = call["parameters"].as_array().unwrap().iter().find(|one| one["name"] == name).unwrap();
                (of_query["schema"].clone(), of_query["required"].as_bool().unwrap())
            }
        };
        assert_eq!(required, field["required"].as_bool().unwrap(), "{path}: {name}");
        let kind = field["type"].as_str().unwrap();
        assert_eq!(schema["type"], if kind == "date" { "string" } else { kind }, "{path}: {name}");
        assert_eq!(schema["format"] == "date", kind == "date", "{path}: {name}");
        let default = field.get("default").map(|default| default.as_str().unwrap().to_owned());
        assert_eq!(schema.get("default").map(Value::to_string), default, "{path}: {name}");
    }
    let required = body["required"].as_array().map_or(0, Vec::len)
        + call["parameters"].as_array().into_iter().flatten().filter(|one| one["required"] == true).count();
    let of_the_document = api["request"].as_array().unwrap().iter().filter(|field| field["required"].as_bool().unwrap()).count();
    assert_eq!(required, of_the_document, "{path}: R1 allows no more");
}

fn resolved(value: &Value, schema: &Value) -> Value {
    match schema.get("$ref").and_then(Value::as_str) {
        Some(reference) => value.pointer(reference.trim_start_matches('#')).unwrap().clone(),
        None => schema.clone(),
    }
}

fn is_always_there(value: &Value, schema: &Value, path: &str) -> bool {
    let schema = resolved(value, schema);
    let (name, rest) = path.split_once('.').unwrap_or((path, ""));
    let (name, in_list) = (name.trim_end_matches("[]"), name.ends_with("[]"));
    let there = schema["required"].as_array().is_some_and(|all| all.iter().any(|one| one == name));
    let within = if in_list { &schema["properties"][name]["items"] } else { &schema["properties"][name] };
    there && (rest.is_empty() || is_always_there(value, within, rest))
}
