//! The gateway while it serves: its sockets, its signals and its end.

use std::cell::OnceCell;

use actix_server::Server;
use actix_web::web;
use fgapi_admin::AdminDesk;
use fgapi_chores::OfficeWork;
use fgapi_collector::Collector;
use fgapi_house::{self as house, CustomerCertificates, Entrusted, Failure, LoginKey, Screens, Watch};
use fgapi_http::Door;
use fgapi_openapi::Hint;
use fgapi_portal::Portal;
use fgapi_settings::Settings;
use fgapi_store::Store;
use futures_util::future::{join_all, try_join_all};
use tokio::task::JoinHandle;

use crate::openapi_page::ApiPage;
use crate::sockets::Sockets;
use crate::watch::{self, Probes};

/// What answers, as soon as the sockets take calls.
pub(crate) struct Answering<'a> {
    /// The base URL of FGAPI, as this machine reaches it.
    pub(crate) base_url: &'a str,
    /// Where those who watch ask, as this machine reaches it; `None`: nowhere.
    pub(crate) metrics_url: Option<&'a str>,
    /// The office's desk, where there is an office.
    pub(crate) office: Option<&'a AdminDesk>,
    /// What others entrust to the gateway, where the store keeps it.
    pub(crate) entrusted: Option<&'a Entrusted>,
}

/// Serves `store` as the settings say until the process is told to end. `ready` is called when the sockets take calls, before anything is
/// fetched from other institutions.
///
/// SIGTERM and SIGINT let calls in flight end (`server.drain_seconds`); a second signal ends the process at once.
///
/// # Errors
/// A [`Failure`] when it cannot begin, or breaks.
pub(crate) fn serve(
    settings: &Settings,
    store: &Store,
    more: impl More,
    ready: impl FnOnce(&Answering<'_>) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let clock = house::clock_to_serve(store)?;
    let key = LoginKey::ready(settings, store)?;
    let store = match &key {
        Some(key) => &store.clone().with_pin_key(key.pins()),
        None => store,
    };
    let watch = Watch::over(settings, store)?;
    let probes = Probes::of(settings, store, &watch)?;
    let mut gateway = house::gateway_watched(settings, store, clock.clone(), &watch)?;
    let certificates = CustomerCertificates::read(settings)?;
    let system = actix_rt::System::new();
    let sockets = system.block_on(async { Sockets::open(settings, certificates.as_ref()) })?;
    let origins = sockets.origins(settings);
    let entrusted = Entrusted::over(settings, store, clock.clone(), origins.best())?;
    if let Some(all) = &entrusted {
        all.serve_with(&mut gateway, &origins)?;
    }
    let screens = match &key {
        None => None,
        Some(key) => Some(Screens::over(settings, store, key, &mut gateway, certificates.as_ref(), origins, &watch)?),
    };
    let desk = gateway.office.clone();
    let mut office_work = desk.as_ref().map(|desk| house::office_work(settings, store, desk, more.shows_mails())).transpose()?;
    let housekeeping = house::housekeeping(store, &gateway, certificates, clock, &watch)?;
    let page = ApiPage::of(settings, &gateway, &more)?;
    let door = watch.door(gateway);
    let collector: OnceCell<Collector> = OnceCell::new();
    let metrics_url = sockets.metrics_url();
    let ready = |base_url: &str| {
        ready(&Answering { base_url, metrics_url: metrics_url.as_deref(), office: desk.as_ref(), entrusted: entrusted.as_ref() })?;
        let begun = entrusted.as_ref().map_or(Ok(None), |all| house::collector(settings, all))?;
        begun.into_iter().for_each(|begun| drop(collector.set(begun)));
        Ok(())
    };
    let on_main = settings.server.probes.then(|| probes.clone());
    let more = move |app: &mut web::ServiceConfig| {
        if let Some(probes) = &on_main {
            probes.mount(app);
        }
        if let Some(page) = &page {
            page.mount(app);
        }
        if let Some(Screens { portal, office }) = &screens {
            more.mount(app, portal, office.as_ref().map(|office| &office.desk));
            if let Some(office) = office {
                app.configure(office.routes());
            }
            app.configure(portal.routes());
        }
    };
    let ending = || {
        probes.drain();
        office_work.iter_mut().for_each(OfficeWork::stop);
        collector.get().into_iter().for_each(Collector::stop);
    };
    let serving = Serving { settings, door: &door, sockets, probes: probes.clone() };
    let outcome = system.block_on(serving.run(more, ready, ending));
    collector.into_inner().into_iter().for_each(Collector::end);
    office_work.into_iter().for_each(OfficeWork::end);
    housekeeping.end();
    outcome
}

/// Routes that are served beside FGAPI and the screens: a sandbox has some.
pub(crate) trait More: Clone + Send + 'static {
    /// Adds them.
    fn mount(&self, app: &mut web::ServiceConfig, portal: &Portal, office: Option<&AdminDesk>);

    /// Whether mails that nobody sends can be read here.
    fn shows_mails(&self) -> bool;

    /// How whoever tries the APIs gets credentials, for a gateway with this common prefix.
    fn hint(&self, prefix: &str) -> Hint;
}

/// No more routes.
impl More for () {
    fn mount(&self, _: &mut web::ServiceConfig, _: &Portal, _: Option<&AdminDesk>) {}

    fn shows_mails(&self) -> bool {
        false
    }

    fn hint(&self, _: &str) -> Hint {
        Hint::default()
    }
}

/// What is served, and where.
struct Serving<'a> {
    settings: &'a Settings,
    door: &'a Door,
    sockets: Sockets,
    probes: Probes,
}

impl Serving<'_> {
    async fn run(
        self,
        more: impl Fn(&mut web::ServiceConfig) + Clone + Send + 'static,
        ready: impl FnOnce(&str) -> Result<(), Failure>,
        ending: impl FnOnce(),
    ) -> Result<(), Failure> {
        let Self { settings, door, mut sockets, probes } = self;
        let (base_url, metrics_url) = (sockets.base_url(settings), sockets.metrics_url());
        let watched = sockets.take_metrics().map(|listener| watch::serve(listener, probes)).transpose().map_err(broken)?;
        let watching = watched.as_ref().map(Server::handle);
        let servers = sockets.serve(door, more).map_err(broken)?;
        let handles: Vec<_> = servers.iter().map(Server::handle).collect();
        // Whoever reads the base URL may end the process from then on: it listens for that before.
        let mut signals = Signals::listen().map_err(broken)?;
        let mut running = actix_rt::spawn(async { try_join_all(servers).await.map(drop) });
        let watched = watched.map(actix_rt::spawn);
        log::info!(bank = settings.bank.code.as_str(), store:% = settings.store.url, version = env!("CARGO_PKG_VERSION"); "serving {base_url}");
        if let Some(url) = metrics_url {
            log::info!("metrics are at {url}/metrics");
        }
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
        // Until here those who watch are told that the gateway ends.
        if let Some(watching) = watching {
            watching.stop(false).await;
        }
        if let Some(watched) = watched {
            drop(watched.await);
        }
        ended.and_then(|outcome| outcome).map_err(broken)?;
        log::info!("ended");
        Ok(())
    }
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
