//! What comes of a route: a page, a redirect or a file; and what all answers have in common.

use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_LANGUAGE, CONTENT_TYPE, LOCATION, RETRY_AFTER, VARY};
use actix_web::{HttpResponse, HttpResponseBuilder};
use fgapi_admin::{Began, SignedIn};
use fgapi_domain::Secret;
use fgapi_look::views::{Crumb, Notice, NoticeKind};
use fgapi_look::{FieldError, Message, Says, guards};
use futures_util::stream;
use serde::Serialize;
use serde_json::Value;

use super::{Arrival, Fault};
use crate::frame;
use crate::paths::with_query;

/// What comes of a route.
pub struct Answer {
    body: Body,
    session: Session,
}

enum Body {
    Page(Page),
    Go(String),
    File(File),
}

/// What becomes of the session's cookie.
enum Session {
    Stays,
    Begins(Secret),
    Ends,
}

impl Answer {
    /// 303 to a path behind the office.
    pub fn go(arrival: &Arrival, path: &str) -> Self {
        Self::go_to(arrival.office.at(path))
    }

    /// The same, where the next screen says what was done: the words of `told`, which begin with `told.`.
    pub fn go_and_tell(arrival: &Arrival, path: &str, told: impl Says, count: Option<u64>) -> Self {
        let word = told.key().trim_start_matches("told.");
        let count = count.map(|count| count.to_string()).unwrap_or_default();
        Self::go_to(with_query(&arrival.office.at(path), &[("told", word), ("count", &count)]))
    }

    /// 303 to a whole address of ours.
    pub const fn go_to(address: String) -> Self {
        Self { body: Body::Go(address), session: Session::Stays }
    }

    /// The session goes on under this secret.
    pub fn begins(self, began: &Began) -> Self {
        Self { session: Session::Begins(Secret::new(began.secret.reveal())), ..self }
    }

    /// The session is over.
    pub fn ends(self) -> Self {
        Self { session: Session::Ends, ..self }
    }
}

impl From<Page> for Answer {
    fn from(page: Page) -> Self {
        Self { body: Body::Page(page), session: Session::Stays }
    }
}

impl From<File> for Answer {
    fn from(file: File) -> Self {
        Self { body: Body::File(file), session: Session::Stays }
    }
}

/// A page: a template, what it shows, and what stands around it.
pub struct Page {
    pub(super) status: u16,
    template: &'static str,
    view: Result<Value, serde_json::Error>,
    /// The path to it, without itself.
    pub crumbs: Vec<Crumb>,
    /// Something to say above it.
    pub notice: Option<Notice>,
    pub(super) retry_after: Option<u64>,
}

impl Page {
    /// What `template` shows of `view`, which it calls `screen`.
    pub fn new(template: &'static str, view: &impl Serialize) -> Self {
        Self { status: 200, template, view: serde_json::to_value(view), crumbs: Vec::new(), notice: None, retry_after: None }
    }

    /// Another status than 200.
    pub fn status(self, status: u16) -> Self {
        Self { status, ..self }
    }

    /// 400 when something is wrong with the form.
    pub fn judged(self, errors: &[FieldError]) -> Self {
        if errors.is_empty() { self } else { self.status(400) }
    }

    /// Something went wrong: said above the page, with a status that says so too.
    pub fn trouble(self, status: u16, message: impl Into<Message>) -> Self {
        Self { status, notice: Some(Notice { kind: NoticeKind::Error, message: message.into() }), ..self }
    }

    /// A page above it.
    pub fn under(mut self, crumb: Crumb) -> Self {
        self.crumbs.push(crumb);
        self
    }
}

/// A file to keep.
pub struct File {
    /// What it is called.
    pub name: &'static str,
    /// Its media type.
    pub content_type: &'static str,
    /// What is in it.
    pub parts: Parts,
}

/// What makes the next part of a file, on a worker thread; `None` at its end.
pub type NextPart = Box<dyn FnMut() -> Result<Option<Vec<u8>>, Fault> + Send>;

/// What is in a file.
pub enum Parts {
    /// All of it.
    Whole(Vec<u8>),
    /// Part by part: each is made when the one before was taken.
    Many(NextPart),
}

