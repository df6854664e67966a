//! The door: what arrives is read and judged, whoever is behind it is known, a route runs, and an answer leaves.

mod answer;
mod arrival;
mod cookies;
mod fault;
mod form;
mod serve;
mod upload;

use std::net::IpAddr;
use std::ops::Deref;
use std::sync::Arc;

use actix_web::web;
use fgapi_admin::AdminDesk;
use fgapi_caller::{Limiter, Quota};
use fgapi_look::{Assets, Brand, RenderFault, Renderer};
use fgapi_work::Workers;

pub(crate) use answer::{Answer, File, Page, Parts};
pub(crate) use arrival::{Arrival, Visit};
pub(crate) use fault::{Fault, user_error};
pub(crate) use form::Form;

use crate::paths::OFFICE;
use crate::wardrobe::WARDROBE;

/// What a bank decided about its office's screens.
#[derive(Clone, Debug)]
pub struct OfficeSettings {
    /// One directory in front of every path, the same as FGAPI's; default empty.
    pub prefix: String,
    /// Whether browsers reach the gateway by https: then cookies are `__Host-` and `Secure`. Without it the screens serve this
    /// machine only, because browsers take neither on plain HTTP. Default true.
    pub https: bool,
    /// The longest form, in bytes; default 128 KiB: a mail's text of 10,000 characters is
    /// three times three times as long when a form sends it.
    pub body_bytes_max: usize,
    /// The largest file, in bytes; default 4 MiB.
    pub file_bytes_max: usize,
    /// The most fields that a form may have; default 300, because each row of a list has one.
    pub fields_max: usize,
    /// Attempts at proving something that one address may make; default 1 a second, 20 at once.
    pub quota: Quota,
}

impl Default for OfficeSettings {
    fn default() -> Self {
        Self {
            prefix: String::new(),
            https: true,
            body_bytes_max: 128 << 10,
            file_bytes_max: 4 << 20,
            fields_max: 300,
            quota: Quota { per_second: 1, burst: 20 },
        }
    }
}

/// Everything that the screens need.
#[derive(Clone)]
pub struct OfficeParts {
    /// The use cases.
    pub desk: AdminDesk,
    /// Whose office it is.
    pub brand: Brand,
    /// What the bank decided.
    pub settings: OfficeSettings,
    /// Threads for what reads and writes records.
    pub workers: Workers,
    /// Threads for what hashes and compares secrets, which is slow on purpose.
    pub logins: Workers,
}

/// The office, ready to be served. Clones share what is kept between calls.
#[derive(Clone)]
pub struct Office(Arc<Inside>);

struct Inside {
    parts: OfficeParts,
    assets: Assets,
    renderer: Renderer,
    limiter: Limiter<IpAddr>,
}

impl Office {
    /// Reads templates and words once.
    ///
    /// # Errors
    /// [`RenderFault`] when one cannot be read, which a test of this crate excludes.
    pub fn new(parts: OfficeParts) -> Result<Self, RenderFault> {
        let limiter = Limiter::new(parts.settings.quota);
        Ok(Self(Arc::new(Inside { assets: Assets::new(&parts.brand), renderer: Renderer::new(&WARDROBE)?, limiter, parts })))
    }

    /// Mounts the screens into an actix app: `App::new().configure(office.routes())`. The app has to put a
    /// [`CallerContext`](fgapi_caller::CallerContext) into each request's extensions.
    pub fn routes(&self) -> impl Fn(&mut web::ServiceConfig) + Clone + Send + use<> {
        let office = self.clone();
        move |app| serve::mount(&office, app)
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

    /// An address behind the office.
    pub(crate) fn at(&self, path: &str) -> String {
        format!("{}{OFFICE}{path}", self.settings.prefix)
    }
}

/// An office has everything that it was made of.
impl Deref for Office {
    type Target = OfficeParts;
    fn deref(&self) -> &OfficeParts {
        &self.0.parts
    }
}

impl std::fmt::Debug for Office {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Office").field("settings", &self.settings).finish_non_exhaustive()
    }
}
