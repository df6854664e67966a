//! What others entrust to the gateway: the vault, and the desks behind which it lies, put together as the settings say.

use std::sync::Arc;

use fgapi_domain::Secret;
use fgapi_domain::{Clock, SystemEntropy};
use fgapi_linked::*;
use fgapi_saas::{SaasDesk, SaasParts};
use fgapi_settings::Settings;
use fgapi_store::{Holdings, Store};
use fgapi_vault::{Standing, Vault, VaultParts};

use crate::failure::{Failure, vault_failure};
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
    /// What is kept, to be listed and purged.
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
            upstream: Arc::new(Nobody),
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

struct Nobody;
impl Upstream for Nobody {
    fn login_url(&self, _: &Target<'_>, _: &str, _: &Secret, _: &Secret) -> Result<String, UpstreamFault> {
        Err(nobody())
    }
    fn redeem(&self, _: &Target<'_>, _: &str, _: &Secret, _: &Secret, _: &str) -> Result<TokenPair, UpstreamFault> {
        Err(nobody())
    }
    fn refresh(&self, _: &Target<'_>, _: &TokenPair, _: &str) -> Result<TokenPair, UpstreamFault> {
        Err(nobody())
    }
    fn harvest(&self, _: &Target<'_>, _: &Secret, _: Period) -> Result<Harvest, UpstreamFault> {
        Err(nobody())
    }
    fn revoke(&self, _: &Target<'_>, _: &TokenPair) -> Result<(), UpstreamFault> {
        Err(nobody())
    }
}
fn nobody() -> UpstreamFault {
    UpstreamFault { error: AggregationError::Gray, retry_after: None, access_over: false, why: String::new() }
}
