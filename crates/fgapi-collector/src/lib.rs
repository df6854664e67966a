//! The door outwards: what customers have at other institutions is fetched from there, over FGAPI.
//!
//! * [`FgapiUpstream`] is the port [`Upstream`](fgapi_linked::Upstream) over `fgapi-client`
//! * [`Collector`] fetches what is due, on threads of its own, one lease after another
//!
//! This room never decides what is due, keeps nothing but connections and system tokens, takes no address but the catalogue's, and tells
//! on nothing that an institution said but known words and numbers.
//!
//! ## Limits
//! Everything that one call of the port asks takes no longer than its patience together. At most 100 accounts, 50 pages of a listing,
//! 10,000 transactions in an attempt, and 4 MiB of an answer are read; texts must fit the words of `fgapi-domain`, ids come once, and a page
//! is followed by the next. No redirect is followed and no proxy used; addresses outside of the public network are reached only where
//! the catalogue says `private_network`, and plain HTTP is for this machine only.
//!
//! ## What counts as what
//! | the institution | error |
//! |---|---|
//! | is silent, not reached, cuts its answer off, has a certificate that is not believed; 408, 504 | Timeout (3) |
//! | says `maintenance`; 503 without any word of FGAPI, as what stands before an institution answers | Maintenance (2) |
//! | other 503, 429 and 5xx: it does not let us in now and does not say why; our own credentials are refused; an address that may not be reached | Gray (9) |
//! | answers with what is not FGAPI: HTML, wrong types, too much, redirects, other statuses, pages that lead nowhere | Scraping (1) |
//! | refuses the refresh or auth token, or a grant; says that consent or link ended, or that its client is suspended | Login (5) |
//! | 401 for the access token and no such reason: the refresh token may help | Login (5), `access_over` |
//! | says `pin_required`, `question_required`, `one_time_password_required`, `announcement` | 6, 7, 8, 4 |
//!
//! ```
//! use std::sync::Arc;
//! use std::time::Duration;
//! use fgapi_collector::FgapiUpstream;
//! use fgapi_domain::{Secret, SystemClock};
//! use fgapi_linked::{AggregationError, FgapiConnection, Target, Upstream as _};
//!
//! let upstream = FgapiUpstream::new(Arc::new(SystemClock), None)?;
//! let connection = FgapiConnection {
//!     base_url: "https://bank.example/api".into(),
//!     api_key: "fgk_…".into(),
//!     days: 90,
//!     private_network: false,
//! };
//! let target = Target { connection: &connection, password: &Secret::new("fgp_…"), patience: Duration::from_secs(60) };
//! let url = upstream.login_url(&target, "https://own.example/back", &Secret::new("s"), &Secret::new("v".repeat(43)))?;
//! assert!(url.starts_with("https://bank.example/api/auth/login?api_key="));
//!
//! let inside = FgapiConnection { base_url: "https://10.0.0.1".into(), ..connection.clone() };
//! let refused = upstream.login_url(&Target { connection: &inside, ..target }, "https://own.example/back", &Secret::new("s"), &Secret::new("v"));
//! assert_eq!(refused.unwrap_err().error, AggregationError::Gray);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod bank;
mod bell;
mod collector;
mod fault;
mod harvest;
mod upstream;
mod words;

pub use collector::{Collector, CollectorSettings, Nudge};
pub use upstream::FgapiUpstream;
