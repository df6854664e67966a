//! Schemas: the shapes of what travels, with the words and forms of the tables.

use fgapi_caller::Language;
use fgapi_http::external_services as saas;
use fgapi_linked::AggregationError;
use fgapi_saas::Product;
use fgapi_wire::{FieldKind, FieldWithin, LINKED_FIELDS, LinkedField};

use crate::node::Node;
use crate::shape::{Member, Shape};
use crate::words::{self, Form};

/// In one of two languages.
pub(crate) const fn said<T: Copy>(words: [T; 2], language: Language) -> T {
    match language {
        Language::Japanese => words[0],
        Language::English => words[1],
    }
}

/// What is known of a field beside its shape.
pub(crate) struct Told {
    /// What it means, in Japanese and English.
    pub(crate) words: [String; 2],
    /// What it can hold.
    pub(crate) form: Form,
}

/// What a field means; `None` when nobody says.
pub(crate) fn told(object: &str, field: &str) -> Option<Told> {
    let of_fgapi = words::FGAPI.iter().find(|(of, name, ..)| (*of, *name) == (object, field));
    let of_fgapi = of_fgapi.map(|(_, _, words, form)| Told { words: words.map(str::to_owned), form: *form });
    of_fgapi.or_else(|| told_of_credentials(object, field)).or_else(|| told_of_linked(object, field))
}

/// The tables of the credentials' reference, by type.
pub(crate) fn tables_of_credentials() -> [(&'static str, &'static [saas::Row]); 6] {
    [
        ("AuthenticationInfosAnswer", &saas::ANSWER),
        ("AuthenticationInfo", &saas::INFO),
        ("MessageAnswer", &saas::MESSAGE),
        ("UnauthorizedAnswer", &saas::UNAUTHORIZED),
        ("OAuthTokenAnswer", &saas::TOKEN),
        ("OAuthErrorAnswer", &saas::OAUTH_ERROR),
    ]
}

fn told_of_credentials(object: &str, field: &str) -> Option<Told> {
    let (_, rows) = tables_of_credentials().into_iter().find(|(of, _)| *of == object)?;
    let (_, _, ja, en) = rows.iter().find(|(name, ..)| *name == field)?;
    let mut words = [format!("{ja}。"), format!("{en}.")];
    if let Some(named) = words::info_of(field) {
        let of = |product: Product| product.label(named).map(|label| format!("{}: {label}", product.name()));
        let all: Vec<String> = Product::ALL.into_iter().filter_map(of).collect();
        words = words.map(|words| format!("{words} {}", all.join(", ")));
    }
    let form = match (object, field) {
        (_, "tenantId") => Form::Like(words::TENANT),
        (_, "request_id" | "companyOID") => Form::Uuid,
        (_, "timestamp") => Form::Time,
        (_, "reason") => Form::Reason,
        ("AuthenticationInfo", "serviceCode") => Form::OneOf(words::SERVICE_CODES),
        ("UnauthorizedAnswer", "status") => Form::OneNumber(&[401]),
        ("UnauthorizedAnswer", "error") => Form::OneOf(&["Unauthorized"]),
        ("OAuthTokenAnswer", "token_type") => Form::OneOf(&["bearer"]),
        ("OAuthTokenAnswer", "scope") => Form::OneOf(&[saas::SCOPE]),
        ("OAuthTokenAnswer", "expires_in") => Form::FromOne,
        ("OAuthErrorAnswer", "error") => Form::Error,
        ("OAuthErrorAnswer", "error_description") => Form::Like("^[ !#-\\[\\]-~]*$"),
        _ => Form::Any,
    };
    Some(Told { words, form })
}

/// Where the table of linked accounts has the fields of a type.
pub(crate) const LINKED_OBJECTS: [(&str, &str); 6] = [
    ("LinkedRow", "account"),
    ("LinkedSubAccount", "account[sub_accounts][i]"),
    ("LinkedService", "account[service]"),
    ("AggregationErrorRow", "account[aggregation_error]"),
    ("LinkedForm", "account[exclusive_service_forms][i]"),
    ("AdditionalRequestRow", "account[additional_requests][i]"),
];

fn told_of_linked(object: &str, field: &str) -> Option<Told> {
    if let Some((_, _, words)) = words::LINKED.iter().find(|(of, name, _)| (*of, *name) == (object, field)) {
        return Some(Told { words: words.map(str::to_owned), form: Form::Any });
    }
    let (_, within) = LINKED_OBJECTS.into_iter().find(|(of, _)| *of == object)?;
    let path = format!("{within}[{field}]");
    let known = LINKED_FIELDS.iter().find(|known| known.path == path)?;
    Some(Told { words: linked_words(known, object), form: linked_form(known, field) })
}

