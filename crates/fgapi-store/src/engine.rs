//! What each place to sleep (memory, SQLite, PostgreSQL) gives to the [`Store`](crate::Store) in front of it.

use std::sync::Arc;

use fgapi_banking::Bank;
use fgapi_domain::BankCode;
use fgapi_token::TokenStore;

use crate::StoreFault;
use crate::import::Ledger;

/// One transaction's work on the bank's tables: kept whole when it is `Ok`, else not at all.
pub(crate) type LedgerWork<'w> = &'w mut dyn FnMut(&mut dyn Ledger) -> Result<(), StoreFault>;

/// A place to sleep.
pub(crate) trait Engine: Send + Sync {
    /// Names of the migrations that are still to be run, oldest first.
    fn pending_migrations(&self) -> Result<Vec<String>, StoreFault>;

    /// Runs them; their names.
    fn migrate(&self) -> Result<Vec<String>, StoreFault>;

    /// The bank with this code.
    fn bank(&self, code: BankCode) -> Arc<dyn Bank>;

    /// Clients and tokens.
    fn tokens(&self) -> Arc<dyn TokenStore>;

    /// Reads the bank's tables, without holding up anybody.
    fn inspect(&self, work: LedgerWork<'_>) -> Result<(), StoreFault>;

    /// Changes the bank's tables in one transaction.
    fn amend(&self, work: LedgerWork<'_>) -> Result<(), StoreFault>;
}
