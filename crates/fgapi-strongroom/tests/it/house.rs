//! An office with a strongroom, and the stores behind it.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use fgapi_admin::*;
use fgapi_audit::{Act, Actor, By, Entry, EntryTime, Filter, Line, Origin};
use fgapi_caller::Quota;
use fgapi_domain::{Clock as _, Secret, UnixSeconds};
use fgapi_linked::{
    AggregationError, Catalogue, Harvest, LinkedDesk, LinkedParts, LinkedPolicy, LinkedStore, Period, Target, TokenPair, Upstream,
    UpstreamFault,
};
use fgapi_lobby::{Office, OfficeParts, OfficeSettings};
use fgapi_look::Brand;
use fgapi_saas::{SaasDesk, SaasParts};
use fgapi_store::{Holdings, Store, StoreAddress, StoreSettings};
use fgapi_strongroom::Strongroom;
use fgapi_testkit::{ManualClock, SeededEntropy};
use fgapi_token::{PlainToken, TokenDesk, TokenKind, TokenPolicy};
use fgapi_vault::{KeyFault, KeyRing, KeySource, MasterKey, Vault, VaultParts};
use fgapi_work::{WorkerSettings, Workers};
use tempfile::TempDir;

/// From where all calls come.
pub(crate) const ADDRESS: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 7));

/// Nobody signs in by a password here.
struct Never;

impl PasswordHasher for Never {
    fn hash(&self, _: &Secret) -> Result<String, HashFault> {
        Ok("never".to_owned())
    }

    fn matches(&self, _: Option<&str>, _: &Secret) -> bool {
        false
    }
}

/// No institution is asked here.
struct Nowhere;

fn nowhere() -> UpstreamFault {
    UpstreamFault { error: AggregationError::Timeout, retry_after: None, access_over: false, why: "nowhere".to_owned() }
}

impl Upstream for Nowhere {
    fn login_url(&self, _: &Target<'_>, _: &str, _: &Secret, _: &Secret) -> Result<String, UpstreamFault> {
        Err(nowhere())
    }

    fn redeem(&self, _: &Target<'_>, _: &str, _: &Secret, _: &Secret, _: &str) -> Result<TokenPair, UpstreamFault> {
        Err(nowhere())
    }

    fn refresh(&self, _: &Target<'_>, _: &TokenPair, _: &str) -> Result<TokenPair, UpstreamFault> {
        Err(nowhere())
    }

    fn harvest(&self, _: &Target<'_>, _: &Secret, _: Period) -> Result<Harvest, UpstreamFault> {
        Err(nowhere())
    }

    fn revoke(&self, _: &Target<'_>, _: &TokenPair) -> Result<(), UpstreamFault> {
        Err(nowhere())
    }
}

/// Master keys that a test exchanges.
pub(crate) struct Keys(pub(crate) Mutex<Result<KeyRing, KeyFault>>);

impl KeySource for Keys {
    fn keys(&self) -> Result<KeyRing, KeyFault> {
        self.0.lock().unwrap().clone()
    }
}

/// A master key of its own for each seed.
pub(crate) fn master(number: u32, seed: u64) -> MasterKey {
    MasterKey::generate(number, &SeededEntropy::new(seed)).unwrap()
}

/// The ring with which a house begins.
pub(crate) fn first_ring() -> KeyRing {
    KeyRing::new([master(1, 1)]).unwrap()
}

pub(crate) struct House {
    pub(crate) store: Store,
    pub(crate) records: Arc<dyn OfficeStore>,
    pub(crate) desk: AdminDesk,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) strongroom: Strongroom,
    pub(crate) keys: Arc<Keys>,
    pub(crate) tenant: TenantId,
    pub(crate) office: Office,
    holdings: Holdings,
    entropy: Arc<SeededEntropy>,
    _directory: TempDir,
}

impl House {
    pub(crate) fn new() -> Self {
        Self::of("見本銀行", Ok(first_ring()))
    }

