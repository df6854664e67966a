//! The key of the gateways that serve this store.

use fgapi_domain::UnixSeconds;

use crate::{IdKey, Store, StoreFault};

impl Store {
    /// The key that gateways serve this store with, by name and public mark; `None` before the first.
    ///
    /// # Errors
    /// [`StoreFault`] when the database does not answer.
    pub fn login_key(&self) -> Result<Option<IdKey>, StoreFault> {
        let mut known = None;
        self.engine.inspect(&mut |tables| {
            known = tables.login_key()?;
            Ok(())
        })?;
        Ok(known)
    }

    /// Notes that this store is served with the key from `now` on, unless one is known; the one that is known then.
    ///
    /// # Errors
    /// [`StoreFault`] when the database does not answer.
    pub fn remember_login_key(&self, id: &str, fingerprint: &str, now: UnixSeconds) -> Result<IdKey, StoreFault> {
        let new = IdKey { id: id.to_owned(), fingerprint: fingerprint.to_owned() };
        // Asked first without a lock: only the very first start writes.
        let mut known = self.login_key()?;
        if known.is_none() {
            self.engine.amend(&mut |tables| {
                known = tables.login_key()?;
                if known.is_none() { tables.add_login_key(&new, now.0) } else { Ok(()) }
            })?;
        }
        Ok(known.unwrap_or(new))
    }
}
