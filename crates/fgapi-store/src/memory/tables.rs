//! The bank's tables in memory.

use std::collections::{BTreeMap, HashMap};

use fgapi_domain::{AccountKey, BankCode, CertificateFingerprint, LoginId};
use fgapi_intake::{
    AccountRow, BranchRow, CustomerRow, DayRow, Ledger, LedgerFault, MonthChange, QuestionRow, ReadLedger, StoredRow, Sums, WholeLedger,
    month_of, year_of,
};
use fgapi_proof::Tries;

use crate::StoreFault;
use crate::engine::OpenTables;
use crate::id_keys::IdKey;

/// The bank's tables. Sums are not kept but counted when somebody asks: this is the model.
#[derive(Clone, Default)]
pub(super) struct Tables {
    pub(super) banks: BTreeMap<String, String>,
    pub(super) branches: BTreeMap<(String, String), BranchRow>,
    pub(super) accounts: BTreeMap<AccountKey, AccountRow>,
    pub(super) customers: BTreeMap<String, Customer>,
    /// By account and day, in the order of ordinals.
    pub(super) rows: BTreeMap<(i64, i64), Vec<StoredRow>>,
    /// By account: what a notice told and no statement yet.
    provisional: BTreeMap<i64, Vec<(i64, i64)>>,
    id_keys: BTreeMap<String, IdKey>,
    login_key: Option<IdKey>,
    /// Customers by their certificates.
    pub(super) certificates: BTreeMap<CertificateFingerprint, i64>,
    /// By account.
    pub(super) pins: BTreeMap<i64, String>,
    /// By customer and account.
    pub(super) memos: BTreeMap<(i64, i64), String>,
    pub(super) tries: HashMap<Tried, Tries>,
}

/// What is tried; customers and accounts by their numbers.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) enum Tried {
    Customer(i64),
    /// A login id that nobody has, or somebody who logs in by certificate.
    Login(LoginId),
    Answers(i64),
    Pin(i64),
}

/// A customer.
#[derive(Clone)]
pub(super) struct Customer {
    pub(super) row: CustomerRow,
    pub(super) held: Vec<(AccountKey, i64)>,
    pub(super) questions: Vec<QuestionRow>,
}

impl Tables {
    /// The rows of an account that are listed, by (day, second, ordinal).
    pub(super) fn listed(&self, account: i64) -> Vec<&StoredRow> {
        let mut rows: Vec<_> = self.rows.range((account, i64::MIN)..=(account, i64::MAX)).flat_map(|(_, rows)| rows).collect();
        rows.retain(|row| row.position > 0);
        rows.sort_by_key(|row| (row.day, row.second, row.ordinal));
        rows
    }

    fn customer_of(&mut self, seq: i64) -> Option<&mut Customer> {
        self.customers.values_mut().find(|customer| customer.row.seq == seq)
    }
}

impl ReadLedger for Tables {
    fn banks(&mut self) -> Result<Vec<String>, LedgerFault> {
        let mut codes: Vec<String> = self.banks.keys().chain(self.branches.keys().map(|(bank, _)| bank)).cloned().collect();
        codes.sort();
        codes.dedup();
        Ok(codes)
    }

    fn branches(&mut self, bank: &str) -> Result<Vec<BranchRow>, LedgerFault> {
        Ok(self.branches.iter().filter(|((code, _), _)| code == bank).map(|(_, row)| row.clone()).collect())
    }

    fn account(&mut self, key: &AccountKey) -> Result<Option<AccountRow>, LedgerFault> {
        Ok(self.accounts.get(key).cloned())
    }

    fn customer(&mut self, id: &str) -> Result<Option<CustomerRow>, LedgerFault> {
        Ok(self.customers.get(id).map(|customer| customer.row.clone()))
    }

    fn customer_of_login(&mut self, login: &str) -> Result<Option<String>, LedgerFault> {
        Ok(self.customers.values().find(|customer| customer.row.login_id == login).map(|customer| customer.row.id.clone()))
    }

