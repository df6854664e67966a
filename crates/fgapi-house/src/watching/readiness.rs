//! Whether a gateway is ready to serve: its database answers, has its tables, and takes writes.

use core::fmt;

use fgapi_settings::Settings;
use fgapi_store::{Store, StoreAddress};

/// Why a gateway is not ready. Its text is a word for machines, which tells a stranger nothing of the house.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NotReady {
    /// It was told to end.
    Draining,
    /// The database does not answer.
    DatabaseUnavailable,
    /// The database did not answer in time.
    DatabaseSlow,
    /// A disk failed: nothing is written until the gateway is started again.
    DatabaseBroken,
    /// Tables are missing: `fgapi migrate`.
    NotMigrated,
}

impl NotReady {
    /// The word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Draining => "draining",
            Self::DatabaseUnavailable => "database_unavailable",
            Self::DatabaseSlow => "database_slow",
            Self::DatabaseBroken => "database_broken",
            Self::NotMigrated => "not_migrated",
        }
    }
}

impl fmt::Display for NotReady {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Looks whether the store can serve, which may take as long as the store lets anybody wait.
///
/// # Errors
/// [`NotReady`], in a word; the log has the cause.
pub fn look(settings: &Settings, store: &Store) -> Result<(), NotReady> {
    // To open a SQLite file that is gone would make an empty one.
    if let StoreAddress::Sqlite(file) = &settings.store.url
        && !file.exists()
    {
        return Err(NotReady::DatabaseUnavailable);
    }
    if store.load().broken {
        return Err(NotReady::DatabaseBroken);
    }
    match store.pending_migrations() {
        Ok(pending) if pending.is_empty() => Ok(()),
        Ok(_) => Err(NotReady::NotMigrated),
        Err(fault) => {
            log::debug!("not ready: {fault}");
            Err(NotReady::DatabaseUnavailable)
        }
    }
}

#[cfg(test)]
mod tests {
    use fgapi_store::StoreSettings;

    use super::*;

    #[test]
    fn a_store_without_its_tables_or_its_file_is_not_ready() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("fgapi.toml");
        std::fs::write(&file, "[bank]\ncode = \"9999\"\n").unwrap();
        let settings = Settings::load(Some(&file)).unwrap();
        let store = Store::connect(&settings.store.url, StoreSettings::default()).unwrap();
        assert_eq!(look(&settings, &store), Err(NotReady::NotMigrated));
        store.migrate().unwrap();
        assert_eq!(look(&settings, &store), Ok(()));
        let database = directory.path().join("fgapi.db");
        std::fs::remove_file(&database).unwrap();
        assert_eq!(look(&settings, &store), Err(NotReady::DatabaseUnavailable));
        assert!(!database.exists(), "looking makes no file");
    }
}
