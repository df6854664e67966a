//! Transactions from 全銀 files and CSV.

mod anchor;
mod balances;
mod correct;
mod csv;
mod day;
mod map;
mod mapped;
mod merge;
mod notice;
mod pattern;
mod section;
mod sorted;
mod source;
mod words;
mod zengin;

use std::path::Path;

use fgapi_domain::{AccountKey, BankCode, JstDate, UnixSeconds};
use fgapi_zengin::{Business, Calendar};

use crate::LedgerKeeper;
use crate::fault::{ImportFault, of_file};
use crate::progress::{Meter, Progress};
use crate::work::{amend, inspect};
pub use balances::{BalancesReport, import_balances};
pub use csv::{ListedRow, TransactionsCsv};
pub use map::{ColumnMap, MapFault};
use merge::Merger;
use source::{Outline, Source, Step};

/// How a file of transactions is read.
#[derive(Clone, Copy, Debug)]
pub struct StatementOptions {
    /// The instant of the import, which accounts show as `as_of.imported_at`.
    pub now: UnixSeconds,
    /// Which years a 全銀 file's dates carry.
    pub calendar: Calendar,
    /// Whether transfers of a notice (種別 01) are listed before a statement tells the days that they are of.
    pub provisional: bool,
}

impl StatementOptions {
    /// A file that is no 全銀 file.
    const fn of_csv(now: UnixSeconds) -> Self {
        Self { now, calendar: Calendar::Checked, provisional: false }
    }
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
    /// Rows that a notice had told before, and that this statement told now: they keep their ids, in the statement's words.
    pub settled: u64,
    /// Rows that a correction of this file took out of the listing; the corrections themselves are not counted.
    pub cancelled: u64,
    /// Corrections without a counterpart, which are listed like other rows, and transfers that a statement does not have.
    pub warnings: Vec<Warning>,
}

impl TransactionsReport {
    /// Whether the file told nothing new.
    pub fn changed_nothing(&self) -> bool {
        self.added == 0 && self.settled == 0
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
type Opener<'o> = &'o dyn Fn(&Meter<'_>) -> Result<Box<dyn Source + 'o>, ImportFault>;

/// Takes over a 全銀 file of 入出金取引明細 (種別 03), or of 振込入金通知 (種別 01). Its accounts must exist.
///
/// A notice tells no balance, and of money only what came in. Of days that a statement told, its transfers must be there already, in
/// whatever words; one that is not is a warning, and is not added. Of later days they are listed only where the options say so,
/// until a statement tells the same days and takes their place.
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
    import_statements(keeper, file, options, progress, &|meter| zengin::open(file, today, options.calendar, meter))
}

/// Which of the 全銀 formats that are read here a file says that it is in; `None` when it begins like none of them.
///
/// # Errors
/// [`ImportFault::Io`] when it cannot be read.
pub fn business_of(file: &Path) -> Result<Option<Business>, ImportFault> {
    zengin::business(file)
}

/// Takes over a CSV file with the columns `account_id`, `booked_at`, `amount`, `description` and, if wanted,
/// `reference`, `correction` (empty; 1; `listed` for one that takes nothing back) and `balance` (after the row). Its accounts must exist, and nothing in it may be
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
    import_statements(keeper, file, StatementOptions::of_csv(now), progress, &|meter| csv::open(file, today, meter))
}

/// Whose bank's CSV it is, and which account where the file does not say.
#[derive(Clone, Debug)]
pub struct BankCsvOptions {
    /// The instant of the import.
    pub now: UnixSeconds,
    /// The bank whose accounts and branches the file speaks of.
    pub bank: BankCode,
    /// The account that every row is of, whatever words the file has for it. Words that end in other digits are refused.
    pub account: Option<AccountKey>,
}

/// Takes over a bank's own CSV: the one of ANSER services (13 columns, 照会口座 first, 残高(円) behind each row) without a `map`, any
/// other by one. Its accounts must exist, and nothing in it may be booked after today. Balances that it tells are checked row by
/// row; a file that begins with its newest row is turned round.
///
/// # Errors
/// [`ImportFault`] with line and column; nothing of the file is kept then.
pub fn import_bank_csv(
    keeper: &dyn LedgerKeeper,
    file: &Path,
    map: Option<&ColumnMap>,
    options: &BankCsvOptions,
    progress: &mut dyn FnMut(Progress),
) -> Result<TransactionsReport, ImportFault> {
    let (today, anser) = (JstDate::of(options.now), ColumnMap::anser());
    let map = map.unwrap_or(&anser);
    let mut branches = Vec::new();
    inspect(keeper, &mut |ledger| {
        branches = ledger.branches(options.bank.as_str())?;
        Ok(())
    })?;
    let about = mapped::About { account: options.account.clone(), whose: words::Whose { bank: options.bank, branches } };
    let statement = StatementOptions::of_csv(options.now);
    import_statements(keeper, file, statement, progress, &|meter| mapped::open(file, map, &about, today, meter))
}

fn import_statements(
    keeper: &dyn LedgerKeeper,
    file: &Path,
    options: StatementOptions,
    progress: &mut dyn FnMut(Progress),
    open: Opener<'_>,
) -> Result<TransactionsReport, ImportFault> {
    let length = std::fs::metadata(file).map_err(of_file(file))?.len();
    let mut meter = Meter::new(length, progress);
    let mut outline = check(keeper, open(&meter)?.as_mut(), &mut meter)?;
    let mut second = open(&meter)?;
    if !outline.in_order || !outline.is_even() {
        let (sorted, its_outline) = sorted::Sorted::read(second.as_mut())?;
        (second, outline) = (Box::new(sorted), its_outline);
    }
    outline.verdict()?;
    let mut report = TransactionsReport::default();
    amend(keeper, &mut |ledger| {
        let mut merger = Merger::new(ledger, options, &outline);
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
    let mut outline = Outline::new(source.one_section_an_account(), source.balance_column());
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
