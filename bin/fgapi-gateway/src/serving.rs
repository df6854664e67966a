//! The gateway while it serves: its threads, its housekeeping and its end.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, TryRecvError, channel};
use std::time::Duration;

use actix_server::Server;
use actix_web::web;
use fgapi_admin::AdminDesk;
use fgapi_consent::JourneyStore;
use fgapi_domain::{Clock, ForwardClock, SystemClock, SystemEntropy};
use fgapi_http::{Door, Gateway};
use fgapi_office::Office;
use fgapi_portal::Portal;
use fgapi_store::Store;
use fgapi_token::{Purged, StoreFault, TokenDesk};
use fgapi_work::{WorkerSettings, Workers};
use futures_util::future::{join_all, try_join_all};
use tokio::task::JoinHandle;

use crate::customer_certificates::CustomerCertificates;
use crate::failure::Failure;
use crate::login_key::LoginKey;
use crate::office_work::OfficeWork;
use crate::sealing::Sealer;
use crate::settings::{ForRooms as _, Settings};
use crate::sockets::Sockets;
use crate::{house, mailing, office, screens};

/// Serves `store` as the settings say until the process is told to end. `ready` is called with the base URL and the office's
/// desk when the sockets take calls.
///
/// SIGTERM and SIGINT let calls in flight end (`server.drain_seconds`); a second signal ends the process at once.
///
/// # Errors
/// A [`Failure`] when it cannot begin, or breaks.
pub(crate) fn serve(
    settings: &Settings,
    store: &Store,
    more: impl More,
    ready: impl FnOnce(&str, Option<&AdminDesk>) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let clock = house::clock_to_serve(store)?;
    let key = LoginKey::ready(settings, store)?;
    let store = match &key {
        Some(key) => &store.clone().with_pin_key(key.pins()),
        None => store,
    };
    let mut gateway = gateway(settings, store, clock.clone())?;
    let certificates = CustomerCertificates::read(settings)?;
    let system = actix_rt::System::new();
    let sockets = system.block_on(async { Sockets::open(settings, certificates.as_ref()) })?;
    let screens = match &key {
        None => None,
        Some(key) => Some(Screens::over(settings, store, key, &mut gateway, certificates.as_ref(), &sockets)?),
    };
    let desk = gateway.office.clone();
    let mut office_work = desk.as_ref().map(|desk| office_work(settings, store, desk, more.shows_mails())).transpose()?;
    let journeys = store.journeys();
    let housekeeping = Housekeeping::begin(gateway.desk.clone(), journeys, Sealer::new(store.audit()), certificates, clock)?;
    let door = Door::new(gateway);
    let ready = move |base_url: &str| ready(base_url, desk.as_ref());
    let more = move |app: &mut web::ServiceConfig| {
        if let Some(Screens { portal, office }) = &screens {
            more.mount(app, portal, office.as_ref().map(|office| &office.desk));
            if let Some(office) = office {
                app.configure(office.routes());
            }
            app.configure(portal.routes());
        }
    };
    let ending = || office_work.iter_mut().for_each(OfficeWork::stop);
    let outcome = system.block_on(run(settings, &door, sockets, more, ready, ending));
    office_work.into_iter().for_each(OfficeWork::end);
    housekeeping.end();
    outcome
}

/// The screens of a gateway that has its key: the customers' own, and the office's unless the settings close it.
#[derive(Clone)]
struct Screens {
    portal: Portal,
    office: Option<Office>,
}

impl Screens {
    /// Makes them; `gateway` gets to know the office's desk.
    fn over(
        settings: &Settings,
        store: &Store,
        key: &LoginKey,
        gateway: &mut Gateway,
        certificates: Option<&CustomerCertificates>,
        sockets: &Sockets,
    ) -> Result<Self, Failure> {
        let origins = sockets.origins(settings);
        let origin = origins.main.clone().unwrap_or_else(|| sockets.origin(settings));
        let (tokens, clock, https) = (gateway.desk.clone(), Arc::clone(&gateway.clock), origins.https);
        gateway.office = office::Site { settings, store, key, tokens, clock }.desk(&origin);
        let portal = screens::portal(settings, store, gateway, key, certificates.map(CustomerCertificates::shared), origins)?;
        let office = gateway.office.as_ref().map(|desk| screens::office(settings, gateway, desk, https)).transpose()?;
        Ok(Self { portal, office })
    }
}

