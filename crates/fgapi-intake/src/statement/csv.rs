//! The simple CSV as a source, and written. It carries times of day, and amounts of any size.

use std::io::{self, Write};
use std::path::Path;

use fgapi_domain::{AccountKey, Booked, JstDate, LongText, ShortText, Yen};

use super::source::{Begin, Close, Entry, Kind, Source, Step};
use crate::csv_file::{Columns, CsvFile, Line};
use crate::fault::{ImportFault, Refused};
use crate::progress::Meter;

const ACCOUNT: usize = 0;
const BOOKED: usize = 1;
const AMOUNT: usize = 2;
const DESCRIPTION: usize = 3;
const REFERENCE: usize = 4;
const CORRECTION: usize = 5;
const BALANCE: usize = 6;
/// A correction that has no counterpart and is listed like other rows: what an export writes, so that no counterpart is looked for.
const LISTED: &str = "listed";
const COLUMNS: Columns =
    Columns { required: &["account_id", "booked_at", "amount", "description"], optional: &["reference", "correction", "balance"] };

/// A row and whose it is.
pub(super) type RowOf = (AccountKey, Entry);

/// Gives the next row of a file.
type NextRow<'f> = Box<dyn FnMut() -> Result<Option<RowOf>, ImportFault> + 'f>;

/// Rows that each name their account, as a source.
pub(super) struct Rows<'f> {
    next: NextRow<'f>,
    balance_column: String,
    account: Option<AccountKey>,
    /// A row that waits until its account's beginning was told.
    waiting: Option<RowOf>,
    last: Option<JstDate>,
    number: u64,
}

/// Opens a CSV file. Nothing in it may be booked after `today`.
pub(super) fn open(path: &Path, today: JstDate, meter: &Meter<'_>) -> Result<Box<dyn Source>, ImportFault> {
    let mut file = CsvFile::open(path, &COLUMNS, meter)?;
    let next = move || file.next()?.map(|line| entry(&line, today)).transpose();
    Ok(Box::new(Rows::new("balance".to_owned(), next)))
}

impl<'f> Rows<'f> {
    /// What `next` gives; `balance_column` is what the file calls the balance after a row.
    pub(super) fn new(balance_column: String, next: impl FnMut() -> Result<Option<RowOf>, ImportFault> + 'f) -> Self {
        Self { next: Box::new(next), balance_column, account: None, waiting: None, last: None, number: 1 }
    }
}

impl Source for Rows<'_> {
    fn next(&mut self) -> Result<Option<Step>, ImportFault> {
        if self.waiting.is_none() {
            self.waiting = (self.next)()?;
        }
        let same = self.waiting.as_ref().is_some_and(|(account, _)| self.account.as_ref() == Some(account));
        if !same && self.account.take().is_some() {
            let close = Close { place: format!("line {}", self.number), closing: None, as_of: self.last.take() };
            return Ok(Some(Step::Close(close)));
        }
        let Some((account, entry)) = self.waiting.take() else { return Ok(None) };
        if same {
            self.last = self.last.max(Some(entry.booked.day()));
            self.number = entry.number;
            return Ok(Some(Step::Row(entry)));
        }
        let place = format!("line {}", entry.number);
        let begin = Begin { place, account: account.clone(), kind: Kind::Statement, opening: None };
        self.account = Some(account.clone());
        self.waiting = Some((account, entry));
        Ok(Some(Step::Begin(begin)))
    }

    fn one_section_an_account(&self) -> bool {
        true
    }

    fn balance_column(&self) -> &str {
        &self.balance_column
    }
}

fn entry(line: &Line, today: JstDate) -> Result<RowOf, ImportFault> {
    let (correction, stays) = match line.text(CORRECTION) {
        "" | "0" => (false, false),
        "1" => (true, false),
        LISTED => (true, true),
        _ => return Err(line.refused(CORRECTION, "correction must be empty, 0, 1 or listed").into()),
    };
    Ok((
        line.word(ACCOUNT)?,
        Entry {
            number: line.number,
            booked: booked(line, today)?,
            amount: line.word::<Yen>(AMOUNT)?.0,
            description: line.word::<LongText>(DESCRIPTION)?.to_string(),
            reference: line.optional::<ShortText>(REFERENCE)?.map(|text| text.to_string()),
            correction,
            stays,
            balance: line.optional::<Yen>(BALANCE)?.map(|yen| yen.0),
        },
    ))
}

/// A row of a day to come would keep every later file from telling how far the account is known.
fn booked(line: &Line, today: JstDate) -> Result<Booked, Refused> {
    let booked: Booked = line.word(BOOKED)?;
    if booked.day() > today {
        let problem = format!("a day that is not after today in Japan ({today}) expected, {} found", booked.day());
        let next = "nothing was imported; correct the file, check this machine's date, or import the file on that day";
        return Err(Refused { next: next.into(), ..line.refused(BOOKED, problem) });
    }
    Ok(booked)
}

/// A listed row to write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ListedRow<'r> {
    /// Whose it is.
    pub account: &'r AccountKey,
    /// When it was booked.
    pub booked: Booked,
    /// What it adds to the balance.
    pub amount: Yen,
    /// What the customer reads.
    pub description: &'r str,
    /// The bank's number for it.
    pub reference: Option<&'r str>,
    /// Whether it is a correction that took nothing back.
    pub correction: bool,
    /// The balance after it.
    pub balance: Yen,
}

/// Writes listed rows as the CSV that [`import_transactions_csv`](crate::import_transactions_csv) takes back.
pub struct TransactionsCsv<W: Write> {
    writer: ::csv::Writer<W>,
}

impl<W: Write> TransactionsCsv<W> {
    /// Begins with the line of names.
    ///
    /// # Errors
    /// What the writer answered.
    pub fn new(writer: W) -> io::Result<Self> {
        let mut writer = ::csv::Writer::from_writer(writer);
        writer.write_record(COLUMNS.required.iter().chain(COLUMNS.optional))?;
        Ok(Self { writer })
    }

    /// Writes a row.
    ///
    /// # Errors
    /// What the writer answered.
    pub fn row(&mut self, row: &ListedRow<'_>) -> io::Result<()> {
        self.writer.write_record([
            &*row.account.to_string(),
            &*row.booked.to_string(),
            &*row.amount.to_string(),
            row.description,
            row.reference.unwrap_or_default(),
            if row.correction { LISTED } else { "" },
            &*row.balance.to_string(),
        ])?;
        Ok(())
    }

    /// Ends the file, and gives the writer back, flushed.
    ///
    /// # Errors
    /// What the writer answered.
    pub fn finish(self) -> io::Result<W> {
        self.writer.into_inner().map_err(::csv::IntoInnerError::into_error)
    }
}
