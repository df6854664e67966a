//! What comes of a use case, as a page or a redirect; and what all of them have in common.

use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_LANGUAGE, CONTENT_TYPE, HeaderName, LOCATION, RETRY_AFTER, VARY};
use actix_web::{HttpMessage as _, HttpRequest, HttpResponse, HttpResponseBuilder};
use fgapi_caller::{CallerContext, Language};
use fgapi_consent::{Begun, EntryRefused, JourneyId, LogInRefused, NotBegun, Outcome, Screen as Asked, Shown, Told as LinkTold};
use fgapi_token::{LinkId, StoreFault};
use fgapi_work::Unworked;

use super::Portal;
use super::arrival::{Arrival, Place};
use super::cookies::Cookies;
use super::draw;
use crate::Screen;
use crate::views::{EndedView, Frame, LanguageLinks, OwnPageEnd, RefusedView, Trouble};

const CLEAR_SITE_DATA: HeaderName = HeaderName::from_static("clear-site-data");

/// What is needed to tell a person something when the arrival itself is gone.
pub(super) struct Told {
    portal: Portal,
    language: Language,
    chosen: Option<Language>,
    request_id: String,
    place: Place,
    retry: Option<String>,
}

impl Told {
    pub(super) fn of(arrival: &Arrival) -> Self {
        Self {
            portal: arrival.portal.clone(),
            language: arrival.language,
            chosen: arrival.chosen,
            request_id: arrival.caller.request_id.clone(),
            place: arrival.place,
            retry: arrival.journey.map(|journey| arrival.base(journey)),
        }
    }

    /// A page that says why nothing can be shown.
    pub(super) fn refused(&self, trouble: Trouble) -> HttpResponse {
        let status = match trouble {
            Trouble::Malformed => 400,
            Trouble::Client | Trouble::Redirect => 401,
            Trouble::Stranger => 403,
            Trouble::Gone | Trouble::NoPage => 404,
            Trouble::Busy | Trouble::Maintenance | Trouble::Bank | Trouble::Shut => 503,
            Trouble::Fault => 500,
        };
        let begin = || format!("{}{}", self.portal.settings.prefix, self.place.path());
        let retry = match (trouble, self.place) {
            (Trouble::Busy | Trouble::Fault | Trouble::Shut, _) => self.retry.clone(),
            // A link begins at the app; the own page begins here.
            (Trouble::Maintenance | Trouble::Bank | Trouble::Stranger | Trouble::Gone, Place::Own) => Some(begin()),
            _ => None,
        };
        let request_id = Some(self.request_id.clone()).filter(|id| !id.is_empty());
        let mut response = self.page(status, &Screen::Refused(RefusedView { status, trouble, code: None, request_id, retry }), &[]);
        if status == 503 {
            response.headers_mut().insert(RETRY_AFTER, 5.into());
        }
        response
    }

    /// The store did not do it.
    pub(super) fn fault(&self, fault: &StoreFault) -> HttpResponse {
        log::warn!(target: "fgapi::consent", request_id = self.request_id.as_str(); "{fault}");
        self.refused(match fault {
            StoreFault::Busy | StoreFault::Unavailable(_) => Trouble::Busy,
            StoreFault::Corrupt(_) => Trouble::Fault,
        })
    }

    /// The work did not come to its end.
    pub(super) fn unworked(&self, fault: Unworked) -> HttpResponse {
        self.refused(match fault {
            Unworked::Busy => Trouble::Busy,
            Unworked::Panicked => Trouble::Fault,
        })
    }

    /// A page without a journey around it.
    fn page(&self, status: u16, screen: &Screen, more: &[String]) -> HttpResponse {
        let frame = bare_frame(&self.portal, self.language);
        drawn(&self.portal, self.language, self.chosen, status, &frame, screen, more)
    }
}

pub(super) fn bare_frame(portal: &Portal, language: Language) -> Frame {
    let prefix = &portal.settings.prefix;
    Frame::bare(portal.brand.view(language, portal.assets(), prefix), portal.assets().links(prefix))
}

/// A page of somebody else's in the same visual language.
pub(super) fn bare(portal: &Portal, request: &HttpRequest, status: u16, screen: &Screen) -> HttpResponse {
    let asked = request.extensions().get::<CallerContext>().map_or(Language::Japanese, |caller| caller.language);
    let chosen = super::form::query_field(request.query_string().as_bytes(), "lang").and_then(|text| text.parse().ok());
    let kept = Cookies::new(portal.settings.https).read(request, "lang").and_then(|text| text.parse().ok());
    let language = chosen.or(kept).unwrap_or(asked);
    drawn(portal, language, chosen, status, &bare_frame(portal, language), screen, &[])
}

