//! The second reading: each account's days against what is stored, one day at a time.

use super::day::{is_marked, lay, month_change, places};
use super::section::Section;
use super::source::{Begin, Close, Entry, Kind, Outline, Step, beyond, plus};
use super::{StatementOptions, TransactionsReport, Warning, notice};
use crate::fault::ImportFault;
use crate::{AccountRow, DayRow, Ledger, LedgerFault, MonthChange, StoredRow};

/// How many rows wait before they are written together.
const BATCH: usize = 2_000;

/// Takes over a file's steps.
pub(super) struct Merger<'l> {
    ledger: &'l mut dyn Ledger,
    options: StatementOptions,
    derived: std::slice::Iter<'l, Option<i64>>,
    open: Option<Section>,
    rows: Vec<StoredRow>,
    days: Vec<DayRow>,
    report: TransactionsReport,
}

impl<'l> Merger<'l> {
    pub(super) fn new(ledger: &'l mut dyn Ledger, options: StatementOptions, outline: &'l Outline) -> Self {
        let (rows, days) = (Vec::with_capacity(BATCH * 2), Vec::with_capacity(BATCH));
        Self { ledger, options, derived: outline.derived.iter(), open: None, rows, days, report: TransactionsReport::default() }
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
        let opening = begin.opening.or(derived);
        let marks = self.ledger.provisional(account.seq)?.into_iter().collect();
        self.open = Some(Section::new(begin, opening, account, span, marks));
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
        let notice = section.begin.kind == Kind::Notice;
        let skip = if notice { 0 } else { section.join(self.ledger, day, &entries, last)? };
        let known = section.span.is_some_and(|(_, last)| day <= last);
        let mut all = if known { self.ledger.rows(section.account.seq, day)? } else { Vec::new() };
        // What is stored lies in its order already: laying it again only counts it.
        let old = if all.is_empty() { None } else { Some(lay(section.account.seq, day, &mut all)?) };
        let found = if notice {
            match notice::places(section, self.options, day, &all, &entries, &mut self.report)? {
                Some(found) => found,
                None => return Ok(()),
            }
        } else {
            places(all.get(skip..).unwrap_or_default(), &entries, &is_marked(&section.marks))
        };
        section.file_before_day = section.file;
        let (mut ordinal, mut fresh, mut reworded) = (old.map_or(0, |day| day.last_ordinal), 0, false);
        for (entry, found) in entries.into_iter().zip(found) {
            section.count(&entry)?;
            if let Some(row) = found.and_then(|at| all.get_mut(skip + at)) {
                if !notice {
                    reworded |= section.settle_row(row, &entry);
                }
                self.report.unchanged += 1;
                continue;
            }
            (ordinal, fresh) = (ordinal + 1, fresh + 1);
            if section.joint.as_ref().and_then(|joint| joint.earlier_than).is_some_and(|first| day < first) {
                section.moved += entry.amount;
            }
            if entry.correction && !entry.stays {
                section.corrections.note(entry.number, day, ordinal);
            }
            if notice {
                section.marks.insert((day, ordinal));
            }
            all.push(section.stored(entry, day, ordinal));
        }
        section.added_on_day = fresh;
        if fresh == 0 && !reworded {
            return Ok(());
        }
        self.report.added += fresh;
        section.added += fresh;
        self.write_day(day, old, all, fresh, reworded)
    }

    /// `fresh` of a day's rows are new, the last ones before they are put into order; `reworded`: others are not as they stood.
    fn write_day(&mut self, day: i64, old: Option<DayRow>, mut all: Vec<StoredRow>, fresh: u64, reworded: bool) -> Result<(), ImportFault> {
        let Some(section) = &mut self.open else { return Ok(()) };
        let seq = section.account.seq;
        // What is stored came to a balance: where the day does not any more, it is for the new rows.
        let too_large = || beyond(section.begin.place.clone());
        let sum = lay(seq, day, &mut all).map_err(|_| too_large())?;
        plus(sum.book, 0).and(plus(sum.net, 0)).ok_or_else(too_large)?;
        let stood = all.len() - usize::try_from(fresh).unwrap_or(all.len());
        let last_ordinal = old.map_or(0, |day| day.last_ordinal);
        if !reworded && all[stood..].iter().all(|row| row.ordinal > last_ordinal) {
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
        let as_of = section.account.as_of_day.max(close.as_of.map(fgapi_domain::JstDate::number));
        let opening = if section.begin.kind == Kind::Notice {
            notice::settle(&section, self.ledger)?
        } else {
            section.refuse_left_over(self.ledger, as_of)?;
            section.settle(self.ledger, close)?
        };
        if section.added > 0 {
            let (cancelled, without) = section.corrections.apply(self.ledger, section.account.seq)?;
            self.report.cancelled += cancelled;
            let text = "a correction without a counterpart: it is listed like any other row";
            self.report.warnings.extend(without.into_iter().map(|number| Warning { place: section.place_of(number), text }));
        }
        self.report.settled += section.settled;
        if section.marks != section.marks_stored {
            let marks: Vec<_> = section.marks.iter().copied().collect();
            self.ledger.put_provisional(section.account.seq, &marks)?;
        }
        if section.changes() || opening != section.account.opening {
            self.ledger.bump(section.account.seq)?;
        }
        // How far all is known, and since when, no notice tells.
        let told = section.begin.kind == Kind::Statement
            && (section.changes() || as_of != section.account.as_of_day || opening != section.account.opening);
        if told {
            let moved = section.joint.as_ref().is_some_and(|joint| joint.earlier_than.is_some());
            let opening_day = section.account.opening_day.filter(|_| !moved);
            let imported_at = Some(self.options.now.0);
            self.ledger.put_account(&AccountRow { opening, opening_day, as_of_day: as_of, imported_at, ..section.account })?;
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

impl MonthChange {
    fn add(&mut self, other: Self) {
        self.live += other.live;
        self.days += other.days;
        self.net += other.net;
        self.book += other.book;
    }
}
