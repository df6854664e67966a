//! The office: its wings, and everything that their screens need.

use std::net::IpAddr;
use std::ops::Deref;
use std::sync::Arc;

use actix_web::web;
use fgapi_admin::AdminDesk;
use fgapi_caller::{Limiter, Quota};
use fgapi_look::{Assets, Brand, RenderFault, Renderer};
use fgapi_work::Workers;

use crate::door::{Fault, mount};
use crate::paths::OFFICE;
use crate::route::{Route, all, screen_of};
use crate::wardrobe::renderer;
use crate::wing::Wing;

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
    wings: Vec<Wing>,
    assets: Assets,
    renderer: Renderer,
    limiter: Limiter<IpAddr>,
}

impl Office {
    /// An office of these wings, whose words are read once, and its templates with the first page. Where two wings answer at one address, the first does.
    ///
    /// # Errors
    /// [`RenderFault`] when a word cannot be read, which tests of the wings exclude, or when two wings have a template
    /// of the same name.
    pub fn new(parts: OfficeParts, wings: Vec<Wing>) -> Result<Self, RenderFault> {
        let (limiter, renderer) = (Limiter::new(parts.settings.quota), renderer(&wings)?);
        Ok(Self(Arc::new(Inside { assets: Assets::new(&parts.brand), wings, renderer, limiter, parts })))
    }

    /// Every address, wing by wing.
    pub fn addresses(&self) -> impl Iterator<Item = &'static Route> + Clone + use<'_> {
        self.0.wings.iter().flat_map(|wing| all(wing.table()))
    }

    /// The desk of one of the wings, beside the office's own.
    ///
    /// # Errors
    /// [`Fault::Broken`] when no wing of this office has such a one.
    pub fn beside<D: 'static>(&self) -> Result<&D, Fault> {
        self.0.wings.iter().find_map(Wing::desk).ok_or(Fault::Broken)
    }

    /// The screen that a form at `path`, an address of `route`, is sent from.
    pub(crate) fn screen_of<'p>(&self, route: &Route, path: &'p str) -> &'p str {
        screen_of(self.addresses(), route, path)
    }

    pub(crate) fn wings(&self) -> &[Wing] {
        &self.0.wings
    }

    /// Mounts the screens into an actix app: `App::new().configure(office.routes())`. The app has to put a
    /// [`CallerContext`](fgapi_caller::CallerContext) into each request's extensions.
    pub fn routes(&self) -> impl Fn(&mut web::ServiceConfig) + Clone + Send + use<> {
        let office = self.clone();
        move |app| mount(&office, app)
    }

    pub(crate) fn assets(&self) -> &Assets {
        &self.0.assets
    }

    /// What makes its pages, for what has to be said outside of one.
    pub fn renderer(&self) -> &Renderer {
        &self.0.renderer
    }

    pub(crate) fn limiter(&self) -> &Limiter<IpAddr> {
        &self.0.limiter
    }

    /// An address behind the office.
    pub fn at(&self, path: &str) -> String {
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
