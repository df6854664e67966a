//! A house with tenants: their credentials and clients in memory, and an office that gave somebody an API token.

use std::sync::{Arc, Mutex};

use fgapi_admin::{
    AdminDesk, AdminParts, HandoverKind, HashFault, OfficeKey, OfficePolicy, PasswordHasher, PasswordPolicy, PickUp, PickedSecret,
};
use fgapi_audit::{Act, AuditStore as _, By, Filter, Line, MemoryAudit};
use fgapi_domain::{GrantSet, Level, Secret, SystemEntropy, TenantId};
use fgapi_http::HttpSettings;
use fgapi_officekit::{OfficeNode, OfficeNodes, Stage};
use fgapi_saas::{Change, Field, IssuedTenantClient, MemorySaas, PlainChange, Product, SaasDesk, SaasParts};
use fgapi_store::{Store, StoreAddress, StoreSettings};
use fgapi_token::{PlainToken, TokenDesk, TokenKind, TokenPolicy};
use fgapi_vault::{KeyFault, KeyRing, KeySource, MasterKey, MemoryVault, Vault, VaultParts};

use crate::house::{Answer, Furniture, House, TestClock};
use crate::store::FakeStore;

pub(crate) const READ: &str = "/api/openapi/externalService/authenticationInfo";
pub(crate) const HOUR: u32 = 3_600;

/// Where master keys come from: what a test put there.
pub(crate) struct Keys(pub(crate) Mutex<Result<KeyRing, KeyFault>>);

impl KeySource for Keys {
    fn keys(&self) -> Result<KeyRing, KeyFault> {
        self.0.lock().unwrap().clone()
    }
}

/// Nobody has a password here.
struct NoHasher;

impl PasswordHasher for NoHasher {
    fn hash(&self, _: &Secret) -> Result<String, HashFault> {
        Err(HashFault)
    }

    fn matches(&self, _: Option<&str>, _: &Secret) -> bool {
        false
    }
}

pub(crate) struct Tenants {
    pub(crate) house: House,
    pub(crate) store: Arc<MemorySaas>,
    pub(crate) values: Arc<MemoryVault>,
    pub(crate) keys: Arc<Keys>,
    pub(crate) desk: SaasDesk,
    audit: Arc<MemoryAudit>,
    office: Stage,
}

/// The tenant of the document's example.
pub(crate) fn tenant() -> TenantId {
    "1214732595705114600".parse().unwrap()
}

fn desk(clock: &Arc<TestClock>, keys: &Arc<Keys>, store: &Arc<MemorySaas>, values: &Arc<MemoryVault>) -> SaasDesk {
    let (clock, entropy) = (clock.clone(), Arc::new(SystemEntropy::new()));
    let parts = VaultParts { store: values.clone(), source: keys.clone(), clock: clock.clone(), entropy: entropy.clone() };
    SaasDesk::new(SaasParts { store: store.clone(), vault: Vault::new(parts), clock, entropy, token_seconds: HOUR })
}

fn office(clock: &Arc<TestClock>) -> (AdminDesk, Stage) {
    let directory = tempfile::tempdir().unwrap();
    let address = StoreAddress::Sqlite(directory.path().join("office.db"));
    let store = Store::connect(&address, StoreSettings::default()).unwrap();
    store.migrate().unwrap();
    let (office, entropy) = (store.office().unwrap(), Arc::new(SystemEntropy::new()));
    let desk = AdminDesk::new(AdminParts {
        office: office.clone(),
        audit: store.audit(),
        tokens: TokenDesk::new(Arc::new(FakeStore::new()), clock.clone(), entropy.clone(), TokenPolicy::default()),
        hasher: Arc::new(NoHasher),
        clock: clock.clone(),
        entropy,
        key: OfficeKey::derived_from(&[7; 32]),
        policy: OfficePolicy {
            passwords: PasswordPolicy::default(),
            attempts: 5,
            lock_seconds: 900,
            idle_seconds: 1_800,
            session_seconds: 43_200,
            invitation_seconds: 86_400,
            url: "https://bank.example/office".into(),
            bank: "見本銀行".into(),
            service: String::new(),
        },
    });
    let node = OfficeNode { office, audit: store.audit(), tokens: store.tokens() };
    (desk, Stage::over(OfficeNodes::new(vec![node], (store, directory))))
}

