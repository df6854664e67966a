//! A bank's office with people in it.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::time::Duration;

use fgapi_admin::*;
use fgapi_audit::{Act, Actor, By, Filter, Origin};
use fgapi_caller::Quota;
use fgapi_domain::{Clock as _, Secret, UnixSeconds};
use fgapi_lobby::{Office, OfficeParts, OfficeSettings, Wing};
use fgapi_look::Brand;
use fgapi_store::{Store, StoreAddress, StoreSettings};
use fgapi_testkit::{ManualClock, SeededEntropy};
use fgapi_token::{TokenDesk, TokenPolicy};
use fgapi_work::{WorkerSettings, Workers};
use tempfile::TempDir;
use totp_rs::{Algorithm, Builder};

/// Everybody's password.
pub(crate) const PASSWORD: &str = "ao-sora-no-kumo";
/// From where all calls come.
pub(crate) const ADDRESS: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 7));

/// Compares without hashing: these tests are about what is around it.
struct Plain;

impl PasswordHasher for Plain {
    fn hash(&self, password: &Secret) -> Result<String, HashFault> {
        Ok(format!("plain {}", password.reveal()))
    }

    fn matches(&self, hash: Option<&str>, password: &Secret) -> bool {
        hash.and_then(|hash| hash.strip_prefix("plain ")) == Some(password.reveal())
    }
}

pub(crate) struct House {
    pub(crate) store: Store,
    pub(crate) records: Arc<dyn OfficeStore>,
    pub(crate) desk: AdminDesk,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) office: Office,
    tenant: TenantId,
    _directory: TempDir,
}

impl House {
    pub(crate) fn new() -> Self {
        Self::of(vec![fgapi_office::wing()])
    }

    pub(crate) fn with(settings: OfficeSettings, bank: &str) -> Self {
        Self::built(settings, bank, vec![fgapi_office::wing()])
    }

    /// An office of these wings.
    pub(crate) fn of(wings: Vec<Wing>) -> Self {
        Self::built(OfficeSettings { prefix: "/v1".to_owned(), quota: Quota::UNLIMITED, ..OfficeSettings::default() }, "見本銀行", wings)
    }

    fn built(settings: OfficeSettings, bank: &str, wings: Vec<Wing>) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let store = Store::connect(&StoreAddress::Sqlite(directory.path().join("office.db")), StoreSettings::default()).unwrap();
        store.migrate().unwrap();
        let records = store.office().unwrap();
        let clock = Arc::new(ManualClock::new(UnixSeconds(1_790_000_000)));
        let entropy = Arc::new(SeededEntropy::new(7));
        let policy = OfficePolicy {
            passwords: PasswordPolicy::default(),
            attempts: 5,
            lock_seconds: 900,
            idle_seconds: 1_800,
            session_seconds: 43_200,
            invitation_seconds: 259_200,
            url: "https://bank.example/v1/office".to_owned(),
            bank: bank.to_owned(),
            service: "見本銀行API".to_owned(),
        };
        let desk = AdminDesk::new(AdminParts {
            office: records.clone(),
            audit: store.audit(),
            tokens: TokenDesk::new(store.tokens(), clock.clone(), entropy.clone(), TokenPolicy::default()),
            hasher: Arc::new(Plain),
            clock: clock.clone(),
            entropy,
            key: OfficeKey::derived_from(&[7; 32]),
            policy,
        });
        let workers = |name| Workers::start(WorkerSettings { name, threads: 2, queue: 64, patience: Duration::from_secs(60) }).unwrap();
        let brand = Brand::new(bank, Some("Mihon Bank"), "#0b5cab", None).unwrap();
        let office =
            Office::new(OfficeParts { desk: desk.clone(), brand, settings, workers: workers("read"), logins: workers("login") }, wings)
                .unwrap();
        let by = By::new(Actor::Command("root".into()), Origin::NONE);
        let first = NewAdministrator {
            login: "admin".parse().unwrap(),
            name: "管理 太郎".parse().unwrap(),
            mail: "admin@bank.example".parse().unwrap(),
            tenant: "見本銀行".parse().unwrap(),
        };
        let (link, _) = desk.first_administrator(first, &by).unwrap();
        let link = Secret::new(link.reveal().rsplit('/').next().unwrap());
        desk.set_password_by_link(&link, &Secret::new(PASSWORD), &Origin::NONE).unwrap();
        let tenant = records.tenants().unwrap()[0].id;
        Self { store, records, desk, clock, office, tenant, _directory: directory }
    }

    /// Somebody who is signed in at the desk, without a browser.
    pub(crate) fn signed_in(&self, login: &str) -> SignedIn {
        let user = self.named(login).unwrap();
        SignedIn { user, origin: ADDRESS.into(), session: fgapi_token::TokenDigest::of("desk") }
    }

    /// A new user with a password.
    pub(crate) fn user(&self, login: &str, name: &str, role: Role) -> UserId {
        let id = self.invited(login, name, role);
        let link = self.desk.key().invitation_link(self.invitation(login));
        self.desk.set_password_by_link(&link, &Secret::new(PASSWORD), &Origin::NONE).unwrap();
        id
    }

    /// A new user without one.
    pub(crate) fn invited(&self, login: &str, name: &str, role: Role) -> UserId {
        let new = NewPortalUser {
            login: login.parse().unwrap(),
            name: name.parse().unwrap(),
            mail: address(login).parse().unwrap(),
            tenant: self.tenant,
            role,
            suspended: false,
        };
        self.desk.create_users(&self.signed_in("admin"), vec![new]).unwrap();
        self.named(login).unwrap().id
    }

    /// Issues API tokens.
    pub(crate) fn issue(&self, users: &[UserId]) {
        self.desk.issue_api_tokens(&self.signed_in("admin"), users, Level::Tenant, fgapi_domain::GrantSet::all()).unwrap();
    }

    /// The user with this login id.
    pub(crate) fn named(&self, login: &str) -> Option<PortalUser> {
        self.records.user_named(&login.parse().unwrap()).unwrap()
    }

    /// The invitation that was sent to somebody.
    pub(crate) fn invitation(&self, login: &str) -> InvitationId {
        let query = MailQuery { text: address(login), state: None };
        let mails = self.records.mails(&query, Slice { skip: 0, take: 10 }).unwrap().rows;
        mails.iter().find_map(|mail| mail.new.invitation).unwrap()
    }

    /// How many mails were written.
    pub(crate) fn mails(&self) -> u64 {
        self.records.mail_counts().unwrap().waiting
    }

    /// How many attempts without the right stand in the log.
    pub(crate) fn denials(&self) -> usize {
        let all = self.store.audit().page(&Filter::default(), None, 1_000).unwrap();
        all.iter().filter(|sealed| sealed.line.act.as_ref() == Act::OfficeDenied.as_str()).count()
    }

    /// The code that an app shows which was told this secret, at the desk's time.
    pub(crate) fn code(&self, typed: &str) -> String {
        let secret = totp_rs::Secret::try_from_base32(typed.replace(' ', "")).unwrap();
        let app = Builder::new().with_algorithm(Algorithm::SHA1).with_digits(6).with_secret(secret).build().unwrap();
        app.generate(u64::try_from(self.clock.now().0).unwrap()).to_string()
    }
}

/// Where mails to somebody go.
fn address(login: &str) -> String {
    let letters: String = login.chars().filter(char::is_ascii_alphanumeric).collect();
    format!("{letters}@kakei.example")
}
