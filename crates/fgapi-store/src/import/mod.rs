//! Importers: what fills the bank's tables from files.
//!
//! One file is one transaction: it is read and checked whole before anything is locked, then read again and written;
//! whatever is wrong with it, nothing of it is kept. Memory does not grow with the file as long as the file has each
//! account's rows together and in order of days (as banks write them); otherwise its rows are sorted in memory.

mod accounts;
mod branches;
mod csv_file;
mod customers;
mod fault;
mod ledger;
mod password;
mod progress;
mod statement;

pub use accounts::AccountsReport;
pub use branches::BranchesReport;
pub use customers::{CustomerEntry, CustomersReport, NewCustomer};
pub use fault::{ImportFault, Refused};
pub use progress::Progress;
pub use statement::{StatementOptions, TransactionsReport, Warning};

pub(crate) use ledger::{AccountRow, BranchRecord, BranchRow, CustomerRow, DayRow, Ledger, MonthChange, StoredRow, month_of};
pub(crate) use password::{PasswordFault, check_password, dummy_hash};
