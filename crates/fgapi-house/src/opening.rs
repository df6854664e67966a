//! The store, opened as the settings say.

use fgapi_settings::Settings;
use fgapi_store::{Store, StoreSettings};

use crate::failure::{Failure, store_failure};
use crate::login_key::LoginKey;
use crate::rooms::ForRooms as _;

/// Opens the store that the settings name, for a command.
///
/// # Errors
/// A [`Failure`] when it is not there, or its tables are older than this program, or the gateway's key cannot be read.
pub fn open(settings: &Settings) -> Result<Store, Failure> {
    opened(settings, settings.store_for_command())
}

/// Opens the store that the settings name, to serve it.
///
/// # Errors
/// As [`open`].
pub fn open_to_serve(settings: &Settings) -> Result<Store, Failure> {
    opened(settings, settings.store_for_gateway())
}

/// Opens the store that the settings name, for a command that files inquiry PINs. The first PIN may be filed before the first
/// gateway serves: then the key under which it is hashed is made now.
///
/// # Errors
/// As [`open`], and when the key is missing, another one than the store's, or cannot be written.
pub fn open_to_file_pins(settings: &Settings) -> Result<Store, Failure> {
    let store = Store::open(&settings.store.url, settings.store_for_command()).map_err(store_failure)?;
    Ok(match LoginKey::ready(settings, &store)? {
        None => store,
        Some(key) => store.with_pin_key(key.pins()),
    })
}

fn opened(settings: &Settings, store: StoreSettings) -> Result<Store, Failure> {
    let store = Store::open(&settings.store.url, store).map_err(store_failure)?;
    // What was never started and never filed a PIN has no key yet.
    Ok(match settings.login.key_file.as_ref().filter(|file| file.exists()) {
        None => store,
        Some(file) => store.with_pin_key(LoginKey::read(file)?.pins()),
    })
}
