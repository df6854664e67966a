//! The screens, put together as the settings say.

use std::sync::Arc;
use std::time::Duration;

use fgapi_admin::AdminDesk;
use fgapi_consent::{AlwaysAsk, ConsentDesk, ConsentParts, ConsentPolicy, JourneyStore, NeverAsk, RiskRule, StandardRisk};
use fgapi_domain::SystemEntropy;
use fgapi_http::Gateway;
use fgapi_lobby::{Office, OfficeParts, OfficeSettings};
use fgapi_portal::{Brand, CertificateDoor, Portal, PortalParts, PortalSettings, RenderFault};
use fgapi_settings::{RiskForm, Settings};
use fgapi_store::Store;
use fgapi_strongroom::Strongroom;
use fgapi_token::Loopback;
use fgapi_work::{WorkerSettings, Workers};

use crate::customer_certificates::{CustomerCertificates, Shared};
use crate::failure::{Failure, on_file};
use crate::login_key::LoginKey;
use crate::office::Site;
use crate::rooms::ForRooms as _;
use crate::watching::Watch;

const DAY: i64 = 86_400;
/// Customers who may wait for another institution at the same time.
const OUTSIDE_THREADS: usize = 8;

/// How browsers reach the gateway, as far as it is known once it listens.
#[derive(Clone, Debug)]
pub struct Origins {
    /// Scheme, host and port of the main listener, where browsers are known to reach it.
    pub main: Option<String>,
    /// The same, as this machine reaches it.
    pub local: String,
    /// Those of the listener that asks for certificates.
    pub certificates: Option<String>,
    /// Whether browsers come by https.
    pub https: bool,
}

impl Origins {
    /// Scheme, host and port of the main listener: as browsers reach it, where that is known, otherwise as this machine does.
    pub fn best(&self) -> &str {
        self.main.as_ref().unwrap_or(&self.local)
    }
}

/// The screens of a gateway that has its key: the customers' own, and the office's unless the settings close it.
#[derive(Clone)]
pub struct Screens {
    /// The customers' screens.
    pub portal: Portal,
    /// The office's; `None` when the settings close it.
    pub office: Option<Office>,
}

impl Screens {
    /// Makes them; `gateway` gets to know the office's desk.
    ///
    /// # Errors
    /// A [`Failure`] when the logo cannot be read, or is no picture.
    pub fn over(
        settings: &Settings,
        store: &Store,
        key: &LoginKey,
        gateway: &mut Gateway,
        certificates: Option<&CustomerCertificates>,
        origins: Origins,
        watch: &Watch,
    ) -> Result<Self, Failure> {
        let origin = origins.best();
        let (tokens, clock, https) = (gateway.desk.clone(), Arc::clone(&gateway.clock), origins.https);
        gateway.office = Site { settings, store, key, tokens, clock }.desk(origin);
        let portal = portal(settings, watch.journeys(store), gateway, key, certificates.map(CustomerCertificates::shared), origins)?;
        let office = gateway.office.as_ref().map(|desk| office(settings, gateway, desk, https)).transpose()?;
        Ok(Self { portal, office })
    }
}

/// The customers' screens over these journeys.
fn portal(
    settings: &Settings,
    journeys: Arc<dyn JourneyStore>,
    gateway: &Gateway,
    key: &LoginKey,
    authorities: Option<Shared>,
    origins: Origins,
) -> Result<Portal, Failure> {
    let desk = ConsentDesk::new(ConsentParts {
        journeys,
        bank: Arc::clone(&gateway.bank),
        tokens: gateway.desk.clone(),
        risk: risk(settings),
        entropy: Arc::new(SystemEntropy::new()),
        key: key.consent(),
        policy: policy(settings, origins.main.clone()),
    });
    let door = |authority| CertificateDoor {
        authority,
        origin: origins.certificates.clone(),
        header: settings.login.certificate_header.as_ref().and_then(|name| name.as_str().parse().ok()),
        proxies: settings.server.trusted_proxies.clone(),
    };
    let parts = PortalParts {
        desk,
        linked: gateway.linked.clone(),
        clock: Arc::clone(&gateway.clock),
        brand: brand(settings, gateway)?,
        settings: PortalSettings {
            prefix: settings.server.prefix.as_str().to_owned(),
            https: origins.https,
            origin: origins.main.clone(),
            certificates: authorities.map(door),
            terms: settings.brand.terms.clone(),
            privacy: settings.brand.privacy.clone(),
            pin_digits: u8::try_from(settings.consent.pin_digits.get()).unwrap_or(4),
            quota: settings.http().throttle.login,
            ..PortalSettings::default()
        },
        workers: gateway.writers.clone(),
        logins: gateway.logins.clone(),
        outside: outside(settings, gateway)?,
    };
    Portal::new(parts).map_err(not_rendered)
}

