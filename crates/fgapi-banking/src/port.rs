//! The port: one trait a capability, and [`Bank`] for all of them.

use fgapi_domain::{
    Account, AccountKey, AsOf, Bank as BankProfile, Branch, CustomerId, DailyBalance, LoginId, Period, Secret, Transaction, UnixSeconds,
};
use fgapi_page::{Page, PageNumber};

use crate::{BankFault, LogInOutcome};

/// The bank itself and its branches (/branches@GET).
pub trait Branches: Send + Sync {
    /// The bank that is served.
    ///
    /// # Errors
    /// [`BankFault`] when the core cannot answer.
    fn bank(&self) -> Result<BankProfile, BankFault>;

    /// One page of the bank's present branches, by branch code.
    ///
    /// # Errors
    /// [`BankFault`] when the core cannot answer.
    fn branches(&self, page: PageNumber) -> Result<Page<Branch>, BankFault>;
}

/// The accounts of a customer (/accounts@GET).
pub trait Accounts: Send + Sync {
    /// One page of the accounts that `customer` holds, by (branch, kind, number). An unknown customer holds none.
    ///
    /// # Errors
    /// [`BankFault`] when the core cannot answer.
    fn accounts(&self, customer: &CustomerId, page: PageNumber) -> Result<Page<Account>, BankFault>;
}

/// What a question about one account gives: the answer, or that the customer does not hold such an account.
/// Whether it exists at all is not told apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Held<T> {
    /// The customer holds the account.
    Yes(T),
    /// The customer holds no such account.
    No,
}

impl<T> Held<T> {
    /// The same answer with its content made into something else.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Held<U> {
        match self {
            Self::Yes(content) => Held::Yes(change(content)),
            Self::No => Held::No,
        }
    }
}

/// One page of an account's transactions or balances, and how fresh it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement<T> {
    /// The rows.
    pub page: Page<T>,
    /// The bank's reference date and when it was taken over; `None` where the bank does not say.
    pub as_of: Option<AsOf>,
}

/// The transactions of an account (/transactions@GET).
pub trait Transactions: Send + Sync {
    /// One page of the transactions that were booked in `period` and are not cancelled, by (booked instant, core sequence).
    ///
    /// # Errors
    /// [`BankFault`] when the core cannot answer.
    fn transactions(
        &self,
        customer: &CustomerId,
        account: &AccountKey,
        period: Period,
        page: PageNumber,
    ) -> Result<Held<Statement<Transaction>>, BankFault>;
}

/// Which days /balances@GET shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BalanceFill {
    /// Days that have a transaction (the document's reading, R14).
    #[default]
    BookedDays,
    /// Every day from the first known balance on; a day without a transaction carries the balance of the day before (`fill=carry`).
    Carry,
}

/// The daily balances of an account (/balances@GET).
pub trait Balances: Send + Sync {
    /// One page of the balances after each day's last transaction, by day. A day whose transactions were all
    /// cancelled has none.
    ///
    /// With [`BalanceFill::Carry`] there is a row for every day of `period` from the account's first booked day on
    /// (`as_of.date` is the last one where it is known and earlier than the period's end).
    ///
    /// # Errors
    /// [`BankFault`] when the core cannot answer.
    fn balances(
        &self,
        customer: &CustomerId,
        account: &AccountKey,
        period: Period,
        fill: BalanceFill,
        page: PageNumber,
    ) -> Result<Held<Statement<DailyBalance>>, BankFault>;
}

/// Whether a customer is who they say.
pub trait LogIn: Send + Sync {
    /// Checks a login id and password at `now`. A wrong password is counted *before* it is looked at, so that many
    /// attempts at once cannot pass the limit; an unknown login id costs the same time as a wrong password.
    ///
    /// # Errors
    /// [`BankFault`] when the core cannot answer; nothing is counted then.
    fn log_in(&self, login: &LoginId, password: &Secret, now: UnixSeconds) -> Result<LogInOutcome, BankFault>;
}

/// Everything a bank answers.
pub trait Bank: Branches + Accounts + Transactions + Balances + LogIn {}

impl<B: Branches + Accounts + Transactions + Balances + LogIn> Bank for B {}
