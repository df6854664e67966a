//! What others entrust to the gateway: the vault, and the desks behind which it lies, put together as the settings say.

use std::fs::File;
use std::io::Read as _;
use std::sync::Arc;
use std::time::Duration;

use fgapi_certificate::certificates;
use fgapi_collector::{Collector, CollectorSettings, FgapiUpstream};
use fgapi_domain::{Clock, SystemEntropy};
use fgapi_linked::{LinkedDesk, LinkedParts, LinkedPolicy};
use fgapi_saas::{SaasDesk, SaasParts};
use fgapi_settings::Settings;
use fgapi_store::{Holdings, Store};
use fgapi_vault::{Standing, Vault, VaultParts};

use crate::failure::{Failure, on_file, vault_failure};
use crate::opening::open;
use crate::place::Place;
use crate::timekeeping::clock_of_command;
use crate::vault_keys::VaultKeys;

/// Where customers come back to from other institutions' screens, behind the prefix.
const BACK: &str = "/links/linked";

/// The vault and its desks. Clones share them.
#[derive(Clone)]
pub struct Entrusted {
    /// Where the vault's master keys stand.
    pub keys: VaultKeys,
    /// The vault.
    pub vault: Vault,
    /// Tenants' credentials of outside services.
    pub saas: SaasDesk,
    /// Customers' accounts at other institutions.
    pub linked: LinkedDesk,
    /// What is kept, to be listed.
    pub holdings: Holdings,
}

impl Entrusted {
    /// The desks over an open store; `None` where the store keeps none of it. `origin` is how browsers reach the gateway: scheme, host
    /// and port. There need be no key of the vault: then its desks say so.
    ///
    /// # Errors
    /// A [`Failure`] when other institutions cannot be spoken to.
    pub fn over(settings: &Settings, store: &Store, clock: Arc<dyn Clock>, origin: &str) -> Result<Option<Self>, Failure> {
        let Some(holdings) = store.holdings() else { return Ok(None) };
        let keys = VaultKeys::of(settings);
        let entropy = Arc::new(SystemEntropy::new());
        let vault = Vault::new(VaultParts {
            store: Arc::clone(&holdings.vault),
            source: Arc::new(keys.clone()),
            clock: Arc::clone(&clock),
            entropy: entropy.clone(),
        });
        let saas = SaasDesk::new(SaasParts {
            store: Arc::clone(&holdings.saas),
            vault: vault.clone(),
            clock: Arc::clone(&clock),
            entropy: entropy.clone(),
            token_seconds: settings.vault.token_seconds.get(),
        });
        let linked = LinkedDesk::new(LinkedParts {
            store: Arc::clone(&holdings.linked),
            vault: vault.clone(),
            upstream: Arc::new(upstream(settings, Arc::clone(&clock))?),
            clock,
            entropy,
            policy: policy(settings, origin),
        });
        Ok(Some(Self { keys, vault, saas, linked, holdings }))
    }

    /// Those of a command, beside a gateway that may serve meanwhile.
    ///
    /// # Errors
    /// A [`Failure`] when the store cannot be used, or keeps none of it.
    pub fn for_command(place: &Place) -> Result<Self, Failure> {
        let settings = place.settings()?;
        let store = open(&settings)?;
        let none = || Failure::broken("this store keeps no vault", "set store.url to a SQLite file or a PostgreSQL database");
        Self::over(&settings, &store, clock_of_command(&store)?, &place.origin(&settings))?.ok_or_else(none)
    }

    /// Warns of a vault that cannot open what lies in it; one that is empty needs no keys.
    ///
    /// # Errors
    /// A [`Failure`] when the store does not answer.
    pub fn warn_of_missing_keys(&self) -> Result<(), Failure> {
        let status = self.vault.status().map_err(vault_failure)?;
        if let Standing::Keyless(why) = &status.standing
            && !status.census.is_empty()
        {
            log::warn!("nothing in the vault can be opened, and all that needs it is answered with 503: {why} (`fgapi vault status`)");
        }
        Ok(())
    }
}

/// No file of authorities' certificates is longer.
const LONGEST_AUTHORITIES: u64 = 1 << 20;

/// The certificates of `linked.ca_file`, in PEM; `None` when the settings name no file.
///
/// # Errors
/// A [`Failure`] that names the setting and the file.
pub fn linked_authorities(settings: &Settings) -> Result<Option<Vec<u8>>, Failure> {
    let Some(file) = &settings.linked.ca_file else { return Ok(None) };
    let mut pem = Vec::new();
    File::open(file).and_then(|opened| opened.take(LONGEST_AUTHORITIES).read_to_end(&mut pem)).map_err(on_file(file))?;
    match certificates(&pem) {
        Ok(_) => Ok(Some(pem)),
        Err(_) => Err(Failure::bad_input(
            format!("linked.ca_file: {}: there is no certificate in it", file.display()),
            "give the authorities' certificates as PEM (-----BEGIN CERTIFICATE-----)",
        )),
    }
}

/// What speaks to other institutions.
fn upstream(settings: &Settings, clock: Arc<dyn Clock>) -> Result<FgapiUpstream, Failure> {
    let made = FgapiUpstream::new(clock, linked_authorities(settings)?);
    made.map_err(|error| Failure::broken(format!("no thread: {error}"), "try again"))
}

/// Begins to fetch what is due at other institutions; `None` when this gateway does not.
///
/// # Errors
/// A [`Failure`] when there is no thread to be had.
pub fn collector(settings: &Settings, entrusted: &Entrusted) -> Result<Option<Collector>, Failure> {
    let workers = settings.linked.workers.get();
    if workers == 0 {
        return Ok(None);
    }
    let drain = Duration::from_secs(settings.server.drain_seconds.get().into());
    let asked = CollectorSettings { workers, poll_seconds: settings.linked.poll_seconds.get(), drain };
    let begun = Collector::begin(&entrusted.linked, asked);
    begun.map(Some).map_err(|error| Failure::broken(format!("no thread: {error}"), "lower linked.workers"))
}

fn policy(settings: &Settings, origin: &str) -> LinkedPolicy {
    let linked = &settings.linked;
    let own = || format!("{origin}{}{BACK}", settings.server.prefix.as_str());
    LinkedPolicy {
        redirect_uri: linked.redirect_uri.as_ref().map_or_else(own, |uri| uri.as_str().to_owned()),
        answer_seconds: linked.answer_seconds.get(),
        journey_seconds: linked.journey_seconds.get(),
        acquire_gap_seconds: linked.acquire_gap_seconds.get(),
        ..LinkedPolicy::default()
    }
}
