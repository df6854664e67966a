//! A vault whose store, keys and clock tests command.

use std::sync::{Arc, Mutex};

use fgapi_audit::{Act, Actor, AuditStore as _, By, Entry, EntryTime, Filter, Line, MemoryAudit};
use fgapi_domain::{Secret, TenantId, UnixSeconds};
use fgapi_testkit::{ManualClock, SeededEntropy};
use fgapi_vault::{
    KeyFault, KeyRing, KeySource, MasterKey, MemoryVault, Owner, Place, SealedValue, Vault, VaultFault, VaultParts, VaultStore as _,
};

pub(crate) const NOON: UnixSeconds = UnixSeconds(1_795_575_600);

/// Where master keys come from: what a test put there.
pub(crate) struct Keys(Mutex<Result<KeyRing, KeyFault>>);

impl KeySource for Keys {
    fn keys(&self) -> Result<KeyRing, KeyFault> {
        self.0.lock().unwrap().clone()
    }
}

pub(crate) struct Stage {
    pub(crate) store: Arc<MemoryVault>,
    pub(crate) audit: Arc<MemoryAudit>,
    pub(crate) keys: Arc<Keys>,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) entropy: Arc<SeededEntropy>,
    pub(crate) vault: Vault,
}

/// One of the staff.
pub(crate) fn by() -> By {
    By { actor: Actor::Staff("hanako".into()), ..By::GATEWAY }
}

pub(crate) fn tenant(number: i64) -> Owner {
    Owner::Tenant(TenantId::from_number(1_214_732_595_705_114_600 + number).unwrap())
}

pub(crate) fn place(owner: Owner, service: &str, field: &str) -> Place {
    Place::new(owner, service.parse().unwrap(), field.parse().unwrap())
}

impl Stage {
    /// A vault with master key 1 and nothing in it.
    pub(crate) fn new() -> Self {
        let entropy = Arc::new(SeededEntropy::new(5));
        let ring = KeyRing::new([MasterKey::generate(1, &*entropy).unwrap()]).unwrap();
        let (audit, keys, clock) = (Arc::default(), Arc::new(Keys(Mutex::new(Ok(ring)))), Arc::new(ManualClock::new(NOON)));
        let store = Arc::new(MemoryVault::new(Arc::clone(&audit)));
        let vault = node(&store, &keys, &clock, &entropy);
        Self { store, audit, keys, clock, entropy, vault }
    }

    /// Another process over the same store, with these keys; it has unwrapped nothing yet.
    pub(crate) fn node_with(&self, ring: KeyRing) -> Vault {
        node(&self.store, &Arc::new(Keys(Mutex::new(Ok(ring)))), &self.clock, &self.entropy)
    }

    /// Another process over another store, with the same keys.
    pub(crate) fn node_over(&self, store: &Arc<MemoryVault>) -> Vault {
        node(store, &self.keys, &self.clock, &self.entropy)
    }

    pub(crate) fn ring(&self) -> KeyRing {
        self.keys.keys().unwrap()
    }

    /// From now on these are the master keys.
    pub(crate) fn put_keys(&self, keys: Result<KeyRing, KeyFault>) {
        *self.keys.0.lock().unwrap() = keys;
    }

    /// Adds the next master key to those that are there.
    pub(crate) fn add_master(&self) -> MasterKey {
        let next = self.vault.next_master_key().unwrap();
        self.put_keys(KeyRing::new(self.ring().keys().iter().cloned().chain([next.clone()])));
        next
    }

    pub(crate) fn keep_in(&self, vault: &Vault, place: &Place, text: &str) -> Result<(), VaultFault> {
        vault.keep(&[(place.clone(), &Secret::new(text))], |values| self.store.put(values, &note()))
    }

    pub(crate) fn keep(&self, place: &Place, text: &str) {
        self.keep_in(&self.vault, place, text).unwrap();
    }

    pub(crate) fn kept(&self, place: &Place) -> SealedValue {
        self.store.values_at(std::slice::from_ref(place)).unwrap().pop().unwrap_or_else(|| panic!("nothing at {place}"))
    }

    pub(crate) fn open_in(&self, vault: &Vault, place: &Place) -> Result<String, VaultFault> {
        vault.open(&self.kept(place)).map(|text| text.reveal().to_owned())
    }

    pub(crate) fn open(&self, place: &Place) -> Result<String, VaultFault> {
        self.open_in(&self.vault, place)
    }

    /// What the log says of this act, the oldest first.
    pub(crate) fn told(&self, act: Act) -> Vec<Line> {
        let page = self.audit.page(&Filter::default(), None, 1_000).unwrap();
        page.into_iter().rev().map(|sealed| sealed.line).filter(|line| *line.act == *act.as_str()).collect()
    }
}

fn node(store: &Arc<MemoryVault>, keys: &Arc<Keys>, clock: &Arc<ManualClock>, entropy: &Arc<SeededEntropy>) -> Vault {
    Vault::new(VaultParts { store: store.clone(), source: keys.clone(), clock: clock.clone(), entropy: entropy.clone() })
}

pub(crate) fn note() -> Entry {
    Entry::done(EntryTime(NOON.0), &by(), Act::CredentialChange, "a value")
}
