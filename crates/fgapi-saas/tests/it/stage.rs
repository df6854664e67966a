//! A desk whose store, keys and clock tests command.

use std::sync::{Arc, Mutex};

use fgapi_audit::{Act, Actor, AuditStore as _, By, Entry, Filter, Line, MemoryAudit, Origin};
use fgapi_domain::{Level, Secret, StoreFault, SystemEntropy, TenantId, UnixSeconds};
use fgapi_saas::{
    Added, Change, ClientChange, CredentialChange, Field, KeptCredentials, MemorySaas, NewToken, PlainChange, Product, ReadOut, Reader,
    SaasDesk, SaasParts, SaasStore, Stored, TenantClient, TenantClientId, TenantTokenFacts,
};
use fgapi_testkit::ManualClock;
use fgapi_token::TokenDigest;
use fgapi_vault::{KeyFault, KeyRing, KeySource, MasterKey, MemoryVault, Vault, VaultParts};

pub(crate) const NOON: UnixSeconds = UnixSeconds(1_795_575_600);
pub(crate) const HOUR: u32 = 3_600;

/// Where master keys come from: what a test put there.
pub(crate) struct Keys(pub(crate) Mutex<Result<KeyRing, KeyFault>>);

impl KeySource for Keys {
    fn keys(&self) -> Result<KeyRing, KeyFault> {
        self.0.lock().unwrap().clone()
    }
}

type Meanwhile = Box<dyn FnMut() -> Option<Stored> + Send>;

/// The plainest store, before whose next change something may happen that takes its place, or not.
pub(crate) struct Between {
    inner: Arc<MemorySaas>,
    meanwhile: Mutex<Option<Meanwhile>>,
}

pub(crate) struct Stage {
    pub(crate) store: Arc<MemorySaas>,
    pub(crate) values: Arc<MemoryVault>,
    pub(crate) audit: Arc<MemoryAudit>,
    pub(crate) keys: Arc<Keys>,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) desk: SaasDesk,
    between: Arc<Between>,
}

pub(crate) fn tenant(number: i64) -> TenantId {
    TenantId::from_number(1_214_732_595_705_114_600 + number).unwrap()
}

pub(crate) fn origin() -> Origin {
    Origin { address: Some("192.0.2.7".parse().unwrap()), request_id: Some("call-1".into()) }
}

/// One of the staff.
pub(crate) fn by() -> By {
    By::new(Actor::Staff("hanako".into()), origin())
}

pub(crate) fn reader(tenant: TenantId, level: Level) -> Reader {
    Reader { tenant, level, by: By::new(Actor::Client("app".into()), origin()) }
}

pub(crate) fn set(values: &[(Field, &str)]) -> Change {
    let values = values.iter().map(|(field, value)| (*field, Some(Secret::new(*value)))).collect();
    Change { plain: PlainChange::default(), values }
}

impl Stage {
    pub(crate) fn new() -> Self {
        let ring = KeyRing::new([MasterKey::generate(1, &SystemEntropy::new()).unwrap()]).unwrap();
        let (audit, keys, clock) = (Arc::default(), Arc::new(Keys(Mutex::new(Ok(ring)))), Arc::new(ManualClock::new(NOON)));
        let values = Arc::new(MemoryVault::new(Arc::clone(&audit)));
        let store = Arc::new(MemorySaas::new(values.clone(), audit.clone()));
        let between = Arc::new(Between { inner: store.clone(), meanwhile: Mutex::default() });
        let desk = desk(between.clone(), &values, &keys, &clock);
        Self { store, values, audit, keys, clock, desk, between }
    }

    /// The desk of another process over the same stores; it has unwrapped nothing yet.
    pub(crate) fn another_desk(&self) -> SaasDesk {
        desk(self.store.clone(), &self.values, &self.keys, &self.clock)
    }

    /// What happens before each change that is stored from now on; `Some` is answered in its place.
    pub(crate) fn meanwhile(&self, doing: impl FnMut() -> Option<Stored> + Send + 'static) {
        *self.between.meanwhile.lock().unwrap() = Some(Box::new(doing));
    }

    pub(crate) fn change(&self, product: Product, values: &[(Field, &str)]) {
        self.desk.change(tenant(0), product, &set(values), &by()).unwrap();
    }

    /// What the log says of this act, the oldest first.
    pub(crate) fn told(&self, act: Act) -> Vec<Line> {
        let page = self.audit.page(&Filter::default(), None, 1_000).unwrap();
        page.into_iter().rev().map(|sealed| sealed.line).filter(|line| *line.act == *act.as_str()).collect()
    }
}

fn desk(store: Arc<dyn SaasStore>, values: &Arc<MemoryVault>, keys: &Arc<Keys>, clock: &Arc<ManualClock>) -> SaasDesk {
    let (clock, entropy) = (clock.clone(), Arc::new(SystemEntropy::new()));
    let parts = VaultParts { store: values.clone(), source: keys.clone(), clock: clock.clone(), entropy: entropy.clone() };
    SaasDesk::new(SaasParts { store, vault: Vault::new(parts), clock, entropy, token_seconds: HOUR })
}

impl SaasStore for Between {
    fn credentials(&self, tenant: TenantId) -> Result<Vec<KeptCredentials>, StoreFault> {
        self.inner.credentials(tenant)
    }

    fn read(&self, tenant: TenantId, product: Option<Product>, note: &Entry) -> Result<ReadOut, StoreFault> {
        self.inner.read(tenant, product, note)
    }

    fn change(&self, change: &CredentialChange, note: &Entry) -> Result<Stored, StoreFault> {
        let instead = self.meanwhile.lock().unwrap().as_mut().and_then(|doing| doing());
        instead.map_or_else(|| self.inner.change(change, note), Ok)
    }

    fn add_client(&self, client: &TenantClient, note: &Entry) -> Result<Added, StoreFault> {
        self.inner.add_client(client, note)
    }

    fn clients(&self, tenant: Option<TenantId>) -> Result<Vec<TenantClient>, StoreFault> {
        self.inner.clients(tenant)
    }

    fn client(&self, id: TenantClientId) -> Result<Option<TenantClient>, StoreFault> {
        self.inner.client(id)
    }

    fn change_client(&self, id: TenantClientId, change: &ClientChange, note: &Entry) -> Result<bool, StoreFault> {
        self.inner.change_client(id, change, note)
    }

    fn add_token(&self, token: &NewToken, note: &Entry) -> Result<Added, StoreFault> {
        self.inner.add_token(token, note)
    }

    fn token(&self, digest: &TokenDigest) -> Result<Option<TenantTokenFacts>, StoreFault> {
        self.inner.token(digest)
    }

    fn purge_tokens(&self, before: UnixSeconds, limit: u32) -> Result<u32, StoreFault> {
        self.inner.purge_tokens(before, limit)
    }

    fn tell(&self, note: &Entry) -> Result<(), StoreFault> {
        self.inner.tell(note)
    }
}
