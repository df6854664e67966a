//! 接続 › 連携先 › a service: the gateway's own password there.

use fgapi_admin::Operation;
use fgapi_linked::{Connection, Service};
use fgapi_lobby::{Answer, Fault, Page, Route, Visit, view};
use fgapi_look::{FieldError, Message};
use fgapi_saas::LONGEST_VALUE;

use super::{services, tenant};
use crate::say::Say;
use crate::{Strongroom, trouble};

pub(crate) const ROUTES: &[Route] = &[
    Route::get("/services/{id}/password", Operation::ManageServices, ask),
    Route::post("/services/{id}/password", Operation::ManageServices, set).long(&["password"]),
];

/// A service that the gateway itself reaches; at others it has no password.
fn named(visit: &Visit) -> Result<Service, Fault> {
    Some(services::named(visit)?).filter(|service| matches!(service.connection, Connection::Fgapi(_))).ok_or(Fault::Nothing)
}

/// The page; what was typed is never sent back. `stopped` says why it was not sealed.
fn page(visit: &Visit, service: &Service, errors: Vec<FieldError>, stopped: Option<Message>) -> Result<Page, Fault> {
    let linked = &visit.office.beside::<Strongroom>()?.linked;
    let vault = trouble::notice(linked.vault())?;
    let set = linked.passwords(&[service.id]).map_err(trouble::of_reading)?;
    let seen = set.first().map(|(_, hint, at)| tenant::seen([Say::ValueHint, Say::Value], hint.as_str(), *at));
    let view = view! {
        name: service.name.as_str().to_owned(),
        path: visit.office.at(&format!("{}/password", services::of(service))),
        back: visit.office.at(&services::of(service)),
        seen: seen.unwrap_or_else(|| Say::ValueNotSet.into()),
        can_seal: vault.is_none(),
        vault: if stopped.is_some() { None } else { vault },
        errors,
    };
    let page = services::crumbs(visit, Page::new("services_password.html", &view).judged(&errors), Some(service));
    Ok(match stopped {
        Some(message) => page.trouble(trouble::NOT_SEALED, message),
        None => page,
    })
}

fn ask(visit: &Visit) -> Result<Answer, Fault> {
    Ok(page(visit, &named(visit)?, Vec::new(), None)?.into())
}

fn set(visit: &Visit) -> Result<Answer, Fault> {
    let service = named(visit)?;
    let typed = visit.form.secret("password");
    let text = typed.reveal();
    if text.is_empty() {
        return Ok(page(visit, &service, vec![FieldError::new("password", Say::Missing)], None)?.into());
    }
    if text.len() > LONGEST_VALUE || text.chars().any(char::is_control) {
        let wrong = Message::new(Say::ValueMalformed).with_number("most", LONGEST_VALUE as i128);
        return Ok(page(visit, &service, vec![FieldError::new("password", wrong)], None)?.into());
    }
    match visit.office.beside::<Strongroom>()?.linked.set_password(service.id, &typed, &visit.who.by()) {
        Ok(true) => Ok(Answer::go_and_tell(visit, &services::of(&service), Say::ToldPasswordSet, None)),
        Ok(false) => Err(Fault::Nothing),
        Err(fault) => Ok(page(visit, &service, Vec::new(), Some(trouble::of_linked(fault)?))?.into()),
    }
}
