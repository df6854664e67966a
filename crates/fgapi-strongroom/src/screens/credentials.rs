//! システム設定 › 外部サービス認証情報: the tenants, and what each has.

use fgapi_admin::{Operation, Tenant};
use fgapi_lobby::{Answer, Fault, Heading, List, Page, Route, Visit, acting, row, table, view};
use fgapi_look::Message;
use fgapi_look::views::{Action, Cell, ChipKind, Crumb, Row};
use fgapi_saas::KeptCredentials;

use super::tenant;
use crate::say::Say;
use crate::{Strongroom, trouble};

pub(crate) const LIST: &str = "/credentials";

pub(crate) const ROUTES: &[Route] = &[Route::get(LIST, Operation::SeeCredentials, list).with(&["q", "size", "page"])];

/// A product by its name, and whether it is enabled.
fn standing(kept: &KeptCredentials) -> Cell {
    let (kind, say) = if kept.enabled { (ChipKind::On, Say::NamedEnabled) } else { (ChipKind::Off, Say::NamedDisabled) };
    Cell::chip(kind, Message::new(say).with("product", kept.product.name()))
}

fn list_row(visit: &Visit, tenant: &Tenant) -> Result<Row, Fault> {
    let kept = visit.office.beside::<Strongroom>()?.saas.credentials(tenant.id)?;
    let set = if kept.is_empty() { Cell::Nothing } else { Cell::lines(kept.iter().map(standing).collect::<Vec<_>>()) };
    let cells = vec![
        Cell::text(tenant.name.as_str()),
        Cell::code(tenant.id.to_string()),
        set,
        Cell::actions(vec![Action::new(Say::Open, visit.office.at(&tenant::of(tenant)))]),
    ];
    Ok(row(tenant.name.as_str(), cells))
}

fn list(visit: &Visit) -> Result<Answer, Fault> {
    let list = List::read(visit, LIST, &visit.query, &["q"])?;
    let wanted = visit.query.trimmed("q").to_lowercase();
    let fits = |tenant: &Tenant| tenant.name.as_str().to_lowercase().contains(&wanted) || tenant.id.to_string().contains(&wanted);
    let found: Vec<Tenant> = visit.office.desk.tenants(&visit.who)?.into_iter().filter(fits).collect();
    let total = found.len() as u64;
    let slice = list.slice(Some(total));
    let shown = found.iter().skip(slice.skip as usize).take(slice.take as usize);
    let rows = shown.map(|tenant| list_row(visit, tenant)).collect::<Result<Vec<_>, Fault>>()?;
    let columns = [Say::ColumnTenant, Say::TenantNumber, Say::ColumnSet, Say::ColumnActions];
    let view = view! {
        search: list.search(),
        table: acting(table("tenants", Say::MenuCredentials, columns, rows, Say::NoTenantFound), true),
        pager: list.pager(total),
        vault: trouble::notice(visit.office.beside::<Strongroom>()?.saas.vault())?,
    };
    Ok(Page::new("credentials.html", &view).under(Crumb::name(Heading::System)).into())
}
