//! What this room needs from below: the bank's tables in small steps on one open transaction, somebody who opens them, and
//! somebody who knows about passwords.

use fgapi_banking::InquiryPin;
use fgapi_domain::{AccountKey, BankCode, CertificateFingerprint, Secret};

use crate::{AccountRow, BranchRow, CustomerRow, DayRow, LedgerFault, MonthChange, QuestionRow, StoredRow};

/// Work on tables that are only read.
pub type ReadWork<'w> = &'w mut dyn FnMut(&mut dyn ReadLedger) -> Result<(), LedgerFault>;

/// Work that changes the tables: kept whole when it is `Ok`, else not at all.
pub type ChangeWork<'w> = &'w mut dyn FnMut(&mut dyn Ledger) -> Result<(), LedgerFault>;

/// Whoever keeps the bank's tables and opens them. A transaction begins and ends in one call.
pub trait LedgerKeeper {
    /// Opens the tables to be read; nobody is held up meanwhile. `work` is called once at most.
    ///
    /// # Errors
    /// What `work` answered, or [`LedgerFault`] when the tables cannot be opened.
    fn inspect(&self, work: ReadWork<'_>) -> Result<(), LedgerFault>;

    /// Opens the tables to be changed, in one transaction. `work` is called once at most; when it fails, nothing is kept.
    ///
    /// # Errors
    /// What `work` answered, or [`LedgerFault`] when the tables cannot be opened or the change cannot be made durable.
    fn amend(&self, work: ChangeWork<'_>) -> Result<(), LedgerFault>;
}

/// The bank's tables, read. Every method answers [`LedgerFault`] when the store does not.
pub trait ReadLedger {
    /// Codes of all banks that are stored, or have a branch.
    fn banks(&mut self) -> Result<Vec<String>, LedgerFault>;
    /// All branches of a bank, gone ones too, by code.
    fn branches(&mut self, bank: &str) -> Result<Vec<BranchRow>, LedgerFault>;

    /// The account with this key.
    fn account(&mut self, key: &AccountKey) -> Result<Option<AccountRow>, LedgerFault>;
    /// The customer with this id.
    fn customer(&mut self, id: &str) -> Result<Option<CustomerRow>, LedgerFault>;
    /// The id of the customer with this login id.
    fn customer_of_login(&mut self, login: &str) -> Result<Option<String>, LedgerFault>;
    /// Keys and seqs of the accounts that a customer holds with a bank, in their order.
    fn holdings(&mut self, customer: i64, bank: BankCode) -> Result<Vec<(AccountKey, i64)>, LedgerFault>;
    /// The certificates by which a customer logs in, in their order.
    fn certificates(&mut self, customer: i64) -> Result<Vec<CertificateFingerprint>, LedgerFault>;
    /// The seq of the customer whose certificate this is.
    fn customer_of_certificate(&mut self, certificate: &CertificateFingerprint) -> Result<Option<i64>, LedgerFault>;
    /// A customer's questions by number.
    fn questions(&mut self, customer: i64) -> Result<Vec<QuestionRow>, LedgerFault>;
    /// The hash of the inquiry PIN that is filed for an account, as [`Passwords`] made it.
    fn filed_pin(&mut self, account: i64) -> Result<Option<String>, LedgerFault>;
    /// A holder's own words on an account (口座メモ).
    fn memo(&mut self, customer: i64, account: i64) -> Result<Option<String>, LedgerFault>;

    /// First and last day of an account that have a row.
    fn span(&mut self, account: i64) -> Result<Option<(i64, i64)>, LedgerFault>;
    /// Sum of `book` over the account's days before `day`.
    fn book_before(&mut self, account: i64, day: i64) -> Result<i64, LedgerFault>;
    /// All rows of a day, cancelled ones too, by (second, ordinal).
    fn rows(&mut self, account: i64, day: i64) -> Result<Vec<StoredRow>, LedgerFault>;
    /// What a day comes to.
    fn day(&mut self, account: i64, day: i64) -> Result<Option<DayRow>, LedgerFault>;
    /// The newest listed row before (`day`, `position`) with this amount (and reference, when one is given): its day and ordinal.
    fn counterpart(
        &mut self,
        account: i64,
        before: (i64, i64),
        amount: i64,
        reference: Option<&str>,
    ) -> Result<Option<(i64, i64)>, LedgerFault>;
    /// Rows of an account that a notice told and no statement yet, by their day and ordinal, in that order.
    fn provisional(&mut self, account: i64) -> Result<Vec<(i64, i64)>, LedgerFault>;
}

/// Sums of an account's months and years, each by its first day.
pub type Sums = (Vec<(i64, MonthChange)>, Vec<(i64, MonthChange)>);

/// The bank's tables from one end to the other, part by part: what [`check_ledger`](crate::check_ledger) reads. Every method answers
/// [`LedgerFault`] when the store does not.
pub trait WholeLedger: ReadLedger {
    /// How many accounts there are, and how many listed rows by the sums of their years.
    fn size(&mut self) -> Result<(i64, i64), LedgerFault>;
    /// Numbers of accounts that have rows and are not there, up to `limit`.
    fn strays(&mut self, limit: i64) -> Result<Vec<i64>, LedgerFault>;
    /// Accounts with a larger number than this, by number.
    fn accounts_after(&mut self, seq: i64, limit: i64) -> Result<Vec<AccountRow>, LedgerFault>;
    /// An account's rows behind this day and position and up to the end of a day, cancelled ones too, by day and position.
    fn rows_after(&mut self, account: i64, behind: (i64, i64), until: i64, limit: i64) -> Result<Vec<StoredRow>, LedgerFault>;
    /// What days of an account come to that are later than this one, by day.
    fn days_after(&mut self, account: i64, day: i64, limit: i64) -> Result<Vec<DayRow>, LedgerFault>;
    /// What an account's months and years come to, as they are stored.
    fn sums(&mut self, account: i64) -> Result<Sums, LedgerFault>;
}

/// The bank's tables within one transaction. Every method answers [`LedgerFault`] when the store does not.
pub trait Ledger: ReadLedger {
    /// Adds or renames a bank; whether anything changed.
    fn put_bank(&mut self, code: &str, name: &str) -> Result<bool, LedgerFault>;
    /// Adds or replaces branches of a bank.
    fn put_branches(&mut self, bank: &str, rows: &[BranchRow]) -> Result<(), LedgerFault>;

    /// Adds (seq 0) or replaces an account; its seq.
    fn put_account(&mut self, row: &AccountRow) -> Result<i64, LedgerFault>;
    /// Adds (seq 0) or replaces a customer, who may then log in again; their seq.
    fn put_customer(&mut self, row: &CustomerRow) -> Result<i64, LedgerFault>;
    /// Replaces what a customer holds with a bank; the accounts come in their order. The memo of an account that they go on
    /// holding stays.
    fn put_holdings(&mut self, customer: i64, bank: BankCode, accounts: &[i64]) -> Result<(), LedgerFault>;
    /// Replaces a customer's certificates. Each belongs to one customer: that of another is a [`LedgerFault::Conflict`].
    fn put_certificates(&mut self, customer: i64, certificates: &[CertificateFingerprint]) -> Result<(), LedgerFault>;
    /// Replaces a customer's questions, which may then be answered again.
    fn put_questions(&mut self, customer: i64, questions: &[QuestionRow]) -> Result<(), LedgerFault>;
    /// Files an account's inquiry PIN, which may then be given again, or takes it away.
    fn put_filed_pin(&mut self, account: i64, hash: Option<&str>) -> Result<(), LedgerFault>;
    /// Writes a holder's words on an account, or takes them away. Nothing happens when the customer does not hold it.
    fn put_memo(&mut self, customer: i64, account: i64, memo: Option<&str>) -> Result<(), LedgerFault>;

    /// Takes all rows of a day out, to be written anew.
    fn delete_rows(&mut self, account: i64, day: i64) -> Result<(), LedgerFault>;
    /// Writes new rows.
    fn insert_rows(&mut self, rows: &[StoredRow]) -> Result<(), LedgerFault>;
    /// Writes new or changed days.
    fn put_days(&mut self, days: &[DayRow]) -> Result<(), LedgerFault>;
    /// Adds to a month.
    fn add_month(&mut self, account: i64, month: i64, change: MonthChange) -> Result<(), LedgerFault>;
    /// Replaces what [`provisional`](ReadLedger::provisional) answers.
    fn put_provisional(&mut self, account: i64, rows: &[(i64, i64)]) -> Result<(), LedgerFault>;
    /// Notes that the account's transactions changed.
    fn bump(&mut self, account: i64) -> Result<(), LedgerFault>;
}

/// How passwords, answers and inquiry PINs are hashed and compared. Hashing takes time on purpose.
pub trait Passwords {
    /// Whether the text is a hash that [`matches`](Self::matches) or [`matches_pin`](Self::matches_pin) understands.
    fn is_hash(&self, text: &str) -> bool;

    /// Whether `password` is the one that was hashed.
    fn matches(&self, hash: &str, password: &Secret) -> bool;

    /// The password's hash under a new salt.
    ///
    /// # Errors
    /// [`LedgerFault::Unavailable`] when memory or randomness is missing.
    fn hash(&self, password: &Secret) -> Result<String, LedgerFault>;

    /// Whether there is a key to hash inquiry PINs under. Whoever reads the hashes of four digits without one has guessed them
    /// in minutes, however slow the hash.
    fn takes_pins(&self) -> bool;

    /// Whether `pin` is the one that was hashed, under the same key.
    fn matches_pin(&self, hash: &str, pin: &InquiryPin) -> bool;

    /// The PIN's hash under a new salt and the key.
    ///
    /// # Errors
    /// [`LedgerFault::Unavailable`] when memory, randomness or the key is missing.
    fn hash_pin(&self, pin: &InquiryPin) -> Result<String, LedgerFault>;
}
