//! The handlers of linked accounts: seen, named, fetched, stopped, removed; and what an institution asks is answered.

use core::str::FromStr;

use actix_web::HttpResponse;
use fgapi_domain::{LongText, Malformed, Secret, ShortText};
use fgapi_linked::{AccountId, Acquired, AnswerError, Change, Connection, LinkedFault, RequestId};

use super::super::arrival::Arrival;
use super::draw::{self, Typed};
use super::told::{self, Told};
use super::turn::{Came, Page, Turn, change, change_outside, look};
use crate::views::{FieldError, LinkedAccountsView, LinkedRemoveView, Paging};
use crate::{Message, Say, Screen};

/// Accounts on a page of the list.
const SHOWN: u32 = 20;
/// Transactions that are shown of an account.
const LATEST: u32 = 20;
/// The longest answer in characters that fits what is kept of one in any language.
const ANSWER_CHARS_MAX: usize = 340;

/// All linked accounts.
pub(super) async fn list(arrival: Arrival) -> HttpResponse {
    look(arrival, |turn| {
        let asked = turn.arrival.asked("page").and_then(|page| page.parse::<u32>().ok()).filter(|page| (1..=1_000_000).contains(page));
        let page = asked.unwrap_or(1);
        let (total, accounts) = turn.desk.list(turn.customer(), None, (page - 1) * SHOWN, SHOWN)?;
        let address = |page: u32| format!("{}/accounts?page={page}", turn.base());
        let paging =
            Paging { page, previous: (page > 1).then(|| address(page - 1)), next: (page * SHOWN < total).then(|| address(page + 1)) };
        // One that was just linked may stand on another page.
        let service = |id| Some(turn.desk.show(turn.customer(), id).ok()??.1.name.to_string());
        let notice = told::notice(turn.arrival, service);
        let accounts = accounts.iter().map(|(account, service)| draw::account(turn, account, service)).collect();
        let paging = (paging.previous.is_some() || paging.next.is_some()).then_some(paging);
        let screen = Screen::Linked(LinkedAccountsView { accounts, paging });
        Ok(Page { notice, ..Page::of(screen, "/accounts".to_owned()) }.into())
    })
    .await
}

/// One of them.
pub(super) async fn details(arrival: Arrival) -> HttpResponse {
    look(arrival, |turn| match turn.account() {
        Some(id) => shown(turn, id, &Typed::default()),
        None => Ok(Came::gone()),
    })
    .await
}

/// An account, whole, perhaps with what was wrong with a form.
fn shown(turn: &Turn<'_>, id: AccountId, typed: &Typed) -> Result<Came, LinkedFault> {
    let Some((account, service)) = turn.desk.show(turn.customer(), id)? else { return Ok(Came::gone()) };
    let latest = turn.desk.latest(turn.customer(), id, LATEST)?;
    let view = draw::details(turn, &account, &service, &latest, typed);
    let (wrong, notice) = (!view.errors.is_empty(), told::notice(turn.arrival, |_| None));
    Ok(Page { wrong, notice, ..Page::of(Screen::LinkedDetails(Box::new(view)), format!("/accounts/{id}")) }.into())
}

/// Fetches an account now.
pub(super) async fn acquire(arrival: Arrival) -> HttpResponse {
    change(arrival, |turn| {
        let Some(id) = turn.account() else { return Ok(Came::gone()) };
        let told = match turn.desk.acquire(turn.customer(), id)? {
            Acquired::Gone => return Ok(Came::gone()),
            Acquired::Due => Told::Asked,
            Acquired::Suspended => Told::NotAsked,
            Acquired::NotAutomatic => Told::Manual,
        };
        Ok(if turn.form.text("from") == "list" { Came::List(told, None) } else { Came::Account(id, Some(told)) })
    })
    .await
}

/// Stops fetching.
pub(super) async fn suspend(arrival: Arrival) -> HttpResponse {
    change(arrival, |turn| changed(turn, &[Change::Suspend], Told::Suspended)).await
}

/// Fetches again.
pub(super) async fn resume(arrival: Arrival) -> HttpResponse {
    change(arrival, |turn| changed(turn, &[Change::Resume], Told::Resumed)).await
}

fn changed(turn: &Turn<'_>, changes: &[Change], told: Told) -> Result<Came, LinkedFault> {
    let Some(id) = turn.account() else { return Ok(Came::gone()) };
    for change in changes {
        if !turn.desk.change(turn.customer(), id, change, &turn.by())? {
            return Ok(Came::gone());
        }
    }
    Ok(Came::Account(id, Some(told)))
}

