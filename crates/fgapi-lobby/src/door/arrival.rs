//! What arrived: from where, in which language, with which cookie and which form. And, once that is known, who is behind it.

use std::net::{IpAddr, Ipv4Addr};
use std::ops::Deref;
use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::http::header::{CONTENT_TYPE, USER_AGENT};
use actix_web::{HttpMessage as _, HttpRequest};
use fgapi_admin::{OfficeFault, Open, Operation, SignedIn, allows};
use fgapi_audit::Origin;
use fgapi_caller::{CallerContext, Language};
use fgapi_domain::Secret;
use futures_util::StreamExt as _;

use super::cookies::Cookies;
use super::form::{Form, NotOurs};
use super::{Fields, upload};
use crate::office::Office;
use crate::paths::is_own;
use crate::route::{Access, Method, Route};

/// A request to a screen, whole. Nothing of it was judged.
#[derive(Debug)]
pub struct Arrival {
    /// Where it came to.
    pub office: Office,
    pub(crate) route: &'static Route,
    /// Whose request it is.
    pub caller: CallerContext,
    /// In which it is answered.
    pub language: Language,
    /// The language that the address asks for, to be remembered.
    pub(super) chosen: Option<Language>,
    /// Address and query behind the office.
    path: String,
    query_text: String,
    parts: Vec<(String, String)>,
    /// The query's fields.
    pub query: Form,
    /// The form's.
    pub form: Form,
    /// The file that came with it.
    pub file: Vec<u8>,
    /// The name of the browser's program, for the user's own list of sessions.
    pub browser: String,
    pub(super) session: Option<Secret>,
    pub(super) stranger: Option<Secret>,
}

impl Arrival {
    /// Reads a request.
    pub(super) async fn read(
        office: &Office,
        route: &'static Route,
        request: &HttpRequest,
        payload: Payload,
    ) -> (Self, Result<(), NotOurs>) {
        let caller = request.extensions().get::<CallerContext>().cloned();
        let unspecified = IpAddr::V4(Ipv4Addr::UNSPECIFIED);
        let caller = caller.unwrap_or(CallerContext { request_id: String::new(), address: unspecified, language: Language::Japanese });
        let settings = &office.settings;
        let cookies = Cookies::new(settings.https);
        let home = office.at("");
        let browser = request.headers().get(USER_AGENT).and_then(|name| name.to_str().ok()).unwrap_or_default().to_owned();
        let parts = request.match_info().iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        let mut arrival = Self {
            office: office.clone(),
            route,
            language: caller.language,
            chosen: None,
            path: request.path().strip_prefix(home.as_str()).unwrap_or_default().to_owned(),
            query_text: request.query_string().to_owned(),
            parts,
            query: Form::default(),
            form: Form::default(),
            file: Vec::new(),
            browser,
            session: cookies.session_of(request).map(Secret::new),
            stranger: cookies.browser_of(request).map(Secret::new),
            caller,
        };
        let kept = cookies.language_of(request).and_then(|text| text.parse().ok());
        arrival.language = kept.unwrap_or(arrival.language);
        let read = arrival.read_fields(request, payload).await;
        arrival.chosen = arrival.query.text("lang").parse().ok();
        arrival.language = arrival.chosen.unwrap_or(arrival.language);
        (arrival, read)
    }

    async fn read_fields(&mut self, request: &HttpRequest, payload: Payload) -> Result<(), NotOurs> {
        let (fields, settings) = (self.route.fields, self.office.settings.clone());
        let of_query = if self.route.method() == Method::Get { fields } else { Fields::NONE };
        self.query = Form::read(request.query_string().as_bytes(), of_query, settings.fields_max)?;
        if self.route.method() == Method::Get {
            return Ok(());
        }
        if self.route.upload {
            (self.form, self.file) = upload::read(request, payload, fields, settings.file_bytes_max).await?;
        } else {
            let body = body(request, payload, settings.body_bytes_max).await?;
            self.form = Form::read(&body, fields, settings.fields_max)?;
        }
        Ok(())
    }

    /// Where the request comes from, for the audit log.
    pub fn origin(&self) -> Origin {
        let request_id = Some(self.caller.request_id.as_str()).filter(|id| !id.is_empty()).map(Into::into);
        Origin { address: Some(self.caller.address), request_id }
    }

    /// What stands in the address for a `{name}` of the route.
    pub fn part(&self, name: &str) -> &str {
        self.parts.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// The address behind the office.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Where somebody was before they had to sign in, and is led back to; of this office, or nothing.
    pub fn next(&self) -> Option<&str> {
        let asked = Some(self.form.text("next")).filter(|next| !next.is_empty()).unwrap_or(self.query.text("next"));
        Some(asked).filter(|next| is_own(&self.office.at(""), next))
    }

    /// This very screen, or the one that the form was sent from.
    pub fn here(&self) -> String {
        match self.route.method() {
            Method::Get if !self.query_text.is_empty() => format!("{}?{}", self.office.at(&self.path), self.query_text),
            Method::Get => self.office.at(&self.path),
            Method::Post => self.office.at(self.office.screen_of(self.route, &self.path)),
        }
    }

    /// The same screen in another language.
    pub fn in_language(&self, language: Language) -> Option<String> {
        if self.route.method() == Method::Post {
            return None;
        }
        let others = self.query_text.split('&').filter(|field| !field.is_empty() && !field.starts_with("lang="));
        let mut query: Vec<String> = others.map(str::to_owned).collect();
        query.push(format!("lang={}", language.as_str()));
        Some(format!("{}?{}", self.office.at(&self.path), query.join("&")))
    }

    /// What the session's cookie opens, for routes that are open to anybody.
    ///
    /// # Errors
    /// [`OfficeFault`] when the desk cannot tell.
    pub fn open(&self) -> Result<Option<Open>, OfficeFault> {
        self.session.as_ref().map(|cookie| self.office.desk.open(cookie, &self.origin())).transpose()
    }

    pub(super) fn cookies(&self) -> Cookies {
        Cookies::new(self.office.settings.https)
    }

    /// What the tokens of this browser's forms are made of: before signing in a cookie of its own, so that nobody signs somebody else
    /// in to an office of theirs.
    pub(super) fn form_secret(&self) -> Option<&Secret> {
        if self.is_open() { self.stranger.as_ref() } else { self.session.as_ref() }
    }

    /// Whether whoever comes may come in.
    pub(super) fn is_open(&self) -> bool {
        self.route.access() == Access::Anybody
    }
}

/// The body of a form.
async fn body(request: &HttpRequest, mut payload: Payload, most: usize) -> Result<Vec<u8>, NotOurs> {
    let kind = request.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if !kind.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("application/x-www-form-urlencoded") {
        return Err(NotOurs(None));
    }
    // How long a body may take is the server's business: it times heads and bodies alike.
    let mut body = Vec::new();
    while let Some(part) = payload.next().await {
        let part = part.map_err(|_| NotOurs(None))?;
        if body.len() + part.len() > most {
            return Err(NotOurs(None));
        }
        body.extend_from_slice(&part);
    }
    Ok(body)
}

/// Somebody who is known, with what arrived.
#[derive(Debug)]
pub struct Visit {
    pub(crate) arrival: Arc<Arrival>,
    /// Who.
    pub who: SignedIn,
}

impl Visit {
    /// Whether this screen offers an operation: it decides nothing, the desk does.
    pub fn may(&self, operation: Operation) -> bool {
        allows(self.who.user.profile.role, operation)
    }
}

/// Whoever visits has arrived.
impl Deref for Visit {
    type Target = Arrival;
    fn deref(&self) -> &Arrival {
        &self.arrival
    }
}
