//! Transactions from 全銀 files and CSV.

mod anchor;
mod correct;
mod csv;
mod day;
mod merge;
mod sorted;
mod source;
mod zengin;

use std::path::Path;

use fgapi_domain::{JstDate, UnixSeconds};
use fgapi_zengin::Calendar;

use crate::LedgerKeeper;
use crate::fault::{ImportFault, of_file};
use crate::progress::{Meter, Progress};
use crate::work::{amend, inspect};
use merge::Merger;
use source::{Outline, Source, Step};

/// How a file of transactions is read.
#[derive(Clone, Copy, Debug)]
pub struct StatementOptions {
    /// The instant of the import, which accounts show as `as_of.imported_at`.
    pub now: UnixSeconds,
    /// Which years a 全銀 file's dates carry.
    pub calendar: Calendar,
}

/// What an import of transactions did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TransactionsReport {
    /// Accounts in the file; one that stands in it twice counts twice.
    pub accounts: u64,
    /// Rows that were new.
    pub added: u64,
    /// Rows that were there already.
    pub unchanged: u64,
    /// Rows that a correction of this file took out of the listing; the corrections themselves are not counted.
    pub cancelled: u64,
    /// Corrections without a counterpart, which are listed like other rows.
    pub warnings: Vec<Warning>,
}

impl TransactionsReport {
    /// Whether the file told nothing new.
    pub fn changed_nothing(&self) -> bool {
        self.added == 0
    }
}

/// Something in the file to look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// The record or line.
    pub place: String,
    /// What about it.
    pub text: &'static str,
}

/// Opens the file for one of its two readings.
type Opener<'o> = &'o dyn Fn(&Meter<'_>) -> Result<Box<dyn Source>, ImportFault>;

/// Takes over a 全銀 file of 入出金取引明細 (種別 03). Its accounts must exist.
///
/// # Errors
/// [`ImportFault`] with the record; nothing of the file is kept then.
pub fn import_zengin(
    keeper: &dyn LedgerKeeper,
    file: &Path,
    options: StatementOptions,
    progress: &mut dyn FnMut(Progress),
) -> Result<TransactionsReport, ImportFault> {
    let today = JstDate::of(options.now);
    import_statements(keeper, file, options.now, progress, &|meter| zengin::open(file, today, options.calendar, meter))
}

/// Takes over a CSV file with the columns `account_id`, `booked_at`, `amount`, `description` and, if wanted,
/// `reference`, `correction` (empty or 1) and `balance` (after the row). Its accounts must exist, and nothing in it may be
/// booked after the day of `now` in Japan.
///
/// # Errors
/// [`ImportFault`] with the line; nothing of the file is kept then.
pub fn import_transactions_csv(
    keeper: &dyn LedgerKeeper,
    file: &Path,
    now: UnixSeconds,
    progress: &mut dyn FnMut(Progress),
) -> Result<TransactionsReport, ImportFault> {
    let today = JstDate::of(now);
    import_statements(keeper, file, now, progress, &|meter| csv::open(file, today, meter))
}

fn import_statements(
    keeper: &dyn LedgerKeeper,
    file: &Path,
    now: UnixSeconds,
    progress: &mut dyn FnMut(Progress),
    open: Opener<'_>,
) -> Result<TransactionsReport, ImportFault> {
    let length = std::fs::metadata(file).map_err(of_file(file))?.len();
    let mut meter = Meter::new(length, progress);
    let mut outline = check(keeper, open(&meter)?.as_mut(), &mut meter)?;
    let mut second = open(&meter)?;
    if !outline.in_order {
        let (sorted, its_outline) = sorted::Sorted::read(second.as_mut())?;
        (second, outline) = (Box::new(sorted), its_outline);
    }
    outline.verdict()?;
    let mut report = TransactionsReport::default();
    amend(keeper, &mut |ledger| {
        let mut merger = Merger::new(ledger, now, &outline);
        while let Some(step) = second.next()? {
            if let Step::Row(_) = step {
                meter.record();
            }
            merger.step(step)?;
        }
        report = merger.finish();
        Ok(())
    })?;
    meter.tell();
    Ok(report)
}

/// The first reading: is the file right in itself, and are its accounts there? Nothing is locked meanwhile.
fn check(keeper: &dyn LedgerKeeper, source: &mut dyn Source, meter: &mut Meter<'_>) -> Result<Outline, ImportFault> {
    let mut outline = Outline::new(source.one_section_an_account());
    inspect(keeper, &mut |ledger| {
        while let Some(step) = source.next()? {
            match &step {
                Step::Begin(begin) => {
                    if ledger.account(&begin.account)?.is_none() {
                        return Err(begin.unknown_account().into());
                    }
                }
                Step::Row(_) => meter.record(),
                Step::Close(_) => {}
            }
            outline.note(&step)?;
        }
        Ok(())
    })?;
    Ok(outline)
}
