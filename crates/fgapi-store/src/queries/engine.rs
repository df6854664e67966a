//! The tables, opened.

use std::sync::Arc;

use diesel::prelude::*;
use fgapi_admin::OfficeStore;
use fgapi_audit::AuditStore;
use fgapi_banking::Bank;
use fgapi_consent::JourneyStore;
use fgapi_database::DatabaseLoad;
use fgapi_domain::{AsOf, BankCode};
use fgapi_token::TokenStore;

use super::super::{holdings, logbook};
use super::{Db, MIGRATIONS, SqlBank, SqlJourneys, SqlLedger, bulk, register, upkeep};
use crate::engine::{Engine, TablesWork};
use crate::holdings::Holdings;
use crate::schema::accounts;
use crate::{PinKey, StoreFault, StoreSettings};

/// Changes of the bank's tables are made one at a time: two imports into one account would not see each other's rows. The number is
/// one more than that under which migrations run.
const IMPORTS: i64 = 0x66_67_61_70_6a;

/// One database with our tables.
pub(crate) struct SqlEngine {
    db: Db,
    settings: StoreSettings,
}

impl SqlEngine {
    /// Over this database.
    pub(crate) fn new(db: Db, settings: StoreSettings) -> Self {
        Self { db, settings }
    }
}

impl Engine for SqlEngine {
    fn pending_migrations(&self) -> Result<Vec<String>, StoreFault> {
        self.db.pending_migrations(MIGRATIONS)
    }

    fn migrate(&self) -> Result<Vec<String>, StoreFault> {
        self.db.migrate(MIGRATIONS)
    }

    fn bank(&self, code: BankCode, pin_key: Option<Arc<PinKey>>) -> Arc<dyn Bank> {
        Arc::new(SqlBank::new(self.db.clone(), code, self.settings, pin_key))
    }

    fn tokens(&self) -> Arc<dyn TokenStore> {
        Arc::new(register::SqlTokens::new(&self.db))
    }

    fn audit(&self) -> Arc<dyn AuditStore> {
        Arc::new(logbook::SqlAudit::new(&self.db))
    }

    fn office(&self) -> Option<Arc<dyn OfficeStore>> {
        Some(Arc::new(register::SqlOffice::new(&self.db)))
    }

    fn holdings(&self) -> Option<Holdings> {
        let kept = Arc::new(holdings::SqlHoldings::new(&self.db));
        Some(Holdings { vault: kept.clone(), saas: kept.clone(), linked: kept })
    }

    fn journeys(&self) -> Arc<dyn JourneyStore> {
        Arc::new(SqlJourneys::new(self.db.clone()))
    }

    fn load(&self) -> DatabaseLoad {
        self.db.load()
    }

    fn newest_statements(&self) -> Result<Option<AsOf>, StoreFault> {
        self.db.read(upkeep::newest_statements)
    }

    fn inspect(&self, work: TablesWork<'_>) -> Result<(), StoreFault> {
        self.db.read_unhurried(|conn| work(&mut SqlLedger::new(conn)))
    }

    fn snapshot(&self, work: TablesWork<'_>) -> Result<(), StoreFault> {
        self.db.read_unhurried(|conn| bulk::snapshot(conn, |conn| work(&mut SqlLedger::new(conn))))
    }

    fn probe(&self) -> Result<(), StoreFault> {
        let nobody = accounts::table.filter(accounts::seq.eq(0));
        self.db.write_idempotent(move |conn| {
            diesel::update(nobody).set(accounts::revision.eq(0)).execute(conn).map(drop).map_err(StoreFault::from)
        })
    }

    fn amend(&self, work: TablesWork<'_>) -> Result<(), StoreFault> {
        self.db.write_unhurried(IMPORTS, |conn| work(&mut SqlLedger::new(conn)))
    }
}
