//! What every law needs: a fresh store with two services, a key to seal under, and the audit log beside it.

use std::any::Any;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Barrier};

use fgapi_audit::{Act, AuditStore, By, Entry, EntryTime};
use fgapi_domain::{CustomerId, SystemEntropy, UnixSeconds, Yen};
use fgapi_linked::{
    AccountId, AggregationError, Harvest, HarvestedAccount, HarvestedTransaction, Kept, KeptService, Lease, LeaseAsk, LinkedAccount,
    LinkedStore, NewAccount, NewRequest, PendingLink, Recorded, RequestId, ServiceId,
};
use fgapi_token::TokenDigest;
use fgapi_vault::{Hint, KeptKey, KeyAdded, KeyNumber, MasterNumber, Owner, Place, SealedValue, VaultStore};

/// When a stage begins.
pub(crate) const START: UnixSeconds = UnixSeconds(1_790_000_000);
/// A service that the gateway fetches by itself: three accounts at a time.
pub(crate) const AUTOMATIC: ServiceId = ServiceId(20);
/// Another one.
pub(crate) const OTHER: ServiceId = ServiceId(21);
/// A service whose accounts a program fetches: two at a time.
pub(crate) const MANUAL: ServiceId = ServiceId(7);
/// How many accounts of [`AUTOMATIC`] and of [`OTHER`] are leased at a time.
pub(crate) const CONCURRENCY: u32 = 3;
/// How many of [`MANUAL`].
pub(crate) const MANUAL_CONCURRENCY: u32 = 2;
/// How long an attempt may take.
pub(crate) const TIMEOUT: i64 = 60;
/// For how long beyond it a lease lasts.
pub(crate) const MARGIN: i64 = 30;
/// How long a lease lasts.
pub(crate) const LEASE: i64 = TIMEOUT + MARGIN;

/// One node: ports over the same store.
#[derive(Clone)]
pub struct LinkedNode {
    /// Services and linked accounts.
    pub linked: Arc<dyn LinkedStore>,
    /// What is sealed.
    pub vault: Arc<dyn VaultStore>,
    /// The audit log.
    pub audit: Arc<dyn AuditStore>,
}

/// One fresh, empty store, opened by one node or more.
pub struct LinkedNodes {
    nodes: Vec<LinkedNode>,
    held: Box<dyn Any + Send + Sync>,
}

impl LinkedNodes {
    /// The store opened several times, as several processes would. `held` is dropped after them.
    pub fn new(nodes: Vec<LinkedNode>, held: impl Any + Send + Sync) -> Self {
        assert!(!nodes.is_empty(), "a stage needs a node");
        Self { nodes, held: Box::new(held) }
    }
}

/// A store under test, with three services in it and a key of the gateway's own.
pub struct Stage {
    nodes: Vec<LinkedNode>,
    entropy: SystemEntropy,
    turn: AtomicUsize,
    key: KeyNumber,
    _held: Box<dyn Any + Send + Sync>,
}

impl Stage {
    /// A stage over a fresh store.
    pub fn over(store: LinkedNodes) -> Self {
        let LinkedNodes { nodes, held } = store;
        let entropy = SystemEntropy::new();
        let key = KeyNumber::generate(&entropy).expect("randomness");
        let stage = Self { nodes, entropy, turn: AtomicUsize::new(0), key, _held: held };
        stage.add_key(key, None, 0);
        let services = [service(MANUAL, MANUAL_CONCURRENCY), service(AUTOMATIC, CONCURRENCY), service(OTHER, CONCURRENCY)];
        stage.linked().import_services(&services, &stage.note(Act::ServiceImport)).expect("services are imported");
        stage
    }

    /// The port of the next node: calls go around.
    pub fn linked(&self) -> &dyn LinkedStore {
        self.linked_of(self.turn.fetch_add(1, Ordering::Relaxed))
    }

    /// The port of a node.
    pub fn linked_of(&self, node: usize) -> &dyn LinkedStore {
        &*self.nodes[node % self.nodes.len()].linked
    }

