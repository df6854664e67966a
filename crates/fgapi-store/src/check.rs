//! The bank's tables, checked: does every balance continue the one before, and could they be written?

use fgapi_intake::{LedgerBreak, LedgerCheck, check_ledger};

use crate::{Store, StoreFault};

impl Store {
    /// [Checks](check_ledger) every account as all were at one moment. `found` hears every break, `progress` how many rows are done of
    /// how many. Nothing is changed, and nobody is held up.
    ///
    /// # Errors
    /// [`StoreFault`] when the database does not answer, or holds words that no importer writes.
    pub fn check_ledger(&self, found: &mut dyn FnMut(LedgerBreak), progress: &mut dyn FnMut(u64, u64)) -> Result<LedgerCheck, StoreFault> {
        let mut check = LedgerCheck::default();
        self.engine.snapshot(&mut |tables| {
            check = check_ledger(tables, &mut *found, &mut *progress)?;
            Ok(())
        })?;
        Ok(check)
    }

    /// Makes sure that the store could be written, and writes nothing.
    ///
    /// # Errors
    /// [`StoreFault`] when it could not.
    pub fn check_writable(&self) -> Result<(), StoreFault> {
        self.engine.probe()
    }
}
