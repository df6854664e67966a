//! Every law of the banking-core port, as functions that can be run against any implementation.
//!
//! An integrator implements [`BankFixture`] over the bank's own core (its test system, say) and calls
//! [`bank_laws!`](crate::bank_laws) once: each law becomes a test. A failure says what the FGAPI document asks.

pub mod accounts;
pub mod balances;
pub mod branches;
pub mod login;
pub mod proofs;
mod stage;
pub mod transactions;
pub mod versions;

use std::sync::Arc;

use crate::{Law, bank_laws, bank_proof_laws};
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
    each_row_has_its_own_description, equal_rows_are_two_rows, ids_are_stable, large_amounts_are_exact, nobody_sees_foreign_transactions,
    pages_of_transactions, transactions_come_in_order,
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

/// The laws of the banking-core port, as data.
pub fn laws() -> Vec<Law<dyn BankFixture>> {
    bank_laws!(@laws)
}

/// The laws about certificates, questions and inquiry PINs, as data.
pub fn proof_laws() -> Vec<Law<dyn BankFixture>> {
    bank_proof_laws!(@laws)
}

/// Makes a test of each law about certificates, questions and inquiry PINs, for banks that have them:
/// `bank_proof_laws!(make_fixture());`
#[macro_export]
macro_rules! bank_proof_laws {
    (@laws) => {
        $crate::bank_proof_laws! { @list @laws [bank] [()] }
    };
    ($fresh:expr) => {
        $crate::bank_proof_laws! { @list @tests [bank] [$fresh] }
    };
    (@list @$into:ident [$port:ident] [$stage:expr]) => {
        $crate::each_law! { @$into [$port] [$stage]
            proofs {
                a_certificate_lets_its_customer_in "/auth/login: A certificate and the password of its customer, and only that.",
                a_customer_with_certificates_has_no_other_way_in "/auth/login: A customer with certificates does not log in by id; attempts by their id count like those by an id that nobody has, and never lock them out.",
                wrong_passwords_beside_a_certificate_lock "/auth/login: A stolen certificate gives no more tries than a stolen id.",
                questions_have_their_answers "/auth/login: Each question has its answer.",
                wrong_answers_lock "/auth/login: Wrong answers lock, whichever question they are to.",
                many_wrong_answers_at_once_count "/auth/login: Many wrong answers at once.",
                pins_belong_to_their_accounts "/auth/login: A filed PIN is its account's, and told to nobody who does not hold the account.",
                wrong_pins_lock "/auth/login: Wrong PINs lock their account's PIN, and no other.",
                many_wrong_pins_at_once_count "/auth/login: Many wrong PINs at once.",
                memos_are_their_holders_own "/auth/login: 口座メモ: each holder has words of their own.",
                an_unknown_customer_has_no_name "/auth/login: Somebody unknown has no name.",
            }
        }
    };
}

/// Makes a test of each law of the banking-core port: `bank_laws!(make_fixture());`
#[macro_export]
macro_rules! bank_laws {
    (@laws) => {
        $crate::bank_laws! { @list @laws [bank] [()] }
    };
    ($fresh:expr) => {
        $crate::bank_laws! { @list @tests [bank] [$fresh] }
    };
    (@list @$into:ident [$port:ident] [$stage:expr]) => {
        $crate::each_law! { @$into [$port] [$stage]
            branches {
                branches_come_in_order "/branches@GET, reading R12: Branches come by code, with everything that was told of them.",
                pages_of_branches "/branches@GET: 200 a page, also when branches go and come back.",
            }
            accounts {
                accounts_come_in_order "/accounts@GET, reading R12: Accounts come by (branch, kind, number), whatever order they were opened in.",
                an_unknown_customer_holds_nothing "/accounts@GET: Who is not a customer holds nothing; that is no fault.",
                pages_of_accounts "/accounts@GET: 200 a page.",
            }
            transactions {
                transactions_come_in_order "/transactions@GET, reading R12: By booked instant, then in the core's own sequence.",
                both_ends_of_a_period_count "/transactions@GET, reading R13: start_date and end_date are both in the period.",
                pages_of_transactions "/transactions@GET: 200 a page, over days and months, from any start.",
                balances_continue "/transactions@GET: Every balance follows from the one before.",
                each_row_has_its_own_description "/transactions@GET: description is the row's own, whole, however long and whatever is written in it.",
                a_cancelled_row_does_not_exist "/transactions@GET, reading R15: What the core cancelled is not shown, and no balance knows of it.",
                a_back_dated_row_moves_later_balances "/transactions@GET: A row that arrives late stands at its instant, and later balances know of it.",
                ids_are_stable "/transactions@GET, reading R16: Ids never change: not by late rows, not by cancellations.",
                equal_rows_are_two_rows "/transactions@GET, reading R16: Two equal rows on one day stay two, with ids of their own.",
                large_amounts_are_exact "/transactions@GET: Amounts beyond what a floating-point number holds stay exact.",
                nobody_sees_foreign_transactions "/transactions@GET, reading R7: An account of somebody else answers exactly as one that does not exist.",
            }
            balances {
                a_balance_is_that_of_the_last_transaction "/balances@GET, reading R14: One balance a day: the one after the day's last transaction.",
                a_cancelled_day_has_no_balance "/balances@GET, reading R15: A day on which everything was cancelled has no balance.",
                pages_of_balances "/balances@GET: 200 a page, also with months in between.",
                carry_fills_every_day "/balances@GET: With fill=carry each day has a balance, from the first booked day to the reference date.",
                nobody_sees_foreign_balances "/balances@GET, reading R7: An account of somebody else answers exactly as one that does not exist.",
            }
            versions {
                a_known_page_is_unchanged "/transactions@GET, /balances@GET: A page whose version is known is told to be unchanged, and nothing else is.",
                every_change_makes_a_new_version "/transactions@GET, /balances@GET: Whatever changes a page makes a new version, so that no page is stale.",
                a_version_opens_no_foreign_account "/transactions@GET, reading R7: Who knows a version still sees no account of somebody else.",
            }
            login {
                the_right_password_lets_in "/auth/login: The right password, and only that.",
                wrong_passwords_lock "/auth/login: So many wrong passwords lock, for a time; a right one before that begins anew.",
                an_unknown_login_is_no_match "/auth/login: An unknown login id answers like a wrong password.",
                many_wrong_passwords_at_once_count "/auth/login: Many wrong passwords at once: exactly as many are looked at as the limit allows.",
                an_unknown_login_locks_like_a_known_one "/auth/login: A login id that nobody has is locked as one that somebody has, so that a lock does not tell which there are.",
                many_unknown_logins_at_once_count "/auth/login: Many attempts at a login id that nobody has.",
            }
        }
    };
}
