//! `/welcome/<link>`: an invited user sets a password. Opening the page uses nothing up: mail programs open links, too.

use fgapi_admin::{PasswordRefused, PortalUser};
use fgapi_domain::Secret;
use fgapi_lobby::{Answer, Arrival, Fault, Method, Page, Route, view};
use fgapi_look::FieldError;

use super::own_settings::rules;
use crate::say::{Say, weak};

pub(crate) const ROUTES: &[Route] = &[
    Route::open(Method::Get, "/welcome/{link}", ask),
    Route::open(Method::Post, "/welcome/{link}", set).with(&["password", "again"]).guarded(),
];

fn page(arrival: &Arrival, user: &PortalUser, errors: Vec<FieldError>) -> Page {
    let profile = &user.profile;
    let view = view! { name: profile.name.as_str().to_owned(), login: profile.login.as_str().to_owned(), rules: rules(arrival), errors, };
    Page::new("welcome.html", &view)
}

fn over(arrival: &Arrival) -> Page {
    Page::new("welcome_over.html", &view! { days: arrival.office.desk.policy().invitation_seconds / 86_400, }).status(410)
}

fn ask(arrival: &Arrival) -> Result<Answer, Fault> {
    let user = arrival.office.desk.invited(&Secret::new(arrival.part("link")))?;
    Ok(user.map_or_else(|| over(arrival), |user| page(arrival, &user, Vec::new())).into())
}

fn set(arrival: &Arrival) -> Result<Answer, Fault> {
    let desk = &arrival.office.desk;
    let link = Secret::new(arrival.part("link"));
    let Some(user) = desk.invited(&link)? else { return Ok(over(arrival).into()) };
    let password = arrival.form.secret("password");
    let error = match password.reveal() {
        "" => FieldError::new("password", Say::Missing),
        text if text != arrival.form.text("again") => FieldError::new("again", Say::NotAgain),
        _ => match desk.set_password_by_link(&link, &password, &arrival.origin()) {
            Ok(_) => return Ok(Answer::go_and_tell(arrival, "/sign-in", Say::ToldPasswordSet, None).ends()),
            Err(PasswordRefused::Link | PasswordRefused::Present) => return Ok(over(arrival).into()),
            Err(PasswordRefused::Weak(why)) => FieldError::new("password", weak(why, &desk.policy().passwords)),
            Err(PasswordRefused::Office(fault)) => return Err(fault.into()),
        },
    };
    Ok(page(arrival, &user, vec![error]).status(400).into())
}