/// Threads for what waits for other institutions. Where none is asked, there are none of their own.
fn outside(settings: &Settings, gateway: &Gateway) -> Result<Workers, Failure> {
    if gateway.linked.is_none() {
        return Ok(gateway.writers.clone());
    }
    let patience = Duration::from_secs(settings.server.deadline_seconds.get().into());
    let asked = WorkerSettings { name: "outside", threads: OUTSIDE_THREADS, queue: settings.server.queue.size(), patience };
    Workers::start(asked).map_err(|error| Failure::broken(format!("no thread: {error}"), "lower store.connections and login.threads"))
}

fn not_rendered(fault: RenderFault) -> Failure {
    Failure::broken(fault.to_string(), "build `fgapi` anew, from an unchanged copy")
}

/// The office's screens over its desk, in the same colours and for the same browsers; those of what is sealed where the gateway has a
/// vault.
fn office(settings: &Settings, gateway: &Gateway, desk: &AdminDesk, https: bool) -> Result<Office, Failure> {
    let parts = OfficeParts {
        desk: desk.clone(),
        brand: brand(settings, gateway)?,
        settings: OfficeSettings {
            prefix: settings.server.prefix.as_str().to_owned(),
            https,
            quota: settings.http().throttle.login,
            ..OfficeSettings::default()
        },
        workers: gateway.writers.clone(),
        logins: gateway.logins.clone(),
    };
    let strongroom = gateway.saas.clone().zip(gateway.linked.clone()).map(|(saas, linked)| Strongroom { saas, linked });
    let wings = std::iter::once(fgapi_office::wing()).chain(strongroom.map(fgapi_strongroom::wing)).collect();
    Office::new(parts, wings).map_err(not_rendered)
}

fn risk(settings: &Settings) -> Arc<dyn RiskRule> {
    match settings.consent.question {
        RiskForm::Standard => Arc::new(StandardRisk {
            failures: settings.consent.question_failures.get(),
            absence_seconds: settings.consent.question_absence_days.signed() * DAY,
        }),
        RiskForm::Never => Arc::new(NeverAsk),
        RiskForm::Always => Arc::new(AlwaysAsk),
    }
}

fn policy(settings: &Settings, origin: Option<String>) -> ConsentPolicy {
    let consent = &settings.consent;
    ConsentPolicy {
        journey_seconds: consent.journey_minutes.signed() * 60,
        answer_tries: u16::try_from(consent.question_tries.get()).unwrap_or(1),
        maintenance: consent.maintenance.clone(),
        loopback: if consent.loopback_redirects { Loopback::Allowed } else { Loopback::Refused },
        issuer: origin.map(|origin| format!("{origin}{}", settings.server.prefix.as_str())),
        soon_seconds: consent.soon_days.signed() * DAY,
    }
}

/// The bank's name, unless the settings give one; a bank that has not been imported has none yet.
fn brand(settings: &Settings, gateway: &Gateway) -> Result<Brand, Failure> {
    let imported = gateway.bank.bank().map(|bank| bank.name.to_string()).unwrap_or_default();
    branded(settings, &imported)
}

/// The brand that the settings describe; a bank is called as it was imported unless they say otherwise.
///
/// # Errors
/// A [`Failure`] when the logo cannot be read, or is no picture.
pub fn branded(settings: &Settings, imported: &str) -> Result<Brand, Failure> {
    let brand = &settings.brand;
    let name = [brand.name.as_str(), imported, "銀行"].into_iter().find(|name| !name.trim().is_empty()).unwrap_or_default().to_owned();
    let logo = brand.logo.as_ref().map(|file| std::fs::read(file).map_err(on_file(file))).transpose()?;
    let made = Brand::new(&name, Some(brand.name_en.as_str()), brand.colour.as_str(), logo);
    let made =
        made.map_err(|fault| Failure::bad_input(format!("[brand]: {fault}"), "correct the settings, then run `fgapi config check`"))?;
    Ok(match &brand.site {
        Some(site) => made.with_site(site.as_str()),
        None => made,
    })
}
