//! The form of ids, and the keys under which they are veiled.

use fgapi_domain::{Clock as _, IdScheme, SystemClock, VeilFault, VeilKey, VeilKeyId, VeilRing};
use fgapi_settings::{IdForm, Settings};
use fgapi_store::{IdKey, IdKeyRuling, Store};

use crate::failure::{Failure, store_failure};
use crate::key_file;

/// How ids are made.
///
/// # Errors
/// A [`Failure`] when a key cannot be read.
pub fn ids(settings: &Settings) -> Result<IdScheme, Failure> {
    Ok(match ring(settings)? {
        Some(ring) => IdScheme::veiled(ring),
        None => IdScheme::composed(),
    })
}

/// The keys of veiled ids; `None` when ids are composed.
fn ring(settings: &Settings) -> Result<Option<VeilRing>, Failure> {
    match settings.ids.form {
        IdForm::Composed => Ok(None),
        IdForm::Veiled => {
            let keys = settings.ids.key_files.iter().map(|path| key_file::read(path)).collect::<Result<Vec<_>, _>>()?;
            let fault = |fault: VeilFault| Failure::bad_input(fault.to_string(), "name each key once in ids.key_files");
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
pub fn refuse_other_keys(store: &Store, settings: &Settings) -> Result<(), Failure> {
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
