//! What a customer holds is read once and written once, however many lines of a file name them.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt::Write as _;

use fgapi_domain::{AccountKey, BankCode};
use fgapi_intake::{
    AccountRow, BranchRow, ChangeWork, CustomerRow, DayRow, Ledger, LedgerFault, LedgerKeeper, MonthChange, ReadLedger, ReadWork,
    StoredRow, import_accounts,
};

/// Tables of accounts and holdings that count how often holdings are read and written.
#[derive(Default)]
struct Tables {
    accounts: BTreeMap<AccountKey, AccountRow>,
    read: usize,
    written: Vec<(i64, Vec<i64>)>,
}

#[derive(Default)]
struct Keeper(RefCell<Tables>);

impl LedgerKeeper for Keeper {
    fn inspect(&self, work: ReadWork<'_>) -> Result<(), LedgerFault> {
        work(&mut *self.0.borrow_mut())
    }

    fn amend(&self, work: ChangeWork<'_>) -> Result<(), LedgerFault> {
        work(&mut *self.0.borrow_mut())
    }
}

/// Steps that an import of accounts has no need of.
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

    /// Customer `7` has the number 7.
    fn customer(&mut self, id: &str) -> Result<Option<CustomerRow>, LedgerFault> {
        let row = |seq| CustomerRow { seq, id: id.to_owned(), login_id: id.to_owned(), name: id.to_owned(), password_hash: None };
        Ok(id.parse().ok().map(row))
    }

    fn holdings(&mut self, _: i64, _: BankCode) -> Result<Vec<(AccountKey, i64)>, LedgerFault> {
        self.read += 1;
        Ok(Vec::new())
    }

    not_needed! {
        banks() -> Vec<String>;
        branches(&str) -> Vec<BranchRow>;
        customer_of_login(&str) -> Option<String>;
        span(i64) -> Option<(i64, i64)>;
        book_before(i64, i64) -> i64;
        rows(i64, i64) -> Vec<StoredRow>;
        day(i64, i64) -> Option<DayRow>;
        counterpart(i64, (i64, i64), i64, Option<&str>) -> Option<(i64, i64)>;
    }
}

impl Ledger for Tables {
    fn put_account(&mut self, row: &AccountRow) -> Result<i64, LedgerFault> {
        let seq = self.accounts.len() as i64 + 1;
        self.accounts.insert(row.key.clone(), AccountRow { seq, ..row.clone() });
        Ok(seq)
    }

    fn put_holdings(&mut self, customer: i64, _: BankCode, accounts: &[i64]) -> Result<(), LedgerFault> {
        self.written.push((customer, accounts.to_vec()));
        Ok(())
    }

    not_needed! {
        put_bank(&str, &str) -> bool;
        put_branches(&str, &[BranchRow]) -> ();
        put_customer(&CustomerRow) -> i64;
        delete_rows(i64, i64) -> ();
        insert_rows(&[StoredRow]) -> ();
        put_days(&[DayRow]) -> ();
        add_month(i64, i64, MonthChange) -> ();
        bump(i64) -> ();
    }
}

#[test]
fn are_read_once_and_written_once() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("accounts.csv");
    let mut text = "bank_code,branch_code,kind,number,owner_type,customer_id\n".to_owned();
    // The numbers fall from line to line, and the customers take turns.
    for number in (1..=200).rev() {
        writeln!(text, "9999,101,1,{number:07},p,{}", 1 + number % 2).unwrap();
    }
    std::fs::write(&file, text).unwrap();
    let keeper = Keeper::default();
    assert_eq!(import_accounts(&keeper, &file, &mut |_| ()).unwrap().linked, 200);
    let tables = keeper.0.into_inner();
    assert_eq!(tables.read, 2);
    let by_number = |first: i64| (1..=200).rev().skip_while(move |seq| *seq > first).step_by(2).collect::<Vec<_>>();
    assert_eq!(tables.written, [(1, by_number(199)), (2, by_number(200))], "each customer's accounts by their numbers");
}
