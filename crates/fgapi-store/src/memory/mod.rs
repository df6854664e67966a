//! Everything in this process's memory: for trying things out, and the model against which the databases are tested.

mod bank;
mod journeys;
mod tables;
mod tokens;

use std::sync::{Arc, Mutex, MutexGuard};

use fgapi_banking::Bank;
use fgapi_consent::JourneyStore;
use fgapi_domain::BankCode;
use fgapi_token::TokenStore;

use crate::engine::{Engine, TablesWork};
use crate::{StoreFault, StoreSettings};
use journeys::MemoryJourneys;
use tables::Tables;
use tokens::MemoryTokens;

/// An empty store.
pub(crate) fn connect(settings: StoreSettings) -> Arc<dyn Engine> {
    Arc::new(Memory { tables: Arc::default(), tokens: Arc::default(), settings })
}

struct Memory {
    tables: Arc<Mutex<Tables>>,
    tokens: Arc<MemoryTokens>,
    settings: StoreSettings,
}

impl Engine for Memory {
    fn pending_migrations(&self) -> Result<Vec<String>, StoreFault> {
        Ok(Vec::new())
    }

    fn migrate(&self) -> Result<Vec<String>, StoreFault> {
        Ok(Vec::new())
    }

    fn bank(&self, code: BankCode) -> Arc<dyn Bank> {
        Arc::new(bank::MemoryBank::new(Arc::clone(&self.tables), code, self.settings))
    }

    fn tokens(&self) -> Arc<dyn TokenStore> {
        Arc::clone(&self.tokens) as Arc<dyn TokenStore>
    }

    fn journeys(&self) -> Arc<dyn JourneyStore> {
        Arc::new(MemoryJourneys { tokens: Arc::clone(&self.tokens) })
    }

    fn inspect(&self, work: TablesWork<'_>) -> Result<(), StoreFault> {
        work(&mut *lock(&self.tables)?)
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

fn lock(tables: &Mutex<Tables>) -> Result<MutexGuard<'_, Tables>, StoreFault> {
    tables.lock().map_err(|_| StoreFault::corrupt("a change of the tables broke off"))
}
