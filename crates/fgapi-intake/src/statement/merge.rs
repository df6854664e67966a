//! The second reading: each account's days against what is stored, one day at a time.

use fgapi_domain::UnixSeconds;

use super::anchor::{self, Joint, contradiction, is_older_copy};
use super::correct::Corrections;
use super::day::{lay, month_change, new_entries};
use super::source::{Begin, Close, Entry, Outline, Step, beyond, plus};
use super::{TransactionsReport, Warning};
use crate::fault::ImportFault;
use crate::{AccountRow, DayRow, Ledger, LedgerFault, MonthChange, ReadLedger, StoredRow};

/// How many rows wait before they are written together.
const BATCH: usize = 2_000;

/// Takes over a file's steps.
pub(super) struct Merger<'l> {
    ledger: &'l mut dyn Ledger,
    now: UnixSeconds,
    derived: std::slice::Iter<'l, Option<i64>>,
    open: Option<Section>,
    rows: Vec<StoredRow>,
    days: Vec<DayRow>,
    report: TransactionsReport,
}

/// The account that is being read.
struct Section {
    begin: Begin,
    opening: Option<i64>,
    account: AccountRow,
    span: Option<(i64, i64)>,
    joint: Option<Joint>,
    day: Option<i64>,
    entries: Vec<Entry>,
    /// Sum of the file's rows so far, and before its latest day.
    file: i64,
    file_before_day: i64,
    /// Sum of rows that were new on days before everything stored.
    moved: i64,
    month: Option<(i64, MonthChange)>,
    corrections: Corrections,
    added: u64,
    /// How many rows of its latest day were new.
    added_on_day: u64,
}

impl<'l> Merger<'l> {
    pub(super) fn new(ledger: &'l mut dyn Ledger, now: UnixSeconds, outline: &'l Outline) -> Self {
        let (rows, days) = (Vec::with_capacity(BATCH * 2), Vec::with_capacity(BATCH));
        Self { ledger, now, derived: outline.derived.iter(), open: None, rows, days, report: TransactionsReport::default() }
    }

    /// Takes over the next step.
    pub(super) fn step(&mut self, step: Step) -> Result<(), ImportFault> {
        match step {
            Step::Begin(begin) => self.begin(begin),
            Step::Row(entry) => self.row(entry),
            Step::Close(close) => self.close(&close),
        }
    }

    /// What came of it.
    pub(super) fn finish(self) -> TransactionsReport {
        self.report
    }

    fn begin(&mut self, begin: Begin) -> Result<(), ImportFault> {
        let account = self.ledger.account(&begin.account)?.ok_or_else(|| begin.unknown_account())?;
        let span = self.ledger.span(account.seq)?;
        let derived = self.derived.next().copied().flatten();
        self.report.accounts += 1;
        self.open = Some(Section {
            opening: begin.opening.or(derived),
            begin,
            account,
            span,
            joint: None,
            day: None,
            entries: Vec::new(),
            file: 0,
            file_before_day: 0,
            moved: 0,
            month: None,
            corrections: Corrections::default(),
            added: 0,
            added_on_day: 0,
        });
        Ok(())
    }

    fn row(&mut self, entry: Entry) -> Result<(), ImportFault> {
        let Some(section) = &mut self.open else { return Err(LedgerFault::corrupt("a row without an account").into()) };
        let day = entry.booked.day().number();
        if section.day.is_some_and(|current| current != day) {
            self.end_of_day(false)?;
        }
        let Some(section) = &mut self.open else { return Ok(()) };
        section.day = Some(day);
        section.entries.push(entry);
        Ok(())
    }

    /// All of a day's rows are here: finds the new ones and writes them. `last`: no later day follows.
    fn end_of_day(&mut self, last: bool) -> Result<(), ImportFault> {
        let Some(section) = &mut self.open else { return Ok(()) };
        let Some(day) = section.day else { return Ok(()) };
        let entries = std::mem::take(&mut section.entries);
        let skip = section.join(self.ledger, day, &entries, last)?;
        let known = section.span.is_some_and(|(_, last)| day <= last);
        let mut all = if known { self.ledger.rows(section.account.seq, day)? } else { Vec::new() };
        // What is stored lies in its order already: laying it again only counts it.
        let old = if all.is_empty() { None } else { Some(lay(section.account.seq, day, &mut all)?) };
        let new = new_entries(all.get(skip..).unwrap_or_default(), &entries);
        section.file_before_day = section.file;
        let (mut ordinal, mut fresh) = (old.map_or(0, |day| day.last_ordinal), 0);
        for (entry, new) in entries.into_iter().zip(new) {
            section.count(&entry)?;
            if !new {
                self.report.unchanged += 1;
                continue;
            }
            (ordinal, fresh) = (ordinal + 1, fresh + 1);
            if section.joint.as_ref().and_then(|joint| joint.earlier_than).is_some_and(|first| day < first) {
                section.moved += entry.amount;
            }
            if entry.correction {
                section.corrections.note(entry.number, day, ordinal);
            }
            all.push(section.stored(entry, day, ordinal));
        }
        section.added_on_day = fresh;
        if fresh == 0 {
            return Ok(());
        }
        self.report.added += fresh;
        section.added += fresh;
        self.write_day(day, old, all, fresh)
    }

