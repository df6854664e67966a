//! 外部サービス認証情報 › a tenant: what it has of each product, and the clients that read it.

use fgapi_admin::{Operation, Tenant, TenantId};
use fgapi_domain::{Level, UnixSeconds};
use fgapi_lobby::{Answer, Arrival, Fault, Heading, Page, Route, Visit, acting, iso, moment, row, table, view};
use fgapi_look::Message;
use fgapi_look::views::{Action, Cell, ChipKind, Crumb, Row};
use fgapi_saas::{FieldFacts, KeptCredentials, Product, TenantClient};

use super::{credentials, tenant_client};
use crate::say::Say;
use crate::{Strongroom, trouble};

pub(crate) const ROUTES: &[Route] = &[Route::get("/credentials/{id}", Operation::SeeCredentials, show)];

/// Where a tenant's screen lies.
pub(crate) fn of(tenant: &Tenant) -> String {
    format!("{}/{}", credentials::LIST, tenant.id)
}

/// The tenant that the address names.
pub(crate) fn named(visit: &Visit) -> Result<Tenant, Fault> {
    let id: TenantId = visit.part("id").parse().map_err(|_| Fault::Nothing)?;
    visit.office.desk.tenants(&visit.who)?.into_iter().find(|tenant| tenant.id == id).ok_or(Fault::Nothing)
}

/// The path to whatever belongs to a tenant.
pub(crate) fn crumbs(arrival: &Arrival, page: Page, tenant: Option<&Tenant>) -> Page {
    let page = page.under(Crumb::name(Heading::System));
    let page = page.under(Crumb::page(Say::MenuCredentials, arrival.office.at(credentials::LIST)));
    match tenant {
        Some(tenant) => page.under(Crumb::page(Message::text(tenant.name.as_str()), arrival.office.at(&of(tenant)))),
        None => page,
    }
}

/// How a product's credentials stand, in a word.
pub(crate) fn standing(kept: Option<&KeptCredentials>) -> Cell {
    match kept {
        None => Cell::chip(ChipKind::Off, Say::NotSet),
        Some(kept) if kept.enabled => Cell::chip(ChipKind::On, Say::Enabled),
        Some(_) => Cell::chip(ChipKind::Bad, Say::Disabled),
    }
}

/// A level in words.
pub(crate) const fn level(level: Level) -> Say {
    match level {
        Level::Tenant => Say::LevelTenant,
        Level::Company => Say::LevelCompany,
    }
}

/// What is seen of a value: its last characters, where they do not give it away, and since when it is there.
pub(crate) fn seen(say: [Say; 2], hint: &str, set_at: UnixSeconds) -> Message {
    let [with_hint, without] = say;
    let message = if hint.is_empty() { Message::new(without) } else { Message::new(with_hint).with("hint", hint) };
    message.with_moment("at", iso(set_at))
}

fn value(kept: &KeptCredentials, facts: &FieldFacts) -> Cell {
    let label = kept.product.label(facts.field).unwrap_or_default();
    let seen = seen([Say::NamedValueHint, Say::NamedValue], facts.hint.as_str(), facts.set_at);
    Cell::said(seen.with("label", label))
}

/// All that people may see of a product's credentials.
fn values(kept: &KeptCredentials) -> Cell {
    let plain = |say, text: &str| (!text.is_empty()).then(|| Cell::said(Message::new(say).with("text", text)));
    let plain =
        [plain(Say::DepartmentIs, kept.receiving_department.as_str()), plain(Say::ItemCodeIs, kept.deposit_account_item_code.as_str())];
    let all: Vec<Cell> = kept.fields.iter().map(|facts| value(kept, facts)).chain(plain.into_iter().flatten()).collect();
    if all.is_empty() { Cell::Nothing } else { Cell::lines(all) }
}

fn product_row(visit: &Visit, tenant: &Tenant, product: Product, kept: Option<&KeptCredentials>) -> Row {
    let at = |rest: &str| visit.office.at(&format!("{}/products/{}{rest}", of(tenant), product.code()));
    let mut actions = vec![Action::new(if kept.is_some() { Say::Change } else { Say::Set }, at(""))];
    actions.extend(kept.map(|kept| match kept.enabled {
        true => Action::stop(Say::Disable, at("/disable")),
        false => Action::new(Say::Enable, at("/enable")),
    }));
    let changed = |kept: &KeptCredentials| Cell::lines([Cell::moment(iso(kept.changed_at)), Cell::code(kept.changed_by.as_str())]);
    let cells = vec![
        Cell::lines([Cell::text(product.name()), Cell::note(Message::new(Say::ServiceCode).with("code", product.code()))]),
        standing(kept),
        Cell::maybe(kept.map(values)),
        Cell::maybe(kept.map(changed)),
        Cell::actions(actions),
    ];
    row(product.name(), cells)
}

fn client_row(visit: &Visit, tenant: &Tenant, client: &TenantClient, now: UnixSeconds) -> Row {
    let at = |rest: &str| visit.office.at(&format!("{}{rest}", tenant_client::of(tenant, client)));
    let (chip, turn) = if client.enabled {
        (Cell::chip(ChipKind::On, Say::ClientEnabled), Action::stop(Say::StopClient, at("/disable")))
    } else {
        (Cell::chip(ChipKind::Bad, Say::ClientDisabled), Action::new(Say::ResumeClient, at("/enable")))
    };
    let before = client.secret_before.as_ref().map(|(_, until)| *until).filter(|until| now < *until);
    let actions = vec![Action::new(Say::NewSecret, at("/secret")), turn];
    let cells = vec![
        Cell::text(client.name.as_str()),
        Cell::code(client.id.to_string()),
        Cell::said(level(client.level)),
        chip,
        moment(before),
        Cell::day(iso(client.created_at)),
        Cell::actions(actions),
    ];
    row(client.name.as_str(), cells)
}

fn show(visit: &Visit) -> Result<Answer, Fault> {
    let tenant = named(visit)?;
    let saas = &visit.office.beside::<Strongroom>()?.saas;
    let (kept, clients) = (saas.credentials(tenant.id)?, saas.clients(Some(tenant.id))?);
    let of_product = |product: &Product| {
        let kept = kept.iter().find(|kept| kept.product == *product);
        product_row(visit, &tenant, *product, kept)
    };
    let products = Product::ALL.iter().map(of_product).collect();
    let columns = [Say::ColumnProduct, Say::ColumnStanding, Say::ColumnValues, Say::ColumnChanged, Say::ColumnActions];
    let may_manage = visit.may(Operation::ManageCredentials);
    let products = acting(table("products", Say::MenuCredentials, columns, products, Say::NotSet), may_manage);
    let clients = clients.iter().map(|client| client_row(visit, &tenant, client, saas.now())).collect();
    let columns = [
        Say::ColumnClient,
        Say::ClientId,
        Say::ColumnLevel,
        Say::ColumnStanding,
        Say::SecretBefore,
        Say::ColumnRegistered,
        Say::ColumnActions,
    ];
    let view = view! {
        name: tenant.name.as_str().to_owned(),
        number: tenant.id.to_string(),
        path: visit.office.at(&of(&tenant)),
        products,
        clients: acting(table("clients", Say::ClientsTitle, columns, clients, Say::NoClients), may_manage),
        vault: trouble::notice(saas.vault())?,
        may_manage,
    };
    Ok(crumbs(visit, Page::new("credentials_tenant.html", &view), None).into())
}