impl Tenants {
    pub(crate) fn new(settings: HttpSettings) -> Self {
        let ring = KeyRing::new([MasterKey::generate(1, &SystemEntropy::new()).unwrap()]);
        let (keys, audit) = (Arc::new(Keys(Mutex::new(ring))), Arc::new(MemoryAudit::default()));
        let values = Arc::new(MemoryVault::new(audit.clone()));
        let store = Arc::new(MemorySaas::new(values.clone(), audit.clone()));
        let mut made = None;
        let house = House::furnished(settings, |clock| {
            let (saas, (admin, stage)) = (desk(clock, &keys, &store, &values), office(clock));
            made = Some((saas.clone(), stage));
            Furniture { office: Some(admin), saas: Some(saas), linked: None }
        });
        let (desk, office) = made.unwrap();
        Self { house, store, values, keys, desk, audit, office }
    }

    /// The desk of another process over the same stores, which has these master keys.
    pub(crate) fn another_desk(&self, ring: KeyRing) -> SaasDesk {
        desk(&self.house.clock, &Arc::new(Keys(Mutex::new(Ok(ring)))), &self.store, &self.values)
    }

    pub(crate) fn client(&self, tenant: TenantId, level: Level) -> IssuedTenantClient {
        self.desk.add_client(tenant, "経理システム".parse().unwrap(), level, &By::GATEWAY).unwrap()
    }

    /// The token of a new client of the example's tenant.
    pub(crate) fn bearer(&self) -> String {
        self.bearer_of(tenant(), Level::Tenant)
    }

    pub(crate) fn bearer_of(&self, tenant: TenantId, level: Level) -> String {
        let client = self.client(tenant, level);
        let issued = self.desk.issue_token(&client.client.id.to_string(), &client.secret, &Default::default());
        issued.unwrap().token.reveal().to_owned()
    }

    /// The tenant of those who pick up API tokens.
    pub(crate) fn offices_tenant(&self) -> TenantId {
        self.office.tenant
    }

    /// An API token that somebody with this login id picked up.
    pub(crate) fn api_token(&self, login: &str, level: Level) -> String {
        let user = self.office.member(login);
        let mut handover = self.office.handover(&user);
        handover.kind = HandoverKind::ApiToken { level, grants: GrantSet::all(), days: 1 };
        assert_eq!(self.office.issue(std::slice::from_ref(&handover)), Ok(()));
        let token = PlainToken::generate(TokenKind::Api, &SystemEntropy::new()).unwrap();
        let now = self.desk.now();
        let secret = PickedSecret::ApiToken { digest: token.digest(), expires_at: now.plus(86_400) };
        let pick_up = PickUp { secret, ..self.office.pick_up(&handover, now) };
        assert!(self.office.picks_up(&pick_up));
        token.reveal().to_owned()
    }

    pub(crate) fn set(&self, tenant: TenantId, product: Product, values: &[(Field, &str)], plain: PlainChange) {
        let values = values.iter().map(|(field, value)| (*field, Some(Secret::new(*value)))).collect();
        self.desk.change(tenant, product, &Change { plain, values }, &By::GATEWAY).unwrap();
    }

    pub(crate) fn read(&self, query: &str, bearer: &str) -> Answer {
        self.house.get(&format!("{READ}{query}"), bearer)
    }

    /// What the log says of this act, the oldest first.
    pub(crate) fn told(&self, act: Act) -> Vec<Line> {
        let page = self.audit.page(&Filter::default(), None, 1_000).unwrap();
        page.into_iter().rev().map(|sealed| sealed.line).filter(|line| *line.act == *act.as_str()).collect()
    }
}
