//! A bank's own CSV as a source: which column says what stands in a map.

use std::path::Path;

use fgapi_domain::{AccountKey, Booked, JstDate, LongText, ShortText};

use super::csv::{RowOf, Rows};
use super::map::{ColumnMap, Money};
use super::pattern::{Said, booked, usual_day};
use super::source::{Entry, Source};
use super::words::{Whose, contradicts};
use crate::fault::{CORRECT_FILE, ImportFault, Refused};
use crate::progress::Meter;
use crate::table_file::{TableFile, TableLine, folded};

/// Whose accounts a file may be about.
pub(super) struct About {
    /// The operator's word on it, for every row.
    pub(super) account: Option<AccountKey>,
    pub(super) whose: Whose,
}

struct Mapped<'m> {
    file: TableFile,
    map: &'m ColumnMap,
    about: &'m About,
    places: Places,
    today: JstDate,
    /// The words for the account of the row before, and that account.
    named: Option<(String, AccountKey)>,
}

/// Where the columns of the map stand in the file.
struct Places {
    date: usize,
    time: Option<usize>,
    /// The column of amounts; or those of what came in and what went out.
    money: (usize, Option<usize>),
    description: Vec<usize>,
    otherwise: Option<usize>,
    balance: Option<usize>,
    reference: Option<usize>,
    account: Option<usize>,
    correction: Option<usize>,
}

/// Opens a bank's CSV. Nothing in it may be booked after `today`.
pub(super) fn open<'m>(
    path: &Path,
    map: &'m ColumnMap,
    about: &'m About,
    today: JstDate,
    meter: &Meter<'_>,
) -> Result<Box<dyn Source + 'm>, ImportFault> {
    let file = TableFile::open(path, map.form, meter)?;
    let places = Places::find(map, file.names())?;
    if places.account.is_none() && about.account.is_none() && map.only.is_none() {
        let next = "nothing was imported; run again with --account ID, or name the column of the account in the map (columns.account)";
        return Err(Refused::new("line 1", "nothing tells which account the file is about", next).into());
    }
    let column = map.balance.clone().unwrap_or_default();
    let mut mapped = Mapped { file, map, about, places, today, named: None };
    Ok(Box::new(Rows::new(column, move || mapped.next())))
}

impl Places {
    fn find(map: &ColumnMap, names: &[String]) -> Result<Self, Refused> {
        let find = |name: &String, key: &str| {
            let wanted = folded(name);
            let mut found = names.iter().enumerate().filter(|(_, name)| **name == wanted);
            match (found.next(), found.next()) {
                (Some((at, _)), None) => Ok(at),
                (Some(_), Some(_)) => {
                    let next = format!("nothing was imported; name another column in the map (columns.{key})");
                    Err(Refused::new("line 1", format!("the column {wanted} stands twice"), next))
                }
                (None, _) => {
                    let next = format!("nothing was imported; the file's columns are: {}", names.join(", "));
                    Err(Refused::new("line 1", format!("the column {wanted} is missing (columns.{key})"), next))
                }
            }
        };
        let maybe = |name: &Option<String>, key: &str| name.as_ref().map(|name| find(name, key)).transpose();
        Ok(Self {
            date: find(&map.date, "date")?,
            time: maybe(&map.time, "time")?,
            money: match &map.money {
                Money::Signed { column, .. } => (find(column, "amount")?, None),
                Money::Apart { came, went } => (find(came, "in")?, Some(find(went, "out")?)),
            },
            description: map.description.iter().map(|name| find(name, "description")).collect::<Result<_, _>>()?,
            otherwise: maybe(&map.otherwise, "description")?,
            balance: maybe(&map.balance, "balance")?,
            reference: maybe(&map.reference, "reference")?,
            account: maybe(&map.account, "account")?,
            correction: maybe(&map.correction, "correction")?,
        })
    }
}

