//! What lies in the bank's tables, row by row, as importers read and write it.
//!
//! Days and months are the numbers that stores keep (Julian days; a month is the number of its first day), money is whole yen,
//! instants are seconds of the Unix clock. A `seq` is the store's own number for an account or a customer.

use fgapi_domain::{AccountKey, JstDate, Malformed};

/// A branch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BranchRow {
    /// Its code (店番), three digits.
    pub code: String,
    /// What it is called.
    pub name: String,
    /// The same in katakana.
    pub kana: String,
    /// Where it is: 団体コード of its town.
    pub address_code: Option<String>,
    /// Its telephone number.
    pub tel: Option<String>,
    /// Among the bank's present branches, from 1; `None` when the branch is gone.
    pub position: Option<i64>,
    /// When it was found to be gone.
    pub gone_at: Option<i64>,
}

/// An account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountRow {
    /// The store's number for it; 0 for a new one.
    pub seq: i64,
    /// Bank, branch, kind and number.
    pub key: AccountKey,
    /// Whose it is: `c` 法人, `p` 個人.
    pub owner: String,
    /// The bank's own word for its kind.
    pub type2: Option<String>,
    /// The balance before its first transaction; `None` until a file tells it.
    pub opening: Option<i64>,
    /// The day at whose end `opening` was the balance, where a file told that alone (残高通知): transactions of that day or before,
    /// which may still come, lead up to it.
    pub opening_day: Option<i64>,
    /// Everything up to the end of this day is known.
    pub as_of_day: Option<i64>,
    /// When that was learnt.
    pub imported_at: Option<i64>,
}

/// A customer. Not `Debug`: it carries a password's hash.
#[derive(Clone, PartialEq, Eq)]
pub struct CustomerRow {
    /// The store's number for them; 0 for a new one.
    pub seq: i64,
    /// The bank's own name for them.
    pub id: String,
    /// What they type to log in.
    pub login_id: String,
    /// What people call them.
    pub name: String,
    /// As [`Passwords`](crate::Passwords) made it; `None` cannot log in with a password.
    pub password_hash: Option<String>,
}

/// An additional question (追加認証) that a customer may be asked. Not `Debug`: it carries an answer's hash.
#[derive(Clone, PartialEq, Eq)]
pub struct QuestionRow {
    /// Its place among the customer's questions, from 1 to 3.
    pub number: i64,
    /// What is asked.
    pub text: String,
    /// Of the folded answer, as [`Passwords`](crate::Passwords) made it.
    pub answer_hash: String,
}

/// A transaction. Cancelled ones have the position `-ordinal`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredRow {
    /// The account's seq.
    pub account: i64,
    /// The day on which it was booked.
    pub day: i64,
    /// Among the day's listed rows, from 1; it changes when rows come or go.
    pub position: i64,
    /// Among the day's rows as first recorded, from 1; it never changes.
    pub ordinal: i64,
    /// The second of the day; 0 where the file tells no time.
    pub second: i64,
    /// What it adds to the balance.
    pub amount: i64,
    /// Sum of the day's listed rows up to this one.
    pub running: i64,
    /// What the customer reads.
    pub description: String,
    /// The bank's number for it, where it gives one.
    pub reference: Option<String>,
    /// Whether it takes an earlier row back (訂正).
    pub correction: bool,
}

/// What an account's day comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayRow {
    /// The account's seq.
    pub account: i64,
    /// The day.
    pub day: i64,
    /// The month that it lies in.
    pub month: i64,
    /// How many rows are listed.
    pub live: i64,
    /// Their sum.
    pub net: i64,
    /// Sum of all rows, cancelled ones too.
    pub book: i64,
    /// The highest ordinal of its rows.
    pub last_ordinal: i64,
}

/// By how much an account's month changes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MonthChange {
    /// Listed rows.
    pub live: i64,
    /// Days with a listed row.
    pub days: i64,
    /// Sum of the listed rows.
    pub net: i64,
    /// Sum of all rows, cancelled ones too.
    pub book: i64,
}

/// The month that a day lies in.
///
/// # Errors
/// [`Malformed`] when the number is no day of the calendar.
///
/// ```
/// let day = "2026-01-30".parse::<fgapi_domain::JstDate>()?.number();
/// assert_eq!(fgapi_intake::month_of(day), Ok(day - 29));
/// # Ok::<(), fgapi_domain::Malformed>(())
/// ```
pub fn month_of(day: i64) -> Result<i64, Malformed> {
    Ok(day - i64::from(JstDate::from_number(day)?.date().day()) + 1)
}

/// The year of a day, as the number of its first day.
///
/// # Errors
/// [`Malformed`] when no such day can be shown.
///
/// ```
/// let day = "2026-01-30".parse::<fgapi_domain::JstDate>()?.number();
/// assert_eq!(fgapi_intake::year_of(day), Ok(day - 29));
/// # Ok::<(), fgapi_domain::Malformed>(())
/// ```
pub fn year_of(day: i64) -> Result<i64, Malformed> {
    Ok(day - i64::from(JstDate::from_number(day)?.date().ordinal()) + 1)
}
