//! The simple CSV as a source. It carries times of day, and amounts of any size.

use std::path::Path;

use fgapi_domain::{AccountKey, Booked, JstDate, LongText, ShortText, Yen};

use super::source::{Begin, Close, Entry, Source, Step};
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
const COLUMNS: Columns =
    Columns { required: &["account_id", "booked_at", "amount", "description"], optional: &["reference", "correction", "balance"] };

struct Csv {
    file: CsvFile,
    today: JstDate,
    account: Option<AccountKey>,
    /// A row that waits until its account's beginning was told.
    waiting: Option<(AccountKey, Entry)>,
    last: Option<JstDate>,
    number: u64,
}

/// Opens a CSV file. Nothing in it may be booked after `today`.
pub(super) fn open(path: &Path, today: JstDate, meter: &Meter<'_>) -> Result<Box<dyn Source>, ImportFault> {
    Ok(Box::new(Csv { file: CsvFile::open(path, &COLUMNS, meter)?, today, account: None, waiting: None, last: None, number: 1 }))
}

impl Source for Csv {
    fn next(&mut self) -> Result<Option<Step>, ImportFault> {
        if self.waiting.is_none() {
            self.waiting = self.file.next()?.map(|line| entry(&line, self.today)).transpose()?;
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
        let begin = Begin { place: format!("line {}", entry.number), account: account.clone(), opening: None };
        self.account = Some(account.clone());
        self.waiting = Some((account, entry));
        Ok(Some(Step::Begin(begin)))
    }

    fn one_section_an_account(&self) -> bool {
        true
    }
}

fn entry(line: &Line, today: JstDate) -> Result<(AccountKey, Entry), ImportFault> {
    let correction = match line.text(CORRECTION) {
        "" | "0" => false,
        "1" => true,
        _ => return Err(line.refused(CORRECTION, "correction must be empty, 0 or 1").into()),
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
