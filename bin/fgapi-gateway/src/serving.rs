//! The gateway while it serves: its threads, its housekeeping and its end.

use std::sync::Arc;
use std::time::Duration;

use actix_server::Server;
use actix_web::web;
use fgapi_admin::AdminDesk;
use fgapi_chores::{Housekeeping, OfficeChores, OfficeWork, Sealer};
use fgapi_domain::{Clock, ForwardClock, SystemClock, SystemEntropy};
use fgapi_http::{Door, Gateway};
use fgapi_lobby::Office;
use fgapi_portal::Portal;
use fgapi_store::Store;
use fgapi_token::TokenDesk;
use fgapi_work::{WorkerSettings, Workers};
use futures_util::future::{join_all, try_join_all};
use tokio::task::JoinHandle;

use crate::customer_certificates::CustomerCertificates;
use crate::failure::Failure;
use crate::login_key::LoginKey;
use crate::settings::{ForRooms as _, Settings};
use crate::sockets::Sockets;
use crate::{house, mailing, office, screens};

const DAY: i64 = 86_400;

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
    let housekeeping = housekeeping(store, gateway.desk.clone(), certificates, clock)?;
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
    let chores = OfficeChores {
        desk: desk.clone(),
        records: store.office(),
        audit: store.audit(),
        kept_seconds: settings.office.kept_days.signed() * DAY,
        audit_seconds: settings.audit.keep_days.signed() * DAY,
        patience: Duration::from_secs(settings.server.drain_seconds.get().into()),
    };
    OfficeWork::begin(chores, mailer.map(|mailer| Box::new(mailer) as _)).map_err(no_thread)
}

/// The latest time is written down too, and changed files of customers' certificates are read again.
fn housekeeping(
    store: &Store,
    desk: TokenDesk,
    mut certificates: Option<CustomerCertificates>,
    clock: Arc<ForwardClock<SystemClock>>,
) -> Result<Housekeeping, Failure> {
    let tokens = desk.clone();
    let more = move || {
        if let Err(problem) = house::keep_time(&tokens, &clock) {
            log::warn!("{problem}");
        }
        certificates.iter_mut().for_each(CustomerCertificates::follow);
    };
    Housekeeping::begin(desk, store.journeys(), Sealer::new(store.audit()), more).map_err(no_thread)
}

fn no_thread(error: std::io::Error) -> Failure {
    Failure::broken(format!("no thread: {error}"), "try again")
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

#[cfg(test)]
mod tests {
    use super::*;

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
