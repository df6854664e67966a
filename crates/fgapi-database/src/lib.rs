//! Connections to SQLite and PostgreSQL, with one face: [`sqlite`] and [`postgres`] each have a `Conn`, a `Db` and a `hold`, and
//! a query that is written once against these names is compiled for either.
//!
//! A `Db` decides on which connection a piece of work runs, how long it may wait, when it is durable and whether it may be tried
//! again. SQLite's has exactly one writer, however many rooms share it. Work ends with the fault of the room that it belongs to,
//! as long as that is a [`Fault`]: so a store keeps its own error enum, and nobody down here has to know one.
//!
//! This room never knows a table, a migration or a word of the bank, and never begins work by itself.
//!
//! ```
//! use diesel::prelude::*;
//! use diesel::sql_types::BigInt;
//! use fgapi_database::sqlite::{Conn, Db};
//! use fgapi_database::{DatabaseFault, DatabaseSettings, statement};
//!
//! statement! {
//!     /// A number and its successor.
//!     struct Successor { number: i64 }
//!     binds: number as BigInt, number as BigInt;
//!     rows: (BigInt, BigInt);
//!     sql: "SELECT CAST(? AS BIGINT), ? + 1"
//! }
//!
//! let directory = tempfile::tempdir().map_err(|error| DatabaseFault::Unavailable(error.to_string()))?;
//! let db: Db = Db::connect(&directory.path().join("a.db"), DatabaseSettings::default())?;
//! let pair: (i64, i64) = db.read(|conn| Ok(Successor { number: 1 }.get_result(conn)?))?;
//! assert_eq!(pair, (1, 2));
//! # Ok::<(), DatabaseFault>(())
//! ```

mod address;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
mod brief;
mod fault;
mod load;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
mod migration;
#[cfg(feature = "postgres")]
pub mod postgres;
mod postgres_url;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
mod purge;
mod quiet;
mod settings;
#[cfg(feature = "sqlite")]
pub mod sqlite;
mod statement;

pub use address::{NotAnAddress, StoreAddress};
#[cfg(any(feature = "sqlite", feature = "postgres"))]
pub use brief::Brief;
pub use fault::{DatabaseFault, Fault, Harm};
pub use load::DatabaseLoad;
pub use settings::DatabaseSettings;
