//! 設定 › パスワード, 設定 › ログイン中の端末.

use fgapi_admin::{Operation, PASSWORD_MOST, PasswordRefused, Stage};
use fgapi_lobby::{Answer, Arrival, Fault, Heading, Page, Route, Visit, iso, table, view};
use fgapi_look::FieldError;
use fgapi_look::views::{Cell, ChipKind, Crumb, Row};
use serde::Serialize;

use crate::say::{Say, weak};

pub(crate) const ROUTES: &[Route] = &[
    Route::get("/settings/password", Operation::OwnSettings, password),
    Route::post("/settings/password", Operation::OwnSettings, change_password).with(&["present", "password", "again"]).guarded(),
    Route::get("/settings/sessions", Operation::OwnSettings, sessions),
    Route::post("/settings/sessions/end", Operation::OwnSettings, end_others),
];

/// How passwords must be, for whoever makes one.
#[derive(Debug, Serialize)]
pub(crate) struct Rules {
    least: u32,
    most: usize,
    classes: u32,
}

/// The bank's rules.
pub(crate) fn rules(arrival: &Arrival) -> Rules {
    let policy = arrival.office.desk.policy().passwords;
    Rules { least: policy.least, most: PASSWORD_MOST, classes: policy.classes }
}

fn password_page(visit: &Visit, errors: Vec<FieldError>) -> Page {
    let login = visit.who.user.profile.login.as_str().to_owned();
    let page = Page::new("own_password.html", &view! { login, rules: rules(visit), errors, });
    page.under(Crumb::name(Heading::Settings))
}

fn password(visit: &Visit) -> Result<Answer, Fault> {
    Ok(password_page(visit, Vec::new()).into())
}

fn change_password(visit: &Visit) -> Result<Answer, Fault> {
    let desk = &visit.office.desk;
    let [present, next] = ["present", "password"].map(|name| visit.form.secret(name));
    let error = match () {
        () if present.reveal().is_empty() => FieldError::new("present", Say::Missing),
        () if next.reveal().is_empty() => FieldError::new("password", Say::Missing),
        () if next.reveal() != visit.form.text("again") => FieldError::new("again", Say::NotAgain),
        () => match desk.change_password(&visit.who, &present, &next) {
            Ok(()) => return Ok(Answer::go_and_tell(visit, "/settings/password", Say::ToldPasswordChanged, None)),
            Err(PasswordRefused::Present | PasswordRefused::Link) => FieldError::new("present", Say::PresentWrong),
            Err(PasswordRefused::Weak(why)) => FieldError::new("password", weak(why, &desk.policy().passwords)),
            Err(PasswordRefused::Office(fault)) => return Err(fault.into()),
        },
    };
    Ok(password_page(visit, vec![error]).status(400).into())
}

fn sessions(visit: &Visit) -> Result<Answer, Fault> {
    let sessions = visit.office.desk.own_sessions(&visit.who)?;
    let row = |session: &fgapi_admin::Session| {
        let standing = match session.stage {
            _ if session.digest == visit.who.session => Cell::chip(ChipKind::On, Say::ThisSession),
            Stage::SignedIn => Cell::chip(ChipKind::Off, Say::OtherSession),
            Stage::SecondFactor | Stage::Enrolling => Cell::chip(ChipKind::Off, Say::HalfSession),
        };
        // The address comes first; what follows is what the browser calls itself.
        let (address, browser) = session.from.split_once(' ').unwrap_or((session.from.as_str(), ""));
        let cells = vec![
            Cell::lines([Cell::code(address), Cell::text(browser)]),
            standing,
            Cell::moment(iso(session.began_at)),
            Cell::moment(iso(session.seen_at)),
        ];
        Row { id: None, name: address.to_owned(), picked: false, cells }
    };
    let columns = [Say::ColumnFrom, Say::ColumnStanding, Say::ColumnBegan, Say::ColumnSeen];
    let table = table("sessions", Say::MenuSessions, columns, sessions.iter().map(row).collect(), Say::Nobody);
    let view = view! { table, others: sessions.len() > 1, };
    Ok(Page::new("own_sessions.html", &view).under(Crumb::name(Heading::Settings)).into())
}

fn end_others(visit: &Visit) -> Result<Answer, Fault> {
    let ended = visit.office.desk.end_other_sessions(&visit.who)?;
    Ok(Answer::go_and_tell(visit, "/settings/sessions", Say::ToldSessionsEnded, Some(ended)))
}