    /// The house of a bank of this name, with these master keys.
    pub(crate) fn of(bank: &str, ring: Result<KeyRing, KeyFault>) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let store = Store::connect(&StoreAddress::Sqlite(directory.path().join("office.db")), StoreSettings::default()).unwrap();
        store.migrate().unwrap();
        let records = store.office().unwrap();
        let (clock, entropy) = (Arc::new(ManualClock::new(UnixSeconds(1_790_000_000))), Arc::new(SeededEntropy::new(7)));
        let desk = AdminDesk::new(AdminParts {
            office: records.clone(),
            audit: store.audit(),
            tokens: TokenDesk::new(store.tokens(), clock.clone(), entropy.clone(), TokenPolicy::default()),
            hasher: Arc::new(Never),
            clock: clock.clone(),
            entropy: entropy.clone(),
            key: OfficeKey::derived_from(&[7; 32]),
            policy: policy(bank),
        });
        let first = NewAdministrator {
            login: "admin".parse().unwrap(),
            name: "管理 太郎".parse().unwrap(),
            mail: "admin@bank.example".parse().unwrap(),
            tenant: bank.chars().take(100).collect::<String>().parse().unwrap(),
        };
        desk.first_administrator(first, &By::new(Actor::Command("root".into()), Origin::NONE)).unwrap();
        let tenant = records.tenants().unwrap()[0].id;
        let holdings = store.holdings().unwrap();
        let keys = Arc::new(Keys(Mutex::new(ring)));
        let strongroom = strongroom(&holdings, &keys, &clock, &entropy);
        let office = office(&desk, bank, &strongroom);
        Self { store, records, desk, clock, strongroom, keys, tenant, office, holdings, entropy, _directory: directory }
    }

    /// The gateway is started anew, with these master keys.
    pub(crate) fn restart(&mut self, ring: Result<KeyRing, KeyFault>) {
        *self.keys.0.lock().unwrap() = ring;
        self.strongroom = strongroom(&self.holdings, &self.keys, &self.clock, &self.entropy);
        self.office = office(&self.desk, "見本銀行", &self.strongroom);
    }

    /// Somebody of a role, at the desk.
    pub(crate) fn signed_in(&self, role: Role) -> SignedIn {
        let login = login(role);
        if self.records.user_named(&login.parse().unwrap()).unwrap().is_none() {
            let new = NewPortalUser {
                login: login.parse().unwrap(),
                name: "見本 花子".parse().unwrap(),
                mail: format!("{login}@kakei.example").parse().unwrap(),
                tenant: self.tenant,
                role,
                suspended: false,
            };
            self.desk.create_users(&self.signed_in(Role::SystemAdministrator), vec![new]).unwrap();
        }
        let user = self.records.user_named(&login.parse().unwrap()).unwrap().unwrap();
        SignedIn { user, origin: ADDRESS.into(), session: fgapi_token::TokenDigest::of("desk") }
    }

    /// A session of somebody of a role: the secret of its cookie.
    pub(crate) fn session(&self, role: Role) -> Secret {
        let who = self.signed_in(role);
        let (secret, now) = (PlainToken::generate(TokenKind::Browser, &*self.entropy).unwrap(), self.clock.now());
        let until = now.plus(40_000);
        let session = Session {
            digest: secret.digest(),
            user: who.user.id,
            stage: Stage::SignedIn,
            began_at: now,
            seen_at: now,
            until,
            from: String::new(),
        };
        let note = Entry::done(EntryTime(now.0), &who.by(), Act::OfficeSignIn, "office");
        self.records.begin_session(&session, None, &note).unwrap();
        Secret::new(secret.reveal())
    }

    /// Another tenant.
    pub(crate) fn another_tenant(&self, name: &str) -> TenantId {
        self.desk.create_tenant(&self.signed_in(Role::SystemAdministrator), name.parse().unwrap()).unwrap()
    }

    /// Takes a catalogue over.
    pub(crate) fn import(&self, catalogue: &str) {
        self.strongroom.linked.import(&Catalogue::parse(catalogue).unwrap(), &By::GATEWAY).unwrap();
    }

    /// The store of services and linked accounts.
    pub(crate) fn linked_store(&self) -> &dyn LinkedStore {
        &*self.holdings.linked
    }

    /// The vault behind both desks.
    pub(crate) fn vault(&self) -> &Vault {
        self.strongroom.saas.vault()
    }

    /// What the log was told, but for its being looked into.
    pub(crate) fn told(&self) -> Vec<String> {
        self.log().iter().filter(|line| line.act.as_ref() != Act::AuditView.as_str()).map(|line| format!("{line:?}")).collect()
    }

    /// How many entries of an act there are.
    pub(crate) fn count(&self, act: Act) -> usize {
        self.log().iter().filter(|line| line.act.as_ref() == act.as_str()).count()
    }

    fn log(&self) -> Vec<Line> {
        let all = self.store.audit().page(&Filter::default(), None, 1_000).unwrap();
        all.into_iter().map(|sealed| sealed.line).collect()
    }
}

/// The login id of the one person of a role.
fn login(role: Role) -> &'static str {
    match role {
        Role::SystemAdministrator => "admin",
        Role::UserAdministrator => "taro",
        Role::Auditor => "hanako",
        Role::Member => "jiro",
    }
}

fn policy(bank: &str) -> OfficePolicy {
    OfficePolicy {
        passwords: PasswordPolicy::default(),
        attempts: 5,
        lock_seconds: 900,
        idle_seconds: 20_000,
        session_seconds: 43_200,
        invitation_seconds: 259_200,
        url: "https://bank.example/v1/office".to_owned(),
        bank: bank.to_owned(),
        service: "見本銀行API".to_owned(),
    }
}

fn strongroom(holdings: &Holdings, keys: &Arc<Keys>, clock: &Arc<ManualClock>, entropy: &Arc<SeededEntropy>) -> Strongroom {
    let parts = VaultParts { store: holdings.vault.clone(), source: keys.clone(), clock: clock.clone(), entropy: entropy.clone() };
    let vault = Vault::new(parts);
    let saas = SaasParts {
        store: holdings.saas.clone(),
        vault: vault.clone(),
        clock: clock.clone(),
        entropy: entropy.clone(),
        token_seconds: 3_600,
    };
    let linked = LinkedParts {
        store: holdings.linked.clone(),
        vault,
        upstream: Arc::new(Nowhere) as Arc<dyn Upstream>,
        clock: clock.clone(),
        entropy: entropy.clone(),
        policy: LinkedPolicy::default(),
    };
    Strongroom { saas: SaasDesk::new(saas), linked: LinkedDesk::new(linked) }
}

fn office(desk: &AdminDesk, bank: &str, strongroom: &Strongroom) -> Office {
    let workers = |name| Workers::start(WorkerSettings { name, threads: 2, queue: 64, patience: Duration::from_secs(60) }).unwrap();
    let settings = OfficeSettings { prefix: "/v1".to_owned(), quota: Quota::UNLIMITED, ..OfficeSettings::default() };
    let brand = Brand::new(bank, Some("Mihon Bank"), "#0b5cab", None).unwrap();
    let parts = OfficeParts { desk: desk.clone(), brand, settings, workers: workers("read"), logins: workers("login") };
    Office::new(parts, vec![fgapi_office::wing(), fgapi_strongroom::wing(strongroom.clone())]).unwrap()
}
