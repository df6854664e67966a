//! A bank's gateway as far as a journey needs it: desks, store, bank, clock, one registered client.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use fgapi_audit::By;
use fgapi_consent::{
    Begun, Certificate, ConsentDesk, ConsentKey, ConsentParts, ConsentPolicy, Journey, JourneyId, JourneyStore, NeverAsk, NotBegun,
    Parameter, Parameters, RiskRule,
};
use fgapi_domain::{AccountKey, CertificateFingerprint, Clock as _, Grant, GrantRequest, GrantSet, Secret, UnixSeconds};
use fgapi_store::Store;
use fgapi_testkit::{ManualClock, SeededEntropy};
use fgapi_token::{
    ClientScreens, ClientStanding, CodeChallenge, CustomerLink, ExchangeError, IssuedCredentials, Loopback, NewClient, Pair,
    PresentedClient, RedirectUri, SystemBearer, TokenDesk, TokenPolicy,
};

use crate::bank::{Person, ScriptedBank};
use crate::browser::Browser;
use crate::watch::Watched;

/// Wednesday, 2026-11-25, noon in Japan.
pub(crate) const NOON: UnixSeconds = UnixSeconds(1_795_575_600);
/// Where customers sit.
pub(crate) const ADDRESS: IpAddr = IpAddr::V4(Ipv4Addr::new(203, 0, 113, 77));
/// Where the client's servers stand.
const CALLER: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 7));
/// The host that the client registered.
pub(crate) const HOST: &str = "fintech.example.com";
/// Its usual way home.
pub(crate) const CALLBACK: &str = "https://fintech.example.com/cb?from=bank";
/// Who sends home.
pub(crate) const ISSUER: &str = "https://bank.example.jp";
/// A state with everything that is special in a query.
pub(crate) const STATE: &str = "a b&c=d+e%20/?#~";

/// What is to be decided before a house stands.
pub(crate) struct Plan {
    pub(crate) policy: ConsentPolicy,
    pub(crate) tokens: TokenPolicy,
    pub(crate) risk: Arc<dyn RiskRule>,
    pub(crate) screens: ClientScreens,
    pub(crate) grants: GrantSet,
    pub(crate) redirect_uris: Vec<RedirectUri>,
    pub(crate) seed: u64,
}

/// The house.
pub(crate) struct House {
    pub(crate) desk: ConsentDesk,
    /// The same desk with all of its time taken by maintenance.
    pub(crate) resting: ConsentDesk,
    pub(crate) tokens: TokenDesk,
    pub(crate) bank: Arc<ScriptedBank>,
    pub(crate) journeys: Arc<Watched>,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) client: IssuedCredentials,
}

/// An account of the bank.
pub(crate) fn account(number: u32) -> AccountKey {
    format!("9999-{:03}-1-{number:07}", 1 + number / 1_000_000).parse().unwrap()
}

pub(crate) fn grants(text: &str) -> GrantSet {
    text.parse().unwrap()
}

pub(crate) fn given(text: &str) -> Parameter {
    Parameter::Given(text.into())
}

/// Taro's certificate, as whoever judged it hands it on.
pub(crate) fn certificate() -> Certificate {
    Certificate {
        fingerprint: CertificateFingerprint::of(b"taro"),
        subject: "CN=Taro".parse().unwrap(),
        issuer: "CN=Bank".parse().unwrap(),
        until: NOON.plus(86_400),
    }
}

/// The customers. Hanako has all that there is; Taro a certificate; Jiro nothing; Kei 401 accounts; Mio one account that needs a PIN.
fn people() -> Vec<Person> {
    vec![
        Person {
            login: "hanako",
            password: "pw-hanako",
            name: "口座　花子",
            questions: vec![("犬の名前は？", "ポチ"), ("母校は？", "Midori High"), ("好きな色は？", "あお")],
            accounts: vec![account(1), account(2), account(3_000_003)],
            pins: [(account(1), "1234"), (account(2), "567890")].into(),
            ..Person::default()
        },
        Person {
            login: "taro",
            password: "pw-taro",
            certificate: Some(CertificateFingerprint::of(b"taro")),
            name: "証明　太郎",
            accounts: vec![account(11)],
            ..Person::default()
        },
        Person { login: "jiro", password: "pw-jiro", ..Person::default() },
        Person { login: "kei", password: "pw-kei", accounts: (1_000..1_401).map(account).collect(), ..Person::default() },
        Person { login: "mio", password: "pw-mio", accounts: vec![account(21)], pins: [(account(21), "4321")].into(), ..Person::default() },
    ]
}

impl House {
    /// A house as most banks would have it, but for questions, which are asked in tests about them.
    pub(crate) fn new() -> Self {
        Self::planned(|_| {})
    }

