//! Who calls: the address behind proxies, the language that the caller reads, and the certificate that its connection
//! presented; and how much of it one caller may do.
//!
//! Doors never see each other, and one of them serves the routes of all. What it learns of a call before anybody judges it
//! has its words here, so that every door can read it.
//!
//! This room never knows a protocol or a server: header values come in as text. It never decides whether a caller may do
//! anything, nor whether a certificate is worth anything.
//!
//! ```
//! use fgapi_caller::{Language, address};
//!
//! let trusted = ["10.0.0.0/8".parse()?];
//! let caller = address(Some("10.0.0.1".parse()?), ["198.51.100.7"].into_iter(), &trusted);
//! assert_eq!(caller.to_string(), "198.51.100.7");
//! assert_eq!(Language::accepted(["en-GB, ja;q=0.8"]), Language::English);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod address;
mod certificate;
mod language;
mod limit;
mod request_id;

use std::net::IpAddr;

pub use address::{address, is_trusted};
pub use certificate::PresentedCertificate;
pub use language::{Language, NotALanguage};
pub use limit::{Limiter, Quota, source};
pub use request_id::given_request_id;

/// What is known of a call before anything of it was judged. The door that serves a connection puts it into the extensions
/// of each of its requests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallerContext {
    /// Names the call in the log and in what the caller is told.
    pub request_id: String,
    /// Where the call comes from: its [`address`].
    pub address: IpAddr,
    /// The language that the caller's program asks for; a choice that somebody made by hand goes before it.
    pub language: Language,
}
