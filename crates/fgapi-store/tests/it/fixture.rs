//! The banking fixture over a store: what the core books goes through the importers.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use fgapi_banking::{Answer, Bank, InquiryPin};
use fgapi_domain::{AccountKey, Branch, CertificateFingerprint, CustomerId, LoginId, Secret, ShortText, UnixSeconds, Yen};
use fgapi_store::{NewCustomer, PinKey, Store, StoreAddress, StoreSettings, TransactionsReport};
use fgapi_testkit::SeededEntropy;
use fgapi_testkit::bank::{BANK, BankFixture, BookedRow, ProofLimits};

use crate::support::{Fresh, Place, fresh_with, settings};

/// The instant of every import.
pub(crate) const IMPORTED_AT: UnixSeconds = UnixSeconds(1_790_000_000);

/// The instant at which the laws' histories are imported: after all of their days, some of which lie years ahead.
const AFTER_ALL: UnixSeconds = UnixSeconds(2_000_000_000);

/// A file with this text.
pub(crate) fn file(text: &str) -> tempfile::NamedTempFile {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(text.as_bytes()).unwrap();
    file
}

/// The key of every fixture's inquiry PINs.
pub(crate) fn pin_key() -> PinKey {
    PinKey::new("k1".parse().unwrap(), [7; 32].into())
}

/// A store behind the laws' fixture. It writes each account's whole history again at every booking, as an overlapping
/// file would: rows that are known must not be taken over twice.
pub(crate) struct StoreFixture {
    pub(crate) fresh: Fresh,
    /// The same store, opened by other nodes; the bank is asked through each of them in turn.
    others: Vec<Store>,
    turn: AtomicUsize,
    histories: Mutex<BTreeMap<AccountKey, Vec<Line>>>,
    logins: Mutex<BTreeMap<CustomerId, LoginId>>,
    entropy: SeededEntropy,
    settings: StoreSettings,
}

#[derive(Clone)]
struct Line {
    row: BookedRow,
    /// Makes the row one of its own.
    reference: usize,
    correction: bool,
    cancelled: bool,
}

impl StoreFixture {
    pub(crate) fn new(mut fresh: Fresh) -> Self {
        fresh.store = fresh.store.with_pin_key(pin_key());
        Self {
            fresh,
            others: Vec::new(),
            turn: AtomicUsize::new(0),
            histories: Mutex::default(),
            logins: Mutex::default(),
            entropy: SeededEntropy::new(7),
            settings: StoreSettings::default(),
        }
    }

    /// A store that two nodes have open.
    pub(crate) fn on_two_nodes(place: (StoreAddress, Place)) -> Self {
        let (address, settings) = (place.0.clone(), StoreSettings { connections: 8, ..settings() });
        let first = Self::new(fresh_with(place, settings));
        Self { others: vec![Store::open(&address, settings).unwrap().with_pin_key(pin_key())], ..first }
    }

    /// A store that locks after so many wrong passwords, answers and PINs.
    pub(crate) fn with_limit(place: (StoreAddress, Place), limit: u32) -> Self {
        let settings = StoreSettings { login_limit: limit, answer_limit: limit, pin_limit: limit, ..settings() };
        Self { settings, ..Self::new(fresh_with(place, settings)) }
    }

    /// As an importer of customers' and accounts' data would.
    fn change_customer(&self, customer: &CustomerId, columns: &str, values: &str) {
        let logins = self.logins.lock().unwrap();
        let (customer, login) = (customer.as_str(), logins[customer].as_str());
        let text = format!("customer_id,login_id,name,{columns}\n{customer},{login},試験,{values}\n");
        self.fresh.store.import_customers(file(&text).path(), &self.entropy, &mut |_| ()).unwrap();
    }

    fn change_account(&self, AccountKey { bank, branch, kind, number }: &AccountKey, columns: &str, values: &str) {
        let text = format!("bank_code,branch_code,kind,number,owner_type,{columns}\n{bank},{branch},{kind},{number},p,{values}\n");
        self.fresh.store.import_accounts(file(&text).path(), &self.entropy, &mut |_| ()).unwrap();
    }

    fn import(&self, account: &AccountKey, lines: &[Line]) -> TransactionsReport {
        let mut text = "account_id,booked_at,amount,description,reference,correction\n".to_owned();
        for Line { row, reference, correction, .. } in lines {
            let BookedRow { booked, amount, description } = row;
            writeln!(text, "{account},{booked},{amount},{description},{reference},{}", u8::from(*correction)).unwrap();
        }
        let file = file(&text);
        self.fresh.store.import_transactions_csv(file.path(), AFTER_ALL, &mut |_| ()).unwrap()
    }
}

