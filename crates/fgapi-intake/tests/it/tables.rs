//! Tables of accounts and customers in memory, and hashes that anybody can read.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use fgapi_banking::InquiryPin;
use fgapi_domain::{AccountKey, BankCode, CertificateFingerprint, Secret};
use fgapi_intake::{
    AccountRow, BranchRow, ChangeWork, CustomerRow, DayRow, Ledger, LedgerFault, LedgerKeeper, MonthChange, Passwords, QuestionRow,
    ReadLedger, ReadWork, StoredRow,
};

/// Tables that count how often holdings are read and written.
#[derive(Clone, Default)]
pub(crate) struct Tables {
    pub(crate) accounts: BTreeMap<AccountKey, AccountRow>,
    pub(crate) customers: BTreeMap<String, CustomerRow>,
    pub(crate) holdings: BTreeMap<i64, Vec<i64>>,
    pub(crate) certificates: BTreeMap<i64, Vec<CertificateFingerprint>>,
    pub(crate) questions: BTreeMap<i64, Vec<QuestionRow>>,
    pub(crate) pins: BTreeMap<i64, String>,
    pub(crate) memos: BTreeMap<(i64, i64), String>,
    pub(crate) holdings_read: usize,
    pub(crate) holdings_written: Vec<(i64, Vec<i64>)>,
}

/// Opens them; a change that fails leaves nothing.
#[derive(Default)]
pub(crate) struct Keeper(pub(crate) RefCell<Tables>);

impl Keeper {
    /// Tables with customers of these ids, by which they log in too; their numbers count from 1.
    pub(crate) fn with_customers<const N: usize>(ids: [&str; N]) -> Self {
        let mut tables = Tables::default();
        for id in ids {
            let row = CustomerRow { seq: 0, id: id.into(), login_id: id.into(), name: id.into(), password_hash: None };
            tables.put_customer(&row).unwrap();
        }
        Self(RefCell::new(tables))
    }
}

impl LedgerKeeper for Keeper {
    fn inspect(&self, work: ReadWork<'_>) -> Result<(), LedgerFault> {
        work(&mut *self.0.borrow_mut())
    }

    fn amend(&self, work: ChangeWork<'_>) -> Result<(), LedgerFault> {
        let mut changed = self.0.borrow().clone();
        work(&mut changed)?;
        self.0.replace(changed);
        Ok(())
    }
}

/// Hashes that say what was hashed, and how often.
#[derive(Default)]
pub(crate) struct Plain {
    pub(crate) keyed: bool,
    pub(crate) hashed: Cell<usize>,
}

impl Plain {
    /// With a key for inquiry PINs.
    pub(crate) fn keyed() -> Self {
        Self { keyed: true, ..Self::default() }
    }

    fn count(&self, hash: String) -> Result<String, LedgerFault> {
        self.hashed.set(self.hashed.get() + 1);
        Ok(hash)
    }
}

impl Passwords for Plain {
    fn is_hash(&self, text: &str) -> bool {
        text.starts_with("$plain$") || text.starts_with("$pin$")
    }

    fn matches(&self, hash: &str, password: &Secret) -> bool {
        hash.strip_prefix("$plain$") == Some(password.reveal())
    }

    fn hash(&self, password: &Secret) -> Result<String, LedgerFault> {
        self.count(format!("$plain${}", password.reveal()))
    }

    fn takes_pins(&self) -> bool {
        self.keyed
    }

    fn matches_pin(&self, hash: &str, pin: &InquiryPin) -> bool {
        hash.strip_prefix("$pin$") == Some(pin.reveal())
    }

    fn hash_pin(&self, pin: &InquiryPin) -> Result<String, LedgerFault> {
        self.count(format!("$pin${}", pin.reveal()))
    }
}

/// Steps that an import of accounts or customers has no need of.
macro_rules! not_needed {
    ($($step:ident($($given:ty),*) -> $answer:ty;)*) => {
        $(fn $step(&mut self, $(_: $given),*) -> Result<$answer, LedgerFault> {
            Err(LedgerFault::Statement(stringify!($step).to_owned()))
        })*
    };
}

impl ReadLedger for Tables {
    fn account(&mut self, key: &AccountKey) -> Result<Option<AccountRow>, LedgerFault> {
        Ok(self.accounts.get(key).cloned())
    }

    fn customer(&mut self, id: &str) -> Result<Option<CustomerRow>, LedgerFault> {
        Ok(self.customers.get(id).cloned())
    }

    fn customer_of_login(&mut self, login: &str) -> Result<Option<String>, LedgerFault> {
        Ok(self.customers.values().find(|row| row.login_id == login).map(|row| row.id.clone()))
    }

