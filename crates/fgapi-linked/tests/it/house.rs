//! A desk over stores in memory, with two services: one that asks by forms, and one that is another bank's gateway.

use std::sync::Arc;

use fgapi_audit::{Act, AuditStore as _, By, Filter, MemoryAudit};
use fgapi_domain::{Clock as _, CustomerId, Secret, UnixSeconds};
use fgapi_linked::{
    AccountId, Catalogue, Harvest, HarvestedAccount, LinkedAccount, LinkedDesk, LinkedParts, LinkedPolicy, LinkedStore as _, MemoryLinked,
    NewAnswer, ServiceId, TokenPair,
};
use fgapi_testkit::{ManualClock, SeededEntropy};
use fgapi_vault::{KeyRing, MasterKey, MemoryVault, Owner, Place, SealedValue, Vault, VaultParts};

use crate::upstream::Scripted;

/// 2026-02-01T12:00:00+09:00.
pub(crate) const BEGIN: UnixSeconds = UnixSeconds(1_769_914_800);
/// A service that asks by forms.
pub(crate) const BY_FORMS: ServiceId = ServiceId(7);
/// A service that is another bank's gateway.
pub(crate) const BY_FGAPI: ServiceId = ServiceId(20);

pub(crate) const CATALOGUE: &str = r#"
[[service]]
id = 7
name = "手の銀行"
type = "B_HAND"
category = { id = 2, name = "銀行", type = "BANK" }
pace = { interval_seconds = 3600, concurrency = 2, timeout_seconds = 60 }
form = [
  { id = 13, name = "お客様番号", type = "ID1", input = "alphameric", format = '\d{4,10}', unique = true },
  { id = 14, name = "パスワード", type = "PW1", input = "password" },
]

[[service]]
id = 20
name = "遠くの銀行"
type = "B_FAR"
category = { id = 3, name = "ネット銀行", type = "NETBANK" }
pace = { interval_seconds = 3600, concurrency = 2, timeout_seconds = 60 }
fgapi = { base_url = "https://far.example/api", api_key = "fgk_us", days = 30 }
"#;

pub(crate) struct House {
    pub(crate) desk: LinkedDesk,
    pub(crate) store: Arc<MemoryLinked>,
    pub(crate) upstream: Arc<Scripted>,
    pub(crate) clock: Arc<ManualClock>,
    vault: Arc<MemoryVault>,
    audit: Arc<MemoryAudit>,
}

impl House {
    /// A desk with the catalogue and the gateway's password at the far bank.
    pub(crate) fn open() -> Self {
        let house = Self::without_password();
        assert!(house.desk.set_password(BY_FGAPI, &Secret::new("our password"), &By::GATEWAY).unwrap());
        house
    }

    pub(crate) fn without_password() -> Self {
        let (clock, entropy) = (Arc::new(ManualClock::new(BEGIN)), Arc::new(SeededEntropy::new(5)));
        let audit = Arc::new(MemoryAudit::default());
        let sealed = Arc::new(MemoryVault::new(audit.clone()));
        let source = Arc::new(KeyRing::new([MasterKey::generate(1, &*entropy).unwrap()]).unwrap());
        let vault = Vault::new(VaultParts { store: sealed.clone(), source, clock: clock.clone(), entropy: entropy.clone() });
        let (store, upstream) = (Arc::new(MemoryLinked::new(sealed.clone(), audit.clone())), Arc::new(Scripted::default()));
        let policy = LinkedPolicy { redirect_uri: "https://bank.example/links/back".into(), ..LinkedPolicy::default() };
        let parts = LinkedParts { store: store.clone(), vault, upstream: upstream.clone(), clock: clock.clone(), entropy, policy };
        let house = Self { desk: LinkedDesk::new(parts), store, upstream, clock, vault: sealed, audit };
        house.desk.import(&Catalogue::parse(CATALOGUE).unwrap(), &By::GATEWAY).unwrap();
        house
    }

    /// A customer's account at the far bank, linked by its screens.
    pub(crate) fn linked(&self, customer: &CustomerId) -> AccountId {
        let (state, query) = self.begun(customer, None);
        self.desk.come_back(customer, &query, &state, &By::GATEWAY).unwrap()
    }

