//! What was read of callers earlier: enough to see what a call is about to do, never enough to do it.
//!
//! A change that was decided by what is remembered goes to the store together with it, and the store makes it only where its rows
//! still say the same, in one step. That saves a read, and whoever was shut out meanwhile is shut out.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex};

use fgapi_audit::Origin;

use crate::{ApiKey, KnownClient, SystemFacts, TokenDigest};

/// How many of each are remembered; then all are forgotten, and the next calls read again.
const KEPT: usize = 1_024;

/// What a desk remembers; its clones share it.
#[derive(Default)]
pub(crate) struct Recall {
    pub(crate) bearers: Remembered<TokenDigest, SystemFacts>,
    pub(crate) clients: Remembered<ApiKey, KnownClient>,
}

/// The latest that was read of each key.
pub(crate) struct Remembered<K, V>(Mutex<HashMap<K, Arc<V>>>);

impl<K, V> Default for Remembered<K, V> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<K: Eq + Hash + Clone, V: PartialEq + Clone> Remembered<K, V> {
    pub(crate) fn of(&self, key: &K) -> Option<Arc<V>> {
        // Who broke off while writing left nothing half done: what is forgotten is only read again.
        self.0.lock().ok()?.get(key).cloned()
    }

    pub(crate) fn note(&self, key: &K, value: &V) {
        let Ok(mut kept) = self.0.lock() else { return };
        if kept.get(key).is_some_and(|known| **known == *value) {
            return;
        }
        if kept.len() >= KEPT {
            kept.clear();
        }
        kept.insert(key.clone(), Arc::new(value.clone()));
    }
}

/// A system token that was alive when it was last checked, and may be still.
#[derive(Clone, Debug)]
pub struct RecalledBearer {
    pub(crate) token: TokenDigest,
    pub(crate) facts: Arc<SystemFacts>,
    pub(crate) origin: Origin,
}

impl RecalledBearer {
    /// Its client, as it was.
    pub fn client(&self) -> &KnownClient {
        &self.facts.client
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_is_remembered_than_may() {
        let remembered = Remembered::default();
        for key in 0..=KEPT {
            remembered.note(&key, &0);
        }
        assert_eq!(remembered.of(&0), None);
        assert_eq!(remembered.of(&KEPT).as_deref(), Some(&0));
        remembered.note(&KEPT, &1);
        assert_eq!(remembered.of(&KEPT).as_deref(), Some(&1), "the latest counts");
    }
}
