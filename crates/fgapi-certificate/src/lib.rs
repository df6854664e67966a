//! Whether a presented certificate is worth anything, and whose it is.
//!
//! [`CertificateAuthority`] judges a chain: who signed it, whether it is valid now, whether it is meant for people and
//! programs that call (and not for servers), whether it was revoked. [`forwarded_chain`] reads the chain that a proxy hands on in a
//! header.
//!
//! This room never asks for a certificate and never proves that somebody has its key: the handshake did, in the gateway or in
//! the proxy. It never fetches anything, and never decides which customer a [`KnownCertificate`] belongs to.
//!
//! ```
//! use fgapi_certificate::{AuthorityFault, CertificateAuthority, CertificateFault, certificates, forwarded_chain};
//!
//! fn judged(bank_ca: &[u8], header: &str) -> Result<String, Box<dyn std::error::Error>> {
//!     let authority = CertificateAuthority::new(certificates(bank_ca)?, Vec::new())?;
//!     let known = authority.judge(&forwarded_chain([header])?, fgapi_domain::UnixSeconds(1_769_950_000))?;
//!     Ok(format!("{} until {}", known.subject, known.until))
//! }
//!
//! assert_eq!(certificates(b"no certificate"), Err(AuthorityFault::Certificate));
//! assert_eq!(forwarded_chain([]), Err(CertificateFault::None));
//! # assert!(judged(b"", "").is_err());
//! ```

mod authority;
mod fault;
mod files;
mod forwarded;
mod known;

pub use authority::CertificateAuthority;
pub use fault::{AuthorityFault, CertificateFault};
pub use files::{certificates, revocation_lists};
pub use forwarded::{FORWARDED_BYTES_MAX, forwarded_chain};
pub use known::KnownCertificate;
pub use rustls::pki_types::{CertificateDer, CertificateRevocationListDer};
