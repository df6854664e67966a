//! What every law needs: a fresh store behind desks, clients that call, end users who log in.

use std::any::Any;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Barrier};

use fgapi_audit::By;
use fgapi_domain::{AccountChoice, Clock as _, Grant, GrantRequest, GrantSet, Secret, UnixSeconds};
use fgapi_token::{
    ApiKey, Authorization, CheckError, ClientScreens, Dead, ExchangeError, LinkId, NewClient, Pair, PresentedClient, RefreshRetry, Refusal,
    Retry, SystemBearer, TokenDesk, TokenDigest, TokenPolicy, TokenStore, UserBearer, judge,
};

use crate::{ManualClock, SeededEntropy};

/// Where all callers of a stage call from.
pub(super) const CALLER: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 7));

/// When a stage begins.
pub(super) const START: UnixSeconds = UnixSeconds(1_790_000_000);

/// How many call at once in a race.
pub(crate) const CROWD: usize = 16;

/// One fresh, empty store, opened by one node or more.
pub struct TokenNodes {
    nodes: Vec<Arc<dyn TokenStore>>,
    held: Box<dyn Any + Send + Sync>,
}

impl TokenNodes {
    /// A store with one node.
    pub fn one(store: Arc<dyn TokenStore>) -> Self {
        Self::many(vec![store], ())
    }

    /// The same store opened several times, as several processes would. `held` is dropped after them.
    pub fn many(nodes: Vec<Arc<dyn TokenStore>>, held: impl Any + Send + Sync) -> Self {
        assert!(!nodes.is_empty(), "a stage needs a node");
        Self { nodes, held: Box::new(held) }
    }
}

/// A client that is registered, with a system token.
#[derive(Clone, Debug)]
pub struct App {
    /// Its API key.
    pub key: ApiKey,
    /// Its password.
    pub password: Secret,
    /// Its checked system token.
    pub system: SystemBearer,
    /// The same in clear.
    pub bearer: Secret,
}

impl App {
    /// How it names itself in a body.
    pub fn presented(&self) -> PresentedClient<'_> {
        PresentedClient { api_key: self.key.as_str(), password: None }
    }
}

/// A store under test.
pub struct Stage {
    /// The clock of all desks.
    pub clock: Arc<ManualClock>,
    /// The randomness of all desks.
    pub entropy: Arc<SeededEntropy>,
    desks: Vec<TokenDesk>,
    nodes: Vec<Arc<dyn TokenStore>>,
    turn: AtomicUsize,
    _held: Box<dyn Any + Send + Sync>,
}

impl Stage {
    /// A stage over a fresh store, with the usual lifetimes.
    pub fn over(store: TokenNodes) -> Self {
        let clock = Arc::new(ManualClock::new(START));
        let entropy = Arc::new(SeededEntropy::new(2_026));
        let desk = |node: &Arc<dyn TokenStore>| TokenDesk::new(Arc::clone(node), clock.clone(), entropy.clone(), TokenPolicy::default());
        let desks = store.nodes.iter().map(desk).collect();
        Self { desks, clock, entropy, nodes: store.nodes, turn: AtomicUsize::new(0), _held: store.held }
    }

    /// The desk of the next node: calls go around.
    pub fn desk(&self) -> &TokenDesk {
        self.desk_of(self.turn.fetch_add(1, Ordering::Relaxed))
    }

    /// The desk of a node.
    pub fn desk_of(&self, node: usize) -> &TokenDesk {
        &self.desks[node % self.desks.len()]
    }

    /// The next node.
    pub fn store(&self) -> &Arc<dyn TokenStore> {
        &self.nodes[self.turn.fetch_add(1, Ordering::Relaxed) % self.nodes.len()]
    }

    /// A desk that decides by other lifetimes.
    pub fn desk_with(&self, policy: TokenPolicy) -> TokenDesk {
        TokenDesk::new(Arc::clone(self.store()), self.clock.clone(), self.entropy.clone(), policy)
    }

    /// Now.
    pub fn now(&self) -> UnixSeconds {
        self.clock.now()
    }

    /// A client with all grants that follows the letter of the document.
    pub fn app(&self) -> App {
        self.app_with(RefreshRetry::Never)
    }

    /// A client with all grants.
    pub fn app_with(&self, refresh_retry: RefreshRetry) -> App {
        self.register(NewClient { refresh_retry, ..new_client() })
    }

    /// Registers a client.
    pub fn register(&self, new: NewClient) -> App {
        let credentials = self.desk().register(new, &By::GATEWAY).expect("a client is registered");
        let password = Secret::new(credentials.password.reveal());
        let issued = self.desk().issue_system(credentials.api_key.as_str(), &password, GrantRequest::Allowed, CALLER);
        let system = issued.expect("a client gets a system token");
        let bearer = Secret::new(system.token.reveal());
        let system = self.desk().check_system(bearer.reveal(), None, CALLER).expect("a new system token is good");
        App { key: credentials.api_key, password, system, bearer }
    }

    /// An auth token: `customer` let `app` have everything.
    pub fn login(&self, app: &App, customer: &str) -> Secret {
        self.login_as(app, customer, "default", GrantSet::all())
    }

    /// An auth token.
    pub fn login_as(&self, app: &App, customer: &str, link: &str, grants: GrantSet) -> Secret {
        let client = self.desk().client_for_login(app.key.as_str(), CALLER).expect("an enabled client may begin a login");
        let usual = self.authorization(app, customer);
        self.login_with(Authorization { client: client.id, link_name: link.parse().expect("a link id"), grants, ..usual })
    }

