//! ログイン and ログアウト.

use fgapi_admin::{Began, Open, SignInRefused, Stage};
use fgapi_lobby::{Answer, Arrival, Fault, Method, Page, Route, Visit, iso, with_query};
use fgapi_look::{FieldError, Message};
use serde::Serialize;

use crate::say::Say;

pub(crate) const ROUTES: &[Route] = &[
    Route::open(Method::Get, "/sign-in", ask),
    Route::open(Method::Post, "/sign-in", prove).with(&["login", "password"]).guarded(),
    Route::post("/sign-out", fgapi_admin::Operation::OwnSettings, sign_out),
];

#[derive(Debug, Default, Serialize)]
struct SignInView {
    login: String,
    /// Where to go afterwards.
    next: String,
    errors: Vec<FieldError>,
    /// Signing out was just done: the browser is to forget what it keeps.
    forget: bool,
}

fn view(arrival: &Arrival) -> SignInView {
    let next = arrival.next().unwrap_or_default().to_owned();
    SignInView { next, forget: arrival.query.text("told") == "signed_out", ..SignInView::default() }
}

fn ask(arrival: &Arrival) -> Result<Answer, Fault> {
    if let Some(Open::Office(_)) = arrival.open()? {
        return Ok(Answer::go_to(arrival.next().map_or_else(|| arrival.office.at(""), str::to_owned)));
    }
    Ok(Page::new("sign_in.html", &view(arrival)).into())
}

fn prove(arrival: &Arrival) -> Result<Answer, Fault> {
    let (login, password) = (arrival.form.trimmed("login"), arrival.form.secret("password"));
    let again = |errors: Vec<FieldError>| SignInView { login: login.to_owned(), errors, ..view(arrival) };
    let empty = [("login", login.is_empty()), ("password", password.reveal().is_empty())];
    let missing: Vec<FieldError> =
        empty.into_iter().filter(|(_, empty)| *empty).map(|(name, _)| FieldError::new(name, Say::Missing)).collect();
    if !missing.is_empty() {
        return Ok(Page::new("sign_in.html", &again(missing)).status(400).into());
    }
    match arrival.office.desk.sign_in(login, &password, &arrival.origin(), &arrival.browser) {
        Ok(began) => Ok(onward(arrival, &began)),
        // The same words whichever is wrong: nobody learns who exists.
        Err(SignInRefused::Wrong) => {
            let errors = vec![FieldError::new("password", Say::SignInWrong)];
            Ok(Page::new("sign_in.html", &again(errors)).status(401).into())
        }
        Err(SignInRefused::Locked { until }) => {
            let locked = Message::new(Say::Locked).with_moment("until", iso(until));
            Ok(Page::new("sign_in.html", &again(Vec::new())).trouble(401, locked).into())
        }
        Err(SignInRefused::Office(fault)) => Err(fault.into()),
    }
}

/// On to what comes next, under the new secret.
pub(crate) fn onward(arrival: &Arrival, began: &Began) -> Answer {
    let next = arrival.next().unwrap_or_default();
    let to = match began.stage {
        Stage::SecondFactor => with_query(&arrival.office.at("/second-factor"), &[("next", next)]),
        Stage::Enrolling => with_query(&arrival.office.at("/enrol"), &[("next", next)]),
        Stage::SignedIn if next.is_empty() => arrival.office.at(""),
        Stage::SignedIn => next.to_owned(),
    };
    Answer::go_to(to).begins(began)
}

fn sign_out(visit: &Visit) -> Result<Answer, Fault> {
    visit.office.desk.sign_out(&visit.who)?;
    Ok(Answer::go_and_tell(visit, "/sign-in", Say::ToldSignedOut, None).ends())
}