fn linked_words(field: &LinkedField, object: &str) -> [String; 2] {
    let [ja, en] = match field.within {
        FieldWithin::List if object == "LinkedRow" => ["一覧だけ。", "In the list only: "],
        FieldWithin::One if object == "LinkedRow" => ["一覧にはない。", "Not in the list: "],
        _ => ["", ""],
    };
    let [ja, en] = [format!("{ja}{}。", field.ja), format!("{en}{}.", field.en)];
    match field.unset {
        Some([value, when_ja, when_en]) => [format!("{ja} {when_ja}は `{value}`。"), format!("{en} `{value}` {when_en}.")],
        None => [ja, en],
    }
}

fn linked_form(known: &LinkedField, field: &str) -> Form {
    match (known.kind, field) {
        (FieldKind::Flag, _) => Form::OneNumber(&[0, 1]),
        (FieldKind::Time, _) if known.unset.is_some_and(|[value, ..]| value == "\"\"") => Form::TimeOrEmpty,
        (FieldKind::Time, _) => Form::Time,
        (FieldKind::Integer, "status") => Form::OneNumber(&[0, 1, 2, 3]),
        (FieldKind::String, "hashed_id") => Form::Like(words::HASHED_ID),
        (FieldKind::String, "input_type") => Form::Input,
        (FieldKind::String, "error_type") => Form::Failure,
        _ => Form::Any,
    }
}

/// All numbers and names of failures, for people.
pub(crate) fn aggregation_errors() -> String {
    let rows = AggregationError::ALL.iter().map(|error| format!("| {} | {} | {} |", error.id(), error.error_msg(), error.msg_title()));
    format!("| id | error_msg | msg_title |\n|---|---|---|\n{}", rows.collect::<Vec<_>>().join("\n"))
}

/// The schema of a shape, and by name those of all objects within it, which `known` is given.
pub(crate) fn schema(shape: &Shape, language: Language, known: &mut Vec<(String, Node)>) -> Node {
    match shape {
        Shape::Text => Node::new().with("type", "string"),
        Shape::Truth => Node::new().with("type", "boolean"),
        Shape::Whole(least, most) => whole(*least, *most),
        Shape::List(of) => Node::new().with("type", "array").with("items", schema(of, language, known)),
        Shape::Object(name, members) => {
            if !known.iter().any(|(known, _)| known == name) {
                // Its place is kept before the objects within it.
                let at = known.len();
                known.push(((*name).to_owned(), Node::Null));
                known[at].1 = object(name, members, language, known);
            }
            Node::reference("schemas", name)
        }
    }
}

fn whole(least: i64, most: Option<i64>) -> Node {
    let schema = Node::new().with("type", "integer");
    let schema = if least >= 0 && most.is_some_and(|most| most <= i64::from(i32::MAX)) {
        schema.with("format", "int32")
    } else {
        schema.with("format", "int64")
    };
    // All that a format allows needs no bounds.
    match least {
        i64::MIN => schema,
        least => schema.with("minimum", least).with_some("maximum", most),
    }
}

fn object(name: &str, members: &[Member], language: Language, known: &mut Vec<(String, Node)>) -> Node {
    let mut properties = Node::new();
    for member in members {
        let told = told(name, member.name);
        let form = told.as_ref().map_or(Form::Any, |told| told.form);
        let schema = form.restrict(schema(&member.shape, language, known));
        let schema = if member.nullable { nullable(schema) } else { schema };
        let [ja, en] = told.map(|told| told.words).unwrap_or_default();
        properties = properties.with(member.name, schema.with("description", said([ja.as_str(), en.as_str()], language)));
    }
    let required = members.iter().filter(|member| member.required).map(|member| member.name);
    Node::new().with("type", "object").with("properties", properties).with("required", required.collect::<Node>())
}

/// The schema, or `null`.
fn nullable(schema: Node) -> Node {
    match schema {
        Node::Object(members) if members.iter().any(|(name, _)| name == "$ref") => {
            let null = Node::new().with("type", "null");
            Node::new().with("oneOf", [Node::Object(members), null].into_iter().collect::<Node>())
        }
        Node::Object(members) => Node::Object(
            members
                .into_iter()
                .map(|(name, value)| match (name.as_str(), value) {
                    ("type", Node::Text(kind)) => (name, [kind.as_str(), "null"].into_iter().collect()),
                    (_, value) => (name, value),
                })
                .collect(),
        ),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn null_is_one_more_type_or_one_more_schema() {
        let text = |node: Node| serde_json::to_string(&node).unwrap();
        assert_eq!(text(nullable(Node::new().with("type", "string"))), r#"{"type":["string","null"]}"#);
        let object = nullable(Node::reference("schemas", "A"));
        assert_eq!(text(object), r##"{"oneOf":[{"$ref":"#/components/schemas/A"},{"type":"null"}]}"##);
    }

    #[test]
    fn numbers_have_their_type_s_bounds() {
        let text = |least, most| serde_json::to_string(&whole(least, most)).unwrap();
        assert_eq!(text(i64::MIN, Some(i64::MAX)), r#"{"type":"integer","format":"int64"}"#);
        assert_eq!(text(0, Some(255)), r#"{"type":"integer","format":"int32","minimum":0,"maximum":255}"#);
        assert_eq!(text(0, None), r#"{"type":"integer","format":"int64","minimum":0}"#);
    }
}
