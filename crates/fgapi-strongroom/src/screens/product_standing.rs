//! 外部サービス認証情報 › a tenant › a product: enabled or disabled, after a question.

use fgapi_admin::Operation;
use fgapi_lobby::{Answer, ConfirmView, Fault, Route, Visit, confirm};
use fgapi_look::Message;
use fgapi_saas::{Change, PlainChange};

use super::product::{Subject, stopped};
use super::tenant;
use crate::say::Say;
use crate::{Strongroom, trouble};

pub(crate) const ROUTES: &[Route] = &[
    Route::get("/credentials/{id}/products/{product}/enable", Operation::ManageCredentials, ask_enable),
    Route::post("/credentials/{id}/products/{product}/enable", Operation::ManageCredentials, enable),
    Route::get("/credentials/{id}/products/{product}/disable", Operation::ManageCredentials, ask_disable),
    Route::post("/credentials/{id}/products/{product}/disable", Operation::ManageCredentials, disable),
];

/// What is asked about; something of the product must have been set.
fn named(visit: &Visit) -> Result<Subject, Fault> {
    Some(Subject::named(visit)?).filter(|subject| subject.kept.is_some()).ok_or(Fault::Nothing)
}

fn question(visit: &Visit, subject: &Subject, enabled: bool) -> ConfirmView {
    let (title, submit, follows, word) = if enabled {
        (Say::EnableTitle, Say::Enable, Say::EnableText, "enable")
    } else {
        (Say::DisableTitle, Say::Disable, Say::DisableText, "disable")
    };
    let back = tenant::of(&subject.tenant);
    let path = format!("{back}/products/{}/{word}", subject.product.code());
    let consequences = vec![follows.into(), Say::ValuesStay.into()];
    let view = ConfirmView::ask(visit, [Message::new(title), submit.into()], consequences, &path, &back);
    ConfirmView { names: vec![format!("{} / {}", subject.tenant.name, subject.product.name())], danger: !enabled, ..view }
}

fn ask_enable(visit: &Visit) -> Result<Answer, Fault> {
    let subject = named(visit)?;
    Ok(tenant::crumbs(visit, confirm(&question(visit, &subject, true)), Some(&subject.tenant)).into())
}

fn ask_disable(visit: &Visit) -> Result<Answer, Fault> {
    let subject = named(visit)?;
    Ok(tenant::crumbs(visit, confirm(&question(visit, &subject, false)), Some(&subject.tenant)).into())
}

fn turn(visit: &Visit, enabled: bool, told: Say) -> Result<Answer, Fault> {
    let subject = named(visit)?;
    let change = Change { plain: PlainChange { enabled: Some(enabled), ..PlainChange::default() }, values: Vec::new() };
    let saas = &visit.office.beside::<Strongroom>()?.saas;
    match saas.change(subject.tenant.id, subject.product, &change, &visit.who.by()) {
        Ok(()) => Ok(Answer::go_and_tell(visit, &tenant::of(&subject.tenant), told, None)),
        Err(why) => {
            let page = confirm(&question(visit, &subject, enabled)).trouble(trouble::NOT_SEALED, stopped(why)?);
            Ok(tenant::crumbs(visit, page, Some(&subject.tenant)).into())
        }
    }
}

fn enable(visit: &Visit) -> Result<Answer, Fault> {
    turn(visit, true, Say::ToldCredentialsEnabled)
}

fn disable(visit: &Visit) -> Result<Answer, Fault> {
    turn(visit, false, Say::ToldCredentialsDisabled)
}
