//! 接続 › 連携先: the catalogue of services that customers link, read only.

use fgapi_admin::Operation;
use fgapi_linked::{Connection, InputType, Service, ServiceForm, ServiceId};
use fgapi_lobby::{Answer, Arrival, Fault, Heading, List, Page, Route, Visit, acting, row, table, view};
use fgapi_look::Message;
use fgapi_look::views::{Action, Cell, ChipKind, Crumb, Fact, Row};
use fgapi_vault::Hint;

use super::tenant;
use crate::say::Say;
use crate::{Strongroom, trouble};

pub(crate) const LIST: &str = "/services";

pub(crate) const ROUTES: &[Route] = &[
    Route::get(LIST, Operation::SeeServices, list).with(&["q", "size", "page"]),
    Route::get("/services/{id}", Operation::SeeServices, show),
];

/// Where a service's screen lies.
pub(crate) fn of(service: &Service) -> String {
    format!("{LIST}/{}", service.id)
}

/// The service that the address names.
pub(crate) fn named(visit: &Visit) -> Result<Service, Fault> {
    let id: ServiceId = visit.part("id").parse().map_err(|_| Fault::Nothing)?;
    let services = visit.office.beside::<Strongroom>()?.linked.services().map_err(trouble::of_reading)?;
    services.into_iter().find(|service| service.id == id).ok_or(Fault::Nothing)
}

/// The path to whatever belongs to the list.
pub(crate) fn crumbs(arrival: &Arrival, page: Page, service: Option<&Service>) -> Page {
    let page = page.under(Crumb::name(Heading::Connections)).under(Crumb::page(Say::MenuServices, arrival.office.at(LIST)));
    match service {
        Some(service) => page.under(Crumb::page(Message::text(service.name.as_str()), arrival.office.at(&of(service)))),
        None => page,
    }
}

/// What is known of services beside the catalogue.
struct Known {
    passwords: Vec<(ServiceId, Hint, fgapi_domain::UnixSeconds)>,
    counts: Vec<(ServiceId, u32, u32)>,
}

impl Known {
    fn of(visit: &Visit, services: &[&Service]) -> Result<Self, Fault> {
        let linked = &visit.office.beside::<Strongroom>()?.linked;
        let ids: Vec<ServiceId> = services.iter().map(|service| service.id).collect();
        let passwords = linked.passwords(&ids).map_err(trouble::of_reading)?;
        Ok(Self { passwords, counts: linked.counts().map_err(trouble::of_reading)? })
    }

    /// All accounts, and those that failed last.
    fn accounts(&self, id: ServiceId) -> (u32, u32) {
        self.counts.iter().find(|(known, ..)| *known == id).map_or((0, 0), |(_, all, failed)| (*all, *failed))
    }

    /// The gateway's own password there; nothing where none is needed.
    fn password(&self, service: &Service) -> Cell {
        let set = self.passwords.iter().find(|(id, ..)| *id == service.id);
        match (&service.connection, set) {
            (Connection::Manual, _) => Cell::Nothing,
            (Connection::Fgapi(_), None) => Cell::chip(ChipKind::Bad, Say::PasswordMissing),
            (Connection::Fgapi(_), Some((_, hint, at))) => Cell::lines([
                Cell::chip(ChipKind::On, Say::PasswordSet),
                Cell::note(tenant::seen([Say::PasswordHint, Say::PasswordAt], hint.as_str(), *at)),
            ]),
        }
    }
}

fn connection(service: &Service) -> Cell {
    match &service.connection {
        Connection::Manual => Cell::said(Say::ConnectionManual),
        Connection::Fgapi(fgapi) => Cell::lines([Cell::said(Say::ConnectionFgapi), Cell::code(fgapi.base_url.as_str())]),
    }
}

fn failed(count: u32) -> Cell {
    if count == 0 { Cell::number(0) } else { Cell::chip(ChipKind::Bad, Message::new(Say::FailedCount).with_number("count", count)) }
}

fn list_row(visit: &Visit, service: &Service, known: &Known) -> Row {
    let (all, broken) = known.accounts(service.id);
    let cells = vec![
        Cell::lines([Cell::text(service.name.as_str()), Cell::note(Message::new(Say::ServiceNumber).with("id", service.id))]),
        Cell::text(service.category.name.as_str()),
        connection(service),
        known.password(service),
        Cell::number(all),
        failed(broken),
        Cell::actions(vec![Action::new(Say::Details, visit.office.at(&of(service)))]),
    ];
    row(service.name.as_str(), cells)
}

