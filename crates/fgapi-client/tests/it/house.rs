//! The real door on a free port, a client of it, and what the SDK is given by tests: a clock, chance, and waits that take no time.

use std::net::{SocketAddr, TcpListener};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

use fgapi_client::{Builder, Fgapi, Link, LogIn, MemoryStorage, Redeem, TokenStorage, Wait};
use fgapi_domain::{GrantSet, IdScheme, ShortText, SystemEntropy, UnixSeconds};
use fgapi_http::{Door, Gateway, HttpSettings, Quota, ThrottleSettings, serve};
use fgapi_puppet::{Asked, Puppet};
use fgapi_testkit::{ManualClock, SeededEntropy};
use fgapi_token::{ClientScreens, MemoryTokens, NewClient, RefreshRetry, TokenDesk, TokenPolicy};
use fgapi_work::{WorkerSettings, Workers};
use futures_util::future::BoxFuture;

use crate::bank::SmallBank;
use crate::far::{Fate, before};

/// Past the end of an access token.
pub(crate) const AN_HOUR: i64 = 3_601;

/// Waits that are noted instead of waited.
#[derive(Clone, Default)]
pub(crate) struct Noted(Arc<Mutex<Vec<Duration>>>);

impl Noted {
    pub(crate) fn waits(&self) -> Vec<Duration> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

impl Wait for Noted {
    fn wait(&self, how_long: Duration) -> BoxFuture<'static, ()> {
        self.0.lock().unwrap().push(how_long);
        Box::pin(std::future::ready(()))
    }
}

/// A client of a bank at `base`, whose time is `clock`.
pub(crate) fn bank<'a>(base: &'a str, clock: &Arc<ManualClock>, noted: &Noted) -> Builder<'a> {
    Fgapi::builder(base, "fgk_us", "fgp_ours").direct().clock(clock.clone()).entropy(SeededEntropy::new(1)).wait(noted.clone())
}

pub(crate) fn clock() -> Arc<ManualClock> {
    Arc::new(ManualClock::new(UnixSeconds(1_769_950_000)))
}

pub(crate) struct House {
    pub(crate) address: SocketAddr,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) noted: Noted,
    credentials: (String, String),
    handle: actix_server::ServerHandle,
    running: Option<JoinHandle<std::io::Result<()>>>,
}

fn workers() -> Workers {
    Workers::start(WorkerSettings { name: "test", threads: 2, queue: 256, patience: Duration::from_secs(30) }).unwrap()
}

impl House {
    pub(crate) fn open() -> Self {
        let clock = clock();
        let entropy = Arc::new(SystemEntropy::new());
        let desk = TokenDesk::new(Arc::new(MemoryTokens::default()), clock.clone(), entropy.clone(), TokenPolicy::default());
        let credentials = client(&desk);
        let throttle = ThrottleSettings {
            calls: Quota::UNLIMITED,
            system_token: Quota::UNLIMITED,
            login: Quota::UNLIMITED,
            ..ThrottleSettings::default()
        };
        let readers = workers();
        let gateway = Gateway {
            bank: Arc::new(SmallBank),
            desk,
            office: None,
            saas: None,
            linked: None,
            ids: Arc::new(IdScheme::composed()),
            clock: clock.clone(),
            entropy,
            settings: HttpSettings { login_post: true, throttle, ..HttpSettings::default() },
            writers: readers.clone(),
            readers,
            logins: workers(),
        };
        let door = Door::new(gateway);
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (tell, told) = std::sync::mpsc::channel();
        let running = std::thread::spawn(move || {
            actix_web::rt::System::new().block_on(async move {
                let server = serve(&door, listener, |_| {})?;
                tell.send(server.handle()).unwrap();
                server.await
            })
        });
        Self { address, clock, noted: Noted::default(), credentials, handle: told.recv().unwrap(), running: Some(running) }
    }

    /// A way to it on which things happen.
    pub(crate) fn behind(&self, odd: impl Fn(&Asked, usize) -> Fate + Send + Sync + 'static) -> Puppet {
        before(self.address, odd)
    }

    /// Its client, who calls at `base`.
    pub(crate) fn builder<'a>(&self, base: &'a str) -> Builder<'a> {
        let (api_key, password) = self.credentials.clone();
        Fgapi::builder(base, api_key, password).direct().clock(self.clock.clone()).wait(self.noted.clone())
    }

    pub(crate) fn bank(&self) -> Fgapi {
        self.builder(&format!("http://{}", self.address)).build().unwrap()
    }
}

/// A customer who has just consented.
pub(crate) async fn link(bank: &Fgapi, storage: impl TokenStorage) -> Link {
    let auth = bank.log_in(&LogIn { id: "alice", password: "right", ..LogIn::default() }).await.unwrap();
    Link::redeem(bank, storage, &Redeem::of(&auth.auth_token)).await.unwrap()
}

/// The same, with a storage that the test looks into.
pub(crate) async fn kept_link(bank: &Fgapi) -> (Link, Arc<MemoryStorage>) {
    let storage = Arc::new(MemoryStorage::new());
    (link(bank, storage.clone()).await, storage)
}

fn client(desk: &TokenDesk) -> (String, String) {
    let new = NewClient {
        redirect_uris: Vec::new(),
        screens: ClientScreens::default(),
        name: ShortText::new("App").unwrap(),
        company: ShortText::new("Company").unwrap(),
        grants: GrantSet::all(),
        redirect_domains: Vec::new(),
        networks: Vec::new(),
        refresh_retry: RefreshRetry::Never,
    };
    let credentials = desk.register(new, &fgapi_audit::By::GATEWAY).unwrap();
    (credentials.api_key.to_string(), credentials.password.reveal().to_owned())
}

impl Drop for House {
    fn drop(&mut self) {
        drop(self.handle.stop(false));
        if let Some(running) = self.running.take() {
            let ended = running.join();
            assert!(std::thread::panicking() || ended.is_ok_and(|outcome| outcome.is_ok()), "the server ended badly");
        }
    }
}
