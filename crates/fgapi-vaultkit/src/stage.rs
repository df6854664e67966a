//! What every law needs: a fresh store, tenants in it, master keys beside it, and the audit log.

use std::any::Any;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use std::sync::{Arc, Barrier, Mutex, PoisonError};

use fgapi_audit::{Act, AuditStore, By, Entry, EntryTime};
use fgapi_domain::{Clock, Secret, SystemEntropy, TenantId, UnixSeconds, new_uuid};
use fgapi_saas::SaasStore;
use fgapi_token::TokenDigest;
use fgapi_vault::{
    KeptKey, KeyFault, KeyNumber, KeyRing, KeySource, MasterKey, MasterNumber, Owner, Place, Put, SealedValue, Vault, VaultParts,
    VaultStore,
};
use uuid::Uuid;

/// When a stage begins.
pub(crate) const START: UnixSeconds = UnixSeconds(1_790_000_000);

/// One node: ports over the same store.
#[derive(Clone)]
pub struct Node {
    vault: Arc<dyn VaultStore>,
    audit: Arc<dyn AuditStore>,
    saas: Arc<dyn SaasStore>,
}

impl Node {
    /// A node that has these.
    pub fn new(vault: Arc<dyn VaultStore>, saas: Arc<dyn SaasStore>, audit: Arc<dyn AuditStore>) -> Self {
        Self { vault, audit, saas }
    }
}

/// What happens to a store beside its ports: the office's part, and what somebody does who writes to the database.
pub trait Beside: Send + Sync {
    /// Creates a tenant.
    fn add_tenant(&self, tenant: TenantId);

    /// Deletes a tenant, who has nobody.
    fn delete_tenant(&self, tenant: TenantId);

    /// Puts what is sealed at each of two places at the other.
    fn swap(&self, one: &Place, other: &Place);

    /// Writes how often a key sealed.
    fn set_seals(&self, key: KeyNumber, seals: i64);
}

/// One fresh, empty store, opened by one node or more.
pub struct Nodes {
    nodes: Vec<Node>,
    beside: Arc<dyn Beside>,
    held: Box<dyn Any + Send + Sync>,
}

impl Nodes {
    /// The store opened several times, as several processes would. `held` is dropped after them.
    pub fn new(nodes: Vec<Node>, beside: Arc<dyn Beside>, held: impl Any + Send + Sync) -> Self {
        assert!(!nodes.is_empty(), "a stage needs a node");
        Self { nodes, beside, held: Box::new(held) }
    }
}

/// The master keys of all nodes.
pub struct Keys(Mutex<Vec<MasterKey>>);

impl Keys {
    /// Adds the next master key.
    pub fn add(&self) {
        let mut keys = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let next = u32::try_from(keys.len()).expect("few keys") + 1;
        keys.push(MasterKey::generate(next, &SystemEntropy::new()).expect("randomness"));
    }
}

impl KeySource for Keys {
    fn keys(&self) -> Result<KeyRing, KeyFault> {
        KeyRing::new(self.0.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned())
    }
}

/// A clock that stands still until it is set.
pub struct StillClock(AtomicI64);

impl Clock for StillClock {
    fn now(&self) -> UnixSeconds {
        UnixSeconds(self.0.load(Ordering::SeqCst))
    }
}

/// A store under test, with one tenant in it and one master key beside it.
pub struct Stage {
    nodes: Vec<Node>,
    vaults: Vec<Vault>,
    beside: Arc<dyn Beside>,
    keys: Arc<Keys>,
    clock: Arc<StillClock>,
    entropy: SystemEntropy,
    turn: AtomicUsize,
    /// The tenant.
    pub tenant: TenantId,
    _held: Box<dyn Any + Send + Sync>,
}

impl Stage {
    /// A stage over a fresh store.
    pub fn over(store: Nodes) -> Self {
        let Nodes { nodes, beside, held } = store;
        let (keys, clock) = (Arc::new(Keys(Mutex::default())), Arc::new(StillClock(AtomicI64::new(START.0))));
        keys.add();
        let entropy = SystemEntropy::new();
        let tenant = TenantId::generate(&entropy).expect("randomness");
        beside.add_tenant(tenant);
        let mut stage = Self { nodes, vaults: Vec::new(), beside, keys, clock, entropy, turn: AtomicUsize::new(0), tenant, _held: held };
        stage.vaults = stage.nodes.iter().map(|node| stage.vault_over(node.vault.clone())).collect();
        stage
    }

    /// A vault over some other store, with this stage's master keys.
    pub fn vault_over(&self, store: Arc<dyn VaultStore>) -> Vault {
        let (source, clock) = (self.keys.clone(), self.clock.clone());
        Vault::new(VaultParts { store, source, clock, entropy: Arc::new(SystemEntropy::new()) })
    }

    fn next(&self) -> &Node {
        &self.nodes[self.turn.fetch_add(1, Ordering::Relaxed) % self.nodes.len()]
    }

