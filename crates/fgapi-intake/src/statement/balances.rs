//! Balances that a bank notes (残高通知) against those that the store comes to.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use fgapi_domain::{JstDate, Yen};
use fgapi_zengin::{BalanceReader, NotedBalance, ReadOptions};

use super::StatementOptions;
use super::anchor::{begins_on, contradiction};
use super::source::{beyond, plus};
use crate::fault::{ImportFault, Refused, of_file};
use crate::progress::{Meter, Progress, Watched};
use crate::work::{amend, inspect};
use crate::{AccountRow, Ledger, LedgerKeeper, ReadLedger};

/// What an import of balances found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BalancesReport {
    /// Balances in the file.
    pub balances: u64,
    /// Those that agree with the transactions that are stored.
    pub agreed: u64,
    /// Those that an account without any balance begins with from now on.
    pub anchored: u64,
    /// Those that there is nothing to compare with: later than what is known, in the midst of a day, or before the first one.
    pub unknown: u64,
}

impl BalancesReport {
    /// Whether the file told nothing new.
    pub const fn changed_nothing(&self) -> bool {
        self.anchored == 0
    }
}

/// What one balance turned out to be.
enum Finding {
    Agreed,
    Unknown,
    Anchor(JstDate, Yen),
}

/// Checks a 全銀 file of 残高通知 (種別 04) against the store, and gives its balances to accounts that have neither a balance nor
/// transactions. How far an account's transactions are known it never tells. Its accounts must exist.
///
/// # Errors
/// [`ImportFault`] with the record, also when a balance is not the one that the stored transactions come to; nothing of the file is
/// kept then.
pub fn import_balances(
    keeper: &dyn LedgerKeeper,
    file: &Path,
    options: StatementOptions,
    progress: &mut dyn FnMut(Progress),
) -> Result<BalancesReport, ImportFault> {
    let mut meter = Meter::new(std::fs::metadata(file).map_err(of_file(file))?.len(), progress);
    let (mut first, mut report) = (open(file, options, &meter)?, BalancesReport::default());
    inspect(keeper, &mut |ledger| {
        while let Some(noted) = first.next().transpose()? {
            meter.record();
            let account = account_of(ledger, &noted)?;
            report.count(&judge(ledger, &account, &noted)?);
        }
        Ok(())
    })?;
    if !report.changed_nothing() {
        let mut second = open(file, options, &meter)?;
        report = BalancesReport::default();
        amend(keeper, &mut |ledger| {
            while let Some(noted) = second.next().transpose()? {
                meter.record();
                report.count(&take(ledger, &noted)?);
            }
            Ok(())
        })?;
    }
    meter.tell();
    Ok(report)
}

type Balances = BalanceReader<BufReader<Watched<File>>>;

fn open(file: &Path, options: StatementOptions, meter: &Meter<'_>) -> Result<Balances, ImportFault> {
    let reader = BufReader::with_capacity(64 * 1024, meter.watch(File::open(file).map_err(of_file(file))?));
    Ok(BalanceReader::new(reader, ReadOptions { today: JstDate::of(options.now), calendar: options.calendar }))
}

fn account_of(ledger: &mut dyn ReadLedger, noted: &NotedBalance) -> Result<AccountRow, ImportFault> {
    let unknown = || {
        let next = "nothing was imported; add it with `fgapi import accounts` and run again";
        Refused::new(format!("record {}", noted.record), "the account is not known", next)
    };
    Ok(ledger.account(&noted.account)?.ok_or_else(unknown)?)
}

fn take(ledger: &mut dyn Ledger, noted: &NotedBalance) -> Result<Finding, ImportFault> {
    let account = account_of(ledger, noted)?;
    let finding = judge(ledger, &account, noted)?;
    if let Finding::Anchor(day, Yen(balance)) = finding {
        let seq = account.seq;
        ledger.put_account(&AccountRow { opening: Some(balance), opening_day: Some(day.number()), ..account })?;
        ledger.bump(seq)?;
    }
    Ok(finding)
}

/// Each end of a day that the balance tells against what is stored.
fn judge(ledger: &mut dyn ReadLedger, account: &AccountRow, noted: &NotedBalance) -> Result<Finding, ImportFault> {
    let ends = noted.ends_of_days();
    let span = ledger.span(account.seq)?;
    let Some(opening) = account.opening else {
        return Ok(match ends.last() {
            Some((day, balance)) if span.is_none() => Finding::Anchor(*day, *balance),
            _ => Finding::Unknown,
        });
    };
    let Some(first) = begins_on(account, span) else { return Ok(Finding::Unknown) };
    let known = account.as_of_day.max(account.opening_day);
    let mut finding = Finding::Unknown;
    for (day, Yen(told)) in ends {
        let day = day.number();
        if day + 1 < first || known.is_none_or(|known| day > known) {
            continue;
        }
        let place = || format!("record {}", noted.record);
        let ours = plus(opening, ledger.book_before(account.seq, day + 1)?).ok_or_else(|| beyond(place()))?;
        if ours != told {
            let what = format!("the balance at the end of {}", JstDate::from_number(day).map_err(crate::LedgerFault::from)?);
            return Err(contradiction(&place(), &what, ours, told).into());
        }
        finding = Finding::Agreed;
    }
    Ok(finding)
}

impl BalancesReport {
    const fn count(&mut self, finding: &Finding) {
        self.balances += 1;
        match finding {
            Finding::Agreed => self.agreed += 1,
            Finding::Unknown => self.unknown += 1,
            Finding::Anchor(..) => self.anchored += 1,
        }
    }
}
