//! Writes a file of 入出金取引明細 that reads back as it was given.

use std::io::{self, Write};

use fgapi_domain::{AccountKey, AccountKind, JstDate, Yen};

use crate::Category;
use crate::blank::Blank;
use crate::fault::Field;
use crate::layout::{data, deposit, end, header, liquid, trailer};
use crate::parse::Variant;
use crate::sequence::Sequence;

/// What stands between records.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Separator {
    /// Nothing: a file is a multiple of 200 bytes.
    #[default]
    None,
    /// CR and LF after each record, the last one too.
    CrLf,
}

/// How a file is to be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WriteOptions {
    /// What stands between records.
    pub separator: Separator,
    /// 作成日.
    pub created: JstDate,
}

/// An account, before its rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountStart {
    /// What names it: kind 普通, 当座, 貯蓄, 通知, 定期 or 積立定期; a number of seven digits, or of ten that do not begin with 000.
    pub account: AccountKey,
    /// 勘定日(自): no row is earlier.
    pub from: JstDate,
    /// 勘定日(至): no row is later.
    pub to: JstDate,
    /// 銀行名, at most 15 half-width letters.
    pub bank_name: String,
    /// 支店名, at most 15 half-width letters.
    pub branch_name: String,
    /// 口座名, at most 40 half-width letters.
    pub holder: String,
    /// 通帳・証書区分: one digit, or left out.
    pub passbook: Option<u8>,
    /// 取引前残高; without it neither balance is written.
    pub opening: Option<Yen>,
}

/// A row to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// 照会番号, 1 to 99,999,999; zero reads back as left out.
    pub reference: Option<u32>,
    /// 勘定日.
    pub day: JstDate,
    /// 起算日.
    pub value_day: Option<JstDate>,
    /// 入金 zero or positive, 出金 negative; at most twelve digits.
    pub amount: Yen,
    /// 取引区分.
    pub category: Category,
    /// 振込依頼人名, at most 48 half-width letters; empty for 出金 and for time deposits.
    pub payer: String,
    /// 摘要, at most 20 half-width letters.
    pub note: String,
}