    /// The vault's store of the next node: calls go around.
    pub fn store(&self) -> &dyn VaultStore {
        &*self.next().vault
    }

    /// The vault's store of the first node, to be put behind something.
    pub fn first_store(&self) -> Arc<dyn VaultStore> {
        self.nodes[0].vault.clone()
    }

    /// The vault of a node.
    pub fn vault_of(&self, node: usize) -> &Vault {
        &self.vaults[node % self.vaults.len()]
    }

    /// The credentials' store of the next node.
    pub fn saas(&self) -> &dyn SaasStore {
        &*self.next().saas
    }

    /// The same of a node, to be put behind a desk.
    pub fn saas_of(&self, node: usize) -> Arc<dyn SaasStore> {
        self.nodes[node % self.nodes.len()].saas.clone()
    }

    /// What happens beside the ports.
    pub fn beside(&self) -> &dyn Beside {
        &*self.beside
    }

    /// The master keys.
    pub fn keys(&self) -> &Keys {
        &self.keys
    }

    /// The time of all nodes.
    pub fn clock(&self) -> Arc<StillClock> {
        self.clock.clone()
    }

    /// Another tenant.
    pub fn another_tenant(&self) -> TenantId {
        let tenant = TenantId::generate(&self.entropy).expect("randomness");
        self.beside.add_tenant(tenant);
        tenant
    }

    /// A tenant that was deleted.
    pub fn gone_tenant(&self) -> TenantId {
        let tenant = self.another_tenant();
        self.beside.delete_tenant(tenant);
        tenant
    }

    /// How many entries the audit log has.
    pub fn entries(&self) -> i64 {
        self.nodes[0].audit.head().expect("the log is read").seq.0
    }

    /// Does something of which exactly `entries` entries are told.
    pub fn told<T>(&self, entries: i64, doing: impl FnOnce() -> T) -> T {
        let before = self.entries();
        let done = doing();
        assert_eq!(self.entries() - before, entries, "a change is told with its entries, and what was refused with none");
        done
    }

    /// An entry of the log.
    pub fn note(&self, act: Act) -> Entry {
        Entry::done(EntryTime(START.0), &By::GATEWAY, act, "target")
    }

    /// A number that nothing has.
    pub fn uuid(&self) -> Uuid {
        new_uuid(&self.entropy, START).expect("randomness")
    }

    /// 16 bytes that nothing has.
    pub fn bytes(&self) -> [u8; 16] {
        *self.uuid().as_bytes()
    }

    /// A digest that nothing has.
    pub fn digest(&self) -> TokenDigest {
        TokenDigest::of(&self.uuid().to_string())
    }

    /// The tenant as an owner.
    pub fn owner(&self) -> Owner {
        Owner::Tenant(self.tenant)
    }

    /// A key of an owner, which nobody can unwrap.
    pub fn new_key(&self, owner: Owner) -> KeptKey {
        KeptKey {
            number: KeyNumber::generate(&self.entropy).expect("randomness"),
            owner,
            master: MasterNumber::new(1).expect("a number"),
            wrapped: vec![7; 60],
            current: true,
            seals: 0,
            made_at: START,
        }
    }

    /// A value, sealed under its owner's current key.
    pub fn sealed(&self, place: &Place, text: &str) -> SealedValue {
        self.vault_of(0).seal(place, &Secret::new(text)).expect("the vault seals")
    }

    /// Seals values of the house and lets `keep` store them, again with another key when theirs was replaced meanwhile.
    pub fn kept(&self, values: &[(Place, &str)]) {
        for (place, text) in values {
            let note = self.note(fgapi_audit::Act::CredentialChange);
            let put = self.store().put(&[self.sealed(place, text)], &note).expect("the store answers");
            assert_eq!(put, Put::Done, "a value under its owner's current key is stored");
        }
    }

    /// What lies at a place, opened; `None` when nothing does.
    pub fn opened(&self, place: &Place) -> Option<String> {
        let values = self.store().values_at(std::slice::from_ref(place)).expect("the store answers");
        values.first().map(|value| self.vault_of(1).open(value).expect("the value opens").reveal().to_owned())
    }

    /// Replaces an owner's key, so that what is sealed under it is stale.
    pub fn replace_key(&self, owner: Owner) {
        let before = self.store().current_key(owner).expect("the store answers").map(|key| key.number);
        let next = self.new_key(owner);
        let added = self.store().add_key(&next, before).expect("the store answers");
        assert_eq!(added, fgapi_vault::KeyAdded::Done, "a key follows the one before");
    }
}

/// A place.
pub(crate) fn place(owner: Owner, service: &str, field: &str) -> Place {
    Place::new(owner, service.parse().expect("a word"), field.parse().expect("a word"))
}

/// How many call at once in a race.
pub(crate) const CROWD: usize = 16;

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
