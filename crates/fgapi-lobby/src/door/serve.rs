//! From a request to its answer.

use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, HeaderName, IF_NONE_MATCH, LOCATION};
use actix_web::{HttpRequest, HttpResponse, guard, web};
use fgapi_admin::{Open, SignedIn};
use fgapi_caller::source;
use fgapi_look::FORGET;

use super::answer::{guarded, leave};
use super::fault::sign_in;
use super::form::NotOurs;
use super::{Answer, Arrival, Fault, Visit};
use crate::office::Office;
use crate::paths::with_query;
use crate::route::{Access, Method, Route, Run};

const CLEAR_SITE_DATA: HeaderName = HeaderName::from_static("clear-site-data");

/// Mounts every route; below the office nothing is left to anybody else.
pub(crate) fn mount(office: &Office, app: &mut web::ServiceConfig) {
    // The address of a form, asked for as if it were a page: a browser that restores its tabs does so.
    // They come first: `/users/{id}` would take `/users/delete` for a user.
    for form in office.addresses().filter(|route| route.method() == Method::Post) {
        if office.addresses().any(|other| other.method() == Method::Get && other.path() == form.path()) {
            continue;
        }
        let (home, of_forms) = (office.at(""), office.clone());
        app.service(web::resource(office.at(form.path())).guard(guard::Get()).to(move |request: HttpRequest| {
            let path = request.path().strip_prefix(home.as_str()).unwrap_or_default();
            let to = of_forms.at(of_forms.screen_of(form, path));
            async move { guarded(StatusCode::SEE_OTHER).insert_header((LOCATION, to)).finish() }
        }));
    }
    for route in office.addresses() {
        let resource = web::resource(office.at(route.path()));
        let resource = match route.method() {
            Method::Get => resource.guard(guard::Get()),
            Method::Post => resource.guard(guard::Post()),
        };
        let office = office.clone();
        app.service(resource.to(move |request: HttpRequest, payload: web::Payload| {
            let office = office.clone();
            async move { serve(&office, route, &request, payload.into_inner()).await }
        }));
    }
    let prefix = office.settings.prefix.clone();
    app.service(web::resource(format!("{prefix}{FORGET}")).guard(guard::Get()).to(forget));
    let of_assets = office.clone();
    let asset = web::resource(format!("{prefix}/assets/{{name}}")).guard(guard::Get());
    app.service(asset.to(move |request: HttpRequest| {
        let office = of_assets.clone();
        async move { asset_of(&office, &request) }
    }));
    let rest = office.clone();
    app.service(web::resource(office.at("/{nothing:.*}")).to(move |request: HttpRequest, payload: web::Payload| {
        let office = rest.clone();
        async move { nothing(&office, &request, payload.into_inner()).await }
    }));
}

async fn serve(office: &Office, route: &'static Route, request: &HttpRequest, payload: Payload) -> HttpResponse {
    let (arrival, read) = Arrival::read(office, route, request, payload).await;
    if let Err(NotOurs(field)) = read {
        return leave(&arrival, None, Fault::Malformed(field).page(&arrival).into());
    }
    if route.guarded
        && let Err(wait) = office.limiter().check(&source(arrival.caller.address))
    {
        return leave(&arrival, None, Fault::Busy(wait).page(&arrival).into());
    }
    let workers = if route.guarded { office.logins.clone() } else { office.workers.clone() };
    let arrival = Arc::new(arrival);
    let at_work = Arc::clone(&arrival);
    let (who, came) = match workers.run(move || run(&at_work)).await {
        Ok(came) => came,
        Err(unworked) => (None, Err(unworked.into())),
    };
    let answer = came.unwrap_or_else(|fault| fault.page(&arrival).into());
    leave(&arrival, who.as_ref(), answer)
}

type Came = (Option<SignedIn>, Result<Answer, Fault>);

