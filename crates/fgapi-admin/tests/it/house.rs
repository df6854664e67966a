//! An office with people in it.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use fgapi_admin::{
    AdminDesk, AdminParts, Began, HashFault, Mail, MailTrouble, Mailer, NewAdministrator, NewPortalUser, OfficeKey, OfficePolicy, Open,
    OutgoingMail, PasswordHasher, PasswordPolicy, PortalUser, Role, SignedIn, Stage, UserQuery,
};
use fgapi_audit::{By, Filter, Origin};
use fgapi_domain::{LoginId, Secret, UnixSeconds};
use fgapi_store::{Store, StoreAddress, StoreSettings};
use fgapi_testkit::{ManualClock, SeededEntropy};
use fgapi_token::{TokenDesk, TokenPolicy};
use tempfile::TempDir;
use totp_rs::{Algorithm, Builder, Totp};

/// Wednesday, 2026-11-25, noon in Japan.
pub(crate) const NOON: UnixSeconds = UnixSeconds(1_795_575_600);
pub(crate) const PASSWORD: &str = "ao-sora-no-kumo";
pub(crate) const DAY: i64 = 86_400;

/// Compares without hashing, and counts how often: tests are about what is done around it.
#[derive(Default)]
pub(crate) struct PlainHasher(pub(crate) AtomicUsize);

impl PasswordHasher for PlainHasher {
    fn hash(&self, password: &Secret) -> Result<String, HashFault> {
        Ok(format!("plain {}", password.reveal()))
    }

    fn matches(&self, hash: Option<&str>, password: &Secret) -> bool {
        self.0.fetch_add(1, Ordering::Relaxed);
        hash.is_some_and(|hash| hash == format!("plain {}", password.reveal()))
    }
}

/// A mail server that keeps what it takes, and can be down.
#[derive(Default)]
pub(crate) struct Box {
    pub(crate) taken: Mutex<Vec<(String, String, String)>>,
    pub(crate) trouble: Mutex<Option<MailTrouble>>,
}

impl Mailer for Box {
    fn send(&self, mail: &OutgoingMail) -> Result<(), MailTrouble> {
        if let Some(trouble) = self.trouble.lock().unwrap().clone() {
            return Err(trouble);
        }
        let taken = (mail.to.to_string(), mail.subject.clone(), mail.body.reveal().to_owned());
        self.taken.lock().unwrap().push(taken);
        Ok(())
    }
}

pub(crate) struct House {
    pub(crate) desk: AdminDesk,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) hasher: Arc<PlainHasher>,
    pub(crate) store: Store,
    /// The first administrator, signed in.
    pub(crate) admin: SignedIn,
    pub(crate) secret: String,
    _directory: TempDir,
}

pub(crate) fn origin() -> Origin {
    "203.0.113.7".parse::<std::net::IpAddr>().unwrap().into()
}

fn policy() -> OfficePolicy {
    OfficePolicy {
        passwords: PasswordPolicy::default(),
        attempts: 5,
        lock_seconds: 900,
        idle_seconds: 1_800,
        session_seconds: 43_200,
        invitation_seconds: 3 * DAY,
        url: "https://bank.example/office".into(),
        bank: "見本銀行".into(),
        service: String::new(),
    }
}

/// The code of an authenticator app at a time.
pub(crate) fn code(typed: &str, at: UnixSeconds) -> String {
    app(typed).generate(u64::try_from(at.0).unwrap()).to_string()
}

fn app(typed: &str) -> Totp {
    let secret = totp_rs::Secret::try_from_base32(typed.replace(' ', "")).unwrap();
    Builder::new().with_algorithm(Algorithm::SHA1).with_digits(6).with_secret(secret).build().unwrap()
}

