//! What a demo bank is made of: customers and accounts that nobody has, the files that such a bank would hand in, certificates by
//! an authority of its own, and the directory in which a sandbox keeps all of it.
//!
//! This room never knows a store or a network, and reads no setting: whoever has the files imports them like any bank's, and
//! whoever has the certificates decides who is to believe them.
//!
//! ```
//! use fgapi_demo::{Authority, Span};
//! use fgapi_domain::{SystemEntropy, UnixSeconds};
//!
//! let year = Span(UnixSeconds(1_800_000_000), UnixSeconds(1_831_536_000));
//! let authority = Authority::new("A demo", year)?;
//! let customer = authority.client("SAMPLE KOGYO", year, &SystemEntropy::new())?;
//! assert_eq!(customer.fingerprint().to_string().len(), 64);
//! # Ok::<(), fgapi_demo::CertificateFault>(())
//! ```

mod bank;
mod certificates;
mod entrusted;
mod files;
mod history;
pub mod sandbox;

pub use bank::{APPS, Account, App, BOOKKEEPING, Bookkeeping, Customer, REDIRECT_DOMAINS, Story, customers};
pub use certificates::{Authority, CertificateFault, Issued, Span};
pub use entrusted::{CREDENTIALS, ExampleCredentials, OWN_SERVICE, catalogue};
pub use files::{FileFault, Files, write};
