//! The bank's tables as importers see them.

mod accounts;
mod branches;
mod id_keys;
mod transactions;

use fgapi_domain::{AccountKey, BankCode};

use super::{Conn, bulk, year_of};
use crate::StoreFault;
use crate::id_keys::IdKey;
use crate::import::{AccountRow, BranchRow, CustomerRow, DayRow, Ledger, MonthChange, StoredRow};

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

impl Ledger for SqlLedger<'_> {
    fn banks(&mut self) -> Result<Vec<String>, StoreFault> {
        branches::banks(self.conn)
    }

    fn put_bank(&mut self, code: &str, name: &str) -> Result<bool, StoreFault> {
        branches::put_bank(self.conn, code, name)
    }

    fn branches(&mut self, bank: &str) -> Result<Vec<BranchRow>, StoreFault> {
        branches::branches(self.conn, bank)
    }

    fn put_branches(&mut self, bank: &str, rows: &[BranchRow]) -> Result<(), StoreFault> {
        Ok(bulk::put_branches(self.conn, bank, rows)?)
    }

    fn account(&mut self, key: &AccountKey) -> Result<Option<AccountRow>, StoreFault> {
        accounts::account(self.conn, key)
    }

    fn put_account(&mut self, row: &AccountRow) -> Result<i64, StoreFault> {
        accounts::put_account(self.conn, row)
    }

    fn customer(&mut self, id: &str) -> Result<Option<CustomerRow>, StoreFault> {
        accounts::customer(self.conn, id)
    }

    fn customer_of_login(&mut self, login: &str) -> Result<Option<String>, StoreFault> {
        accounts::customer_of_login(self.conn, login)
    }

    fn put_customer(&mut self, row: &CustomerRow) -> Result<i64, StoreFault> {
        accounts::put_customer(self.conn, row)
    }

    fn customers(&mut self) -> Result<Vec<CustomerRow>, StoreFault> {
        accounts::customers(self.conn)
    }

    fn holdings(&mut self, customer: i64, bank: BankCode) -> Result<Vec<(AccountKey, i64)>, StoreFault> {
        accounts::holdings(self.conn, customer, bank)
    }

    fn put_holdings(&mut self, customer: i64, bank: BankCode, accounts: &[i64]) -> Result<(), StoreFault> {
        accounts::put_holdings(self.conn, customer, bank, accounts)
    }

    fn span(&mut self, account: i64) -> Result<Option<(i64, i64)>, StoreFault> {
        transactions::span(self.conn, account)
    }

    fn book_before(&mut self, account: i64, day: i64) -> Result<i64, StoreFault> {
        transactions::book_before(self.conn, account, day)
    }

    fn rows(&mut self, account: i64, day: i64) -> Result<Vec<StoredRow>, StoreFault> {
        transactions::rows(self.conn, account, day)
    }

    fn day(&mut self, account: i64, day: i64) -> Result<Option<DayRow>, StoreFault> {
        transactions::day(self.conn, account, day)
    }

    fn delete_rows(&mut self, account: i64, day: i64) -> Result<(), StoreFault> {
        transactions::delete_rows(self.conn, account, day)
    }

    fn insert_rows(&mut self, rows: &[StoredRow]) -> Result<(), StoreFault> {
        if rows.is_empty() { Ok(()) } else { Ok(bulk::insert_rows(self.conn, rows)?) }
    }

    fn put_days(&mut self, days: &[DayRow]) -> Result<(), StoreFault> {
        if days.is_empty() { Ok(()) } else { Ok(bulk::put_days(self.conn, days)?) }
    }

    fn add_month(&mut self, account: i64, month: i64, change: MonthChange) -> Result<(), StoreFault> {
        transactions::add_month(self.conn, account, month, change)
    }

    fn counterpart(
        &mut self,
        account: i64,
        before: (i64, i64),
        amount: i64,
        reference: Option<&str>,
    ) -> Result<Option<(i64, i64)>, StoreFault> {
        transactions::counterpart(self.conn, account, before, amount, reference)
    }

    fn bump(&mut self, account: i64) -> Result<(), StoreFault> {
        transactions::bump(self.conn, account)
    }

    fn id_keys(&mut self) -> Result<Vec<IdKey>, StoreFault> {
        id_keys::id_keys(self.conn)
    }

    fn add_id_key(&mut self, key: &IdKey, now: i64) -> Result<(), StoreFault> {
        id_keys::add_id_key(self.conn, key, now)
    }
}
