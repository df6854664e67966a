//! The door: routes, cookies, forms and redirects around the screens. A handler reads what arrived, runs one use case of
//! `fgapi-consent` on a worker thread, and answers with a page or a redirect.

mod answer;
mod arrival;
mod cookies;
mod draw;
mod form;
mod handlers;
mod linked;
mod own;
mod routes;

use std::ops::Deref;
use std::sync::{Arc, RwLock};

use actix_web::http::header::HeaderName;
use actix_web::{HttpRequest, HttpResponse, web};
use fgapi_caller::{Limiter, Quota};
use fgapi_certificate::CertificateAuthority;
use fgapi_consent::ConsentDesk;
use fgapi_domain::Clock;
use fgapi_linked::LinkedDesk;
use fgapi_token::WebPage;
use fgapi_work::Workers;
use ipnet::IpNet;
use std::net::IpAddr;

use crate::{Assets, Brand, RenderFault, Renderer, Screen};

/// What a bank decided about its screens.
#[derive(Clone, Debug)]
pub struct PortalSettings {
    /// One directory in front of every path, the same as FGAPI's; default empty.
    pub prefix: String,
    /// Whether browsers reach the gateway by https: then cookies are `__Host-` and `Secure`. Without it the screens serve this
    /// machine only, because browsers take neither on plain HTTP. Default true.
    pub https: bool,
    /// Scheme, host and port by which browsers reach the gateway, where that is known, for example `https://bank.example`.
    pub origin: Option<String>,
    /// How customers with certificates come in.
    pub certificates: Option<CertificateDoor>,
    /// The bank's terms of use.
    pub terms: Option<WebPage>,
    /// The bank's privacy policy.
    pub privacy: Option<WebPage>,
    /// How many digits the bank's 照会用暗証番号 has, for the hint beside the field; default 4.
    pub pin_digits: u8,
    /// The longest form, in bytes; default 64 KiB.
    pub body_bytes_max: usize,
    /// The most fields that a form may have; default 2,000, because each account may have one.
    pub fields_max: usize,
    /// Journeys that one address may begin, and attempts at proving something that it may make; default 5 a second, 100 at once.
    pub quota: Quota,
}

impl Default for PortalSettings {
    fn default() -> Self {
        Self {
            prefix: String::new(),
            https: true,
            origin: None,
            certificates: None,
            terms: None,
            privacy: None,
            pin_digits: 4,
            body_bytes_max: 64 << 10,
            fields_max: 2_000,
            quota: Quota { per_second: 5, burst: 100 },
        }
    }
}

/// Where the certificates of customers come from.
#[derive(Clone, Debug)]
pub struct CertificateDoor {
    /// Who issues them, and what was revoked; whoever renews a list puts another one in.
    pub authority: Arc<RwLock<CertificateAuthority>>,
    /// Scheme, host and port of the listener that asks browsers for a certificate; `None` behind a proxy that does so on the paths
    /// that end in `/certificate`.
    pub origin: Option<String>,
    /// The header in which a trusted proxy hands on what the browser presented; believed from nobody else (C16).
    pub header: Option<HeaderName>,
    /// The proxies that are trusted with it.
    pub proxies: Vec<IpNet>,
}

/// Everything that the screens need.
#[derive(Clone)]
pub struct PortalParts {
    /// The journeys.
    pub desk: ConsentDesk,
    /// What customers have at other institutions, where the gateway has a vault; without it no screen speaks of it.
    pub linked: Option<LinkedDesk>,
    /// For judging certificates.
    pub clock: Arc<dyn Clock>,
    /// Whose screens they are.
    pub brand: Brand,
    /// What the bank decided.
    pub settings: PortalSettings,
    /// Threads for what reads and writes journeys.
    pub workers: Workers,
    /// Threads for what compares secrets, which is slow on purpose.
    pub logins: Workers,
    /// Threads for what asks other institutions, which answer when they like: they hold up nothing else.
    pub outside: Workers,
}

/// The screens, ready to be served. Clones share what is kept between calls.
#[derive(Clone)]
pub struct Portal(Arc<Inside>);

struct Inside {
    parts: PortalParts,
    assets: Assets,
    renderer: Renderer,
    limiter: Limiter<IpAddr>,
}

impl Portal {
    /// Reads words once, and templates with the first page.
    ///
    /// # Errors
    /// [`RenderFault`] when one cannot be read, which a test of this crate excludes.
    pub fn new(parts: PortalParts) -> Result<Self, RenderFault> {
        let limiter = Limiter::new(parts.settings.quota);
        Ok(Self(Arc::new(Inside { assets: Assets::new(&parts.brand), renderer: Renderer::new()?, limiter, parts })))
    }

    /// Mounts the screens into an actix app: `App::new().configure(portal.routes())`. The server of `fgapi-http` takes it beside
    /// FGAPI; an app of your own has to put a [`CallerContext`](fgapi_caller::CallerContext) into each request's extensions.
    pub fn routes(&self) -> impl Fn(&mut web::ServiceConfig) + Clone + Send + use<> {
        let portal = self.clone();
        move |app| routes::mount(&portal, app)
    }

    /// A page of your own in the visual language of the screens, for example of a demo app.
    pub fn page(&self, request: &HttpRequest, status: u16, screen: &Screen) -> HttpResponse {
        answer::bare(self, request, status, screen)
    }

    pub(crate) fn assets(&self) -> &Assets {
        &self.0.assets
    }

    pub(crate) fn renderer(&self) -> &Renderer {
        &self.0.renderer
    }

    pub(crate) fn limiter(&self) -> &Limiter<IpAddr> {
        &self.0.limiter
    }
}

/// A portal has everything that it was made of.
impl Deref for Portal {
    type Target = PortalParts;
    fn deref(&self) -> &PortalParts {
        &self.0.parts
    }
}

impl std::fmt::Debug for Portal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Portal").field("settings", &self.settings).finish_non_exhaustive()
    }
}
