//! The bank's tables as importers see them: small steps on one open transaction, the same for memory, SQLite and
//! PostgreSQL. Days and months are the numbers that stores keep; money is whole yen.

use fgapi_domain::{AccountKey, BankCode, JstDate};

use crate::StoreFault;
use crate::id_keys::IdKey;

/// A branch as stored.
#[derive(Clone, Debug, PartialEq, Eq, diesel::Queryable)]
pub(crate) struct BranchRow {
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) kana: String,
    pub(crate) address_code: Option<String>,
    pub(crate) tel: Option<String>,
    /// Among the bank's present branches, from 1; `None` when the branch is gone.
    pub(crate) position: Option<i64>,
    /// When it was found to be gone.
    pub(crate) gone_at: Option<i64>,
}

/// A branch as it is written.
#[derive(diesel::Insertable)]
#[diesel(table_name = crate::schema::branches, treat_none_as_default_value = false)]
pub(crate) struct BranchRecord<'r> {
    bank_code: &'r str,
    branch_code: &'r str,
    name: &'r str,
    kana: &'r str,
    address_code: Option<&'r str>,
    tel: Option<&'r str>,
    position: Option<i64>,
    gone_at: Option<i64>,
}

impl<'r> BranchRecord<'r> {
    /// The record of a bank's branch.
    pub(crate) fn new(bank_code: &'r str, row: &'r BranchRow) -> Self {
        let BranchRow { code, name, kana, address_code, tel, position, gone_at } = row;
        let (address_code, tel) = (address_code.as_deref(), tel.as_deref());
        Self { bank_code, branch_code: code, name, kana, address_code, tel, position: *position, gone_at: *gone_at }
    }
}

/// An account as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AccountRow {
    /// The store's number for it; 0 for a new one.
    pub(crate) seq: i64,
    pub(crate) key: AccountKey,
    pub(crate) owner: String,
    pub(crate) type2: Option<String>,
    pub(crate) opening: Option<i64>,
    pub(crate) as_of_day: Option<i64>,
    pub(crate) imported_at: Option<i64>,
}

/// A customer as stored.
#[derive(Clone, PartialEq, Eq, diesel::Queryable, diesel::Selectable)]
#[diesel(table_name = crate::schema::customers)]
pub(crate) struct CustomerRow {
    /// The store's number for them; 0 for a new one.
    pub(crate) seq: i64,
    pub(crate) id: String,
    pub(crate) login_id: String,
    pub(crate) name: String,
    /// PHC string; `None` cannot log in with a password.
    pub(crate) password_hash: Option<String>,
}

/// A transaction as stored. Cancelled ones have the position `-ordinal`.
#[derive(Clone, Debug, PartialEq, Eq, diesel::Queryable, diesel::Selectable, diesel::Insertable)]
#[diesel(table_name = crate::schema::transactions, treat_none_as_default_value = false)]
pub(crate) struct StoredRow {
    pub(crate) account: i64,
    pub(crate) day: i64,
    pub(crate) position: i64,
    pub(crate) ordinal: i64,
    pub(crate) second: i64,
    pub(crate) amount: i64,
    pub(crate) running: i64,
    pub(crate) description: String,
    pub(crate) reference: Option<String>,
    pub(crate) correction: bool,
}

/// What an account's day comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, diesel::Queryable, diesel::Selectable, diesel::Insertable)]
#[diesel(table_name = crate::schema::transaction_days)]
pub(crate) struct DayRow {
    pub(crate) account: i64,
    pub(crate) day: i64,
    pub(crate) month: i64,
    /// Listed rows, and their sum.
    pub(crate) live: i64,
    pub(crate) net: i64,
    /// Sum of all rows, cancelled ones too.
    pub(crate) book: i64,
    pub(crate) last_ordinal: i64,
}

/// By how much an account's month changes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct MonthChange {
    pub(crate) live: i64,
    pub(crate) days: i64,
    pub(crate) net: i64,
    pub(crate) book: i64,
}

