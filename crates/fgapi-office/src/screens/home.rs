//! `/office`: whoever comes is led to where their work is.

use fgapi_admin::Operation;
use fgapi_lobby::{Answer, Fault, Route, Visit};

pub(crate) const ROUTES: &[Route] = &[Route::get("", Operation::OwnSettings, home)];

fn home(visit: &Visit) -> Result<Answer, Fault> {
    let is_built = |path: &str| visit.office.addresses().any(|route| route.path() == path);
    let to = match () {
        () if visit.may(Operation::SeeDashboard) && is_built("/dashboard") => "/dashboard",
        () if visit.may(Operation::SeeUsers) => "/users",
        () => "/settings/handovers",
    };
    Ok(Answer::go(visit, to))
}