/// Lets in who may, and runs the route.
fn run(arrival: &Arc<Arrival>) -> Came {
    let desk = &arrival.office.desk;
    let access = arrival.route.access();
    if let (Access::Anybody, Run::Anybody(run)) = (access, arrival.route.run) {
        return (None, known_form(arrival).and_then(|()| run(arrival)));
    }
    let open = match &arrival.session {
        Some(cookie) => desk.open(cookie, &arrival.origin()),
        None => Ok(Open::Nothing),
    };
    let who = match (access, open) {
        (_, Err(fault)) => return (None, Err(fault.into())),
        (Access::SecondFactor, Ok(Open::SecondFactor(who)))
        | (Access::Enrolling, Ok(Open::Enrolling(who)))
        | (Access::Office(_), Ok(Open::Office(who))) => who,
        (_, Ok(open)) => return (None, elsewhere(arrival, &open)),
    };
    let Run::Known(run) = arrival.route.run else { return (None, Err(Fault::Nothing)) };
    let inside = matches!(access, Access::Office(_));
    let visit = Visit { arrival: Arc::clone(arrival), who };
    let judged = known_form(arrival).and_then(|()| match access {
        Access::Office(operation) => Ok(desk.allow(&visit.who, operation)?),
        _ => Ok(()),
    });
    let came = judged.and_then(|()| run(&visit));
    (inside.then_some(visit.who), came)
}

/// A form carries the token of the browser that it was made for (C7).
fn known_form(arrival: &Arrival) -> Result<(), Fault> {
    let known = |secret| arrival.office.desk.key().is_form_token(secret, arrival.form.text("csrf"));
    if arrival.route.method() == Method::Get || arrival.form_secret().is_some_and(known) { Ok(()) } else { Err(Fault::Stale) }
}

/// Where somebody belongs who is not as far as this route wants them to be, or further.
fn elsewhere(arrival: &Arrival, open: &Open) -> Result<Answer, Fault> {
    let on_the_way = |path: &str| {
        let next = match arrival.route.access() {
            Access::Office(_) => arrival.here(),
            _ => arrival.next().unwrap_or_default().to_owned(),
        };
        Ok(Answer::go_to(with_query(&arrival.office.at(path), &[("next", &next)])))
    };
    match open {
        Open::SecondFactor(_) => on_the_way("/second-factor"),
        Open::Enrolling(_) => on_the_way("/enrol"),
        Open::Office(_) => Ok(Answer::go(arrival, "")),
        // Whoever never was here need not be told that time is over.
        Open::Nothing if arrival.session.is_none() && arrival.route.method() == Method::Get => Ok(Answer::go_to(sign_in(arrival))),
        Open::Nothing => Err(Fault::TimedOut),
    }
}

/// There is no such page.
async fn nothing(office: &Office, request: &HttpRequest, payload: Payload) -> HttpResponse {
    static NOWHERE: Route = Route::open(Method::Get, "/{nothing}", |_| Err(Fault::Nothing));
    let (arrival, _) = Arrival::read(office, &NOWHERE, request, payload).await;
    leave(&arrival, None, Fault::Nothing.page(&arrival).into())
}

/// An image of nothing that makes a browser forget the pages it keeps for the way back: the next person at a shared machine must not
/// see them.
async fn forget() -> HttpResponse {
    let mut response = guarded(StatusCode::OK);
    response.insert_header((CLEAR_SITE_DATA, "\"cache\"")).insert_header((CONTENT_TYPE, "image/svg+xml"));
    response.body("<svg xmlns=\"http://www.w3.org/2000/svg\"/>")
}

/// What a page loads.
fn asset_of(office: &Office, request: &HttpRequest) -> HttpResponse {
    let name = request.match_info().get("name").unwrap_or_default();
    let Some(asset) = office.assets().get(name) else { return guarded(StatusCode::NOT_FOUND).finish() };
    let answer = asset.answer(request.query_string(), request.headers().get(IF_NONE_MATCH).map(|tag| tag.as_bytes()));
    let mut response = if answer.known { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    response
        .insert_header((CACHE_CONTROL, answer.caching))
        .insert_header((ETAG, answer.tag))
        .insert_header((CONTENT_TYPE, asset.content_type));
    response.insert_header(("x-content-type-options", "nosniff"));
    response.body(asset.bytes.clone())
}
