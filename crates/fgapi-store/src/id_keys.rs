//! Under which keys this store's ids were made.

use fgapi_domain::UnixSeconds;

use crate::{Store, StoreFault};

/// A key that makes ids, as a store knows it: by name and public mark, never by its bytes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct IdKey {
    /// The key's id, which stands in every id made under it.
    pub id: String,
    /// The key's public mark, which tells it from another key with the same id.
    pub fingerprint: String,
}

impl IdKey {
    /// What stands for the key while ids are composed, which needs none. No veil key can have this id.
    pub fn composed() -> Self {
        Self { id: "(composed)".to_owned(), fingerprint: String::new() }
    }
}

/// What a store says to a key that wants to make ids.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IdKeyRuling {
    /// It makes ids from now on, and is remembered.
    Remembered,
    /// These keys made ids and are not present: ids that clients hold would not open any more.
    Missing(Vec<IdKey>),
    /// These other keys made ids: every id would be another from now on, and nobody has confirmed that.
    Changed(Vec<IdKey>),
}

impl Store {
    /// Notes that ids are made under `key` from `now` on. Nothing is noted when a remembered key is not among `present`, or
    /// when any other key than `key` is remembered and the change is not `confirmed`. A key with a remembered id and
    /// another mark does not stand for the remembered one.
    ///
    /// # Errors
    /// [`StoreFault`] when the database does not answer.
    pub fn remember_id_key(&self, key: &IdKey, present: &[IdKey], confirmed: bool, now: UnixSeconds) -> Result<IdKeyRuling, StoreFault> {
        let mut ruling = IdKeyRuling::Remembered;
        self.engine.amend(&mut |tables| {
            let (known, others): (Vec<IdKey>, Vec<IdKey>) = tables.id_keys()?.into_iter().partition(|remembered| remembered == key);
            let missing: Vec<IdKey> = others.iter().filter(|other| !present.contains(other)).cloned().collect();
            ruling = match (missing.is_empty(), others.is_empty() || confirmed) {
                (false, _) => IdKeyRuling::Missing(missing),
                (true, false) => IdKeyRuling::Changed(others),
                (true, true) => IdKeyRuling::Remembered,
            };
            if ruling == IdKeyRuling::Remembered && known.is_empty() { tables.add_id_key(key, now.0) } else { Ok(()) }
        })?;
        Ok(ruling)
    }
}
