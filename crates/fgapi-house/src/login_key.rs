//! The gateway's own key (`login.key_file`): made once, the same on every gateway of a bank, and never replaced in silence.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write as _};
use std::path::Path;

use fgapi_admin::OfficeKey;
use fgapi_consent::ConsentKey;
use fgapi_domain::{Clock as _, Entropy as _, SystemClock, SystemEntropy, VeilKeyId};
use fgapi_settings::Settings;
use fgapi_store::{PinKey, Store};
use zeroize::Zeroizing;

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
                return Err(missing(file, &known.id));
            }
            make(file)?;
        }
        let ready = Self::read(file)?;
        let fingerprint = ready.key.fingerprint();
        let kept = store.remember_login_key(ready.id.as_str(), &fingerprint, SystemClock.now()).map_err(store_failure)?;
        if kept.fingerprint == fingerprint {
            return Ok(Some(ready));
        }
        Err(another(file, &ready.id, &kept.id))
    }

    /// Looks at the key's file and at what the store knows of it, and makes nothing. The key's name; `None` where there is no key yet.
    ///
    /// # Errors
    /// A [`Failure`] when the file is missing, cannot be read, or holds another key than the store was served with.
    pub fn look(settings: &Settings, store: &Store) -> Result<Option<String>, Failure> {
        let Some(file) = &settings.login.key_file else { return Ok(None) };
        let known = store.login_key().map_err(store_failure)?;
        match (file.exists(), known) {
            (false, None) => Ok(None),
            (false, Some(known)) => Err(missing(file, &known.id)),
            (true, known) => {
                let key = Self::read(file)?;
                match known.filter(|known| known.fingerprint != key.key.fingerprint()) {
                    Some(known) => Err(another(file, &key.id, &known.id)),
                    None => Ok(Some(key.id.to_string())),
                }
            }
        }
    }

    /// A key that is thrown away: what a rehearsal hashes PINs under where no key is made yet.
    ///
    /// # Errors
    /// A [`Failure`] when there is no randomness.
    pub fn for_rehearsal() -> Result<PinKey, Failure> {
        let again = |fault: &dyn std::fmt::Display| Failure::broken(fault.to_string(), "try again");
        let mut bytes = Zeroizing::new([0; 32]);
        SystemEntropy::new().fill(&mut *bytes).map_err(|fault| again(&fault))?;
        let id: VeilKeyId = "dryrun".parse().map_err(|fault| again(&fault))?;
        Ok(PinKey::new(id, bytes))
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

fn missing(file: &Path, known: &str) -> Failure {
    Failure::bad_input(
        format!("login.key_file: {} is not there, and this store was served with the key {known} before", file.display()),
        "put the key's file back, from another gateway of the bank or from its copy",
    )
}

fn another(file: &Path, key: &VeilKeyId, known: &str) -> Failure {
    Failure::bad_input(
        format!("login.key_file: {} holds the key {key}, but this store is served with the key {known}", file.display()),
        "give every gateway of the bank the same file; to change the key on purpose, end every gateway, then in the database: \
         DELETE FROM login_keys (every inquiry PIN has to be filed anew)",
    )
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
