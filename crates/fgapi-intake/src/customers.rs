//! Customers: from CSV, and one by one.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::Path;

use fgapi_domain::{AccountKey, CertificateFingerprint, CustomerId, LoginId, Secret, ShortText};

use crate::accounts::Holdings;
use crate::csv_file::{Columns, CsvFile, Line, NONE};
use crate::fault::{CORRECT_FILE, ImportFault, Refused, of_file};
use crate::progress::{Meter, Progress};
use crate::questions::{self, AnswerHashes, Questions};
use crate::work::{amend, inspect};
use crate::{CustomerRow, Ledger, LedgerKeeper, Passwords};

const PASSWORD: usize = 3;
const HASH: usize = 4;
const ACCOUNTS: usize = 5;
const CERTIFICATES: usize = 6;
const QUESTIONS: usize = 7;
const COLUMNS: Columns = Columns {
    required: &["customer_id", "login_id", "name"],
    optional: &[
        "password",
        "password_hash",
        "accounts",
        "certificates",
        "question_1",
        "answer_1",
        "question_2",
        "answer_2",
        "question_3",
        "answer_3",
    ],
};

/// What an import of customers did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CustomersReport {
    /// New customers.
    pub added: u64,
    /// Customers that were changed, or whose certificates or questions were.
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
    /// Their certificates from now on; with one or more they log in by certificate and password only. `None`: those that they
    /// have stay.
    pub certificates: Option<Vec<CertificateFingerprint>>,
}

/// What a line says.
struct Wanted {
    customer: NewCustomer,
    password: Password,
    questions: Questions,
}

/// What the first reading has hashed, by line.
#[derive(Default)]
struct Hashes {
    passwords: HashMap<u64, String>,
    answers: HashMap<u64, AnswerHashes>,
}

/// What no two lines of a file may have in common.
#[derive(Default)]
struct Seen {
    ids: HashSet<CustomerId>,
    logins: HashSet<LoginId>,
    certificates: HashSet<CertificateFingerprint>,
}

enum Password {
    Keep,
    Clear(Secret),
    Hash(String),
}

/// Adds or changes one customer. A new password ends a lock.
///
/// # Errors
/// [`ImportFault`] when the login id or a certificate is somebody else's or an account does not exist; nothing is kept then.
pub fn add_customer(keeper: &dyn LedgerKeeper, customer: &NewCustomer, passwords: &dyn Passwords) -> Result<CustomersReport, ImportFault> {
    let place = || Refused::new("the customer", "", CORRECT_FILE);
    let mut report = CustomersReport::default();
    amend(keeper, &mut |ledger| {
        let password = customer.password.clone().map_or(Password::Keep, Password::Clear);
        let wanted = Wanted { customer: customer.clone(), password, questions: questions::untouched() };
        put(ledger, wanted, AnswerHashes::new(), passwords, &mut report, &|problem| Refused { problem, ..place() })
    })?;
    Ok(report)
}

/// Adds or changes customers from a CSV file with the columns `customer_id`, `login_id`, `name` and, if wanted,
/// `password` (in clear) or `password_hash` (argon2id in PHC form), `accounts` (account ids joined by spaces or `;`),
/// `certificates` (SHA-256 of each, 64 hexadecimal digits, joined likewise: these and no others from now on, and with them and a
/// password only does the customer log in) and up to three questions (追加認証): `question_1`, `answer_1` to `question_3`,
/// `answer_3`. An answer is folded and only its hash kept; a question that stands already may come without. What a column leaves
/// empty stays; `none` in `certificates` or a question takes it away.
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
    let mut hashes = hash_beforehand(keeper, file, passwords, &mut meter)?;
    let mut report = CustomersReport::default();
    let mut second = CsvFile::open(file, &COLUMNS, &meter)?;
    amend(keeper, &mut |ledger| {
        while let Some(line) = second.next()? {
            meter.record();
            let mut wanted = wanted(&line, passwords)?;
            if let Password::Clear(_) = wanted.password {
                wanted.password = hashes.passwords.remove(&line.number).map_or(Password::Keep, Password::Hash);
            }
            let answers = hashes.answers.remove(&line.number).unwrap_or_default();
            put(ledger, wanted, answers, passwords, &mut report, &|problem| line.refused(0, problem))?;
        }
        Ok(())
    })?;
    meter.tell();
    Ok(report)
}

