//! A portal whose customers have something elsewhere: the real desks over stores in memory, and an institution that follows a script.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::time::Duration;

use fgapi_audit::{Act, AuditStore as _, By, Filter, Line, MemoryAudit};
use fgapi_caller::Quota;
use fgapi_consent::{ConsentDesk, ConsentKey, ConsentParts, ConsentPolicy, NeverAsk};
use fgapi_domain::{CustomerId, Secret, UnixSeconds};
use fgapi_linked::{
    AccountId, AggregationError, Catalogue, LinkedAccount, LinkedDesk, LinkedParts, LinkedPolicy, LinkedStore as _, MemoryLinked,
    NewAnswer, Report, ReportedQuestion, ServiceId,
};
use fgapi_portal::{Brand, Portal, PortalParts, PortalSettings};
use fgapi_store::Store;
use fgapi_testkit::{ManualClock, SeededEntropy};
use fgapi_token::{TokenDesk, TokenPolicy};
use fgapi_vault::{KeyRing, MasterKey, MemoryVault, Vault, VaultParts};
use fgapi_work::{WorkerSettings, Workers};

use crate::bank::{Core, customer};
use crate::upstream::{Scripted, fault};

/// Wednesday, 2026-11-25, noon in Japan.
pub(crate) const NOON: UnixSeconds = UnixSeconds(1_795_575_600);
/// Where customers sit.
pub(crate) const ADDRESS: IpAddr = IpAddr::V4(Ipv4Addr::new(203, 0, 113, 77));
/// A service that asks by forms.
pub(crate) const BY_FORMS: ServiceId = ServiceId(7);
/// A service that is another bank's gateway.
pub(crate) const FAR: ServiceId = ServiceId(20);
/// Where that gateway is.
pub(crate) const FAR_ORIGIN: &str = "https://fgapi.far.example:8443";

const CATALOGUE: &str = r#"
[[service]]
id = 7
name = "手の銀行"
yomigana = "テノギンコウ"
type = "B_HAND"
login_url = "https://hand.example/login"
description = "<li>口座番号ではなく<b>ログイン情報</b>です。</li><li onclick=\"alert(1)\">登録後、ご確認下さい。<script>alert(2)</script></li>"
category = { id = 2, name = "銀行", type = "BANK" }
form = [
  { id = 13, name = "お客様番号", note = "数字<br>4桁以上", type = "ID1", input = "alphameric", format = '\d{4,10}', unique = true },
  { id = 14, name = "パスワード", type = "PW1", input = "password" },
  { id = 15, name = "区分", type = "KIND1", input = "radio", format = "個人|法人" },
  { id = 16, name = "規約への同意", type = "OK1", input = "checkbox" },
  { id = 17, name = "乱数表", type = "TABLE1", input = "table", format = '[0-9 ]+' },
  { id = 18, name = "支店名", type = "TEXT1", input = "text" },
]

[[service]]
id = 20
name = "遠くの銀行"
yomigana = "トオクノギンコウ"
type = "B_FAR"
category = { id = 2, name = "銀行", type = "BANK" }
fgapi = { base_url = "https://fgapi.far.example:8443/api/v1", api_key = "fgk_us", days = 30 }

[[service]]
id = 21
name = "まだの銀行"
yomigana = "アトノギンコウ"
type = "B_LATER"
category = { id = 3, name = "ネット銀行", type = "NETBANK" }
fgapi = { base_url = "https://later.example", api_key = "fgk_us" }
"#;

pub(crate) struct House {
    pub(crate) portal: Portal,
    pub(crate) desk: LinkedDesk,
    pub(crate) store: Arc<MemoryLinked>,
    pub(crate) upstream: Arc<Scripted>,
    pub(crate) clock: Arc<ManualClock>,
    audit: Arc<MemoryAudit>,
}

fn workers(name: &'static str) -> Workers {
    Workers::start(WorkerSettings { name, threads: 2, queue: 64, patience: Duration::from_secs(60) }).unwrap()
}

impl House {
    pub(crate) fn new() -> Self {
        Self::with(Quota::UNLIMITED, true)
    }