/// Routes that are served beside FGAPI and the screens: a sandbox has some.
pub(crate) trait More: Clone + Send + 'static {
    /// Adds them.
    fn mount(&self, app: &mut web::ServiceConfig, portal: &Portal, office: Option<&AdminDesk>);

    /// Whether mails that nobody sends can be read here.
    fn shows_mails(&self) -> bool;
}

/// No more routes.
impl More for () {
    fn mount(&self, _: &mut web::ServiceConfig, _: &Portal, _: Option<&AdminDesk>) {}

    fn shows_mails(&self) -> bool {
        false
    }
}

fn office_work(settings: &Settings, store: &Store, desk: &AdminDesk, shown: bool) -> Result<OfficeWork, Failure> {
    let mailer = mailing::mailer(settings)?;
    if mailer.is_none() && !shown {
        log::warn!("mail.server is not set: the office's mails wait, and nobody gets them");
    }
    OfficeWork::begin(settings, store, desk, mailer)
}

fn gateway(settings: &Settings, store: &Store, clock: Arc<dyn Clock>) -> Result<Gateway, Failure> {
    let workers = |name, threads| {
        let patience = Duration::from_secs(settings.server.deadline_seconds.get().into());
        let asked = WorkerSettings { name, threads, queue: settings.server.queue.size(), patience };
        Workers::start(asked).map_err(|error| Failure::broken(format!("no thread: {error}"), "lower store.connections and login.threads"))
    };
    let entropy = Arc::new(SystemEntropy::new());
    Ok(Gateway {
        office: None,
        bank: store.bank(settings.bank.code),
        desk: TokenDesk::new(store.tokens(), clock.clone(), entropy.clone(), settings.policy()),
        ids: Arc::new(house::ids(settings)?),
        clock,
        entropy,
        settings: settings.http(),
        readers: workers("read", settings.store.connections.size())?,
        writers: workers("write", settings.store.connections.size())?,
        logins: workers("login", settings.login.threads.size())?,
    })
}

async fn run(
    settings: &Settings,
    door: &Door,
    sockets: Sockets,
    more: impl Fn(&mut web::ServiceConfig) + Clone + Send + 'static,
    ready: impl FnOnce(&str) -> Result<(), Failure>,
    ending: impl FnOnce(),
) -> Result<(), Failure> {
    let base_url = sockets.base_url(settings);
    let servers = sockets.serve(door, more).map_err(broken)?;
    let handles: Vec<_> = servers.iter().map(Server::handle).collect();
    // Whoever reads the base URL may end the process from then on: it listens for that before.
    let mut signals = Signals::listen().map_err(broken)?;
    let mut running = actix_rt::spawn(async { try_join_all(servers).await.map(drop) });
    log::info!(bank = settings.bank.code.as_str(), store:% = settings.store.url, version = env!("CARGO_PKG_VERSION"); "serving {base_url}");
    ready(&base_url)?;
    until_told(signals.next(), &mut running).await.map_err(broken)?;
    ending();
    log::info!("ending: calls in flight may end; a second signal ends at once");
    actix_rt::spawn(async move {
        signals.next().await;
        std::process::exit(1);
    });
    join_all(handles.iter().map(|handle| handle.stop(true))).await;
    let ended = running.await.map_err(std::io::Error::other);
    ended.and_then(|outcome| outcome).map_err(broken)?;
    log::info!("ended");
    Ok(())
}

fn broken(error: std::io::Error) -> Failure {
    Failure::broken(format!("serving: {error}"), "look at the log, then start again")
}

/// Waits until the process is `told` to end. A server that ends before is an error, also when it calls that well.
async fn until_told(told: impl Future<Output = ()>, running: &mut JoinHandle<std::io::Result<()>>) -> std::io::Result<()> {
    tokio::select! {
        () = told => Ok(()),
        ended = running => {
            ended.map_err(std::io::Error::other)??;
            Err(std::io::Error::other("the server ended, and nobody told it to"))
        }
    }
}

