//! How the rooms are put together: the store, the desk at which tokens are given, the form of ids.

use std::sync::Arc;

use fgapi_domain::{Clock, ForwardClock, IdScheme, SystemClock, SystemEntropy, VeilKey, VeilRing};
use fgapi_store::{IdKey, Store};
use fgapi_token::TokenDesk;

use crate::failure::{Failure, store_failure, token_failure};
use crate::key_file;
use crate::settings::{IdForm, Settings};

/// Opens the store that the settings name, for a command.
///
/// # Errors
/// A [`Failure`] when it is not there, or its tables are older than this program.
pub(crate) fn open(settings: &Settings) -> Result<Store, Failure> {
    Store::open(&settings.store.url, settings.store_for_command()).map_err(store_failure)
}

/// Opens the store that the settings name, to serve it.
///
/// # Errors
/// As [`open`].
pub(crate) fn open_to_serve(settings: &Settings) -> Result<Store, Failure> {
    Store::open(&settings.store.url, settings.store_for_gateway()).map_err(store_failure)
}

/// The clock by which everything is decided: time that the store has seen stays seen, so a clock that was set back makes
/// nothing alive that had expired.
///
/// # Errors
/// A [`Failure`] when the store does not answer.
pub(crate) fn clock(store: &Store) -> Result<Arc<dyn Clock>, Failure> {
    let latest = store.tokens().raise_clock(SystemClock.now()).map_err(|fault| token_failure(&fault))?;
    Ok(Arc::new(ForwardClock::new(SystemClock, latest)))
}

/// The desk at which clients register and tokens are given.
///
/// # Errors
/// A [`Failure`] when the store does not answer.
pub(crate) fn desk(store: &Store, settings: &Settings) -> Result<TokenDesk, Failure> {
    Ok(TokenDesk::new(store.tokens(), clock(store)?, Arc::new(SystemEntropy::new()), settings.policy()))
}

/// How ids are made.
///
/// # Errors
/// A [`Failure`] when a key cannot be read.
pub(crate) fn ids(settings: &Settings) -> Result<IdScheme, Failure> {
    Ok(match ring(settings)? {
        Some(ring) => IdScheme::veiled(ring),
        None => IdScheme::composed(),
    })
}

/// The keys of veiled ids; `None` when ids are composed.
///
/// # Errors
/// A [`Failure`] when a key cannot be read.
pub(crate) fn ring(settings: &Settings) -> Result<Option<VeilRing>, Failure> {
    match settings.ids.form {
        IdForm::Composed => Ok(None),
        IdForm::Veiled => {
            let keys = settings.ids.key_files.iter().map(|path| key_file::read(path)).collect::<Result<Vec<_>, _>>()?;
            let fault = |fault: fgapi_domain::VeilFault| Failure::bad_input(fault.to_string(), "name each key once in ids.key_files");
            VeilRing::new(keys).map(Some).map_err(fault)
        }
    }
}

/// Every key under which the store's ids were ever veiled must be among those that the settings name: without it, ids that
/// clients hold would name nothing any more. The key that makes new ids is remembered.
///
/// # Errors
/// A [`Failure`] that names the missing keys.
pub(crate) fn refuse_missing_keys(store: &Store, settings: &Settings) -> Result<(), Failure> {
    let ring = ring(settings)?;
    let key_of = |key: &VeilKey| IdKey { id: key.id().to_string(), fingerprint: key.fingerprint().to_owned() };
    let present: Vec<IdKey> = ring.iter().flat_map(VeilRing::keys).map(key_of).collect();
    let missing = store.remember_id_key(present.first(), &present, SystemClock.now()).map_err(store_failure)?;
    if missing.is_empty() {
        return Ok(());
    }
    let names: Vec<&str> = missing.iter().map(|key| key.id.as_str()).collect();
    Err(Failure::bad_input(
        format!("ids.key_files: ids were made under the key {}, which is missing; clients hold such ids", names.join(", ")),
        "set ids.form = \"veiled\" and add the key's file at the end of ids.key_files; a lost key cannot be made again",
    ))
}
