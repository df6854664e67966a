//! The vault: seals and opens, with the keys that it has unwrapped once.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use fgapi_audit::{Act, By, Entry, EntryTime};
use fgapi_domain::{Clock, Entropy, Secret, StoreFault, UnixSeconds};

use crate::envelope::DataKey;
use crate::{Hint, KeptKey, KeyAdded, KeyNumber, KeyRing, KeySource, MasterNumber, Owner, Place, Put, SealedValue, VaultFault, VaultStore};

/// How often something is tried again because others changed keys meanwhile.
const TRIES: usize = 5;

/// What a [`Vault`] is made of.
#[derive(Clone)]
pub struct VaultParts {
    /// Where sealed values lie.
    pub store: Arc<dyn VaultStore>,
    /// Where master keys come from.
    pub source: Arc<dyn KeySource>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub entropy: Arc<dyn Entropy>,
}

/// Seals and opens values. Clones share the keys that are unwrapped.
#[derive(Clone)]
pub struct Vault {
    pub(crate) store: Arc<dyn VaultStore>,
    source: Arc<dyn KeySource>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) entropy: Arc<dyn Entropy>,
    unwrapped: Arc<RwLock<Unwrapped>>,
}

#[derive(Default)]
struct Unwrapped {
    ring: Option<Arc<KeyRing>>,
    keys: HashMap<KeyNumber, Arc<DataKey>>,
}

impl Vault {
    /// A vault of these parts.
    pub fn new(parts: VaultParts) -> Self {
        let VaultParts { store, source, clock, entropy } = parts;
        Self { store, source, clock, entropy, unwrapped: Arc::default() }
    }

    /// The time by which this vault decides.
    pub fn now(&self) -> UnixSeconds {
        self.clock.now()
    }

    /// The store behind it.
    pub fn store(&self) -> &dyn VaultStore {
        &*self.store
    }

    /// Whether values can be sealed and opened now.
    ///
    /// # Errors
    /// [`VaultFault::Sealed`], [`VaultFault::Key`], [`VaultFault::Store`].
    pub fn ready(&self) -> Result<(), VaultFault> {
        if self.store.state()?.sealed.is_some() {
            self.forget_keys();
            return Err(VaultFault::Sealed);
        }
        self.ring().map(drop)
    }

    /// Whether there are master keys at all. Nothing is read of the store.
    ///
    /// # Errors
    /// [`VaultFault::Key`].
    pub fn has_master_keys(&self) -> Result<(), VaultFault> {
        self.ring().map(drop)
    }

    /// Seals a value for its place under its owner's current key, which is made now when the owner has none. A store keeps it by
    /// [`keep`](Self::keep).
    ///
    /// # Errors
    /// [`VaultFault`].
    pub fn seal(&self, place: &Place, value: &Secret) -> Result<SealedValue, VaultFault> {
        let (number, key) = self.current(place.owner)?;
        self.seal_under(place, value.reveal().as_bytes(), number, &key, Hint::of(value.reveal()), self.now())
    }

    pub(crate) fn seal_under(
        &self,
        place: &Place,
        text: &[u8],
        number: KeyNumber,
        key: &DataKey,
        hint: Hint,
        set_at: UnixSeconds,
    ) -> Result<SealedValue, VaultFault> {
        let sealed = key.seal(place, number, text, &*self.entropy)?;
        Ok(SealedValue { place: place.clone(), key: number, sealed, hint, set_at })
    }

    /// Seals values and lets `keep` store them, again with another key when theirs was replaced meanwhile. Without
    /// values the vault may be shut.
    ///
    /// # Errors
    /// [`VaultFault`], that of `keep` among them.
    pub fn keep(
        &self,
        values: &[(Place, &Secret)],
        mut keep: impl FnMut(&[SealedValue]) -> Result<Put, StoreFault>,
    ) -> Result<(), VaultFault> {
        if !values.is_empty() {
            self.ready()?;
        }
        for _ in 0..TRIES {
            let sealed = values.iter().map(|(place, value)| self.seal(place, value)).collect::<Result<Vec<_>, _>>()?;
            match keep(&sealed)? {
                Put::Done => return Ok(()),
                Put::StaleKey => {}
                Put::Exhausted => return Err(VaultFault::Exhausted),
            }
        }
        Err(VaultFault::Contended)
    }

    /// Opens a value. Whether the vault is shut is not asked: whoever reads values asks it with them, or [`ready`](Self::ready).
    ///
    /// A value that was sealed anew since it was read, by a change of keys that destroyed its key, is read again.
    ///
    /// # Errors
    /// [`VaultFault`]; [`VaultFault::Altered`] is to be [told](Self::tell_altered).
    pub fn open(&self, value: &SealedValue) -> Result<Secret, VaultFault> {
        let altered = || VaultFault::Altered(value.place.clone());
        let mut value = Cow::Borrowed(value);
        for _ in 0..TRIES {
            let Some(key) = self.key_of(&value)? else {
                let now = self.store.values_at(std::slice::from_ref(&value.place))?.pop();
                // A key that is not there cannot be the value's.
                value = Cow::Owned(now.filter(|now| now.key != value.key).ok_or_else(altered)?);
                continue;
            };
            let text = key.open(&value.place, value.key, &value.sealed).ok_or_else(altered)?;
            return core::str::from_utf8(&text).map(Secret::new).map_err(|_| altered());
        }
        Err(VaultFault::Contended)
    }