/// What could not be written. It names the field, never what was to stand in it.
#[derive(Debug, thiserror::Error)]
pub enum WriteFault {
    /// The bytes could not be written.
    #[error("the file could not be written ({0})")]
    Io(#[from] io::Error),
    /// A value has no place in the format.
    #[error("{field}: {problem}")]
    Refused {
        /// The field's name in the format's own words.
        field: &'static str,
        /// What the format takes.
        problem: &'static str,
    },
    /// Calls came in an order that makes no file.
    #[error("{0}")]
    Order(&'static str),
}

/// Writes accounts one after another: [`begin_account`](Self::begin_account), any number of
/// [`row`](Self::row)s, [`end_account`](Self::end_account), and [`finish`](Self::finish) at last. Counts,
/// sums and closing balances are its own work. After a [`WriteFault`] the file is not to be used.
pub struct StatementWriter<W> {
    file: Sequence<W, OpenAccount>,
}

struct OpenAccount {
    variant: Variant,
    from: JstDate,
    to: JstDate,
    opening: Option<Yen>,
    deposits: u64,
    deposited: i64,
    withdrawals: u64,
    withdrawn: i64,
}

impl<W: Write> StatementWriter<W> {
    /// Writes to `writer` from where it stands.
    pub const fn new(writer: W, options: WriteOptions) -> Self {
        Self { file: Sequence::new(writer, options) }
    }

    /// Begins the rows of an account.
    ///
    /// # Errors
    /// [`WriteFault`] when an account is still open, or a value has no place in the format.
    pub fn begin_account(&mut self, start: &AccountStart) -> Result<(), WriteFault> {
        let mut record = self.file.header(3, start)?;
        if start.from > start.to {
            return Err(refused(header::TO, "a day on or after 勘定日(自)"));
        }
        record.number(header::DUMMY, 0)?;
        record.text(header::ACCOUNT_KIND, kind_digit(start.account.kind)?)?;
        record.text(header::NUMBER, &ten_digits(start.account.number.as_str())?)?;
        record.text(header::HOLDER, &start.holder)?;
        if let Some(passbook) = start.passbook {
            record.number(header::PASSBOOK, passbook.into())?;
        }
        record.balance(header::SIGN, header::OPENING, start.opening)?;
        self.file.begin(&record, OpenAccount::new(start))
    }

    /// Writes a row of the open account.
    ///
    /// # Errors
    /// [`WriteFault`] when no account is open, or a value has no place in the format.
    pub fn row(&mut self, entry: &Entry) -> Result<(), WriteFault> {
        let created = self.file.options.created;
        let account = self.file.open("an account must be begun before its rows")?;
        if entry.day < account.from || entry.day > account.to {
            return Err(refused(data::DAY, "a day within 勘定日 自 to 至"));
        }
        let mut record = Blank::new(b'2');
        record.number(data::REFERENCE, entry.reference.unwrap_or_default().into())?;
        record.day(data::DAY, entry.day, created)?;
        match entry.value_day {
            Some(day) => record.day(data::VALUE_DAY, day, entry.day)?,
            None => record.number(data::VALUE_DAY, 0)?,
        }
        let outgoing = entry.amount.0 < 0;
        record.number(data::DIRECTION, if outgoing { 2 } else { 1 })?;
        record.number(data::CATEGORY, entry.category.code().into())?;
        record.number(data::AMOUNT, entry.amount.0.unsigned_abs())?;
        if !entry.payer.is_empty() && (outgoing || account.variant == Variant::Deposit) {
            return Err(refused(liquid::PAYER, "empty for 出金 and for time deposits"));
        }
        data::DIGITS.iter().try_for_each(|field| record.number(*field, 0))?;
        match account.variant {
            Variant::Liquid => {
                liquid::DIGITS.iter().try_for_each(|field| record.number(*field, 0))?;
                record.text(liquid::PAYER, &entry.payer)?;
                record.text(liquid::NOTE, &entry.note)?;
            }
            Variant::Deposit => {
                deposit::DIGITS.iter().try_for_each(|field| record.number(*field, 0))?;
                record.text(deposit::NOTE, &entry.note)?;
            }
        }
        account.add(entry.amount)?;
        self.file.put(&record)
    }

    /// Ends the open account with its counts, sums and closing balance.
    ///
    /// # Errors
    /// [`WriteFault`] when no account is open, or a sum or balance is too large for the format.
    pub fn end_account(&mut self) -> Result<(), WriteFault> {
        self.file.end(|account| {
            let mut record = Blank::new(b'8');
            record.number(trailer::IN_COUNT, account.deposits)?;
            record.number(trailer::IN_SUM, account.deposited.unsigned_abs())?;
            record.number(trailer::OUT_COUNT, account.withdrawals)?;
            record.number(trailer::OUT_SUM, account.withdrawn.unsigned_abs())?;
            record.balance(trailer::SIGN, trailer::CLOSING, account.closing()?)?;
            record.number(trailer::ROWS, account.deposits + account.withdrawals)?;
            Ok(record)
        })
    }

    /// Writes the end record, and gives the writer back, flushed.
    ///
    /// # Errors
    /// [`WriteFault`] when an account is open, or none was written.
    pub fn finish(self) -> Result<W, WriteFault> {
        self.file.finish(|records, accounts| {
            let mut record = Blank::new(b'9');
            record.number(end::RECORDS, records)?;
            record.number(end::ACCOUNTS, accounts)?;
            Ok(record)
        })
    }
}

impl OpenAccount {
    const fn new(start: &AccountStart) -> Self {
        let (from, to, opening) = (start.from, start.to, start.opening);
        Self { variant: Variant::of(start.account.kind), from, to, opening, deposits: 0, deposited: 0, withdrawals: 0, withdrawn: 0 }
    }

    fn add(&mut self, amount: Yen) -> Result<(), WriteFault> {
        let outgoing = amount.0 < 0;
        let (count, sum, field) = if outgoing {
            (&mut self.withdrawals, &mut self.withdrawn, trailer::OUT_SUM)
        } else {
            (&mut self.deposits, &mut self.deposited, trailer::IN_SUM)
        };
        *count += 1;
        *sum = sum.checked_add(amount.0).ok_or(refused(field, "at most 13 digits"))?;
        Ok(())
    }

    fn closing(&self) -> Result<Option<Yen>, WriteFault> {
        let Some(opening) = self.opening else {
            return Ok(None);
        };
        let closing = opening.checked_add(Yen(self.deposited)).and_then(|sum| sum.checked_add(Yen(self.withdrawn)));
        closing.map(Some).ok_or(refused(trailer::CLOSING, "at most 14 digits"))
    }
}

/// A value has no place in this field.
pub(crate) const fn refused(field: Field, problem: &'static str) -> WriteFault {
    WriteFault::Refused { field: field.name, problem }
}

/// 預金種目.
pub(crate) const fn kind_digit(kind: AccountKind) -> Result<&'static str, WriteFault> {
    match kind {
        AccountKind::Ordinary => Ok("1"),
        AccountKind::Current => Ok("2"),
        AccountKind::Savings => Ok("4"),
        AccountKind::Notice => Ok("5"),
        AccountKind::Time => Ok("6"),
        AccountKind::Instalment => Ok("7"),
        AccountKind::General | AccountKind::Card | AccountKind::Other => {
            Err(refused(header::ACCOUNT_KIND, "普通, 当座, 貯蓄, 通知, 定期 or 積立定期"))
        }
    }
}

/// Other lengths would read back as another number.
pub(crate) fn ten_digits(number: &str) -> Result<String, WriteFault> {
    match number.len() {
        7 => Ok(format!("000{number}")),
        10 if !number.starts_with("000") => Ok(number.to_owned()),
        _ => Err(refused(header::NUMBER, "seven digits, or ten that do not begin with 000")),
    }
}