fn list(visit: &Visit) -> Result<Answer, Fault> {
    let list = List::read(visit, LIST, &visit.query, &["q"])?;
    let desk = visit.office.beside::<Strongroom>()?;
    let wanted = visit.query.trimmed("q").to_lowercase();
    let fits = |service: &&Service| {
        let texts = [service.name.as_str(), service.yomigana.as_str(), service.code.as_str(), service.category.name.as_str()];
        texts.iter().any(|text| text.to_lowercase().contains(&wanted))
    };
    let services = desk.linked.services().map_err(trouble::of_reading)?;
    let found: Vec<&Service> = services.iter().filter(fits).collect();
    let total = found.len() as u64;
    let slice = list.slice(Some(total));
    let shown: Vec<&Service> = found.into_iter().skip(slice.skip as usize).take(slice.take as usize).collect();
    let known = Known::of(visit, &shown)?;
    let rows = shown.iter().map(|service| list_row(visit, service, &known)).collect();
    let columns = [
        Say::ColumnService,
        Say::Category,
        Say::ColumnConnection,
        Say::OwnPassword,
        Say::ColumnAccounts,
        Say::ColumnFailed,
        Say::ColumnActions,
    ];
    let empty = if wanted.is_empty() { Say::NoServices } else { Say::NoServiceFound };
    let view = view! {
        search: list.search(),
        table: acting(table("services", Say::MenuServices, columns, rows, empty), true),
        pager: list.pager(total),
        vault: trouble::notice(desk.linked.vault())?,
    };
    Ok(Page::new("services.html", &view).under(Crumb::name(Heading::Connections)).into())
}

fn facts(service: &Service, known: &Known) -> Vec<Fact> {
    let (all, broken) = known.accounts(service.id);
    let seconds = |seconds: u32| Cell::said(Message::new(Say::Seconds).with_number("count", seconds));
    let mut facts = vec![
        Fact::new(Say::ServiceId, Cell::number(service.id.0)),
        Fact::new(Say::InstitutionCode, Cell::code(service.code.as_str())),
        Fact::new(Say::Category, Cell::text(service.category.name.as_str())),
        Fact::new(Say::ColumnConnection, connection(service)),
    ];
    if let Connection::Fgapi(fgapi) = &service.connection {
        let network = if fgapi.private_network { Say::NetworkPrivate } else { Say::NetworkPublic };
        facts.extend([
            Fact::new(Say::OwnApiKey, Cell::code(fgapi.api_key.as_str())),
            Fact::new(Say::OwnPassword, known.password(service)),
            Fact::new(Say::DaysBack, Cell::said(Message::new(Say::Days).with_number("count", fgapi.days))),
            Fact::new(Say::Network, Cell::said(network)),
        ]);
    }
    facts.extend([
        Fact::new(Say::Interval, seconds(service.pace.interval_seconds)),
        Fact::new(Say::Concurrency, Cell::number(service.pace.concurrency)),
        Fact::new(Say::Patience, seconds(service.pace.timeout_seconds)),
        Fact::new(Say::ColumnAccounts, Cell::number(all)),
        Fact::new(Say::ColumnFailed, failed(broken)),
    ]);
    facts
}

const fn input(kind: InputType) -> Say {
    match kind {
        InputType::Alphameric => Say::InputAlphameric,
        InputType::Password => Say::InputPassword,
        InputType::Text => Say::InputText,
        InputType::Checkbox => Say::InputCheckbox,
        InputType::Radio => Say::InputRadio,
        InputType::Table => Say::InputTable,
    }
}

fn form_row(form: &ServiceForm) -> Row {
    let cells = vec![Cell::text(form.name.as_str()), Cell::code(form.form_type.as_str()), Cell::said(input(form.input))];
    row(form.name.as_str(), cells)
}

fn show(visit: &Visit) -> Result<Answer, Fault> {
    let service = named(visit)?;
    let known = Known::of(visit, &[&service])?;
    let reached = matches!(service.connection, Connection::Fgapi(_));
    let forms = service.forms.iter().map(form_row).collect();
    let view = view! {
        name: service.name.as_str().to_owned(),
        path: visit.office.at(&of(&service)),
        facts: facts(&service, &known),
        forms: table("forms", Say::FormsTitle, [Say::ColumnForm, Say::ColumnFormType, Say::ColumnInput], forms, Say::NoForms),
        vault: trouble::notice(visit.office.beside::<Strongroom>()?.linked.vault())?,
        may_set: reached && visit.may(Operation::ManageServices),
    };
    Ok(crumbs(visit, Page::new("services_one.html", &view), None).into())
}
