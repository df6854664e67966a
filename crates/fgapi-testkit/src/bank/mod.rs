//! Every law of the banking-core port, as functions that can be run against any implementation.
//!
//! An integrator implements [`BankFixture`] over the bank's own core (its test system, say) and calls
//! [`bank_laws!`](crate::bank_laws) once: each law becomes a test. A failure says what the FGAPI document asks.

mod accounts;
mod balances;
mod branches;
mod login;
mod stage;
mod transactions;

use std::sync::Arc;

use fgapi_banking::Bank;
use fgapi_domain::{AccountKey, Booked, Branch, CustomerId, LoginId, LongText, Secret, Yen};

pub use accounts::{accounts_come_in_order, an_unknown_customer_holds_nothing, pages_of_accounts};
pub use balances::{
    a_balance_is_that_of_the_last_transaction, a_cancelled_day_has_no_balance, carry_fills_every_day, nobody_sees_foreign_balances,
    pages_of_balances,
};
pub use branches::{branches_come_in_order, pages_of_branches};
pub use login::{an_unknown_login_is_no_match, many_wrong_passwords_at_once_count, the_right_password_lets_in, wrong_passwords_lock};
pub use stage::BANK;
pub use transactions::{
    a_back_dated_row_moves_later_balances, a_cancelled_row_does_not_exist, balances_continue, both_ends_of_a_period_count,
    equal_rows_are_two_rows, ids_are_stable, large_amounts_are_exact, nobody_sees_foreign_transactions, pages_of_transactions,
    transactions_come_in_order,
};

/// A transaction that the core books.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BookedRow {
    /// When.
    pub booked: Booked,
    /// 入金 positive, 出金 negative.
    pub amount: Yen,
    /// 取引内容.
    pub description: LongText,
}

/// Makes a core be in the state that a law is about. One fixture is one test's own, empty bank with the code [`BANK`].
pub trait BankFixture: Sync {
    /// The bank under test.
    fn bank(&self) -> Arc<dyn Bank>;

    /// From now on these branches are there, and no others.
    fn set_branches(&self, branches: &[Branch]);

    /// Opens an account with this balance.
    fn open_account(&self, account: &AccountKey, opening: Yen);

    /// Adds a customer who holds these accounts.
    fn add_customer(&self, customer: &CustomerId, login: &LoginId, password: &Secret, accounts: &[AccountKey]);

    /// Books rows, in this order. They may be of days gone by, and may equal rows that are booked already.
    fn book(&self, account: &AccountKey, rows: &[BookedRow]);

    /// Cancels one booked row that equals this one.
    fn cancel(&self, account: &AccountKey, row: &BookedRow);

    /// After how many wrong passwords in a row a customer is locked, and for how many seconds.
    fn login_limit(&self) -> (u32, i64);
}

/// Makes a test of each law of the banking-core port: `bank_laws!(make_fixture());`
#[macro_export]
macro_rules! bank_laws {
    ($fixture:expr) => {
        $crate::bank_laws!(@each $fixture;
            branches_come_in_order pages_of_branches
            accounts_come_in_order an_unknown_customer_holds_nothing pages_of_accounts
            transactions_come_in_order both_ends_of_a_period_count pages_of_transactions balances_continue
            a_cancelled_row_does_not_exist a_back_dated_row_moves_later_balances ids_are_stable equal_rows_are_two_rows
            large_amounts_are_exact nobody_sees_foreign_transactions
            a_balance_is_that_of_the_last_transaction a_cancelled_day_has_no_balance pages_of_balances carry_fills_every_day
            nobody_sees_foreign_balances
            the_right_password_lets_in wrong_passwords_lock an_unknown_login_is_no_match many_wrong_passwords_at_once_count);
    };
    (@each $fixture:expr; $($law:ident)*) => {
        $(
            #[test]
            fn $law() {
                $crate::bank::$law(&$fixture);
            }
        )*
    };
}
