//! Answers: how an outcome leaves the house.

use std::borrow::Cow;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_TYPE, HeaderName, PRAGMA, RETRY_AFTER, WWW_AUTHENTICATE};
use actix_web::web::Bytes;
use fgapi_token::ApiKey;

use crate::catalogue::ErrorCode;
use crate::context::Context;
use crate::dialect::Dialect;
use crate::settings::{HttpSettings, ThrottleStatus};
use crate::status::{Event, Refused};

/// `Content-Type` of every answer with a body.
pub(crate) const JSON: &str = "application/json; charset=utf-8";

/// RFC 6749 5.1 wants it beside `Cache-Control: no-store` of every answer.
const NO_CACHE: (HeaderName, &str) = (PRAGMA, "no-cache");

/// The body of a 200.
#[derive(Debug)]
pub(crate) enum Reply {
    /// JSON, already as bytes; shared where the page is kept.
    Json(Bytes),
    /// The same, as RFC 6749 wants a token to be sent.
    Token(Vec<u8>),
    /// レスポンス なし.
    Nothing,
}

/// What the access log wants to know of an answer; stands in its extensions.
#[derive(Clone, Debug, Default)]
pub(crate) struct Told {
    pub(crate) client: Option<ApiKey>,
    pub(crate) code: Option<Cow<'static, str>>,
}

/// The answer to a call.
pub(crate) fn answer(outcome: Result<Reply, Refused>, client: Option<ApiKey>, context: &Context, settings: &HttpSettings) -> HttpResponse {
    let code = outcome.as_ref().err().map(|refused| refused.code.entry().code.into());
    let mut response = match outcome {
        Ok(reply) => answered(reply),
        Err(refused) => {
            warn(refused.code.entry().code, refused.event.as_ref(), refused.cause.as_deref(), client.as_ref(), context);
            refusal(&refused, context, settings)
        }
    };
    response.extensions_mut().insert(Told { client, code });
    response
}

/// A 200.
pub(crate) fn answered(reply: Reply) -> HttpResponse {
    match reply {
        Reply::Json(bytes) => HttpResponse::Ok().insert_header((CONTENT_TYPE, JSON)).body(bytes),
        Reply::Token(bytes) => HttpResponse::Ok().insert_header((CONTENT_TYPE, JSON)).insert_header(NO_CACHE).body(bytes),
        Reply::Nothing => HttpResponse::Ok().finish(),
    }
}

/// The answer to a call that is refused before it has a client.
pub(crate) fn refuse(code: ErrorCode, context: &Context, settings: &HttpSettings) -> HttpResponse {
    answer(Err(Refused::new(code)), None, context, settings)
}

fn refusal(refused: &Refused, context: &Context, settings: &HttpSettings) -> HttpResponse {
    let entry = refused.code.entry();
    let status = match (refused.code, settings.throttle.status) {
        (ErrorCode::Throttled | ErrorCode::SystemTokens, ThrottleStatus::TooManyRequests) => StatusCode::TOO_MANY_REQUESTS,
        _ => StatusCode::from_u16(entry.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
    };
    let mut response = HttpResponse::build(status);
    if let Some(challenge) = challenge(refused.code, status) {
        response.insert_header((WWW_AUTHENTICATE, challenge));
    }
    if let Some(seconds) = refused.retry_after {
        response.insert_header((RETRY_AFTER, seconds));
    }
    // The rest of a body that was not read must not be taken for the next request.
    if matches!(refused.code, ErrorCode::RequestMalformed | ErrorCode::TargetTooLong | ErrorCode::BodyTooLong | ErrorCode::BodyIncomplete) {
        response.force_close();
    }
    if context.dialect == Dialect::OAuth {
        response.insert_header(NO_CACHE);
    }
    response.insert_header((CONTENT_TYPE, JSON)).body(context.dialect.body(refused, status, context, settings.ascii_escape))
}

/// RFC 6750 3: an error is named only when a token was presented.
fn challenge(code: ErrorCode, status: StatusCode) -> Option<&'static str> {
    match (code, status) {
        (ErrorCode::BearerDead, _) => Some(r#"Bearer realm="fgapi", error="invalid_token""#),
        (ErrorCode::TenantClient, _) => Some(r#"Basic realm="fgapi", charset="UTF-8""#),
        (ErrorCode::Grant | ErrorCode::TenantRight, _) => Some(r#"Bearer realm="fgapi", error="insufficient_scope""#),
        (_, StatusCode::UNAUTHORIZED) => Some(r#"Bearer realm="fgapi""#),
        _ => None,
    }
}

/// Warns the operator of what may be an attack, and of what is broken.
pub(crate) fn warn(code: &str, event: Option<&Event>, cause: Option<&str>, client: Option<&ApiKey>, context: &Context) {
    let (request_id, caller) = (context.caller.request_id.as_str(), context.caller.address.to_string());
    let client = client.map_or("-", ApiKey::as_str);
    if let Some(event) = event {
        let (event, place) = (event.as_str(), event.place());
        log::warn!(target: "fgapi::event", event, request_id, client, caller = caller.as_str(), code, place = place.as_deref().unwrap_or("-"); "{event}");
    }
    if let Some(cause) = cause {
        log::error!(target: "fgapi::fault", request_id, client, code, cause; "{code}: {cause}");
    }
}
