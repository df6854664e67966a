//! The threads that fetch: over a store in memory, with institutions on this machine.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, Once};
use std::time::{Duration, Instant};

use fgapi_audit::{By, MemoryAudit};
use fgapi_collector::{Collector, CollectorSettings, FgapiUpstream};
use fgapi_domain::{CustomerId, Secret, Yen};
use fgapi_linked::{
    AccountId, AggregationError, Catalogue, Harvest, LinkedAccount, LinkedDesk, LinkedParts, LinkedPolicy, LinkedStore, MemoryLinked,
    Period, ServiceId, Status, Target, TokenPair, Upstream, UpstreamFault,
};
use fgapi_puppet::{Puppet, Say};
use fgapi_store::{Store, StoreAddress, StoreSettings};
use fgapi_testkit::{ManualClock, SeededEntropy};
use fgapi_vault::{KeyRing, MasterKey, MemoryVault, Vault, VaultParts, VaultStore};

use crate::far::{API_KEY, PASSWORD, good};
use crate::house::{BEGIN, LONG};

struct Office {
    desk: LinkedDesk,
    store: Arc<dyn LinkedStore>,
    clock: Arc<ManualClock>,
}

/// Where an office keeps what it knows.
type Stores = (Arc<dyn VaultStore>, Arc<dyn LinkedStore>);

fn in_memory() -> Stores {
    let audit = Arc::new(MemoryAudit::default());
    let sealed = Arc::new(MemoryVault::new(audit.clone()));
    (sealed.clone(), Arc::new(MemoryLinked::new(sealed, audit)))
}

fn in_file(directory: &std::path::Path) -> Stores {
    let store = Store::connect(&StoreAddress::Sqlite(directory.join("fgapi.db")), StoreSettings::default()).unwrap();
    store.migrate().unwrap();
    let holdings = store.holdings().unwrap();
    (holdings.vault, holdings.linked)
}

impl Office {
    /// A desk whose catalogue has these institutions, from service 1 on, each with a time-out of so many seconds.
    fn with(far: &[&Puppet], timeout_seconds: u32) -> Self {
        let clock = Arc::new(ManualClock::new(BEGIN));
        let upstream = Arc::new(FgapiUpstream::new(clock.clone(), None).unwrap());
        Self::of(in_memory(), far, timeout_seconds, clock, upstream)
    }

    fn of(stores: Stores, far: &[&Puppet], timeout_seconds: u32, clock: Arc<ManualClock>, upstream: Arc<dyn Upstream>) -> Self {
        // No two accounts of this program have one id: the log is everybody's.
        static SEED: AtomicU32 = AtomicU32::new(1);
        let seed = u64::from(SEED.fetch_add(1, Ordering::SeqCst)) << 40;
        let (entropy, (sealed, store)) = (Arc::new(SeededEntropy::new(seed)), stores);
        // All gateways of a bank have the same key.
        let source = Arc::new(KeyRing::new([MasterKey::generate(1, &SeededEntropy::new(0)).unwrap()]).unwrap());
        let vault = Vault::new(VaultParts { store: sealed, source, clock: clock.clone(), entropy: entropy.clone() });
        let policy = LinkedPolicy { redirect_uri: "https://own.example/back".into(), ..LinkedPolicy::default() };
        let desk = LinkedDesk::new(LinkedParts { store: store.clone(), vault, upstream, clock: clock.clone(), entropy, policy });
        let services: String = (1..).zip(far).map(|(id, far)| service(id, far, timeout_seconds)).collect();
        desk.import(&Catalogue::parse(&services).unwrap(), &By::GATEWAY).unwrap();
        for id in (1..).map(ServiceId).take(far.len()) {
            assert!(desk.set_password(id, &Secret::new(PASSWORD), &By::GATEWAY).unwrap());
        }
        Self { desk, store, clock }
    }

    /// An account of a customer's at a service, linked by its screens; it is due.
    fn linked(&self, service: u32, customer: &str) -> AccountId {
        let customer: CustomerId = customer.parse().unwrap();
        let url = self.desk.begin_link(&customer, ServiceId(service), None).unwrap();
        let state = url.split("&state=").nth(1).unwrap().split('&').next().unwrap().to_owned();
        let query = format!("auth_token=fgc_hush&state={state}");
        self.desk.come_back(&customer, &query, &Secret::new(state), &By::GATEWAY).unwrap()
    }

