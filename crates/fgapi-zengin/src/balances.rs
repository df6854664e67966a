//! Reads a file of 残高通知 record by record.

use std::io::BufRead;

use fgapi_domain::{AccountKey, BankCode, JstDate, Yen};

use crate::ReadOptions;
use crate::fault::FileFault;
use crate::frame::Frames;
use crate::layout::{FILE, KIND, balance as at, header};
use crate::parse;
use crate::record::Record;

/// What an account's balance was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotedBalance {
    /// Number of its record, from 1.
    pub record: u64,
    /// What names the account. Of a ten-digit number that begins with 000, the last seven digits.
    pub account: AccountKey,
    /// 作成日 of the file.
    pub created: JstDate,
    /// 基準日: the day of the balance.
    pub day: JstDate,
    /// 基準時刻 in minutes of that day, up to 1,440; `None` when left out.
    pub minute: Option<u32>,
    /// 現在残高: the balance then, negative when overdrawn.
    pub balance: Yen,
    /// 前日残高: the balance at the end of the day before; `None` when left out.
    pub before: Option<Yen>,
    /// 最新取引日: when the account was last moved; `None` when left out.
    pub latest: Option<JstDate>,
}

impl NotedBalance {
    /// The ends of days whose balance it tells, with that balance: the day before where 前日残高 says so or where nothing moved on
    /// the day so far, and the day itself where that was over when the file was made. A balance in the midst of a day is none.
    pub fn ends_of_days(&self) -> Vec<(JstDate, Yen)> {
        let mut ends = Vec::new();
        if let Some(before) = self.before {
            ends.push((self.day.before(), before));
        } else if self.latest.is_some_and(|latest| latest < self.day) {
            ends.push((self.day.before(), self.balance));
        }
        // Without a time of day, a balance of a day that was over is the one it ended with.
        let over = match self.minute {
            None | Some(0) => self.created > self.day,
            Some(minute) => minute >= END_OF_DAY,
        };
        if over {
            ends.push((self.day, self.balance));
        }
        ends
    }
}

/// 23:59, as the last minute is written.
const END_OF_DAY: u32 = 24 * 60 - 1;

/// The balances of a file, in its order. It holds one record at a time.
///
/// After a [`FileFault`] it gives nothing more. A file that ends in one is not whole: what was read of it is to be thrown away.
pub struct BalanceReader<R> {
    frames: Frames<R>,
    options: ReadOptions,
    open: Option<Header>,
    done: bool,
}

/// The header whose balances are being read.
#[derive(Clone, Copy)]
struct Header {
    bank: BankCode,
    created: JstDate,
    /// Its trailer was read.
    trailed: bool,
}

impl<R: BufRead> BalanceReader<R> {
    /// Reads `reader`, a file of 残高通知 (種別 04), from where it stands.
    pub fn new(reader: R, options: ReadOptions) -> Self {
        Self { frames: Frames::new(reader).with_bare_end(), options, open: None, done: false }
    }

    /// The next balance; `None` at the end of a whole file.
    fn step(&mut self) -> Result<Option<NotedBalance>, FileFault> {
        loop {
            let Some(record) = self.frames.next()? else {
                let (number, next) = (self.frames.upcoming(), "the file may be cut off; fetch it from the bank again");
                return Err(FileFault::refused(number, FILE, "the file ends before its end record (9)", next));
            };
            match (record.kind(), self.open) {
                (b'1', open) if open.is_none_or(|open| open.trailed) => self.open = Some(self.header(&record)?),
                (b'2', Some(open)) if !open.trailed => return self.balance(&record, open).map(Some),
                (b'8', Some(open)) if !open.trailed => {
                    record.check_text(at::AFTER)?;
                    self.open = Some(Header { trailed: true, ..open });
                }
                (b'9', Some(_)) => {
                    record.check_text(at::AFTER)?;
                    self.frames.finish()?;
                    return Ok(None);
                }
                (_, None) => return Err(record.fault(KIND, "a header record (1) expected")),
                (_, Some(_)) => return Err(record.fault(KIND, "a data record (2), a trailer record (8) or the end record (9) expected")),
            }
        }
    }

    fn header(&self, record: &Record) -> Result<Header, FileFault> {
        if record.required(header::BUSINESS)? != 4 {
            return Err(record.fault(header::BUSINESS, "残高通知 (種別 04) expected"));
        }
        parse::coding(record, at::CODING)?;
        let created = parse::created(record, at::CREATED, self.options)?;
        [at::NOTICE, at::COMPANY, at::COMPANY_NAME, at::HEADER_REST].iter().try_for_each(|field| record.check_text(*field))?;
        Ok(Header { bank: parse::bank(record, at::BANK)?, created, trailed: false })
    }

    fn balance(&self, record: &Record, header: Header) -> Result<NotedBalance, FileFault> {
        let calendar = self.options.calendar;
        let day = record.day(at::DAY, header.created, calendar)?.ok_or_else(|| record.fault(at::DAY, "6 digits expected"))?;
        if day > header.created {
            return Err(record.fault(at::DAY, "a day on or before the header's 作成日 expected"));
        }
        [at::HOLDER, at::REST].iter().try_for_each(|field| record.check_text(*field))?;
        record.digits(at::PARTS)?;
        at::DIGITS.iter().try_for_each(|field| record.digits(*field).map(drop))?;
        let time = record.digits(at::TIME)?;
        let minute = time.map(minute_of_day).map(|minute| minute.ok_or_else(|| record.fault(at::TIME, "a time of day HHMM expected")));
        Ok(NotedBalance {
            record: record.number(),
            account: parse::account(record, header.bank, at::BRANCH, at::ACCOUNT_KIND, at::NUMBER)?,
            created: header.created,
            day,
            minute: minute.transpose()?,
            balance: record.balance(at::SIGN, at::NOW)?.ok_or_else(|| record.fault(at::NOW, "a balance with its 貸越区分 expected"))?,
            before: before(record)?,
            latest: record.day(at::LATEST, day, calendar)?,
        })
    }
}

/// 前日残高: 15 digits that begin with 貸越区分 (1 or 2), or with a zero. Zeros throughout are how it is left out.
fn before(record: &Record) -> Result<Option<Yen>, FileFault> {
    match record.digits(at::BEFORE)? {
        None | Some(0) => Ok(None),
        Some(number) if number < UNSIGNED => Ok(i64::try_from(number).ok().map(Yen)),
        Some(_) => record.balance(at::BEFORE_SIGN, at::BEFORE_DIGITS),
    }
}

/// From here on the first of 15 digits is a 貸越区分.
const UNSIGNED: u64 = 100_000_000_000_000;

/// HHMM in minutes of the day, up to 24:00.
fn minute_of_day(time: u64) -> Option<u32> {
    let (hour, minute) = (u32::try_from(time / 100).ok()?, u32::try_from(time % 100).ok()?);
    (minute < 60 && hour * 60 + minute <= 24 * 60).then_some(hour * 60 + minute)
}

impl<R: BufRead> Iterator for BalanceReader<R> {
    type Item = Result<NotedBalance, FileFault>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.done {
            return None;
        }
        let step = self.step().transpose();
        self.done = !matches!(step, Some(Ok(_)));
        step
    }
}

impl<R: BufRead> core::iter::FusedIterator for BalanceReader<R> {}