    fn holdings(&mut self, customer: i64, bank: BankCode) -> Result<Vec<(AccountKey, i64)>, LedgerFault> {
        let held = self.customer_of(customer).map(|customer| customer.held.clone()).unwrap_or_default();
        Ok(held.into_iter().filter(|(key, _)| key.bank == bank).collect())
    }

    fn certificates(&mut self, customer: i64) -> Result<Vec<CertificateFingerprint>, LedgerFault> {
        Ok(self.certificates.iter().filter(|(_, owner)| **owner == customer).map(|(certificate, _)| *certificate).collect())
    }

    fn customer_of_certificate(&mut self, certificate: &CertificateFingerprint) -> Result<Option<i64>, LedgerFault> {
        Ok(self.certificates.get(certificate).copied())
    }

    fn questions(&mut self, customer: i64) -> Result<Vec<QuestionRow>, LedgerFault> {
        Ok(self.customer_of(customer).map(|customer| customer.questions.clone()).unwrap_or_default())
    }

    fn filed_pin(&mut self, account: i64) -> Result<Option<String>, LedgerFault> {
        Ok(self.pins.get(&account).cloned())
    }

    fn memo(&mut self, customer: i64, account: i64) -> Result<Option<String>, LedgerFault> {
        Ok(self.memos.get(&(customer, account)).cloned())
    }

    fn span(&mut self, account: i64) -> Result<Option<(i64, i64)>, LedgerFault> {
        let mut days = self.rows.range((account, i64::MIN)..=(account, i64::MAX)).map(|((_, day), _)| *day);
        Ok(days.next().map(|first| (first, days.next_back().unwrap_or(first))))
    }

    fn book_before(&mut self, account: i64, day: i64) -> Result<i64, LedgerFault> {
        Ok(self.rows.range((account, i64::MIN)..(account, day)).flat_map(|(_, rows)| rows).map(|row| row.amount).sum())
    }

    fn rows(&mut self, account: i64, day: i64) -> Result<Vec<StoredRow>, LedgerFault> {
        let mut rows = self.rows.get(&(account, day)).cloned().unwrap_or_default();
        rows.sort_by_key(|row| (row.second, row.ordinal));
        Ok(rows)
    }

    fn day(&mut self, account: i64, day: i64) -> Result<Option<DayRow>, LedgerFault> {
        let Some(rows) = self.rows.get(&(account, day)) else { return Ok(None) };
        let live = || rows.iter().filter(|row| row.position > 0);
        Ok(Some(DayRow {
            account,
            day,
            month: month_of(day)?,
            live: live().count() as i64,
            net: live().map(|row| row.amount).sum(),
            book: rows.iter().map(|row| row.amount).sum(),
            last_ordinal: rows.iter().map(|row| row.ordinal).max().unwrap_or(0),
        }))
    }

    fn counterpart(
        &mut self,
        account: i64,
        (day, position): (i64, i64),
        amount: i64,
        reference: Option<&str>,
    ) -> Result<Option<(i64, i64)>, LedgerFault> {
        let mut earlier = self.listed(account);
        earlier.retain(|row| (row.day, row.position) < (day, position) && row.amount == amount);
        earlier.retain(|row| reference.is_none() || row.reference.as_deref() == reference);
        Ok(earlier.last().map(|row| (row.day, row.ordinal)))
    }

    fn provisional(&mut self, account: i64) -> Result<Vec<(i64, i64)>, LedgerFault> {
        Ok(self.provisional.get(&account).cloned().unwrap_or_default())
    }
}

impl Ledger for Tables {
    fn put_bank(&mut self, code: &str, name: &str) -> Result<bool, LedgerFault> {
        Ok(self.banks.insert(code.to_owned(), name.to_owned()).as_deref() != Some(name))
    }

