//! 外部サービス認証情報 › a tenant › a client: registered, and given secrets, each of which is seen once.

use fgapi_admin::{Operation, Tenant};
use fgapi_domain::{Level, ShortText, UnixSeconds};
use fgapi_lobby::{Answer, Fault, Page, Route, Visit, iso, view};
use fgapi_look::views::Choice;
use fgapi_look::{FieldError, Message};
use fgapi_saas::{ClientError, IssuedTenantClient, TenantClient, TenantClientId};

use super::tenant;
use crate::Strongroom;
use crate::say::Say;

const NEW: &str = "/credentials/{id}/clients/new";
const SECRET: &str = "/credentials/{id}/clients/{client}/secret";
/// As long as the office's parameters let a client's former password live.
const HOURS_MOST: u32 = 720;

pub(crate) const ROUTES: &[Route] = &[
    Route::get(NEW, Operation::ManageCredentials, new),
    Route::post(NEW, Operation::ManageCredentials, register).with(&["name", "level", "seen"]),
    Route::get(SECRET, Operation::ManageCredentials, ask_renew),
    Route::post(SECRET, Operation::ManageCredentials, renew).with(&["overlap_hours", "seen"]),
];

/// Where the screens of a client lie.
pub(crate) fn of(tenant: &Tenant, client: &TenantClient) -> String {
    format!("{}/clients/{}", tenant::of(tenant), client.id)
}

/// The tenant and its client that the address names.
pub(crate) fn named(visit: &Visit) -> Result<(Tenant, TenantClient), Fault> {
    let id: TenantClientId = visit.part("client").parse().map_err(|_| Fault::Nothing)?;
    let tenant = tenant::named(visit)?;
    let clients = visit.office.beside::<Strongroom>()?.saas.clients(Some(tenant.id))?;
    let client = clients.into_iter().find(|client| client.id == id).ok_or(Fault::Nothing)?;
    Ok((tenant, client))
}

/// Why nothing became of it.
pub(crate) fn refused(why: ClientError) -> Fault {
    match why {
        ClientError::NoTenant | ClientError::NoClient => Fault::Nothing,
        ClientError::Entropy(fault) => fault.into(),
        ClientError::Store(fault) => fault.into(),
    }
}

/// What a form saw of the tenant's clients: a form that is sent again registers nobody twice.
fn census(visit: &Visit, tenant: &Tenant) -> Result<String, Fault> {
    Ok(visit.office.beside::<Strongroom>()?.saas.clients(Some(tenant.id))?.len().to_string())
}

fn form(visit: &Visit, tenant: &Tenant, typed: [&str; 2], errors: Vec<FieldError>) -> Result<Page, Fault> {
    let [name, level] = typed;
    let hint = |level: Level| match level {
        Level::Tenant => Say::LevelTenantHint,
        Level::Company => Say::LevelCompanyHint,
    };
    let choice = |of: Level| Choice::new(of.as_str(), tenant::level(of)).with_hint(hint(of)).chosen(of.as_str() == level);
    let view = view! {
        path: visit.office.at(&format!("{}/clients/new", tenant::of(tenant))),
        back: visit.office.at(&tenant::of(tenant)),
        name: name.to_owned(),
        levels: Level::ALL.map(choice),
        seen: census(visit, tenant)?,
        errors,
    };
    Ok(tenant::crumbs(visit, Page::new("tenant_client_new.html", &view).judged(&errors), Some(tenant)))
}

fn new(visit: &Visit) -> Result<Answer, Fault> {
    Ok(form(visit, &tenant::named(visit)?, ["", Level::Tenant.as_str()], Vec::new())?.into())
}

