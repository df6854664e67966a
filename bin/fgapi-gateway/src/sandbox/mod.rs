//! The sandbox: a demo bank in a directory of its own, made by the product's own importers from generated files, and the app that
//! plays the fintech.
//!
//! This room never serves anybody but this machine, and never touches a file that it did not make.

mod administrator;
mod app;
mod conversation;
mod mails;
mod make;
mod tls;

use fgapi_demo::sandbox::Directory;

use crate::failure::Failure;
use crate::settings::Settings;

pub(crate) use administrator::told;
pub(crate) use app::Apps;
pub(crate) use make::ready;
pub(crate) use tls::certified;

/// A sandbox's settings: its file and the environment.
///
/// # Errors
/// A [`Failure`] when they are refused, or would lead out of the sandbox.
pub(crate) fn settings_of(directory: &Directory) -> Result<Settings, Failure> {
    let file = directory.settings_file();
    let settings = Settings::load_of_sandbox(&file)?;
    let own = fgapi_store::StoreAddress::Sqlite(directory.database());
    if settings.store.url == own {
        return Ok(settings);
    }
    let problem = format!("store.url is not the sandbox's own database, {own}");
    Err(Failure::bad_input(problem, format!("take FGAPI__STORE__URL out of the environment, and store.url out of {}", file.display())))
}
