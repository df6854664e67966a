//! Customers: from CSV, one by one, and listed.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use fgapi_domain::{AccountKey, BankCode, CustomerId, Entropy, LoginId, Secret, ShortText};

use super::accounts::link;
use super::csv_file::{Columns, CsvFile, Line};
use super::fault::{CORRECT_FILE, ImportFault, Refused, of_file};
use super::password::{check_password, hash_password, is_hash};
use super::progress::{Meter, Progress};
use super::{CustomerRow, Ledger, PasswordFault};
use crate::{Store, StoreFault};

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

/// A customer as listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CustomerEntry {
    /// The bank's own name for them.
    pub id: CustomerId,
    /// What they type to log in.
    pub login: LoginId,
    /// What people call them.
    pub name: ShortText,
    /// Whether they can log in with a password.
    pub has_password: bool,
    /// What they hold with the bank that was asked for, in its order.
    pub accounts: Vec<AccountKey>,
}

enum Password {
    Keep,
    Clear(Secret),
    Hash(String),
}

impl Store {
    /// Adds or changes one customer. A new password ends a lock.
    ///
    /// # Errors
    /// [`ImportFault`] when the login id is somebody else's or an account does not exist; nothing is kept then.
    pub fn add_customer(&self, customer: &NewCustomer, entropy: &dyn Entropy) -> Result<CustomersReport, ImportFault> {
        let place = || Refused::new("the customer", "", CORRECT_FILE);
        let mut report = CustomersReport::default();
        self.amend(&mut |ledger| {
            let password = customer.password.clone().map_or(Password::Keep, Password::Clear);
            put(ledger, customer, password, entropy, &mut report, &|problem| Refused { problem, ..place() })
        })?;
        Ok(report)
    }

    /// Adds or changes customers from a CSV file with the columns `customer_id`, `login_id`, `name` and, if wanted,
    /// `password` (in clear) or `password_hash` (argon2id in PHC form) and `accounts` (account ids joined by spaces or `;`).
    ///
    /// # Errors
    /// [`ImportFault`] with line and column; nothing of the file is kept then.
    pub fn import_customers(
        &self,
        file: &Path,
        entropy: &dyn Entropy,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<CustomersReport, ImportFault> {
        let mut meter = Meter::new(std::fs::metadata(file).map_err(of_file(file))?.len(), progress);
        let hashes = self.hash_beforehand(file, entropy, &mut meter)?;
        let mut report = CustomersReport::default();
        let mut second = CsvFile::open(file, &COLUMNS, &meter)?;
        self.amend(&mut |ledger| {
            while let Some(line) = second.next()? {
                meter.record();
                let (customer, password) = wanted(&line)?;
                let password = match password {
                    Password::Clear(_) => hashes.get(&line.number).cloned().map_or(Password::Keep, Password::Hash),
                    other => other,
                };
                put(ledger, &customer, password, entropy, &mut report, &|problem| line.refused(0, problem))?;
            }
            Ok(())
        })?;
        meter.tell();
        Ok(report)
    }

    /// All customers by id, each with the accounts that they hold with `bank`.
    ///
    /// # Errors
    /// [`StoreFault`] when the database does not answer.
    pub fn list_customers(&self, bank: BankCode) -> Result<Vec<CustomerEntry>, StoreFault> {
        let mut entries = Vec::new();
        self.engine.inspect(&mut |ledger| {
            entries.clear();
            for row in ledger.customers()? {
                entries.push(CustomerEntry {
                    id: row.id.parse()?,
                    login: row.login_id.parse()?,
                    name: row.name.parse()?,
                    has_password: row.password_hash.is_some(),
                    accounts: ledger.holdings(row.seq, bank)?.into_iter().map(|(key, _)| key).collect(),
                });
            }
            Ok(())
        })?;
        Ok(entries)
    }

    /// The first reading: checks every line, and hashes passwords (which takes time) before anything is locked.
    /// A password that is already the customer's is not hashed again.
    fn hash_beforehand(&self, file: &Path, entropy: &dyn Entropy, meter: &mut Meter<'_>) -> Result<HashMap<u64, String>, ImportFault> {
        let (mut ids, mut logins, mut hashes) = (HashSet::new(), HashSet::new(), HashMap::new());
        let mut lines = CsvFile::open(file, &COLUMNS, meter)?;
        while let Some(line) = lines.next()? {
            meter.record();
            let (customer, password) = wanted(&line)?;
            let Password::Clear(password) = password else {
                check_unique(&line, &customer, &mut ids, &mut logins)?;
                continue;
            };
            let mut known = None;
            self.inspect(&mut |ledger| {
                known = ledger.customer(customer.id.as_str())?.and_then(|row| row.password_hash);
                Ok(())
            })?;
            if !known.is_some_and(|hash| check_password(&hash, &password)) {
                hashes.insert(line.number, hash_password(&password, entropy).map_err(of_password)?);
            }
            check_unique(&line, &customer, &mut ids, &mut logins)?;
        }
        Ok(hashes)
    }
}

fn of_password(fault: PasswordFault) -> ImportFault {
    StoreFault::Unavailable(fault.to_string()).into()
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

fn wanted(line: &Line) -> Result<(NewCustomer, Password), Refused> {
    let password = match (line.text(PASSWORD), line.text(HASH)) {
        ("", "") => Password::Keep,
        (clear, "") => Password::Clear(Secret::new(clear)),
        ("", hash) if is_hash(hash) => Password::Hash(hash.to_owned()),
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
    entropy: &dyn Entropy,
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
            Some(hash) if check_password(&hash, &secret) => Some(hash),
            _ => Some(hash_password(&secret, entropy).map_err(of_password)?),
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
    let mut accounts = Vec::with_capacity(customer.accounts.len());
    for key in &customer.accounts {
        let account = ledger.account(key)?.ok_or_else(|| refuse("an account is not known: import accounts first".to_owned()))?;
        accounts.push((key.clone(), account.seq));
    }
    report.linked += link(ledger, seq, &accounts)?;
    Ok(())
}
