//! Everything in this process's memory: for trying things out, and the model against which the databases are tested.

mod bank;
mod journeys;
mod proofs;
mod tables;

use std::sync::{Arc, Mutex, MutexGuard};

use fgapi_admin::OfficeStore;
use fgapi_audit::{AuditStore, MemoryAudit};
use fgapi_banking::Bank;
use fgapi_consent::JourneyStore;
use fgapi_database::DatabaseLoad;
use fgapi_domain::{AsOf, BankCode};
use fgapi_token::{MemoryTokens, TokenStore};

use crate::engine::{Engine, TablesWork};
use crate::holdings::Holdings;
use crate::{PinKey, StoreFault, StoreSettings};
use journeys::{Journeys, MemoryJourneys};
use tables::Tables;

/// An empty store.
pub(crate) fn connect(settings: StoreSettings) -> Arc<dyn Engine> {
    let audit: Arc<MemoryAudit> = Arc::default();
    let tokens = Arc::new(MemoryTokens::telling(Arc::clone(&audit)));
    Arc::new(Memory { tables: Arc::default(), tokens, audit, journeys: Arc::default(), settings })
}

struct Memory {
    tables: Arc<Mutex<Tables>>,
    tokens: Arc<MemoryTokens>,
    audit: Arc<MemoryAudit>,
    journeys: Arc<Mutex<Journeys>>,
    settings: StoreSettings,
}

impl Engine for Memory {
    fn pending_migrations(&self) -> Result<Vec<String>, StoreFault> {
        Ok(Vec::new())
    }

    fn migrate(&self) -> Result<Vec<String>, StoreFault> {
        Ok(Vec::new())
    }

    fn bank(&self, code: BankCode, pin_key: Option<Arc<PinKey>>) -> Arc<dyn Bank> {
        Arc::new(bank::MemoryBank { tables: Arc::clone(&self.tables), code, settings: self.settings, pin_key })
    }

    fn tokens(&self) -> Arc<dyn TokenStore> {
        Arc::clone(&self.tokens) as Arc<dyn TokenStore>
    }

    fn audit(&self) -> Arc<dyn AuditStore> {
        Arc::clone(&self.audit) as Arc<dyn AuditStore>
    }

    fn office(&self) -> Option<Arc<dyn OfficeStore>> {
        None
    }

    fn holdings(&self) -> Option<Holdings> {
        None
    }

    fn journeys(&self) -> Arc<dyn JourneyStore> {
        let (state, tokens, tables) = (Arc::clone(&self.journeys), Arc::clone(&self.tokens), Arc::clone(&self.tables));
        Arc::new(MemoryJourneys { state, tokens, tables })
    }

    fn load(&self) -> DatabaseLoad {
        DatabaseLoad::default()
    }

    fn newest_statements(&self) -> Result<Option<AsOf>, StoreFault> {
        bank::newest_statements(&*lock(&self.tables)?)
    }

    fn inspect(&self, work: TablesWork<'_>) -> Result<(), StoreFault> {
        work(&mut *lock(&self.tables)?)
    }

    fn snapshot(&self, work: TablesWork<'_>) -> Result<(), StoreFault> {
        // Of a copy, so that nobody waits.
        let mut copy = lock(&self.tables)?.clone();
        work(&mut copy)
    }

    fn probe(&self) -> Result<(), StoreFault> {
        lock(&self.tables).map(drop)
    }

    /// Works on a copy, which takes the tables' place when all went well.
    fn amend(&self, work: TablesWork<'_>) -> Result<(), StoreFault> {
        let mut tables = lock(&self.tables)?;
        let mut copy = tables.clone();
        work(&mut copy)?;
        *tables = copy;
        Ok(())
    }
}

fn lock<T>(tables: &Mutex<T>) -> Result<MutexGuard<'_, T>, StoreFault> {
    tables.lock().map_err(|_| StoreFault::corrupt("a change of the tables broke off"))
}
