//! Who runs a command, and the desk that it works at.

use std::sync::Arc;

use fgapi_audit::{Actor, By, Origin};
use fgapi_domain::SystemEntropy;
use fgapi_settings::Settings;
use fgapi_store::Store;
use fgapi_token::TokenDesk;

use crate::failure::Failure;
use crate::rooms::ForRooms as _;
use crate::timekeeping::clock_of_command;

/// The desk at which an operator's commands register clients.
///
/// # Errors
/// A [`Failure`] when the store does not answer.
pub fn desk(store: &Store, settings: &Settings) -> Result<TokenDesk, Failure> {
    Ok(TokenDesk::new(store.tokens(), clock_of_command(store)?, Arc::new(SystemEntropy::new()), settings.policy()))
}

/// Whoever runs this command, as the machine knows them.
pub fn by_command() -> By {
    let name = std::env::var("USER").ok().filter(|name| !name.is_empty()).unwrap_or_else(user_number);
    By { actor: Actor::Command(name.into()), origin: Origin::NONE }
}

#[cfg(unix)]
fn user_number() -> String {
    use std::os::unix::fs::MetadataExt as _;
    std::fs::metadata("/proc/self").map_or_else(|_| "unknown".to_owned(), |own| format!("uid {}", own.uid()))
}

#[cfg(not(unix))]
fn user_number() -> String {
    "unknown".to_owned()
}
