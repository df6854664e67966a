//! Proving that every value opens.

use fgapi_audit::{Act, By};

use super::Progress;
use crate::{Place, Vault, VaultFault};

/// Values that are read at once.
pub(super) const VALUES: u32 = 200;

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verified {
    /// How many values open.
    pub sound: u64,
    /// Which do not: they were altered, or moved there from another place.
    pub altered: Vec<Place>,
}

impl Vault {
    /// Opens every value and tells none. What does not open goes to the audit log, and so does that it was asked.
    ///
    /// # Errors
    /// [`VaultFault`] when it could not be carried through: a missing key is one.
    pub fn verify(&self, by: &By, progress: &mut dyn FnMut(Progress)) -> Result<Verified, VaultFault> {
        let found = self.open_everything(progress)?;
        for place in &found.altered {
            self.tell_altered(place, by)?;
        }
        let note = self.note(by, Act::VaultVerify, "vault").with(format!("sound={} altered={}", found.sound, found.altered.len()));
        self.store.tell(&if found.altered.is_empty() { note } else { note.refused("altered") })?;
        Ok(found)
    }

    pub(super) fn open_everything(&self, progress: &mut dyn FnMut(Progress)) -> Result<Verified, VaultFault> {
        let total = self.store.census()?.iter().map(|census| census.values).sum();
        let (mut found, mut after) = (Verified::default(), None);
        loop {
            let values = self.store.values(after.as_ref(), VALUES)?;
            let Some(last) = values.last() else { return Ok(found) };
            after = Some(last.place.clone());
            for value in &values {
                match self.open(value) {
                    Ok(_) => found.sound += 1,
                    Err(VaultFault::Altered(place)) => found.altered.push(place),
                    Err(fault) => return Err(fault),
                }
            }
            progress(Progress::Proving { done: found.sound + found.altered.len() as u64, total });
        }
    }
}
