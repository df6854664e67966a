//! The first master key.

use fgapi_audit::{Act, By};

use crate::{MasterKey, Vault, VaultFault};

impl Vault {
    /// A first master key for a store in which nothing is sealed. It is not used before it stands where the settings say; the caller
    /// puts it there and then [tells](Self::tell_made) it.
    ///
    /// # Errors
    /// [`VaultFault::NotEmpty`] when keys or values are there: a new key would open none of them.
    pub fn first_master_key(&self) -> Result<MasterKey, VaultFault> {
        if !self.store.keys(None, 1)?.is_empty() || !self.store.values(None, 1)?.is_empty() {
            return Err(VaultFault::NotEmpty);
        }
        Ok(MasterKey::generate(1, &*self.entropy)?)
    }

    /// The next master key, for a ring that can do everything now: every key that is kept unwraps. The caller adds it to where the
    /// others stand.
    ///
    /// # Errors
    /// [`VaultFault`]; nothing is made then.
    pub fn next_master_key(&self) -> Result<MasterKey, VaultFault> {
        let ring = self.read_ring()?;
        self.unwrap_all()?;
        Ok(MasterKey::generate(ring.newest().number().get().saturating_add(1), &*self.entropy)?)
    }

    /// Tells the log that a master key was made.
    ///
    /// # Errors
    /// [`VaultFault::Store`].
    pub fn tell_made(&self, key: &MasterKey, by: &By) -> Result<(), VaultFault> {
        let note = self.note(by, Act::VaultKeyMake, &format!("master key {}", key.number())).with(key.fingerprint());
        Ok(self.store.tell(&note)?)
    }
}
