//! 外部サービス認証情報 › a tenant › a client: stopped or resumed, after a question.

use fgapi_admin::{Operation, Tenant};
use fgapi_lobby::{Answer, ConfirmView, Fault, Route, Visit, confirm};
use fgapi_look::Message;
use fgapi_saas::TenantClient;

use super::tenant;
use super::tenant_client::{named, of, refused};
use crate::Strongroom;
use crate::say::Say;

pub(crate) const ROUTES: &[Route] = &[
    Route::get("/credentials/{id}/clients/{client}/enable", Operation::ManageCredentials, ask_enable),
    Route::post("/credentials/{id}/clients/{client}/enable", Operation::ManageCredentials, enable),
    Route::get("/credentials/{id}/clients/{client}/disable", Operation::ManageCredentials, ask_disable),
    Route::post("/credentials/{id}/clients/{client}/disable", Operation::ManageCredentials, disable),
];

fn question(visit: &Visit, (tenant, client): &(Tenant, TenantClient), enabled: bool) -> Answer {
    let (title, submit, follows, word) = if enabled {
        (Say::ResumeTitle, Say::ResumeClient, Say::ResumeText, "enable")
    } else {
        (Say::StopTitle, Say::StopClient, Say::StopText, "disable")
    };
    let path = format!("{}/{word}", of(tenant, client));
    let view = ConfirmView::ask(visit, [Message::new(title), submit.into()], vec![follows.into()], &path, &tenant::of(tenant));
    let view = ConfirmView { names: vec![format!("{} / {}", tenant.name, client.name)], danger: !enabled, ..view };
    tenant::crumbs(visit, confirm(&view), Some(tenant)).into()
}

fn ask_enable(visit: &Visit) -> Result<Answer, Fault> {
    Ok(question(visit, &named(visit)?, true))
}

fn ask_disable(visit: &Visit) -> Result<Answer, Fault> {
    Ok(question(visit, &named(visit)?, false))
}

fn turn(visit: &Visit, enabled: bool, told: Say) -> Result<Answer, Fault> {
    let (tenant, client) = named(visit)?;
    let saas = &visit.office.beside::<Strongroom>()?.saas;
    saas.enable_client(client.id, enabled, &visit.who.by()).map_err(refused)?;
    Ok(Answer::go_and_tell(visit, &tenant::of(&tenant), told, None))
}

fn enable(visit: &Visit) -> Result<Answer, Fault> {
    turn(visit, true, Say::ToldClientResumed)
}

fn disable(visit: &Visit) -> Result<Answer, Fault> {
    turn(visit, false, Say::ToldClientStopped)
}
