//! What a gateway does beside the calls, on threads of its own.
//!
//! * [`Housekeeping`] purges what is over ([`Purges`]), writes down the reads of links, and seals the audit log each second
//! * [`OfficeWork`] sends the office's mails, reminds people of tokens that end, writes counts down, and forgets what is long over
//! * a [`Watcher`] is told what was done, and how much
//!
//! Each ends when it is told to, and leaves what it had not done to the next start, or to another gateway of the bank.
//!
//! This room never serves a call, and knows no settings, no database and no mail server: it works through ports.
//!
//! ```
//! use std::sync::Arc;
//! use fgapi_audit::{Act, AuditStore as _, By, Entry, EntryTime, MemoryAudit};
//! let audit = Arc::new(MemoryAudit::default());
//! audit.append(&[Entry::done(EntryTime(0), &By::GATEWAY, Act::LinkEnd, "link:1")])?;
//! fgapi_chores::Sealer::new(audit.clone()).seal();
//! assert_eq!(audit.seal(1), Ok(0), "nothing is left to seal");
//! # Ok::<(), fgapi_audit::AuditFault>(())
//! ```

mod housekeeping;
mod office;
mod sealing;
mod watcher;

pub use housekeeping::{Housekeeping, Purges};
pub use office::{OfficeChores, OfficeWork};
pub use sealing::Sealer;
pub use watcher::{Purging, Watcher};
