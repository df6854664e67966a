//! The store of journeys with a witness beside it, who writes down what was finished and can make a call fail.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use fgapi_consent::{DeviceId, Familiarity, Finish, Journey, JourneyId, JourneyStore, Network, Visit};
use fgapi_domain::{AccountKey, CustomerId, UnixSeconds};
use fgapi_token::{Purged, StoreFault};

/// What can be made to fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Write {
    Advance,
    /// It is not done.
    Finish,
    /// It is done, and the answer is lost.
    FinishUnheard,
    NoteVisit,
}

/// A store that is watched.
pub(crate) struct Watched {
    store: Arc<dyn JourneyStore>,
    finished: Mutex<Vec<Finish>>,
    failing: Mutex<HashMap<Write, fn() -> StoreFault>>,
    faster: Mutex<Option<Journey>>,
}

impl Watched {
    pub(crate) fn over(store: Arc<dyn JourneyStore>) -> Self {
        Self { store, finished: Mutex::default(), failing: Mutex::default(), faster: Mutex::default() }
    }

    /// From now on this write fails.
    pub(crate) fn fail(&self, write: Write, fault: fn() -> StoreFault) {
        lock(&self.failing).insert(write, fault);
    }

    /// Everything works again.
    pub(crate) fn recover(&self) {
        lock(&self.failing).clear();
    }

    /// Between the next reading of a journey and its writing, somebody else writes this one.
    pub(crate) fn be_faster_with(&self, journey: Journey) {
        *lock(&self.faster) = Some(journey);
    }

    /// All that was finished, oldest first.
    pub(crate) fn finished(&self) -> Vec<Finish> {
        lock(&self.finished).clone()
    }

    fn may(&self, write: Write) -> Result<(), StoreFault> {
        if let Some(faster) = lock(&self.faster).take() {
            assert!(self.store.advance(&faster)?, "somebody else was faster");
        }
        lock(&self.failing).get(&write).map_or(Ok(()), |fault| Err(fault()))
    }
}

fn lock<T>(what: &Mutex<T>) -> MutexGuard<'_, T> {
    what.lock().unwrap_or_else(PoisonError::into_inner)
}

impl JourneyStore for Watched {
    fn begin(&self, journey: &Journey) -> Result<(), StoreFault> {
        self.store.begin(journey)
    }

    fn journey(&self, id: JourneyId) -> Result<Option<Journey>, StoreFault> {
        self.store.journey(id)
    }

    fn advance(&self, journey: &Journey) -> Result<bool, StoreFault> {
        self.may(Write::Advance)?;
        self.store.advance(journey)
    }

    fn finish(&self, finish: &Finish) -> Result<bool, StoreFault> {
        self.may(Write::Finish)?;
        let done = self.store.finish(finish)?;
        if done {
            lock(&self.finished).push(finish.clone());
        }
        self.may(Write::FinishUnheard)?;
        Ok(done)
    }

    fn familiarity(&self, customer: &CustomerId, device: Option<DeviceId>, network: &Network) -> Result<Familiarity, StoreFault> {
        self.store.familiarity(customer, device, network)
    }

    fn note_visit(&self, visit: &Visit) -> Result<(), StoreFault> {
        self.may(Write::NoteVisit)?;
        self.store.note_visit(visit)
    }

    fn registered_pins(&self, customer: &CustomerId) -> Result<Vec<AccountKey>, StoreFault> {
        self.store.registered_pins(customer)
    }

    fn purge_journeys(&self, now: UnixSeconds, limit: u32) -> Result<Purged, StoreFault> {
        self.store.purge_journeys(now, limit)
    }
}
