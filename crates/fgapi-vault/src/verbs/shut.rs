//! Shutting a vault, and opening it again.

use fgapi_audit::{Act, By};

use crate::{Vault, VaultFault, VaultState};

impl Vault {
    /// Shuts the vault on every node from now on: nothing is sealed or opened until [`unshut`](Self::unshut). `Ok(false)` when it was.
    ///
    /// # Errors
    /// [`VaultFault::Store`].
    pub fn shut(&self, by: &By) -> Result<bool, VaultFault> {
        let state = VaultState { sealed: Some((self.now(), by.actor.to_string().into())) };
        Ok(self.store.set_state(&state, &self.note(by, Act::VaultSeal, "vault"))?)
    }

    /// Opens it again. `Ok(false)` when it was open.
    ///
    /// # Errors
    /// [`VaultFault::Store`].
    pub fn unshut(&self, by: &By) -> Result<bool, VaultFault> {
        Ok(self.store.set_state(&VaultState::default(), &self.note(by, Act::VaultUnseal, "vault"))?)
    }
}
