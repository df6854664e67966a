//! A bank's files, checked whole and taken in: branches, accounts, customers, 全銀 and CSV statements, notices, balances.
//!
//! One file is one change of the bank's tables: it is read and checked whole before anything is locked, then read again and
//! written; whatever is wrong with it, nothing of it is kept. Memory does not grow with the file as long as the file has each
//! account's rows together and in order of days (as banks write them); otherwise its rows are sorted in memory.
//!
//! This room never knows which database keeps the tables, never begins or ends a transaction (its [`LedgerKeeper`] does),
//! never computes a password's hash (its [`Passwords`] do), never asks for the time, and never repeats a name, a password or an
//! account number when it refuses a file.
//!
//! A file that is wrong in itself is refused before the tables are opened, here by a keeper that never opens them:
//!
//! ```
//! use fgapi_banking::InquiryPin;
//! use fgapi_domain::Secret;
//! use fgapi_intake::{ChangeWork, LedgerFault, LedgerKeeper, Passwords, ReadWork, import_accounts};
//!
//! struct Closed;
//!
//! impl LedgerKeeper for Closed {
//!     fn inspect(&self, _: ReadWork<'_>) -> Result<(), LedgerFault> {
//!         Err(LedgerFault::Busy)
//!     }
//!
//!     fn amend(&self, _: ChangeWork<'_>) -> Result<(), LedgerFault> {
//!         Err(LedgerFault::Busy)
//!     }
//! }
//!
//! impl Passwords for Closed {
//!     fn is_hash(&self, _: &str) -> bool {
//!         false
//!     }
//!
//!     fn matches(&self, _: &str, _: &Secret) -> bool {
//!         false
//!     }
//!
//!     fn hash(&self, _: &Secret) -> Result<String, LedgerFault> {
//!         Err(LedgerFault::Busy)
//!     }
//!
//!     fn takes_pins(&self) -> bool {
//!         false
//!     }
//!
//!     fn matches_pin(&self, _: &str, _: &InquiryPin) -> bool {
//!         false
//!     }
//!
//!     fn hash_pin(&self, _: &InquiryPin) -> Result<String, LedgerFault> {
//!         Err(LedgerFault::Busy)
//!     }
//! }
//!
//! let directory = tempfile::tempdir()?;
//! let file = directory.path().join("accounts.csv");
//! std::fs::write(&file, "bank_code,branch_code,kind,number,owner_type\n9999,101,1,0000001,p\n9999,101,1,0000001,p\n")?;
//! let refusal = import_accounts(&Closed, &file, &Closed, &mut |_| ()).map(|_| ()).map_err(|fault| fault.to_string());
//! assert!(refusal.is_err_and(|text| text.starts_with("line 3, column number: the account stands twice in the file")));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod accounts;
mod branches;
mod check;
mod csv_file;
mod customers;
mod fault;
mod line_ends;
mod port;
mod progress;
mod questions;
mod rows;
mod statement;
mod table_file;
mod work;

pub use accounts::{AccountsReport, import_accounts};
pub use branches::{BranchesReport, import_branches_csv, import_branches_json};
pub use check::{LedgerBreak, LedgerCheck, check_ledger};
pub use customers::{CustomersReport, NewCustomer, add_customer, import_customers};
pub use fault::{ImportFault, LedgerFault, Refused};
pub use port::{ChangeWork, Ledger, LedgerKeeper, Passwords, ReadLedger, ReadWork, Sums, WholeLedger};
pub use progress::Progress;
pub use rows::{AccountRow, BranchRow, CustomerRow, DayRow, MonthChange, QuestionRow, StoredRow, month_of, year_of};
pub use statement::{
    BalancesReport, BankCsvOptions, ColumnMap, ListedRow, MapFault, StatementOptions, TransactionsCsv, TransactionsReport, Warning,
    business_of, import_balances, import_bank_csv, import_transactions_csv, import_zengin,
};
