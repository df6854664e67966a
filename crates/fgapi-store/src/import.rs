//! Files taken into this store: [`fgapi_intake`] does it, on tables that the engine opens.

use std::path::Path;

use fgapi_domain::{Entropy, UnixSeconds};
use fgapi_intake::{ChangeWork, LedgerFault, LedgerKeeper, ReadWork};

use crate::engine::Engine;
use crate::passwords::Argon2id;
use crate::{
    AccountsReport, BalancesReport, BankCsvOptions, BranchesReport, ColumnMap, CustomersReport, NewCustomer, Progress, StatementOptions,
    Store, StoreFault, TransactionsReport,
};

/// A file was not taken over; nothing of it was kept.
pub type ImportFault = fgapi_intake::ImportFault<StoreFault>;

/// The engine, as importers see it.
struct Keeper<'e> {
    engine: &'e dyn Engine,
    /// What is done is undone at its end.
    rehearses: bool,
}

impl LedgerKeeper for Keeper<'_> {
    fn inspect(&self, work: ReadWork<'_>) -> Result<(), LedgerFault> {
        Ok(self.engine.inspect(&mut |tables| Ok(work(tables)?))?)
    }

    fn amend(&self, work: ChangeWork<'_>) -> Result<(), LedgerFault> {
        let mut done = false;
        let outcome = self.engine.amend(&mut |tables| {
            work(tables)?;
            done = self.rehearses;
            if done { Err(StoreFault::Conflict("a rehearsal is undone".to_owned())) } else { Ok(()) }
        });
        if done { Ok(()) } else { Ok(outcome?) }
    }
}

fn of_store(fault: fgapi_intake::ImportFault) -> ImportFault {
    fault.map_store(StoreFault::from)
}

impl Store {
    fn keeper(&self) -> Keeper<'_> {
        Keeper { engine: &*self.engine, rehearses: self.rehearses }
    }

    /// The same store, whose imports do everything, answer what came of it, and keep nothing.
    #[must_use]
    pub fn rehearsing(self) -> Self {
        Self { rehearses: true, ..self }
    }

    fn passwords<'e>(&'e self, entropy: &'e dyn Entropy) -> Argon2id<'e> {
        Argon2id { entropy, pin_key: self.pin_key.as_deref() }
    }

    /// Takes over all banks and branches from a directory with `banks.json` and `branches/NNNN.json`. Banks and branches
    /// that are stored but not in it are gone from now on.
    ///
    /// # Errors
    /// [`ImportFault`] with the file; nothing is kept then.
    pub fn import_branches_json(
        &self,
        directory: &Path,
        now: UnixSeconds,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<BranchesReport, ImportFault> {
        fgapi_intake::import_branches_json(&self.keeper(), directory, now, progress).map_err(of_store)
    }

    /// Takes over the banks that a CSV file names, with the columns `bank_code`, `bank_name`, `branch_code`, `branch_name`,
    /// `branch_name_kana` and, if wanted, `address_code` (団体コード) and `tel`. Branches of these banks that are not in the
    /// file are gone from now on.
    ///
    /// # Errors
    /// [`ImportFault`] with line and column; nothing of the file is kept then.
    pub fn import_branches_csv(
        &self,
        file: &Path,
        now: UnixSeconds,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<BranchesReport, ImportFault> {
        fgapi_intake::import_branches_csv(&self.keeper(), file, now, progress).map_err(of_store)
    }

    /// Adds or changes accounts from a CSV file with the columns `bank_code`, `branch_code`, `kind` (one digit), `number`,
    /// `owner_type` (`c` or `p`) and, if wanted, `type2`, `opening_balance` (before the first transaction;
    /// not looked at once the account has transactions), `customer_id` (who holds it; a known customer), `holder` (`remove`
    /// takes it from them), `memo` (their words on it) and `inquiry_pin` or `inquiry_pin_hash` (照会用暗証番号, which takes
    /// [`with_pin_key`](Self::with_pin_key)).
    ///
    /// # Errors
    /// [`ImportFault`] with line and column; nothing of the file is kept then.
    pub fn import_accounts(
        &self,
        file: &Path,
        entropy: &dyn Entropy,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<AccountsReport, ImportFault> {
        fgapi_intake::import_accounts(&self.keeper(), file, &self.passwords(entropy), progress).map_err(of_store)
    }

    /// Adds or changes one customer. A new password ends a lock.
    ///
    /// # Errors
    /// [`ImportFault`] when the login id is somebody else's or an account does not exist; nothing is kept then.
    pub fn add_customer(&self, customer: &NewCustomer, entropy: &dyn Entropy) -> Result<CustomersReport, ImportFault> {
        fgapi_intake::add_customer(&self.keeper(), customer, &self.passwords(entropy)).map_err(of_store)
    }

    /// Adds or changes customers from a CSV file with the columns `customer_id`, `login_id`, `name` and, if wanted,
    /// `password` (in clear) or `password_hash` (argon2id in PHC form), `accounts` (account ids joined by spaces or `;`),
    /// `certificates` (SHA-256 of each) and `question_1`, `answer_1` to `question_3`, `answer_3`.
    ///
    /// # Errors
    /// [`ImportFault`] with line and column; nothing of the file is kept then.
    pub fn import_customers(
        &self,
        file: &Path,
        entropy: &dyn Entropy,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<CustomersReport, ImportFault> {
        fgapi_intake::import_customers(&self.keeper(), file, &self.passwords(entropy), progress).map_err(of_store)
    }

    /// Takes over a 全銀 file of 入出金取引明細 (種別 03) or 振込入金通知 (種別 01). Its accounts must exist.
    ///
    /// # Errors
    /// [`ImportFault`] with the record; nothing of the file is kept then.
    pub fn import_zengin(
        &self,
        file: &Path,
        options: StatementOptions,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<TransactionsReport, ImportFault> {
        fgapi_intake::import_zengin(&self.keeper(), file, options, progress).map_err(of_store)
    }

    /// Checks a 全銀 file of 残高通知 (種別 04) against this store, and gives its balances to accounts that have none yet.
    ///
    /// # Errors
    /// [`ImportFault`] with the record; nothing of the file is kept then.
    pub fn import_balances(
        &self,
        file: &Path,
        options: StatementOptions,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<BalancesReport, ImportFault> {
        fgapi_intake::import_balances(&self.keeper(), file, options, progress).map_err(of_store)
    }

    /// Takes over a CSV file with the columns `account_id`, `booked_at`, `amount`, `description` and, if wanted,
    /// `reference`, `correction` (empty or 1) and `balance` (after the row). Its accounts must exist.
    ///
    /// # Errors
    /// [`ImportFault`] with the line; nothing of the file is kept then.
    pub fn import_transactions_csv(
        &self,
        file: &Path,
        now: UnixSeconds,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<TransactionsReport, ImportFault> {
        fgapi_intake::import_transactions_csv(&self.keeper(), file, now, progress).map_err(of_store)
    }

    /// Takes over a bank's own CSV: that of ANSER services without a map, any other by one. Its accounts must exist.
    ///
    /// # Errors
    /// [`ImportFault`] with line and column; nothing of the file is kept then.
    pub fn import_bank_csv(
        &self,
        file: &Path,
        map: Option<&ColumnMap>,
        options: &BankCsvOptions,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<TransactionsReport, ImportFault> {
        fgapi_intake::import_bank_csv(&self.keeper(), file, map, options, progress).map_err(of_store)
    }
}
