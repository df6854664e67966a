//! Every law of the banking-core port, as functions that can be run against any implementation.
//!
//! An integrator implements [`BankFixture`] over the bank's own core (its test system, say) and calls
//! [`bank_laws!`](crate::bank_laws) once: each law becomes a test. A failure says what the FGAPI document asks.

mod accounts;
mod balances;
mod branches;
mod login;
mod proofs;
mod stage;
mod transactions;
mod versions;

use std::sync::Arc;

use fgapi_banking::{Answer, Bank, InquiryPin};
use fgapi_domain::{AccountKey, Booked, Branch, CertificateFingerprint, CustomerId, LoginId, LongText, Secret, ShortText, Yen};

pub use accounts::{accounts_come_in_order, an_unknown_customer_holds_nothing, pages_of_accounts};
pub use balances::{
    a_balance_is_that_of_the_last_transaction, a_cancelled_day_has_no_balance, carry_fills_every_day, nobody_sees_foreign_balances,
    pages_of_balances,
};
pub use branches::{branches_come_in_order, pages_of_branches};
pub use login::{
    an_unknown_login_is_no_match, an_unknown_login_locks_like_a_known_one, many_unknown_logins_at_once_count,
    many_wrong_passwords_at_once_count, the_right_password_lets_in, wrong_passwords_lock,
};
pub use proofs::{
    a_certificate_lets_its_customer_in, a_customer_with_certificates_has_no_other_way_in, an_unknown_customer_has_no_name,
    many_wrong_answers_at_once_count, many_wrong_pins_at_once_count, memos_are_their_holders_own, pins_belong_to_their_accounts,
    questions_have_their_answers, wrong_answers_lock, wrong_passwords_beside_a_certificate_lock, wrong_pins_lock,
};
pub use stage::BANK;
pub use transactions::{
    a_back_dated_row_moves_later_balances, a_cancelled_row_does_not_exist, balances_continue, both_ends_of_a_period_count,
    equal_rows_are_two_rows, ids_are_stable, large_amounts_are_exact, nobody_sees_foreign_transactions, pages_of_transactions,
    transactions_come_in_order,
};
pub use versions::{a_known_page_is_unchanged, a_version_opens_no_foreign_account, every_change_makes_a_new_version};

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

    /// From now on these are the customer's certificates. This and what follows is for [`bank_proof_laws!`](crate::bank_proof_laws):
    /// a bank without certificates, questions and inquiry PINs leaves it out.
    fn set_certificates(&self, _customer: &CustomerId, _certificates: &[CertificateFingerprint]) {}

    /// From now on these are the customer's questions, numbered from 1, and their answers. At most three.
    fn set_questions(&self, _customer: &CustomerId, _questions: &[(ShortText, Answer)]) {}

    /// Files an inquiry PIN for an account, or takes it away.
    fn file_pin(&self, _account: &AccountKey, _pin: Option<&InquiryPin>) {}

    /// Makes this the words that a holder of an account has on it.
    fn set_memo(&self, _customer: &CustomerId, _account: &AccountKey, _memo: &ShortText) {}

    /// After how many wrong answers and PINs in a row these are locked, for as many seconds as
    /// [`login_limit`](Self::login_limit) says.
    fn proof_limits(&self) -> ProofLimits {
        ProofLimits { answers: 5, pins: 5 }
    }
}

/// After how many wrong ones in a row something is locked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProofLimits {
    /// Answers of a customer.
    pub answers: u32,
    /// PINs of an account.
    pub pins: u32,
}

/// Makes a test of each law about certificates, questions and inquiry PINs, for banks that have them:
/// `bank_proof_laws!(make_fixture());`
#[macro_export]
macro_rules! bank_proof_laws {
    ($fixture:expr) => {
        $crate::bank_laws!(@each $fixture;
            a_certificate_lets_its_customer_in a_customer_with_certificates_has_no_other_way_in
            wrong_passwords_beside_a_certificate_lock
            questions_have_their_answers wrong_answers_lock many_wrong_answers_at_once_count
            pins_belong_to_their_accounts wrong_pins_lock many_wrong_pins_at_once_count
            memos_are_their_holders_own an_unknown_customer_has_no_name);
    };
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
            a_known_page_is_unchanged every_change_makes_a_new_version a_version_opens_no_foreign_account
            the_right_password_lets_in wrong_passwords_lock an_unknown_login_is_no_match many_wrong_passwords_at_once_count
            an_unknown_login_locks_like_a_known_one many_unknown_logins_at_once_count);
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
