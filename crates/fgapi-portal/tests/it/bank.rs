//! A core that knows who its customers are, and nothing else about them.

use fgapi_banking::{
    Accounts, BalanceFill, Balances, BankFault, Branches, Customers, Held, InquiryPins, LogIn, LogInOutcome, Questions, RefusedLogIn,
    Statement, Transactions,
};
use fgapi_domain::{Account, AccountKey, Bank, Branch, CustomerId, DailyBalance, LoginId, Period, Secret, Transaction, UnixSeconds};
use fgapi_page::{Page, PageNumber};

/// Everybody's password.
pub(crate) const PASSWORD: &str = "himitsu";

/// The core. Who is called `hanako` when signing in is the customer `c-hanako`.
pub(crate) struct Core;

pub(crate) fn customer(login: &str) -> CustomerId {
    format!("c-{login}").parse().unwrap()
}

impl LogIn for Core {
    fn log_in(&self, login: &LoginId, password: &Secret, _: UnixSeconds) -> Result<LogInOutcome, BankFault> {
        Ok(match password.reveal() {
            PASSWORD => LogInOutcome::Known { customer: customer(login.as_str()), failures: 0 },
            _ => LogInOutcome::Refused(RefusedLogIn::NoMatch),
        })
    }
}

impl Questions for Core {}
impl InquiryPins for Core {}
impl Customers for Core {}

impl Branches for Core {
    fn bank(&self) -> Result<Bank, BankFault> {
        Err(BankFault::TimedOut)
    }

    fn branches(&self, page: PageNumber) -> Result<Page<Branch>, BankFault> {
        Ok(Page::empty(page))
    }
}

impl Accounts for Core {
    fn accounts(&self, _: &CustomerId, page: PageNumber) -> Result<Page<Account>, BankFault> {
        Ok(Page::empty(page))
    }
}

impl Transactions for Core {
    fn transactions(&self, _: &CustomerId, _: &AccountKey, _: Period, _: PageNumber) -> Result<Held<Statement<Transaction>>, BankFault> {
        Ok(Held::No)
    }
}

impl Balances for Core {
    fn balances(
        &self,
        _: &CustomerId,
        _: &AccountKey,
        _: Period,
        _: BalanceFill,
        _: PageNumber,
    ) -> Result<Held<Statement<DailyBalance>>, BankFault> {
        Ok(Held::No)
    }
}
