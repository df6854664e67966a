//! What is counted while the gateway works, in the text format of Prometheus.
//!
//! [`Meters`] is one value with a registry of its own: whoever makes two has two sets of counts. Rooms above tell it what happened in
//! the words of the house ([`TokenKind`], [`Outcome`], [`Purge`]); what grows and shrinks by itself, such as a queue, is *watched*: it is
//! asked when somebody reads the metrics, and never before.
//!
//! Nothing that a caller chooses becomes a label: routes are those of the gateway, codes and reasons those of its catalogue, and no
//! client, customer or account is ever named. So the number of series is bounded by the program, not by its callers.
//!
//! This room never opens a socket, never measures by itself and depends on no other room.
//!
//! ```
//! use std::time::Duration;
//! use fgapi_metrics::{About, Meters, Outcome, TokenKind};
//!
//! let meters = Meters::new(About { version: "1.2.3", database: "sqlite" })?;
//! meters.answered("/branches", "GET", 200, Duration::from_millis(2));
//! meters.token(TokenKind::System, Outcome::Issued);
//! let text = meters.text()?;
//! assert!(text.contains(r#"fgapi_http_requests_total{method="GET",route="/branches",status="2xx"} 1"#), "{text}");
//! assert!(text.contains(r#"fgapi_tokens_total{kind="system",outcome="issued",reason=""} 1"#), "{text}");
//! # Ok::<(), fgapi_metrics::MeterFault>(())
//! ```

mod instruments;
mod load;
mod meters;
mod words;

pub use load::{DatabaseLoad, WorkLoad};
pub use meters::{About, MeterFault, Meters};
pub use words::{Outcome, Purge, TokenKind};

/// The media type of [`Meters::text`].
pub const CONTENT_TYPE: &str = prometheus::TEXT_FORMAT;
