//! The hours of maintenance, in which no call is served.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage as _, HttpResponse};
use fgapi_domain::MaintenanceHours;

use crate::answer::answer;
use crate::context::Context;
use crate::door::Door;
use crate::status::Refused;

/// Lets a call through, or tells it when to come again. Nothing of it is looked at before.
pub(crate) async fn hours(request: ServiceRequest, next: Next<impl MessageBody + 'static>) -> Result<ServiceResponse<BoxBody>, Error> {
    match closed(&request) {
        Some(response) => Ok(request.into_response(response)),
        None => Ok(next.call(request).await?.map_into_boxed_body()),
    }
}

fn closed(request: &ServiceRequest) -> Option<HttpResponse> {
    let door = request.app_data::<Door>()?;
    let now = door.clock.now();
    let over = MaintenanceHours::all_over_at(&door.settings.maintenance, now)?;
    let context = request.extensions().get::<Context>().cloned()?;
    Some(answer(Err(Refused::maintenance(over.0 - now.0)), None, &context, &door.settings))
}
