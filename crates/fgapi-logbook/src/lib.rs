//! The audit log in tables: entries are added within the transaction of the act that they tell, and sealed into the chain afterwards.
//!
//! [`sqlite`] and [`postgres`] have the same names: `append` and `append_all`, which take the connection of a transaction that somebody
//! else opened, and `SqlAudit`, the port of `fgapi-audit` over the same tables. Whoever keeps something else in the same database tells the
//! log through this room.
//!
//! This room never opens a database, and never decides what is worth an entry.
//!
//! ```
//! use fgapi_audit::AuditStore;
//! use fgapi_database::{DatabaseFault, sqlite::Db};
//! use fgapi_logbook::sqlite::SqlAudit;
//! fn log(db: &Db<DatabaseFault>) -> impl AuditStore + use<> {
//!     SqlAudit::new(db)
//! }
//! ```

mod fault;
#[cfg(feature = "postgres")]
pub mod postgres;
mod schema;
#[cfg(feature = "sqlite")]
pub mod sqlite;

pub use fault::LogbookFault;
