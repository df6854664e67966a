//! Accounts from CSV.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::Path;

use fgapi_domain::{AccountKey, AccountKind, BankCode, BranchCode, CustomerId, OwnerType, ShortText, Yen};

use crate::csv_file::{Columns, CsvFile, Line};
use crate::fault::{ImportFault, Refused, of_file};
use crate::progress::{Meter, Progress};
use crate::work::amend;
use crate::{AccountRow, Ledger, LedgerFault, LedgerKeeper};

const NUMBER: usize = 3;
const CUSTOMER: usize = 7;
const HOLDER: usize = 8;
const COLUMNS: Columns = Columns {
    required: &["bank_code", "branch_code", "kind", "number", "owner_type"],
    optional: &["type2", "opening_balance", "customer_id", "holder"],
};

/// What an import of accounts did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AccountsReport {
    /// New accounts.
    pub added: u64,
    /// Accounts that were changed, or taken from a customer.
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
    holder: Holder,
}

/// What becomes of the customer whom a line names.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Holder {
    /// Holds the account from now on, beside those who hold it already.
    Add,
    /// Does not hold it any more.
    Remove,
}

/// What customers hold with a bank while a file is taken over: read once, and written once at its end.
#[derive(Default)]
pub(crate) struct Holdings(BTreeMap<(i64, BankCode), Held>);

/// What one customer holds with one bank, in its order.
struct Held {
    accounts: BTreeSet<(AccountKey, i64)>,
    changed: bool,
}

/// Adds or changes accounts from a CSV file with the columns `bank_code`, `branch_code`, `kind` (one digit), `number`,
/// `owner_type` (`c` or `p`) and, if wanted, `type2`, `opening_balance` (before the first transaction; not applied any more, and not a
/// change, once the account has transactions: its files tell its balances) and `customer_id`
/// (who holds it; a known customer) and `holder` (`add`, which is what an empty one means, lets this customer hold the account
/// beside those who hold it already; `remove` takes it from this customer and changes nothing else).
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
            return Err(line.refused(NUMBER, "the account stands twice in the file").into());
        }
    }
    drop(seen);
    let mut report = AccountsReport::default();
    let mut second = CsvFile::open(file, &COLUMNS, &meter)?;
    amend(keeper, &mut |ledger| {
        let mut holdings = Holdings::default();
        while let Some(line) = second.next()? {
            meter.record();
            put(ledger, &line, &mut holdings, &mut report)?;
        }
        Ok(holdings.write(ledger)?)
    })?;
    meter.tell();
    Ok(report)
}

fn wanted(line: &Line) -> Result<Wanted, Refused> {
    let key = AccountKey {
        bank: line.word::<BankCode>(0)?,
        branch: line.word::<BranchCode>(1)?,
        kind: line.word::<AccountKind>(2)?,
        number: line.word(NUMBER)?,
    };
    let (owner, type2, opening, customer) = (line.word(4)?, line.optional(5)?, line.optional(6)?, line.optional(CUSTOMER)?);
    let holder = match line.text(HOLDER) {
        "" | "add" => Holder::Add,
        "remove" => Holder::Remove,
        _ => return Err(line.refused(HOLDER, "add (or nothing) or remove expected")),
    };
    if holder == Holder::Remove && customer.is_none() {
        return Err(line.refused(CUSTOMER, "the customer expected from whom the account is to be taken (holder is remove)"));
    }
    Ok(Wanted { key, owner, type2, opening, customer, holder })
}

fn put(ledger: &mut dyn Ledger, line: &Line, holdings: &mut Holdings, report: &mut AccountsReport) -> Result<(), ImportFault> {
    let Wanted { key, owner, type2, opening, customer, holder } = wanted(line)?;
    let customer = customer.map(|id| known_customer(ledger, line, &id)).transpose()?;
    let stored = ledger.account(&key)?;
    if holder == Holder::Remove {
        // A slip in the number would leave the account that is meant with its holder, and make another.
        let account = stored.ok_or_else(|| line.refused(NUMBER, "a known account expected (holder is remove)"))?.seq;
        let gone = customer.map_or(Ok(false), |customer| holdings.remove(ledger, customer, key, account))?;
        *(if gone { &mut report.changed } else { &mut report.unchanged }) += 1;
        return Ok(());
    }
    let (owner, type2) = (owner.as_str().to_owned(), type2.map(|text| text.to_string()));
    let account = match stored {
        None => {
            report.added += 1;
            let opening = opening.map(|yen| yen.0);
            ledger.put_account(&AccountRow { seq: 0, key: key.clone(), owner, type2, opening, as_of_day: None, imported_at: None })?
        }
        Some(stored) => {
            let opening = opening_of(ledger, &stored, opening)?;
            if stored.owner == owner && stored.type2 == type2 && stored.opening == opening {
                report.unchanged += 1;
                stored.seq
            } else {
                report.changed += 1;
                ledger.put_account(&AccountRow { owner, type2, opening, ..stored })?
            }
        }
    };
    if let Some(customer) = customer {
        report.linked += u64::from(holdings.add(ledger, customer, key, account)?);
    }
    Ok(())
}

fn known_customer(ledger: &mut dyn Ledger, line: &Line, id: &CustomerId) -> Result<i64, ImportFault> {
    let row = ledger.customer(id.as_str())?;
    Ok(row.ok_or_else(|| line.refused(CUSTOMER, "a known customer expected; import customers first"))?.seq)
}

/// What an account begins with. Once transactions stand on it, what a line tells is not looked at: older history may have moved it.
fn opening_of(ledger: &mut dyn Ledger, stored: &AccountRow, told: Option<Yen>) -> Result<Option<i64>, LedgerFault> {
    match told {
        Some(Yen(told)) if stored.opening != Some(told) && ledger.span(stored.seq)?.is_none() => Ok(Some(told)),
        _ => Ok(stored.opening),
    }
}

impl Holdings {
    /// Lets a customer hold an account, beside those that they hold already; whether they did not.
    pub(crate) fn add(&mut self, ledger: &mut dyn Ledger, customer: i64, key: AccountKey, account: i64) -> Result<bool, LedgerFault> {
        let held = self.of(ledger, customer, key.bank)?;
        let new = held.accounts.insert((key, account));
        held.changed |= new;
        Ok(new)
    }

    /// Takes an account from a customer; whether they held it.
    fn remove(&mut self, ledger: &mut dyn Ledger, customer: i64, key: AccountKey, account: i64) -> Result<bool, LedgerFault> {
        let held = self.of(ledger, customer, key.bank)?;
        let gone = held.accounts.remove(&(key, account));
        held.changed |= gone;
        Ok(gone)
    }

    /// Writes what changed, each customer's accounts in their order.
    pub(crate) fn write(self, ledger: &mut dyn Ledger) -> Result<(), LedgerFault> {
        for ((customer, bank), held) in self.0.into_iter().filter(|(_, held)| held.changed) {
            let accounts: Vec<i64> = held.accounts.into_iter().map(|(_, account)| account).collect();
            ledger.put_holdings(customer, bank, &accounts)?;
        }
        Ok(())
    }

    fn of(&mut self, ledger: &mut dyn Ledger, customer: i64, bank: BankCode) -> Result<&mut Held, LedgerFault> {
        Ok(match self.0.entry((customer, bank)) {
            Entry::Occupied(held) => held.into_mut(),
            Entry::Vacant(slot) => {
                let accounts = ledger.holdings(customer, bank)?.into_iter().collect();
                slot.insert(Held { accounts, changed: false })
            }
        })
    }
}
