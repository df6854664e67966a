//! Transactions (取引明細), daily balances, and how fresh they are.

use core::fmt;
use core::str::FromStr;

use crate::{AccountKey, Booked, JstDate, LongText, Malformed, UnixSeconds, Yen};

/// A transaction's number within its account and day, as first recorded: 1, 2, 3 … It never changes,
/// also when an earlier row of the day arrives later or is cancelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ordinal(u32);

impl Ordinal {
    /// The ordinal with this number.
    ///
    /// # Errors
    /// [`Malformed`] for zero.
    pub const fn new(number: u32) -> Result<Self, Malformed> {
        if number == 0 { Err(Malformed::new("ordinal", "1 or more")) } else { Ok(Self(number)) }
    }

    /// The number, 1 or more.
    pub const fn get(self) -> u32 {
        self.0
    }
}

/// What names a transaction within all banks. Its text is the composed transaction id:
/// account id, day without hyphens, ordinal: `9999-101-1-0001234-20260131-7`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TransactionKey {
    /// The account it moved.
    pub account: AccountKey,
    /// The day it was booked on.
    pub day: JstDate,
    /// Its number within that day.
    pub ordinal: Ordinal,
}

impl fmt::Display for TransactionKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let date = self.day.date();
        write!(f, "{}-{:04}{:02}{:02}-{}", self.account, date.year(), u8::from(date.month()), date.day(), self.ordinal.0)
    }
}

impl FromStr for TransactionKey {
    type Err = Malformed;
    fn from_str(text: &str) -> Result<Self, Malformed> {
        const REFUSED: Malformed = Malformed::new("transaction id", "ACCOUNT-YYYYMMDD-ORDINAL");
        let (rest, ordinal) = text.rsplit_once('-').ok_or(REFUSED)?;
        let (account, day) = rest.rsplit_once('-').ok_or(REFUSED)?;
        if day.len() != 8 || !day.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(REFUSED);
        }
        // One text per key: no sign, no leading zero.
        if ordinal.starts_with(['0', '+']) {
            return Err(REFUSED);
        }
        Ok(Self {
            account: account.parse()?,
            day: format!("{}-{}-{}", &day[..4], &day[4..6], &day[6..]).parse()?,
            ordinal: Ordinal::new(ordinal.parse().map_err(|_| REFUSED)?)?,
        })
    }
}

/// A transaction as /transactions@GET shows it. Its account is known from the question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transaction {
    /// When it was booked.
    pub booked: Booked,
    /// Its number within that day.
    pub ordinal: Ordinal,
    /// 入金 positive, 出金 negative.
    pub amount: Yen,
    /// 取引内容.
    pub description: LongText,
    /// Balance of the account right after it.
    pub balance: Yen,
}

/// The balance after a day's last transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DailyBalance {
    /// The day.
    pub day: JstDate,
    /// Balance at its end.
    pub balance: Yen,
}

/// How fresh an account's transactions are (our extra field `as_of`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AsOf {
    /// The bank's reference date: transactions up to the end of this day are known.
    pub date: JstDate,
    /// When they were taken over from the bank.
    pub imported_at: UnixSeconds,
}
