//! アカウント設定 › アカウント管理: the list of portal users.

use fgapi_admin::{Operation, PortalUser, Role, Tenant, TenantId, UserQuery, UserSort};
use fgapi_domain::UnixSeconds;
use fgapi_lobby::{Answer, Arrival, Fault, Fields, Form, Heading, List, Page, Route, Visit, role, view, with_query};
use fgapi_look::Message;
use fgapi_look::views::{Action, Cell, ChipKind, Choice, Column, Crumb, Order, Row, Table, Whole};

use crate::say::Say;

/// Where the list lies.
pub(crate) const LIST: &str = "/users";
/// The most users that the desk names at once.
const AT_ONCE: u64 = 10_000;
/// What narrows it down, and its order.
const FIELDS: &[&str] = &["q", "role", "suspended", "locked", "tenant", "sort", "order"];
/// The same, as forms carry it.
pub(crate) const NARROWED: Fields = Fields { one: &["q", "suspended", "locked", "tenant", "sort", "order"], many: &["role"], long: &[] };

pub(crate) const ROUTES: &[Route] = &[Route::get(LIST, Operation::SeeUsers, list)
    .with(&["q", "suspended", "locked", "tenant", "sort", "order", "size", "page"])
    .many(&["role"])];

fn list(visit: &Visit) -> Result<Answer, Fault> {
    Ok(page(visit, &visit.query)?.into())
}

/// The list, narrowed down by these fields.
pub(crate) fn page(visit: &Visit, form: &Form) -> Result<Page, Fault> {
    let desk = &visit.office.desk;
    let list = List::read(visit, LIST, form, FIELDS)?;
    let query = query(form, desk.now())?;
    let listed = list.ask(|slice| desk.users(&visit.who, &query, slice))?;
    let tenants = desk.tenants(&visit.who)?;
    let (may_manage, may_issue) = (visit.may(Operation::ManageUsers), visit.may(Operation::IssueApiTokens));
    let sort = |column: Column, name: &str, sort: UserSort| {
        let order = (query.sort == sort).then_some(if query.descending { Order::Descending } else { Order::Ascending });
        column.sorted(list.sorted(name, order == Some(Order::Ascending)), order)
    };
    let table = Table {
        id: "users",
        caption: Say::MenuUsers.into(),
        columns: vec![
            sort(Column::name(Say::ColumnLogin), "login", UserSort::Login),
            sort(Column::text(Say::ColumnName), "name", UserSort::Name),
            sort(Column::text(Say::ColumnMail), "mail", UserSort::Mail),
            sort(Column::text(Say::ColumnRole), "role", UserSort::Role),
            Column::text(Say::ColumnStanding),
            Column::actions(Say::ColumnActions),
        ],
        rows: listed.rows.iter().map(|user| row(visit, user, may_manage)).collect(),
        pick: (may_manage || may_issue).then_some("id"),
        whole: (may_manage && listed.total > listed.rows.len() as u64 && listed.total <= AT_ONCE).then_some(Whole {
            name: "all",
            total: listed.total,
            picked: false,
        }),
        empty: Say::NobodyFound.into(),
    };
    let view = view! {
        search: list.search(),
        clear: list.clear(),
        filtered: list.is_filtered(),
        roles: Role::ALL.map(|each| Choice::new(each.as_str(), role(each)).chosen(query.roles.contains(&each))),
        suspended: three(query.suspended),
        locked: three(query.locked.map(|(locked, _)| locked)),
        tenants: tenant_choices(&tenants, query.tenant, true),
        table,
        pager: list.pager(listed.total),
        query: list.query(),
        may_manage,
        may_issue,
        export: with_query(&visit.office.at("/users/export.csv"), &[]) + &query_suffix(&list.query()),
    };
    Ok(Page::new("users.html", &view).under(Crumb::name(Heading::Users)))
}

fn query_suffix(query: &str) -> String {
    if query.is_empty() { String::new() } else { format!("?{query}") }
}

/// Any, yes or no.
fn three(chosen: Option<bool>) -> Vec<Choice> {
    vec![
        Choice::new("", Say::Any).chosen(chosen.is_none()),
        Choice::new("yes", Say::Yes).chosen(chosen == Some(true)),
        Choice::new("no", Say::No).chosen(chosen == Some(false)),
    ]
}

/// All tenants, for a field; with `any` also none of them.
pub(crate) fn tenant_choices(tenants: &[Tenant], chosen: Option<TenantId>, any: bool) -> Vec<Choice> {
    let none = any.then(|| Choice::new("", Say::Any).chosen(chosen.is_none()));
    let each = |tenant: &Tenant| Choice::new(tenant.id.to_string(), Message::text(tenant.name.as_str())).chosen(chosen == Some(tenant.id));
    none.into_iter().chain(tenants.iter().map(each)).collect()
}

fn row(visit: &Visit, user: &PortalUser, may_manage: bool) -> Row {
    let profile = &user.profile;
    let label = if may_manage { Say::Update } else { Say::Look };
    let address = visit.office.at(&format!("{LIST}/{}", user.id));
    let cells = vec![
        Cell::code(profile.login.as_str()),
        Cell::text(profile.name.as_str()),
        Cell::text(profile.mail.as_str()),
        Cell::said(role(profile.role)),
        standing(user),
        Cell::actions(vec![Action::new(label, address)]),
    ];
    Row::new(user.id.to_string(), profile.login.as_str(), cells)
}

/// How somebody stands: suspended, locked, not here yet.
pub(crate) fn standing(user: &PortalUser) -> Cell {
    let mut chips = Vec::new();
    if user.profile.suspended {
        chips.push(Cell::chip(ChipKind::Bad, Say::ChipSuspended));
    }
    if user.locked_until.is_some() {
        chips.push(Cell::chip(ChipKind::Bad, Say::ChipLocked));
    }
    if !user.has_password {
        chips.push(Cell::chip(ChipKind::Soon, Say::ChipInvited));
    }
    if chips.is_empty() {
        chips.push(Cell::chip(ChipKind::On, Say::ChipActive));
    }
    Cell::lines(chips)
}

/// What the fields ask for.
pub(crate) fn query(form: &Form, now: UnixSeconds) -> Result<UserQuery, Fault> {
    let flag = |name: &'static str| match form.text(name) {
        "" => Ok(None),
        "yes" => Ok(Some(true)),
        "no" => Ok(Some(false)),
        _ => Err(Fault::Malformed(Some(name))),
    };
    let roles = form.all("role").filter(|text| !text.is_empty());
    Ok(UserQuery {
        text: form.trimmed("q").to_owned(),
        roles: roles.map(str::parse).collect::<Result<_, _>>().map_err(|_| Fault::Malformed(Some("role")))?,
        suspended: flag("suspended")?,
        locked: flag("locked")?.map(|locked| (locked, now)),
        tenant: match form.text("tenant") {
            "" => None,
            text => Some(text.parse().map_err(|_| Fault::Malformed(Some("tenant")))?),
        },
        sort: match form.text("sort") {
            "" | "login" => UserSort::Login,
            "name" => UserSort::Name,
            "mail" => UserSort::Mail,
            "role" => UserSort::Role,
            _ => return Err(Fault::Malformed(Some("sort"))),
        },
        descending: match form.text("order") {
            "" => false,
            "down" => true,
            _ => return Err(Fault::Malformed(Some("order"))),
        },
    })
}

/// The path to whatever belongs to the list.
pub(crate) fn crumbs(arrival: &Arrival, page: Page) -> Page {
    page.under(Crumb::name(Heading::Users)).under(Crumb::page(Say::MenuUsers, arrival.office.at(LIST)))
}
