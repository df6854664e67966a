//! Transactions written out: what is listed at one moment, row by row.

use std::io;

use fgapi_domain::{AccountKey, Booked, JstDate, Yen};
use fgapi_intake::{AccountRow, ListedRow};

use crate::engine::OpenTables;
use crate::{Store, StoreFault};

/// Which transactions are written out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExportScope {
    /// Of this account alone.
    pub account: Option<AccountKey>,
    /// Of this day or later.
    pub from: Option<JstDate>,
    /// Of this day or earlier.
    pub to: Option<JstDate>,
}

/// What was written out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ExportReport {
    /// Accounts that had a row.
    pub accounts: u64,
    /// Rows.
    pub rows: u64,
}

/// Transactions were not written out whole.
#[derive(Debug, thiserror::Error)]
pub enum ExportFault {
    /// Whoever takes the rows did not.
    #[error("{0}")]
    Io(#[from] io::Error),
    /// No account has this id.
    #[error("the account is not known")]
    UnknownAccount,
    /// The store did not answer.
    #[error(transparent)]
    Store(#[from] StoreFault),
}

/// Takes one row after another.
pub type RowSink<'s> = &'s mut dyn FnMut(&ListedRow<'_>) -> io::Result<()>;

/// Accounts that are read at once.
const ACCOUNTS: i64 = 500;
/// Rows that are read at once.
const ROWS: i64 = 2_000;

impl Store {
    /// Gives every listed transaction of `scope` to `sink`, by account (as they were added) and in the order of the listing, as all of it is at one
    /// moment. `progress` hears how many rows are done and how many are listed altogether. Memory does not grow with the rows.
    ///
    /// # Errors
    /// [`ExportFault`] when `sink` or the store failed, or the account is not there.
    pub fn export_transactions(
        &self,
        scope: &ExportScope,
        sink: RowSink<'_>,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<ExportReport, ExportFault> {
        let (mut report, mut failed) = (ExportReport::default(), None);
        let outcome = self.engine.snapshot(&mut |tables| {
            let total = u64::try_from(tables.size()?.1).unwrap_or(0);
            let mut walk = Walk { scope, sink: &mut *sink, progress: &mut *progress, total, report: ExportReport::default() };
            let done = walk.all(tables);
            report = walk.report;
            done.map_err(|fault| match fault {
                ExportFault::Store(fault) => fault,
                other => {
                    failed = Some(other);
                    StoreFault::Conflict("the export broke off".to_owned())
                }
            })
        });
        match failed {
            Some(fault) => Err(fault),
            None => Ok(outcome.map(|()| report)?),
        }
    }
}

struct Walk<'w> {
    scope: &'w ExportScope,
    sink: RowSink<'w>,
    progress: &'w mut dyn FnMut(u64, u64),
    total: u64,
    report: ExportReport,
}

impl Walk<'_> {
    fn all(&mut self, tables: &mut dyn OpenTables) -> Result<(), ExportFault> {
        if let Some(account) = &self.scope.account {
            let row = tables.account(account).map_err(StoreFault::from)?.ok_or(ExportFault::UnknownAccount)?;
            return self.account(tables, &row);
        }
        let mut seq = i64::MIN;
        loop {
            let accounts = tables.accounts_after(seq, ACCOUNTS).map_err(StoreFault::from)?;
            let Some(last) = accounts.last() else { return Ok(()) };
            seq = last.seq;
            accounts.iter().try_for_each(|account| self.account(tables, account))?;
        }
    }

    fn account(&mut self, tables: &mut dyn OpenTables, account: &AccountRow) -> Result<(), ExportFault> {
        let from = self.scope.from.map_or(i64::MIN, JstDate::number);
        let until = self.scope.to.map_or(i64::MAX, JstDate::number);
        let before = if from == i64::MIN { 0 } else { tables.net_before(account.seq, from)? };
        let beyond = || StoreFault::corrupt("a balance beyond any balance");
        let mut balance = account.opening.unwrap_or(0).checked_add(before).ok_or_else(beyond)?;
        // Cancelled rows have negative positions, and stand before the others of their day.
        let (mut behind, rows_before) = ((from, 0), self.report.rows);
        loop {
            let rows = tables.rows_after(account.seq, behind, until, ROWS).map_err(StoreFault::from)?;
            for row in &rows {
                behind = (row.day, row.position);
                if row.position < 0 {
                    continue;
                }
                balance = balance.checked_add(row.amount).ok_or_else(beyond)?;
                let day = JstDate::from_number(row.day).map_err(StoreFault::from)?;
                let second = u32::try_from(row.second).map_err(|_| StoreFault::corrupt("a time of day"))?;
                (self.sink)(&ListedRow {
                    account: &account.key,
                    booked: Booked::at(day, second).map_err(StoreFault::from)?,
                    amount: Yen(row.amount),
                    description: &row.description,
                    reference: row.reference.as_deref(),
                    correction: row.correction,
                    balance: Yen(balance),
                })?;
                self.report.rows += 1;
            }
            if (rows.len() as i64) < ROWS {
                break;
            }
            (self.progress)(self.report.rows, self.total);
        }
        self.report.accounts += u64::from(self.report.rows > rows_before);
        (self.progress)(self.report.rows, self.total);
        Ok(())
    }
}