    /// A customer who went to the far bank: the state, and the query with which they come back.
    pub(crate) fn begun(&self, customer: &CustomerId, account: Option<AccountId>) -> (Secret, String) {
        let url = self.desk.begin_link(customer, BY_FGAPI, account).unwrap();
        let state = url.split("state=").nth(1).unwrap().to_owned();
        (Secret::new(state.clone()), format!("auth_token=far&state={state}"))
    }

    /// A customer's account that a program fetches.
    pub(crate) fn by_forms(&self, customer: &CustomerId) -> AccountId {
        self.desk.link_by_forms(customer, BY_FORMS, &answers(&[(13, "13412345"), (14, "open sesame")]), &By::GATEWAY).unwrap()
    }

    pub(crate) fn account(&self, id: AccountId) -> LinkedAccount {
        self.store.account(id).unwrap().unwrap()
    }

    pub(crate) fn now(&self) -> UnixSeconds {
        self.clock.now()
    }

    /// What lies sealed in a field of an account, opened.
    pub(crate) fn sealed(&self, id: AccountId, field: &str) -> Option<String> {
        let value = self.sealed_value(id, field)?;
        Some(self.desk.vault().open(&value).unwrap().reveal().to_owned())
    }

    pub(crate) fn sealed_value(&self, id: AccountId, field: &str) -> Option<SealedValue> {
        let place = Place::new(Owner::House, format!("account:{id}").parse().unwrap(), field.parse().unwrap());
        self.store.values_at(&[place]).unwrap().pop()
    }

    /// The places of all that is sealed.
    pub(crate) fn sealed_places(&self) -> Vec<String> {
        self.desk.vault().store().values(None, 100).unwrap().iter().map(|value| value.place.to_string()).collect()
    }

    /// Loses what is sealed for a service or an account, as a restored copy of the database could.
    pub(crate) fn lose(&self, service: &str) {
        assert!(!self.vault.take_where(|place| place.service.as_str() == service).is_empty());
    }

    /// Alters what is sealed for a service or an account, as somebody would who writes to the database.
    pub(crate) fn alter(&self, service: &str) {
        self.vault.tamper(|values| {
            let altered = values.values_mut().filter(|value| value.place.service.as_str() == service);
            assert_ne!(altered.map(|value| value.sealed[12] ^= 1).count(), 0);
        });
    }

    /// How often the log was told of this.
    pub(crate) fn told(&self, act: Act) -> usize {
        self.audit.page(&Filter { act: Some(act), ..Filter::default() }, None, 1_000).unwrap().len()
    }
}

pub(crate) fn alice() -> CustomerId {
    "C-ALICE".parse().unwrap()
}

pub(crate) fn bob() -> CustomerId {
    "C-BOB".parse().unwrap()
}

pub(crate) fn answers(answers: &[(u32, &str)]) -> Vec<NewAnswer> {
    answers.iter().map(|(form, value)| NewAnswer { form: *form, value: Secret::new(*value) }).collect()
}

/// Tokens with this name whose access token's time is over at `expires_at`.
pub(crate) fn pair(name: &str, expires_at: UnixSeconds) -> TokenPair {
    let token = |kind: &str| Secret::new(format!("{kind}-{name}"));
    TokenPair { access: token("access"), refresh: token("refresh"), expires_at, consent_until: Some(BEGIN.plus(90 * 86_400)) }
}

/// An account at the far bank without transactions.
pub(crate) fn found(far_id: &str, number: &str, balance: i64) -> HarvestedAccount {
    HarvestedAccount {
        far_id: far_id.to_owned(),
        branch_name: Some("本店".parse().unwrap()),
        number: Some(number.parse().unwrap()),
        kind: "普通".parse().unwrap(),
        balance: fgapi_domain::Yen(balance),
        transactions: Vec::new(),
    }
}

pub(crate) fn harvest(accounts: impl IntoIterator<Item = HarvestedAccount>) -> Harvest {
    Harvest { accounts: accounts.into_iter().collect() }
}
