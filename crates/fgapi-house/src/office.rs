//! The office, put together as the settings say.

use std::sync::Arc;

use fgapi_admin::{AdminDesk, AdminParts, HashFault, OfficePolicy, OfficeStore, PasswordHasher, PasswordPolicy};
use fgapi_domain::{Clock, Secret, SystemEntropy};
use fgapi_proof::{hash_password, matches_nobody, matches_password};
use fgapi_settings::Settings;
use fgapi_store::Store;
use fgapi_token::TokenDesk;

use crate::failure::Failure;
use crate::login_key::LoginKey;
use crate::opening::open;
use crate::operator;
use crate::place::Place;
use crate::timekeeping::clock_of_command;

const MINUTE: i64 = 60;
const HOUR: i64 = 3_600;

/// Where the office is, behind the prefix.
const PATH: &str = "/office";

/// Whether there is an office: it needs the gateway's key.
pub(crate) const fn is_open(settings: &Settings) -> bool {
    settings.office.enabled && settings.login.key_file.is_some()
}

/// Argon2, as customers' passwords are hashed.
struct Hasher;

impl PasswordHasher for Hasher {
    fn hash(&self, password: &Secret) -> Result<String, HashFault> {
        hash_password(password, &SystemEntropy::new()).map_err(|_| HashFault)
    }

    fn matches(&self, hash: Option<&str>, password: &Secret) -> bool {
        // A login id that nobody has takes the time of one that somebody has.
        hash.map_or_else(|| matches_nobody(password), |hash| matches_password(hash, password))
    }
}

/// What a desk is made over.
pub(crate) struct Site<'s> {
    pub(crate) settings: &'s Settings,
    pub(crate) store: &'s Store,
    pub(crate) key: &'s LoginKey,
    pub(crate) tokens: TokenDesk,
    pub(crate) clock: Arc<dyn Clock>,
}

impl Site<'_> {
    /// The office's desk; `None` when the settings close it. `origin` is how browsers reach the gateway: scheme, host and port.
    pub(crate) fn desk(self, origin: &str) -> Option<AdminDesk> {
        let Self { settings, store, key, tokens, clock } = self;
        let office = store.office().filter(|_| is_open(settings))?;
        Some(AdminDesk::new(AdminParts {
            office,
            audit: store.audit(),
            tokens,
            hasher: Arc::new(Hasher),
            clock,
            entropy: Arc::new(SystemEntropy::new()),
            key: key.office(),
            policy: policy(settings, store, origin),
        }))
    }
}

fn policy(settings: &Settings, store: &Store, origin: &str) -> OfficePolicy {
    let office = &settings.office;
    let imported = store.bank(settings.bank.code).bank().map(|bank| bank.name.to_string()).unwrap_or_default();
    let bank = [settings.brand.name.as_str(), imported.as_str(), "銀行"].into_iter().find(|name| !name.trim().is_empty());
    OfficePolicy {
        passwords: PasswordPolicy { least: office.password_least.get(), classes: office.password_classes.get() },
        attempts: office.attempts.get(),
        lock_seconds: office.lock_seconds.signed(),
        idle_seconds: office.session_idle_minutes.signed() * MINUTE,
        session_seconds: office.session_hours.signed() * HOUR,
        invitation_seconds: office.invitation_hours.signed() * HOUR,
        url: format!("{origin}{}{PATH}", settings.server.prefix.as_str()),
        bank: bank.unwrap_or_default().to_owned(),
        service: office.service.as_str().to_owned(),
    }
}

/// The office of a command.
pub struct Office {
    /// The settings that it was made with.
    pub settings: Settings,
    /// Where its use cases are.
    pub desk: AdminDesk,
    /// What it keeps, to be listed.
    pub records: Arc<dyn OfficeStore>,
}

/// The office of a command, beside a gateway that may serve meanwhile.
///
/// # Errors
/// A [`Failure`] when the settings close the office, or the store or its key cannot be used.
pub fn for_command(place: &Place) -> Result<Office, Failure> {
    let settings = place.settings()?;
    if !is_open(&settings) {
        return Err(Failure::bad_input(
            "these settings have no office",
            "set office.enabled = true, and login.key_file to the file of the gateway's key",
        ));
    }
    let store = open(&settings)?;
    let closed = || Failure::broken("this store keeps no office", "set store.url to a SQLite file or a PostgreSQL database");
    let key = LoginKey::ready(&settings, &store)?.ok_or_else(closed)?;
    let (tokens, clock) = (operator::desk(&store, &settings)?, clock_of_command(&store)?);
    let origin = place.origin(&settings);
    let desk = Site { settings: &settings, store: &store, key: &key, tokens, clock }.desk(&origin).ok_or_else(closed)?;
    let records = store.office().ok_or_else(closed)?;
    Ok(Office { settings, desk, records })
}
