//! Accounts from CSV.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::Path;

use fgapi_banking::InquiryPin;
use fgapi_domain::{AccountKey, AccountKind, BankCode, BranchCode, CustomerId, OwnerType, ShortText, Yen};

use crate::csv_file::{Change, Columns, CsvFile, Line};
use crate::fault::{ImportFault, Refused, of_file};
use crate::progress::{Meter, Progress};
use crate::work::{amend, inspect};
use crate::{AccountRow, Ledger, LedgerFault, LedgerKeeper, Passwords};

const NUMBER: usize = 3;
const CUSTOMER: usize = 7;
const HOLDER: usize = 8;
const MEMO: usize = 9;
const PIN: usize = 10;
const PIN_HASH: usize = 11;
const COLUMNS: Columns = Columns {
    required: &["bank_code", "branch_code", "kind", "number", "owner_type"],
    optional: &["type2", "opening_balance", "customer_id", "holder", "memo", "inquiry_pin", "inquiry_pin_hash"],
};

/// What an import of accounts did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AccountsReport {
    /// New accounts.
    pub added: u64,
    /// Accounts that were changed (their PIN or a memo too), or taken from a customer.
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
    memo: Change<ShortText>,
    pin: Change<Pin>,
}

/// An inquiry PIN (照会用暗証番号) as a line files it.
enum Pin {
    /// In clear; only its hash is kept.
    Clear(InquiryPin),
    /// Its hash.
    Hash(String),
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
pub(crate) struct Holdings {
    held: BTreeMap<(i64, BankCode), Held>,
    /// Customers' words on accounts, written when they hold them.
    memos: Vec<(i64, i64, Option<String>)>,
}

/// What one customer holds with one bank, in its order.
struct Held {
    accounts: BTreeSet<(AccountKey, i64)>,
    changed: bool,
}

/// Adds or changes accounts from a CSV file with the columns `bank_code`, `branch_code`, `kind` (one digit), `number`,
/// `owner_type` (`c` or `p`) and, if wanted, `type2`, `opening_balance` (before the first transaction; not applied any more, and not a
/// change, once the account has transactions: its files tell its balances) and `customer_id`
/// (who holds it; a known customer) and `holder` (`add`, which is what an empty one means, lets this customer hold the account
/// beside those who hold it already; `remove` takes it from this customer and changes nothing else), `memo` (this customer's own
/// words on the account, 口座メモ), `inquiry_pin` (照会用暗証番号 in clear, 4 to 12 digits) or `inquiry_pin_hash` (argon2id in PHC
/// form, under the key of these `passwords`). An empty memo or PIN leaves what stands; `none` takes it away.
///
/// # Errors
/// [`ImportFault`] with line and column; nothing of the file is kept then.
pub fn import_accounts(
    keeper: &dyn LedgerKeeper,
    file: &Path,
    passwords: &dyn Passwords,
    progress: &mut dyn FnMut(Progress),
) -> Result<AccountsReport, ImportFault> {
    let mut meter = Meter::new(std::fs::metadata(file).map_err(of_file(file))?.len(), progress);
    let mut hashes = hash_beforehand(keeper, file, passwords, &mut meter)?;
    let mut report = AccountsReport::default();
    let mut second = CsvFile::open(file, &COLUMNS, &meter)?;
    amend(keeper, &mut |ledger| {
        let mut holdings = Holdings::default();
        while let Some(line) = second.next()? {
            meter.record();
            let mut wanted = wanted(&line, passwords)?;
            if let Change::Set(Pin::Clear(_)) = wanted.pin {
                wanted.pin = hashes.remove(&line.number).map_or(Change::Keep, |hash| Change::Set(Pin::Hash(hash)));
            }
            put(ledger, &line, wanted, &mut holdings, &mut report)?;
        }
        Ok(holdings.write(ledger)?)
    })?;
    meter.tell();
    Ok(report)
}

/// The first reading: checks every line, and hashes PINs (which takes time) before anything is locked. A PIN that is filed
/// already is not hashed again.
fn hash_beforehand(
    keeper: &dyn LedgerKeeper,
    file: &Path,
    passwords: &dyn Passwords,
    meter: &mut Meter<'_>,
) -> Result<HashMap<u64, String>, ImportFault> {
    let (mut seen, mut hashes) = (HashSet::new(), HashMap::new());
    let mut lines = CsvFile::open(file, &COLUMNS, meter)?;
    while let Some(line) = lines.next()? {
        meter.record();
        let Wanted { key, pin, .. } = wanted(&line, passwords)?;
        if let Change::Set(Pin::Clear(pin)) = pin {
            let mut filed = None;
            inspect(keeper, &mut |ledger| {
                filed = ledger.account(&key)?.map_or(Ok(None), |account| ledger.filed_pin(account.seq))?;
                Ok(())
            })?;
            if !filed.is_some_and(|hash| passwords.matches_pin(&hash, &pin)) {
                hashes.insert(line.number, passwords.hash_pin(&pin)?);
            }
        }
        if !seen.insert(key) {
            return Err(line.refused(NUMBER, "the account stands twice in the file").into());
        }
    }
    Ok(hashes)
}

fn wanted(line: &Line, passwords: &dyn Passwords) -> Result<Wanted, Refused> {
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
    let memo = line.change(MEMO)?;
    if memo != Change::Keep && customer.is_none() {
        return Err(line.refused(CUSTOMER, "the customer expected whose memo it is"));
    }
    Ok(Wanted { key, owner, type2, opening, customer, holder, memo, pin: wanted_pin(line, passwords)? })
}

fn wanted_pin(line: &Line, passwords: &dyn Passwords) -> Result<Change<Pin>, Refused> {
    let pin = match (line.change(PIN)?, line.text(PIN_HASH)) {
        (Change::Keep, "") => return Ok(Change::Keep),
        (Change::Clear, "") => return Ok(Change::Clear),
        (Change::Set(pin), "") => Pin::Clear(pin),
        (Change::Keep, hash) if passwords.is_hash(hash) => Pin::Hash(hash.to_owned()),
        (Change::Keep, _) => return Err(line.refused(PIN_HASH, "an argon2id hash in PHC form expected ($argon2id$v=19$m=…)")),
        _ => return Err(line.refused(PIN, "either inquiry_pin or inquiry_pin_hash expected, not both")),
    };
    if passwords.takes_pins() {
        return Ok(Change::Set(pin));
    }
    let refused = line.refused(PIN, "an inquiry PIN is hashed under the gateway's key, and no key is given");
    Err(Refused { next: "nothing was imported; name the key's file in the settings (login.key_file) and run again".into(), ..refused })
}

fn put(
    ledger: &mut dyn Ledger,
    line: &Line,
    wanted: Wanted,
    holdings: &mut Holdings,
    report: &mut AccountsReport,
) -> Result<(), ImportFault> {
    let Wanted { key, owner, type2, opening, customer, holder, memo, pin } = wanted;
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
    let is_new = stored.is_none();
    let (account, mut changed) = match stored {
        None => {
            let opening = opening.map(|yen| yen.0);
            let new = AccountRow { seq: 0, key: key.clone(), owner, type2, opening, opening_day: None, as_of_day: None, imported_at: None };
            (ledger.put_account(&new)?, true)
        }
        Some(stored) => {
            let opening = opening_of(ledger, &stored, opening)?;
            if stored.owner == owner && stored.type2 == type2 && stored.opening == opening {
                (stored.seq, false)
            } else {
                // Whoever tells another opening balance means the one before the first transaction.
                let opening_day = stored.opening_day.filter(|_| stored.opening == opening);
                (ledger.put_account(&AccountRow { owner, type2, opening, opening_day, ..stored })?, true)
            }
        }
    };
    if let Some(customer) = customer {
        report.linked += u64::from(holdings.add(ledger, customer, key, account)?);
        changed |= holdings.note(ledger, customer, account, memo)?;
    }
    changed |= put_pin(ledger, account, pin)?;
    *(match (is_new, changed) {
        (true, _) => &mut report.added,
        (false, true) => &mut report.changed,
        (false, false) => &mut report.unchanged,
    }) += 1;
    Ok(())
}

/// Files the PIN unless it stands so; whether it did not. One in clear was hashed before, and is here no more.
fn put_pin(ledger: &mut dyn Ledger, account: i64, pin: Change<Pin>) -> Result<bool, LedgerFault> {
    let hash = match pin {
        Change::Keep | Change::Set(Pin::Clear(_)) => return Ok(false),
        Change::Clear => None,
        Change::Set(Pin::Hash(hash)) => Some(hash),
    };
    let changed = ledger.filed_pin(account)? != hash;
    if changed {
        ledger.put_filed_pin(account, hash.as_deref())?;
    }
    Ok(changed)
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

    /// Notes a customer's words on an account that they hold; whether they are others than before.
    fn note(&mut self, ledger: &mut dyn Ledger, customer: i64, account: i64, memo: Change<ShortText>) -> Result<bool, LedgerFault> {
        let memo = match memo {
            Change::Keep => return Ok(false),
            Change::Clear => None,
            Change::Set(text) => Some(text.to_string()),
        };
        let changed = ledger.memo(customer, account)? != memo;
        if changed {
            self.memos.push((customer, account, memo));
        }
        Ok(changed)
    }

    /// Writes what changed, each customer's accounts in their order.
    pub(crate) fn write(self, ledger: &mut dyn Ledger) -> Result<(), LedgerFault> {
        for ((customer, bank), held) in self.held.into_iter().filter(|(_, held)| held.changed) {
            let accounts: Vec<i64> = held.accounts.into_iter().map(|(_, account)| account).collect();
            ledger.put_holdings(customer, bank, &accounts)?;
        }
        self.memos.iter().try_for_each(|(customer, account, memo)| ledger.put_memo(*customer, *account, memo.as_deref()))
    }

    fn of(&mut self, ledger: &mut dyn Ledger, customer: i64, bank: BankCode) -> Result<&mut Held, LedgerFault> {
        Ok(match self.held.entry((customer, bank)) {
            Entry::Occupied(held) => held.into_mut(),
            Entry::Vacant(slot) => {
                let accounts = ledger.holdings(customer, bank)?.into_iter().collect();
                slot.insert(Held { accounts, changed: false })
            }
        })
    }
}
