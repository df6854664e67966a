//! The outermost layer of every call: its id, its line in the access log, the headers that all answers have, and
//! what happens when a handler breaks.

use std::panic::AssertUnwindSafe;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::error::InternalError;
use actix_web::http::header::{CACHE_CONTROL, HeaderName, HeaderValue, STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage as _, HttpResponse};
use fgapi_admin::Counted;
use futures_util::FutureExt as _;

use crate::answer::{Told, refuse};
use crate::catalogue::ErrorCode;
use crate::context::Context;
use crate::door::Door;
use crate::watch::Answered;
use fgapi_socket::REFUSED_METHOD;

const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// The gateway's own id of the call, where `X-Request-Id` holds the caller's.
const X_GATEWAY_REQUEST_ID: HeaderName = HeaderName::from_static("x-gateway-request-id");

/// Lets a call through. When two of these stand behind each other, only the outer one acts.
pub(crate) async fn edge(
    door: Door,
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    if request.extensions().contains::<Context>() {
        return Ok(next.call(request).await?.map_into_boxed_body());
    }
    let context = Context::of(&door, &request);
    let method = method(request.method());
    request.extensions_mut().insert(context.caller.clone());
    request.extensions_mut().insert(context.clone());
    let settings = &door.settings;
    if let Some(code) = unreadable(&request, settings.target_bytes_max) {
        let mut response = refuse(code, &context, settings);
        finish(&mut response, &door, &context, method, None);
        return Ok(request.into_response(response));
    }
    match AssertUnwindSafe(async move { next.call(request).await }).catch_unwind().await {
        Ok(Ok(response)) => {
            let mut response = response.map_into_boxed_body();
            let route = response.request().match_pattern();
            finish(response.response_mut(), &door, &context, method, route.as_deref());
            Ok(response)
        }
        // Nothing of ours gives an error; an app that FGAPI is mounted into may.
        Ok(Err(error)) => {
            let mut response = error.error_response();
            finish(&mut response, &door, &context, method, None);
            Err(InternalError::from_response(error, response).into())
        }
        Err(_) => {
            let mut response = refuse(ErrorCode::Internal, &context, settings);
            log::error!(target: "fgapi::fault", request_id = context.caller.request_id.as_str(); "a handler panicked");
            finish(&mut response, &door, &context, method, None);
            Err(InternalError::from_response("a handler panicked", response).into())
        }
    }
}

/// What keeps a request from being looked at at all.
fn unreadable(request: &ServiceRequest, target_max: usize) -> Option<ErrorCode> {
    let target = request.head().uri.path_and_query().map_or(0, |target| target.as_str().len());
    if request.method().as_str() == REFUSED_METHOD {
        return Some(ErrorCode::RequestMalformed);
    }
    (target > target_max).then_some(ErrorCode::TargetTooLong)
}

/// The answer of any path or method that nothing defines (reading R7).
pub(crate) fn undefined(door: Option<&Door>, context: Option<&Context>) -> HttpResponse {
    match (door, context) {
        (Some(door), Some(context)) => refuse(ErrorCode::Undefined, context, &door.settings),
        _ => HttpResponse::NotFound().finish(),
    }
}

/// Puts the headers on and writes the line. The line holds neither path nor query, which may hold anything.
fn finish(response: &mut HttpResponse, door: &Door, context: &Context, method: &'static str, route: Option<&str>) {
    let headers = response.headers_mut();
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if !headers.contains_key(CACHE_CONTROL) {
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    let own_name = if context.given.is_some() { X_GATEWAY_REQUEST_ID } else { X_REQUEST_ID };
    for (name, id) in [(own_name, Some(context.caller.request_id.as_str())), (X_REQUEST_ID, context.given.as_deref())] {
        if let Some(Ok(id)) = id.map(HeaderValue::from_str) {
            headers.insert(name, id);
        }
    }
    if let Some(seconds) = door.settings.hsts_seconds
        && let Ok(hsts) = HeaderValue::from_str(&format!("max-age={seconds}"))
    {
        headers.insert(STRICT_TRANSPORT_SECURITY, hsts);
    }
    let told = response.extensions().get::<Told>().cloned();
    if let (Some(told), Some(route)) = (&told, route) {
        count(door, told, method, route, response.status());
    }
    let told = told.unwrap_or_default();
    let (status, took) = (response.status().as_u16(), context.began.elapsed());
    door.tell(&Answered { route, method, status, code: told.code.as_deref(), took });
    let client = told.client.as_ref().map_or("-", |client| client.as_str());
    let code = told.code.as_deref().unwrap_or("-");
    let (request_id, route) = (context.caller.request_id.as_str(), route.unwrap_or("-"));
    let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
    match context.given.as_deref() {
        None => log::info!(target: "fgapi::access", request_id, client, method, route, status, code, micros; "answered"),
        Some(given) => {
            log::info!(target: "fgapi::access", request_id, caller_request_id = given, client, method, route, status, code, micros; "answered");
        }
    }
}

/// Counts an answer of FGAPI for the office's dashboard. Pages of other doors have nothing to tell here.
fn count(door: &Door, told: &Told, method: &str, route: &str, status: StatusCode) {
    let Some(office) = &door.office else { return };
    let (call, token) = match status.as_u16() {
        200..=399 => (Counted::Answered, Counted::TokenIssued),
        400..=499 => (Counted::Refused, Counted::TokenRefused),
        _ => (Counted::Failed, Counted::TokenRefused),
    };
    office.count(told.client.as_ref(), call);
    if method != "DELETE" && (route.ends_with("/auth/system_token") || route.ends_with("/auth/token")) {
        office.count(told.client.as_ref(), token);
    }
}

/// The method's name, when it is one that everybody knows; a caller's own words stay out of the log.
pub(crate) fn method(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::DELETE => "DELETE",
        Method::HEAD => "HEAD",
        Method::OPTIONS => "OPTIONS",
        Method::PATCH => "PATCH",
        _ => "OTHER",
    }
}
