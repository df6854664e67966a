//! The front of the house's memory.

use std::sync::Arc;

use fgapi_admin::OfficeStore;
use fgapi_audit::AuditStore;
use fgapi_banking::Bank;
use fgapi_consent::JourneyStore;
use fgapi_database::DatabaseLoad;
use fgapi_domain::{AsOf, BankCode};
use fgapi_token::TokenStore;

use crate::engine::Engine;
use crate::holdings::Holdings;
use crate::{PinKey, StoreAddress, StoreFault, StoreSettings, memory, postgres, sqlite};

/// An open store. Clones share it.
#[derive(Clone)]
pub struct Store {
    pub(crate) engine: Arc<dyn Engine>,
    pub(crate) pin_key: Option<Arc<PinKey>>,
    /// Imports are undone at their end.
    pub(crate) rehearses: bool,
}

impl Store {
    /// Opens a store whose tables are up to date. Tables newer than this program are fine.
    ///
    /// # Errors
    /// [`StoreFault::NotMigrated`] when tables are missing, [`StoreFault::Unavailable`] when it cannot be reached
    /// or a SQLite file is not there.
    pub fn open(address: &StoreAddress, settings: StoreSettings) -> Result<Self, StoreFault> {
        if let StoreAddress::Sqlite(path) = address
            && !path.exists()
        {
            return Err(StoreFault::Unavailable(format!("{} is not there: make it with `fgapi migrate`", path.display())));
        }
        let store = Self::connect(address, settings)?;
        let pending = store.pending_migrations()?;
        if pending.is_empty() { Ok(store) } else { Err(StoreFault::NotMigrated { pending }) }
    }

    /// Opens a store in whatever state it is, to [`migrate`](Self::migrate) it; makes a SQLite file that is not there.
    ///
    /// # Errors
    /// [`StoreFault::Unavailable`] when it cannot be reached.
    pub fn connect(address: &StoreAddress, settings: StoreSettings) -> Result<Self, StoreFault> {
        let engine = match address {
            StoreAddress::Sqlite(path) => sqlite::connect(path, settings)?,
            StoreAddress::Postgres(url) => postgres::connect(url, settings)?,
            StoreAddress::Memory => memory::connect(settings),
        };
        Ok(Self { engine, pin_key: None, rehearses: false })
    }

    /// A store in this process's memory.
    pub fn memory() -> Self {
        Self { engine: memory::connect(StoreSettings::default()), pin_key: None, rehearses: false }
    }

    /// The same store, which hashes and compares inquiry PINs under this key.
    #[must_use]
    pub fn with_pin_key(self, key: PinKey) -> Self {
        Self { pin_key: Some(Arc::new(key)), ..self }
    }

    /// Names of the migrations still to be run, oldest first.
    ///
    /// # Errors
    /// [`StoreFault`] when the database does not answer.
    pub fn pending_migrations(&self) -> Result<Vec<String>, StoreFault> {
        self.engine.pending_migrations()
    }

    /// Runs the migrations that are missing; their names. Several processes may do so at once.
    ///
    /// # Errors
    /// [`StoreFault`] when the database refuses; a migration is done wholly or not at all.
    pub fn migrate(&self) -> Result<Vec<String>, StoreFault> {
        self.engine.migrate()
    }

    /// The bank with this code. Its name and branches come with the import of branches.
    pub fn bank(&self, code: BankCode) -> Arc<dyn Bank> {
        self.engine.bank(code, self.pin_key.clone())
    }

    /// Clients and tokens. What it answers holds on every node that uses the same database.
    pub fn tokens(&self) -> Arc<dyn TokenStore> {
        self.engine.tokens()
    }

    /// The audit log, to which the same transaction tells what [`tokens`](Self::tokens) and [`journeys`](Self::journeys) change.
    pub fn audit(&self) -> Arc<dyn AuditStore> {
        self.engine.audit()
    }

    /// The office's records, with each change of which the same transaction tells [`audit`](Self::audit). A store in memory has no office.
    pub fn office(&self) -> Option<Arc<dyn OfficeStore>> {
        self.engine.office()
    }

    /// What others entrust to the gateway, on the same database as [`office`](Self::office): a tenant that is deleted there takes all
    /// that is theirs away. A store in memory has none.
    pub fn holdings(&self) -> Option<Holdings> {
        self.engine.holdings()
    }

    /// Consent journeys, on the same database as [`tokens`](Self::tokens): the auth token that one gives is kept with its end.
    pub fn journeys(&self) -> Arc<dyn JourneyStore> {
        self.engine.journeys()
    }

    /// How much the database has to do now, and what failed under it since it was opened. A store in memory has no load.
    pub fn load(&self) -> DatabaseLoad {
        self.engine.load()
    }

    /// The newest import of statements and the newest reference date among all accounts, for whoever watches how fresh they are; `None`
    /// when there was no import. It looks at every account, so it is not for every request.
    ///
    /// # Errors
    /// [`StoreFault`] when the database does not answer.
    pub fn newest_statements(&self) -> Result<Option<AsOf>, StoreFault> {
        self.engine.newest_statements()
    }
}
