//! How the rooms are put together: the store, the desk at which tokens are given, the form of ids.

use std::sync::Arc;

use fgapi_audit::{Actor, By, Origin};
use fgapi_domain::{
    Clock as _, ForwardClock, IdScheme, JstDateTime, SystemClock, SystemEntropy, UnixSeconds, VeilKey, VeilKeyId, VeilRing,
};
use fgapi_store::{IdKey, IdKeyRuling, Store, StoreSettings};
use fgapi_token::TokenDesk;

use crate::failure::{Failure, store_failure, token_failure};
use crate::key_file;
use crate::login_key::LoginKey;
use crate::settings::{ForRooms as _, IdForm, Settings};

/// Opens the store that the settings name, for a command.
///
/// # Errors
/// A [`Failure`] when it is not there, or its tables are older than this program, or the gateway's key cannot be read.
pub(crate) fn open(settings: &Settings) -> Result<Store, Failure> {
    opened(settings, settings.store_for_command())
}

/// Opens the store that the settings name, to serve it.
///
/// # Errors
/// As [`open`].
pub(crate) fn open_to_serve(settings: &Settings) -> Result<Store, Failure> {
    opened(settings, settings.store_for_gateway())
}

/// Opens the store that the settings name, for a command that files inquiry PINs. The first PIN may be filed before the first
/// gateway serves: then the key under which it is hashed is made now.
///
/// # Errors
/// As [`open`], and when the key is missing, another one than the store's, or cannot be written.
pub(crate) fn open_to_file_pins(settings: &Settings) -> Result<Store, Failure> {
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

/// Seconds by which the clocks of machines that share a store may differ.
const APART: i64 = 600;

/// The clock of a command: the latest time that a gateway wrote down, or the machine's if that is later. A command never
/// writes its own time down: one host whose clock is wrong would make time stand still on all of them.
///
/// # Errors
/// A [`Failure`] when the store does not answer.
fn clock(store: &Store) -> Result<ForwardClock<SystemClock>, Failure> {
    // No time is earlier than this one, so the mark is read and not raised.
    let latest = store.tokens().raise_clock(UnixSeconds(0)).map_err(|fault| token_failure(&fault))?;
    Ok(ForwardClock::new(SystemClock, latest))
}

/// The same, for whoever keeps it.
///
/// # Errors
/// A [`Failure`] when the store does not answer.
pub(crate) fn clock_of_command(store: &Store) -> Result<Arc<ForwardClock<SystemClock>>, Failure> {
    clock(store).map(Arc::new)
}

/// The clock by which a gateway decides everything: time that the store has seen stays seen, so a clock that was set back
/// makes nothing alive that had expired.
///
/// # Errors
/// A [`Failure`] when the store does not answer, or has seen a time that lies far ahead of the machine's clock: the gateway's
/// time would stand still until then.
pub(crate) fn clock_to_serve(store: &Store) -> Result<Arc<ForwardClock<SystemClock>>, Failure> {
    let clock = clock(store)?;
    let (machine, latest) = (SystemClock.now(), clock.now());
    if is_far_ahead(latest, machine) {
        return Err(Failure::broken(
            format!("{}, but a gateway on this store has seen {}", told("this machine's clock says", machine), told("the time", latest)),
            "set this machine's clock right; if it is right and the store's mark is wrong, end every gateway and take the mark away \
             in the database: DELETE FROM clock_mark",
        ));
    }
    Ok(Arc::new(clock))
}

/// Writes the gateway's time down, and follows the time that other gateways wrote: a slow clock revives nothing either.
///
/// # Errors
/// What is wrong, in words: the store does not answer, or another gateway's time lies too far ahead to be followed.
pub(crate) fn keep_time(desk: &TokenDesk, clock: &ForwardClock<SystemClock>) -> Result<(), String> {
    let latest = desk.raise_clock().map_err(|fault| format!("the time could not be written down: {fault}"))?;
    let machine = SystemClock.now();
    if is_far_ahead(latest, machine) {
        return Err(format!("{}, but the store has seen {}", told("this machine's clock says", machine), told("the time", latest)));
    }
    clock.raise(latest);
    Ok(())
}

const fn is_far_ahead(latest: UnixSeconds, machine: UnixSeconds) -> bool {
    latest.0 > machine.plus(APART).0
}

fn told(words: &str, time: UnixSeconds) -> String {
    format!("{words} {} ({time})", JstDateTime::of(time))
}

/// The desk at which an operator's commands register clients.
///
/// # Errors
/// A [`Failure`] when the store does not answer.
pub(crate) fn desk(store: &Store, settings: &Settings) -> Result<TokenDesk, Failure> {
    Ok(TokenDesk::new(store.tokens(), Arc::new(clock(store)?), Arc::new(SystemEntropy::new()), settings.policy()))
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
/// clients hold would name nothing any more. And the key that makes ids must be the one that made them before, unless the
/// settings confirm another by its name: ids are not stored, so each would be told differently from then on (reading R16).
///
/// # Errors
/// A [`Failure`] that names the missing keys, or those that made ids before.
pub(crate) fn refuse_other_keys(store: &Store, settings: &Settings) -> Result<(), Failure> {
    let ring = ring(settings)?;
    let key_of = |key: &VeilKey| IdKey { id: key.id().to_string(), fingerprint: key.fingerprint().to_owned() };
    let mut present: Vec<IdKey> = ring.iter().flat_map(VeilRing::keys).map(key_of).collect();
    // Composed ids need no key, so it is never missing.
    present.push(IdKey::composed());
    let Some(first) = present.first() else { return Ok(()) };
    let confirmed = settings.ids.first_key.as_ref().map(VeilKeyId::as_str);
    if confirmed.is_some_and(|confirmed| confirmed != first.id) {
        return Err(Failure::bad_input(
            format!("ids.first_key is {}, but the first of ids.key_files is the key {}", confirmed.unwrap_or_default(), first.id),
            "put the file of the key that ids.first_key names first in ids.key_files",
        ));
    }
    match store.remember_id_key(first, &present, confirmed.is_some(), SystemClock.now()).map_err(store_failure)? {
        IdKeyRuling::Remembered => Ok(()),
        IdKeyRuling::Missing(keys) => Err(Failure::bad_input(
            format!("ids.key_files: ids were made under the key {}, which is missing; clients hold such ids", names(&keys)),
            "set ids.form = \"veiled\" and add the key's file at the end of ids.key_files; a lost key cannot be made again",
        )),
        IdKeyRuling::Changed(keys) => Err(Failure::bad_input(
            format!(
                "ids.key_files: ids were made under {} until now; under {} every id that clients keep would change",
                names(&keys),
                first.id
            ),
            format!("go on with the ids as they were; to change them all on purpose, set ids.first_key = \"{}\"", first.id),
        )),
    }
}

fn names(keys: &[IdKey]) -> String {
    keys.iter().map(|key| key.id.as_str()).collect::<Vec<_>>().join(", ")
}

/// Whoever runs this command, as the machine knows them.
pub(crate) fn by_command() -> By {
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

#[cfg(test)]
mod tests {
    use fgapi_store::{StoreAddress, StoreSettings};
    use fgapi_token::TokenPolicy;

    use super::*;

    #[test]
    fn a_gateway_follows_the_others_unless_they_are_far_ahead() {
        let store = Store::connect(&StoreAddress::Memory, StoreSettings::default()).unwrap();
        let clock = clock_to_serve(&store).unwrap();
        let desk = TokenDesk::new(store.tokens(), clock.clone(), Arc::new(SystemEntropy::new()), TokenPolicy::default());
        let ahead = SystemClock.now().plus(APART / 2);
        store.tokens().raise_clock(ahead).unwrap();
        keep_time(&desk, &clock).unwrap();
        assert_eq!(clock.now(), ahead);

        store.tokens().raise_clock(ahead.plus(APART)).unwrap();
        assert!(keep_time(&desk, &clock).unwrap_err().contains("this machine's clock says"));
        assert_eq!(clock.now(), ahead);
        assert!(clock_to_serve(&store).is_err());
    }
}
