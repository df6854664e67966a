//! Transfers of a notice (振込入金通知) against what is stored.
//!
//! A notice and a statement tell the same transfer in other words, and a notice never tells what went out. So what a statement has
//! told stands, and beside it a notice adds nothing; what no statement has told yet is listed for the time being only where the
//! operator says so, marked, until a statement takes its place.

use super::anchor::no_balance;
use super::day::places as places_among;
use super::section::Section;
use super::source::{Entry, beyond, plus};
use super::{StatementOptions, TransactionsReport, Warning};
use crate::fault::{ImportFault, Refused};
use crate::{ReadLedger, StoredRow};

/// Which of a day's rows each transfer is, where new ones may be added; `None` where a statement told the day, and nothing may.
pub(super) fn places(
    section: &Section,
    options: StatementOptions,
    day: i64,
    stored: &[StoredRow],
    entries: &[Entry],
    report: &mut TransactionsReport,
) -> Result<Option<Vec<Option<usize>>>, ImportFault> {
    if section.account.as_of_day.is_some_and(|as_of| day <= as_of) {
        let found = places_among(stored, entries, &|_| true);
        let lacking = lacking(entries, &found);
        report.unchanged += (entries.len() - lacking.len()) as u64;
        let text = "the statement of that day does not have this transfer: it was not added";
        report.warnings.extend(lacking.iter().map(|entry| Warning { place: section.place_of(entry.number), text }));
        return Ok(None);
    }
    let found = places_among(stored, entries, &|_| false);
    let new = entries.iter().zip(&found).find(|(_, found)| found.is_none());
    match new {
        Some((entry, _)) if !options.provisional => Err(Refused::new(
            section.place_of(entry.number),
            "a notice (種別 01) tells transfers of a day that no statement has told yet; with them alone the balances would not be the bank's",
            "nothing was imported; import the statement (種別 03) of that day, or run again with --provisional to list the transfers \
             until it comes: the statement then takes their place, and nothing is listed twice",
        )
        .into()),
        Some(_) if section.account.opening.is_none() => Err(no_balance(&section.begin).into()),
        _ => Ok(Some(found)),
    }
}

/// Transfers that are not among the rows found, except for those that the same file cancels.
fn lacking<'e>(entries: &'e [Entry], found: &[Option<usize>]) -> Vec<&'e Entry> {
    let mut lacking: Vec<&Entry> = Vec::new();
    for (entry, _) in entries.iter().zip(found).filter(|(_, found)| found.is_none()) {
        let cancels = |other: &&Entry| entry.correction && !other.correction && other.amount.checked_neg() == Some(entry.amount);
        match lacking.iter().rposition(cancels) {
            Some(at) => drop(lacking.remove(at)),
            None => lacking.push(entry),
        }
    }
    lacking
}

/// At the end of an account's transfers: the opening balance stays, and the balance that they lead to must be one.
pub(super) fn settle(section: &Section, ledger: &mut dyn ReadLedger) -> Result<Option<i64>, ImportFault> {
    if let (Some(opening), Some(day)) = (section.account.opening, section.day) {
        let latest = section.span.map_or(day, |(_, latest)| latest.max(day));
        plus(opening, ledger.book_before(section.account.seq, latest + 1)?).ok_or_else(|| beyond(section.begin.place.clone()))?;
    }
    Ok(section.account.opening)
}
