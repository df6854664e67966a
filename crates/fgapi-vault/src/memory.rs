//! The plainest store: in memory, for tests and for trying out.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use fgapi_audit::{Entry, MemoryAudit};
use fgapi_domain::StoreFault;

use crate::{KeptKey, KeyAdded, KeyNumber, MasterCensus, Owner, Place, Put, Reseal, SEALS_MAX, SealedValue, VaultState, VaultStore};

/// Values and keys in this process's memory. Every tenant is an owner, until it is [removed](Self::remove_owner).
#[derive(Default)]
pub struct MemoryVault {
    tables: Mutex<Tables>,
    audit: Arc<MemoryAudit>,
}

#[derive(Default)]
struct Tables {
    state: VaultState,
    keys: BTreeMap<KeyNumber, KeptKey>,
    values: BTreeMap<Place, SealedValue>,
    gone: BTreeSet<Owner>,
}

impl MemoryVault {
    /// A store that tells this log.
    pub fn new(audit: Arc<MemoryAudit>) -> Self {
        Self { tables: Mutex::default(), audit }
    }

    /// Deletes an owner, with keys and values.
    pub fn remove_owner(&self, owner: Owner) {
        let mut tables = self.tables();
        tables.keys.retain(|_, kept| kept.owner != owner);
        tables.values.retain(|place, _| place.owner != owner);
        tables.gone.insert(owner);
    }

    /// Takes values away, for a store above that holds what belongs to them.
    pub fn take(&self, places: impl IntoIterator<Item = Place>) {
        let mut tables = self.tables();
        places.into_iter().for_each(|place| drop(tables.values.remove(&place)));
    }

    /// Changes values as somebody would who writes to the database beside the gateway.
    pub fn tamper(&self, change: impl FnOnce(&mut BTreeMap<Place, SealedValue>)) {
        change(&mut self.tables().values);
    }

    /// Stores values as [`put`](VaultStore::put) does, and tells nothing: for a store in memory that has more to keep, and to tell.
    pub fn put_untold(&self, values: &[SealedValue]) -> Put {
        let mut tables = self.tables();
        match tables.count(values.iter()) {
            Put::Done => {}
            other => return other,
        }
        tables.values.extend(values.iter().map(|value| (value.place.clone(), value.clone())));
        Put::Done
    }

    /// Removes the values whose places are `wanted`, and tells nothing; what they were.
    pub fn take_where(&self, wanted: impl Fn(&Place) -> bool) -> Vec<SealedValue> {
        let mut tables = self.tables();
        let (taken, left) = core::mem::take(&mut tables.values).into_iter().partition(|(place, _)| wanted(place));
        tables.values = left;
        BTreeMap::into_values(taken).collect()
    }

    /// Changes keys in the same way.
    pub fn tamper_keys(&self, change: impl FnOnce(&mut BTreeMap<KeyNumber, KeptKey>)) {
        change(&mut self.tables().keys);
    }

    fn tables(&self) -> MutexGuard<'_, Tables> {
        self.tables.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Tables {
    /// Counts the seals of values that lie under their owner's current key, all under the same.
    fn count<'v>(&mut self, values: impl ExactSizeIterator<Item = &'v SealedValue> + Clone) -> Put {
        let seals = i64::try_from(values.len()).unwrap_or(SEALS_MAX);
        let Some(first) = values.clone().next() else { return Put::Done };
        let fits = |kept: &KeptKey| kept.current && values.clone().all(|value| (value.key, value.place.owner) == (kept.number, kept.owner));
        match self.keys.get_mut(&first.key).filter(|kept| fits(kept)) {
            None => Put::StaleKey,
            Some(kept) if kept.seals.saturating_add(seals) > SEALS_MAX => Put::Exhausted,
            Some(kept) => {
                kept.seals += seals;
                Put::Done
            }
        }
    }
}

impl VaultStore for MemoryVault {
    fn state(&self) -> Result<VaultState, StoreFault> {
        Ok(self.tables().state.clone())
    }

    fn set_state(&self, state: &VaultState, note: &Entry) -> Result<bool, StoreFault> {
        let mut tables = self.tables();
        if tables.state.sealed.is_some() == state.sealed.is_some() {
            return Ok(false);
        }
        tables.state = state.clone();
        self.audit.note(note);
        Ok(true)
    }

