//! The gateway's own key (`login.key_file`): made once, the same on every gateway of a bank, and never replaced in silence.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write as _};
use std::path::Path;

use fgapi_admin::OfficeKey;
use fgapi_consent::ConsentKey;
use fgapi_domain::{Clock as _, VeilKeyId};
use fgapi_domain::{SystemClock, SystemEntropy};
use fgapi_settings::Settings;
use fgapi_store::{PinKey, Store};

use crate::failure::{Failure, on_file, store_failure};
use crate::key_file;
use crate::private::{private_file, settle};

/// The key and its name.
pub struct LoginKey {
    id: VeilKeyId,
    key: ConsentKey,
    office: OfficeKey,
}

impl LoginKey {
    /// Reads a key's file.
    ///
    /// # Errors
    /// A [`Failure`] that names the file.
    pub(crate) fn read(file: &Path) -> Result<Self, Failure> {
        let (id, bytes) = key_file::read_bytes(file)?;
        Ok(Self { id, office: OfficeKey::derived_from(&bytes), key: ConsentKey::from_bytes(bytes) })
    }

    /// The key for whoever begins to use it, a gateway that serves or a command that files PINs; `None` when the settings name
    /// none. It is made when neither file nor store know of one. Once a store knows a key, no gateway serves it with another: forms of one gateway would mean nothing to the next,
    /// and no filed PIN would be right any more.
    ///
    /// # Errors
    /// A [`Failure`] when the key is missing, another one, or cannot be written.
    pub fn ready(settings: &Settings, store: &Store) -> Result<Option<Self>, Failure> {
        let Some(file) = &settings.login.key_file else { return Ok(None) };
        let known = store.login_key().map_err(store_failure)?;
        if !file.exists() {
            if let Some(known) = known {
                return Err(Failure::bad_input(
                    format!("login.key_file: {} is not there, and this store was served with the key {} before", file.display(), known.id),
                    "put the key's file back, from another gateway of the bank or from its copy",
                ));
            }
            make(file)?;
        }
        let ready = Self::read(file)?;
        let fingerprint = ready.key.fingerprint();
        let kept = store.remember_login_key(ready.id.as_str(), &fingerprint, SystemClock.now()).map_err(store_failure)?;
        if kept.fingerprint == fingerprint {
            return Ok(Some(ready));
        }
        Err(Failure::bad_input(
            format!("login.key_file: {} holds the key {}, but this store is served with the key {}", file.display(), ready.id, kept.id),
            "give every gateway of the bank the same file; to change the key on purpose, end every gateway, then in the database: \
             DELETE FROM login_keys (every inquiry PIN has to be filed anew)",
        ))
    }

    /// The key, for journeys.
    pub(crate) fn consent(&self) -> ConsentKey {
        self.key.clone()
    }

    /// The office's part of it.
    pub(crate) fn office(&self) -> OfficeKey {
        self.office.clone()
    }

    /// What stands behind the hashes of inquiry PINs.
    pub fn pins(&self) -> PinKey {
        PinKey::new(self.id.clone(), self.key.pin_pepper())
    }
}

/// Makes the file, unless somebody else did meanwhile.
fn make(file: &Path) -> Result<(), Failure> {
    let (id, text) = key_file::new_key(&SystemEntropy::new()).map_err(|fault| Failure::broken(fault.to_string(), "try again"))?;
    match private_file(OpenOptions::new().write(true).create_new(true)).open(file) {
        Ok(mut made) => {
            let written = made.write_all(text.as_bytes()).and_then(|()| made.sync_all());
            let directory = file.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
            written.and_then(|()| settle(directory)).map_err(on_file(file))?;
            log::info!(key = id.as_str(); "made the gateway's key {}: keep a copy of it", file.display());
            Ok(())
        }
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(on_file(file)(error)),
    }
}
