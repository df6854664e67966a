//! A bank's office with people in it.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::time::Duration;

use fgapi_admin::*;
use fgapi_audit::{Actor, By, Origin};
use fgapi_caller::Quota;
use fgapi_domain::{Clock as _, Secret, UnixSeconds};
use fgapi_look::Brand;
use fgapi_office::{Office, OfficeParts, OfficeSettings};
use fgapi_testkit::{ManualClock, SeededEntropy};
use fgapi_token::{MemoryTokens, TokenDesk, TokenPolicy};
use fgapi_work::{WorkerSettings, Workers};

use crate::shelf::{Plain, Shelf};

/// Everybody's password.
pub(crate) const PASSWORD: &str = "ao-sora-no-kumo";
/// From where all calls come.
pub(crate) const ADDRESS: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 7));

pub(crate) struct House {
    pub(crate) shelf: Arc<Shelf>,
    pub(crate) desk: AdminDesk,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) office: Office,
    tenant: TenantId,
}

impl House {
    pub(crate) fn new() -> Self {
        Self::with(OfficeSettings { prefix: "/v1".to_owned(), quota: Quota::UNLIMITED, ..OfficeSettings::default() }, "見本銀行")
    }

    pub(crate) fn with(settings: OfficeSettings, bank: &str) -> Self {
        let shelf = Arc::new(Shelf::default());
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
        let tokens = Arc::new(MemoryTokens::default());
        let desk = AdminDesk::new(AdminParts {
            office: shelf.clone(),
            audit: shelf.audit.clone(),
            tokens: TokenDesk::new(tokens, clock.clone(), entropy.clone(), TokenPolicy::default()),
            hasher: Arc::new(Plain),
            clock: clock.clone(),
            entropy,
            key: OfficeKey::derived_from(&[7; 32]),
            policy,
        });
        let workers = |name| Workers::start(WorkerSettings { name, threads: 2, queue: 64, patience: Duration::from_secs(60) }).unwrap();
        let brand = Brand::new(bank, Some("Mihon Bank"), "#0b5cab", None).unwrap();
        let office =
            Office::new(OfficeParts { desk: desk.clone(), brand, settings, workers: workers("read"), logins: workers("login") }).unwrap();
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
        let tenant = shelf.tenants().unwrap()[0].id;
        Self { shelf, desk, clock, office, tenant }
    }

    /// Somebody who is signed in at the desk, without a browser.
    pub(crate) fn signed_in(&self, login: &str) -> SignedIn {
        let user = self.shelf.user_named(&login.parse().unwrap()).unwrap().unwrap();
        SignedIn { user, origin: ADDRESS.into(), session: fgapi_token::TokenDigest::of("desk") }
    }

    /// A new user with a password.
    pub(crate) fn user(&self, login: &str, name: &str, role: Role) -> UserId {
        let id = self.invited(login, name, role);
        let link = self.desk.key().invitation_link(self.shelf.last_invitation());
        self.desk.set_password_by_link(&link, &Secret::new(PASSWORD), &Origin::NONE).unwrap();
        id
    }

    /// A new user without one.
    pub(crate) fn invited(&self, login: &str, name: &str, role: Role) -> UserId {
        let new = NewPortalUser {
            login: login.parse().unwrap(),
            name: name.parse().unwrap(),
            mail: "somebody@kakei.example".parse().unwrap(),
            tenant: self.tenant,
            role,
            suspended: false,
        };
        self.desk.create_users(&self.signed_in("admin"), vec![new]).unwrap();
        self.shelf.user_named(&login.parse().unwrap()).unwrap().unwrap().id
    }

    /// Issues API tokens.
    pub(crate) fn issue(&self, users: &[UserId]) {
        self.desk.issue_api_tokens(&self.signed_in("admin"), users, Level::Tenant, fgapi_domain::GrantSet::all()).unwrap();
    }

    /// The code that an app shows which typed this secret, at the desk's time.
    pub(crate) fn code(&self, typed: &str) -> String {
        let secret = base32(typed);
        let step = u64::try_from(self.clock.now().0).unwrap() / 30;
        totp(&secret, step)
    }
}

fn base32(text: &str) -> Vec<u8> {
    let (mut bits, mut count, mut bytes) = (0_u32, 0, Vec::new());
    for letter in text.chars().filter(|letter| !letter.is_whitespace()) {
        let value = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".find(letter).unwrap() as u32;
        (bits, count) = (bits << 5 | value, count + 5);
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
        }
    }
    bytes
}

fn totp(secret: &[u8], step: u64) -> String {
    let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, secret);
    let tag = ring::hmac::sign(&key, &step.to_be_bytes());
    let tag = tag.as_ref();
    let at = usize::from(tag[19] & 15);
    let number = u32::from_be_bytes([tag[at] & 0x7f, tag[at + 1], tag[at + 2], tag[at + 3]]);
    format!("{:06}", number % 1_000_000)
}
