//! The gateway itself, as the door takes it: bank, desk, ids, and the threads that do the work.

use std::sync::Arc;
use std::time::Duration;

use fgapi_domain::{Clock, SystemEntropy};
use fgapi_http::Gateway;
use fgapi_settings::Settings;
use fgapi_store::{Store, StoreAddress};
use fgapi_token::TokenDesk;
use fgapi_work::{Manner, Rest, WorkerSettings, Workers};

use crate::failure::Failure;
use crate::ids::ids;
use crate::rooms::ForRooms as _;
use crate::watching::Watch;

/// The gateway over an open store. It has no office until its [`Screens`](crate::Screens) are made.
///
/// # Errors
/// A [`Failure`] when a key of ids cannot be read, or there are no threads to be had.
pub fn gateway(settings: &Settings, store: &Store, clock: Arc<dyn Clock>) -> Result<Gateway, Failure> {
    gateway_watched(settings, store, clock, &Watch::default())
}

/// The same, whose tokens somebody counts.
///
/// # Errors
/// As [`gateway`].
pub fn gateway_watched(settings: &Settings, store: &Store, clock: Arc<dyn Clock>, watch: &Watch) -> Result<Gateway, Failure> {
    let workers = |name, threads, manner| {
        let patience = Duration::from_secs(settings.server.deadline_seconds.get().into());
        let asked = WorkerSettings { name, threads, queue: settings.server.queue.size(), patience };
        Workers::start_as(asked, manner)
            .map_err(|error| Failure::broken(format!("no thread: {error}"), "lower store.connections and login.threads"))
    };
    let entropy = Arc::new(SystemEntropy::new());
    Ok(Gateway {
        office: None,
        saas: None,
        linked: None,
        bank: store.bank(settings.bank.code),
        desk: TokenDesk::new(watch.tokens(store), clock.clone(), entropy.clone(), settings.policy()),
        ids: Arc::new(ids(settings)?),
        clock,
        entropy,
        settings: settings.http(),
        readers: workers("read", settings.store.connections.size(), Manner::default())?,
        writers: workers("write", writing(settings), Manner::default())?,
        logins: workers("login", settings.login.threads.size(), LOG_INS_GO_LAST)?,
    })
}

/// A log-in takes a processor for as long as a hundred data calls do, so data calls go first; and the memory that it fills is the
/// system's again when for two seconds nobody logged in.
const LOG_INS_GO_LAST: Manner = Manner { last: true, rest: Some(Rest { after: Duration::from_secs(2), run: fgapi_proof::give_back }) };

/// So many changes one commit of SQLite covers, if as many threads wait for it.
const COMMITTED_TOGETHER: usize = 64;

/// Threads that change tokens. What waits together is committed together: on SQLite, where they only wait for the one writer, all of it; on PostgreSQL
/// what happens most, and each has a connection for the rest.
fn writing(settings: &Settings) -> usize {
    let connections = settings.store.connections.size();
    match settings.store.url {
        StoreAddress::Sqlite(_) => COMMITTED_TOGETHER.max(connections),
        StoreAddress::Postgres(_) => 2 * connections,
        StoreAddress::Memory => connections,
    }
}
