//! What a refused call answers: the codes of the catalogue, each with the body that it has in the words of its API.

use fgapi_caller::Language;
use fgapi_http::catalogue::{Entry, ErrorCode};
use fgapi_http::external_services::PUBLISHED;
use fgapi_http::linked::ErrorNumber;
use fgapi_wire as wire;

use crate::examples::{REQUEST_ID, TIME};
use crate::node::Node;
use crate::schema::said;

/// One refusal of a call.
#[derive(Clone, Debug)]
pub(crate) struct Refusal {
    pub(crate) status: u16,
    /// Its code, by which people look it up.
    pub(crate) code: String,
    /// The schema of its body.
    pub(crate) schema: &'static str,
    /// What happened.
    pub(crate) words: String,
    /// Its body.
    pub(crate) body: Node,
}

/// In whose words a call is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    Fgapi,
    Credentials,
    OAuth,
}

/// What any call can be refused for, before anybody knows which one it is.
pub(crate) const BEFORE: &[ErrorCode] = &[ErrorCode::TargetTooLong, ErrorCode::RequestMalformed, ErrorCode::Maintenance];
/// What any call can be refused for.
pub(crate) const ANY: &[ErrorCode] = &[ErrorCode::Internal, ErrorCode::Busy, ErrorCode::StoreUnavailable, ErrorCode::Late];
/// What any query can be refused for.
pub(crate) const QUERY: &[ErrorCode] =
    &[ErrorCode::NotUtf8, ErrorCode::ControlCharacter, ErrorCode::FieldRepeated, ErrorCode::TooManyFields];
/// What any body of FGAPI can be refused for.
pub(crate) const BODY: &[ErrorCode] = &[
    ErrorCode::BodyTooLong,
    ErrorCode::BodyIncomplete,
    ErrorCode::BodyMissing,
    ErrorCode::BodyType,
    ErrorCode::BodyMalformed,
    ErrorCode::NotUtf8,
    ErrorCode::ControlCharacter,
    ErrorCode::FieldRepeated,
    ErrorCode::TooManyFields,
    ErrorCode::FieldNotText,
    ErrorCode::FieldMissing,
];
/// What any bearer can be refused for.
pub(crate) const BEARER: &[ErrorCode] =
    &[ErrorCode::BearerMissing, ErrorCode::BearerMalformed, ErrorCode::BearerDead, ErrorCode::Address, ErrorCode::Throttled];
/// What a bank's core can do to a call.
pub(crate) const BANK: &[ErrorCode] = &[ErrorCode::BankWrong, ErrorCode::BankUnavailable, ErrorCode::BankTimedOut];

/// These refusals in the words of an API, by code and each once.
pub(crate) fn refusals(dialect: Dialect, codes: &[&[ErrorCode]], language: Language) -> Vec<Refusal> {
    let all = ErrorCode::ALL.iter().filter(|code| codes.iter().any(|codes| codes.contains(code)));
    all.map(|code| refusal(if BEFORE.contains(code) { Dialect::Fgapi } else { dialect }, *code, language)).collect()
}

fn refusal(dialect: Dialect, code: ErrorCode, language: Language) -> Refusal {
    let entry = code.entry();
    let (schema, body) = match dialect {
        Dialect::Fgapi => ("ErrorAnswer", Node::of(&fgapi(code, language))),
        Dialect::Credentials if entry.status == 401 => ("UnauthorizedAnswer", Node::of(&unauthorized(code, language))),
        Dialect::Credentials => ("MessageAnswer", Node::of(&message(code, language))),
        Dialect::OAuth => ("OAuthErrorAnswer", Node::of(&oauth(code, language))),
    };
    Refusal {
        status: entry.status,
        code: told_code(dialect, code).into(),
        schema,
        words: said([entry.ja, entry.en], language).into(),
        body,
    }
}

/// The code that a caller sees.
fn told_code(dialect: Dialect, code: ErrorCode) -> &'static str {
    let published = PUBLISHED.into_iter().find(|(known, ..)| *known == code && dialect == Dialect::Credentials);
    published.map_or(code.entry().code, |(_, told, _)| told)
}

