//! The words of the house: what a bank, its branches, accounts and transactions are called,
//! how each is written as text, and which texts are refused.
//!
//! This room never reads or writes anything outside itself, never serialises, and never asks the
//! machine for the time or for randomness except through [`Clock`] and [`Entropy`].
//!
//! ```
//! use fgapi_domain::{AccountKey, IdScheme, JstDate, Period};
//!
//! let key: AccountKey = "9999-101-1-0001234".parse()?;
//! let id = IdScheme::composed().account_id(&key);
//! assert_eq!(id.as_str(), "9999-101-1-0001234");
//!
//! let period = Period::new("2026-01-01".parse()?, "2026-01-31".parse()?)?;
//! assert!(period.contains("2026-01-31".parse::<JstDate>()?));
//! # Ok::<(), fgapi_domain::Malformed>(())
//! ```

mod account;
mod bank;
mod certificate;
mod choice;
mod clock;
mod customer;
mod digits;
mod entropy;
mod grant;
mod id;
mod jst;
mod maintenance;
mod malformed;
mod money;
mod period;
mod piece;
mod secret;
mod store_fault;
mod tenant;
mod text;
mod transaction;
mod veil;

pub use account::{Account, AccountClass, AccountKey, AccountKind, AccountNumber, OwnerType};
pub use bank::{AddressCode, Bank, BankCode, Branch, BranchCode, BranchKey};
pub use certificate::CertificateFingerprint;
pub use choice::AccountChoice;
pub use clock::{Clock, ForwardClock, SystemClock, UnixSeconds};
pub use customer::{CustomerId, LoginId};
pub use entropy::{Entropy, EntropyFault, SystemEntropy, new_uuid};
pub use grant::{Grant, GrantRequest, GrantSet};
pub use id::{AccountId, BranchId, IdScheme, TransactionId, TransactionIds};
pub use jst::{Booked, BookedTexts, JstDate, JstDateTime};
pub use maintenance::MaintenanceHours;
pub use malformed::Malformed;
pub use money::Yen;
pub use period::Period;
pub use secret::Secret;
pub use store_fault::StoreFault;
pub use tenant::{Level, TenantId};
pub use text::{LongText, ShortText};
pub use transaction::{AsOf, DailyBalance, Ordinal, Transaction, TransactionKey};
pub use veil::{VeilFault, VeilKey, VeilKeyId, VeilRing};