impl BankFixture for StoreFixture {
    fn bank(&self) -> Arc<dyn Bank> {
        let turn = self.turn.fetch_add(1, Ordering::Relaxed) % (self.others.len() + 1);
        self.others.get(turn).unwrap_or(&self.fresh.store).bank(BANK.parse().unwrap())
    }

    fn set_branches(&self, branches: &[Branch]) {
        let mut text = "bank_code,bank_name,branch_code,branch_name,branch_name_kana,address_code,tel\n".to_owned();
        for Branch { key, name, kana, address_code, tel } in branches {
            let (place, tel) = (address_code.map_or(String::new(), |code| code.to_string()), tel.clone().unwrap_or_default());
            writeln!(text, "{},試験,{},{name},{kana},{place},{tel}", key.bank, key.branch).unwrap();
        }
        // A CSV without a line names no bank: an empty bank is one whose only branch is gone.
        if branches.is_empty() {
            return;
        }
        self.fresh.store.import_branches_csv(file(&text).path(), IMPORTED_AT, &mut |_| ()).unwrap();
    }

    fn open_account(&self, account: &AccountKey, opening: Yen) {
        let text = format!(
            "bank_code,branch_code,kind,number,owner_type,opening_balance\n{},{},{},{},p,{opening}\n",
            account.bank, account.branch, account.kind, account.number
        );
        self.fresh.store.import_accounts(file(&text).path(), &self.entropy, &mut |_| ()).unwrap();
    }

    fn add_customer(&self, customer: &CustomerId, login: &LoginId, password: &Secret, accounts: &[AccountKey]) {
        let new = NewCustomer {
            id: customer.clone(),
            login: login.clone(),
            name: "試験".parse().unwrap(),
            password: Some(password.clone()),
            accounts: accounts.to_vec(),
            certificates: None,
        };
        self.fresh.store.add_customer(&new, &self.entropy).unwrap();
        self.logins.lock().unwrap().insert(customer.clone(), login.clone());
    }

    fn book(&self, account: &AccountKey, rows: &[BookedRow]) {
        if rows.is_empty() {
            return;
        }
        let mut histories = self.histories.lock().unwrap();
        let history = histories.entry(account.clone()).or_default();
        let known = history.len();
        let line = |(at, row): (usize, &BookedRow)| Line { row: row.clone(), reference: known + at, correction: false, cancelled: false };
        history.extend(rows.iter().enumerate().map(line));
        let report = self.import(account, history);
        assert_eq!((report.added, report.unchanged), (rows.len() as u64, known as u64), "an overlapping file adds only what is new");
        assert!(self.import(account, history).changed_nothing(), "the same file again changes nothing");
    }

    fn cancel(&self, account: &AccountKey, row: &BookedRow) {
        let mut histories = self.histories.lock().unwrap();
        let history = histories.get_mut(account).unwrap();
        let line = history.iter_mut().rev().find(|line| line.row == *row && !line.correction && !line.cancelled).unwrap();
        line.cancelled = true;
        let taken_back = BookedRow { amount: Yen(-row.amount.0), description: "訂正".parse().unwrap(), ..row.clone() };
        let correction = Line { row: taken_back, correction: true, ..line.clone() };
        history.push(correction);
        let report = self.import(account, history);
        assert_eq!((report.added, report.cancelled), (1, 1), "{:?}", report.warnings);
    }

    fn set_certificates(&self, customer: &CustomerId, certificates: &[CertificateFingerprint]) {
        let all: Vec<String> = certificates.iter().map(ToString::to_string).collect();
        self.change_customer(customer, "certificates", &if all.is_empty() { "none".to_owned() } else { all.join(";") });
    }

    fn set_questions(&self, customer: &CustomerId, questions: &[(ShortText, Answer)]) {
        let column = |at: usize| questions.get(at).map_or("none,".to_owned(), |(text, answer)| format!("{text},{}", answer.reveal()));
        let columns = "question_1,answer_1,question_2,answer_2,question_3,answer_3";
        self.change_customer(customer, columns, &[column(0), column(1), column(2)].join(","));
    }

    fn file_pin(&self, account: &AccountKey, pin: Option<&InquiryPin>) {
        self.change_account(account, "inquiry_pin", pin.map_or("none", InquiryPin::reveal));
    }

    fn set_memo(&self, customer: &CustomerId, account: &AccountKey, memo: &ShortText) {
        self.change_account(account, "customer_id,memo", &format!("{},{memo}", customer.as_str()));
    }

    fn proof_limits(&self) -> ProofLimits {
        ProofLimits { answers: self.settings.answer_limit, pins: self.settings.pin_limit }
    }

    fn login_limit(&self) -> (u32, i64) {
        (self.settings.login_limit, self.settings.login_lock_seconds)
    }
}
