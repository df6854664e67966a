//! Reads a file of 入出金取引明細 or 振込入金通知 record by record and checks that it adds up.

use std::io::BufRead;

use fgapi_domain::{JstDate, Yen};

use crate::era::Calendar;
use crate::fault::FileFault;
use crate::frame::Frames;
use crate::layout::{FILE, KIND, WHOLE, end, notice, trailer};
use crate::parse::{self, Variant};
use crate::record::Record;
use crate::statement::{AccountHeader, AccountTrailer, Event, FileEnd, Row};

/// How a file is to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadOptions {
    /// Today in Japan: no file was made and no row was booked after it.
    pub today: JstDate,
    /// Which years its dates carry.
    pub calendar: Calendar,
}

/// The events of a file, in its order. It holds one record at a time, however long the file is.
///
/// After a [`FileFault`] it gives nothing more. A file whose [`Event::End`] did not come is not whole:
/// what was read of it is to be thrown away.
pub struct StatementReader<R> {
    frames: Frames<R>,
    form: Form,
    options: ReadOptions,
    open: Option<Box<OpenAccount>>,
    accounts: u64,
    rows: u64,
    done: bool,
}

/// Which of the two formats that list an account's rows.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// 入出金取引明細 (03): money in and out, with balances.
    Statement,
    /// 振込入金通知 (01): transfers that came in, and 取消.
    Notice,
}

/// The account whose rows are being read.
struct OpenAccount {
    header: AccountHeader,
    variant: Variant,
    deposits: Tally,
    withdrawals: Tally,
}

#[derive(Clone, Copy, Default)]
struct Tally {
    count: u64,
    sum: i128,
}

impl<R: BufRead> StatementReader<R> {
    /// Reads `reader`, a file of 入出金取引明細 (種別 03), from where it stands.
    pub const fn new(reader: R, options: ReadOptions) -> Self {
        Self::over(Frames::new(reader), Form::Statement, options)
    }

    /// Reads `reader`, a file of 振込入金通知 (種別 01, data format A or B), from where it stands. It tells no balance, and of an
    /// account nothing but the transfers that came in: each is a row of [`Category::Transfer`](crate::Category::Transfer), and a
    /// 取消 is a [`Category::Correction`](crate::Category::Correction) of the negative amount.
    pub fn of_notices(reader: R, options: ReadOptions) -> Self {
        Self::over(Frames::new(reader).with_bare_end(), Form::Notice, options)
    }

    const fn over(frames: Frames<R>, form: Form, options: ReadOptions) -> Self {
        Self { frames, form, options, open: None, accounts: 0, rows: 0, done: false }
    }

    fn step(&mut self) -> Result<Event, FileFault> {
        let Some(record) = self.frames.next()? else {
            let (number, next) = (self.frames.upcoming(), "the file may be cut off; fetch it from the bank again");
            return Err(FileFault::refused(number, FILE, "the file ends before its end record (9)", next));
        };
        match (record.kind(), self.open.take()) {
            (b'1', None) => self.header(&record),
            (b'2', Some(account)) => self.row(&record, account),
            (b'8', Some(account)) => self.trailer(&record, &account).map(Event::Trailer),
            (b'9', None) if self.accounts > 0 => self.end(&record).map(Event::End),
            (_, Some(_)) => Err(record.fault(KIND, "a data record (2) or a trailer record (8) expected")),
            (_, None) if self.accounts > 0 => Err(record.fault(KIND, "a header record (1) or the end record (9) expected")),
            (_, None) => Err(record.fault(KIND, "a header record (1) expected")),
        }
    }

    fn header(&mut self, record: &Record) -> Result<Event, FileFault> {
        let header = match self.form {
            Form::Statement => parse::header(record, self.options)?,
            Form::Notice => parse::notice_header(record, self.options)?,
        };
        let variant = Variant::of(header.account.kind);
        self.open =
            Some(Box::new(OpenAccount { header: header.clone(), variant, deposits: Tally::default(), withdrawals: Tally::default() }));
        self.accounts += 1;
        Ok(Event::Header(Box::new(header)))
    }

