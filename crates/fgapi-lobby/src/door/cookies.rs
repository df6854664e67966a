//! Cookies: the session's, one for a browser that nobody has signed in with yet, and the choice of language.

use actix_web::HttpRequest;
use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};

/// Whoever is signed in, or on the way.
const SESSION: &str = "office";
/// A browser before that: its forms need a secret, too.
const BROWSER: &str = "office-browser";
/// The same as the customers' screens have.
const LANGUAGE: &str = "lang";
/// Browsers keep no cookie for longer than 400 days.
const LONGEST: Duration = Duration::days(400);

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

    fn name(self, name: &str) -> String {
        format!("{}{name}", if self.https { "__Host-fgapi-" } else { "fgapi-" })
    }

    /// Gone when the browser ends, unless it has an age.
    fn cookie<'c>(self, name: &str, value: String, age: Option<Duration>) -> Cookie<'c> {
        let cookie = Cookie::build(self.name(name), value).path("/").secure(self.https).http_only(true).same_site(SameSite::Lax);
        match age {
            Some(age) => cookie.max_age(age).finish(),
            None => cookie.finish(),
        }
    }

    pub(super) fn session<'c>(self, secret: &str) -> Cookie<'c> {
        self.cookie(SESSION, secret.to_owned(), None)
    }

    pub(super) fn no_session<'c>(self) -> Cookie<'c> {
        self.cookie(SESSION, String::new(), Some(Duration::ZERO))
    }

    pub(super) fn browser<'c>(self, secret: &str) -> Cookie<'c> {
        self.cookie(BROWSER, secret.to_owned(), None)
    }

    pub(super) fn language<'c>(self, language: &'static str) -> Cookie<'c> {
        self.cookie(LANGUAGE, language.to_owned(), Some(LONGEST))
    }

    fn read(self, request: &HttpRequest, name: &str) -> Option<String> {
        request.cookie(&self.name(name)).map(|cookie| cookie.value().to_owned()).filter(|value| !value.is_empty())
    }

    pub(super) fn session_of(self, request: &HttpRequest) -> Option<String> {
        self.read(request, SESSION)
    }

    pub(super) fn browser_of(self, request: &HttpRequest) -> Option<String> {
        self.read(request, BROWSER)
    }

    pub(super) fn language_of(self, request: &HttpRequest) -> Option<String> {
        self.read(request, LANGUAGE)
    }
}
