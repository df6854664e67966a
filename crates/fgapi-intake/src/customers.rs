//! Customers: from CSV, and one by one.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use fgapi_domain::{AccountKey, CustomerId, LoginId, Secret, ShortText};

use crate::accounts::Holdings;
use crate::csv_file::{Columns, CsvFile, Line};
use crate::fault::{CORRECT_FILE, ImportFault, Refused, of_file};
use crate::progress::{Meter, Progress};
use crate::work::{amend, inspect};
use crate::{CustomerRow, Ledger, LedgerKeeper, Passwords};

const PASSWORD: usize = 3;
const HASH: usize = 4;
const ACCOUNTS: usize = 5;
const COLUMNS: Columns = Columns { required: &["customer_id", "login_id", "name"], optional: &["password", "password_hash", "accounts"] };

/// What an import of customers did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CustomersReport {
    /// New customers.
    pub added: u64,
    /// Customers that were changed.
    pub changed: u64,
    /// Customers that stood there just so.
    pub unchanged: u64,
    /// Accounts that a customer holds from now on.
    pub linked: u64,
}

/// A customer to add or change.
#[derive(Clone, Debug)]
pub struct NewCustomer {
    /// The bank's own name for them.
    pub id: CustomerId,
    /// What they type to log in.
    pub login: LoginId,
    /// What people call them.
    pub name: ShortText,
    /// In clear; only its hash is kept. `None`: an existing password stays, a new customer cannot log in with one.
    pub password: Option<Secret>,
    /// Accounts that they hold, beside those that they hold already. They must exist.
    pub accounts: Vec<AccountKey>,
}

enum Password {
    Keep,
    Clear(Secret),
    Hash(String),
}

/// Adds or changes one customer. A new password ends a lock.
///
/// # Errors
/// [`ImportFault`] when the login id is somebody else's or an account does not exist; nothing is kept then.
pub fn add_customer(keeper: &dyn LedgerKeeper, customer: &NewCustomer, passwords: &dyn Passwords) -> Result<CustomersReport, ImportFault> {
    let place = || Refused::new("the customer", "", CORRECT_FILE);
    let mut report = CustomersReport::default();
    amend(keeper, &mut |ledger| {
        let password = customer.password.clone().map_or(Password::Keep, Password::Clear);
        put(ledger, customer, password, passwords, &mut report, &|problem| Refused { problem, ..place() })
    })?;
    Ok(report)
}

/// Adds or changes customers from a CSV file with the columns `customer_id`, `login_id`, `name` and, if wanted,
/// `password` (in clear) or `password_hash` (argon2id in PHC form) and `accounts` (account ids joined by spaces or `;`).
///
/// # Errors
/// [`ImportFault`] with line and column; nothing of the file is kept then.
pub fn import_customers(
    keeper: &dyn LedgerKeeper,
    file: &Path,
    passwords: &dyn Passwords,
    progress: &mut dyn FnMut(Progress),
) -> Result<CustomersReport, ImportFault> {
    let mut meter = Meter::new(std::fs::metadata(file).map_err(of_file(file))?.len(), progress);
    let hashes = hash_beforehand(keeper, file, passwords, &mut meter)?;
    let mut report = CustomersReport::default();
    let mut second = CsvFile::open(file, &COLUMNS, &meter)?;
    amend(keeper, &mut |ledger| {
        while let Some(line) = second.next()? {
            meter.record();
            let (customer, password) = wanted(&line, passwords)?;
            let password = match password {
                Password::Clear(_) => hashes.get(&line.number).cloned().map_or(Password::Keep, Password::Hash),
                other => other,
            };
            put(ledger, &customer, password, passwords, &mut report, &|problem| line.refused(0, problem))?;
        }
        Ok(())
    })?;
    meter.tell();
    Ok(report)
}