/// The month that a day lies in.
pub(crate) fn month_of(day: i64) -> Result<i64, StoreFault> {
    Ok(day - i64::from(JstDate::from_number(day)?.date().day()) + 1)
}

/// The bank's tables within one transaction.
pub(crate) trait Ledger {
    /// Codes of all banks that are stored, or have a branch.
    fn banks(&mut self) -> Result<Vec<String>, StoreFault>;
    /// Adds or renames a bank; whether anything changed.
    fn put_bank(&mut self, code: &str, name: &str) -> Result<bool, StoreFault>;
    /// All branches of a bank, gone ones too, by code.
    fn branches(&mut self, bank: &str) -> Result<Vec<BranchRow>, StoreFault>;
    /// Adds or replaces branches of a bank.
    fn put_branches(&mut self, bank: &str, rows: &[BranchRow]) -> Result<(), StoreFault>;

    /// The account with this key.
    fn account(&mut self, key: &AccountKey) -> Result<Option<AccountRow>, StoreFault>;
    /// Adds (seq 0) or replaces an account; its seq.
    fn put_account(&mut self, row: &AccountRow) -> Result<i64, StoreFault>;
    /// The customer with this id.
    fn customer(&mut self, id: &str) -> Result<Option<CustomerRow>, StoreFault>;
    /// The id of the customer with this login id.
    fn customer_of_login(&mut self, login: &str) -> Result<Option<String>, StoreFault>;
    /// Adds (seq 0) or replaces a customer, who may then log in again; their seq.
    fn put_customer(&mut self, row: &CustomerRow) -> Result<i64, StoreFault>;
    /// All customers by id.
    fn customers(&mut self) -> Result<Vec<CustomerRow>, StoreFault>;
    /// Keys and seqs of the accounts that a customer holds with a bank.
    fn holdings(&mut self, customer: i64, bank: BankCode) -> Result<Vec<(AccountKey, i64)>, StoreFault>;
    /// Replaces what a customer holds with a bank; the accounts come in their order.
    fn put_holdings(&mut self, customer: i64, bank: BankCode, accounts: &[i64]) -> Result<(), StoreFault>;

    /// First and last day of an account that have a row.
    fn span(&mut self, account: i64) -> Result<Option<(i64, i64)>, StoreFault>;
    /// Sum of `book` over the account's days before `day`.
    fn book_before(&mut self, account: i64, day: i64) -> Result<i64, StoreFault>;
    /// All rows of a day, cancelled ones too, by (second, ordinal).
    fn rows(&mut self, account: i64, day: i64) -> Result<Vec<StoredRow>, StoreFault>;
    /// What a day comes to.
    fn day(&mut self, account: i64, day: i64) -> Result<Option<DayRow>, StoreFault>;
    /// Takes all rows of a day out, to be written anew.
    fn delete_rows(&mut self, account: i64, day: i64) -> Result<(), StoreFault>;
    /// Writes new rows.
    fn insert_rows(&mut self, rows: &[StoredRow]) -> Result<(), StoreFault>;
    /// Writes new or changed days.
    fn put_days(&mut self, days: &[DayRow]) -> Result<(), StoreFault>;
    /// Adds to a month.
    fn add_month(&mut self, account: i64, month: i64, change: MonthChange) -> Result<(), StoreFault>;
    /// The newest listed row before (`day`, `position`) with this amount (and reference, when one is given): its day and ordinal.
    fn counterpart(
        &mut self,
        account: i64,
        before: (i64, i64),
        amount: i64,
        reference: Option<&str>,
    ) -> Result<Option<(i64, i64)>, StoreFault>;
    /// Notes that the account's transactions changed.
    fn bump(&mut self, account: i64) -> Result<(), StoreFault>;

    /// Keys that have veiled ids, by id.
    fn id_keys(&mut self) -> Result<Vec<IdKey>, StoreFault>;
    /// Adds a key that veils ids from now on.
    fn add_id_key(&mut self, key: &IdKey, now: i64) -> Result<(), StoreFault>;
}
