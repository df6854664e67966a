//! The account that is being read: what the file told of it so far, and how that fits what is stored.

use fgapi_domain::JstDate;

use super::anchor::{self, Joint, contradiction, is_older_copy};
use super::correct::Corrections;
use super::day::Marks;
use super::source::{Begin, Close, Entry, beyond, plus};
use crate::fault::{ImportFault, Refused};
use crate::{AccountRow, LedgerFault, MonthChange, ReadLedger, StoredRow};

/// The account that is being read.
pub(super) struct Section {
    pub(super) begin: Begin,
    pub(super) opening: Option<i64>,
    pub(super) account: AccountRow,
    pub(super) span: Option<(i64, i64)>,
    pub(super) joint: Option<Joint>,
    pub(super) day: Option<i64>,
    pub(super) entries: Vec<Entry>,
    /// Sum of the file's rows so far, and before its latest day.
    pub(super) file: i64,
    pub(super) file_before_day: i64,
    /// Sum of rows that were new on days before everything stored.
    pub(super) moved: i64,
    pub(super) month: Option<(i64, MonthChange)>,
    pub(super) corrections: Corrections,
    /// Rows that a notice told and no statement yet; and as they stood in the store.
    pub(super) marks: Marks,
    pub(super) marks_stored: Marks,
    pub(super) added: u64,
    /// Rows of notices that this file settled.
    pub(super) settled: u64,
    /// How many rows of its latest day were new.
    pub(super) added_on_day: u64,
}

impl Section {
    pub(super) fn new(begin: Begin, opening: Option<i64>, account: AccountRow, span: Option<(i64, i64)>, marks: Marks) -> Self {
        Self {
            opening,
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
            marks_stored: marks.clone(),
            marks,
            added: 0,
            settled: 0,
            added_on_day: 0,
        }
    }

    /// Whether its transactions are others than before.
    pub(super) const fn changes(&self) -> bool {
        self.added > 0 || self.settled > 0
    }

    /// A statement took the place of a row that a notice had told; whether its words are others.
    pub(super) fn settle_row(&mut self, row: &mut StoredRow, entry: &Entry) -> bool {
        if !self.marks.remove(&(row.day, row.ordinal)) {
            return false;
        }
        self.settled += 1;
        let second = i64::from(entry.booked.second());
        let same = row.description == entry.description && row.reference == entry.reference && row.second == second;
        (row.description, row.reference, row.second) = (entry.description.clone(), entry.reference.clone(), second);
        !same
    }

    /// Refuses a statement that covers a day and lacks a transfer that a notice told of it: one of them is wrong, and listing both
    /// would be a guess. A transfer that was cancelled meanwhile is nobody's any more.
    pub(super) fn refuse_left_over(&mut self, ledger: &mut dyn ReadLedger, as_of: Option<i64>) -> Result<(), ImportFault> {
        let Some(as_of) = as_of else { return Ok(()) };
        let covered: Vec<_> = self.marks.range(..=(as_of, i64::MAX)).copied().collect();
        for (day, ordinal) in covered {
            let rows = ledger.rows(self.account.seq, day)?;
            if rows.iter().any(|row| row.ordinal == ordinal && row.position > 0) {
                let day = JstDate::from_number(day).map_err(LedgerFault::from)?;
                return Err(Refused::new(
                    &*self.begin.place,
                    format!("the statement covers {day}, and lacks a transfer that a notice (種別 01) told of that day"),
                    "nothing was imported; import the notice that cancels it (取消), or a CSV row with correction 1, and run again",
                )
                .into());
            }
            self.marks.remove(&(day, ordinal));
        }
        Ok(())
    }

    /// On the file's first day: finds where it joins. How many of the day's stored rows come before the file.
    pub(super) fn join(&mut self, ledger: &mut dyn ReadLedger, day: i64, entries: &[Entry], last: bool) -> Result<usize, ImportFault> {
        if self.joint.is_some() {
            return Ok(0);
        }
        let mut joint = anchor::find(ledger, (&self.account, self.span, &self.marks), &self.begin, self.opening, day, entries)?;
        let latest = self.span.is_some_and(|(_, latest)| day == latest);
        if latest && self.opening.is_some() && joint.skip == 0 && joint.earlier_than.is_none() {
            joint.skip = anchor::goes_on_after(&ledger.rows(self.account.seq, day)?, entries, &self.marks, last);
        }
        let skip = joint.skip;
        self.joint = Some(joint);
        Ok(skip)
    }

    /// Counts a row of the file: neither the file's sum nor the balance that it leads to may be too large.
    pub(super) fn count(&mut self, entry: &Entry) -> Result<(), ImportFault> {
        let before = self.joint.as_ref().and_then(|joint| joint.begins_with).unwrap_or(0);
        let sum = plus(self.file, entry.amount).filter(|sum| plus(before, *sum).is_some());
        self.file = sum.ok_or_else(|| beyond(self.place_of(entry.number)))?;
        Ok(())
    }

    /// A record or line of the file.
    pub(super) fn place_of(&self, number: u64) -> String {
        let counts = if self.begin.place.starts_with("line") { "line" } else { "record" };
        format!("{counts} {number}")
    }

    /// At the end of the account's rows: checks the balances at both ends; the account's opening balance.
    pub(super) fn settle(&self, ledger: &mut dyn ReadLedger, close: &Close) -> Result<Option<i64>, ImportFault> {
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
        if self.changes() {
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
        // What a day came to before the one that the opening balance is of is not known.
        let from = self.account.opening_day.max(self.span.map(|(_, last)| last));
        let after = close.as_of.map(|day| day.number()).filter(|day| from.is_none_or(|from| *day >= from));
        if let Some(day) = after {
            let ours = plus(opening, ledger.book_before(self.account.seq, day + 1)?).ok_or_else(|| beyond(close.place.clone()))?;
            if ours != told {
                return Err(contradiction(&self.begin.place, "the balance", ours, told).into());
            }
        }
        Ok(Some(opening))
    }

    /// The row of an entry that is new.
    pub(super) fn stored(&self, entry: Entry, day: i64, ordinal: i64) -> StoredRow {
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