/// An answer, as it leaves.
pub(super) fn leave(arrival: &Arrival, who: Option<&SignedIn>, answer: Answer) -> HttpResponse {
    let Answer { body, session } = answer;
    let cookies = arrival.cookies();
    let kept = |mut response: HttpResponseBuilder| {
        match &session {
            Session::Stays => {}
            Session::Begins(secret) => {
                response.cookie(cookies.session(secret.reveal()));
            }
            Session::Ends => {
                response.cookie(cookies.no_session());
            }
        }
        response
    };
    match body {
        Body::Page(page) => draw(arrival, who, page, session),
        Body::Go(address) => kept(guarded(StatusCode::SEE_OTHER)).insert_header((LOCATION, address)).finish(),
        Body::File(file) => {
            let mut response = kept(guarded(StatusCode::OK));
            response.insert_header((CONTENT_TYPE, file.content_type));
            response.insert_header((CONTENT_DISPOSITION, format!("attachment; filename=\"{}\"", file.name)));
            match file.parts {
                Parts::Whole(bytes) => response.body(bytes),
                Parts::Many(next) => response.streaming(streamed(arrival, next)),
            }
        }
    }
}

/// The parts of a file. When one cannot be made the connection breaks off, so that nobody takes a part for the whole.
fn streamed(
    arrival: &Arrival,
    next: NextPart,
) -> impl futures_util::Stream<Item = Result<actix_web::web::Bytes, actix_web::Error>> + use<> {
    let workers = arrival.office.workers.clone();
    stream::unfold(Some(next), move |next| {
        let workers = workers.clone();
        async move {
            let mut next = next?;
            match workers.run(move || (next(), next)).await {
                Ok((Ok(Some(part)), next)) => Some((Ok(part.into()), Some(next))),
                Ok((Ok(None), _)) => None,
                Ok((Err(_), _)) | Err(_) => Some((Err(actix_web::error::ErrorServiceUnavailable("the file broke off")), None)),
            }
        }
    })
}

/// A page, with everything that keeps it to itself (C6).
fn draw(arrival: &Arrival, who: Option<&SignedIn>, page: Page, session: Session) -> HttpResponse {
    let status = StatusCode::from_u16(page.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = guarded(status);
    let cookies = arrival.cookies();
    let desk = &arrival.office.desk;
    // The forms of the page belong to whoever will have its cookies.
    let (secret, next) = match &session {
        Session::Begins(secret) => (Some(secret.clone()), Some(cookies.session(secret.reveal()))),
        Session::Ends => (None, Some(cookies.no_session())),
        Session::Stays => match arrival.form_secret() {
            Some(secret) => (Some(secret.clone()), None),
            None if arrival.is_open() => {
                let fresh = desk.browser_secret().ok();
                let cookie = fresh.as_ref().map(|secret| cookies.browser(secret.reveal()));
                (fresh, cookie)
            }
            None => (None, None),
        },
    };
    if let Some(cookie) = next {
        response.cookie(cookie);
    }
    if let Some(chosen) = arrival.chosen {
        response.cookie(cookies.language(chosen.as_str()));
    }
    if let Some(seconds) = page.retry_after {
        response.insert_header((RETRY_AFTER, seconds));
    }
    let csrf = secret.map(|secret| desk.key().form_token(&secret).reveal().to_owned()).unwrap_or_default();
    let frame = frame::around(arrival, who, page.crumbs, page.notice, csrf);
    let drawn = page.view.map_err(|fault| fault.to_string()).and_then(|view| {
        arrival.office.renderer().render(arrival.language, page.template, &frame, &view).map_err(|fault| fault.to_string())
    });
    match drawn {
        Ok(html) => {
            response.insert_header((CONTENT_TYPE, "text/html; charset=utf-8"));
            response.insert_header((CONTENT_LANGUAGE, arrival.language.as_str())).insert_header((VARY, "Accept-Language, Cookie"));
            response.body(html)
        }
        Err(fault) => {
            log::error!(target: "fgapi::fault", "{fault}");
            guarded(StatusCode::INTERNAL_SERVER_ERROR)
                .content_type("text/plain; charset=utf-8")
                .body("エラーが発生しました / An error occurred")
        }
    }
}

/// An answer with the headers that all have.
pub(super) fn guarded(status: StatusCode) -> HttpResponseBuilder {
    let mut response = HttpResponseBuilder::new(status);
    for (name, value) in guards(&[]) {
        response.insert_header((name, value.as_ref()));
    }
    response.insert_header(("x-content-type-options", "nosniff")).insert_header(("x-frame-options", "DENY"));
    response
}
