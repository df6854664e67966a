//! Where a file joins what the store has: the balance that it begins with against the balance that is stored.
//!
//! All balances here are the *book's*: cancelled rows count, as they do in the bank's own files.

use super::day::{Marks, all_among, new_entries};
use super::source::{Begin, Entry, beyond, plus};
use crate::fault::{ImportFault, Refused};
use crate::{AccountRow, ReadLedger, StoredRow};

/// How a file joins.
pub(super) struct Joint {
    /// The file's first day.
    pub(super) day: i64,
    /// The balance before the file's first row. `None`: to be learnt from the store when the file reaches its rows.
    pub(super) begins_with: Option<i64>,
    /// How many of the first day's stored rows come before the file (it continues that day).
    pub(super) skip: usize,
    /// The file begins before everything stored: the day before which the account's opening balance is, and moves.
    pub(super) earlier_than: Option<i64>,
}

/// Finds the joint on the file's first day. `opening` is what the file tells, or what its closing balance makes of it.
pub(super) fn find(
    ledger: &mut dyn ReadLedger,
    (account, span, marks): (&AccountRow, Option<(i64, i64)>, &Marks),
    begin: &Begin,
    opening: Option<i64>,
    day: i64,
    entries: &[Entry],
) -> Result<Joint, ImportFault> {
    let whole = |begins_with| Joint { day, begins_with: Some(begins_with), skip: 0, earlier_than: None };
    let Some(anchor) = account.opening else {
        return opening.map(whole).ok_or_else(|| no_balance(begin).into());
    };
    let Some(first) = begins_on(account, span) else {
        return match opening {
            Some(told) if told != anchor => Err(contradiction(&begin.place, "the balance before the first row", anchor, told).into()),
            _ => Ok(whole(anchor)),
        };
    };
    if day < first {
        return Ok(Joint { day, begins_with: opening, skip: 0, earlier_than: Some(first) });
    }
    let start = plus(anchor, ledger.book_before(account.seq, day)?).ok_or_else(|| beyond(begin.place.clone()))?;
    match opening {
        Some(told) if told != start => {
            let stored = ledger.rows(account.seq, day)?;
            let skip = continues(&stored, start, told, entries, marks)
                .ok_or_else(|| contradiction(&begin.place, "the balance before the first row", start, told))?;
            Ok(Joint { day, begins_with: Some(told), skip, earlier_than: None })
        }
        _ => Ok(whole(start)),
    }
}

/// The day before which the account's opening balance is: behind the day that it is dated with, or the first that has a row.
pub(super) fn begins_on(account: &AccountRow, span: Option<(i64, i64)>) -> Option<i64> {
    account.opening_day.map(|day| day + 1).or_else(|| span.map(|(first, _)| first))
}

/// After how many of a day's stored rows the balance is `told`, so that all later ones are among the file's.
fn continues(stored: &[StoredRow], start: i64, told: i64, entries: &[Entry], marks: &Marks) -> Option<usize> {
    let mut balance = start;
    stored.iter().enumerate().find_map(|(at, row)| {
        balance = plus(balance, row.amount)?;
        (balance == told && all_among(&stored[at + 1..], entries, marks)).then_some(at + 1)
    })
}

/// After how many rows of the latest stored day a file goes on that begins with the balance *before* that day: after none, as it
/// tells the day again, or after all, where the day came to nothing and only then the file's balances can be right.
/// `last`: the file has no later day.
pub(super) fn goes_on_after(stored: &[StoredRow], entries: &[Entry], marks: &Marks, last: bool) -> usize {
    if stored.iter().map(|row| i128::from(row.amount)).sum::<i128>() != 0 {
        return 0;
    }
    let new = new_entries(stored, entries, marks);
    let known: i128 = entries.iter().zip(&new).filter(|(_, new)| !**new).map(|(entry, _)| i128::from(entry.amount)).sum();
    let told = i64::try_from(entries.iter().map(|entry| i128::from(entry.amount)).sum::<i128>());
    let older = last && !new.contains(&true) && told.is_ok_and(|told| is_older_copy(stored, told));
    if known == 0 || older { 0 } else { stored.len() }
}

/// Whether a day came to `told` at some time: after its first rows in their order, or in the order in which they were taken over.
pub(super) fn is_older_copy(stored: &[StoredRow], told: i64) -> bool {
    let mut arrived: Vec<&StoredRow> = stored.iter().collect();
    arrived.sort_by_key(|row| row.ordinal);
    begins_with(stored, told) || begins_with(arrived, told)
}

/// Whether the first rows come to `told`.
fn begins_with<'r>(rows: impl IntoIterator<Item = &'r StoredRow>, told: i64) -> bool {
    let mut sum = 0_i128;
    rows.into_iter().any(|row| {
        sum += i128::from(row.amount);
        sum == i128::from(told)
    })
}

/// The refusal of a file that does not fit what is stored.
pub(super) fn contradiction(place: &str, what: &str, expected: i64, found: i64) -> Refused {
    Refused::new(
        place,
        format!("{what} should be {expected} yen after what is stored, but the file says {found} yen"),
        "nothing was imported; a file in between is missing, or belongs to another account: import that one first",
    )
}

/// Nothing tells the balance before the first row.
pub(super) fn no_balance(begin: &Begin) -> Refused {
    Refused::new(
        &*begin.place,
        "neither the file nor the store tells the balance before the first row",
        "nothing was imported; give opening_balance in the accounts' CSV file and run again",
    )
}
