//! What the gateway itself keeps, in tables: clients, tokens, links, and the office's records.
//!
//! [`sqlite`] and [`postgres`] have the same names. Each hands out the ports' implementations over a database that somebody above opened
//! and migrated; a change that goes into a transaction of theirs is a function that takes the open connection.
//!
//! This room never opens a database, never knows the bank's tables, and lets no table's type out.
//!
//! ```
//! use fgapi_database::{DatabaseFault, sqlite::Db};
//! use fgapi_register::sqlite::SqlTokens;
//! use fgapi_token::TokenStore;
//! fn tokens(db: &Db<DatabaseFault>) -> impl TokenStore + use<> {
//!     SqlTokens::new(db)
//! }
//! ```

mod fault;
#[cfg(feature = "postgres")]
pub mod postgres;
mod schema;
#[cfg(feature = "sqlite")]
pub mod sqlite;

pub use fault::RegisterFault;
