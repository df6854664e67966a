//! What each place to sleep (memory, SQLite, PostgreSQL) gives to the [`Store`](crate::Store) in front of it.

use std::sync::Arc;

use fgapi_admin::OfficeStore;
use fgapi_audit::AuditStore;
use fgapi_banking::Bank;
use fgapi_consent::JourneyStore;
use fgapi_database::DatabaseLoad;
use fgapi_domain::{AsOf, BankCode};
use fgapi_intake::{CustomerRow, Ledger, WholeLedger};
use fgapi_token::TokenStore;

use crate::holdings::Holdings;
use crate::id_keys::IdKey;
use crate::{PinKey, StoreFault};

/// The bank's tables within one transaction: what importers need, and what only this room asks.
pub(crate) trait OpenTables: Ledger + WholeLedger {
    /// Sum of the listed rows of an account before a day.
    fn net_before(&mut self, account: i64, day: i64) -> Result<i64, StoreFault>;
    /// All customers by id.
    fn customers(&mut self) -> Result<Vec<CustomerRow>, StoreFault>;
    /// Keys that have veiled ids, by id.
    fn id_keys(&mut self) -> Result<Vec<IdKey>, StoreFault>;
    /// Adds a key that veils ids from now on.
    fn add_id_key(&mut self, key: &IdKey, now: i64) -> Result<(), StoreFault>;
    /// The key that gateways serve with.
    fn login_key(&mut self) -> Result<Option<IdKey>, StoreFault>;
    /// Adds it.
    fn add_login_key(&mut self, key: &IdKey, now: i64) -> Result<(), StoreFault>;
}

/// One transaction's work on the bank's tables: kept whole when it is `Ok`, else not at all.
pub(crate) type TablesWork<'w> = &'w mut dyn FnMut(&mut dyn OpenTables) -> Result<(), StoreFault>;

/// A place to sleep.
pub(crate) trait Engine: Send + Sync {
    /// Names of the migrations that are still to be run, oldest first.
    fn pending_migrations(&self) -> Result<Vec<String>, StoreFault>;

    /// Runs them; their names.
    fn migrate(&self) -> Result<Vec<String>, StoreFault>;

    /// The bank with this code, which compares inquiry PINs under this key.
    fn bank(&self, code: BankCode, pin_key: Option<Arc<PinKey>>) -> Arc<dyn Bank>;

    /// Clients and tokens.
    fn tokens(&self) -> Arc<dyn TokenStore>;

    /// The audit log.
    fn audit(&self) -> Arc<dyn AuditStore>;

    /// The office's records.
    fn office(&self) -> Option<Arc<dyn OfficeStore>>;

    /// What others entrust to the gateway.
    fn holdings(&self) -> Option<Holdings>;

    /// Consent journeys.
    fn journeys(&self) -> Arc<dyn JourneyStore>;

    /// How much the database has to do.
    fn load(&self) -> DatabaseLoad;

    /// The newest import of statements and the newest reference date among all accounts; `None` when there was no import. It looks at
    /// every account.
    fn newest_statements(&self) -> Result<Option<AsOf>, StoreFault>;

    /// Reads the bank's tables, without holding up anybody.
    fn inspect(&self, work: TablesWork<'_>) -> Result<(), StoreFault>;

    /// Reads the bank's tables as they are at one moment, however long that takes.
    fn snapshot(&self, work: TablesWork<'_>) -> Result<(), StoreFault>;

    /// Makes sure that something could be written, and writes nothing.
    fn probe(&self) -> Result<(), StoreFault>;

    /// Changes the bank's tables in one transaction.
    fn amend(&self, work: TablesWork<'_>) -> Result<(), StoreFault>;
}
