//! What a file says, record by record.

use fgapi_domain::{AccountKey, JstDate, LongText, ShortText, Yen};

use crate::Category;

/// The next thing that a file says. A file is one or more accounts (a header, its rows, a trailer) and
/// then its end; only a file whose [`Event::End`] was reached may be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// An account begins.
    Header(Box<AccountHeader>),
    /// A transaction of that account.
    Row(Row),
    /// The account's rows are complete and agree with the bank's counts, sums and balances.
    Trailer(AccountTrailer),
    /// The file is complete.
    End(FileEnd),
}

/// ヘッダレコード: whose transactions follow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountHeader {
    /// Number of its record, from 1.
    pub record: u64,
    /// What names the account. Of a ten-digit number that begins with 000, the last seven digits.
    pub account: AccountKey,
    /// 作成日.
    pub created: JstDate,
    /// 勘定日(自): no row is earlier; `None` when left out.
    pub from: Option<JstDate>,
    /// 勘定日(至): no row is later; `None` when left out.
    pub to: Option<JstDate>,
    /// 銀行名 in half-width letters; may be empty.
    pub bank_name: ShortText,
    /// 支店名 in half-width letters; may be empty.
    pub branch_name: ShortText,
    /// 口座名 in half-width letters; may be empty.
    pub holder: ShortText,
    /// 通帳・証書区分: the bank's digit; `None` when left out.
    pub passbook: Option<u8>,
    /// 取引前残高: the balance before the first row, negative when overdrawn; `None` when left out.
    pub opening: Option<Yen>,
}

/// データレコード: one transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Number of its record, from 1.
    pub record: u64,
    /// 照会番号: the bank's number for the row, leading zeros dropped; `None` when left out or zero.
    pub reference: Option<u32>,
    /// 勘定日: the day it was booked on.
    pub day: JstDate,
    /// 起算日 (預入・払出日); `None` when left out.
    pub value_day: Option<JstDate>,
    /// 入金 positive, 出金 negative; at most twelve digits.
    pub amount: Yen,
    /// 取引区分.
    pub category: Category,
    /// 取引内容 for the end user: 振込依頼人名 (入金 only) and 摘要, or the category's name when both are empty.
    pub description: LongText,
}

impl Row {
    /// Whether it takes an earlier row back (訂正).
    pub fn is_correction(&self) -> bool {
        self.category == Category::Correction
    }
}

/// トレーラレコード: what the account's rows came to. Counted from the rows, and found equal to what the
/// bank wrote wherever it wrote something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AccountTrailer {
    /// Number of its record, from 1.
    pub record: u64,
    /// How many rows the account had.
    pub rows: u64,
    /// Sum of the rows' amounts: closing balance less opening balance.
    pub net: Yen,
    /// 取引後残高: the balance after the last row, negative when overdrawn; `None` when left out.
    pub closing: Option<Yen>,
}

/// エンドレコード: the file is complete.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileEnd {
    /// Number of its record, and so how many records the file has.
    pub record: u64,
    /// How many accounts the file had; the same account may stand in it twice.
    pub accounts: u64,
    /// How many rows the file had, over all accounts.
    pub rows: u64,
}
