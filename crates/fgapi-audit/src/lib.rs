//! The audit log: who did what, to what, whence and with what outcome, in a chain that shows every change.
//!
//! * nouns: [`Entry`] (an [`Actor`], an [`Act`], an [`Origin`], an [`Outcome`]), [`Line`] (the same as it stands in a table)
//! * the chain: [`seal`] makes a line's hash out of the one before; a [`Verifier`] walks lines and says the first that is wrong,
//!   [`verify`] walks a whole log
//! * port: [`AuditStore`], what a store of the log must do; [`MemoryAudit`] is the plainest
//!
//! An act's own transaction adds its entry without any lock; a *sealer* gives entries consecutive numbers and hashes afterwards.
//!
//! This room never keeps a secret or a token, never asks for the time, and never decides who may read the log.
//!
//! ```
//! use fgapi_audit::{Act, Actor, AuditStore as _, Entry, EntryTime, MemoryAudit, Outcome, verify};
//! let audit = MemoryAudit::default();
//! audit.append(&[Entry {
//!     at: EntryTime(1_767_225_600),
//!     actor: Actor::Staff("hanako".into()),
//!     act: Act::OfficeSignIn,
//!     target: "hanako".into(),
//!     detail: "".into(),
//!     origin: "192.0.2.1".parse::<std::net::IpAddr>().map_or_else(|_| Default::default(), Into::into),
//!     outcome: Outcome::Refused("wrong_password".into()),
//! }])?;
//! let head = verify(&audit, None)?.map_err(|flaw| println!("{flaw}")).ok();
//! assert_eq!(head, Some(audit.head()?));
//! # Ok::<(), fgapi_audit::AuditFault>(())
//! ```

mod act;
mod actor;
mod chain;
mod entry;
mod line;
mod memory;
mod origin;
mod port;
mod text;
mod verify;

pub use act::Act;
pub use actor::{Actor, By};
pub use chain::{ChainHash, ChainHead, Seq, seal};
pub use entry::{Entry, EntryTime, Outcome, OutcomeKind};
pub use line::{Line, Sealed};
pub use memory::MemoryAudit;
pub use origin::Origin;
pub use port::{AuditFault, AuditStore, Filter};
pub use text::{AuditText, NotAuditWord};
pub use verify::{Flaw, Verifier, verify};
