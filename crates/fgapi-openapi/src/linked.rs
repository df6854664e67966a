//! Linked accounts: what customers have at other institutions. Calls and their parameters come from the table of the door itself.

use fgapi_caller::Language;
use fgapi_http::ErrorCode;
use fgapi_http::linked::{CALLS, Endpoint, ErrorNumber};

use crate::document::Parts;
use crate::examples::{self, HASHED_ID};
use crate::node::Node;
use crate::operation::{Body, Operation, Success};
use crate::parameter::{Parameter, like, text, whole};
use crate::refusal::{BEFORE, Dialect, Refusal, linked, refusals};
use crate::schema::{aggregation_errors, said};
use crate::words;

/// ユーザー認証, in Authorization.
pub(crate) const USER: &str = "userToken";
/// The same in the header of the document.
pub(crate) const MONEY_FORWARD: &str = "mfoAuthToken";

/// What every call can be refused for.
const ANY: &[ErrorNumber] = &[
    ErrorNumber::Bearer,
    ErrorNumber::TwoBearers,
    ErrorNumber::BearerMalformed,
    ErrorNumber::Address,
    ErrorNumber::Grant,
    ErrorNumber::Internal,
    ErrorNumber::Busy,
    ErrorNumber::Throttled,
    ErrorNumber::Late,
];
const BODY: &[ErrorNumber] = &[ErrorNumber::Body, ErrorNumber::Parameter];
const ANSWERS: &[ErrorNumber] = &[ErrorNumber::Answer, ErrorNumber::ByScreens];

type Numbers = &'static [&'static [ErrorNumber]];

