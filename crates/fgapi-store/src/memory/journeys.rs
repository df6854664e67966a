//! Consent journeys in this process's memory, under the same lock as tokens: so a finish is one change.

use std::sync::Arc;

use fgapi_consent::{DeviceId, Familiarity, Finish, Journey, JourneyId, JourneyStore, KEPT_SECONDS, Network, VISIT_SECONDS, Visit};
use fgapi_domain::{AccountKey, CustomerId, UnixSeconds};
use fgapi_token::{Purged, StoreFault};

use super::tokens::MemoryTokens;
use super::tokens::state::{State, remove_some};

/// Journeys, gone when the process ends.
pub(super) struct MemoryJourneys {
    pub(super) tokens: Arc<MemoryTokens>,
}

/// Puts a journey in the place of its revision before.
fn advance(state: &mut State, journey: &Journey) -> bool {
    match state.journeys.get_mut(&journey.id) {
        Some(stored) if stored.revision + 1 == journey.revision => {
            *stored = journey.clone();
            true
        }
        _ => false,
    }
}

impl JourneyStore for MemoryJourneys {
    fn begin(&self, journey: &Journey) -> Result<(), StoreFault> {
        self.tokens.state().journeys.insert(journey.id, journey.clone());
        Ok(())
    }

    fn journey(&self, id: JourneyId) -> Result<Option<Journey>, StoreFault> {
        Ok(self.tokens.state().journeys.get(&id).cloned())
    }

    fn advance(&self, journey: &Journey) -> Result<bool, StoreFault> {
        Ok(advance(&mut self.tokens.state(), journey))
    }

    fn finish(&self, finish: &Finish) -> Result<bool, StoreFault> {
        let mut state = self.tokens.state();
        let first = advance(&mut state, &finish.journey);
        if first {
            let auth = &finish.auth_token;
            state.auth.insert(auth.token, auth.clone());
            state.registered.entry(auth.customer.clone()).or_default().extend(finish.registered.iter().cloned());
        }
        Ok(first)
    }

    fn familiarity(&self, customer: &CustomerId, device: Option<DeviceId>, network: &Network) -> Result<Familiarity, StoreFault> {
        let state = self.tokens.state();
        let theirs = || state.visits.values().filter(|visit| visit.customer == *customer);
        Ok(Familiarity {
            device_known: theirs().any(|visit| Some(visit.device) == device),
            network_known: theirs().any(|visit| visit.network == *network),
            last_seen: theirs().map(|visit| visit.at).max(),
        })
    }

    fn note_visit(&self, visit: &Visit) -> Result<(), StoreFault> {
        let place = (visit.customer.clone(), visit.device, visit.network.clone());
        self.tokens.state().visits.insert(place, visit.clone());
        Ok(())
    }

    fn registered_pins(&self, customer: &CustomerId) -> Result<Vec<AccountKey>, StoreFault> {
        Ok(self.tokens.state().registered.get(customer).into_iter().flatten().cloned().collect())
    }

    fn purge_journeys(&self, now: UnixSeconds, limit: u32) -> Result<Purged, StoreFault> {
        let (mut left, mut state) = (limit as usize, self.tokens.state());
        for journey in state.journeys.values_mut().filter(|journey| journey.staged.is_some() && journey.expires_at <= now) {
            if left > 0 {
                left -= 1;
                journey.staged = None;
            }
        }
        remove_some(&mut state.journeys, &mut left, |journey| journey.expires_at.plus(KEPT_SECONDS) <= now);
        remove_some(&mut state.visits, &mut left, |visit| visit.at.plus(VISIT_SECONDS) < now);
        Ok(Purged { rows: (limit as usize - left) as u64 })
    }
}
