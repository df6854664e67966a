//! 接続 › クライアント: the list, one client, and what stops it.

use fgapi_admin::{ClientRefused, Listed, Operation};
use fgapi_domain::{GrantSet, LoginId};
use fgapi_lobby::{Answer, Arrival, ConfirmView, Fault, Heading, List, Page, Route, Visit, confirm, iso, row, table, view};
use fgapi_look::views::{Action, Cell, ChipKind, Crumb, Fact, Row};
use fgapi_look::{FieldError, Message};
use fgapi_token::{ApiKey, Client, ClientStanding, LinkSelection, RefreshRetry, WebPage};

use super::handovers;
use crate::say::{self, Say};

pub(crate) const LIST: &str = "/clients";

pub(crate) const ROUTES: &[Route] = &[
    Route::get(LIST, Operation::SeeClients, list).with(&["q", "size", "page"]),
    Route::get("/clients/{key}", Operation::SeeClients, show),
    Route::get("/clients/{key}/disable", Operation::ManageClients, ask_disable),
    Route::post("/clients/{key}/disable", Operation::ManageClients, disable),
    Route::get("/clients/{key}/enable", Operation::ManageClients, ask_enable),
    Route::post("/clients/{key}/enable", Operation::ManageClients, enable),
    Route::get("/clients/{key}/password", Operation::ManageClients, ask_password),
    Route::post("/clients/{key}/password", Operation::ManageClients, issue_password).with(&["contact"]),
];

/// The path to whatever belongs to the list.
pub(crate) fn crumbs(arrival: &Arrival, page: Page, client: Option<&Client>) -> Page {
    let page = page.under(Crumb::name(Heading::Connections)).under(Crumb::page(Say::MenuClients, arrival.office.at(LIST)));
    match client {
        Some(client) => page.under(Crumb::page(Message::text(client.name.as_str()), arrival.office.at(&of(client)))),
        None => page,
    }
}

pub(crate) fn of(client: &Client) -> String {
    format!("{LIST}/{}", client.known.api_key)
}

pub(crate) fn named(visit: &Visit) -> Result<Client, Fault> {
    let key: ApiKey = visit.part("key").parse().map_err(|_| Fault::Nothing)?;
    Ok(visit.office.desk.client(&visit.who, &key)?)
}

fn standing(client: &Client) -> Cell {
    match client.known.standing {
        ClientStanding::Enabled => Cell::chip(ChipKind::On, Say::Enabled),
        ClientStanding::Disabled => Cell::chip(ChipKind::Bad, Say::Disabled),
    }
}

/// Grants in words, one below the other.
pub(crate) fn grants(grants: GrantSet) -> Cell {
    Cell::lines(grants.iter().map(|grant| Cell::said(say::grant(grant))).collect::<Vec<_>>())
}

fn list(visit: &Visit) -> Result<Answer, Fault> {
    let list = List::read(visit, LIST, &visit.query, &["q"])?;
    let wanted = visit.query.trimmed("q").to_lowercase();
    let fits = |client: &Client| {
        let texts = [client.name.as_str(), client.company.as_str(), client.known.api_key.as_str()];
        texts.iter().any(|text| text.to_lowercase().contains(&wanted))
    };
    let found: Vec<Client> = visit.office.desk.clients(&visit.who)?.into_iter().filter(fits).collect();
    let total = found.len() as u64;
    let slice = list.slice(Some(total));
    let shown = found.iter().skip(slice.skip as usize).take(slice.take as usize);
    let rows = shown.map(|client| list_row(visit, client)).collect();
    let empty = if wanted.is_empty() { Say::NoClients } else { Say::NoClientFound };
    let columns = [Say::ColumnClient, Say::ApiKey, Say::ColumnStanding, Say::Grants, Say::ColumnRegistered, Say::ColumnActions];
    let view = view! {
        search: list.search(),
        table: table("clients", Say::MenuClients, columns, rows, empty),
        pager: list.pager(total),
        may_manage: visit.may(Operation::ManageClients),
    };
    Ok(Page::new("clients.html", &view).under(Crumb::name(Heading::Connections)).into())
}

