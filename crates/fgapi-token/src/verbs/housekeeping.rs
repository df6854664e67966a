//! What runs beside the calls: removing what is long dead, and keeping the clock from going back.

use fgapi_domain::UnixSeconds;

use crate::{Purged, StoreFault, TokenDesk};

impl TokenDesk {
    /// Removes one small batch of rows whose time is over. Call it again at once while it answers as many as `batch`.
    ///
    /// # Errors
    /// [`StoreFault`]; the next call goes on where this one stopped.
    pub fn purge(&self, batch: u32) -> Result<Purged, StoreFault> {
        self.store.purge(self.now(), batch)
    }

    /// Writes the present time down and answers the latest that was ever written.
    ///
    /// # Errors
    /// [`StoreFault`].
    pub fn raise_clock(&self) -> Result<UnixSeconds, StoreFault> {
        self.store.raise_clock(self.now())
    }
}
