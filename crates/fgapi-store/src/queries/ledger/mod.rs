//! The bank's tables as importers see them.

mod accounts;
mod branches;
mod consent;
mod id_keys;
mod transactions;
mod walk;

use fgapi_domain::{AccountKey, BankCode, CertificateFingerprint};
use fgapi_intake::{
    AccountRow, BranchRow, CustomerRow, DayRow, Ledger, LedgerFault, MonthChange, QuestionRow, ReadLedger, StoredRow, Sums, WholeLedger,
};

use super::{Conn, bulk, year_of};
use crate::StoreFault;
use crate::engine::OpenTables;
use crate::id_keys::IdKey;

/// The tables behind one open transaction.
pub(crate) struct SqlLedger<'c> {
    conn: &'c mut Conn,
}

impl<'c> SqlLedger<'c> {
    /// Over this connection.
    pub(crate) fn new(conn: &'c mut Conn) -> Self {
        Self { conn }
    }
}

/// Each method of a port as one function of a module beside this one: `module::name(arguments) -> answer`.
macro_rules! steps {
    ($($module:ident::$name:ident($($argument:ident: $sort:ty),*) -> $answer:ty;)*) => {$(
        fn $name(&mut self, $($argument: $sort),*) -> Result<$answer, LedgerFault> {
            Ok($module::$name(self.conn, $($argument),*)?)
        }
    )*};
}

impl ReadLedger for SqlLedger<'_> {
    steps! {
        branches::banks() -> Vec<String>;
        branches::branches(bank: &str) -> Vec<BranchRow>;
        accounts::account(key: &AccountKey) -> Option<AccountRow>;
        accounts::customer(id: &str) -> Option<CustomerRow>;
        accounts::customer_of_login(login: &str) -> Option<String>;
        accounts::holdings(customer: i64, bank: BankCode) -> Vec<(AccountKey, i64)>;
        consent::certificates(customer: i64) -> Vec<CertificateFingerprint>;
        consent::customer_of_certificate(certificate: &CertificateFingerprint) -> Option<i64>;
        consent::questions(customer: i64) -> Vec<QuestionRow>;
        consent::filed_pin(account: i64) -> Option<String>;
        consent::memo(customer: i64, account: i64) -> Option<String>;
        transactions::span(account: i64) -> Option<(i64, i64)>;
        transactions::book_before(account: i64, day: i64) -> i64;
        transactions::rows(account: i64, day: i64) -> Vec<StoredRow>;
        transactions::day(account: i64, day: i64) -> Option<DayRow>;
        transactions::counterpart(account: i64, before: (i64, i64), amount: i64, reference: Option<&str>) -> Option<(i64, i64)>;
        transactions::provisional(account: i64) -> Vec<(i64, i64)>;
    }
}

impl Ledger for SqlLedger<'_> {
    steps! {
        branches::put_bank(code: &str, name: &str) -> bool;
        bulk::put_branches(bank: &str, rows: &[BranchRow]) -> ();
        accounts::put_account(row: &AccountRow) -> i64;
        accounts::put_customer(row: &CustomerRow) -> i64;
        accounts::put_holdings(customer: i64, bank: BankCode, accounts: &[i64]) -> ();
        consent::put_certificates(customer: i64, certificates: &[CertificateFingerprint]) -> ();
        consent::put_questions(customer: i64, questions: &[QuestionRow]) -> ();
        consent::put_filed_pin(account: i64, hash: Option<&str>) -> ();
        consent::put_memo(customer: i64, account: i64, memo: Option<&str>) -> ();
        transactions::delete_rows(account: i64, day: i64) -> ();
        bulk::insert_rows(rows: &[StoredRow]) -> ();
        bulk::put_days(days: &[DayRow]) -> ();
        transactions::add_month(account: i64, month: i64, change: MonthChange) -> ();
        transactions::put_provisional(account: i64, rows: &[(i64, i64)]) -> ();
        transactions::bump(account: i64) -> ();
    }
}

impl WholeLedger for SqlLedger<'_> {
    steps! {
        walk::size() -> (i64, i64);
        walk::strays(limit: i64) -> Vec<i64>;
        walk::accounts_after(seq: i64, limit: i64) -> Vec<AccountRow>;
        walk::rows_after(account: i64, behind: (i64, i64), until: i64, limit: i64) -> Vec<StoredRow>;
        walk::days_after(account: i64, day: i64, limit: i64) -> Vec<DayRow>;
        walk::sums(account: i64) -> Sums;
    }
}

impl OpenTables for SqlLedger<'_> {
    fn net_before(&mut self, account: i64, day: i64) -> Result<i64, StoreFault> {
        walk::net_before(self.conn, account, day)
    }

    fn customers(&mut self) -> Result<Vec<CustomerRow>, StoreFault> {
        accounts::customers(self.conn)
    }

    fn login_key(&mut self) -> Result<Option<IdKey>, StoreFault> {
        id_keys::login_key(self.conn)
    }

    fn add_login_key(&mut self, key: &IdKey, now: i64) -> Result<(), StoreFault> {
        id_keys::add_login_key(self.conn, key, now)
    }

    fn id_keys(&mut self) -> Result<Vec<IdKey>, StoreFault> {
        id_keys::id_keys(self.conn)
    }

    fn add_id_key(&mut self, key: &IdKey, now: i64) -> Result<(), StoreFault> {
        id_keys::add_id_key(self.conn, key, now)
    }
}
