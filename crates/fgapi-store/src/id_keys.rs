//! Which keys have veiled ids in this store.

use fgapi_domain::UnixSeconds;

use crate::{Store, StoreFault};

/// A key that veils ids, as a store knows it: by name and public mark, never by its bytes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct IdKey {
    /// The key's id, which stands in every id made under it.
    pub id: String,
    /// The key's public mark, which tells it from another key with the same id.
    pub fingerprint: String,
}

impl Store {
    /// Notes that ids are made under `key` from `now` on, unless a remembered key is not among `present`: those are then
    /// answered, and nothing is noted. A key with a remembered id and another mark does not stand for the remembered one.
    ///
    /// # Errors
    /// [`StoreFault`] when the database does not answer.
    pub fn remember_id_key(&self, key: Option<&IdKey>, present: &[IdKey], now: UnixSeconds) -> Result<Vec<IdKey>, StoreFault> {
        let mut missing = Vec::new();
        self.engine.amend(&mut |tables| {
            let remembered = tables.id_keys()?;
            missing = remembered.iter().filter(|known| !present.contains(known)).cloned().collect();
            match key {
                Some(key) if missing.is_empty() && !remembered.contains(key) => tables.add_id_key(key, now.0),
                _ => Ok(()),
            }
        })?;
        Ok(missing)
    }
}
