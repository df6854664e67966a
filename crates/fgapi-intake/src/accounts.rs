//! Accounts from CSV.

use std::collections::{BTreeSet, HashSet};
use std::path::Path;

use fgapi_domain::{AccountKey, AccountKind, BankCode, BranchCode, CustomerId, OwnerType, ShortText, Yen};

use crate::csv_file::{Columns, CsvFile, Line};
use crate::fault::{CORRECT_FILE, ImportFault, Refused, of_file};
use crate::progress::{Meter, Progress};
use crate::work::amend;
use crate::{AccountRow, Ledger, LedgerKeeper};

const COLUMNS: Columns = Columns {
    required: &["bank_code", "branch_code", "kind", "number", "owner_type"],
    optional: &["type2", "opening_balance", "customer_id"],
};

/// What an import of accounts did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AccountsReport {
    /// New accounts.
    pub added: u64,
    /// Accounts that were changed.
    pub changed: u64,
    /// Accounts that stood there just so.
    pub unchanged: u64,
    /// Accounts that a customer holds from now on.
    pub linked: u64,
}

struct Wanted {
    key: AccountKey,
    owner: OwnerType,
    type2: Option<ShortText>,
    opening: Option<Yen>,
    customer: Option<CustomerId>,
}

/// Adds or changes accounts from a CSV file with the columns `bank_code`, `branch_code`, `kind` (one digit), `number`,
/// `owner_type` (`c` or `p`) and, if wanted, `type2`, `opening_balance` (before the first transaction) and `customer_id`
/// (who holds it; a known customer).
///
/// # Errors
/// [`ImportFault`] with line and column; nothing of the file is kept then.
pub fn import_accounts(keeper: &dyn LedgerKeeper, file: &Path, progress: &mut dyn FnMut(Progress)) -> Result<AccountsReport, ImportFault> {
    let mut meter = Meter::new(std::fs::metadata(file).map_err(of_file(file))?.len(), progress);
    let mut seen = HashSet::new();
    let mut first = CsvFile::open(file, &COLUMNS, &meter)?;
    while let Some(line) = first.next()? {
        meter.record();
        if !seen.insert(wanted(&line)?.key) {
            return Err(line.refused(3, "the account stands twice in the file").into());
        }
    }
    drop(seen);
    let mut report = AccountsReport::default();
    let mut second = CsvFile::open(file, &COLUMNS, &meter)?;
    amend(keeper, &mut |ledger| {
        while let Some(line) = second.next()? {
            meter.record();
            put(ledger, &line, &mut report)?;
        }
        Ok(())
    })?;
    meter.tell();
    Ok(report)
}

fn wanted(line: &Line) -> Result<Wanted, Refused> {
    let key = AccountKey {
        bank: line.word::<BankCode>(0)?,
        branch: line.word::<BranchCode>(1)?,
        kind: line.word::<AccountKind>(2)?,
        number: line.word(3)?,
    };
    Ok(Wanted { key, owner: line.word(4)?, type2: line.optional(5)?, opening: line.optional(6)?, customer: line.optional(7)? })
}

fn put(ledger: &mut dyn Ledger, line: &Line, report: &mut AccountsReport) -> Result<(), ImportFault> {
    let wanted = wanted(line)?;
    let (owner, type2) = (wanted.owner.as_str().to_owned(), wanted.type2.map(|text| text.to_string()));
    let stored = ledger.account(&wanted.key)?;
    let seq = match stored {
        None => {
            report.added += 1;
            let opening = wanted.opening.map(|yen| yen.0);
            let row = AccountRow { seq: 0, key: wanted.key.clone(), owner, type2, opening, as_of_day: None, imported_at: None };
            ledger.put_account(&row)?
        }
        Some(stored) => {
            let opening = opening_of(ledger, line, &stored, wanted.opening)?;
            if stored.owner == owner && stored.type2 == type2 && stored.opening == opening {
                report.unchanged += 1;
            } else {
                report.changed += 1;
                ledger.put_account(&AccountRow { owner, type2, opening, ..stored.clone() })?;
            }
            stored.seq
        }
    };
    match wanted.customer {
        None => Ok(()),
        Some(customer) => {
            let row =
                ledger.customer(customer.as_str())?.ok_or_else(|| line.refused(7, "a known customer expected; import customers first"))?;
            report.linked += link(ledger, row.seq, &[(wanted.key, seq)])?;
            Ok(())
        }
    }
}

/// An opening balance may be told again, but not moved once transactions stand on it.
fn opening_of(ledger: &mut dyn Ledger, line: &Line, stored: &AccountRow, told: Option<Yen>) -> Result<Option<i64>, ImportFault> {
    let Some(Yen(told)) = told else { return Ok(stored.opening) };
    match stored.opening {
        Some(opening) if opening != told && ledger.span(stored.seq)?.is_some() => Err(Refused::new(
            format!("line {}, column opening_balance", line.number),
            format!("transactions stand on an opening balance of {opening} yen, {told} yen found"),
            CORRECT_FILE,
        )
        .into()),
        _ => Ok(Some(told)),
    }
}

/// Lets a customer hold accounts, beside those that they hold already; how many are new.
pub(crate) fn link(ledger: &mut dyn Ledger, customer: i64, accounts: &[(AccountKey, i64)]) -> Result<u64, ImportFault> {
    let mut linked = 0;
    let banks: BTreeSet<BankCode> = accounts.iter().map(|(key, _)| key.bank).collect();
    for bank in banks {
        let mut held: BTreeSet<(AccountKey, i64)> = ledger.holdings(customer, bank)?.into_iter().collect();
        let before = held.len();
        held.extend(accounts.iter().filter(|(key, _)| key.bank == bank).cloned());
        if held.len() > before {
            linked += (held.len() - before) as u64;
            ledger.put_holdings(customer, bank, &held.into_iter().map(|(_, account)| account).collect::<Vec<_>>())?;
        }
    }
    Ok(linked)
}
