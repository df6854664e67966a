//! To another institution's screens and back. The address to come back to is registered there and names no journey, so a cookie of its own
//! for each way leads back to the journey, for as long as the way may take.

use actix_web::{HttpRequest, HttpResponse};
use fgapi_consent::{JourneyId, OwnTurn};
use fgapi_domain::{Secret, StoreFault};
use fgapi_linked::{AccountId, AggregationError, LinkError};
use fgapi_token::TokenDigest;

use super::super::answer::{self, Told as Teller, see_other};
use super::super::arrival::{Arrival, Place};
use super::super::form::query_field;
use super::told::Told;
use super::turn::by;
use crate::views::OwnPageEnd;

/// The address behind that of the customer's own page.
pub(super) const PATH: &str = "/linked";

/// The name of a way: nobody learns `state` from it.
fn way(state: &Secret) -> String {
    TokenDigest::of(state.reveal()).fingerprint()
}

/// The `state` of an address to which a customer is sent.
pub(super) fn state_of(url: &str) -> Option<Secret> {
    let (_, query) = url.split_once('?')?;
    let query = query.split('#').next().unwrap_or_default();
    query_field(query.as_bytes(), "state").filter(|state| !state.is_empty()).map(Secret::new)
}

/// Sends the customer to the institution's screens.
pub(super) fn away(arrival: &Arrival, journey: JourneyId, url: &str, state: &Secret) -> HttpResponse {
    let (cookies, mut response) = (arrival.cookies(), see_other(url));
    for way in &arrival.surplus_backs {
        response.cookie(cookies.forget_back(way));
    }
    let seconds = arrival.portal.linked.as_ref().map_or(0, |desk| desk.policy().journey_seconds);
    response.cookie(cookies.back(&way(state), journey, seconds));
    response.finish()
}

/// What a worker brings back.
enum Ran {
    Told(OwnTurn, Told, Option<AccountId>),
    Nobody,
}

/// The customer is back. Whatever comes of it is shown under another address, so that what came in this one stays in no history.
pub(super) async fn come_back(request: HttpRequest, arrival: Arrival) -> HttpResponse {
    let here = format!("{}{}{PATH}", arrival.portal.settings.prefix, Place::Own.path());
    if arrival.query.is_empty() {
        return answer::own_page_ended(&arrival, OwnPageEnd::NotLinked);
    }
    let state = arrival.asked("state").map(Secret::new);
    let known = state.and_then(|state| Some((arrival.cookies().read_back(&request, &way(&state))?, state)));
    let Some((journey, state)) = known else { return see_other(&here).finish() };
    let (arrival, query) = (arrival.on(journey, &request), request.query_string().to_owned());
    let (teller, workers, cookies, done) = (Teller::of(&arrival), arrival.portal.outside.clone(), arrival.cookies(), way(&state));
    match workers.run(move || (run(&arrival, journey, &query, &state), arrival)).await {
        Ok((Ok(Ran::Told(own, told, account)), arrival)) => {
            let to = told.at(&format!("{}/accounts", arrival.base(own.journey)), account);
            see_other(&to).cookie(cookies.forget_back(&done)).finish()
        }
        Ok((Ok(Ran::Nobody), _)) => see_other(&here).finish(),
        Ok((Err(fault), _)) => teller.fault(&fault),
        Err(unworked) => teller.unworked(unworked),
    }
}

fn run(arrival: &Arrival, journey: JourneyId, query: &str, state: &Secret) -> Result<Ran, StoreFault> {
    let Some(desk) = &arrival.portal.linked else { return Ok(Ran::Nobody) };
    let Ok(own) = arrival.portal.desk.own_customer(journey, arrival.visitor(), None)? else { return Ok(Ran::Nobody) };
    let (told, account) = match desk.come_back(&own.customer, query, state, &by(arrival, &own.customer)) {
        Ok(account) => (Told::Linked, Some(account)),
        Err(error) => {
            log::warn!(target: "fgapi::linked", request_id = arrival.caller.request_id.as_str(); "a customer came back in vain: {error}");
            (why(&error), None)
        }
    };
    Ok(Ran::Told(own, told, account))
}

/// What the customer is told when nothing was linked.
pub(super) fn why(error: &LinkError) -> Told {
    match error {
        LinkError::NotBegun => Told::Expired,
        LinkError::NoService | LinkError::NotAutomatic | LinkError::NoPassword | LinkError::Fault(_) => Told::Unready,
        LinkError::Gone => Told::Gone,
        LinkError::Upstream(fault) if fault.error == AggregationError::Login => Told::Declined,
        LinkError::Upstream(_) => Told::Failed,
    }
}