    fn write_day(&mut self, day: i64, old: Option<DayRow>, mut all: Vec<StoredRow>, fresh: u64) -> Result<(), ImportFault> {
        let Some(section) = &mut self.open else { return Ok(()) };
        let seq = section.account.seq;
        // What is stored came to a balance: where the day does not any more, it is for the new rows.
        let too_large = || beyond(section.begin.place.clone());
        let sum = lay(seq, day, &mut all).map_err(|_| too_large())?;
        plus(sum.book, 0).and(plus(sum.net, 0)).ok_or_else(too_large)?;
        let stood = all.len() - usize::try_from(fresh).unwrap_or(all.len());
        let last_ordinal = old.map_or(0, |day| day.last_ordinal);
        if all[stood..].iter().all(|row| row.ordinal > last_ordinal) {
            // The new rows come after all others: what is stored stays as it is.
            all.drain(..stood);
        } else {
            self.ledger.delete_rows(seq, day)?;
        }
        let change = month_change(old, sum);
        match &mut section.month {
            Some((month, sum_so_far)) if *month == sum.month => sum_so_far.add(change),
            other => {
                if let Some((month, change)) = other.replace((sum.month, change)) {
                    self.ledger.add_month(seq, month, change)?;
                }
            }
        }
        self.rows.append(&mut all);
        self.days.push(sum);
        if self.rows.len() >= BATCH || self.days.len() >= BATCH {
            self.flush()?;
        }
        Ok(())
    }

    fn close(&mut self, close: &Close) -> Result<(), ImportFault> {
        self.end_of_day(true)?;
        self.flush()?;
        let Some(mut section) = self.open.take() else { return Ok(()) };
        if let Some((month, change)) = section.month.take() {
            self.ledger.add_month(section.account.seq, month, change)?;
        }
        let opening = section.settle(self.ledger, close)?;
        if section.added > 0 {
            let (cancelled, without) = section.corrections.apply(self.ledger, section.account.seq)?;
            self.report.cancelled += cancelled;
            let text = "a correction without a counterpart: it is listed like any other row";
            self.report.warnings.extend(without.into_iter().map(|number| Warning { place: section.place_of(number), text }));
        }
        if section.added > 0 || opening != section.account.opening {
            self.ledger.bump(section.account.seq)?;
        }
        let as_of = section.account.as_of_day.max(close.as_of.map(fgapi_domain::JstDate::number));
        if section.added > 0 || as_of != section.account.as_of_day || opening != section.account.opening {
            let fresh = AccountRow { opening, as_of_day: as_of, imported_at: Some(self.now.0), ..section.account };
            self.ledger.put_account(&fresh)?;
        }
        Ok(())
    }

    fn flush(&mut self) -> Result<(), LedgerFault> {
        self.ledger.insert_rows(&self.rows)?;
        self.ledger.put_days(&self.days)?;
        self.rows.clear();
        self.days.clear();
        Ok(())
    }
}

impl Section {
    /// On the file's first day: finds where it joins. How many of the day's stored rows come before the file.
    fn join(&mut self, ledger: &mut dyn ReadLedger, day: i64, entries: &[Entry], last: bool) -> Result<usize, ImportFault> {
        if self.joint.is_some() {
            return Ok(0);
        }
        let mut joint = anchor::find(ledger, &self.account, self.span, &self.begin, self.opening, day, entries)?;
        let latest = self.span.is_some_and(|(_, latest)| day == latest);
        if latest && self.opening.is_some() && joint.skip == 0 && joint.earlier_than.is_none() {
            joint.skip = anchor::goes_on_after(&ledger.rows(self.account.seq, day)?, entries, last);
        }
        let skip = joint.skip;
        self.joint = Some(joint);
        Ok(skip)
    }