fn list_row(visit: &Visit, client: &Client) -> Row {
    let cells = vec![
        Cell::lines([Cell::text(client.name.as_str()), Cell::note(Message::text(client.company.as_str()))]),
        Cell::code(client.known.api_key.as_str()),
        standing(client),
        grants(client.known.grants),
        Cell::day(iso(client.created_at)),
        Cell::actions(vec![Action::new(Say::Details, visit.office.at(&of(client)))]),
    ];
    row(client.name.as_str(), cells)
}

/// Texts one below the other; words where there are none.
fn codes<T: ToString>(texts: &[T], none: Say) -> Cell {
    if texts.is_empty() { Cell::said(none) } else { Cell::lines(texts.iter().map(|text| Cell::code(text.to_string())).collect::<Vec<_>>()) }
}

fn facts(visit: &Visit, client: &Client, alive: u64) -> Vec<Fact> {
    let known = &client.known;
    let retry = match known.refresh_retry {
        RefreshRetry::Never => Say::RetryNever,
        RefreshRetry::UntilSuccessorUsed => Say::RetryOnce,
    };
    let now = visit.office.desk.now();
    let before = known.passwords.iter().filter_map(|password| password.until).filter(|until| now < *until).max();
    let mut facts = vec![
        Fact::new(Say::ColumnStanding, standing(client)),
        Fact::new(Say::ApiKey, Cell::code(known.api_key.as_str())),
        Fact::new(Say::TileLinks, Cell::number(alive)),
        Fact::new(Say::Grants, grants(known.grants)),
        Fact::new(Say::RedirectDomains, codes(&client.redirect_domains, Say::Never)),
        Fact::new(Say::RedirectUris, codes(&client.redirect_uris, Say::UrisNone)),
        Fact::new(Say::Networks, codes(&known.networks, Say::NetworksNone)),
        Fact::new(Say::Retry, Cell::said(retry)),
        Fact::new(Say::ColumnRegistered, Cell::moment(iso(client.created_at))),
    ];
    facts.extend(before.map(|until| Fact::new(Say::PasswordBefore, Cell::moment(iso(until)))));
    facts
}

fn screens(client: &Client) -> Vec<Fact> {
    let flag = |set: bool| Cell::said(if set { Say::Yes } else { Say::No });
    let page = |page: &Option<WebPage>| Cell::text(page.as_ref().map(WebPage::to_string).unwrap_or_default());
    let shown = &client.screens;
    vec![
        Fact::new(Say::ScopeChoice, flag(shown.scope_choice)),
        Fact::new(Say::AccountChoice, flag(shown.account_choice)),
        Fact::new(Say::InquiryPins, flag(shown.inquiry_pins)),
        Fact::new(Say::Site, page(&shown.site)),
        Fact::new(Say::Terms, page(&shown.terms)),
        Fact::new(Say::Privacy, page(&shown.privacy)),
    ]
}

fn alive(visit: &Visit, client: &Client) -> Result<u64, Fault> {
    let selection = LinkSelection { client: Some(client.known.api_key.clone()), ..LinkSelection::default() };
    Ok(visit.office.desk.preview_links(&visit.who, &selection)?.alive)
}

fn show(visit: &Visit) -> Result<Answer, Fault> {
    let client = named(visit)?;
    let desk = &visit.office.desk;
    let Listed { rows, .. } = desk.client_handovers(&visit.who, &client.known.api_key)?;
    let now = desk.now();
    let rows = rows.iter().map(|handover| Row { id: None, ..handovers::row(handover, now) }).collect();
    let view = view! {
        name: client.name.as_str().to_owned(),
        company: client.company.as_str().to_owned(),
        path: visit.office.at(&of(&client)),
        facts: facts(visit, &client, alive(visit, &client)?),
        screens: screens(&client),
        handovers: table("handovers", Say::KindCredentials, handovers::COLUMNS, rows, Say::NoCredentials),
        enabled: client.known.standing == ClientStanding::Enabled,
        may_manage: visit.may(Operation::ManageClients),
    };
    Ok(crumbs(visit, Page::new("clients_one.html", &view), None).into())
}

