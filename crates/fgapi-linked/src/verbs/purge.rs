//! What is over is removed.

use fgapi_domain::StoreFault;

use crate::LinkedDesk;

impl LinkedDesk {
    /// Removes up to `limit` journeys that nobody came back from and answers that nobody used, once their time is over; how many.
    ///
    /// # Errors
    /// [`StoreFault`].
    pub fn purge_links(&self, limit: u32) -> Result<u32, StoreFault> {
        self.parts.store.purge_links(self.now(), limit)
    }
}