/// What the table of the door does not say of a call: its method and pattern, its name, its answer, its refusals.
type Row = (&'static str, &'static str, &'static str, fn(&mut Parts) -> Success, Numbers);

const ROWS: &[Row] = &[
    ("GET", "accounts", "listLinkedAccounts", index, &[&[ErrorNumber::Parameter]]),
    ("POST", "accounts", "linkAccount", one, &[BODY, ANSWERS, &[ErrorNumber::Named]]),
    ("GET", "accounts/{id}", "readLinkedAccount", one, &[&[ErrorNumber::Absent]]),
    ("PUT", "accounts/{id}", "changeLinkedAccount", one, &[BODY, ANSWERS, &[ErrorNumber::Absent]]),
    ("PATCH", "accounts/{id}", "patchLinkedAccount", one, &[BODY, ANSWERS, &[ErrorNumber::Absent]]),
    (
        "POST",
        "accounts/{id}/acquire",
        "acquireLinkedAccount",
        |_| Success::Nothing,
        &[&[ErrorNumber::Body, ErrorNumber::Suspended, ErrorNumber::Manual, ErrorNumber::Absent]],
    ),
    (
        "GET",
        "aggregation_errors",
        "listAggregationErrors",
        |parts| parts.json::<Vec<fgapi_wire::AggregationErrorAnswer<'static>>>(&examples::aggregation_errors()),
        &[],
    ),
    ("POST", "additional_requests", "listAdditionalRequests", questions, &[BODY, &[ErrorNumber::Answer, ErrorNumber::Absent]]),
    (
        "PUT",
        "additional_requests/{id}",
        "answerAdditionalRequest",
        |_| Success::Nothing,
        &[BODY, &[ErrorNumber::Answer, ErrorNumber::Absent]],
    ),
    (
        "PATCH",
        "additional_requests/{id}",
        "patchAdditionalRequest",
        |_| Success::Nothing,
        &[BODY, &[ErrorNumber::Answer, ErrorNumber::Absent]],
    ),
];

fn index(parts: &mut Parts) -> Success {
    parts.json::<fgapi_wire::LinkedIndexAnswer<'static>>(&examples::linked_index())
}

fn one(parts: &mut Parts) -> Success {
    parts.json::<fgapi_wire::LinkedAnswer<'static>>(&examples::linked())
}

fn questions(parts: &mut Parts) -> Success {
    parts.json::<Vec<fgapi_wire::AdditionalRequestAnswer<'static>>>(&examples::additional_requests())
}

/// Every call, in one language.
pub(crate) fn operations(parts: &mut Parts, language: Language) -> Vec<Operation> {
    let mut all = Vec::new();
    for call in CALLS {
        for method in call.methods.split(", ") {
            let path = call.pattern.replace("{id:.+}", "{id}");
            let row = ROWS.iter().find(|(of, end, ..)| *of == method && path == format!("/api/v1/{end}"));
            all.extend(row.map(|row| operation(call, row, parts, language)));
        }
    }
    all
}

fn operation(call: &Endpoint, row: &Row, parts: &mut Parts, language: Language) -> Operation {
    let &(method, _, id, answers, numbers) = row;
    let takes =
        |place: &'static str| call.parameters.iter().filter(move |[of, ..]| *of == place).map(move |row| parameter(row, method, language));
    let in_path = takes("path").map(|parameter| parameter.standing_in("path"));
    let body = takes("body").collect::<Vec<_>>();
    let numbers: Vec<&[ErrorNumber]> = numbers.iter().copied().chain([ANY]).collect();
    let mut description = said([format!("{}。", call.ja), format!("{}.", call.en)].each_ref().map(String::as_str), language).to_owned();
    if id == "listAggregationErrors" {
        description = format!("{description}\n\n{}", aggregation_errors());
    }
    Operation {
        method,
        pattern: call.pattern,
        id,
        tag: "linked-accounts",
        summary: said([call.ja, call.en], language).to_owned(),
        description,
        needs: &[USER, MONEY_FORWARD],
        parameters: in_path.chain(takes("query").map(|parameter| parameter.standing_in("query"))).collect(),
        body: (!body.is_empty()).then(|| nested(&body)),
        success: answers(parts),
        refusals: by_status([linked(&numbers, language), refusals(Dialect::Fgapi, &[BEFORE, &[ErrorCode::Undefined]], language)].concat()),
    }
}

fn by_status(mut refusals: Vec<Refusal>) -> Vec<Refusal> {
    refusals.sort_by_key(|refusal| refusal.status);
    refusals
}

fn parameter(row: &[&'static str; 6], method: &str, language: Language) -> Parameter {
    let [_, name, needed, _, ja, en] = *row;
    let (schema, example) = form(name, method);
    let name = name.trim_start_matches(':');
    let words = said([format!("{ja}。"), format!("{en}.")].each_ref().map(String::as_str), language).to_owned();
    Parameter { name, required: needed.contains("yes"), words, schema, example }
}

/// What a parameter can hold.
fn form(name: &str, method: &str) -> (Node, Node) {
    let number = |least, most| whole(least, most);
    let most = i64::from(u32::MAX);
    let clearable = |characters: i64| {
        let kinds: Node = ["string", "null"].into_iter().collect();
        Node::new().with("type", kinds).with("maxLength", characters)
    };
    // An empty answer is passed over where something is changed.
    let least = i64::from(method == "POST");
    match name {
        ":id" => (like(words::HASHED_ID), HASHED_ID.into()),
        "page" => (number(1, most).with("default", 1), 1.into()),
        "limit" => (number(1, 10_000).with("default", 100), 100.into()),
        "service_category_ids[]" => {
            let list = Node::new().with("type", "array").with("items", number(0, most));
            (list, [2].into_iter().collect())
        }
        "account[service_id]" => (number(1, most), 7.into()),
        "account[disp_name]" => (clearable(100), "メインの口座".into()),
        "account[memo]" => (clearable(400), Node::Null),
        "account[service_form_answers][i][id]" => (number(1, most), 13.into()),
        "account[service_form_answers][i][value]" => (text().with("minLength", least).with("maxLength", 1_024), "13412345".into()),
        "additional_request[response_data]" => (text().with("minLength", 1).with("maxLength", 1_024), "ポチ".into()),
        "additional_request[hashed_id]" => (like(words::HASHED_ID), "DMA8-glWM3Bgzmvkx0dJkQ==".into()),
        "additional_request[account_id]" => (like(words::HASHED_ID), HASHED_ID.into()),
        _ => (text(), "".into()),
    }
}

/// A JSON body whose fields stand within each other as their names say: `account[service_form_answers][i][id]`.
fn nested(fields: &[Parameter]) -> Body {
    let paths: Vec<(Vec<&str>, &Parameter)> = fields.iter().map(|field| (path_of(field.name), field)).collect();
    let (schema, example) = level(&paths);
    Body { schema, example, types: &["application/json"] }
}

fn path_of(name: &str) -> Vec<&str> {
    name.split('[').map(|part| part.trim_end_matches(']')).collect()
}

type Paths<'a> = [(Vec<&'a str>, &'a Parameter)];

fn level(fields: &Paths<'_>) -> (Node, Node) {
    let mut names: Vec<&str> = fields.iter().filter_map(|(path, _)| path.first().copied()).collect();
    names.dedup();
    let (mut properties, mut required, mut example) = (Node::new(), Vec::new(), Node::new());
    for name in names {
        let within: Vec<_> =
            fields.iter().filter(|(path, _)| path.first() == Some(&name)).map(|(path, field)| (path[1..].to_vec(), *field)).collect();
        let (schema, value) = value(&within);
        // Around everything there is always an object; and a list's members are whole.
        let whole = name == "i" || within.iter().any(|(path, _)| path.len() == 1 && path[0] != "i") && is_outermost(fields);
        if whole || within.iter().any(|(_, field)| field.required) {
            required.push(name);
        }
        properties = properties.with(name, schema);
        example = example.with(name, value);
    }
    (Node::new().with("type", "object").with("properties", properties).with("required", required.into_iter().collect::<Node>()), example)
}

/// Whether these are all fields of a body: their names begin at the beginning.
fn is_outermost(fields: &Paths<'_>) -> bool {
    fields.iter().all(|(path, field)| path_of(field.name).len() == path.len())
}

fn value(within: &Paths<'_>) -> (Node, Node) {
    match within {
        [(path, field)] if path.is_empty() => (field.schema.clone().with("description", field.words.clone()), field.example.clone()),
        _ if within.iter().all(|(path, _)| path.first() == Some(&"i")) => {
            // Each member of a list has all of its fields.
            let items: Vec<_> =
                within.iter().map(|(path, field)| (path[1..].to_vec(), Parameter { required: true, ..(*field).clone() })).collect();
            let items: Vec<_> = items.iter().map(|(path, field)| (path.clone(), field)).collect();
            let (schema, example) = level(&items);
            (Node::new().with("type", "array").with("items", schema), [example].into_iter().collect())
        }
        _ => level(within),
    }
}