    fn put_branches(&mut self, bank: &str, rows: &[BranchRow]) -> Result<(), LedgerFault> {
        self.branches.extend(rows.iter().map(|row| ((bank.to_owned(), row.code.clone()), row.clone())));
        Ok(())
    }

    fn put_account(&mut self, row: &AccountRow) -> Result<i64, LedgerFault> {
        let seq = if row.seq == 0 { self.accounts.len() as i64 + 1 } else { row.seq };
        self.accounts.insert(row.key.clone(), AccountRow { seq, ..row.clone() });
        Ok(seq)
    }

    fn put_customer(&mut self, row: &CustomerRow) -> Result<i64, LedgerFault> {
        let seq = if row.seq == 0 { self.customers.len() as i64 + 1 } else { row.seq };
        let (held, questions) = self.customers.remove(&row.id).map(|old| (old.held, old.questions)).unwrap_or_default();
        let row = CustomerRow { seq, ..row.clone() };
        self.customers.insert(row.id.clone(), Customer { row, held, questions });
        self.tries.remove(&Tried::Customer(seq));
        Ok(seq)
    }

    fn put_holdings(&mut self, customer: i64, bank: BankCode, accounts: &[i64]) -> Result<(), LedgerFault> {
        let keys: BTreeMap<i64, AccountKey> = self.accounts.values().map(|row| (row.seq, row.key.clone())).collect();
        if let Some(customer) = self.customer_of(customer) {
            customer.held.retain(|(key, _)| key.bank != bank);
            customer.held.extend(accounts.iter().filter_map(|seq| keys.get(seq).map(|key| (key.clone(), *seq))));
            customer.held.sort();
            let (seq, held) = (customer.row.seq, customer.held.clone());
            self.memos.retain(|(customer, account), _| *customer != seq || held.iter().any(|(_, seq)| seq == account));
        }
        Ok(())
    }

    fn put_certificates(&mut self, customer: i64, certificates: &[CertificateFingerprint]) -> Result<(), LedgerFault> {
        self.certificates.retain(|_, owner| *owner != customer);
        for certificate in certificates {
            if self.certificates.insert(*certificate, customer).is_some_and(|owner| owner != customer) {
                return Err(LedgerFault::Conflict("the certificate is another customer's".to_owned()));
            }
        }
        Ok(())
    }

    fn put_questions(&mut self, customer: i64, questions: &[QuestionRow]) -> Result<(), LedgerFault> {
        if let Some(customer) = self.customer_of(customer) {
            customer.questions = questions.to_vec();
        }
        self.tries.remove(&Tried::Answers(customer));
        Ok(())
    }

    fn put_filed_pin(&mut self, account: i64, hash: Option<&str>) -> Result<(), LedgerFault> {
        match hash {
            Some(hash) => self.pins.insert(account, hash.to_owned()),
            None => self.pins.remove(&account),
        };
        self.tries.remove(&Tried::Pin(account));
        Ok(())
    }

    fn put_memo(&mut self, customer: i64, account: i64, memo: Option<&str>) -> Result<(), LedgerFault> {
        let holds = self.customer_of(customer).is_some_and(|customer| customer.held.iter().any(|(_, held)| *held == account));
        match memo.filter(|_| holds) {
            Some(memo) => self.memos.insert((customer, account), memo.to_owned()),
            None => self.memos.remove(&(customer, account)),
        };
        Ok(())
    }

    fn delete_rows(&mut self, account: i64, day: i64) -> Result<(), LedgerFault> {
        self.rows.remove(&(account, day));
        Ok(())
    }

    fn insert_rows(&mut self, rows: &[StoredRow]) -> Result<(), LedgerFault> {
        for row in rows {
            self.rows.entry((row.account, row.day)).or_default().push(row.clone());
        }
        Ok(())
    }

    fn put_days(&mut self, _: &[DayRow]) -> Result<(), LedgerFault> {
        Ok(())
    }

    fn add_month(&mut self, _: i64, _: i64, _: MonthChange) -> Result<(), LedgerFault> {
        Ok(())
    }

