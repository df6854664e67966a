//! 設定 › 多要素認証.

use fgapi_admin::Operation;
use fgapi_lobby::{Answer, Fault, Heading, Page, Route, Visit, view};
use fgapi_look::views::Crumb;

use super::second_factor::{enrol_view, enrolled};

pub(crate) const ROUTES: &[Route] = &[
    Route::get("/settings/factor", Operation::OwnSettings, factor),
    Route::get("/settings/factor/new", Operation::OwnSettings, begin),
    Route::post("/settings/factor/new", Operation::OwnSettings, enrol).with(&["present", "code", "sealed"]).guarded(),
];

fn factor(visit: &Visit) -> Result<Answer, Fault> {
    let user = &visit.who.user;
    let view = view! { enrolled: user.has_second_factor, needed: user.profile.role.needs_second_factor(), };
    Ok(Page::new("own_factor.html", &view).under(Crumb::name(Heading::Settings)).into())
}

fn begin(visit: &Visit) -> Result<Answer, Fault> {
    let enrolment = visit.office.desk.begin_enrolment(&visit.who)?;
    Ok(Page::new("own_factor_new.html", &enrol_view(visit, &enrolment, true, Vec::new())).under(Crumb::name(Heading::Settings)).into())
}

fn enrol(visit: &Visit) -> Result<Answer, Fault> {
    enrolled(visit, "own_factor_new.html", visit.office.at("/settings/factor"), true)
}