    /// A house in which one address may do so much, with a vault or without.
    pub(crate) fn with(quota: Quota, has_vault: bool) -> Self {
        let (clock, entropy) = (Arc::new(ManualClock::new(NOON)), Arc::new(SeededEntropy::new(11)));
        let audit = Arc::new(MemoryAudit::default());
        let sealed = Arc::new(MemoryVault::new(audit.clone()));
        let source = Arc::new(KeyRing::new([MasterKey::generate(1, &*entropy).unwrap()]).unwrap());
        let vault = Vault::new(VaultParts { store: sealed.clone(), source, clock: clock.clone(), entropy: entropy.clone() });
        let (store, upstream) = (Arc::new(MemoryLinked::new(sealed, audit.clone())), Arc::new(Scripted::default()));
        let policy = LinkedPolicy { redirect_uri: "https://bank.example/v1/links/linked".into(), ..LinkedPolicy::default() };
        let desk = LinkedDesk::new(LinkedParts {
            store: store.clone(),
            vault,
            upstream: upstream.clone(),
            clock: clock.clone(),
            entropy: entropy.clone(),
            policy,
        });
        desk.import(&Catalogue::parse(CATALOGUE).unwrap(), &By::GATEWAY).unwrap();
        assert!(desk.set_password(FAR, &Secret::new("our password"), &By::GATEWAY).unwrap());
        let memory = Store::memory();
        let consent = ConsentDesk::new(ConsentParts {
            journeys: memory.journeys(),
            bank: Arc::new(Core),
            tokens: TokenDesk::new(memory.tokens(), clock.clone(), entropy.clone(), TokenPolicy::default()),
            risk: Arc::new(NeverAsk),
            key: ConsentKey::generate(&*entropy).unwrap(),
            entropy,
            policy: ConsentPolicy::default(),
        });
        let portal = Portal::new(PortalParts {
            desk: consent,
            linked: has_vault.then(|| desk.clone()),
            clock: clock.clone(),
            brand: Brand::new("見本銀行", Some("Mihon Bank"), "#0b5cab", None).unwrap(),
            settings: PortalSettings { prefix: "/v1".to_owned(), quota, ..PortalSettings::default() },
            workers: workers("write"),
            logins: workers("login"),
            outside: workers("outside"),
        });
        Self { portal: portal.unwrap(), desk, store, upstream, clock, audit }
    }

    /// A customer's account at the far bank.
    pub(crate) fn far(&self, login: &str) -> AccountId {
        let url = self.desk.begin_link(&customer(login), FAR, None).unwrap();
        let state = url.split("state=").nth(1).unwrap();
        self.desk.come_back(&customer(login), &format!("auth_token=t&state={state}"), &Secret::new(state), &By::GATEWAY).unwrap()
    }

    /// A customer's account that a program fetches.
    pub(crate) fn by_forms(&self, login: &str) -> AccountId {
        let answer = |(form, value): (u32, &str)| NewAnswer { form, value: Secret::new(value) };
        let all = [(13, "13412345"), (14, "open sesame"), (15, "個人"), (16, "1"), (17, "12 34"), (18, "本店")].map(answer);
        self.desk.link_by_forms(&customer(login), BY_FORMS, &all, &By::GATEWAY).unwrap()
    }

    /// The far bank is asked for whatever is due.
    pub(crate) fn fetch(&self) {
        self.desk.fetch_next().unwrap();
    }

    /// The same, and it goes wrong.
    pub(crate) fn fetch_in_vain(&self, error: AggregationError) {
        self.upstream.harvest.lock().unwrap().push_back(Err(fault(error)));
        self.fetch();
    }

    /// A program takes an account and reports that the institution asks this.
    pub(crate) fn asks(&self, id: AccountId, question: &str) {
        let taken = self.desk.take(id, &By::GATEWAY).unwrap().unwrap();
        let asked =
            ReportedQuestion { message: "合言葉への記入が必要です。".parse().unwrap(), question: question.parse().unwrap() };
        let report = Report {
            error: Some(AggregationError::SecretQuestion),
            message: Some("合言葉を変更された方へ".parse().unwrap()),
            msg_flag: true,
            questions: vec![asked],
            ..Report::default()
        };
        assert!(self.desk.report(id, taken.lease.fence, report).unwrap());
    }

    /// The answers that wait for an account.
    pub(crate) fn answers(&self, id: AccountId) -> Vec<(String, String)> {
        let taken = self.desk.take(id, &By::GATEWAY).unwrap().unwrap();
        taken.answers.iter().map(|(field, answer)| (field.clone(), answer.reveal().to_owned())).collect()
    }

    pub(crate) fn account(&self, id: AccountId) -> LinkedAccount {
        self.store.account(id).unwrap().unwrap()
    }

    pub(crate) fn accounts_of(&self, customer: &CustomerId) -> Vec<LinkedAccount> {
        self.store.accounts_of(customer, None, 0, 100).unwrap().1
    }

    /// What the log was told of this, the oldest first.
    pub(crate) fn told(&self, act: Act) -> Vec<Line> {
        let mut all: Vec<_> = self.audit.page(&Filter { act: Some(act), ..Filter::default() }, None, 1_000).unwrap();
        all.reverse();
        all.into_iter().map(|sealed| sealed.line).collect()
    }
}
