//! A desk with the example catalogue and a service that is another bank's gateway, and a door to it.

use std::sync::Arc;

use fgapi_audit::{AuditStore as _, By, Filter, MemoryAudit};
use fgapi_domain::{CustomerId, Secret, UnixSeconds, Yen};
use fgapi_http::HttpSettings;
use fgapi_linked::{
    AccountId, AggregationError, Catalogue, Harvest, HarvestedAccount, LinkedDesk, LinkedParts, LinkedPolicy, MemoryLinked, NewAnswer,
    Period, Report, ReportedQuestion, RequestId, ServiceId, Target, TokenPair, Upstream, UpstreamFault,
};
use fgapi_testkit::{ManualClock, SeededEntropy};
use fgapi_vault::{KeyRing, MasterKey, MemoryVault, Vault, VaultParts};
use serde_json::{Value, json};

use crate::house::{Answer, House, settings};

/// 2014-05-29T19:55:16+09:00.
const BEGIN: UnixSeconds = UnixSeconds(1_401_360_916);

pub(crate) const EXAMPLE: &str = include_str!("../../../../../docs/examples/services.toml");

const FAR: &str = r#"
[[service]]
id = 20
name = "遠くの銀行"
type = "B_FAR"
category = { id = 3, name = "ネット銀行", type = "NETBANK" }
fgapi = { base_url = "https://far.example", api_key = "fgk_us" }
"#;

/// An institution where everything goes well.
struct Kind;

impl Upstream for Kind {
    fn login_url(&self, _: &Target<'_>, _: &str, state: &Secret, _: &Secret) -> Result<String, UpstreamFault> {
        Ok(format!("https://far.example/?state={}", state.reveal()))
    }

    fn redeem(&self, _: &Target<'_>, _: &str, _: &Secret, _: &Secret, _: &str) -> Result<TokenPair, UpstreamFault> {
        let token = || Secret::new("t");
        Ok(TokenPair { access: token(), refresh: token(), expires_at: BEGIN.plus(86_400), consent_until: None })
    }

    fn refresh(&self, _: &Target<'_>, pair: &TokenPair, _: &str) -> Result<TokenPair, UpstreamFault> {
        Ok(pair.clone())
    }

    fn harvest(&self, _: &Target<'_>, _: &Secret, _: Period) -> Result<Harvest, UpstreamFault> {
        Ok(harvest(&[("a", Some("本店"), Some("7654321"), 900), ("b", None, None, -300), ("c", None, None, -50)]))
    }

    fn revoke(&self, _: &Target<'_>, _: &TokenPair) -> Result<(), UpstreamFault> {
        Ok(())
    }
}

pub(crate) fn harvest(accounts: &[(&str, Option<&str>, Option<&str>, i64)]) -> Harvest {
    let found = |(far_id, branch, number, balance): &(&str, Option<&str>, Option<&str>, i64)| HarvestedAccount {
        far_id: (*far_id).to_owned(),
        branch_name: branch.map(|branch| branch.parse().unwrap()),
        number: number.map(|number| number.parse().unwrap()),
        kind: "普通".parse().unwrap(),
        balance: Yen(*balance),
        transactions: Vec::new(),
    };
    Harvest { accounts: accounts.iter().map(found).collect() }
}

pub(crate) struct Room {
    pub(crate) house: House,
    pub(crate) desk: LinkedDesk,
    pub(crate) clock: Arc<ManualClock>,
    audit: Arc<MemoryAudit>,
}

impl Room {
    pub(crate) fn open() -> Self {
        Self::with(settings())
    }

    /// The clock of the desk stands at [`BEGIN`].
    pub(crate) fn with(settings: HttpSettings) -> Self {
        let (clock, entropy) = (Arc::new(ManualClock::new(BEGIN)), Arc::new(SeededEntropy::new(8)));
        let audit = Arc::new(MemoryAudit::default());
        let sealed = Arc::new(MemoryVault::new(audit.clone()));
        let source = Arc::new(KeyRing::new([MasterKey::generate(1, &*entropy).unwrap()]).unwrap());
        let vault = Vault::new(VaultParts { store: sealed.clone(), source, clock: clock.clone(), entropy: entropy.clone() });
        let store = Arc::new(MemoryLinked::new(sealed, audit.clone()));
        let policy = LinkedPolicy::default();
        let desk = LinkedDesk::new(LinkedParts { store, vault, upstream: Arc::new(Kind), clock: clock.clone(), entropy, policy });
        for catalogue in [EXAMPLE, FAR] {
            desk.import(&Catalogue::parse(catalogue).unwrap(), &By::GATEWAY).unwrap();
        }
        assert!(desk.set_password(ServiceId(20), &Secret::new("ours"), &By::GATEWAY).unwrap());
        Self { house: House::with_linked(settings, desk.clone()), desk, clock, audit }
    }

