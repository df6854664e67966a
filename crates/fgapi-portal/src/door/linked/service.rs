//! The handlers of institutions: one is chosen, and linked by its own screens or by what it asks.

use actix_web::HttpResponse;
use fgapi_domain::Secret;
use fgapi_linked::{AccountId, AnswerError, Connection, InputType, LinkError, LinkedFault, NewAnswer, Service, ServiceForm};

use super::super::arrival::Arrival;
use super::back;
use super::draw;
use super::told::Told;
use super::turn::{Came, Page, Turn, change, look};
use crate::views::FieldError;
use crate::{Message, Say, Screen};

/// All institutions that can be linked.
pub(super) async fn choose(arrival: Arrival) -> HttpResponse {
    look(arrival, |turn| {
        let screen = Screen::Services(draw::services(turn.desk.services()?));
        Ok(Page::of(screen, "/accounts/new".to_owned()).into())
    })
    .await
}

/// One of them.
pub(super) async fn show(arrival: Arrival) -> HttpResponse {
    look(arrival, |turn| with_new(turn, |service| Ok(page(turn, service, None, Vec::new())))).await
}

/// The institution of an account that is linked anew.
pub(super) async fn show_anew(arrival: Arrival) -> HttpResponse {
    look(arrival, |turn| with_known(turn, |service, id| Ok(page(turn, service, Some(id), Vec::new())))).await
}

/// Links one.
pub(super) async fn link(arrival: Arrival) -> HttpResponse {
    change(arrival, |turn| with_new(turn, |service| linked(turn, service, None))).await
}

/// Links an account anew.
pub(super) async fn link_anew(arrival: Arrival) -> HttpResponse {
    change(arrival, |turn| with_known(turn, |service, id| linked(turn, service, Some(id)))).await
}

fn with_new(turn: &Turn<'_>, act: impl FnOnce(&Service) -> Result<Came, LinkedFault>) -> Result<Came, LinkedFault> {
    let service = turn.service().map(|id| turn.desk.service(id)).transpose()?.flatten();
    service.map_or(Ok(Came::List(Told::Unready, None)), |service| act(&service))
}

fn with_known(turn: &Turn<'_>, act: impl FnOnce(&Service, AccountId) -> Result<Came, LinkedFault>) -> Result<Came, LinkedFault> {
    let known = turn.account().map(|id| turn.desk.show(turn.customer(), id)).transpose()?.flatten();
    known.map_or(Ok(Came::gone()), |(account, service)| act(&service, account.id))
}

fn page(turn: &Turn<'_>, service: &Service, account: Option<AccountId>, errors: Vec<FieldError>) -> Came {
    let here = account.map_or_else(|| format!("/accounts/new/{}", service.id), |id| format!("/accounts/{id}/link"));
    let back = account.map_or_else(|| "/accounts/new".to_owned(), |id| format!("/accounts/{id}"));
    let leads = match &service.connection {
        Connection::Fgapi(connection) => connection.origin(),
        Connection::Manual => None,
    };
    let wrong = !errors.is_empty();
    let mut view = draw::service(turn, service, errors);
    view.action = format!("{}{here}", turn.base());
    view.back = format!("{}{back}", turn.base());
    view.anew = account.is_some();
    Page { wrong, leads, ..Page::of(Screen::Service(view), here) }.into()
}

fn linked(turn: &Turn<'_>, service: &Service, account: Option<AccountId>) -> Result<Came, LinkedFault> {
    if let Some(wait) = turn.wait() {
        return Ok(Came::Throttled(wait));
    }
    match service.connection {
        Connection::Fgapi(_) => by_screens(turn, service, account),
        Connection::Manual => by_forms(turn, service, account),
    }
}

fn by_screens(turn: &Turn<'_>, service: &Service, account: Option<AccountId>) -> Result<Came, LinkedFault> {
    let told = match turn.desk.begin_link(turn.customer(), service.id, account) {
        Ok(url) => match back::state_of(&url) {
            Some(state) => return Ok(Came::Away { url, state }),
            // Nobody could come back.
            None => Told::Unready,
        },
        Err(LinkError::Fault(fault)) => return Err(fault),
        // Nobody was asked there yet, so nobody said no.
        Err(error) => {
            turn.warn(&format_args!("service {}: {error}", service.id));
            match error {
                LinkError::Upstream(_) => Told::Failed,
                error => back::why(&error),
            }
        }
    };
    Ok(Came::List(told, None))
}

fn by_forms(turn: &Turn<'_>, service: &Service, account: Option<AccountId>) -> Result<Came, LinkedFault> {
    let answers: Vec<NewAnswer> = service.forms.iter().map(|form| NewAnswer { form: form.id, value: typed(turn, form) }).collect();
    let both = || service.forms.iter().zip(&answers);
    let errors: Vec<FieldError> = both().filter_map(|(form, answer)| wrong(form, answer.value.reveal())).collect();
    if !errors.is_empty() {
        return Ok(page(turn, service, account, errors));
    }
    let (customer, by) = (turn.customer(), turn.by());
    let kept = match account {
        None => turn.desk.link_by_forms(customer, service.id, &answers, &by).map(|id| Came::List(Told::Linked, Some(id))),
        Some(id) => turn.desk.answer_forms(customer, id, &answers, &by).map(|()| Came::Account(id, Some(Told::Forms))),
    };
    match kept {
        Ok(came) => Ok(came),
        Err(AnswerError::Fault(fault)) => Err(fault),
        // The catalogue changed meanwhile: the screen shows what is asked now.
        Err(AnswerError::NoForm(_) | AnswerError::Missing(_) | AnswerError::Format(_) | AnswerError::Text) => {
            Ok(page(turn, service, account, Vec::new()))
        }
        Err(AnswerError::NotByForms) => Ok(Came::List(Told::Unready, None)),
        Err(AnswerError::Gone) => Ok(Came::gone()),
    }
}

/// What was typed into a field. A box that is not ticked sends nothing.
fn typed(turn: &Turn<'_>, form: &ServiceForm) -> Secret {
    let text = turn.form.text(&draw::field(form));
    Secret::new(match form.input {
        InputType::Checkbox if text.is_empty() => "0",
        InputType::Alphameric | InputType::Text => text.trim(),
        InputType::Checkbox | InputType::Radio | InputType::Password | InputType::Table => text,
    })
}

fn wrong(form: &ServiceForm, typed: &str) -> Option<FieldError> {
    let say = match form.input {
        _ if form.admits(typed) => return None,
        InputType::Radio => Say::FormUnchosen,
        _ if typed.is_empty() => Say::FormMissing,
        _ => Say::FormFormat,
    };
    Some(FieldError::new(draw::field(form), Message::new(say).with("field", &form.name)))
}