/// There is no such page.
pub(super) fn no_page(portal: &Portal, request: &HttpRequest) -> HttpResponse {
    let screen = Screen::Refused(RefusedView { status: 404, trouble: Trouble::NoPage, code: None, request_id: None, retry: None });
    bare(portal, request, 404, &screen)
}

/// A page, with everything that keeps it to itself (C6).
pub(super) fn drawn(
    portal: &Portal,
    language: Language,
    chosen: Option<Language>,
    status: u16,
    frame: &Frame,
    screen: &Screen,
    form_targets: &[String],
) -> HttpResponse {
    let html = match portal.renderer().render(language, frame, screen) {
        Ok(html) => html,
        Err(fault) => {
            log::error!(target: "fgapi::fault", "{fault}");
            return HttpResponse::InternalServerError()
                .content_type("text/plain; charset=utf-8")
                .body("エラーが発生しました / An error occurred");
        }
    };
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = HttpResponseBuilder::new(status);
    guarded(&mut response, form_targets);
    response.insert_header((CONTENT_TYPE, "text/html; charset=utf-8")).insert_header((CONTENT_LANGUAGE, language.as_str()));
    response.insert_header((VARY, "Accept-Language, Cookie"));
    if let Some(chosen) = chosen {
        response.cookie(Cookies::new(portal.settings.https).language(chosen.as_str()));
    }
    response.body(html)
}

/// The headers of every answer: a redirect may lead to the client and to the listener for certificates.
fn guarded(response: &mut HttpResponseBuilder, form_targets: &[String]) {
    for (name, value) in fgapi_look::guards(form_targets) {
        response.insert_header((name, &*value));
    }
}

/// 303: whatever came, the browser asks for the next page with GET (C6).
pub(super) fn see_other(to: &str) -> HttpResponseBuilder {
    let mut response = HttpResponse::SeeOther();
    guarded(&mut response, &[]);
    response.insert_header((LOCATION, to));
    response
}

/// The address of a form, asked for as if it were a page: a browser that restores its tabs does so. On to the present step.
pub(super) fn present_step(arrival: &Arrival) -> HttpResponse {
    match arrival.journey {
        Some(journey) => see_other(&arrival.base(journey)).finish(),
        None => Told::of(arrival).refused(Trouble::NoPage),
    }
}

/// An image of nothing that makes a browser forget the pages it keeps for the way back, where `no-store` does not keep it from
/// that: the next person at a shared machine must not see them. Only a request that comes after those pages were left does so.
pub(super) fn forget() -> HttpResponse {
    let mut response = HttpResponse::Ok();
    guarded(&mut response, &[]);
    response.insert_header((CLEAR_SITE_DATA, "\"cache\"")).insert_header((CONTENT_TYPE, "image/svg+xml"));
    response.body("<svg xmlns=\"http://www.w3.org/2000/svg\"/>")
}

/// A journey began.
pub(super) fn begun(arrival: &Arrival, begun: &Begun) -> HttpResponse {
    let cookies = arrival.cookies();
    let mut response = see_other(&arrival.base(begun.journey));
    response.cookie(cookies.journey(begun.journey, begun.browser.reveal()));
    for old in &arrival.surplus {
        response.cookie(cookies.forget(*old));
    }
    if let Some(chosen) = arrival.chosen {
        response.cookie(cookies.language(chosen.as_str()));
    }
    response.finish()
}

/// No journey began.
pub(super) fn not_begun(arrival: &Arrival, why: NotBegun) -> HttpResponse {
    let told = Told::of(arrival);
    match why {
        NotBegun::Home(uri) => see_other(&uri).finish(),
        NotBegun::Refused(EntryRefused::Field(_)) => told.refused(Trouble::Malformed),
        NotBegun::Refused(EntryRefused::Client) => told.refused(Trouble::Client),
        NotBegun::Refused(EntryRefused::Redirect) => told.refused(Trouble::Redirect),
        NotBegun::Maintenance => told.refused(Trouble::Maintenance),
        NotBegun::Store(fault) => told.fault(&fault),
    }
}

/// Too much from one address.
pub(super) fn throttled(arrival: &Arrival, wait: Duration) -> HttpResponse {
    let mut response = Told::of(arrival).refused(Trouble::Busy);
    response.headers_mut().insert(RETRY_AFTER, wait.as_secs().saturating_add(1).into());
    response
}

