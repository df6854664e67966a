//! SaaS製品認証情報取得: a tenant's program reads its credentials of outside products.

use actix_web::HttpResponse;
use fgapi_audit::{Actor, By};
use fgapi_saas::{ReadError, Reader, SaasDesk};
use fgapi_token::TokenKind;

use crate::call::Call;
use crate::catalogue::ErrorCode;
use crate::dialect::Dialect;
use crate::status::Refused;
use crate::view_openapi as view;

/// A code that no product has: for a serviceCode that cannot be read.
const NO_PRODUCT: &str = "";

/// /api/openapi/externalService/authenticationInfo@GET. The log takes it before it is answered, so it waits with the calls that write.
pub(crate) async fn authentication_info(call: Call) -> HttpResponse {
    call.speaking(Dialect::ExternalService)
        .answer_write(|call| {
            let saas = call.door().saas.clone().ok_or(Refused::new(ErrorCode::Undefined))?;
            let reader = reader(call, &saas)?;
            let code = call.fields().map(|fields| fields.optional("serviceCode").map(ToOwned::to_owned));
            let asked = code.as_ref().map_or(Some(NO_PRODUCT), |code| code.as_deref());
            let found = match (saas.read(&reader, asked), code) {
                // The right was judged before the parameters.
                (Err(ReadError::UnknownProduct), Err(refused)) => return Err(refused.of_service_code()),
                (found, _) => found?,
            };
            call.json(&view::authentication_infos(reader.tenant, &found))
        })
        .await
}

/// Who bears the token: a tenant's client, or a portal user who picked up an API token.
fn reader(call: &Call, saas: &SaasDesk) -> Result<Reader, Refused> {
    let token = call.presented()?.reveal();
    if token.starts_with(TokenKind::Tenant.prefix()) {
        let bearer = saas.check_token(token)?;
        call.door().throttle().tenant_client(bearer.client)?;
        let actor = Actor::Client(bearer.client.to_string().into());
        return Ok(Reader { tenant: bearer.tenant, level: bearer.level, by: By::new(actor, call.origin()) });
    }
    // Without an office nobody has an API token.
    let office = call.door().office.as_ref().ok_or(Refused::new(ErrorCode::BearerDead))?;
    let bearer = office.check_api_token(token)?;
    call.door().throttle().api_token(bearer.handover)?;
    let actor = Actor::Staff(bearer.login.as_str().into());
    Ok(Reader { tenant: bearer.tenant, level: bearer.level, by: By::new(actor, call.origin()) })
}
