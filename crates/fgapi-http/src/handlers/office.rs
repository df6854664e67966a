//! What an API token of the office is (our extension of the documents).

use actix_web::HttpResponse;

use crate::call::Call;
use crate::catalogue::ErrorCode;
use crate::status::Refused;
use crate::view;

/// /api/v1/token@GET.
pub(crate) async fn token(call: Call) -> HttpResponse {
    call.answer(|call| {
        // Without an office the route is not there.
        let office = call.door().office.clone().ok_or(Refused::new(ErrorCode::Undefined))?;
        let bearer = office.check_api_token(call.presented()?.reveal())?;
        call.door().throttle().api_token(bearer.handover)?;
        call.json(&view::api_token(&bearer))
    })
    .await
}