/// The first reading: checks every line, and hashes passwords (which takes time) before anything is locked.
/// A password that is already the customer's is not hashed again.
fn hash_beforehand(
    keeper: &dyn LedgerKeeper,
    file: &Path,
    passwords: &dyn Passwords,
    meter: &mut Meter<'_>,
) -> Result<HashMap<u64, String>, ImportFault> {
    let (mut ids, mut logins, mut hashes) = (HashSet::new(), HashSet::new(), HashMap::new());
    let mut lines = CsvFile::open(file, &COLUMNS, meter)?;
    while let Some(line) = lines.next()? {
        meter.record();
        let (customer, password) = wanted(&line, passwords)?;
        let Password::Clear(password) = password else {
            check_unique(&line, &customer, &mut ids, &mut logins)?;
            continue;
        };
        let mut known = None;
        inspect(keeper, &mut |ledger| {
            known = ledger.customer(customer.id.as_str())?.and_then(|row| row.password_hash);
            Ok(())
        })?;
        if !known.is_some_and(|hash| passwords.matches(&hash, &password)) {
            hashes.insert(line.number, passwords.hash(&password)?);
        }
        check_unique(&line, &customer, &mut ids, &mut logins)?;
    }
    Ok(hashes)
}

fn check_unique(line: &Line, customer: &NewCustomer, ids: &mut HashSet<CustomerId>, logins: &mut HashSet<LoginId>) -> Result<(), Refused> {
    if !ids.insert(customer.id.clone()) {
        return Err(line.refused(0, "the customer stands twice in the file"));
    }
    if !logins.insert(customer.login.clone()) {
        return Err(line.refused(1, "the login id stands twice in the file"));
    }
    Ok(())
}

fn wanted(line: &Line, passwords: &dyn Passwords) -> Result<(NewCustomer, Password), Refused> {
    let password = match (line.text(PASSWORD), line.text(HASH)) {
        ("", "") => Password::Keep,
        (clear, "") => Password::Clear(Secret::new(clear)),
        ("", hash) if passwords.is_hash(hash) => Password::Hash(hash.to_owned()),
        ("", _) => return Err(line.refused(HASH, "an argon2id hash in PHC form expected ($argon2id$v=19$m=…)")),
        _ => return Err(line.refused(PASSWORD, "either password or password_hash expected, not both")),
    };
    let accounts = line.text(ACCOUNTS).split([' ', ';', '\u{3000}']).filter(|id| !id.is_empty());
    let accounts = accounts.map(|id| id.parse().map_err(|error: fgapi_domain::Malformed| line.refused(ACCOUNTS, error.to_string())));
    let customer = NewCustomer {
        id: line.word(0)?,
        login: line.word(1)?,
        name: line.word(2)?,
        password: None,
        accounts: accounts.collect::<Result<_, _>>()?,
    };
    Ok((customer, password))
}

fn put(
    ledger: &mut dyn Ledger,
    customer: &NewCustomer,
    password: Password,
    passwords: &dyn Passwords,
    report: &mut CustomersReport,
    refuse: &dyn Fn(String) -> Refused,
) -> Result<(), ImportFault> {
    if ledger.customer_of_login(customer.login.as_str())?.is_some_and(|other| other != customer.id.as_str()) {
        return Err(refuse("the login id belongs to another customer".to_owned()).into());
    }
    let stored = ledger.customer(customer.id.as_str())?;
    let kept = stored.as_ref().and_then(|row| row.password_hash.clone());
    let password_hash = match password {
        Password::Keep => kept,
        Password::Hash(hash) => Some(hash),
        Password::Clear(secret) => match kept {
            Some(hash) if passwords.matches(&hash, &secret) => Some(hash),
            _ => Some(passwords.hash(&secret)?),
        },
    };
    let row = CustomerRow {
        seq: stored.as_ref().map_or(0, |row| row.seq),
        id: customer.id.to_string(),
        login_id: customer.login.to_string(),
        name: customer.name.to_string(),
        password_hash,
    };
    let same = stored.as_ref() == Some(&row);
    let seq = if same { row.seq } else { ledger.put_customer(&row)? };
    *(match (same, &stored) {
        (true, _) => &mut report.unchanged,
        (false, Some(_)) => &mut report.changed,
        (false, None) => &mut report.added,
    }) += 1;
    let mut holdings = Holdings::default();
    for key in &customer.accounts {
        let account = ledger.account(key)?.ok_or_else(|| refuse("an account is not known: import accounts first".to_owned()))?;
        report.linked += u64::from(holdings.add(ledger, seq, key.clone(), account.seq)?);
    }
    Ok(holdings.write(ledger)?)
}