    fn current_key(&self, owner: Owner) -> Result<Option<KeptKey>, StoreFault> {
        Ok(self.tables().keys.values().find(|kept| kept.owner == owner && kept.current).cloned())
    }

    fn key(&self, number: KeyNumber) -> Result<Option<KeptKey>, StoreFault> {
        Ok(self.tables().keys.get(&number).cloned())
    }

    fn add_key(&self, key: &KeptKey, before: Option<KeyNumber>) -> Result<KeyAdded, StoreFault> {
        let mut tables = self.tables();
        if tables.gone.contains(&key.owner) {
            return Ok(KeyAdded::NoOwner);
        }
        let current = tables.keys.values_mut().find(|kept| kept.owner == key.owner && kept.current);
        if current.as_ref().map(|kept| kept.number) != before {
            return Ok(KeyAdded::Other);
        }
        if let Some(current) = current {
            current.current = false;
        }
        tables.keys.insert(key.number, key.clone());
        Ok(KeyAdded::Done)
    }

    fn keys(&self, after: Option<KeyNumber>, limit: u32) -> Result<Vec<KeptKey>, StoreFault> {
        let tables = self.tables();
        let later = tables.keys.values().filter(|kept| after.is_none_or(|after| kept.number > after));
        Ok(later.take(limit as usize).cloned().collect())
    }

    fn remove_key(&self, number: KeyNumber) -> Result<bool, StoreFault> {
        let mut tables = self.tables();
        let used = tables.values.values().any(|value| value.key == number);
        let retired = tables.keys.get(&number).is_some_and(|kept| !kept.current);
        Ok(retired && !used && tables.keys.remove(&number).is_some())
    }

    fn values(&self, after: Option<&Place>, limit: u32) -> Result<Vec<SealedValue>, StoreFault> {
        let tables = self.tables();
        let later = tables.values.iter().filter(|(place, _)| after.is_none_or(|after| *place > after));
        Ok(later.take(limit as usize).map(|(_, value)| value.clone()).collect())
    }

    fn values_under(&self, key: KeyNumber, after: Option<&Place>, limit: u32) -> Result<Vec<SealedValue>, StoreFault> {
        let under = self.values(after, u32::MAX)?.into_iter().filter(|value| value.key == key);
        Ok(under.take(limit as usize).collect())
    }

    fn values_at(&self, places: &[Place]) -> Result<Vec<SealedValue>, StoreFault> {
        let tables = self.tables();
        Ok(places.iter().filter_map(|place| tables.values.get(place).cloned()).collect())
    }

    fn put(&self, values: &[SealedValue], note: &Entry) -> Result<Put, StoreFault> {
        let outcome = self.put_untold(values);
        if outcome == Put::Done {
            self.audit.note(note);
        }
        Ok(outcome)
    }

    fn reseal(&self, values: &[Reseal]) -> Result<u32, StoreFault> {
        let mut tables = self.tables();
        if tables.count(values.iter().map(|change| &change.after)) != Put::Done {
            return Ok(0);
        }
        let mut changed = 0;
        for Reseal { before, after } in values {
            if let Some(value) = tables.values.get_mut(&before.place).filter(|value| *value == before) {
                *value = after.clone();
                changed += 1;
            }
        }
        Ok(changed)
    }

    fn census(&self) -> Result<Vec<MasterCensus>, StoreFault> {
        let tables = self.tables();
        let mut census: BTreeMap<_, MasterCensus> = BTreeMap::new();
        for kept in tables.keys.values() {
            let of = census.entry(kept.master).or_insert(MasterCensus { master: kept.master, keys: 0, values: 0, seals_most: 0 });
            of.keys += 1;
            of.values += tables.values.values().filter(|value| value.key == kept.number).count() as u64;
            of.seals_most = of.seals_most.max(kept.seals);
        }
        Ok(census.into_values().collect())
    }

    fn tell(&self, note: &Entry) -> Result<(), StoreFault> {
        self.audit.note(note);
        Ok(())
    }
}