fn ask_disable(visit: &Visit) -> Result<Answer, Fault> {
    let client = named(visit)?;
    let alive = Message::new(Say::DisableLinks).with_number("count", alive(visit, &client)?);
    ask(visit, &client, "disable", [Say::DisableTitle, Say::DisableSubmit], vec![alive, Say::DisableDead.into(), Say::DisableBack.into()])
}

fn ask_enable(visit: &Visit) -> Result<Answer, Fault> {
    let client = named(visit)?;
    ask(visit, &client, "enable", [Say::EnableTitle, Say::EnableSubmit], vec![Say::EnableText.into()])
}

fn ask(visit: &Visit, client: &Client, what: &str, [title, submit]: [Say; 2], consequences: Vec<Message>) -> Result<Answer, Fault> {
    let words = [Message::new(title).with("name", client.name.as_str()), submit.into()];
    let path = format!("{}/{what}", of(client));
    let view = ConfirmView { danger: what == "disable", ..ConfirmView::ask(visit, words, consequences, &path, &of(client)) };
    Ok(crumbs(visit, confirm(&view), Some(client)).into())
}

fn set(visit: &Visit, standing: ClientStanding, told: Say) -> Result<Answer, Fault> {
    let client = named(visit)?;
    visit.office.desk.set_client_standing(&visit.who, &client.known.api_key, standing)?;
    Ok(Answer::go_and_tell(visit, &of(&client), told, None))
}

fn disable(visit: &Visit) -> Result<Answer, Fault> {
    set(visit, ClientStanding::Disabled, Say::ToldClientDisabled)
}

fn enable(visit: &Visit) -> Result<Answer, Fault> {
    set(visit, ClientStanding::Enabled, Say::ToldClientEnabled)
}

fn password_page(visit: &Visit, client: &Client, contact: String, errors: Vec<FieldError>) -> Result<Page, Fault> {
    let parameters = visit.office.desk.parameters(&visit.who)?;
    let path = visit.office.at(&of(client));
    let view = view! { path, contact, days: parameters.pickup_days, hours: parameters.overlap_hours, errors, };
    Ok(crumbs(visit, Page::new("clients_password.html", &view).judged(&errors), Some(client)))
}

fn ask_password(visit: &Visit) -> Result<Answer, Fault> {
    let client = named(visit)?;
    let issued = visit.office.desk.client_handovers(&visit.who, &client.known.api_key)?;
    let contact = issued.rows.first().map(|last| last.login.as_str().to_owned()).unwrap_or_default();
    Ok(password_page(visit, &client, contact, Vec::new())?.into())
}

/// Why there is no such contact.
pub(crate) fn refused(refused: ClientRefused) -> Result<FieldError, Fault> {
    match refused {
        ClientRefused::NoContact => Ok(FieldError::new("contact", Say::ContactUnknown)),
        ClientRefused::ContactSuspended => Ok(FieldError::new("contact", Say::ContactSuspended)),
        ClientRefused::Office(fault) => Err(fault.into()),
    }
}

/// The contact, or why there is none.
pub(crate) fn contact(text: &str) -> Result<LoginId, FieldError> {
    let why = if text.is_empty() { Say::Missing } else { Say::ContactUnknown };
    text.parse().map_err(|_| FieldError::new("contact", why))
}

fn issue_password(visit: &Visit) -> Result<Answer, Fault> {
    let client = named(visit)?;
    let typed = visit.form.trimmed("contact");
    let error = match contact(typed) {
        Ok(contact) => match visit.office.desk.issue_client_password(&visit.who, &client.known.api_key, &contact) {
            Ok(_) => return Ok(Answer::go_and_tell(visit, &of(&client), Say::ToldPasswordIssued, None)),
            Err(why) => refused(why)?,
        },
        Err(error) => error,
    };
    Ok(password_page(visit, &client, typed.to_owned(), vec![error])?.into())
}
