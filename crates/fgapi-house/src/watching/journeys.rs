//! Customers' journeys: those that end well give an auth token, which is counted. Everything passes through unchanged.

use std::sync::Arc;

use fgapi_consent::{DeviceId, Familiarity, Finish, Journey, JourneyId, JourneyStore, Network, Visit};
use fgapi_domain::{AccountKey, CustomerId, UnixSeconds};
use fgapi_metrics::{Meters, Outcome, TokenKind};
use fgapi_token::{Purged, StoreFault};

/// Stands before a store of journeys.
pub(super) struct Counting {
    pub(super) store: Arc<dyn JourneyStore>,
    pub(super) meters: Meters,
}

impl JourneyStore for Counting {
    fn begin(&self, journey: &Journey) -> Result<(), StoreFault> {
        self.store.begin(journey)
    }

    fn journey(&self, id: JourneyId) -> Result<Option<Journey>, StoreFault> {
        self.store.journey(id)
    }

    fn advance(&self, journey: &Journey) -> Result<bool, StoreFault> {
        self.store.advance(journey)
    }

    fn finish(&self, finish: &Finish) -> Result<bool, StoreFault> {
        let finished = self.store.finish(finish)?;
        if finished {
            self.meters.token(TokenKind::Auth, Outcome::Issued);
        }
        Ok(finished)
    }

    fn familiarity(&self, customer: &CustomerId, device: Option<DeviceId>, network: &Network) -> Result<Familiarity, StoreFault> {
        self.store.familiarity(customer, device, network)
    }

    fn note_visit(&self, visit: &Visit) -> Result<(), StoreFault> {
        self.store.note_visit(visit)
    }

    fn registered_pins(&self, customer: &CustomerId) -> Result<Vec<AccountKey>, StoreFault> {
        self.store.registered_pins(customer)
    }

    fn purge_journeys(&self, now: UnixSeconds, limit: u32) -> Result<Purged, StoreFault> {
        self.store.purge_journeys(now, limit)
    }
}
