//! The gateway while it serves: its socket, its threads, its housekeeping and its end.

use std::io::ErrorKind;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use fgapi_domain::SystemEntropy;
use fgapi_http::{Door, Gateway, Tls};
use fgapi_store::Store;
use fgapi_token::TokenDesk;
use fgapi_work::{WorkerSettings, Workers};

use crate::failure::Failure;
use crate::house;
use crate::settings::Settings;

/// Serves `store` as the settings say until the process is told to end, in HTTPS when there is `tls`. `ready` is called with
/// the base URL when the socket takes calls.
///
/// SIGTERM and SIGINT let calls in flight end (`server.drain_seconds`); a second signal ends the process at once.
///
/// # Errors
/// A [`Failure`] when it cannot begin, or breaks.
pub(crate) fn serve(
    settings: &Settings,
    store: &Store,
    tls: Option<Tls>,
    ready: impl FnOnce(&str) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let gateway = gateway(settings, store)?;
    let housekeeping = Housekeeping::begin(gateway.desk.clone())?;
    let outcome = actix_rt::System::new().block_on(run(settings, gateway, tls, ready));
    housekeeping.end();
    outcome
}

fn gateway(settings: &Settings, store: &Store) -> Result<Gateway, Failure> {
    let workers = |name, threads| {
        let patience = Duration::from_secs(settings.server.deadline_seconds.get().into());
        let asked = WorkerSettings { name, threads, queue: settings.server.queue.size(), patience };
        Workers::start(asked).map_err(|error| Failure::broken(format!("no thread: {error}"), "lower store.connections and login.threads"))
    };
    let clock = house::clock(store)?;
    let entropy = Arc::new(SystemEntropy::new());
    Ok(Gateway {
        bank: store.bank(settings.bank.code),
        desk: TokenDesk::new(store.tokens(), clock.clone(), entropy.clone(), settings.policy()),
        ids: Arc::new(house::ids(settings)?),
        clock,
        entropy,
        settings: settings.http(),
        readers: workers("store", settings.store.connections.size())?,
        logins: workers("login", settings.login.threads.size())?,
    })
}

async fn run(
    settings: &Settings,
    gateway: Gateway,
    tls: Option<Tls>,
    ready: impl FnOnce(&str) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let listener = listen(settings.server.bind)?;
    let broken = |error: std::io::Error| Failure::broken(format!("serving: {error}"), "look at the log, then start again");
    let address = listener.local_addr().map_err(broken)?;
    let scheme = if tls.is_some() { "https" } else { "http" };
    let door = Door::new(gateway);
    let server = match tls {
        Some(tls) => fgapi_http::serve_tls(&door, listener, tls, |_| {}),
        None => fgapi_http::serve(&door, listener, |_| {}),
    };
    let server = server.map_err(broken)?;
    let handle = server.handle();
    let running = actix_rt::spawn(server);
    let base_url = format!("{scheme}://{address}{}", settings.server.prefix.as_str());
    log::info!(bank = settings.bank.code.as_str(), store:% = settings.store.url, version = env!("CARGO_PKG_VERSION"); "serving {base_url}");
    ready(&base_url)?;
    signal().await.map_err(broken)?;
    log::info!("ending: calls in flight may end; a second signal ends at once");
    actix_rt::spawn(async {
        if signal().await.is_ok() {
            std::process::exit(1);
        }
    });
    handle.stop(true).await;
    let ended = running.await.map_err(std::io::Error::other);
    ended.and_then(|outcome| outcome).map_err(broken)?;
    log::info!("ended");
    Ok(())
}

/// Connections that may wait to be accepted.
const BACKLOG: u32 = 1_024;

fn listen(bind: SocketAddr) -> Result<TcpListener, Failure> {
    let open = || {
        let socket = if bind.is_ipv4() { tokio::net::TcpSocket::new_v4() } else { tokio::net::TcpSocket::new_v6() }?;
        // A port whose last connections are still closing is free.
        socket.set_reuseaddr(cfg!(unix))?;
        socket.bind(bind)?;
        socket.listen(BACKLOG)?.into_std()
    };
    open().map_err(|error| match error.kind() {
        ErrorKind::AddrInUse => Failure::broken(
            format!("{bind}: another program listens there"),
            "end that program, or take another port: `fgapi sandbox --port 0` takes any free one, `fgapi serve` has server.bind",
        ),
        ErrorKind::PermissionDenied | ErrorKind::AddrNotAvailable => {
            Failure::broken(format!("{bind}: {error}"), "choose an address of this machine and a port from 1024 on, in server.bind")
        }
        _ => Failure::broken(format!("{bind}: {error}"), "look at server.bind"),
    })
}

/// Waits until the process is told to end.
#[cfg(unix)]
async fn signal() -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    Ok(())
}

/// Waits until the process is told to end.
#[cfg(not(unix))]
async fn signal() -> std::io::Result<()> {
    tokio::signal::ctrl_c().await
}

/// What runs beside the calls: expired rows are purged in small batches, and the latest time is written down.
struct Housekeeping {
    stop: Sender<()>,
    thread: JoinHandle<()>,
}

const PAUSE: Duration = Duration::from_secs(10);
/// Rows a purge removes at once; writers wait no longer than for these.
const BATCH: u32 = 200;

impl Housekeeping {
    fn begin(desk: TokenDesk) -> Result<Self, Failure> {
        let (stop, stopped) = channel();
        let thread = std::thread::Builder::new().name("housekeeping".into());
        let work = move || {
            loop {
                tidy(&desk);
                if stopped.recv_timeout(PAUSE) != Err(RecvTimeoutError::Timeout) {
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

fn tidy(desk: &TokenDesk) {
    if let Err(fault) = desk.raise_clock() {
        log::warn!("the time could not be written down: {fault}");
    }
    loop {
        match desk.purge(BATCH) {
            Ok(purged) if purged.rows >= u64::from(BATCH) => {}
            Ok(_) => return,
            Err(fault) => {
                log::warn!("expired rows could not be purged: {fault}");
                return;
            }
        }
    }
}
