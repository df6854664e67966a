//! What a bank must answer so that the gateway can serve FGAPI from its data: the banking-core port.
//!
//! A bank integrator implements [`Bank`] (five small traits, and three more that may stay empty) over the bank's own core and hands it to
//! the gateway; `fgapi-store` implements it over tables that its importers fill. `contract_tests!` of `fgapi-testkit`
//! makes a test of every law of these traits, to be run against any implementation.
//!
//! This room never knows a token, a status code or a table.
//!
//! ## The laws in short
//! * **Order is total and does not change:** branches by code; accounts by (branch, kind, number);
//!   transactions by (booked instant, core sequence); balances by day (reading R12).
//! * **A page is a page of what exists now**, [`PAGE_SIZE`](fgapi_page::PAGE_SIZE) rows, and costs the same whatever its number.
//! * **Periods** are Japanese days, both ends included.
//! * **A cancelled transaction does not exist**: not in a page, not in a balance.
//! * **Balances continue**: each transaction's balance is the one before plus its amount.
//! * **A version tells a state**, where a bank has any: any change to an account's pages changes it, and a page comes with the
//!   version that its rows are of. Pages are then kept, and shown again only under the version that the bank says now.
//! * **Nobody sees a foreign account**: what a customer does not hold answers exactly as what does not exist.
//!
//! ```
//! use fgapi_banking::{BankFault, Branches};
//! use fgapi_domain::{Bank, Branch};
//! use fgapi_page::{Page, PageNumber};
//!
//! struct OneBranch(Bank, Branch);
//!
//! impl Branches for OneBranch {
//!     fn bank(&self) -> Result<Bank, BankFault> {
//!         Ok(self.0.clone())
//!     }
//!     fn branches(&self, page: PageNumber) -> Result<Page<Branch>, BankFault> {
//!         let rows = if page == PageNumber::FIRST { vec![self.1.clone()] } else { vec![] };
//!         Ok(Page::cut(page, rows))
//!     }
//! }
//! ```

mod continuity;
mod daily;
mod fault;
mod login;
mod port;
mod secrets;
mod version;

pub use continuity::breaks;
pub use daily::daily_balances;
pub use fault::BankFault;
pub use login::{Checked, LogInOutcome, RefusedLogIn};
pub use port::{
    Accounts, Asked, BalanceFill, Balances, Bank, Branches, Customers, Held, InquiryPins, LogIn, PinAccount, Question, Questions,
    Statement, Transactions,
};
pub use secrets::{Answer, InquiryPin};
pub use version::{Since, Version};