impl House {
    pub(crate) fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let address = StoreAddress::Sqlite(directory.path().join("office.db"));
        let store = Store::connect(&address, StoreSettings::default()).unwrap();
        store.migrate().unwrap();
        let clock = Arc::new(ManualClock::new(NOON));
        let entropy = Arc::new(SeededEntropy::new(7));
        let hasher = Arc::new(PlainHasher::default());
        let desk = AdminDesk::new(AdminParts {
            office: store.office().unwrap(),
            audit: store.audit(),
            tokens: TokenDesk::new(store.tokens(), clock.clone(), entropy.clone(), TokenPolicy::default()),
            hasher: hasher.clone(),
            clock: clock.clone(),
            entropy,
            key: OfficeKey::derived_from(&[7; 32]),
            policy: policy(),
        });
        let (link, _) = desk.first_administrator(administrator("admin1"), &By::GATEWAY).unwrap();
        let link = link_of(link.reveal());
        desk.set_password_by_link(&Secret::new(link), &Secret::new(PASSWORD), &origin()).unwrap();
        let mut house = Self { admin: nobody(&desk), desk, clock, hasher, store, secret: String::new(), _directory: directory };
        let began = house.desk.sign_in("admin1", &Secret::new(PASSWORD), &origin(), "").unwrap();
        assert_eq!(began.stage, Stage::Enrolling);
        let (who, secret, _) = house.enrol(&began);
        (house.admin, house.secret) = (who, secret);
        house
    }

    /// Enrols a second factor: who is signed in then, the app's secret, and the recovery codes.
    pub(crate) fn enrol(&self, began: &Began) -> (SignedIn, String, Vec<Secret>) {
        let Open::Enrolling(who) = self.open(began) else { panic!("not enrolling") };
        let enrolment = self.desk.begin_enrolment(&who).unwrap();
        let typed = enrolment.typed.reveal().to_owned();
        let code = code(&typed, self.desk.now());
        let (codes, began) = self.desk.enrol(&who, &enrolment.sealed, &code, "").unwrap();
        (self.office(&began), typed, codes)
    }

    pub(crate) fn open(&self, began: &Began) -> Open {
        self.desk.open(&Secret::new(began.secret.reveal()), &origin()).unwrap()
    }

    pub(crate) fn office(&self, began: &Began) -> SignedIn {
        match self.open(began) {
            Open::Office(who) => who,
            other => panic!("not in the office: {other:?}"),
        }
    }

    pub(crate) fn new_user(&self, login: &str, role: Role) -> NewPortalUser {
        NewPortalUser {
            login: login.parse().unwrap(),
            name: format!("{login} さん").parse().unwrap(),
            mail: format!("{login}@kakei.example").parse().unwrap(),
            tenant: self.admin.user.profile.tenant,
            role,
            suspended: false,
        }
    }

    /// Creates a user, who sets the password by the mail's link.
    pub(crate) fn user(&self, login: &str, role: Role) -> PortalUser {
        self.desk.create_users(&self.admin, vec![self.new_user(login, role)]).unwrap();
        let user = self.named(login);
        let mail = self.mail_to(login);
        let body = self.desk.as_sent(&mail).body;
        let link = body.reveal().lines().find_map(|line| line.split_once("/welcome/")).unwrap().1.to_owned();
        self.desk.set_password_by_link(&Secret::new(link), &Secret::new(PASSWORD), &origin()).unwrap();
        user
    }

    pub(crate) fn named(&self, login: &str) -> PortalUser {
        let query = UserQuery { text: login.to_owned(), ..UserQuery::default() };
        let listed = self.desk.users(&self.admin, &query, fgapi_admin::Slice { skip: 0, take: 10 }).unwrap();
        listed.rows.into_iter().find(|user| user.profile.login.as_str() == login).unwrap()
    }

    /// The newest mail to somebody.
    pub(crate) fn mail_to(&self, login: &str) -> Mail {
        let mails = self.desk.newest_mails(100).unwrap();
        mails.into_iter().find(|mail| mail.new.to.as_str().starts_with(&format!("{login}@"))).unwrap()
    }

    /// Signs somebody in, second factor included where the role asks for one.
    pub(crate) fn signed_in(&self, login: &str) -> SignedIn {
        let began = self.desk.sign_in(login, &Secret::new(PASSWORD), &origin(), "").unwrap();
        match began.stage {
            Stage::Enrolling => self.enrol(&began).0,
            Stage::SignedIn => self.office(&began),
            Stage::SecondFactor => panic!("{login} has a second factor"),
        }
    }

    /// How many entries of the audit log tell this act of this target.
    pub(crate) fn told(&self, act: fgapi_audit::Act) -> usize {
        let filter = Filter { act: Some(act), ..Filter::default() };
        self.store.audit().page(&filter, None, 1_000).unwrap().len()
    }
}

pub(crate) fn administrator(login: &str) -> NewAdministrator {
    NewAdministrator {
        login: login.parse::<LoginId>().unwrap(),
        name: "山田 花子".parse().unwrap(),
        mail: "hanako@bank.example".parse().unwrap(),
        tenant: "見本銀行".parse().unwrap(),
    }
}

pub(crate) fn link_of(url: &str) -> String {
    url.rsplit_once("/welcome/").unwrap().1.to_owned()
}

/// Stands in for the administrator until there is one.
fn nobody(desk: &AdminDesk) -> SignedIn {
    let user = desk.sign_in("admin1", &Secret::new(PASSWORD), &origin(), "").unwrap();
    match desk.open(&Secret::new(user.secret.reveal()), &origin()).unwrap() {
        Open::Enrolling(who) => who,
        other => panic!("{other:?}"),
    }
}