impl Mapped<'_> {
    fn next(&mut self) -> Result<Option<RowOf>, ImportFault> {
        let Some(line) = self.file.next()? else { return Ok(None) };
        let account = self.account(&line)?;
        let text = |place: Option<usize>| place.map_or("", |place| line.text(place));
        let entry = Entry {
            number: line.number,
            booked: self.booked(&line)?,
            amount: self.amount(&line)?,
            description: self.description(&line)?,
            reference: match text(self.places.reference) {
                "" => None,
                told => Some(told.parse::<ShortText>().map_err(|refused| self.refused(&line, self.places.reference, refused.expected))?),
            }
            .map(|reference| reference.to_string()),
            correction: {
                let told = folded(text(self.places.correction));
                self.map.correction_words.iter().any(|word| folded(word) == told)
            },
            stays: false,
            balance: match text(self.places.balance) {
                "" => None,
                told => Some(self.yen(&line, self.places.balance, told)?),
            },
        };
        Ok(Some((account, entry)))
    }

    /// Whose row it is. Words are looked up once for rows that follow each other.
    fn account(&mut self, line: &TableLine) -> Result<AccountKey, Refused> {
        let only = self.about.account.as_ref().or(self.map.only.as_ref());
        let words = self.places.account.map_or("", |place| line.text(place));
        let Some(place) = self.places.account.filter(|_| !words.is_empty()) else {
            return only.cloned().ok_or_else(|| self.refused(line, self.places.account, "the account expected"));
        };
        if let Some((known, account)) = &self.named {
            if known == words {
                return Ok(account.clone());
            }
            if only.is_some() {
                let next = "nothing was imported; the file is about several accounts: leave --account (or account in the map) out";
                return Err(Refused { next: next.into(), ..self.refused(line, Some(place), "the account of the rows before expected") });
            }
        }
        let account = match only {
            Some(account) if contradicts(words, account) => {
                let next = "nothing was imported; give the account that the file is about (--account ID)";
                return Err(Refused {
                    next: next.into(),
                    ..self.refused(line, Some(place), "the words name another account than the one given")
                });
            }
            Some(account) => account.clone(),
            None => match self.map.accounts.get(&folded(words)) {
                Some(account) => account.clone(),
                None => self.about.whose.account(words).map_err(|why| {
                    let next =
                        "nothing was imported; run again with --account ID, or write the words below [accounts] of a map (--map FILE)";
                    Refused { next: next.into(), ..self.refused(line, Some(place), format!("the words do not tell the account: {why}")) }
                })?,
            },
        };
        self.named = Some((words.to_owned(), account.clone()));
        Ok(account)
    }

    fn booked(&self, line: &TableLine) -> Result<Booked, Refused> {
        let refused = |place, problem: &str| self.refused(line, place, problem);
        let date = line.text(self.places.date);
        let said = match &self.map.date_form {
            None => usual_day(date).map(|day| (day, 0)),
            Some(form) => form.read(date).and_then(|said: Said| Some((said.day()?, said.second()?))),
        };
        let expected = "a real day in the form of the map (format.date) expected, such as 2026-01-31 or 2026年1月31日 without one";
        let (day, mut second) = said.ok_or_else(|| refused(Some(self.places.date), expected))?;
        let time = self.places.time.map_or("", |place| line.text(place));
        if !time.is_empty() {
            let usual = || ["hh:mm:ss", "hh:mm", "hhmmss"].iter().find_map(|form| super::pattern::Pattern::new(form)?.read(time));
            let said = self.map.time_form.as_ref().map_or_else(usual, |form| form.read(time));
            second = said.and_then(Said::second).ok_or_else(|| {
                refused(self.places.time, "a time of day in the form of the map (format.time) expected, such as 13:05:00 without one")
            })?;
        }
        if day > self.today {
            let problem = format!("a day that is not after today in Japan ({}) expected, {day} found", self.today);
            let next = "nothing was imported; correct the file, check this machine's date, or import the file on that day";
            return Err(Refused { next: next.into(), ..refused(Some(self.places.date), &problem) });
        }
        booked(day, second).ok_or_else(|| refused(self.places.time, "a time of day expected"))
    }

    fn amount(&self, line: &TableLine) -> Result<i64, Refused> {
        let (first, second) = self.places.money;
        match (&self.map.money, second) {
            (Money::Signed { came_in, .. }, _) => Ok(self.yen(line, Some(first), line.text(first))? * came_in),
            (Money::Apart { .. }, None) => Err(self.refused(line, Some(first), "an amount expected")),
            (Money::Apart { .. }, Some(second)) => match (line.text(first), line.text(second)) {
                ("", "") => Err(self.refused(line, Some(first), "an amount expected, here or in the column of what went out")),
                (came, "") => self.yen(line, Some(first), came),
                ("", went) => self.yen(line, Some(second), went).map(|yen| -yen),
                (came, went) => match (self.yen(line, Some(first), came)?, self.yen(line, Some(second), went)?) {
                    (came, 0) => Ok(came),
                    (0, went) => Ok(-went),
                    _ => Err(self.refused(line, Some(first), "one amount expected, not one that came in and one that went out")),
                },
            },
        }
    }

    fn description(&self, line: &TableLine) -> Result<String, Refused> {
        let texts: Vec<&str> = self.places.description.iter().map(|place| line.text(*place)).filter(|text| !text.is_empty()).collect();
        let text = if texts.is_empty() { self.places.otherwise.map_or("", |place| line.text(place)).to_owned() } else { texts.join(" ") };
        let place = self.places.description.first().copied();
        LongText::new(text).map(|text| text.to_string()).map_err(|refused| self.refused(line, place, refused.expected))
    }

    fn yen(&self, line: &TableLine, place: Option<usize>, text: &str) -> Result<i64, Refused> {
        self.map.digits.amount(text).ok_or_else(|| self.refused(line, place, "whole yen expected, such as 1,234 or -1234"))
    }

    fn refused(&self, line: &TableLine, place: Option<usize>, problem: impl Into<String>) -> Refused {
        let column = place.and_then(|place| self.file.names().get(place)).map_or("", String::as_str);
        Refused::new(format!("line {}, column {column}", line.number), problem, CORRECT_FILE)
    }
}
