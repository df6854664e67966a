//! The handlers of the customer's own page.

use actix_web::HttpResponse;
use fgapi_consent::{JourneyId, Outcome};
use fgapi_token::{LinkId, StoreFault};
use uuid::Uuid;

use super::answer;
use super::arrival::Arrival;
use super::handlers::on;
use crate::views::{OwnPageEnd, Trouble};

/// The link that a form names. What names none is a link that nobody has.
pub(super) fn named(text: &str) -> LinkId {
    LinkId(Uuid::try_parse(text).unwrap_or(Uuid::nil()))
}

/// Is this link to end?
pub(super) async fn ask_to_end(arrival: Arrival) -> HttpResponse {
    ask(arrival, |arrival, journey, link| arrival.portal.desk.ask_to_end(journey, arrival.visitor(), link)).await
}

/// Is this link to be renewed?
pub(super) async fn ask_to_renew(arrival: Arrival) -> HttpResponse {
    ask(arrival, |arrival, journey, link| arrival.portal.desk.ask_to_renew(journey, arrival.visitor(), link)).await
}

type Question = fn(&Arrival, JourneyId, LinkId) -> Result<Outcome, StoreFault>;

async fn ask(arrival: Arrival, question: Question) -> HttpResponse {
    let told = answer::Told::of(&arrival);
    let (Some(journey), Some(link)) = (arrival.journey, arrival.asked("link")) else { return answer::present_step(&arrival) };
    let workers = arrival.portal.workers.clone();
    let run = move || (question(&arrival, journey, named(&link)), arrival);
    match workers.run(run).await {
        Ok((Ok(outcome), arrival)) => answer::outcome(&arrival, outcome),
        Ok((Err(fault), _)) => told.fault(&fault),
        Err(unworked) => told.unworked(unworked),
    }
}

/// Ends a link.
pub(super) async fn end(arrival: Arrival) -> HttpResponse {
    let workers = arrival.portal.workers.clone();
    on(arrival, workers, |desk, id, visitor, form| desk.end_link(id, visitor, form.text("csrf"), named(form.text("link")))).await
}

/// Renews a consent.
pub(super) async fn renew(arrival: Arrival) -> HttpResponse {
    let workers = arrival.portal.workers.clone();
    on(arrival, workers, |desk, id, visitor, form| {
        desk.renew_link(id, visitor, form.text("csrf"), named(form.text("link")), form.text("agree") == "yes")
    })
    .await
}

/// Signs out.
pub(super) async fn sign_out(arrival: Arrival) -> HttpResponse {
    let workers = arrival.portal.workers.clone();
    let told = answer::Told::of(&arrival);
    let (Some(journey), Ok(_)) = (arrival.journey, &arrival.form) else { return told.refused(Trouble::Malformed) };
    let run = move || {
        let token = arrival.form.as_ref().map(|form| form.text("csrf").to_owned()).unwrap_or_default();
        (arrival.portal.desk.cancel(journey, arrival.visitor(), &token), arrival)
    };
    match workers.run(run).await {
        Ok((Ok(Outcome::Over), arrival)) => answer::own_page_ended(&arrival, OwnPageEnd::SignedOut),
        Ok((Ok(outcome), arrival)) => answer::outcome(&arrival, outcome),
        Ok((Err(fault), _)) => told.fault(&fault),
        Err(unworked) => told.unworked(unworked),
    }
}
