//! The second factor: asked, or enrolled for the first time.

use fgapi_admin::{Enrolment, FactorRefused};
use fgapi_domain::Secret;
use fgapi_lobby::{Access, Answer, Fault, Method, Page, Route, Visit, iso, view};
use fgapi_look::views::Qr;
use fgapi_look::{FieldError, Message};
use qrcode::{Color, EcLevel, QrCode};
use serde::Serialize;

use super::sign_in::onward;
use crate::say::Say;

pub(crate) const ROUTES: &[Route] = &[
    Route::stage(Method::Get, "/second-factor", Access::SecondFactor, ask),
    Route::stage(Method::Post, "/second-factor", Access::SecondFactor, prove).with(&["code"]).guarded(),
    Route::stage(Method::Post, "/second-factor/cancel", Access::SecondFactor, cancel),
    Route::stage(Method::Get, "/enrol", Access::Enrolling, begin),
    Route::stage(Method::Post, "/enrol", Access::Enrolling, enrol).with(&["code", "sealed"]).guarded(),
    Route::stage(Method::Post, "/enrol/cancel", Access::Enrolling, cancel),
];

fn factor(visit: &Visit, errors: Vec<FieldError>) -> Page {
    let next = visit.next().unwrap_or_default().to_owned();
    Page::new("sign_in_factor.html", &view! { next, errors, })
}

fn ask(visit: &Visit) -> Result<Answer, Fault> {
    Ok(factor(visit, Vec::new()).into())
}

fn prove(visit: &Visit) -> Result<Answer, Fault> {
    let code = visit.form.trimmed("code");
    if code.is_empty() {
        return Ok(factor(visit, vec![FieldError::new("code", Say::Missing)]).status(400).into());
    }
    match visit.office.desk.prove_second_factor(&visit.who, code, &visit.browser) {
        Ok(began) => Ok(onward(visit, &began)),
        Err(FactorRefused::Wrong | FactorRefused::Form | FactorRefused::Present) => {
            Ok(factor(visit, vec![FieldError::new("code", Say::CodeWrong)]).status(401).into())
        }
        Err(FactorRefused::Locked { until }) => {
            let locked = Message::new(Say::Locked).with_moment("until", iso(until));
            Ok(factor(visit, Vec::new()).trouble(401, locked).into())
        }
        Err(FactorRefused::Office(fault)) => Err(fault.into()),
    }
}

/// Somebody else signs in.
fn cancel(visit: &Visit) -> Result<Answer, Fault> {
    visit.office.desk.sign_out(&visit.who)?;
    Ok(Answer::go(visit, "/sign-in").ends())
}

/// What an enrolment shows: the picture, what is typed without one, and what the form carries.
#[derive(Debug, Serialize)]
pub(crate) struct EnrolView {
    present: bool,
    qr: Option<Qr>,
    address: String,
    typed: String,
    sealed: String,
    login: String,
    next: String,
    errors: Vec<FieldError>,
}

/// Makes it.
pub(crate) fn enrol_view(visit: &Visit, enrolment: &Enrolment, present: bool, errors: Vec<FieldError>) -> EnrolView {
    EnrolView {
        present,
        qr: picture(&enrolment.address),
        address: enrolment.address.reveal().to_owned(),
        typed: enrolment.typed.reveal().to_owned(),
        sealed: enrolment.sealed.reveal().to_owned(),
        login: visit.who.user.profile.login.as_str().to_owned(),
        next: visit.next().unwrap_or_default().to_owned(),
        errors,
    }
}

/// What a telephone reads. Whatever cannot be drawn can be typed.
fn picture(address: &Secret) -> Option<Qr> {
    let code = QrCode::with_error_correction_level(address.reveal(), EcLevel::M).ok()?;
    let dark: Vec<bool> = code.to_colors().into_iter().map(|colour| colour == Color::Dark).collect();
    Qr::new(code.width(), &dark).ok()
}

/// Codes that are shown once.
#[derive(Debug, Serialize)]
pub(crate) struct CodesView {
    codes: Vec<String>,
    /// The same as a file, in an address of its own.
    file: String,
    /// Where to go afterwards.
    next: String,
}

/// Makes it.
pub(crate) fn codes_view(codes: &[Secret], next: String) -> CodesView {
    let codes: Vec<String> = codes.iter().map(|code| code.reveal().to_owned()).collect();
    // Letters, digits and hyphens need no escape.
    let file = format!("data:text/plain;charset=utf-8,{}%0D%0A", codes.join("%0D%0A"));
    CodesView { codes, file, next }
}

fn begin(visit: &Visit) -> Result<Answer, Fault> {
    let enrolment = visit.office.desk.begin_enrolment(&visit.who)?;
    Ok(Page::new("sign_in_enrol.html", &enrol_view(visit, &enrolment, false, Vec::new())).into())
}

fn enrol(visit: &Visit) -> Result<Answer, Fault> {
    let next = visit.next().map_or_else(|| visit.office.at(""), str::to_owned);
    enrolled(visit, "sign_in_enrol.html", next, false)
}

/// Ends an enrolment: the codes on one page, or the form again on the other.
pub(crate) fn enrolled(visit: &Visit, form: &'static str, next: String, present: bool) -> Result<Answer, Fault> {
    let desk = &visit.office.desk;
    let (sealed, code) = (visit.form.secret("sealed"), visit.form.trimmed("code"));
    let known = present.then(|| visit.form.secret("present"));
    let error = match desk.enrol(&visit.who, known.as_ref(), &sealed, code, &visit.browser) {
        Ok((secrets, began)) => return Ok(Answer::from(Page::new("sign_in_codes.html", &codes_view(&secrets, next))).begins(&began)),
        Err(FactorRefused::Wrong) if code.is_empty() => Message::new(Say::Missing),
        Err(FactorRefused::Wrong) => Say::CodeWrong.into(),
        Err(FactorRefused::Locked { until }) => Message::new(Say::Locked).with_moment("until", iso(until)),
        Err(FactorRefused::Present) => Say::PresentWrong.into(),
        Err(FactorRefused::Form) => Say::EnrolAgain.into(),
        Err(FactorRefused::Office(fault)) => return Err(fault.into()),
    };
    let again = desk.same_enrolment(&visit.who, &sealed)?;
    let enrolment = again.map_or_else(|| desk.begin_enrolment(&visit.who), Ok)?;
    let field = if error == Say::PresentWrong.into() { "present" } else { "code" };
    let view = enrol_view(visit, &enrolment, present, vec![FieldError::new(field, error)]);
    Ok(Page::new(form, &view).status(400).into())
}