    fn holdings(&mut self, customer: i64, bank: BankCode) -> Result<Vec<(AccountKey, i64)>, LedgerFault> {
        self.holdings_read += 1;
        let held = self.holdings.get(&customer).cloned().unwrap_or_default();
        let of_bank = self.accounts.values().filter(|row| row.key.bank == bank && held.contains(&row.seq));
        Ok(of_bank.map(|row| (row.key.clone(), row.seq)).collect())
    }

    fn certificates(&mut self, customer: i64) -> Result<Vec<CertificateFingerprint>, LedgerFault> {
        Ok(self.certificates.get(&customer).cloned().unwrap_or_default())
    }

    fn customer_of_certificate(&mut self, certificate: &CertificateFingerprint) -> Result<Option<i64>, LedgerFault> {
        Ok(self.certificates.iter().find(|(_, held)| held.contains(certificate)).map(|(customer, _)| *customer))
    }

    fn questions(&mut self, customer: i64) -> Result<Vec<QuestionRow>, LedgerFault> {
        Ok(self.questions.get(&customer).cloned().unwrap_or_default())
    }

    fn filed_pin(&mut self, account: i64) -> Result<Option<String>, LedgerFault> {
        Ok(self.pins.get(&account).cloned())
    }

    fn memo(&mut self, customer: i64, account: i64) -> Result<Option<String>, LedgerFault> {
        Ok(self.memos.get(&(customer, account)).cloned())
    }

    fn span(&mut self, _: i64) -> Result<Option<(i64, i64)>, LedgerFault> {
        Ok(None)
    }

    not_needed! {
        banks() -> Vec<String>;
        branches(&str) -> Vec<BranchRow>;
        book_before(i64, i64) -> i64;
        rows(i64, i64) -> Vec<StoredRow>;
        day(i64, i64) -> Option<DayRow>;
        counterpart(i64, (i64, i64), i64, Option<&str>) -> Option<(i64, i64)>;
        provisional(i64) -> Vec<(i64, i64)>;
    }
}

impl Ledger for Tables {
    fn put_account(&mut self, row: &AccountRow) -> Result<i64, LedgerFault> {
        let seq = if row.seq == 0 { self.accounts.len() as i64 + 1 } else { row.seq };
        self.accounts.insert(row.key.clone(), AccountRow { seq, ..row.clone() });
        Ok(seq)
    }

    fn put_customer(&mut self, row: &CustomerRow) -> Result<i64, LedgerFault> {
        let seq = if row.seq == 0 { self.customers.len() as i64 + 1 } else { row.seq };
        self.customers.insert(row.id.clone(), CustomerRow { seq, ..row.clone() });
        Ok(seq)
    }

    fn put_holdings(&mut self, customer: i64, _: BankCode, accounts: &[i64]) -> Result<(), LedgerFault> {
        self.holdings.insert(customer, accounts.to_vec());
        self.holdings_written.push((customer, accounts.to_vec()));
        Ok(())
    }

    fn put_certificates(&mut self, customer: i64, certificates: &[CertificateFingerprint]) -> Result<(), LedgerFault> {
        self.certificates.insert(customer, certificates.to_vec());
        Ok(())
    }

    fn put_questions(&mut self, customer: i64, questions: &[QuestionRow]) -> Result<(), LedgerFault> {
        self.questions.insert(customer, questions.to_vec());
        Ok(())
    }

    fn put_filed_pin(&mut self, account: i64, hash: Option<&str>) -> Result<(), LedgerFault> {
        match hash {
            Some(hash) => self.pins.insert(account, hash.to_owned()),
            None => self.pins.remove(&account),
        };
        Ok(())
    }

    fn put_memo(&mut self, customer: i64, account: i64, memo: Option<&str>) -> Result<(), LedgerFault> {
        if !self.holdings.get(&customer).is_some_and(|held| held.contains(&account)) {
            return Err(LedgerFault::Statement("a memo before the holding".to_owned()));
        }
        match memo {
            Some(memo) => self.memos.insert((customer, account), memo.to_owned()),
            None => self.memos.remove(&(customer, account)),
        };
        Ok(())
    }

    not_needed! {
        put_bank(&str, &str) -> bool;
        put_branches(&str, &[BranchRow]) -> ();
        delete_rows(i64, i64) -> ();
        insert_rows(&[StoredRow]) -> ();
        put_days(&[DayRow]) -> ();
        add_month(i64, i64, MonthChange) -> ();
        put_provisional(i64, &[(i64, i64)]) -> ();
        bump(i64) -> ();
    }
}