    /// Counts a row of the file: neither the file's sum nor the balance that it leads to may be too large.
    fn count(&mut self, entry: &Entry) -> Result<(), ImportFault> {
        let before = self.joint.as_ref().and_then(|joint| joint.begins_with).unwrap_or(0);
        let sum = plus(self.file, entry.amount).filter(|sum| plus(before, *sum).is_some());
        self.file = sum.ok_or_else(|| beyond(self.place_of(entry.number)))?;
        Ok(())
    }

    /// A record or line of the file.
    fn place_of(&self, number: u64) -> String {
        let counts = if self.begin.place.starts_with("line") { "line" } else { "record" };
        format!("{counts} {number}")
    }

    /// At the end of the account's rows: checks the balances at both ends; the account's opening balance.
    fn settle(&self, ledger: &mut dyn ReadLedger, close: &Close) -> Result<Option<i64>, ImportFault> {
        let stored = self.account.opening;
        let (Some(joint), Some(day)) = (&self.joint, self.day) else { return self.settle_empty(ledger, close) };
        let opening = match (joint.earlier_than, stored) {
            (Some(_), Some(stored)) => {
                let moved = plus(stored, -self.moved).ok_or_else(|| beyond(close.place.clone()))?;
                if let Some(told) = joint.begins_with.filter(|told| *told != moved) {
                    return Err(contradiction(&self.begin.place, "the balance before the first row", moved, told).into());
                }
                moved
            }
            (_, stored) => match stored.or(joint.begins_with) {
                Some(opening) => opening,
                None => return Err(LedgerFault::corrupt("an account has rows but no opening balance").into()),
            },
        };
        self.check_ends(ledger, close, joint, opening, day)?;
        Ok(Some(opening))
    }

    /// Checks the balances before and after the file's last day, and the one that the account comes to.
    fn check_ends(&self, ledger: &mut dyn ReadLedger, close: &Close, joint: &Joint, opening: i64, day: i64) -> Result<(), ImportFault> {
        let too_large = || beyond(close.place.clone());
        let seq = self.account.seq;
        let latest = self.span.map_or(day, |(_, latest)| latest.max(day));
        plus(opening, ledger.book_before(seq, latest + 1)?).ok_or_else(too_large)?;
        // A file that goes on within its first day begins in the midst of it: that day has no such balances to compare.
        if joint.skip > 0 && day == joint.day {
            return Ok(());
        }
        let file = plus(joint.begins_with.unwrap_or(opening), self.file_before_day).ok_or_else(too_large)?;
        if self.added > 0 {
            let ours = plus(opening, ledger.book_before(seq, day)?).ok_or_else(too_large)?;
            if file != ours {
                return Err(contradiction(&close.place, "the balance before the last day", ours, file).into());
            }
        }
        // A file that tells no balance at all may leave rows of its last day out. One that does may not, or a row that only
        // looks known would be lost; except that it may be older than what is stored.
        let (told, stored) = (self.file - self.file_before_day, ledger.day(seq, day)?.map_or(0, |day| day.book));
        if self.opening.is_none() || told == stored || (self.added_on_day == 0 && is_older_copy(&ledger.rows(seq, day)?, told)) {
            return Ok(());
        }
        let (ours, file) = (plus(file, stored).ok_or_else(too_large)?, plus(file, told).ok_or_else(too_large)?);
        Err(contradiction(&close.place, "the balance after the last row", ours, file).into())
    }

    /// An account without rows in this file: its balance must be the stored one where the file goes on from there.
    fn settle_empty(&self, ledger: &mut dyn ReadLedger, close: &Close) -> Result<Option<i64>, ImportFault> {
        let (Some(told), Some(opening)) = (self.opening, self.account.opening) else {
            return Ok(self.account.opening.or(self.opening));
        };
        let after = close.as_of.map(|day| day.number()).filter(|day| self.span.is_none_or(|(_, last)| *day >= last));
        if let Some(day) = after {
            let ours = plus(opening, ledger.book_before(self.account.seq, day + 1)?).ok_or_else(|| beyond(close.place.clone()))?;
            if ours != told {
                return Err(contradiction(&self.begin.place, "the balance", ours, told).into());
            }
        }
        Ok(Some(opening))
    }

    fn stored(&self, entry: Entry, day: i64, ordinal: i64) -> StoredRow {
        StoredRow {
            account: self.account.seq,
            day,
            position: 0,
            ordinal,
            second: i64::from(entry.booked.second()),
            amount: entry.amount,
            running: 0,
            description: entry.description,
            reference: entry.reference,
            correction: entry.correction,
        }
    }
}

impl MonthChange {
    fn add(&mut self, other: Self) {
        self.live += other.live;
        self.days += other.days;
        self.net += other.net;
        self.book += other.book;
    }
}