/// The signals by which the process is told to end; none is missed from [`listen`](Self::listen) on.
#[cfg(unix)]
struct Signals {
    terminate: tokio::signal::unix::Signal,
    interrupt: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    fn listen() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self { terminate: signal(SignalKind::terminate())?, interrupt: signal(SignalKind::interrupt())? })
    }

    /// Waits for the next one.
    async fn next(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}

/// The signal by which the process is told to end.
#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    fn listen() -> std::io::Result<Self> {
        Ok(Self)
    }

    /// Waits for the next one.
    async fn next(&mut self) {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

/// What runs beside the calls: expired rows are purged in small batches, the latest time and the reads of links are written down,
/// changed files of customers' certificates are read again,
/// and each second the audit log is sealed.
struct Housekeeping {
    stop: Sender<()>,
    thread: std::thread::JoinHandle<()>,
}

const PAUSE_SECONDS: u32 = 10;
/// Rows a purge removes at once; writers wait no longer than for these.
const BATCH: u32 = 200;

impl Housekeeping {
    fn begin(
        desk: TokenDesk,
        journeys: Arc<dyn JourneyStore>,
        mut sealer: Sealer,
        mut certificates: Option<CustomerCertificates>,
        clock: Arc<ForwardClock<SystemClock>>,
    ) -> Result<Self, Failure> {
        let (stop, stopped) = channel();
        let thread = std::thread::Builder::new().name("housekeeping".into());
        let work = move || {
            loop {
                if let Err(problem) = house::keep_time(&desk, &clock) {
                    log::warn!("{problem}");
                }
                let purged =
                    purge(&stopped, || desk.purge(BATCH)).and_then(|()| purge(&stopped, || journeys.purge_journeys(desk.now(), BATCH)));
                if let Err(fault) = purged {
                    log::warn!("expired rows could not be purged: {fault}");
                }
                if let Some(certificates) = &mut certificates {
                    certificates.follow();
                }
                let goes_on = sealer.pause(PAUSE_SECONDS, &stopped);
                if let Err(fault) = desk.write_reads() {
                    log::warn!("the reads of links could not be written down: {fault}");
                }
                if !goes_on {
                    sealer.seal();
                    return;
                }
            }
        };
        let thread = thread.spawn(work).map_err(|error| Failure::broken(format!("no thread: {error}"), "try again"))?;
        Ok(Self { stop, thread })
    }

    fn end(self) {
        drop(self.stop);
        // A panic in it was told when it happened.
        drop(self.thread.join());
    }
}

/// Purges batch after batch until one is not full, or the gateway ends: what is left then waits for the next start.
fn purge(stopped: &Receiver<()>, mut batch: impl FnMut() -> Result<Purged, StoreFault>) -> Result<(), StoreFault> {
    while stopped.try_recv() == Err(TryRecvError::Empty) && batch()?.rows >= u64::from(BATCH) {}
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_does_not_wait_for_a_backlog() {
        let (stop, stopped) = channel();
        let (mut stop, mut batches) = (Some(stop), 0);
        let endless = || {
            batches += 1;
            if batches == 3 {
                drop(stop.take());
            }
            assert!(batches < 100, "the purge goes on though the gateway ends");
            Ok(Purged { rows: BATCH.into() })
        };
        purge(&stopped, endless).unwrap();
        assert_eq!(batches, 3);
    }

    #[test]
    fn a_purge_goes_on_until_a_batch_is_not_full() {
        let (_stop, stopped) = channel();
        let mut left = vec![0, 7, BATCH, BATCH];
        purge(&stopped, || Ok(Purged { rows: left.pop().unwrap().into() })).unwrap();
        assert_eq!(left, [0]);
    }

    #[test]
    fn a_server_that_ends_by_itself_is_an_error_even_when_it_calls_that_well() {
        actix_rt::System::new().block_on(async {
            let mut running = actix_rt::spawn(async { Ok(()) });
            let error = until_told(std::future::pending(), &mut running).await.unwrap_err();
            assert!(error.to_string().contains("nobody told it to"));
            let mut running = actix_rt::spawn(async { Err(std::io::Error::other("no socket")) });
            let error = until_told(std::future::pending(), &mut running).await.unwrap_err();
            assert_eq!(error.to_string(), "no socket");
            let mut running = actix_rt::spawn(std::future::pending());
            until_told(std::future::ready(()), &mut running).await.unwrap();
        });
    }
}
