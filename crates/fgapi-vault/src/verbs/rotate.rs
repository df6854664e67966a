//! Changing keys: everything that lies under older master keys is sealed anew under the newest, while others read and write.

use fgapi_audit::{Act, By};

use super::status::KEYS;
use super::verify::VALUES;
use crate::{Hint, KeptKey, KeyNumber, Place, Reseal, SealedValue, Vault, VaultFault};

/// How far a long piece of work has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Owners get keys under the newest master key.
    Keys {
        /// How many have one.
        done: u64,
        /// How many need one.
        total: u64,
    },
    /// Values are sealed anew.
    Sealing {
        /// How many are.
        done: u64,
        /// How many there were at the beginning.
        total: u64,
    },
    /// Every value is opened once.
    Proving {
        /// How many were.
        done: u64,
        /// How many there are.
        total: u64,
    },
}

/// What a change of keys did, and the proof.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rotated {
    /// Values that were sealed anew by this call; an earlier one that was cut off may have done the rest.
    pub resealed: u64,
    /// Old keys that were destroyed.
    pub destroyed: u64,
    /// Values and keys that are left under an older master key: 0 of each when it is done.
    pub left: (u64, u64),
    /// Values that open, counted after all the rest.
    pub sound: u64,
    /// Values that do not open, and stayed as they are.
    pub altered: Vec<Place>,
}

impl Rotated {
    /// Whether nothing is left under an older master key, and every value opens.
    pub fn is_proved(&self) -> bool {
        self.left == (0, 0) && self.altered.is_empty()
    }
}

impl Vault {
    /// Seals everything anew under the newest master key of the ring. Can be cut off anywhere and begun again; two at once do each
    /// other no harm. What it does is told at its end.
    ///
    /// # Errors
    /// [`VaultFault`]; before anything is changed when the ring cannot open what is there.
    pub fn rotate(&self, by: &By, progress: &mut dyn FnMut(Progress)) -> Result<Rotated, VaultFault> {
        self.read_ring()?;
        self.unwrap_all()?;
        let total = self.status()?.left();
        self.renew_keys(progress)?;
        let mut rotated = Rotated::default();
        for old in self.retired()? {
            self.empty(&old, total, &mut rotated, progress)?;
            rotated.destroyed += u64::from(self.store.remove_key(old.number)?);
        }
        let proof = self.open_everything(progress)?;
        let status = self.status()?;
        (rotated.left, rotated.sound, rotated.altered) = ((status.left(), status.keys_left()), proof.sound, proof.altered);
        let newest = status.newest().map_or(0, crate::MasterNumber::get);
        let told =
            format!("resealed={} left={} sound={} altered={}", rotated.resealed, rotated.left.0, rotated.sound, rotated.altered.len());
        let note = self.note(by, Act::VaultRotate, &format!("master key {newest}")).with(told);
        self.store.tell(&if rotated.is_proved() { note } else { note.refused("incomplete") })?;
        for place in &rotated.altered {
            self.tell_altered(place, by)?;
        }
        Ok(rotated)
    }

    /// Gives each owner a key under the newest master key. From then on nothing new comes under the old ones.
    fn renew_keys(&self, progress: &mut dyn FnMut(Progress)) -> Result<(), VaultFault> {
        let newest = self.ring()?.newest().number();
        let old: Vec<KeptKey> = self.all_keys()?.into_iter().filter(|kept| kept.current && kept.master != newest).collect();
        for (done, kept) in (1..).zip(&old) {
            match self.add_key(kept.owner, Some(kept.number)) {
                // Another rotation gave it one, or its owner is gone.
                Ok(_) | Err(VaultFault::NoOwner) => progress(Progress::Keys { done, total: old.len() as u64 }),
                Err(fault) => return Err(fault),
            }
        }
        Ok(())
    }

    fn retired(&self) -> Result<Vec<KeptKey>, VaultFault> {
        Ok(self.all_keys()?.into_iter().filter(|kept| !kept.current).collect())
    }

    fn all_keys(&self) -> Result<Vec<KeptKey>, VaultFault> {
        let mut all: Vec<KeptKey> = Vec::new();
        loop {
            let some = self.store.keys(all.last().map(|kept| kept.number), KEYS)?;
            if some.is_empty() {
                return Ok(all);
            }
            all.extend(some);
        }
    }

    /// Seals anew whatever lies under a retired key.
    fn empty(&self, old: &KeptKey, total: u64, rotated: &mut Rotated, progress: &mut dyn FnMut(Progress)) -> Result<(), VaultFault> {
        let mut after: Option<Place> = None;
        loop {
            let values = self.store.values_under(old.number, after.as_ref(), VALUES)?;
            let Some(last) = values.last() else { return Ok(()) };
            after = Some(last.place.clone());
            let Some(current) = self.store.current_key(old.owner)? else { return Ok(()) };
            let key = self.unwrap(&current)?;
            let anew = |value: &SealedValue| match self.open(value) {
                Ok(text) => {
                    let number: KeyNumber = current.number;
                    let hint = Hint::kept(value.hint.as_str());
                    let after = self.seal_under(&value.place, text.reveal().as_bytes(), number, &key, hint, value.set_at)?;
                    Ok(Some(Reseal { before: value.clone(), after }))
                }
                // The proof at the end names it.
                Err(VaultFault::Altered(_)) => Ok(None),
                Err(fault) => Err(fault),
            };
            let changes: Vec<Reseal> = values.iter().map(anew).filter_map(Result::transpose).collect::<Result<_, _>>()?;
            rotated.resealed += u64::from(self.store.reseal(&changes)?);
            progress(Progress::Sealing { done: rotated.resealed, total: total.max(rotated.resealed) });
        }
    }
}
