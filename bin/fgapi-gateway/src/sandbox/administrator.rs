//! The office's administrator in the sandbox: made at the first start, and told with a link for as long as nobody has used it.

use fgapi_admin::{AdminDesk, InitRefused, NewAdministrator};
use fgapi_demo::sandbox::OfficeTold;
use fgapi_domain::{LoginId, Malformed};
use fgapi_house::failure::{office_failure, token_failure};
use fgapi_house::{self as house, Failure};
use fgapi_store::Store;

use super::mails;

const LOGIN: &str = "admin";
const NAME: &str = "管理 花子";
const MAIL: &str = "admin@bank.example";

/// What the sandbox says of its office.
///
/// # Errors
/// A [`Failure`] when the store does not answer.
pub(crate) fn told(desk: &AdminDesk, store: &Store, base_url: &str) -> Result<OfficeTold, Failure> {
    let broken = |fault: Malformed| Failure::broken(fault.to_string(), "build `fgapi` anew, from an unchanged copy");
    let login: LoginId = LOGIN.parse().map_err(broken)?;
    let of_bank = || desk.policy().bank.parse().map_err(broken);
    let new = NewAdministrator {
        login: login.clone(),
        name: NAME.parse().map_err(broken)?,
        mail: MAIL.parse().map_err(broken)?,
        tenant: of_bank()?,
    };
    let link = match desk.first_administrator(new, &house::by_command()) {
        Ok((link, _)) => Some(link),
        Err(InitRefused::Office(fault)) => return Err(office_failure(fault)),
        Err(InitRefused::Already) => {
            // The link before may be over, or lost: nobody but this terminal was told it.
            let records = store.office();
            let known = records.map(|records| records.user_named(&login)).transpose().map_err(|fault| token_failure(&fault))?.flatten();
            let waits = known.is_some_and(|user| !user.has_password);
            waits.then(|| desk.recover(&login, &house::by_command())).transpose().map_err(office_failure)?.map(|(link, _)| link)
        }
    };
    Ok(OfficeTold {
        url: desk.policy().url.clone(),
        login: LOGIN.to_owned(),
        link: link.map(|link| link.reveal().to_owned()),
        mails: format!("{base_url}{}", mails::PATH),
    })
}