/// What comes of a use case.
pub(super) fn outcome(arrival: &Arrival, outcome: Outcome) -> HttpResponse {
    let (cookies, told) = (arrival.cookies(), Told::of(arrival));
    match outcome {
        // A journey has one kind of address.
        Outcome::Show(shown) if shown.client.is_none() != (arrival.place == Place::Own) => told.refused(Trouble::NoPage),
        Outcome::Show(shown) => show(arrival, &shown),
        Outcome::Next { journey, browser, device } => {
            let mut response = see_other(&arrival.base(journey));
            if let Some(browser) = browser {
                response.cookie(cookies.journey(journey, browser.reveal()));
            }
            if let Some(device) = device {
                response.cookie(cookies.device(&device));
            }
            response.finish()
        }
        Outcome::Home { uri, journey } => see_other(&uri).cookie(cookies.forget(journey)).finish(),
        Outcome::Told { journey, link, told } => {
            see_other(&format!("{}?told={}&link={}", arrival.base(journey), word(told), link.0)).finish()
        }
        Outcome::Over if arrival.place == Place::Own => own_page_ended(arrival, OwnPageEnd::Expired),
        Outcome::Over => told.refused(Trouble::Gone),
        Outcome::Locked => own_page_ended(arrival, OwnPageEnd::Locked),
        Outcome::Stranger if arrival.place == Place::Own => own_page_ended(arrival, OwnPageEnd::NoCookie),
        Outcome::Stranger => told.refused(Trouble::Stranger),
        Outcome::Maintenance => told.refused(Trouble::Maintenance),
        Outcome::BankUnavailable => told.refused(Trouble::Bank),
    }
}

/// The same from the listener that asks for certificates: back to the other one, where nobody is asked.
pub(super) fn from_certificate_listener(arrival: &Arrival, came: Outcome) -> HttpResponse {
    match (&came, &arrival.portal.settings.origin) {
        (Outcome::Next { journey, .. }, Some(origin)) => see_other(&format!("{origin}{}", arrival.base(*journey))).finish(),
        _ => outcome(arrival, came),
    }
}

/// The customer's own page is left.
pub(super) fn own_page_ended(arrival: &Arrival, end: OwnPageEnd) -> HttpResponse {
    let status = if end == OwnPageEnd::SignedOut || end == OwnPageEnd::Cancelled { 200 } else { 401 };
    let begin = Some(format!("{}{}", arrival.portal.settings.prefix, Place::Own.path()));
    let mut response = Told::of(arrival).page(status, &Screen::Ended(EndedView { end, begin }), &[]);
    if let Some(journey) = arrival.journey {
        // A header that cannot be written leaves a cookie that opens nothing.
        let _kept = response.add_cookie(&arrival.cookies().forget(journey));
    }
    response
}

fn show(arrival: &Arrival, shown: &Shown) -> HttpResponse {
    let portal = &arrival.portal;
    let frame = Frame {
        languages: Some(languages(arrival, shown.journey)),
        action: arrival.base(shown.journey),
        csrf: shown.form_token.reveal().to_owned(),
        ..bare_frame(portal, arrival.language)
    };
    let (frame, screen) = draw::screen(arrival, frame, shown);
    let certificate = portal.settings.certificates.as_ref().and_then(|door| door.origin.clone());
    let targets: Vec<String> = shown
        .redirect
        .as_ref()
        .map(fgapi_token::RedirectUri::origin)
        .into_iter()
        .chain(certificate)
        .chain(portal.settings.origin.clone())
        .collect();
    drawn(portal, arrival.language, arrival.chosen, status(&shown.screen), &frame, &screen, &targets)
}

fn languages(arrival: &Arrival, journey: JourneyId) -> LanguageLinks {
    let base = arrival.base(journey);
    LanguageLinks { ja: format!("{base}?lang=ja"), en: format!("{base}?lang=en") }
}

/// A page that says that something was wrong has a status that says so too.
fn status(asked: &Asked) -> u16 {
    let wrong = match asked {
        Asked::LogIn { refused, .. } => return if refused.is_some_and(|why| why != LogInRefused::Incomplete) { 401 } else { 200 },
        Asked::Question { error, .. } => error.is_some(),
        Asked::Scopes { error, .. } => error.is_some(),
        Asked::Pins { rows, error } => error.is_some() || rows.iter().any(|row| row.error.is_some()),
        Asked::PinResult { error, .. } => error.is_some(),
        Asked::Consent { not_ticked, .. } => *not_ticked,
        Asked::Own(page) => matches!(page.about, Some(fgapi_consent::AboutLink::Renew { not_ticked: true, .. })),
    };
    if wrong { 400 } else { 200 }
}

/// What was done to a link, in an address.
const TOLD: [(LinkTold, &str); 3] = [(LinkTold::Ended, "ended"), (LinkTold::Renewed, "renewed"), (LinkTold::NotAlive, "gone")];

fn word(told: LinkTold) -> &'static str {
    TOLD.iter().find(|(known, _)| *known == told).map_or("", |(_, word)| word)
}

/// What the address says was done, and to which link.
pub(super) fn told_in(arrival: &Arrival) -> Option<(LinkTold, LinkId)> {
    let asked = arrival.asked("told")?;
    let (told, _) = TOLD.iter().find(|(_, word)| *word == asked)?;
    Some((*told, super::own::named(&arrival.asked("link")?)))
}