    /// The same for `by`: what does not open is told to the log.
    ///
    /// # Errors
    /// As [`open`](Self::open), and when the log cannot take it.
    pub fn open_for(&self, value: &SealedValue, by: &By) -> Result<Secret, VaultFault> {
        let opened = self.open(value);
        if let Err(VaultFault::Altered(place)) = &opened {
            self.tell_altered(place, by)?;
        }
        opened
    }

    /// The key under which a value is sealed, unwrapped; `None` when it is not there.
    fn key_of(&self, value: &SealedValue) -> Result<Option<Arc<DataKey>>, VaultFault> {
        match self.unwrapped_key(value.key) {
            Some(key) => Ok(Some(key)),
            None => self.store.key(value.key)?.map(|kept| self.unwrap(&kept)).transpose(),
        }
    }

    /// Tells the log that a value does not open: somebody writes to the database beside the gateway.
    ///
    /// # Errors
    /// [`VaultFault::Store`].
    pub fn tell_altered(&self, place: &Place, by: &By) -> Result<(), VaultFault> {
        Ok(self.store.tell(&self.note(by, Act::VaultAltered, &place.to_string()).refused("altered"))?)
    }

    pub(crate) fn note(&self, by: &By, act: Act, target: &str) -> Entry {
        Entry::done(EntryTime(self.now().0), by, act, target)
    }

    /// The master keys, as they were read last; read again when there were none.
    pub(crate) fn ring(&self) -> Result<Arc<KeyRing>, VaultFault> {
        if let Some(ring) = &self.unwrapped.read().unwrap_or_else(PoisonError::into_inner).ring {
            return Ok(ring.clone());
        }
        self.read_ring()
    }

    /// The master keys as they are now.
    pub(crate) fn read_ring(&self) -> Result<Arc<KeyRing>, VaultFault> {
        let ring = Arc::new(self.source.keys()?);
        self.unwrapped.write().unwrap_or_else(PoisonError::into_inner).ring = Some(ring.clone());
        Ok(ring)
    }

    fn forget_keys(&self) {
        *self.unwrapped.write().unwrap_or_else(PoisonError::into_inner) = Unwrapped::default();
    }

    fn unwrapped_key(&self, number: KeyNumber) -> Option<Arc<DataKey>> {
        self.unwrapped.read().unwrap_or_else(PoisonError::into_inner).keys.get(&number).cloned()
    }

    /// Unwraps a kept key, under a master key that was perhaps added since the ring was read.
    pub(crate) fn unwrap(&self, kept: &KeptKey) -> Result<Arc<DataKey>, VaultFault> {
        let mut ring = self.ring()?;
        if ring.get(kept.master).is_none() {
            ring = self.read_ring()?;
        }
        let master = ring.get(kept.master).ok_or(VaultFault::MissingKey(kept.master.get()))?;
        let unwrapped = DataKey::unwrap(master, kept.owner, kept.number, &kept.wrapped);
        let key = Arc::new(unwrapped.ok_or(VaultFault::WrongKey(kept.master.get()))?);
        self.unwrapped.write().unwrap_or_else(PoisonError::into_inner).keys.insert(kept.number, key.clone());
        Ok(key)
    }

    /// The owner's current key; the first one is made now.
    fn current(&self, owner: Owner) -> Result<(KeyNumber, Arc<DataKey>), VaultFault> {
        for _ in 0..TRIES {
            if let Some(kept) = self.store.current_key(owner)? {
                let key = self.unwrapped_key(kept.number).map_or_else(|| self.unwrap(&kept), Ok)?;
                return Ok((kept.number, key));
            }
            self.refuse_a_strange_ring()?;
            self.add_key(owner, None)?;
        }
        Err(VaultFault::Contended)
    }

    /// No key is made for a new owner under master keys that open nothing of what is there.
    fn refuse_a_strange_ring(&self) -> Result<(), VaultFault> {
        match self.store.keys(None, 1)?.first() {
            Some(kept) => self.unwrap(kept).map(drop),
            None => Ok(()),
        }
    }

    /// Makes a new current key for an owner, wrapped under the newest master key.
    pub(crate) fn add_key(&self, owner: Owner, before: Option<KeyNumber>) -> Result<bool, VaultFault> {
        let ring = self.ring()?;
        let number = KeyNumber::generate(&*self.entropy)?;
        let (_, wrapped) = DataKey::generate(ring.newest(), owner, number, &*self.entropy)?;
        let master: MasterNumber = ring.newest().number();
        let kept = KeptKey { number, owner, master, wrapped, current: true, seals: 0, made_at: self.now() };
        match self.store.add_key(&kept, before)? {
            KeyAdded::Done => Ok(true),
            KeyAdded::Other => Ok(false),
            KeyAdded::NoOwner => Err(VaultFault::NoOwner),
        }
    }
}

impl std::fmt::Debug for Vault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Vault").finish_non_exhaustive()
    }
}
