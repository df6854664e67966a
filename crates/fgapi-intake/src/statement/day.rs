//! One day of one account: who is listed where, and what it comes to.

use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};

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

/// Rows that a notice told and no statement yet, by day and ordinal.
pub(super) type Marks = BTreeSet<(i64, i64)>;

/// Whether a row is marked.
pub(super) fn is_marked(marks: &Marks) -> impl Fn(&StoredRow) -> bool + '_ {
    |row| marks.contains(&(row.day, row.ordinal))
}

/// Which of a day's rows in `stored` each of `entries` is; `None` for a new one. Two equal rows are two rows: each stored one
/// accounts for one. Rows that are `loose` are also known by their amount alone, because another sort of file told them in other
/// words; the row whose description the entry's begins with comes first.
pub(super) fn places(stored: &[StoredRow], entries: &[Entry], loose: &dyn Fn(&StoredRow) -> bool) -> Vec<Option<usize>> {
    let mut there: HashMap<Sameness<'_>, VecDeque<usize>> = HashMap::new();
    for (at, row) in stored.iter().enumerate() {
        there.entry(of_stored(row)).or_default().push_back(at);
    }
    let mut places: Vec<_> = entries.iter().map(|entry| there.get_mut(&of_entry(entry)).and_then(VecDeque::pop_front)).collect();
    let taken: HashSet<usize> = places.iter().flatten().copied().collect();
    let mut free: Vec<usize> = (0..stored.len()).filter(|at| !taken.contains(at) && stored.get(*at).is_some_and(loose)).collect();
    for (entry, place) in entries.iter().zip(&mut places).filter(|(_, place)| place.is_none()) {
        let alike = |at: &usize| stored.get(*at).is_some_and(|row| row.amount == entry.amount && row.correction == entry.correction);
        let begins = |at: &usize| stored.get(*at).is_some_and(|row| entry.description.starts_with(&row.description));
        let chosen = free.iter().position(|at| alike(at) && begins(at)).or_else(|| free.iter().position(alike));
        *place = chosen.map(|chosen| free.remove(chosen));
    }
    places
}

/// Which of a day's `entries` are not among `stored`.
pub(super) fn new_entries(stored: &[StoredRow], entries: &[Entry], marks: &Marks) -> Vec<bool> {
    places(stored, entries, &is_marked(marks)).iter().map(Option::is_none).collect()
}

/// Whether every row of `stored` is among `entries`.
pub(super) fn all_among(stored: &[StoredRow], entries: &[Entry], marks: &Marks) -> bool {
    new_entries(stored, entries, marks).into_iter().filter(|new| !new).count() == stored.len()
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