/// The first reading: checks every line, and hashes passwords and answers (which takes time) before anything is locked.
/// What is already the customer's is not hashed again.
fn hash_beforehand(
    keeper: &dyn LedgerKeeper,
    file: &Path,
    passwords: &dyn Passwords,
    meter: &mut Meter<'_>,
) -> Result<Hashes, ImportFault> {
    let (mut seen, mut hashes) = (Seen::default(), Hashes::default());
    let mut lines = CsvFile::open(file, &COLUMNS, meter)?;
    while let Some(line) = lines.next()? {
        meter.record();
        let Wanted { customer, password, questions } = wanted(&line, passwords)?;
        seen.add(&line, &customer)?;
        let has_answers = questions::has_answers(&questions);
        if !has_answers && !matches!(password, Password::Clear(_)) {
            continue;
        }
        let (mut known, mut asked) = (None, Vec::new());
        inspect(keeper, &mut |ledger| {
            let Some(row) = ledger.customer(customer.id.as_str())? else { return Ok(()) };
            known = row.password_hash;
            asked = if has_answers { ledger.questions(row.seq)? } else { Vec::new() };
            Ok(())
        })?;
        if let Password::Clear(password) = password
            && !known.is_some_and(|hash| passwords.matches(&hash, &password))
        {
            hashes.passwords.insert(line.number, passwords.hash(&password)?);
        }
        if has_answers {
            hashes.answers.insert(line.number, questions::hash_beforehand(&questions, &asked, passwords)?);
        }
    }
    Ok(hashes)
}

impl Seen {
    fn add(&mut self, line: &Line, customer: &NewCustomer) -> Result<(), Refused> {
        if !self.ids.insert(customer.id.clone()) {
            return Err(line.refused(0, "the customer stands twice in the file"));
        }
        if !self.logins.insert(customer.login.clone()) {
            return Err(line.refused(1, "the login id stands twice in the file"));
        }
        let mut certificates = customer.certificates.iter().flatten();
        if certificates.any(|certificate| !self.certificates.insert(*certificate)) {
            return Err(line.refused(CERTIFICATES, "the certificate stands twice in the file"));
        }
        Ok(())
    }
}

fn wanted(line: &Line, passwords: &dyn Passwords) -> Result<Wanted, Refused> {
    let password = match (line.text(PASSWORD), line.text(HASH)) {
        ("", "") => Password::Keep,
        (clear, "") => Password::Clear(Secret::new(clear)),
        ("", hash) if passwords.is_hash(hash) => Password::Hash(hash.to_owned()),
        ("", _) => return Err(line.refused(HASH, "an argon2id hash in PHC form expected ($argon2id$v=19$m=…)")),
        _ => return Err(line.refused(PASSWORD, "either password or password_hash expected, not both")),
    };
    let certificates = match line.text(CERTIFICATES) {
        "" => None,
        NONE => Some(Vec::new()),
        _ => Some(line.words(CERTIFICATES)?).filter(|words| !words.is_empty()),
    };
    let customer = NewCustomer {
        id: line.word(0)?,
        login: line.word(1)?,
        name: line.word(2)?,
        password: None,
        accounts: line.words(ACCOUNTS)?,
        certificates,
    };
    Ok(Wanted { customer, password, questions: questions::wanted(line, QUESTIONS)? })
}

fn put(
    ledger: &mut dyn Ledger,
    wanted: Wanted,
    answers: AnswerHashes,
    passwords: &dyn Passwords,
    report: &mut CustomersReport,
    refuse: &dyn Fn(String) -> Refused,
) -> Result<(), ImportFault> {
    let Wanted { customer, password, questions } = wanted;
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
    let mut same = stored.as_ref() == Some(&row);
    let seq = if same { row.seq } else { ledger.put_customer(&row)? };
    if let Some(certificates) = &customer.certificates {
        same &= !put_certificates(ledger, seq, certificates, refuse)?;
    }
    same &= !questions::put(ledger, seq, &questions, answers, refuse)?;
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

/// Makes these a customer's certificates unless they are; whether they were not.
fn put_certificates(
    ledger: &mut dyn Ledger,
    customer: i64,
    wanted: &[CertificateFingerprint],
    refuse: &dyn Fn(String) -> Refused,
) -> Result<bool, ImportFault> {
    let wanted = BTreeSet::from_iter(wanted.iter().copied());
    let stored = BTreeSet::from_iter(ledger.certificates(customer)?);
    for certificate in wanted.difference(&stored) {
        if ledger.customer_of_certificate(certificate)?.is_some() {
            return Err(refuse("a certificate belongs to another customer".to_owned()).into());
        }
    }
    let changed = wanted != stored;
    if changed {
        ledger.put_certificates(customer, &Vec::from_iter(wanted))?;
    }
    Ok(changed)
}
