//! アカウント設定 › テナント.

use fgapi_admin::{Operation, RecordRefused, Tenant, TenantId};
use fgapi_domain::ShortText;
use fgapi_lobby::{Answer, ConfirmView, Fault, Heading, Page, Route, Visit, acting, confirm, iso, row, table, view};
use fgapi_look::views::{Action, Cell, Crumb};
use fgapi_look::{FieldError, Message};

use crate::say::Say;

const LIST: &str = "/tenants";
/// Where another wing shows what is kept for tenants, in an office that has one.
const CREDENTIALS: &str = "/credentials";

pub(crate) const ROUTES: &[Route] = &[
    Route::get(LIST, Operation::SeeParameters, list),
    Route::post(LIST, Operation::ManageTenants, create).with(&["name"]),
    Route::get("/tenants/{id}", Operation::ManageTenants, edit),
    Route::post("/tenants/{id}", Operation::ManageTenants, rename).with(&["name"]),
    Route::get("/tenants/{id}/delete", Operation::ManageTenants, ask_delete),
    Route::post("/tenants/{id}/delete", Operation::ManageTenants, delete),
];

fn page(visit: &Visit, name: &str, errors: Vec<FieldError>) -> Result<Page, Fault> {
    let may_manage = visit.may(Operation::ManageTenants);
    let listed = visit.office.desk.tenants(&visit.who)?;
    let sees_credentials = visit.may(Operation::SeeCredentials) && visit.office.addresses().any(|route| route.path() == CREDENTIALS);
    let rows = listed.iter().map(|tenant| {
        let at = |path: &str, rest: &str| visit.office.at(&format!("{path}/{}{rest}", tenant.id));
        let offered = [
            sees_credentials.then(|| Action::new(Say::Credentials, at(CREDENTIALS, ""))),
            may_manage.then(|| Action::new(Say::Rename, at(LIST, ""))),
            may_manage.then(|| Action::stop(Say::Delete, at(LIST, "/delete"))),
        ];
        let actions = Cell::actions(offered.into_iter().flatten().collect());
        let cells = vec![Cell::text(tenant.name.as_str()), Cell::code(tenant.id.to_string()), Cell::day(iso(tenant.created_at)), actions];
        row(tenant.name.as_str(), cells)
    });
    let columns = [Say::ColumnTenant, Say::TenantNumber, Say::ColumnCreated, Say::ColumnActions];
    let table = acting(table("tenants", Say::MenuTenants, columns, rows.collect(), Say::NoTenants), sees_credentials || may_manage);
    let view = view! { table, name: name.to_owned(), may_manage, errors, };
    Ok(Page::new("tenants.html", &view).judged(&errors).under(Crumb::name(Heading::Users)))
}

fn list(visit: &Visit) -> Result<Answer, Fault> {
    Ok(page(visit, "", Vec::new())?.into())
}

/// A name, or what is wrong with it.
fn name(text: &str) -> Result<ShortText, FieldError> {
    let why = if text.is_empty() { Say::Missing } else { Say::TooLong };
    text.parse().ok().filter(|_| !text.is_empty()).ok_or_else(|| FieldError::new("name", why))
}

fn refused(why: RecordRefused) -> Result<FieldError, Fault> {
    match why {
        RecordRefused::Office(fault) => Err(fault.into()),
        RecordRefused::NameTaken => Ok(FieldError::new("name", Say::TenantTaken)),
        _ => Ok(FieldError::new("name", Say::Missing)),
    }
}

fn create(visit: &Visit) -> Result<Answer, Fault> {
    let typed = visit.form.trimmed("name");
    let error = match name(typed) {
        Ok(name) => match visit.office.desk.create_tenant(&visit.who, name) {
            Ok(_) => return Ok(Answer::go_and_tell(visit, LIST, Say::ToldTenantCreated, None)),
            Err(why) => refused(why)?,
        },
        Err(error) => error,
    };
    Ok(page(visit, typed, vec![error])?.into())
}

fn tenant_page(visit: &Visit, tenant: &Tenant, typed: &str, errors: Vec<FieldError>) -> Page {
    let view = view! { id: tenant.id.to_string(), name: typed.to_owned(), errors, };
    let page = Page::new("tenants_one.html", &view).judged(&errors).under(Crumb::name(Heading::Users));
    page.under(Crumb::page(Say::MenuTenants, visit.office.at(LIST)))
}

fn named(visit: &Visit) -> Result<Tenant, Fault> {
    let id: TenantId = visit.part("id").parse().map_err(|_| Fault::Nothing)?;
    visit.office.desk.tenants(&visit.who)?.into_iter().find(|tenant| tenant.id == id).ok_or(Fault::Nothing)
}

fn edit(visit: &Visit) -> Result<Answer, Fault> {
    let tenant = named(visit)?;
    Ok(tenant_page(visit, &tenant, tenant.name.as_str(), Vec::new()).into())
}

fn rename(visit: &Visit) -> Result<Answer, Fault> {
    let tenant = named(visit)?;
    let typed = visit.form.trimmed("name");
    let error = match name(typed) {
        Ok(name) => match visit.office.desk.rename_tenant(&visit.who, tenant.id, name) {
            Ok(()) => return Ok(Answer::go_and_tell(visit, LIST, Say::ToldTenantRenamed, None)),
            Err(why) => refused(why)?,
        },
        Err(error) => error,
    };
    Ok(tenant_page(visit, &tenant, typed, vec![error]).into())
}

fn question(visit: &Visit, tenant: &Tenant) -> Page {
    let consequences = [Say::TenantDeleteCredentials, Say::TenantDeleteClients, Say::TenantDeleteForever];
    let consequences = consequences.into_iter().map(Message::new).collect();
    let path = format!("{LIST}/{}/delete", tenant.id);
    let view = ConfirmView::ask(visit, [Message::new(Say::TenantDeleteTitle), Say::Delete.into()], consequences, &path, LIST);
    let view = ConfirmView { names: vec![format!("{} ({})", tenant.name, tenant.id)], ..view };
    confirm(&view).under(Crumb::name(Heading::Users)).under(Crumb::page(Say::MenuTenants, visit.office.at(LIST)))
}

fn ask_delete(visit: &Visit) -> Result<Answer, Fault> {
    Ok(question(visit, &named(visit)?).into())
}

fn delete(visit: &Visit) -> Result<Answer, Fault> {
    let tenant = named(visit)?;
    match visit.office.desk.delete_tenant(&visit.who, tenant.id) {
        Ok(()) => Ok(Answer::go_and_tell(visit, LIST, Say::ToldTenantDeleted, None)),
        Err(RecordRefused::InUse) => Ok(question(visit, &tenant).trouble(409, Say::TenantInUse).into()),
        Err(RecordRefused::Office(fault)) => Err(fault.into()),
        Err(_) => Err(Fault::Broken),
    }
}
