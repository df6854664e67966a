//! Consent journeys in this process's memory.

use std::collections::{BTreeSet, HashMap};
use std::hash::Hash;
use std::sync::{Arc, Mutex};

use fgapi_consent::{DeviceId, Familiarity, Finish, Journey, JourneyId, JourneyStore, KEPT_SECONDS, Network, VISIT_SECONDS, Visit};
use fgapi_domain::{AccountKey, CustomerId, UnixSeconds};
use fgapi_token::{MemoryTokens, Purged, StoreFault, TokenWriter as _};

use super::lock;
use super::tables::Tables;

/// All tables.
#[derive(Default)]
pub(super) struct Journeys {
    journeys: HashMap<JourneyId, Journey>,
    visits: HashMap<(CustomerId, DeviceId, Network), Visit>,
    /// Accounts whose inquiry PIN is registered.
    registered: HashMap<CustomerId, BTreeSet<AccountKey>>,
}

/// Journeys, gone when the process ends.
pub(super) struct MemoryJourneys {
    pub(super) state: Arc<Mutex<Journeys>>,
    pub(super) tokens: Arc<MemoryTokens>,
    pub(super) tables: Arc<Mutex<Tables>>,
}

impl Journeys {
    /// Puts a journey in the place of its revision before.
    fn advance(&mut self, journey: &Journey) -> bool {
        let before = self.journeys.get_mut(&journey.id).filter(|stored| stored.revision + 1 == journey.revision);
        before.map(|stored| *stored = journey.clone()).is_some()
    }
}

/// Removes what `is_over` finds, at most `left` of it.
fn remove_some<K: Eq + Hash, V>(table: &mut HashMap<K, V>, left: &mut usize, is_over: impl Fn(&V) -> bool) {
    table.retain(|_, row| {
        let goes = *left > 0 && is_over(row);
        *left -= usize::from(goes);
        !goes
    });
}

impl JourneyStore for MemoryJourneys {
    fn begin(&self, journey: &Journey) -> Result<(), StoreFault> {
        lock(&self.state)?.journeys.insert(journey.id, journey.clone());
        Ok(())
    }

    fn journey(&self, id: JourneyId) -> Result<Option<Journey>, StoreFault> {
        Ok(lock(&self.state)?.journeys.get(&id).cloned())
    }

    fn advance(&self, journey: &Journey) -> Result<bool, StoreFault> {
        Ok(lock(&self.state)?.advance(journey))
    }

    fn finish(&self, finish: &Finish) -> Result<bool, StoreFault> {
        let mut state = lock(&self.state)?;
        let first = state.advance(&finish.journey);
        if first {
            let auth = &finish.auth_token;
            // This store of tokens never fails, so the rest of the change follows.
            self.tokens.keep_auth_token(auth, &finish.origin)?;
            state.registered.entry(auth.customer.clone()).or_default().extend(finish.registered.iter().cloned());
        }
        Ok(first)
    }

    fn familiarity(&self, customer: &CustomerId, device: Option<DeviceId>, network: &Network) -> Result<Familiarity, StoreFault> {
        let state = lock(&self.state)?;
        let theirs = || state.visits.values().filter(|visit| visit.customer == *customer);
        Ok(Familiarity {
            device_known: theirs().any(|visit| Some(visit.device) == device),
            network_known: theirs().any(|visit| visit.network == *network),
            last_seen: theirs().map(|visit| visit.at).max(),
        })
    }

    fn note_visit(&self, visit: &Visit) -> Result<(), StoreFault> {
        let place = (visit.customer.clone(), visit.device, visit.network.clone());
        lock(&self.state)?.visits.insert(place, visit.clone());
        Ok(())
    }

    fn registered_pins(&self, customer: &CustomerId) -> Result<Vec<AccountKey>, StoreFault> {
        Ok(lock(&self.state)?.registered.get(customer).into_iter().flatten().cloned().collect())
    }

    fn purge_journeys(&self, now: UnixSeconds, limit: u32) -> Result<Purged, StoreFault> {
        let (mut left, mut state) = (limit as usize, lock(&self.state)?);
        for journey in state.journeys.values_mut().filter(|journey| journey.staged.is_some() && journey.expires_at <= now) {
            if left > 0 {
                left -= 1;
                journey.staged = None;
            }
        }
        remove_some(&mut state.journeys, &mut left, |journey| journey.expires_at.plus(KEPT_SECONDS) <= now);
        remove_some(&mut state.visits, &mut left, |visit| visit.at.plus(VISIT_SECONDS) < now);
        drop(state);
        // A count that is over is as none, whoever's it is.
        remove_some(&mut lock(&self.tables)?.tries, &mut left, |tries| tries.until <= now.0);
        Ok(Purged { rows: (limit as usize - left) as u64 })
    }
}
