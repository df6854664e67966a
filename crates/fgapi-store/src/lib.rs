//! Where the gateway's data sleeps: a SQLite file, PostgreSQL, or memory, all behind the same ports.
//!
//! [`Store`] opens one of them and hands out what the ports of keepers and journeys ask for; it lets `fgapi-intake` fill the bank's tables
//! from files. What the gateway itself keeps lies on a shelf below, in `fgapi-register`, on the same connections. Nothing here is half
//! done: a method of a port is one transaction, an imported file is one transaction.
//!
//! This room never knows HTTP, never makes a connection itself (`fgapi-database` does), never sees a secret in clear except to
//! hash or compare it, and lets no table's type out.
//!
//! ```
//! use fgapi_store::Store;
//! let store = Store::memory();
//! assert!(store.pending_migrations()?.is_empty());
//! # Ok::<(), fgapi_store::StoreFault>(())
//! ```

mod check;
mod customers;
mod engine;
mod export;
mod fault;
mod holdings;
mod id_keys;
mod import;
mod journey_record;
mod login_key;
mod memory;
mod passwords;
#[cfg(feature = "postgres")]
mod postgres;
#[cfg(not(feature = "postgres"))]
#[path = "absent/postgres.rs"]
mod postgres;
mod records;
mod schema;
mod settings;
#[cfg(feature = "sqlite")]
mod sqlite;
#[cfg(not(feature = "sqlite"))]
#[path = "absent/sqlite.rs"]
mod sqlite;
mod store;

pub use customers::CustomerEntry;
pub use export::{ExportFault, ExportReport, ExportScope, RowSink};
pub use fault::StoreFault;
pub use fgapi_database::{DatabaseLoad, NotAnAddress, StoreAddress};
pub use fgapi_intake::{
    AccountsReport, BalancesReport, BankCsvOptions, BranchesReport, ColumnMap, CustomersReport, LedgerBreak, LedgerCheck, ListedRow,
    MapFault, NewCustomer, Progress, Refused, StatementOptions, TransactionsCsv, TransactionsReport, Warning, business_of,
};
pub use fgapi_proof::PinKey;
pub use holdings::Holdings;
pub use id_keys::{IdKey, IdKeyRuling};
pub use import::ImportFault;
pub use settings::StoreSettings;
pub use store::Store;
