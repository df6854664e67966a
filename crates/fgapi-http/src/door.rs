//! The gateway as one value: what it needs from other rooms, and what it keeps between calls.

use std::io;
use std::ops::Deref;
use std::sync::Arc;

use actix_web::web;
use fgapi_admin::AdminDesk;
use fgapi_banking::Bank;
use fgapi_domain::{Clock, Entropy, IdScheme, SystemClock, SystemEntropy};
use fgapi_linked::LinkedDesk;
use fgapi_saas::SaasDesk;
use fgapi_token::{TokenDesk, TokenPolicy, TokenStore};
use fgapi_work::{Manner, WorkerSettings, Workers};

use crate::continuity::Continuity;
use crate::kept::KeptPages;
use crate::settings::HttpSettings;
use crate::throttle::Throttle;
use crate::watch::{Answered, Watcher};

/// Everything that the door needs.
#[derive(Clone)]
pub struct Gateway {
    /// The bank's core.
    pub bank: Arc<dyn Bank>,
    /// Clients and tokens.
    pub desk: TokenDesk,
    /// The operator's office, where the gateway has one: it knows API tokens, and counts what clients do.
    pub office: Option<AdminDesk>,
    /// Tenants' credentials of outside products, where the gateway has a vault.
    pub saas: Option<SaasDesk>,
    /// What customers have at other institutions, where the gateway has a vault.
    pub linked: Option<LinkedDesk>,
    /// How keys become ids.
    pub ids: Arc<IdScheme>,
    /// For the ids of requests.
    pub clock: Arc<dyn Clock>,
    /// For the ids of requests.
    pub entropy: Arc<dyn Entropy>,
    /// What the bank decided.
    pub settings: HttpSettings,
    /// Threads for the calls that read.
    pub readers: Workers,
    /// Threads for the calls that change tokens, so that writes that wait for each other hold up no reader.
    pub writers: Workers,
    /// Threads for /auth/login@POST, whose password check is slow on purpose and must not hold up other calls.
    pub logins: Workers,
}

/// How many threads a gateway has that nobody measured: for reading, for writing, for passwords.
const THREADS: [(&str, usize, Manner); 3] = [
    ("read", 4, Manner { last: false, rest: None }),
    ("write", 4, Manner { last: false, rest: None }),
    // A password check takes a processor for long: other calls go first.
    ("login", 2, Manner { last: true, rest: None }),
];
/// How many calls may wait for these threads.
const QUEUE: usize = 256;

impl Gateway {
    /// A gateway over a bank and a store of tokens, with what suits a first day: the machine's clock and randomness, the usual
    /// lifetimes, open ids, a few threads of each kind, FGAPI and nothing beside it. What is to be otherwise is said before it:
    /// `Gateway { settings, ..Gateway::new(bank, tokens)? }`.
    ///
    /// # Errors
    /// The operating system's, when it gives no threads.
    pub fn new(bank: Arc<dyn Bank>, tokens: Arc<dyn TokenStore>) -> io::Result<Self> {
        let (clock, entropy) = (Arc::new(SystemClock), Arc::new(SystemEntropy::new()));
        let settings = HttpSettings::default();
        let patience = settings.deadline;
        let [readers, writers, logins] =
            THREADS.map(|(name, threads, manner)| Workers::start_as(WorkerSettings { name, threads, queue: QUEUE, patience }, manner));
        Ok(Self {
            bank,
            desk: TokenDesk::new(tokens, clock.clone(), entropy.clone(), TokenPolicy::default()),
            office: None,
            saas: None,
            linked: None,
            ids: Arc::new(IdScheme::composed()),
            clock,
            entropy,
            settings,
            readers: readers?,
            writers: writers?,
            logins: logins?,
        })
    }
}

/// FGAPI, ready to be served. Clones share what is kept between calls.
#[derive(Clone)]
pub struct Door(Arc<Inside>);

struct Inside {
    gateway: Gateway,
    throttle: Throttle,
    kept: KeptPages,
    continuity: Arc<Continuity>,
    watcher: Option<Arc<dyn Watcher>>,
}

impl Door {
    /// A door to `gateway`.
    pub fn new(gateway: Gateway) -> Self {
        Self::of(gateway, None)
    }

    /// A door whose answers somebody watches.
    pub fn watched(gateway: Gateway, watcher: Arc<dyn Watcher>) -> Self {
        Self::of(gateway, Some(watcher))
    }

    fn of(gateway: Gateway, watcher: Option<Arc<dyn Watcher>>) -> Self {
        let throttle = Throttle::new(&gateway.settings.throttle);
        let kept = KeptPages::new(gateway.settings.page_cache_bytes);
        Self(Arc::new(Inside { gateway, throttle, kept, continuity: Arc::default(), watcher }))
    }

    /// Tells whoever watches.
    pub(crate) fn tell(&self, answered: &Answered<'_>) {
        if let Some(watcher) = &self.0.watcher {
            watcher.answered(answered);
        }
    }

    /// How many transactions were served so far whose balance was not the one before plus their amount: of a bank that keeps the
    /// laws, none. Each was counted when its page was read from the bank.
    pub fn breaks(&self) -> u64 {
        self.0.continuity.breaks()
    }

    /// Tells [`breaks`](Self::breaks) whenever it is asked, without keeping the door.
    pub fn count_of_breaks(&self) -> impl Fn() -> u64 + Send + 'static {
        let continuity = self.0.continuity.clone();
        move || continuity.breaks()
    }

    pub(crate) fn throttle(&self) -> &Throttle {
        &self.0.throttle
    }

    pub(crate) fn kept(&self) -> &KeptPages {
        &self.0.kept
    }

    pub(crate) fn continuity(&self) -> &Continuity {
        &self.0.continuity
    }

    /// Mounts FGAPI into an actix app, under the common prefix and nowhere else (but for the metadata that RFC 8414 wants at the
    /// root): `App::new().configure(door.routes())`. Limits that only a server can keep
    /// ([`HttpSettings`] says which) are then the app's own business. Without a prefix FGAPI answers every path that
    /// was not registered before it.
    pub fn routes(&self) -> impl FnOnce(&mut web::ServiceConfig) + use<> {
        let door = self.clone();
        move |app| crate::routes::mount(&door, app)
    }
}

/// A door has everything that its gateway has.
impl Deref for Door {
    type Target = Gateway;
    fn deref(&self) -> &Gateway {
        &self.0.gateway
    }
}

impl std::fmt::Debug for Door {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Door").field("settings", &self.settings).finish_non_exhaustive()
    }
}
