//! Writes files of 振込入金通知 and 残高通知 that read back as they were given.

use std::io::Write;

use fgapi_domain::{AccountKey, JstDate, Yen};

use crate::blank::Blank;
use crate::layout::{balance, header, notice};
use crate::sequence::{Sequence, put_record};
use crate::writer::{AccountStart, WriteFault, kind_digit, refused, ten_digits};
use crate::{NotedBalance, WriteOptions};

/// A transfer to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TransferIn {
    /// 照会番号, 1 to 999,999; zero reads back as left out.
    pub reference: Option<u32>,
    /// 勘定日.
    pub day: JstDate,
    /// What came in, 1 yen or more. More than ten digits are written in data format B, which has twelve.
    pub amount: Yen,
    /// 振込依頼人名, at most 48 half-width letters.
    pub payer: String,
    /// 取消区分: it takes an earlier transfer back.
    pub cancelled: bool,
    /// EDI情報, at most 20 half-width letters.
    pub edi: String,
}

/// Writes accounts of 振込入金通知 one after another: [`begin_account`](Self::begin_account), any number of
/// [`transfer`](Self::transfer)s, [`end_account`](Self::end_account), and [`finish`](Self::finish) at last. Counts and sums are its
/// own work. After a [`WriteFault`] the file is not to be used.
pub struct TransferNoticeWriter<W> {
    /// Of the open account it knows counts and sums: transfers, then 取消.
    file: Sequence<W, [(u64, u64); 2]>,
}

/// The largest amount of data format A.
const NARROW: u64 = 9_999_999_999;

impl<W: Write> TransferNoticeWriter<W> {
    /// Writes to `writer` from where it stands.
    pub const fn new(writer: W, options: WriteOptions) -> Self {
        Self { file: Sequence::new(writer, options) }
    }

    /// Begins the transfers of an account: 普通, 当座 or 貯蓄 with a number of seven digits. Passbook and balance are not written.
    ///
    /// # Errors
    /// [`WriteFault`] when an account is still open, or a value has no place in the format.
    pub fn begin_account(&mut self, start: &AccountStart) -> Result<(), WriteFault> {
        let mut record = self.file.header(1, start)?;
        record.text(notice::ACCOUNT_KIND, kind_digit(start.account.kind)?)?;
        let number = start.account.number.as_str();
        if number.len() != notice::NUMBER.width() {
            return Err(refused(notice::NUMBER, "seven digits"));
        }
        record.text(notice::NUMBER, number)?;
        record.text(notice::HOLDER, &start.holder)?;
        self.file.begin(&record, [(0, 0); 2])
    }

    /// Writes a transfer of the open account.
    ///
    /// # Errors
    /// [`WriteFault`] when no account is open, or a value has no place in the format.
    pub fn transfer(&mut self, transfer: &TransferIn) -> Result<(), WriteFault> {
        let created = self.file.options.created;
        let [came, gone] = self.file.open("an account must be begun before its transfers")?;
        let amount = u64::try_from(transfer.amount.0).ok().filter(|amount| *amount > 0).ok_or(refused(notice::AMOUNT, "1 yen or more"))?;
        let mut record = Blank::new(b'2');
        record.number(notice::REFERENCE, transfer.reference.unwrap_or_default().into())?;
        record.day(notice::DAY, transfer.day, created)?;
        record.number(notice::VALUE_DAY, 0)?;
        record.number(notice::CHEQUES, 0)?;
        record.number(notice::PAYER_CODE, 0)?;
        record.text(notice::PAYER, &transfer.payer)?;
        if transfer.cancelled {
            record.number(notice::CANCELLED, 1)?;
        }
        let edi = if amount > NARROW {
            record.number(notice::AMOUNT, 0)?;
            record.number(notice::WIDE_AMOUNT, amount)?;
            record.number(notice::WIDE_CHEQUES, 0)?;
            notice::REST_B
        } else {
            record.number(notice::AMOUNT, amount)?;
            notice::REST_A
        };
        if transfer.edi.chars().count() > EDI_LETTERS {
            return Err(refused(edi, "at most 20 letters"));
        }
        record.text(edi, &transfer.edi)?;
        let (count, sum) = if transfer.cancelled { gone } else { came };
        (*count, *sum) = (*count + 1, sum.saturating_add(amount));
        self.file.put(&record)
    }

    /// Ends the open account with its counts and sums.
    ///
    /// # Errors
    /// [`WriteFault`] when no account is open, or a sum is too large for the format.
    pub fn end_account(&mut self) -> Result<(), WriteFault> {
        self.file.end(|[came, gone]| {
            let mut record = Blank::new(b'8');
            record.number(notice::COUNT, came.0)?;
            record.number(notice::SUM, came.1)?;
            record.number(notice::CANCELLED_COUNT, gone.0)?;
            record.number(notice::CANCELLED_SUM, gone.1)?;
            Ok(record)
        })
    }

    /// Writes the end record, and gives the writer back, flushed.
    ///
    /// # Errors
    /// [`WriteFault`] when an account is open, or none was written.
    pub fn finish(self) -> Result<W, WriteFault> {
        self.file.finish(|_, _| Ok(Blank::new(b'9')))
    }
}

const EDI_LETTERS: usize = 20;

/// Writes a file of 残高通知 with these balances, all of one bank; their `record` and `created` are not looked at.
///
/// # Errors
/// [`WriteFault`] when there is none, they are of several banks, or a value has no place in the format.
pub fn write_balances(mut writer: impl Write, options: WriteOptions, balances: &[NotedBalance]) -> Result<(), WriteFault> {
    let Some(AccountKey { bank, .. }) = balances.first().map(|first| &first.account) else {
        return Err(WriteFault::Order("a file has one balance or more"));
    };
    let created = options.created;
    let mut record = Blank::new(b'1');
    record.number(header::BUSINESS, 4)?;
    record.text(balance::NOTICE, "0")?;
    record.number(balance::CODING, 0)?;
    record.day(balance::CREATED, created, created)?;
    record.text(balance::BANK, bank.as_str())?;
    put_record(&mut writer, options.separator, &record)?;
    for noted in balances {
        if noted.account.bank != *bank {
            return Err(refused(balance::BANK, "one bank in a file"));
        }
        put_record(&mut writer, options.separator, &balance_record(noted, created)?)?;
    }
    for kind in [b'8', b'9'] {
        put_record(&mut writer, options.separator, &Blank::new(kind))?;
    }
    Ok(writer.flush()?)
}

fn balance_record(noted: &NotedBalance, created: JstDate) -> Result<Blank, WriteFault> {
    let mut record = Blank::new(b'2');
    record.day(balance::DAY, noted.day, created)?;
    if let Some(minute) = noted.minute {
        record.number(balance::TIME, u64::from(minute / 60 * 100 + minute % 60))?;
    }
    record.text(balance::BRANCH, noted.account.branch.as_str())?;
    record.text(balance::ACCOUNT_KIND, kind_digit(noted.account.kind)?)?;
    record.text(balance::NUMBER, &ten_digits(noted.account.number.as_str())?)?;
    record.balance(balance::SIGN, balance::NOW, Some(noted.balance))?;
    record.balance(balance::BEFORE_SIGN, balance::BEFORE_DIGITS, noted.before)?;
    match noted.latest {
        Some(latest) => record.day(balance::LATEST, latest, noted.day)?,
        None => record.number(balance::LATEST, 0)?,
    }
    Ok(record)
}
