//! The rows of [`fgapi_intake`] as the databases read and write them.

use fgapi_intake::{BranchRow, DayRow, StoredRow};

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

/// A transaction as it is read.
#[derive(diesel::Queryable, diesel::Selectable)]
#[diesel(table_name = crate::schema::transactions)]
pub(crate) struct StoredTransaction {
    account: i64,
    day: i64,
    position: i64,
    ordinal: i64,
    second: i64,
    amount: i64,
    running: i64,
    description: String,
    reference: Option<String>,
    correction: bool,
}

impl From<StoredTransaction> for StoredRow {
    fn from(stored: StoredTransaction) -> Self {
        let StoredTransaction { account, day, position, ordinal, second, amount, running, description, reference, correction } = stored;
        Self { account, day, position, ordinal, second, amount, running, description, reference, correction }
    }
}

/// A transaction as it is written.
#[derive(diesel::Insertable)]
#[diesel(table_name = crate::schema::transactions, treat_none_as_default_value = false)]
pub(crate) struct TransactionRecord<'r> {
    account: i64,
    day: i64,
    position: i64,
    ordinal: i64,
    second: i64,
    amount: i64,
    running: i64,
    description: &'r str,
    reference: Option<&'r str>,
    correction: bool,
}

impl<'r> From<&'r StoredRow> for TransactionRecord<'r> {
    fn from(row: &'r StoredRow) -> Self {
        let StoredRow { account, day, position, ordinal, second, amount, running, ref description, ref reference, correction } = *row;
        Self { account, day, position, ordinal, second, amount, running, description, reference: reference.as_deref(), correction }
    }
}

/// A day's sums as they are read and written.
#[derive(diesel::Queryable, diesel::Selectable, diesel::Insertable)]
#[diesel(table_name = crate::schema::transaction_days)]
pub(crate) struct DayRecord {
    account: i64,
    day: i64,
    month: i64,
    live: i64,
    net: i64,
    book: i64,
    last_ordinal: i64,
}

impl From<DayRecord> for DayRow {
    fn from(record: DayRecord) -> Self {
        let DayRecord { account, day, month, live, net, book, last_ordinal } = record;
        Self { account, day, month, live, net, book, last_ordinal }
    }
}

impl From<&DayRow> for DayRecord {
    fn from(row: &DayRow) -> Self {
        let DayRow { account, day, month, live, net, book, last_ordinal } = *row;
        Self { account, day, month, live, net, book, last_ordinal }
    }
}
