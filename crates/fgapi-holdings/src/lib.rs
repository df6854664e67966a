//! What others entrust to the gateway, in tables: sealed values and wrapped keys, tenants' credentials and the clients that read them,
//! customers' accounts at other institutions.
//!
//! [`sqlite`] and [`postgres`] have the same names. Each hands out the ports' implementations over a database that somebody above opened
//! and migrated. Rows are held in one order, so that nobody waits in a ring: tenant, service, account, key, values by their places.
//!
//! This room never opens a database, never sees a value in clear, and lets no table's type out.
//!
//! ```
//! use fgapi_database::{DatabaseFault, sqlite::Db};
//! use fgapi_holdings::sqlite::SqlHoldings;
//! use fgapi_vault::VaultStore;
//! fn vault(db: &Db<DatabaseFault>) -> impl VaultStore + use<> {
//!     SqlHoldings::new(db)
//! }
//! ```

mod fault;
#[cfg(feature = "postgres")]
pub mod postgres;
mod records;
mod schema;
#[cfg(feature = "sqlite")]
pub mod sqlite;

pub use fault::HoldingsFault;