    fn account(&self, id: AccountId) -> LinkedAccount {
        self.store.account(id).unwrap().unwrap()
    }

    fn status(&self, id: AccountId) -> Status {
        self.desk.status(&self.account(id))
    }

    fn begin(&self, workers: u32) -> Collector {
        Collector::begin(&self.desk, CollectorSettings { workers, poll_seconds: 3_600, drain: LONG }).unwrap()
    }
}

fn service(id: u32, far: &Puppet, timeout_seconds: u32) -> String {
    let base = far.base();
    format!(
        "[[service]]\nid = {id}\nname = \"遠くの銀行\"\ntype = \"B_FAR\"\ncategory = {{ id = 3, name = \"銀行\", type = \"BANK\" }}\n\
         pace = {{ interval_seconds = 3600, concurrency = 2, timeout_seconds = {timeout_seconds} }}\n\
         fgapi = {{ base_url = \"{base}\", api_key = \"{API_KEY}\", days = 31, private_network = true }}\n"
    )
}

/// Waits for what is sure to come.
fn until(what: &str, condition: impl Fn() -> bool) {
    let began = Instant::now();
    while !condition() {
        assert!(began.elapsed() < LONG, "{what} did not come");
        std::thread::yield_now();
    }
}

/// The lines of the log, of all tests.
struct Lines(Mutex<Vec<String>>);

static LINES: Lines = Lines(Mutex::new(Vec::new()));

impl log::Log for Lines {
    fn enabled(&self, _: &log::Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &log::Record<'_>) {
        struct Pairs(String);
        impl<'kvs> log::kv::VisitSource<'kvs> for Pairs {
            fn visit_pair(&mut self, key: log::kv::Key<'kvs>, value: log::kv::Value<'kvs>) -> Result<(), log::kv::Error> {
                self.0.push_str(&format!(" {key}={value}"));
                Ok(())
            }
        }
        let mut line = Pairs(format!("{} {}", record.target(), record.args()));
        record.key_values().visit(&mut line).unwrap();
        self.0.lock().unwrap().push(line.0);
    }

    fn flush(&self) {}
}

fn lines() -> MutexGuard<'static, Vec<String>> {
    static INIT: Once = Once::new();
    INIT.call_once(|| {
        log::set_logger(&LINES).unwrap();
        log::set_max_level(log::LevelFilter::Debug);
    });
    LINES.0.lock().unwrap()
}

/// The lines in which a text stands.
fn told(text: &str) -> Vec<String> {
    lines().iter().filter(|line| line.contains(text)).cloned().collect()
}

#[test]
fn what_is_due_is_fetched_and_told_in_one_line() {
    drop(lines());
    let far = Puppet::saying(good);
    let office = Office::with(&[&far], 30);
    let id = office.linked(1, "C-ALICE");
    assert_eq!(office.status(id), Status::Fetching);
    let collector = office.begin(2);
    until("the fetched account", || office.status(id) == Status::Fetched);
    collector.end();
    let account = office.account(id);
    assert_eq!((account.asset_sum, account.sub_accounts.len(), account.uid_hidden.as_str()), (Yen(1_200), 2, "*******"));
    let [line] = &told(&id.to_string())[..] else { panic!("{:?}", told(&id.to_string())) };
    for part in ["fgapi::linked ", " service=1 ", " outcome=done ", " error=- ", " ms="] {
        assert!(line.contains(part), "{part} is not in {line}");
    }
}