    /// An auth token of this authorization.
    pub fn login_with(&self, authorization: Authorization) -> Secret {
        Secret::new(self.desk().open(authorization, CALLER).expect("a login gives an auth token").token.reveal())
    }

    /// `customer` lets `app` have everything.
    pub fn authorization(&self, app: &App, customer: &str) -> Authorization {
        Authorization {
            client: app.system.client.id,
            customer: customer.parse().expect("a customer id"),
            link_name: Default::default(),
            grants: GrantSet::all(),
            accounts: AccountChoice::All,
            challenge: None,
        }
    }

    /// /auth/token@POST.
    ///
    /// # Errors
    /// As [`TokenDesk::redeem`].
    pub fn redeem(&self, app: &App, auth: &Secret, retry: Option<&Retry>) -> Result<Pair, ExchangeError> {
        self.desk().redeem(&app.system, app.presented(), auth, None, retry)
    }

    /// /auth/token@PUT, in one step of the store where it can and the node knows the bearer.
    ///
    /// # Errors
    /// As [`TokenDesk::rotate`].
    pub fn rotate(&self, app: &App, refresh: &Secret, retry: Option<&Retry>) -> Result<Pair, ExchangeError> {
        let desk = self.desk();
        if retry.is_none()
            && let Some(known) = desk.recall_system(app.bearer.reveal(), CALLER)
            && let Some(pair) = desk.rotate_recalled(&known, app.presented(), refresh)?
        {
            return Ok(pair);
        }
        desk.rotate(&app.system, app.presented(), refresh, retry)
    }

    /// /auth/token@DELETE.
    ///
    /// # Errors
    /// As [`TokenDesk::end`].
    pub fn end(&self, app: &App, refresh: &Secret, retry: Option<&Retry>) -> Result<Option<LinkId>, ExchangeError> {
        self.desk().end(&app.system, app.presented(), refresh, retry)
    }

    /// The first pair of a new authorization.
    pub fn link(&self, app: &App, customer: &str) -> Pair {
        self.redeem(app, &self.login(app, customer), None).expect("an auth token is exchanged")
    }

    /// The next pair.
    pub fn next(&self, app: &App, pair: &Pair) -> Pair {
        self.rotate(app, &pair.refresh, None).expect("a living refresh token is exchanged")
    }

    /// Presents an access token at /balances.
    ///
    /// # Errors
    /// As [`TokenDesk::check_user`].
    pub fn present(&self, access: &Secret) -> Result<UserBearer, CheckError> {
        self.desk().check_user(access.reveal(), Grant::Balances, CALLER)
    }

    /// Why an access token is dead, as every node says, without using it; `None` when it is alive.
    pub fn death(&self, access: &Secret) -> Option<Dead> {
        let digest = TokenDigest::of(access.reveal());
        let mut deaths = self.nodes.iter().map(|node| match node.access_token(&digest).expect("the store answers") {
            None => Some(Dead::Unknown),
            Some(facts) => judge::access(&facts, self.now()),
        });
        let first = deaths.next().flatten();
        assert!(deaths.all(|death| death == first), "every node says the same of a token");
        first
    }

    /// A token is alive on every node.
    pub fn assert_alive(&self, pair: &Pair, law: &str) {
        assert_eq!(self.death(&pair.access), None, "{law}");
    }

    /// A token is dead on every node, for this reason.
    pub fn assert_dead(&self, pair: &Pair, why: Dead, law: &str) {
        assert_eq!(self.death(&pair.access), Some(why), "{law}");
    }
}

/// A client with all grants, from anywhere.
pub(super) fn new_client() -> NewClient {
    NewClient {
        name: "家計簿".parse().expect("a name"),
        company: "フィンテック株式会社".parse().expect("a name"),
        grants: GrantSet::all(),
        redirect_domains: vec!["app.example.com".parse().expect("a domain")],
        redirect_uris: Vec::new(),
        screens: ClientScreens::default(),
        networks: Vec::new(),
        refresh_retry: RefreshRetry::Never,
    }
}

/// An idempotency key with a body.
pub(super) fn retry(key: &str, body: &str) -> Retry {
    Retry::new(key, body.to_owned()).expect("a key")
}

/// The refusal of an exchange.
pub(super) fn refusal<T: std::fmt::Debug>(outcome: Result<T, ExchangeError>) -> Refusal {
    match outcome {
        Err(ExchangeError::Refused(refusal)) => refusal,
        other => panic!("a refusal was due, not {other:?}"),
    }
}

/// The exchange was refused for `why`, and did or did not end a link.
pub(super) fn assert_refused<T: std::fmt::Debug>(outcome: Result<T, ExchangeError>, why: Dead, ended_link: bool, law: &str) {
    let refusal = refusal(outcome);
    assert_eq!((refusal.why, refusal.ended_link), (why, ended_link), "{law}");
}

/// Runs `act` on [`CROWD`] threads that begin together; the outcomes, by thread.
pub(crate) fn at_once<T: Send>(act: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let barrier = Barrier::new(CROWD);
    std::thread::scope(|scope| {
        let run = |number| {
            let (barrier, act) = (&barrier, &act);
            scope.spawn(move || {
                barrier.wait();
                act(number)
            })
        };
        let threads: Vec<_> = (0..CROWD).map(run).collect();
        threads.into_iter().map(|thread| thread.join().expect("no caller breaks off")).collect()
    })
}