    /// An access token of a customer of the bank's.
    pub(crate) fn token(&self, login: &str) -> String {
        self.house.linked(&self.house.one, login).1
    }

    /// An account that a program fetches.
    pub(crate) fn by_forms(&self, customer: &str) -> AccountId {
        let answer = |form, value: &str| NewAnswer { form, value: Secret::new(value) };
        let answers = [answer(13, "13412345"), answer(14, "open sesame")];
        self.desk.link_by_forms(&id(customer), ServiceId(7), &answers, &By::GATEWAY).unwrap()
    }

    /// An account that the gateway fetches.
    pub(crate) fn far(&self, customer: &str) -> AccountId {
        let url = self.desk.begin_link(&id(customer), ServiceId(20), None).unwrap();
        let state = Secret::new(url.split("state=").nth(1).unwrap());
        self.desk.come_back(&id(customer), "", &state, &By::GATEWAY).unwrap()
    }

    /// A program finds a question; its name.
    pub(crate) fn ask(&self, account: AccountId, question: &str) -> RequestId {
        let questions =
            vec![ReportedQuestion { message: "質問に答えてください。".parse().unwrap(), question: question.parse().unwrap() }];
        self.report(account, Report { error: Some(AggregationError::SecretQuestion), questions, ..Report::default() });
        self.desk.requests_of(&id("C-ALICE"), account).unwrap().unwrap()[0].id
    }

    pub(crate) fn report(&self, account: AccountId, report: Report) {
        let taken = self.desk.take(account, &By::GATEWAY).unwrap().unwrap();
        assert!(self.desk.report(account, taken.lease.fence, report).unwrap());
    }

    /// What a program takes: each answer with its field.
    pub(crate) fn taken(&self, account: AccountId) -> Vec<(String, String)> {
        let taken = self.desk.take(account, &By::GATEWAY).unwrap().unwrap();
        taken.answers.iter().map(|(field, answer)| (field.clone(), answer.reveal().to_owned())).collect()
    }

    pub(crate) fn json(&self, method: &str, path: &str, bearer: &str, body: &Value) -> Answer {
        self.text(method, path, bearer, &body.to_string())
    }

    pub(crate) fn text(&self, method: &str, path: &str, bearer: &str, body: &str) -> Answer {
        let headers = [("Authorization", &*format!("Bearer {bearer}")), ("Content-Type", "application/json")];
        self.house.send(method, path, &headers, body.as_bytes())
    }

    /// Who did what to linked accounts, oldest first.
    pub(crate) fn told(&self) -> Vec<(String, String)> {
        let entries = self.audit.page(&Filter::default(), None, 1_000).unwrap();
        let linked = entries.iter().rev().filter(|entry| entry.line.act.starts_with("linked_account."));
        linked.map(|entry| (entry.line.actor.to_string(), entry.line.act.to_string())).collect()
    }
}

pub(crate) fn id(customer: &str) -> CustomerId {
    customer.parse().unwrap()
}

/// Status, number and the one sentence of a refusal.
pub(crate) fn refused(answer: &Answer) -> (u16, u64, String) {
    assert_eq!(answer.header("content-type"), Some("application/json; charset=utf-8"), "{answer:?}");
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    assert_eq!(answer.json.as_object().unwrap().keys().collect::<Vec<_>>(), ["error_code", "errors"], "{answer:?}");
    let sentence = answer.json["errors"][0].as_str().unwrap().to_owned();
    assert_eq!(answer.json["errors"], json!([sentence]));
    (answer.status, answer.json["error_code"].as_u64().unwrap(), sentence)
}

/// A refusal's number.
pub(crate) fn number(answer: &Answer) -> u64 {
    let (status, number, _) = refused(answer);
    assert_eq!(number / 100, u64::from(status));
    number
}
