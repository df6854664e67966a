//! Cookies: each journey has one of its own, so that two tabs do not disturb each other; a device has one, and the choice of
//! language.

use actix_web::HttpRequest;
use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};
use fgapi_consent::JourneyId;
use fgapi_domain::Secret;

/// How long a journey's cookie stays: as long as the journey is kept, so that whoever comes back late is known.
const JOURNEY: Duration = Duration::days(1);
/// How long a device is remembered. Browsers keep no cookie for longer than 400 days.
const DEVICE: Duration = Duration::days(400);
/// With what the name of a cookie begins that leads back from another institution; what follows names the way.
const BACK: &str = "back-";
/// Ways back that a browser keeps; with one more, all of them are taken back.
const BACKS_KEPT: usize = 8;
/// Journeys whose cookies a browser keeps; the oldest beyond them are taken back.
const JOURNEYS_KEPT: usize = 16;

/// How this gateway's cookies are called.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cookies {
    https: bool,
}

impl Cookies {
    /// `__Host-` and `Secure` where browsers come by https. Browsers take neither on plain HTTP, which serves this machine only.
    pub(super) const fn new(https: bool) -> Self {
        Self { https }
    }

    const fn prefix(self) -> &'static str {
        if self.https { "__Host-fgapi-" } else { "fgapi-" }
    }

    fn cookie<'c>(self, name: &str, value: String, age: Duration) -> Cookie<'c> {
        Cookie::build(format!("{}{name}", self.prefix()), value)
            .path("/")
            .secure(self.https)
            .http_only(true)
            .same_site(SameSite::Lax)
            .max_age(age)
            .finish()
    }

    /// The secret of a journey's browser.
    pub(super) fn journey<'c>(self, journey: JourneyId, secret: &str) -> Cookie<'c> {
        self.cookie(&journey.to_string(), secret.to_owned(), JOURNEY)
    }

    /// Takes a journey's cookie back.
    pub(super) fn forget<'c>(self, journey: JourneyId) -> Cookie<'c> {
        self.cookie(&journey.to_string(), String::new(), Duration::ZERO)
    }

    /// The device's cookie.
    pub(super) fn device<'c>(self, value: &Secret) -> Cookie<'c> {
        self.cookie("device", value.reveal().to_owned(), DEVICE)
    }

    /// The choice of language.
    pub(super) fn language<'c>(self, language: &'static str) -> Cookie<'c> {
        self.cookie("lang", language.to_owned(), DEVICE)
    }

    /// On which journey somebody comes back on the way with this name.
    pub(super) fn back<'c>(self, way: &str, journey: JourneyId, seconds: u32) -> Cookie<'c> {
        self.cookie(&format!("{BACK}{way}"), journey.to_string(), Duration::seconds(seconds.into()))
    }

    /// Takes a way back back.
    pub(super) fn forget_back<'c>(self, way: &str) -> Cookie<'c> {
        self.cookie(&format!("{BACK}{way}"), String::new(), Duration::ZERO)
    }

    /// The journey on which somebody comes back on this way.
    pub(super) fn read_back(self, request: &HttpRequest, way: &str) -> Option<JourneyId> {
        self.read(request, &format!("{BACK}{way}"))?.parse().ok()
    }

    /// The ways back that a browser need not keep.
    pub(super) fn surplus_backs(self, request: &HttpRequest) -> Vec<String> {
        let cookies = request.cookies();
        let named = |cookie: &Cookie<'_>| Some(cookie.name().strip_prefix(self.prefix())?.strip_prefix(BACK)?.to_owned());
        let ways: Vec<String> = cookies.iter().flat_map(|all| all.iter().filter_map(named)).collect();
        if ways.len() < BACKS_KEPT { Vec::new() } else { ways }
    }

    /// What a request holds of a cookie.
    pub(super) fn read(self, request: &HttpRequest, name: &str) -> Option<String> {
        request.cookie(&format!("{}{name}", self.prefix())).map(|cookie| cookie.value().to_owned())
    }

    /// The oldest journeys beyond those that a browser keeps. Their names begin with the time, so the first are the oldest.
    pub(super) fn surplus(self, request: &HttpRequest) -> Vec<JourneyId> {
        let cookies = request.cookies();
        let named = |cookie: &Cookie<'_>| cookie.name().strip_prefix(self.prefix()).and_then(|name| name.parse::<JourneyId>().ok());
        let mut journeys: Vec<JourneyId> = cookies.iter().flat_map(|all| all.iter().filter_map(named)).collect();
        journeys.sort_unstable();
        let surplus = (journeys.len() + 1).saturating_sub(JOURNEYS_KEPT);
        journeys.truncate(surplus);
        journeys
    }
}