    /// What is sealed, as the next node sees it.
    pub fn vault(&self) -> &dyn VaultStore {
        &*self.nodes[self.turn.fetch_add(1, Ordering::Relaxed) % self.nodes.len()].vault
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

    /// Makes a key the gateway's own current one.
    pub fn add_key(&self, number: KeyNumber, before: Option<KeyNumber>, seals: i64) {
        let master = MasterNumber::new(1).expect("a number");
        let key = KeptKey { number, owner: Owner::House, master, wrapped: vec![7; 60], current: true, seals, made_at: START };
        let added = self.nodes[0].vault.add_key(&key, before).expect("the store answers");
        assert_eq!(added, KeyAdded::Done, "a key is added");
    }

    /// A number for a new key.
    pub fn new_key(&self) -> KeyNumber {
        KeyNumber::generate(&self.entropy).expect("randomness")
    }

    /// The key that everything is sealed under.
    pub fn key(&self) -> KeyNumber {
        self.key
    }

    /// How often that key sealed.
    pub fn seals(&self) -> i64 {
        self.nodes[0].vault.key(self.key).expect("the store answers").expect("the key is there").seals
    }

    /// A name that no account has.
    pub fn new_id(&self) -> AccountId {
        AccountId::generate(&self.entropy).expect("randomness")
    }

    /// Something sealed at a place. No law opens it.
    pub fn sealed(&self, place: Place, text: &str) -> SealedValue {
        SealedValue { place, key: self.key, sealed: text.as_bytes().to_vec(), hint: Hint::default(), set_at: START }
    }

    /// Something sealed for an account.
    pub fn sealed_of(&self, id: AccountId, field: &str, text: &str) -> SealedValue {
        self.sealed(id.place(field).expect("a field"), text)
    }

    /// What lies sealed in a field of an account.
    pub fn lies_in(&self, id: AccountId, field: &str) -> Option<String> {
        let values = self.linked().values_at(&[id.place(field).expect("a field")]).expect("the store answers");
        values.into_iter().next().map(|value| String::from_utf8(value.sealed).expect("a text"))
    }

    /// The places of all that is sealed.
    pub fn places(&self) -> Vec<Place> {
        let values = self.nodes[0].vault.values(None, 10_000).expect("the store answers");
        values.into_iter().map(|value| value.place).collect()
    }

    /// A customer's account at a service that the gateway fetches by itself, with tokens.
    pub fn automatic(&self, customer: &CustomerId, service: ServiceId, now: UnixSeconds) -> NewAccount {
        let id = self.new_id();
        NewAccount {
            id,
            customer: customer.clone(),
            service,
            anew: false,
            uid_hidden: String::new(),
            automatic: true,
            now,
            consent_until: Some(now.plus(1_000_000)),
            values: vec![self.sealed_of(id, AccountId::TOKENS, "tokens")],
            answers_until: None,
        }
    }

    /// A customer's account that a program fetches, with answers to two forms that are kept for 600 seconds.
    pub fn manual(&self, customer: &CustomerId, now: UnixSeconds) -> NewAccount {
        let id = self.new_id();
        NewAccount {
            id,
            customer: customer.clone(),
            service: MANUAL,
            anew: false,
            uid_hidden: "134****".to_owned(),
            automatic: false,
            now,
            consent_until: None,
            values: vec![self.sealed_of(id, "form:13", "13412345"), self.sealed_of(id, "form:14", "open sesame")],
            answers_until: Some(now.plus(600)),
        }
    }

    /// Links an account.
    pub fn put(&self, account: &NewAccount) -> Kept {
        self.linked().put_account(account, &self.note(Act::LinkedAccountAdd)).expect("the store answers")
    }

    /// Links an account that is due at this time.
    pub fn linked_at(&self, name: &str, service: ServiceId, now: UnixSeconds) -> AccountId {
        let account = self.automatic(&customer(name), service, now);
        assert_eq!(self.put(&account), Kept::Done, "an account is linked");
        account.id
    }

    /// Links an account that is due.
    pub fn linked_by(&self, name: &str) -> AccountId {
        self.linked_at(name, AUTOMATIC, START)
    }

    /// Links an account that a program fetches.
    pub fn manual_by(&self, name: &str) -> AccountId {
        let account = self.manual(&customer(name), START);
        assert_eq!(self.put(&account), Kept::Done, "an account is linked");
        account.id
    }

    /// An account as it is.
    pub fn as_it_is(&self, id: AccountId) -> LinkedAccount {
        self.linked().account(id).expect("the store answers").expect("the account is there")
    }

    /// Leases whatever has been due longest.
    pub fn lease(&self, now: UnixSeconds) -> Option<(LinkedAccount, Lease)> {
        self.linked().lease(&ask(now, None)).expect("the store answers")
    }

    /// Leases this account, which a program fetches.
    pub fn lease_this(&self, id: AccountId, now: UnixSeconds) -> Option<(LinkedAccount, Lease)> {
        self.linked().lease(&ask(now, Some(id))).expect("the store answers")
    }

    /// Leases the one account that is due.
    pub fn leased(&self, id: AccountId, now: UnixSeconds) -> Lease {
        let (account, lease) = self.lease(now).expect("an account is due");
        assert_eq!((account.id, account.lease), (id, Some(lease)), "this one is leased");
        lease
    }

    /// Writes how an attempt ended.
    pub fn record(&self, id: AccountId, fence: i64, recorded: &Recorded) -> bool {
        self.linked().record(id, fence, recorded).expect("the store answers")
    }

    /// Fetches an account that a program fetches, which is asked something there.
    pub fn asked(&self, id: AccountId, now: UnixSeconds, questions: &[&str]) -> Vec<RequestId> {
        let (_, lease) = self.lease_this(id, now).expect("the account is leased");
        let requests: Vec<NewRequest> = questions.iter().map(|question| self.request(question)).collect();
        let ids = requests.iter().map(|request| request.id).collect();
        let recorded = Recorded { requests, ..failed(now, AggregationError::SecretQuestion) };
        assert!(self.record(id, lease.fence, &recorded), "the attempt is written");
        ids
    }

    /// A question.
    pub fn request(&self, question: &str) -> NewRequest {
        let id = RequestId::generate(&self.entropy).expect("randomness");
        NewRequest {
            id, message: "合言葉を入力してください".parse().expect("a text"), question: question.parse().expect("a text")
        }
    }

    /// A customer on the way, for half an hour.
    pub fn pending(&self, name: &str, account: Option<AccountId>) -> PendingLink {
        let state = TokenDigest::of(&self.new_id().to_string());
        let service = format!("link:{}", state.fingerprint());
        let place = Place::new(Owner::House, service.parse().expect("a word"), "verifier".parse().expect("a word"));
        let verifier = self.sealed(place, "verifier");
        PendingLink { state, customer: customer(name), service: AUTOMATIC, account, verifier, until: START.plus(1_800) }
    }

    /// Remembers that a customer is on the way.
    pub fn begin(&self, pending: &PendingLink) -> Kept {
        self.linked().begin_link(pending).expect("the store answers")
    }
}

/// Who wants work.
pub(crate) fn ask(now: UnixSeconds, account: Option<AccountId>) -> LeaseAsk {
    LeaseAsk { now, margin_seconds: u32::try_from(MARGIN).expect("a margin"), account }
}

/// A customer.
pub(crate) fn customer(name: &str) -> CustomerId {
    format!("C-{name}").parse().expect("a customer")
}

/// A service as a store keeps it; no law reads its text.
pub(crate) fn service(id: ServiceId, concurrency: u32) -> KeptService {
    let timeout_seconds = u32::try_from(TIMEOUT).expect("a time-out");
    KeptService { id, text: format!("service {id}"), automatic: id != MANUAL, concurrency, timeout_seconds }
}

/// An attempt that succeeded and brought nothing; the next is due after an hour.
pub(crate) fn succeeded(now: UnixSeconds) -> Recorded {
    let next = Some(now.plus(3_600));
    Recorded { now, next, harvest: None, uid_hidden: None, error: None, message: None, requests: Vec::new() }
}

/// An attempt that failed; the next is due after a minute.
pub(crate) fn failed(now: UnixSeconds, error: AggregationError) -> Recorded {
    Recorded { next: Some(now.plus(60)), error: Some(error), ..succeeded(now) }
}

/// An account there, with bookings by id, time and amount.
pub(crate) fn found(far_id: &str, balance: i64, bookings: &[(&str, i64, i64)]) -> HarvestedAccount {
    let booking = |(far_id, seconds, amount): &(&str, i64, i64)| HarvestedTransaction {
        far_id: (*far_id).to_owned(),
        booked_at: START.plus(*seconds),
        amount: Yen(*amount),
        balance: Yen(balance),
        description: format!("振込 {far_id}").parse().expect("a text"),
    };
    HarvestedAccount {
        far_id: far_id.to_owned(),
        branch_name: Some("本店".parse().expect("a name")),
        number: None,
        kind: "普通".parse().expect("a name"),
        balance: Yen(balance),
        transactions: bookings.iter().map(booking).collect(),
    }
}

/// What an attempt brought home.
pub(crate) fn harvest(accounts: impl IntoIterator<Item = HarvestedAccount>) -> Option<Harvest> {
    Some(Harvest { accounts: accounts.into_iter().collect() })
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