#[test]
fn one_institution_that_hangs_holds_up_no_other() {
    drop(lines());
    let (bad, fine) = (Puppet::saying(good), Puppet::saying(good));
    let office = Office::with(&[&bad, &fine], 2);
    let (stuck, well) = (office.linked(1, "C-ALICE"), office.linked(2, "C-BOB"));
    bad.says(|asked| if asked.path == "/accounts" { Say::Hold(b"HTTP/1.1 200 OK\r\n".to_vec()) } else { good(asked) });
    let collector = office.begin(2);
    until("the good one", || office.status(well) == Status::Fetched);
    assert_eq!(office.status(stuck), Status::Fetching, "the other is still being waited for");
    until("the time-out", || office.status(stuck) != Status::Fetching);
    assert_eq!(office.status(stuck), Status::Failed(AggregationError::Timeout));
    // The next one comes in its turn.
    bad.says(good);
    office.clock.advance(4_000);
    collector.nudge().nudge();
    until("both of them", || [stuck, well].iter().all(|id| office.status(*id) == Status::Fetched && office.account(*id).failures == 0));
    collector.end();
    let failed = told(&stuck.to_string());
    assert!(failed[0].contains(" outcome=failed error=TimeoutException "), "{failed:?}");
    for secret in ["hush", PASSWORD, "fga_", "fgr_", "fgs_", "fgc_", "127.0.0.1", "C-ALICE", "****567"] {
        assert!(failed.iter().all(|line| !line.contains(secret)), "{secret} is in {failed:?}");
    }
}

#[test]
fn more_than_the_threads_is_fetched_one_after_another() {
    let far = Puppet::saying(good);
    let office = Office::with(&[&far], 30);
    let all: Vec<_> = (0..12).map(|number| office.linked(1, &format!("C-{number}"))).collect();
    let collector = office.begin(3);
    until("all of them", || all.iter().all(|id| office.status(*id) == Status::Fetched));
    collector.end();
    assert_eq!(far.asked().iter().filter(|asked| asked.what() == "GET /accounts" && asked.page() == 1).count(), 12, "each once");
}

#[test]
fn two_gateways_on_one_database_share_the_work() {
    let (far, directory) = (Puppet::saying(good), tempfile::tempdir().unwrap());
    let offices = [0, 1].map(|_| {
        let clock = Arc::new(ManualClock::new(BEGIN));
        let upstream = Arc::new(FgapiUpstream::new(clock.clone(), None).unwrap());
        Office::of(in_file(directory.path()), &[&far], 30, clock, upstream)
    });
    let all: Vec<_> = (0..20).map(|number| offices[0].linked(1, &format!("C-{number}"))).collect();
    let collectors = [&offices[0], &offices[1]]
        .map(|office| Collector::begin(&office.desk, CollectorSettings { workers: 3, poll_seconds: 1, drain: LONG }).unwrap());
    until("all of them", || all.iter().all(|id| offices[1].status(*id) == Status::Fetched));
    collectors.into_iter().for_each(Collector::end);
    let account = offices[1].account(all[0]);
    assert_eq!((account.asset_sum, account.sub_accounts.len(), account.failures), (Yen(1_200), 2, 0));
    assert_eq!(far.asked().iter().filter(|asked| asked.what() == "GET /accounts" && asked.page() == 1).count(), 20, "each once");
}

#[test]
fn what_becomes_due_is_seen_without_a_word() {
    let far = Puppet::saying(good);
    let office = Office::with(&[&far], 30);
    let collector = Collector::begin(&office.desk, CollectorSettings { workers: 3, poll_seconds: 1, drain: LONG }).unwrap();
    let id = office.linked(1, "C-ALICE");
    until("the fetched account", || office.status(id) == Status::Fetched);
    collector.end();
}

#[test]
fn a_vault_that_is_shut_is_told_once_and_work_goes_on_when_it_opens() {
    drop(lines());
    let far = Puppet::saying(good);
    let office = Office::with(&[&far], 30);
    let id = office.linked(1, "C-ALICE");
    assert!(office.desk.vault().shut(&By::GATEWAY).unwrap());
    let collector = office.begin(4);
    until("the complaint", || !told("the vault is sealed").is_empty());
    for _ in 0..50 {
        collector.nudge().nudge();
    }
    assert!(office.desk.vault().unshut(&By::GATEWAY).unwrap());
    collector.nudge().nudge();
    until("the fetched account", || office.status(id) == Status::Fetched);
    collector.end();
    assert_eq!(told("the vault is sealed").len(), 1);
    assert!(told(&id.to_string()).iter().all(|line| line.contains("outcome=done")), "nothing was taken meanwhile");
}