    /// A house after one's own plan.
    pub(crate) fn planned(change: impl FnOnce(&mut Plan)) -> Self {
        let mut plan = Plan {
            policy: ConsentPolicy { issuer: Some(ISSUER.into()), ..ConsentPolicy::default() },
            tokens: TokenPolicy::default(),
            risk: Arc::new(NeverAsk),
            screens: ClientScreens::default(),
            grants: grants("accounts,transactions,balances"),
            redirect_uris: Vec::new(),
            seed: 2_026,
        };
        change(&mut plan);
        let store = Store::memory();
        let clock = Arc::new(ManualClock::new(NOON));
        let entropy = Arc::new(SeededEntropy::new(plan.seed));
        let tokens = TokenDesk::new(store.tokens(), clock.clone(), entropy.clone(), plan.tokens);
        let bank = Arc::new(ScriptedBank::of(people()));
        let journeys = Arc::new(Watched::over(store.journeys()));
        let client = register(&tokens, plan.grants, plan.screens, plan.redirect_uris);
        let key = ConsentKey::generate(&*entropy).unwrap();
        let rest = vec!["00:00-12:00".parse().unwrap(), "12:00-00:00".parse().unwrap()];
        let resting = ConsentPolicy { maintenance: rest, ..plan.policy.clone() };
        let parts = ConsentParts {
            journeys: journeys.clone(),
            bank: bank.clone(),
            tokens: tokens.clone(),
            risk: plan.risk,
            entropy,
            key,
            policy: plan.policy,
        };
        let resting = ConsentDesk::new(ConsentParts { policy: resting, ..parts.clone() });
        Self { desk: ConsentDesk::new(parts), resting, tokens, bank, journeys, clock, client }
    }

    /// What the client asks for when it asks for all that it may have.
    pub(crate) fn asked(&self) -> Parameters {
        Parameters {
            api_key: given(self.client.api_key.as_str()),
            redirect_uri: given(CALLBACK),
            state: given(STATE),
            ..Parameters::default()
        }
    }

    /// A browser in which the client began a journey.
    pub(crate) fn begin(&self) -> Browser<'_> {
        self.begin_with(&self.asked())
    }

    pub(crate) fn begin_with(&self, asked: &Parameters) -> Browser<'_> {
        Browser::of(self, self.desk.begin_link(asked).unwrap())
    }

    /// A browser at the login of the customer's own page.
    pub(crate) fn begin_own_page(&self) -> Browser<'_> {
        Browser::of(self, self.desk.begin_own_page().unwrap())
    }

    /// Why no journey begins.
    pub(crate) fn refusal(&self, change: impl FnOnce(&mut Parameters)) -> NotBegun {
        let mut asked = self.asked();
        change(&mut asked);
        self.desk.begin_link(&asked).map(|Begun { journey, .. }| journey).unwrap_err()
    }

    /// The journey as the store holds it.
    pub(crate) fn kept(&self, journey: JourneyId) -> Journey {
        self.journeys.journey(journey).unwrap().unwrap()
    }

    pub(crate) fn suspend(&self, standing: ClientStanding) {
        self.tokens.set_standing(&self.client.api_key, standing, &By::GATEWAY).unwrap();
    }

    /// The accounts whose PIN is registered.
    pub(crate) fn registered(&self, login: &str) -> Vec<AccountKey> {
        self.journeys.registered_pins(&format!("c-{login}").parse().unwrap()).unwrap()
    }

    pub(crate) fn now(&self) -> UnixSeconds {
        self.clock.now()
    }

    fn system(&self) -> SystemBearer {
        let password = Secret::new(self.client.password.reveal());
        let issued = self.tokens.issue_system(self.client.api_key.as_str(), &password, GrantRequest::Allowed, CALLER).unwrap();
        self.tokens.check_system(issued.token.reveal(), None, CALLER).unwrap()
    }

    /// The client exchanges an auth token.
    pub(crate) fn redeem(&self, auth_token: &str, proof: Option<CodeChallenge>) -> Result<Pair, ExchangeError> {
        let presented = PresentedClient { api_key: self.client.api_key.as_str(), password: None };
        self.tokens.redeem(&self.system(), presented, &Secret::new(auth_token), proof, None)
    }

    /// The client refreshes.
    pub(crate) fn rotate(&self, pair: &Pair) -> Result<Pair, ExchangeError> {
        let presented = PresentedClient { api_key: self.client.api_key.as_str(), password: None };
        self.tokens.rotate(&self.system(), presented, &pair.refresh, None)
    }

    /// The client reads.
    pub(crate) fn check_user(&self, pair: &Pair) -> Result<fgapi_token::UserBearer, fgapi_token::CheckError> {
        self.tokens.check_user(pair.access.reveal(), Grant::Accounts, CALLER)
    }

    /// The customer's links.
    pub(crate) fn links(&self, login: &str) -> Vec<CustomerLink> {
        self.tokens.links_of(&format!("c-{login}").parse().unwrap(), 100).unwrap()
    }
}

/// Registers a client.
pub(crate) fn register(tokens: &TokenDesk, grants: GrantSet, screens: ClientScreens, redirect_uris: Vec<RedirectUri>) -> IssuedCredentials {
    tokens
        .register(
            NewClient {
                name: "家計簿".parse().unwrap(),
                company: "Fintech Inc.".parse().unwrap(),
                grants,
                redirect_domains: vec![HOST.parse().unwrap()],
                redirect_uris,
                screens,
                networks: Vec::new(),
                refresh_retry: fgapi_token::RefreshRetry::Never,
            },
            &By::GATEWAY,
        )
        .unwrap()
}

/// A URI for the list of exact ones.
pub(crate) fn exact(text: &str) -> RedirectUri {
    RedirectUri::parse(text, Loopback::Refused).unwrap()
}
