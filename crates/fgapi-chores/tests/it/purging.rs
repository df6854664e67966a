//! What is over is gone after a round, in every room that keeps something for a time.

use std::sync::Arc;
use std::time::{Duration, Instant};

use fgapi_audit::{By, MemoryAudit, Origin};
use fgapi_chores::{Housekeeping, Purges, Sealer};
use fgapi_domain::{Level, Secret, UnixSeconds};
use fgapi_linked::{
    Catalogue, Harvest, LinkedDesk, LinkedParts, LinkedPolicy, MemoryLinked, Period, ServiceId, Target, TokenPair, Upstream, UpstreamFault,
};
use fgapi_saas::{MemorySaas, SaasDesk, SaasParts, TokenRefused};
use fgapi_store::Store;
use fgapi_testkit::{ManualClock, SeededEntropy};
use fgapi_token::{TokenDesk, TokenPolicy};
use fgapi_vault::{KeyRing, MasterKey, MemoryVault, Vault, VaultParts, VaultStore as _};

const BEGIN: UnixSeconds = UnixSeconds(1_769_914_800);

const CATALOGUE: &str = "[[service]]\nid = 1\nname = \"遠くの銀行\"\ntype = \"B_FAR\"\n\
    category = { id = 3, name = \"銀行\", type = \"BANK\" }\n\
    fgapi = { base_url = \"https://far.example/api\", api_key = \"fgk_us\" }\n";

/// An institution that is only gone to.
struct Far;

impl Upstream for Far {
    fn login_url(&self, _: &Target<'_>, _: &str, _: &Secret, _: &Secret) -> Result<String, UpstreamFault> {
        Ok("https://far.example/api/auth/login".to_owned())
    }

    fn redeem(&self, _: &Target<'_>, _: &str, _: &Secret, _: &Secret, _: &str) -> Result<TokenPair, UpstreamFault> {
        panic!("nobody comes back")
    }

    fn refresh(&self, _: &Target<'_>, _: &TokenPair, _: &str) -> Result<TokenPair, UpstreamFault> {
        panic!("nobody comes back")
    }

    fn harvest(&self, _: &Target<'_>, _: &Secret, _: Period) -> Result<Harvest, UpstreamFault> {
        panic!("nobody comes back")
    }

    fn revoke(&self, _: &Target<'_>, _: &TokenPair) -> Result<(), UpstreamFault> {
        panic!("nobody comes back")
    }
}

#[test]
fn tokens_of_tenants_and_ways_to_other_institutions_go_with_the_rest() {
    let (clock, entropy, audit) = (Arc::new(ManualClock::new(BEGIN)), Arc::new(SeededEntropy::new(1)), Arc::new(MemoryAudit::default()));
    let sealed = Arc::new(MemoryVault::new(audit.clone()));
    let source = Arc::new(KeyRing::new([MasterKey::generate(1, &*entropy).unwrap()]).unwrap());
    let vault = Vault::new(VaultParts { store: sealed.clone(), source, clock: clock.clone(), entropy: entropy.clone() });
    let linked = LinkedDesk::new(LinkedParts {
        store: Arc::new(MemoryLinked::new(sealed.clone(), audit.clone())),
        vault: vault.clone(),
        upstream: Arc::new(Far),
        clock: clock.clone(),
        entropy: entropy.clone(),
        policy: LinkedPolicy::default(),
    });
    let saas = SaasDesk::new(SaasParts {
        store: Arc::new(MemorySaas::new(sealed.clone(), audit.clone())),
        vault,
        clock: clock.clone(),
        entropy: entropy.clone(),
        token_seconds: 600,
    });

    // A customer goes to another institution, and a tenant's client gets a token.
    linked.import(&Catalogue::parse(CATALOGUE).unwrap(), &By::GATEWAY).unwrap();
    linked.set_password(ServiceId(1), &Secret::new("fgp_ours"), &By::GATEWAY).unwrap();
    linked.begin_link(&"C-ALICE".parse().unwrap(), ServiceId(1), None).unwrap();
    let tenant = "1234567890123456789".parse().unwrap();
    let client = saas.add_client(tenant, "App".parse().unwrap(), Level::Tenant, &By::GATEWAY).unwrap();
    let issued = saas.issue_token(&client.client.id.to_string(), &client.secret, &Origin::default()).unwrap();
    let kept = || sealed.values(None, 10).unwrap().len();
    assert_eq!(kept(), 2, "the password, and the proof of who began");

    let store = Store::memory();
    let tokens = TokenDesk::new(store.tokens(), clock.clone(), entropy, TokenPolicy::default());
    let known = || saas.check_token(issued.token.reveal());
    assert!(known().is_ok());
    clock.advance(2 * 86_400);
    assert!(matches!(known(), Err(TokenRefused::Expired)));
    let purges = Purges { tokens, journeys: store.journeys(), saas: Some(saas.clone()), linked: Some(linked) };
    let keeping = Housekeeping::begin(purges, Sealer::new(store.audit()), Arc::new(()), || ()).unwrap();
    let began = Instant::now();
    while kept() > 1 || !matches!(known(), Err(TokenRefused::Unknown)) {
        assert!(began.elapsed() < Duration::from_secs(20), "something is still there");
        std::thread::yield_now();
    }
    keeping.end();
    assert_eq!(kept(), 1, "the password stays");
}