/// An institution whose answer is waited for until a test lets it go.
#[derive(Default)]
struct Gate {
    open: Mutex<bool>,
    opened: Condvar,
    waiting: AtomicU32,
    broken: AtomicU32,
}

impl Gate {
    fn open(&self) {
        *self.open.lock().unwrap() = true;
        self.opened.notify_all();
    }
}

impl Upstream for Gate {
    fn login_url(&self, _: &Target<'_>, _: &str, state: &Secret, _: &Secret) -> Result<String, UpstreamFault> {
        Ok(format!("https://far.example/?a=b&state={}", state.reveal()))
    }

    fn redeem(&self, _: &Target<'_>, _: &str, _: &Secret, _: &Secret, _: &str) -> Result<TokenPair, UpstreamFault> {
        Ok(TokenPair { expires_at: BEGIN.plus(3_600), ..crate::house::held() })
    }

    fn refresh(&self, _: &Target<'_>, pair: &TokenPair, _: &str) -> Result<TokenPair, UpstreamFault> {
        Ok(pair.clone())
    }

    fn harvest(&self, _: &Target<'_>, _: &Secret, _: Period) -> Result<Harvest, UpstreamFault> {
        if self.broken.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_ok() {
            panic!("as the test wishes");
        }
        self.waiting.fetch_add(1, Ordering::SeqCst);
        let mut open = self.open.lock().unwrap();
        while !*open {
            open = self.opened.wait(open).unwrap();
        }
        Ok(Harvest::default())
    }

    fn revoke(&self, _: &Target<'_>, _: &TokenPair) -> Result<(), UpstreamFault> {
        Ok(())
    }
}

fn behind_a_gate(broken: u32) -> (Office, Arc<Gate>) {
    let gate = Arc::new(Gate { broken: AtomicU32::new(broken), ..Gate::default() });
    (Office::of(in_memory(), &[&Puppet::saying(good)], 30, Arc::new(ManualClock::new(BEGIN)), gate.clone()), gate)
}

#[test]
fn the_end_lets_an_attempt_come_to_its_end() {
    let (office, gate) = behind_a_gate(0);
    let (id, other) = (office.linked(1, "C-ALICE"), office.linked(1, "C-BOB"));
    let collector = office.begin(1);
    until("the attempt", || gate.waiting.load(Ordering::SeqCst) == 1);
    collector.stop();
    gate.open();
    collector.end();
    let taken = [id, other].map(|id| office.account(id).last_succeeded_at.is_some());
    assert!(taken == [true, false] || taken == [false, true], "the one is written, and no other was begun: {taken:?}");
}

#[test]
fn the_end_waits_no_longer_than_it_may() {
    let (office, gate) = behind_a_gate(0);
    let id = office.linked(1, "C-ALICE");
    let drain = Duration::from_millis(200);
    let collector = Collector::begin(&office.desk, CollectorSettings { workers: 2, poll_seconds: 3_600, drain }).unwrap();
    until("the attempt", || gate.waiting.load(Ordering::SeqCst) == 1);
    let began = Instant::now();
    collector.end();
    assert!((drain..LONG).contains(&began.elapsed()), "{:?}", began.elapsed());
    assert_eq!(office.status(id), Status::Fetching);
    office.clock.advance(60);
    assert_eq!(office.status(id), Status::Failed(AggregationError::Timeout), "its lease ends by itself");
    gate.open();
}

#[test]
fn a_panic_ends_one_attempt_and_no_thread() {
    drop(lines());
    let (office, gate) = behind_a_gate(1);
    let (id, other) = (office.linked(1, "C-ALICE"), office.linked(1, "C-BOB"));
    gate.open();
    let collector = office.begin(1);
    let nudge = collector.nudge();
    let fetched = |id: AccountId| office.account(id).last_succeeded_at.is_some();
    until("the other account", || {
        nudge.nudge();
        fetched(id) || fetched(other)
    });
    office.clock.advance(60);
    until("the account that broke off", || {
        nudge.nudge();
        fetched(id) && fetched(other)
    });
    collector.end();
    let lines = [told(&id.to_string()), told(&other.to_string())].concat();
    assert_eq!(lines.iter().filter(|line| line.contains("outcome=broken")).count(), 1, "{lines:?}");
}
