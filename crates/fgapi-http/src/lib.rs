//! FGAPI over HTTP: JSON for machines.
//!
//! [`Door`] holds the gateway; [`serve`] opens it on a socket, [`serve_tls`] on one that speaks TLS, [`Door::routes`]
//! mounts it into an actix app of your own. A handler is one use case, run as a whole on a bounded worker thread; one
//! file (`status.rs`) turns refusals into status codes, one table ([`ErrorCode`]) says them in Japanese and English.
//!
//! [`linked`] is a second document's API beside it, with numbers for errors and a file of its own that knows their statuses. Where the
//! gateway has a vault, tenants' programs read their credentials of outside products here, with tokens of RFC 6749
//! ([`external_services`]).
//!
//! This room never decides about a token and never touches a store; it asks `fgapi-token`, the bank and the desks of other rooms.
//!
//! ## What every answer keeps
//! * Only 200, 400, 401, 403, 404 and 5xx appear (429 when [`ThrottleStatus::TooManyRequests`] is set).
//! * A dead bearer is told before a missing grant, that before a bad parameter, that before a foreign account.
//! * `X-Request-Id` names the call in the log, by the caller's own id where that is taken ([`RequestIds`]); no log line holds a secret, an account number, a customer or a raw path.
//!
//! ```no_run
//! use fgapi_http::{Door, Gateway, serve};
//!
//! fn open(gateway: Gateway) -> std::io::Result<()> {
//!     let door = Door::new(gateway);
//!     actix_web::rt::System::new().block_on(async {
//!         let listener = std::net::TcpListener::bind("127.0.0.1:8080")?;
//!         let server = serve(&door, listener, |_app| {})?;
//!         let _stop_with = server.handle();
//!         server.await
//!     })
//! }
//! ```

mod answer;
mod basic;
mod bearer;
mod call;
pub mod catalogue;
mod context;
mod continuity;
mod dialect;
mod door;
mod edge;
mod entrance;
pub mod external_services;
mod fields;
mod handlers;
mod hours;
mod kept;
pub mod linked;
mod routes;
mod server;
mod settings;
mod status;
mod throttle;
mod view;
mod view_openapi;
mod watch;

pub use catalogue::ErrorCode;
pub use door::{Door, Gateway};
pub use fgapi_caller::Quota;
pub use fgapi_socket::{Tls, TlsFault};
pub use fields::KNOWN as FIELDS;
pub use routes::calls;
pub use server::{serve, serve_tls};
pub use settings::{HttpSettings, NumberMask, RequestIds, ThrottleSettings, ThrottleStatus};
pub use watch::{Answered, Watcher};