    fn row(&mut self, record: &Record, mut account: Box<OpenAccount>) -> Result<Event, FileFault> {
        let row: Row = match self.form {
            Form::Statement => {
                let (row, direction) = parse::row(record, account.variant, &account.header, self.options)?;
                match direction {
                    parse::Direction::In => account.deposits.add(row.amount),
                    parse::Direction::Out => account.withdrawals.add(row.amount),
                }
                row
            }
            Form::Notice => {
                let row = parse::transfer(record, &account.header, self.options)?;
                if row.is_correction() {
                    account.withdrawals.add(row.amount)
                } else {
                    account.deposits.add(row.amount)
                }
                row
            }
        };
        self.rows += 1;
        self.open = Some(account);
        Ok(Event::Row(row))
    }

    fn trailer(&self, record: &Record, account: &OpenAccount) -> Result<AccountTrailer, FileFault> {
        let OpenAccount { deposits, withdrawals, .. } = account;
        let rows = deposits.count + withdrawals.count;
        if self.form == Form::Notice {
            parse::same_count(record, notice::COUNT, deposits.count)?;
            parse::same_sum(record, notice::SUM, deposits.sum)?;
            parse::same_count(record, notice::CANCELLED_COUNT, withdrawals.count)?;
            parse::same_sum(record, notice::CANCELLED_SUM, -withdrawals.sum)?;
            record.check_text(notice::TRAILER_REST)?;
            let net = net(record, account)?;
            return Ok(AccountTrailer { record: record.number(), rows, net, closing: None });
        }
        parse::same_count(record, trailer::IN_COUNT, deposits.count)?;
        parse::same_sum(record, trailer::IN_SUM, deposits.sum)?;
        parse::same_count(record, trailer::OUT_COUNT, withdrawals.count)?;
        parse::same_sum(record, trailer::OUT_SUM, -withdrawals.sum)?;
        let closing = record.balance(trailer::SIGN, trailer::CLOSING)?;
        parse::same_count(record, trailer::ROWS, rows)?;
        record.check_text(trailer::REST)?;
        let net = deposits.sum + withdrawals.sum;
        if let (Some(opening), Some(closing)) = (account.header.opening, closing)
            && i128::from(opening.0) + net != i128::from(closing.0)
        {
            return Err(record.fault(trailer::CLOSING, "the balance before (取引前残高) and the rows do not come to this balance"));
        }
        Ok(AccountTrailer { record: record.number(), rows, net: self::net(record, account)?, closing })
    }

    fn end(&mut self, record: &Record) -> Result<FileEnd, FileFault> {
        let total = record.number();
        if self.form == Form::Notice {
            record.check_text(notice::END_REST)?;
            self.frames.finish()?;
            return Ok(FileEnd { record: total, accounts: self.accounts, rows: self.rows });
        }
        // Banks differ in whether the end record counts itself.
        if let Some(stated) = record.digits(end::RECORDS)?.filter(|stated| *stated != total && *stated + 1 != total) {
            let problem = format!("{stated} records stated, {total} found");
            return Err(record.fault(end::RECORDS, problem));
        }
        parse::same_count(record, end::ACCOUNTS, self.accounts)?;
        record.check_text(end::REST)?;
        self.frames.finish()?;
        Ok(FileEnd { record: total, accounts: self.accounts, rows: self.rows })
    }
}

/// What an account's rows came to.
fn net(record: &Record, account: &OpenAccount) -> Result<Yen, FileFault> {
    let net = i64::try_from(account.deposits.sum + account.withdrawals.sum);
    net.map(Yen).map_err(|_| record.fault(WHOLE, "the rows' sum is beyond any balance"))
}

impl<R: BufRead> Iterator for StatementReader<R> {
    type Item = Result<Event, FileFault>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.done {
            return None;
        }
        let step = self.step();
        self.done = matches!(step, Ok(Event::End(_)) | Err(_));
        Some(step)
    }
}

impl<R: BufRead> core::iter::FusedIterator for StatementReader<R> {}

impl Tally {
    fn add(&mut self, amount: Yen) {
        self.count += 1;
        self.sum += i128::from(amount.0);
    }
}
