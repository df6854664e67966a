//! Who watches the gateway: what is counted, told to the meters in their words; and whether the gateway is ready.
//!
//! Rooms know nothing of meters. They have ports to whoever watches, or ports to a store that somebody can stand before; here both are
//! tied to one [`Meters`].

mod answers;
mod chores;
mod journeys;
mod readiness;
mod tokens;

use std::sync::Arc;

use fgapi_consent::JourneyStore;
use fgapi_http::{Door, Gateway};
use fgapi_metrics::{About, DatabaseLoad, Meters, WorkLoad};
use fgapi_settings::Settings;
use fgapi_store::{Store, StoreAddress};
use fgapi_token::TokenStore;
use fgapi_work::Workers;

use crate::failure::Failure;
pub use readiness::{NotReady, look};

/// Whoever watches a gateway, if anybody does: where the settings name no listener for metrics, nothing is counted.
#[derive(Clone, Debug, Default)]
pub struct Watch(Option<Meters>);

impl Watch {
    /// Meters for a gateway on this store, where the settings ask for them.
    ///
    /// # Errors
    /// A [`Failure`] when they cannot be made.
    pub fn over(settings: &Settings, store: &Store) -> Result<Self, Failure> {
        if settings.metrics.bind.is_none() {
            return Ok(Self::default());
        }
        let database = match settings.store.url {
            StoreAddress::Sqlite(_) => "sqlite",
            StoreAddress::Postgres(_) => "postgres",
            StoreAddress::Memory => "memory",
        };
        let meters = Meters::new(About { version: env!("CARGO_PKG_VERSION"), database })
            .map_err(|fault| Failure::broken(fault.to_string(), "leave metrics.bind out, and tell who made this program"))?;
        let watched = store.clone();
        meters.watch_database(move || database_load(&watched));
        Ok(Self(Some(meters)))
    }

    /// What is counted; `None`: nothing is.
    pub fn meters(&self) -> Option<&Meters> {
        self.0.as_ref()
    }

    /// The door to a gateway, whose answers and threads are watched.
    pub fn door(&self, gateway: Gateway) -> Door {
        let Some(meters) = &self.0 else { return Door::new(gateway) };
        for workers in [&gateway.readers, &gateway.writers, &gateway.logins] {
            self.workers(workers);
        }
        let door = Door::watched(gateway, Arc::new(answers::Counting(meters.clone())));
        meters.watch_breaks(door.count_of_breaks());
        door
    }

    /// Watches a set of threads, under its own name.
    pub fn workers(&self, workers: &Workers) {
        if let Some(meters) = &self.0 {
            let watched = workers.clone();
            meters.watch_workers(workers.name(), move || work_load(&watched));
        }
    }

    /// The store's tokens, counted on their way.
    pub(crate) fn tokens(&self, store: &Store) -> Arc<dyn TokenStore> {
        match &self.0 {
            None => store.tokens(),
            Some(meters) => Arc::new(tokens::Counting { store: store.tokens(), meters: meters.clone() }),
        }
    }

    /// The store's journeys, counted on their way.
    pub(crate) fn journeys(&self, store: &Store) -> Arc<dyn JourneyStore> {
        match &self.0 {
            None => store.journeys(),
            Some(meters) => Arc::new(journeys::Counting { store: store.journeys(), meters: meters.clone() }),
        }
    }

    /// Whoever is told of what is done beside the calls.
    pub(crate) fn of_chores(&self) -> Arc<dyn fgapi_chores::Watcher> {
        match &self.0 {
            None => Arc::new(()),
            Some(meters) => Arc::new(chores::Counting(meters.clone())),
        }
    }

    /// Notes how fresh the store's statements are.
    pub(crate) fn note_statements(&self, store: &Store) {
        let Some(meters) = &self.0 else { return };
        match store.newest_statements() {
            Ok(newest) => {
                let (imported_at, as_of) = newest.map_or((0, 0), |newest| (newest.imported_at.0, newest.date.begins_at().0));
                meters.statements(imported_at, as_of);
            }
            Err(fault) => log::debug!("how fresh the statements are is not known: {fault}"),
        }
    }
}

fn work_load(workers: &Workers) -> WorkLoad {
    let load = workers.load();
    WorkLoad {
        waiting: number(load.waiting),
        queue: number(load.queue),
        running: load.running,
        threads: number(load.threads),
        refused: load.refused,
        late: load.late,
    }
}

fn database_load(store: &Store) -> DatabaseLoad {
    let load = store.load();
    DatabaseLoad {
        in_use: load.in_use.into(),
        idle: load.idle.into(),
        limit: load.limit.into(),
        writes_waiting: number(load.writes_waiting),
        write_queue: number(load.write_queue),
        starved: load.starved,
        writes_refused: load.writes_refused,
        broken_connections: load.broken_connections,
        disk_failures: load.disk_failures,
    }
}

fn number(size: usize) -> u64 {
    u64::try_from(size).unwrap_or(u64::MAX)
}