    fn put_provisional(&mut self, account: i64, rows: &[(i64, i64)]) -> Result<(), LedgerFault> {
        self.provisional.insert(account, rows.to_vec());
        Ok(())
    }

    fn bump(&mut self, _: i64) -> Result<(), LedgerFault> {
        Ok(())
    }
}

impl WholeLedger for Tables {
    fn accounts_after(&mut self, seq: i64, limit: i64) -> Result<Vec<AccountRow>, LedgerFault> {
        let mut rows: Vec<_> = self.accounts.values().filter(|row| row.seq > seq).cloned().collect();
        rows.sort_by_key(|row| row.seq);
        rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        Ok(rows)
    }

    fn rows_after(&mut self, account: i64, behind: (i64, i64), until: i64, limit: i64) -> Result<Vec<StoredRow>, LedgerFault> {
        let mut rows: Vec<_> = self.rows.range((account, behind.0)..=(account, until)).flat_map(|(_, rows)| rows).cloned().collect();
        rows.retain(|row| (row.day, row.position) > behind);
        rows.sort_by_key(|row| (row.day, row.position));
        rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        Ok(rows)
    }

    fn days_after(&mut self, account: i64, day: i64, limit: i64) -> Result<Vec<DayRow>, LedgerFault> {
        let days: Vec<i64> = self.rows.range((account, day)..=(account, i64::MAX)).map(|((_, day), _)| *day).collect();
        let later = days.into_iter().filter(|one| *one > day).take(usize::try_from(limit).unwrap_or(usize::MAX));
        later.filter_map(|day| self.day(account, day).transpose()).collect()
    }

    /// They are not kept here, so there is nothing that could be wrong.
    fn sums(&mut self, account: i64) -> Result<Sums, LedgerFault> {
        let (mut months, mut years): (BTreeMap<i64, MonthChange>, BTreeMap<i64, MonthChange>) = Default::default();
        for day in self.days_after(account, i64::MIN, i64::MAX)? {
            let year = year_of(day.day)?;
            for sum in [months.entry(day.month).or_default(), years.entry(year).or_default()] {
                sum.live += day.live;
                sum.days += i64::from(day.live > 0);
                sum.net += day.net;
                sum.book += day.book;
            }
        }
        Ok((months.into_iter().collect(), years.into_iter().collect()))
    }

    fn size(&mut self) -> Result<(i64, i64), LedgerFault> {
        let rows = self.rows.values().flatten().filter(|row| row.position > 0).count();
        Ok((self.accounts.len() as i64, rows as i64))
    }

    fn strays(&mut self, _: i64) -> Result<Vec<i64>, LedgerFault> {
        Ok(Vec::new())
    }
}

impl OpenTables for Tables {
    fn net_before(&mut self, account: i64, day: i64) -> Result<i64, StoreFault> {
        Ok(self.listed(account).iter().filter(|row| row.day < day).map(|row| row.amount).sum())
    }

    fn customers(&mut self) -> Result<Vec<CustomerRow>, StoreFault> {
        Ok(self.customers.values().map(|customer| customer.row.clone()).collect())
    }

    fn login_key(&mut self) -> Result<Option<IdKey>, StoreFault> {
        Ok(self.login_key.clone())
    }

    fn add_login_key(&mut self, key: &IdKey, _now: i64) -> Result<(), StoreFault> {
        self.login_key = Some(key.clone());
        Ok(())
    }

    fn id_keys(&mut self) -> Result<Vec<IdKey>, StoreFault> {
        Ok(self.id_keys.values().cloned().collect())
    }

    fn add_id_key(&mut self, key: &IdKey, _now: i64) -> Result<(), StoreFault> {
        match self.id_keys.insert(key.id.clone(), key.clone()) {
            None => Ok(()),
            Some(_) => Err(StoreFault::Conflict("a key with this id is remembered".to_owned())),
        }
    }
}
