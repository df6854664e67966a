//! One day of one account: who is listed where, and what it comes to.

use std::collections::HashMap;

use super::source::Entry;
use crate::{DayRow, LedgerFault, MonthChange, StoredRow, month_of};

/// What makes two rows of a day the same transaction.
type Sameness<'r> = (i64, i64, &'r str, Option<&'r str>, bool);

fn of_stored(row: &StoredRow) -> Sameness<'_> {
    (row.second, row.amount, &row.description, row.reference.as_deref(), row.correction)
}

fn of_entry(entry: &Entry) -> Sameness<'_> {
    (i64::from(entry.booked.second()), entry.amount, &entry.description, entry.reference.as_deref(), entry.correction)
}

/// Which of a day's `entries` are not among `stored`. Two equal rows are two rows: each stored one accounts for one.
pub(super) fn new_entries(stored: &[StoredRow], entries: &[Entry]) -> Vec<bool> {
    let mut there: HashMap<Sameness<'_>, usize> = HashMap::new();
    for row in stored {
        *there.entry(of_stored(row)).or_default() += 1;
    }
    let known = |entry| there.get_mut(&of_entry(entry)).filter(|count| **count > 0).map(|count| *count -= 1).is_some();
    entries.iter().map(known).map(|known| !known).collect()
}

/// Whether every row of `stored` is among `entries`.
pub(super) fn all_among(stored: &[StoredRow], entries: &[Entry]) -> bool {
    new_entries(stored, entries).into_iter().filter(|new| !new).count() == stored.len()
}

/// Puts a day's rows into their order, numbers those that are listed, and says what the day comes to.
pub(super) fn lay(account: i64, day: i64, rows: &mut [StoredRow]) -> Result<DayRow, LedgerFault> {
    rows.sort_by_key(|row| (row.second, row.ordinal));
    let mut sum = DayRow { account, day, month: month_of(day)?, live: 0, net: 0, book: 0, last_ordinal: 0 };
    let too_large = || LedgerFault::corrupt("a day's sum is beyond any balance");
    for row in rows {
        sum.book = sum.book.checked_add(row.amount).ok_or_else(too_large)?;
        sum.last_ordinal = sum.last_ordinal.max(row.ordinal);
        if row.position < 0 {
            continue;
        }
        sum.live += 1;
        sum.net = sum.net.checked_add(row.amount).ok_or_else(too_large)?;
        (row.position, row.running) = (sum.live, sum.net);
    }
    Ok(sum)
}

/// Takes a row out of the listing.
pub(super) fn cancel(row: &mut StoredRow) {
    (row.position, row.running) = (-row.ordinal, 0);
}

/// What a day's change makes of its month.
pub(super) fn month_change(old: Option<DayRow>, new: DayRow) -> MonthChange {
    let was = old.unwrap_or(DayRow { live: 0, net: 0, book: 0, ..new });
    MonthChange {
        live: new.live - was.live,
        days: i64::from(new.live > 0) - i64::from(was.live > 0),
        net: new.net - was.net,
        book: new.book - was.book,
    }
}