/// A name and a level, or what is wrong with them.
fn read(typed: [&str; 2]) -> Result<(ShortText, Level), Vec<FieldError>> {
    let [name, level] = typed;
    let mut errors = Vec::new();
    let name: Option<ShortText> = name.parse().ok().filter(|_| !name.is_empty()).or_else(|| {
        errors.push(FieldError::new("name", if name.is_empty() { Say::Missing } else { Say::TooLong }));
        None
    });
    let level: Option<Level> = level.parse().ok().or_else(|| {
        errors.push(FieldError::new("level", Say::LevelMissing));
        None
    });
    name.zip(level).ok_or(errors)
}

fn register(visit: &Visit) -> Result<Answer, Fault> {
    let tenant = tenant::named(visit)?;
    let typed = [visit.form.trimmed("name"), visit.form.text("level")];
    let (name, level) = match read(typed) {
        Ok(read) => read,
        Err(errors) => return Ok(form(visit, &tenant, typed, errors)?.into()),
    };
    if visit.form.text("seen") != census(visit, &tenant)? {
        return Ok(form(visit, &tenant, typed, Vec::new())?.trouble(409, Say::RegisteredMeanwhile).into());
    }
    let saas = &visit.office.beside::<Strongroom>()?.saas;
    let issued = saas.add_client(tenant.id, name, level, &visit.who.by()).map_err(refused)?;
    Ok(secret(visit, &tenant, &issued, None))
}

fn renewal(visit: &Visit, tenant: &Tenant, client: &TenantClient, hours: &str, errors: Vec<FieldError>) -> Page {
    let view = view! {
        path: visit.office.at(&format!("{}/secret", of(tenant, client))),
        back: visit.office.at(&tenant::of(tenant)),
        name: client.name.as_str().to_owned(),
        id: client.id.to_string(),
        hours: hours.to_owned(),
        seen: client.secret.fingerprint(),
        errors,
    };
    tenant::crumbs(visit, Page::new("tenant_client_renew.html", &view).judged(&errors), Some(tenant))
}

fn ask_renew(visit: &Visit) -> Result<Answer, Fault> {
    let (tenant, client) = named(visit)?;
    let hours = visit.office.desk.parameters(&visit.who)?.overlap_hours;
    Ok(renewal(visit, &tenant, &client, &hours.to_string(), Vec::new()).into())
}

/// A new secret. Sent again, the form tells that it was given: another one would make the one before worthless too early.
fn renew(visit: &Visit) -> Result<Answer, Fault> {
    let (tenant, client) = named(visit)?;
    let typed = visit.form.trimmed("overlap_hours");
    let Some(hours) = typed.parse().ok().filter(|hours| (0..=HOURS_MOST).contains(hours)) else {
        let wrong = FieldError::new("overlap_hours", Message::new(Say::HoursOutOfRange).with_number("most", HOURS_MOST));
        return Ok(renewal(visit, &tenant, &client, typed, vec![wrong]).into());
    };
    if visit.form.text("seen") != client.secret.fingerprint() {
        return Ok(renewal(visit, &tenant, &client, typed, Vec::new()).trouble(410, Say::SecretShownOnce).into());
    }
    let saas = &visit.office.beside::<Strongroom>()?.saas;
    let issued = saas.rotate_client(client.id, hours * 3_600, &visit.who.by()).map_err(refused)?;
    let until = issued.client.secret_before.as_ref().map(|(_, until)| *until).filter(|until| saas.now() < *until);
    Ok(secret(visit, &tenant, &issued, until))
}

/// The one page on which a client's secret stands.
fn secret(visit: &Visit, tenant: &Tenant, issued: &IssuedTenantClient, until: Option<UnixSeconds>) -> Answer {
    let view = view! {
        name: issued.client.name.as_str().to_owned(),
        id: issued.client.id.to_string(),
        company: issued.client.company.to_string(),
        secret: issued.secret.reveal().to_owned(),
        until: until.map(iso).unwrap_or_default(),
        back: visit.office.at(&tenant::of(tenant)),
    };
    tenant::crumbs(visit, Page::new("tenant_client_secret.html", &view), Some(tenant)).into()
}
