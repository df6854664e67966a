//! The bank's tables as importers see them.

mod accounts;
mod branches;
mod id_keys;
mod transactions;

use fgapi_domain::{AccountKey, BankCode};
use fgapi_intake::{AccountRow, BranchRow, CustomerRow, DayRow, Ledger, LedgerFault, MonthChange, ReadLedger, StoredRow};

use super::{Conn, bulk};
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

impl ReadLedger for SqlLedger<'_> {
    fn banks(&mut self) -> Result<Vec<String>, LedgerFault> {
        Ok(branches::banks(self.conn)?)
    }

    fn branches(&mut self, bank: &str) -> Result<Vec<BranchRow>, LedgerFault> {
        Ok(branches::branches(self.conn, bank)?)
    }

    fn account(&mut self, key: &AccountKey) -> Result<Option<AccountRow>, LedgerFault> {
        Ok(accounts::account(self.conn, key)?)
    }

    fn customer(&mut self, id: &str) -> Result<Option<CustomerRow>, LedgerFault> {
        Ok(accounts::customer(self.conn, id)?)
    }

    fn customer_of_login(&mut self, login: &str) -> Result<Option<String>, LedgerFault> {
        Ok(accounts::customer_of_login(self.conn, login)?)
    }

    fn holdings(&mut self, customer: i64, bank: BankCode) -> Result<Vec<(AccountKey, i64)>, LedgerFault> {
        Ok(accounts::holdings(self.conn, customer, bank)?)
    }

    fn span(&mut self, account: i64) -> Result<Option<(i64, i64)>, LedgerFault> {
        Ok(transactions::span(self.conn, account)?)
    }

    fn book_before(&mut self, account: i64, day: i64) -> Result<i64, LedgerFault> {
        Ok(transactions::book_before(self.conn, account, day)?)
    }

    fn rows(&mut self, account: i64, day: i64) -> Result<Vec<StoredRow>, LedgerFault> {
        Ok(transactions::rows(self.conn, account, day)?)
    }

    fn day(&mut self, account: i64, day: i64) -> Result<Option<DayRow>, LedgerFault> {
        Ok(transactions::day(self.conn, account, day)?)
    }

    fn counterpart(
        &mut self,
        account: i64,
        before: (i64, i64),
        amount: i64,
        reference: Option<&str>,
    ) -> Result<Option<(i64, i64)>, LedgerFault> {
        Ok(transactions::counterpart(self.conn, account, before, amount, reference)?)
    }
}

impl Ledger for SqlLedger<'_> {
    fn put_bank(&mut self, code: &str, name: &str) -> Result<bool, LedgerFault> {
        Ok(branches::put_bank(self.conn, code, name)?)
    }

    fn put_branches(&mut self, bank: &str, rows: &[BranchRow]) -> Result<(), LedgerFault> {
        Ok(bulk::put_branches(self.conn, bank, rows).map_err(StoreFault::from)?)
    }

    fn put_account(&mut self, row: &AccountRow) -> Result<i64, LedgerFault> {
        Ok(accounts::put_account(self.conn, row)?)
    }

    fn put_customer(&mut self, row: &CustomerRow) -> Result<i64, LedgerFault> {
        Ok(accounts::put_customer(self.conn, row)?)
    }

    fn put_holdings(&mut self, customer: i64, bank: BankCode, accounts: &[i64]) -> Result<(), LedgerFault> {
        Ok(accounts::put_holdings(self.conn, customer, bank, accounts)?)
    }

    fn delete_rows(&mut self, account: i64, day: i64) -> Result<(), LedgerFault> {
        Ok(transactions::delete_rows(self.conn, account, day)?)
    }

    fn insert_rows(&mut self, rows: &[StoredRow]) -> Result<(), LedgerFault> {
        if rows.is_empty() { Ok(()) } else { Ok(bulk::insert_rows(self.conn, rows).map_err(StoreFault::from)?) }
    }

    fn put_days(&mut self, days: &[DayRow]) -> Result<(), LedgerFault> {
        if days.is_empty() { Ok(()) } else { Ok(bulk::put_days(self.conn, days).map_err(StoreFault::from)?) }
    }

    fn add_month(&mut self, account: i64, month: i64, change: MonthChange) -> Result<(), LedgerFault> {
        Ok(transactions::add_month(self.conn, account, month, change)?)
    }

    fn bump(&mut self, account: i64) -> Result<(), LedgerFault> {
        Ok(transactions::bump(self.conn, account)?)
    }
}

impl OpenTables for SqlLedger<'_> {
    fn customers(&mut self) -> Result<Vec<CustomerRow>, StoreFault> {
        accounts::customers(self.conn)
    }

    fn id_keys(&mut self) -> Result<Vec<IdKey>, StoreFault> {
        id_keys::id_keys(self.conn)
    }

    fn add_id_key(&mut self, key: &IdKey, now: i64) -> Result<(), StoreFault> {
        id_keys::add_id_key(self.conn, key, now)
    }
}
