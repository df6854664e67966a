//! The handlers of a journey: read a form, run a use case, answer.

use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, HeaderValue, IF_NONE_MATCH};
use actix_web::{HttpRequest, HttpResponse};
use fgapi_caller::source;
use fgapi_consent::{Begun, ConsentDesk, Decision, JourneyId, LogInForm, NotBegun, Outcome, Visitor};
use fgapi_domain::{AccountKey, Grant, GrantSet, Secret};
use fgapi_token::StoreFault;
use fgapi_work::Workers;

use super::Portal;
use super::answer;
use super::arrival::Arrival;
use super::form::{Form, parameters};
use crate::views::Trouble;

/// A use case on a journey, with the form that came.
type Case = fn(&ConsentDesk, JourneyId, Visitor<'_>, &Form) -> Result<Outcome, StoreFault>;

/// `/auth/login@GET`.
pub(super) async fn begin_link(arrival: Arrival) -> HttpResponse {
    begin(arrival, |arrival| arrival.portal.desk.begin_link(&parameters(&arrival.query))).await
}

/// `/links@GET`.
pub(super) async fn begin_own_page(arrival: Arrival) -> HttpResponse {
    begin(arrival, |arrival| arrival.portal.desk.begin_own_page()).await
}

async fn begin(arrival: Arrival, case: fn(&Arrival) -> Result<Begun, NotBegun>) -> HttpResponse {
    if let Err(wait) = arrival.portal.limiter().check(&source(arrival.caller.address)) {
        return answer::throttled(&arrival, wait);
    }
    let workers = arrival.portal.workers.clone();
    let told = answer::Told::of(&arrival);
    match workers.run(move || (case(&arrival), arrival)).await {
        Ok((Ok(begun), arrival)) => answer::begun(&arrival, &begun),
        Ok((Err(why), arrival)) => answer::not_begun(&arrival, why),
        Err(unworked) => told.unworked(unworked),
    }
}

/// The present step.
pub(super) async fn look(arrival: Arrival) -> HttpResponse {
    let workers = arrival.portal.workers.clone();
    on(arrival, workers, |desk, id, visitor, _| desk.look(id, visitor)).await
}

/// What compares secrets runs on its own threads, and each address may do so many.
async fn prove(arrival: Arrival, case: Case) -> HttpResponse {
    if let Err(wait) = arrival.portal.limiter().check(&source(arrival.caller.address)) {
        return answer::throttled(&arrival, wait);
    }
    let workers = arrival.portal.logins.clone();
    on(arrival, workers, case).await
}

async fn change(arrival: Arrival, case: Case) -> HttpResponse {
    let workers = arrival.portal.workers.clone();
    on(arrival, workers, case).await
}

/// Runs a case on a journey, and answers with what comes of it.
pub(super) async fn on(arrival: Arrival, workers: Workers, case: Case) -> HttpResponse {
    let told = answer::Told::of(&arrival);
    let (Some(journey), Ok(_)) = (arrival.journey, &arrival.form) else {
        let trouble = if arrival.journey.is_none() { Trouble::NoPage } else { Trouble::Malformed };
        return told.refused(trouble);
    };
    let run = move || {
        let nothing = Form::default();
        let form = arrival.form.as_ref().unwrap_or(&nothing);
        (case(&arrival.portal.desk, journey, arrival.visitor(), form), arrival)
    };
    match workers.run(run).await {
        Ok((Ok(outcome), arrival)) => answer::outcome(&arrival, outcome),
        Ok((Err(fault), _)) => told.fault(&fault),
        Err(unworked) => told.unworked(unworked),
    }
}

/// Login id and password, or the password of the certificate's owner.
pub(super) async fn log_in(arrival: Arrival) -> HttpResponse {
    prove(arrival, |desk, id, visitor, form| {
        let (login, password) = (form.text("login_id").trim(), form.secret("password"));
        desk.log_in(id, visitor, form.text("csrf"), LogInForm { login, password: &password })
    })
    .await
}

/// The browser presents its certificate here; it is led back to where it came from.
pub(super) async fn present_certificate(arrival: Arrival) -> HttpResponse {
    let told = answer::Told::of(&arrival);
    let Some(journey) = arrival.journey else { return told.refused(Trouble::NoPage) };
    let workers = arrival.portal.workers.clone();
    let run = move || (arrival.portal.desk.present_certificate(journey, arrival.visitor(), arrival.certificate()), arrival);
    match workers.run(run).await {
        Ok((Ok(outcome), arrival)) => answer::from_certificate_listener(&arrival, outcome),
        Ok((Err(fault), _)) => told.fault(&fault),
        Err(unworked) => told.unworked(unworked),
    }
}

/// On without the certificate.
pub(super) async fn forget_certificate(arrival: Arrival) -> HttpResponse {
    change(arrival, |desk, id, visitor, form| desk.forget_certificate(id, visitor, form.text("csrf"))).await
}

/// The answer to the additional question.
pub(super) async fn answer(arrival: Arrival) -> HttpResponse {
    prove(arrival, |desk, id, visitor, form| desk.answer(id, visitor, form.text("csrf"), form.text("answer"))).await
}

/// Services and accounts.
pub(super) async fn choose_scopes(arrival: Arrival) -> HttpResponse {
    change(arrival, |desk, id, visitor, form| {
        // What is no grant or account of ours was not on the screen.
        let known = |name: &&str| Grant::ALL.iter().find(|grant| grant.as_str() == *name).copied();
        let grants: GrantSet = form.all("grants").filter_map(|name| known(&name)).collect();
        let accounts: Vec<AccountKey> = form.all("accounts").filter_map(|id| id.parse().ok()).collect();
        desk.choose_scopes(id, visitor, form.text("csrf"), grants, &accounts)
    })
    .await
}

/// Inquiry PINs.
pub(super) async fn stage_pins(arrival: Arrival) -> HttpResponse {
    change(arrival, |desk, id, visitor, form| {
        if form.text("next") == "skip" {
            return desk.skip_pins(id, visitor, form.text("csrf"));
        }
        let entered: Vec<(AccountKey, Secret)> =
            form.beginning(super::draw::PIN_FIELD).filter_map(|(id, pin)| Some((id.parse().ok()?, pin.clone()))).collect();
        desk.stage_pins(id, visitor, form.text("csrf"), &entered)
    })
    .await
}

/// 確認, or 照会用暗証番号の追加登録.
pub(super) async fn pin_result(arrival: Arrival) -> HttpResponse {
    change(arrival, |desk, id, visitor, form| match form.text("next") {
        "more" => desk.add_pins(id, visitor, form.text("csrf")),
        _ => desk.confirm_pins(id, visitor, form.text("csrf")),
    })
    .await
}

/// 許可. Staged PINs are compared here.
pub(super) async fn consent(arrival: Arrival) -> HttpResponse {
    prove(arrival, |desk, id, visitor, form| {
        let decision = Decision::Allow { ticked: form.text("agree") == "yes" };
        desk.decide(id, visitor, form.text("csrf"), decision)
    })
    .await
}

/// 許可しない, or turning back before.
pub(super) async fn cancel(arrival: Arrival) -> HttpResponse {
    change(arrival, |desk, id, visitor, form| desk.cancel(id, visitor, form.text("csrf"))).await
}

/// A form's address without its form.
pub(super) async fn present_step(arrival: Arrival) -> HttpResponse {
    answer::present_step(&arrival)
}

/// What the page after signing out loads.
pub(super) async fn forget() -> HttpResponse {
    answer::forget()
}

/// What a page loads. An address with the version of its content never changes.
pub(super) async fn asset(request: HttpRequest) -> HttpResponse {
    let Some(portal) = request.app_data::<Portal>() else { return HttpResponse::NotFound().finish() };
    let name = request.match_info().get("name").unwrap_or_default();
    let Some(asset) = portal.assets().get(name) else {
        return answer::no_page(portal, &request);
    };
    let known = request.headers().get(IF_NONE_MATCH).map(HeaderValue::as_bytes);
    let answer = asset.answer(request.query_string(), known);
    let mut response = if answer.known { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    response
        .insert_header((CACHE_CONTROL, answer.caching))
        .insert_header((ETAG, answer.tag))
        .insert_header((CONTENT_TYPE, asset.content_type));
    response.body(asset.bytes.clone())
}
