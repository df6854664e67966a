//! Reads a file of 入出金取引明細 record by record and checks that it adds up.

use std::io::BufRead;

use fgapi_domain::{JstDate, Yen};

use crate::era::Calendar;
use crate::fault::FileFault;
use crate::frame::Frames;
use crate::layout::{FILE, KIND, end, trailer};
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
    options: ReadOptions,
    open: Option<Box<OpenAccount>>,
    accounts: u64,
    rows: u64,
    done: bool,
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
    /// Reads `reader` from where it stands.
    pub const fn new(reader: R, options: ReadOptions) -> Self {
        Self { frames: Frames::new(reader), options, open: None, accounts: 0, rows: 0, done: false }
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
        let header = parse::header(record, self.options)?;
        let variant = Variant::of(header.account.kind);
        self.open =
            Some(Box::new(OpenAccount { header: header.clone(), variant, deposits: Tally::default(), withdrawals: Tally::default() }));
        self.accounts += 1;
        Ok(Event::Header(Box::new(header)))
    }

    fn row(&mut self, record: &Record, mut account: Box<OpenAccount>) -> Result<Event, FileFault> {
        let (row, direction): (Row, _) = parse::row(record, account.variant, &account.header, self.options)?;
        match direction {
            parse::Direction::In => account.deposits.add(row.amount),
            parse::Direction::Out => account.withdrawals.add(row.amount),
        }
        self.rows += 1;
        self.open = Some(account);
        Ok(Event::Row(row))
    }

    fn trailer(&self, record: &Record, account: &OpenAccount) -> Result<AccountTrailer, FileFault> {
        let OpenAccount { deposits, withdrawals, .. } = account;
        let rows = deposits.count + withdrawals.count;
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
        let net = i64::try_from(net).map_err(|_| record.fault(trailer::ROWS, "the rows' sum is beyond any balance"))?;
        Ok(AccountTrailer { record: record.number(), rows, net: Yen(net), closing })
    }

    fn end(&mut self, record: &Record) -> Result<FileEnd, FileFault> {
        // Banks differ in whether the end record counts itself.
        let total = record.number();
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