fn description(entry: &Entry, language: Language) -> String {
    let text = match language {
        Language::Japanese => format!("{}{}", entry.ja, entry.ja_next),
        Language::English => format!("{} {}", entry.en, entry.en_next),
    };
    text.replace("{limit}", "36525")
}

/// The field that an example names.
const fn field(code: ErrorCode) -> Option<&'static str> {
    match code {
        ErrorCode::Page => Some("page"),
        ErrorCode::Date | ErrorCode::PeriodBackwards => Some("start_date"),
        ErrorCode::PeriodTooLong => Some("end_date"),
        ErrorCode::Grants | ErrorCode::GrantsNotAllowed => Some("grants"),
        ErrorCode::LinkId => Some("link_id"),
        ErrorCode::Fill => Some("fill"),
        ErrorCode::IdempotencyKey | ErrorCode::OtherBody => Some("idempotency_key"),
        ErrorCode::CodeVerifier => Some("code_verifier"),
        ErrorCode::ServiceCode => Some("serviceCode"),
        ErrorCode::GrantType => Some("grant_type"),
        ErrorCode::Scope => Some("scope"),
        _ => None,
    }
}

/// The reason that an example tells.
const fn reason(code: ErrorCode) -> Option<&'static str> {
    match code {
        ErrorCode::BearerDead => Some("expired"),
        ErrorCode::AuthToken => Some("spent"),
        ErrorCode::RefreshToken => Some("rotated"),
        ErrorCode::Maintenance => Some("maintenance"),
        _ => None,
    }
}

fn fgapi(code: ErrorCode, language: Language) -> wire::ErrorAnswer<'static> {
    let entry = code.entry();
    wire::ErrorAnswer {
        error: entry.error.into(),
        error_description: description(entry, language).into(),
        error_code: entry.code.into(),
        request_id: REQUEST_ID.into(),
        reason: reason(code).map(Into::into),
        field: field(code).map(Into::into),
    }
}

fn message(code: ErrorCode, language: Language) -> wire::MessageAnswer<'static> {
    let entry = code.entry();
    let published = PUBLISHED.into_iter().find(|(known, ..)| *known == code).map(|(_, _, message)| message);
    wire::MessageAnswer {
        message: published.unwrap_or(said([entry.ja, entry.en], language)).into(),
        error_code: told_code(Dialect::Credentials, code).into(),
        error_description: description(entry, language).into(),
        field: field(code).map(Into::into),
        request_id: REQUEST_ID.into(),
    }
}

fn unauthorized(code: ErrorCode, language: Language) -> wire::UnauthorizedAnswer<'static> {
    wire::UnauthorizedAnswer {
        timestamp: TIME.into(),
        status: 401,
        error: "Unauthorized".into(),
        message: description(code.entry(), language).into(),
        reason: reason(code).map(Into::into),
        request_id: REQUEST_ID.into(),
    }
}

fn oauth(code: ErrorCode, language: Language) -> wire::OAuthErrorAnswer<'static> {
    let entry = code.entry();
    wire::OAuthErrorAnswer {
        error: entry.error.into(),
        error_description: description(entry, Language::English).into(),
        timestamp: TIME.into(),
        status: entry.status,
        message: description(entry, language).into(),
        field: field(code).map(Into::into),
        request_id: REQUEST_ID.into(),
    }
}

/// These refusals of linked accounts, by number and each once.
pub(crate) fn linked(numbers: &[&[ErrorNumber]], language: Language) -> Vec<Refusal> {
    let all = ErrorNumber::ALL.iter().filter(|number| numbers.iter().any(|numbers| numbers.contains(number)));
    all.map(|number| {
        let text = number.text();
        let code = u32::from(text.status) * 100 + u32::from(text.number);
        let expected = ["1 以上の整数を指定してください。", "give a whole number from 1."];
        let words = said([text.ja, text.en], language).replace("{limit}", "65536");
        let words = words.replace("{field}", "account[service_id]").replace("{expected}", said(expected, language));
        let body = wire::LinkedErrorAnswer { error_code: code, errors: vec![words.as_str().into()] };
        let body = Node::of(&body);
        Refusal { status: text.status, code: code.to_string(), schema: "LinkedErrorAnswer", words, body }
    })
    .collect()
}