/// Keeps the customer's own name and memo.
pub(super) async fn name(arrival: Arrival) -> HttpResponse {
    change(arrival, |turn| {
        let Some(id) = turn.account() else { return Ok(Came::gone()) };
        let Some((account, _)) = turn.desk.show(turn.customer(), id)? else { return Ok(Came::gone()) };
        let (disp_name, memo) = (turn.form.text("disp_name").trim(), turn.form.text("memo").trim());
        let kept = (text::<ShortText>(disp_name), text::<LongText>(memo));
        let (Ok(new_name), Ok(new_memo)) = kept else {
            let wrong = |field: &str, text: &str, max: usize| {
                let long = text.chars().count() > max;
                let say = if long { Message::new(Say::TooLong).with("max", max) } else { Say::OddCharacters.into() };
                FieldError::new(field, say)
            };
            let first = kept.0.is_err().then(|| wrong("disp_name", disp_name, ShortText::MAX_CHARS));
            let second = kept.1.is_err().then(|| wrong("memo", memo, LongText::MAX_CHARS));
            let names = Some((disp_name.to_owned(), memo.to_owned()));
            return shown(turn, id, &Typed { names, errors: first.into_iter().chain(second).collect(), ..Typed::default() });
        };
        let mut changes = Vec::new();
        if new_name != account.disp_name {
            changes.push(Change::DispName(new_name));
        }
        if new_memo != account.memo {
            changes.push(Change::Memo(new_memo));
        }
        changed(turn, &changes, Told::Saved)
    })
    .await
}

/// A text that may be left out.
fn text<T: FromStr<Err = Malformed>>(typed: &str) -> Result<Option<T>, Malformed> {
    if typed.is_empty() { Ok(None) } else { typed.parse().map(Some) }
}

/// Answers what an institution asks.
pub(super) async fn answer(arrival: Arrival) -> HttpResponse {
    change(arrival, |turn| {
        let Some(id) = turn.account() else { return Ok(Came::gone()) };
        let Some(asked) = turn.desk.requests_of(turn.customer(), id)? else { return Ok(Came::gone()) };
        // A request of another account is not on this screen.
        let named = turn.form.text("request").parse::<RequestId>().ok();
        let Some(request) = named.filter(|named| asked.iter().any(|asked| asked.id == *named)) else {
            return Ok(Came::Account(id, Some(Told::NoQuestion)));
        };
        let typed = turn.form.beginning(draw::ANSWER_FIELD).next().map_or_else(|| Secret::new(""), |(_, answer)| answer.clone());
        let error = match turn.desk.answer(turn.customer(), request, &typed, &turn.by()) {
            Ok(()) => return Ok(Came::Account(id, Some(Told::Answered))),
            Err(AnswerError::Fault(fault)) => return Err(fault),
            Err(AnswerError::Text) if typed.reveal().is_empty() => Say::AnswerMissing.into(),
            Err(AnswerError::Text) => Message::new(Say::TooLong).with("max", ANSWER_CHARS_MAX),
            Err(_) => return Ok(Came::Account(id, Some(Told::NoQuestion))),
        };
        shown(turn, id, &Typed { answer: Some((request, error)), ..Typed::default() })
    })
    .await
}

/// Is this account to be removed?
pub(super) async fn ask_to_remove(arrival: Arrival) -> HttpResponse {
    look(arrival, |turn| {
        let Some(id) = turn.account() else { return Ok(Came::gone()) };
        let Some((account, service)) = turn.desk.show(turn.customer(), id)? else { return Ok(Came::gone()) };
        let by_screens = service.connection != Connection::Manual;
        let view = LinkedRemoveView { account: draw::account(turn, &account, &service), by_screens };
        Ok(Page::of(Screen::LinkedRemove(view), format!("/accounts/{id}/remove")).into())
    })
    .await
}

/// Removes an account, and ends the consent at the institution.
pub(super) async fn remove(arrival: Arrival) -> HttpResponse {
    change_outside(arrival, |turn| {
        let Some(id) = turn.account() else { return Ok(Came::gone()) };
        let removed = turn.desk.remove(turn.customer(), id, &turn.by())?;
        Ok(if removed { Came::List(Told::Removed, None) } else { Came::gone() })
    })
    .await
}
