//! Tenants' clients get tokens (RFC 6749 4.4), and learn where (RFC 8414).

use actix_web::http::header::{CONTENT_TYPE, HeaderMap};
use actix_web::{HttpRequest, HttpResponse};

use crate::basic::{ClientLogin, presented};
use crate::call::Call;
use crate::catalogue::ErrorCode;
use crate::dialect::Dialect;
use crate::fields::BodyType;
use crate::status::Refused;
use crate::view_openapi::{self as view, GRANT_TYPE, SCOPE};

/// /oauth/token@POST.
pub(crate) async fn token(request: HttpRequest, call: Call) -> HttpResponse {
    let (login, is_form) = (presented(request.headers()), is_form(request.headers()));
    call.speaking(Dialect::OAuth)
        .answer_write(move |call| {
            let saas = call.door().saas.clone().ok_or(Refused::new(ErrorCode::Undefined))?;
            let login = login.ok_or(Refused::new(ErrorCode::TenantClient))?;
            if !is_form {
                return Err(Refused::new(ErrorCode::FormBody));
            }
            judge(call, &login)?;
            call.door().throttle().tenant_token(&login.id, call.caller())?;
            let issued = saas.issue_token(&login.id, &login.secret, &call.origin())?;
            call.token(&view::token(&issued))
        })
        .await
}

/// Whether the request asks for what there is, and for nobody else.
fn judge(call: &mut Call, login: &ClientLogin) -> Result<(), Refused> {
    let fields = call.fields()?;
    let other = fields.optional("client_id").is_some_and(|id| id != login.id);
    if other || fields.optional("client_secret").is_some() {
        return Err(Refused::new(ErrorCode::ClientTwice));
    }
    if fields.text("grant_type")? != GRANT_TYPE {
        return Err(Refused::field(ErrorCode::GrantType, "grant_type"));
    }
    // RFC 6749 3.1: what has no value counts as left out.
    let scopes = fields.optional("scope").unwrap_or_default();
    match scopes.split(' ').filter(|scope| !scope.is_empty()).all(|scope| scope == SCOPE) {
        true => Ok(()),
        false => Err(Refused::field(ErrorCode::Scope, "scope")),
    }
}

/// RFC 6749 4.4.2 knows forms only.
fn is_form(headers: &HeaderMap) -> bool {
    let mut types = headers.get_all(CONTENT_TYPE);
    let only = types.next().filter(|_| types.next().is_none());
    only.and_then(|only| BodyType::of(only.to_str().ok()?)) == Some(BodyType::Form)
}

/// /.well-known/oauth-authorization-server@GET.
pub(crate) async fn metadata(call: Call) -> HttpResponse {
    call.answer(|call| {
        let origin = call.settings().origin.as_deref().ok_or(Refused::new(ErrorCode::Undefined))?;
        let issuer = format!("{origin}{}", call.settings().prefix);
        call.json(&view::authorization_server(&issuer))
    })
    .await
}
