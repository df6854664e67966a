//! The bank's tables, checked against each other: does every balance continue the one before?

use std::collections::{BTreeMap, HashSet};

use fgapi_domain::{AccountKey, JstDate};

use crate::{AccountRow, DayRow, LedgerFault, MonthChange, StoredRow, WholeLedger, month_of, year_of};

/// One thing that is not as it has to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LedgerBreak {
    /// Whose transactions; `None` where there is no such account.
    pub account: Option<AccountKey>,
    /// The day; of a month or year its first.
    pub day: Option<JstDate>,
    /// The row's place among those of its day: negative for a cancelled one.
    pub position: Option<i64>,
    /// What is wrong.
    pub what: &'static str,
    /// What it has to be.
    pub expected: String,
    /// What it is.
    pub found: String,
}

/// How much was checked, and how much of it is wrong.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LedgerCheck {
    /// Accounts.
    pub accounts: u64,
    /// Rows, cancelled ones too.
    pub rows: u64,
    /// Breaks that were told.
    pub breaks: u64,
}

/// Accounts that are read at once.
const ACCOUNTS: i64 = 500;
/// Days that are read at once.
const DAYS: i64 = 200;
/// Rows that are read at once.
const ROWS: i64 = 2_000;
/// Accounts without a row of their own that are named.
const STRAYS: i64 = 100;

/// Checks every account: positions, running sums, days, months and years against the rows, and what an account says of itself. `found`
/// hears every break, `progress` how many rows are done of how many. Memory does not grow with the rows. The tables have to be those of
/// one moment.
///
/// # Errors
/// [`LedgerFault`] when the store does not answer, or holds words that no importer writes.
pub fn check_ledger(
    tables: &mut dyn WholeLedger,
    found: &mut dyn FnMut(LedgerBreak),
    progress: &mut dyn FnMut(u64, u64),
) -> Result<LedgerCheck, LedgerFault> {
    let total = u64::try_from(tables.size()?.1).unwrap_or(0);
    let mut examiner = Examiner { found, progress, total, check: LedgerCheck::default() };
    examiner.all(tables)?;
    Ok(examiner.check)
}

struct Examiner<'e> {
    found: &'e mut dyn FnMut(LedgerBreak),
    progress: &'e mut dyn FnMut(u64, u64),
    total: u64,
    check: LedgerCheck,
}

/// What the rows of the account at hand come to.
struct Account<'a> {
    row: &'a AccountRow,
    marks: HashSet<(i64, i64)>,
    months: BTreeMap<i64, MonthChange>,
    years: BTreeMap<i64, MonthChange>,
    /// The last day with a row that a statement told.
    last: Option<i64>,
    day: Option<Day>,
}

/// What the rows of the day at hand come to.
struct Day {
    sum: DayRow,
    latest: (i64, i64),
    ordinals: HashSet<i64>,
    /// A wrong running sum was told: what follows it is wrong with it.
    told: bool,
}

impl Examiner<'_> {
    fn all(&mut self, tables: &mut dyn WholeLedger) -> Result<(), LedgerFault> {
        for stray in tables.strays(STRAYS)? {
            let found = format!("rows of the account number {stray}");
            self.tell(None, None, None, "rows of an account that is not there", "no such rows", found);
        }
        let mut seq = i64::MIN;
        loop {
            let accounts = tables.accounts_after(seq, ACCOUNTS)?;
            let Some(last) = accounts.last() else { return Ok(()) };
            seq = last.seq;
            accounts.iter().try_for_each(|account| self.account(tables, account))?;
        }
    }

    fn account(&mut self, tables: &mut dyn WholeLedger, row: &AccountRow) -> Result<(), LedgerFault> {
        let marks = tables.provisional(row.seq)?.into_iter().collect();
        let mut account = Account { row, marks, months: BTreeMap::new(), years: BTreeMap::new(), last: None, day: None };
        let mut after = i64::MIN;
        loop {
            let days = tables.days_after(row.seq, after, DAYS)?;
            let more = (days.len() as i64) == DAYS;
            let until = days.last().filter(|_| more).map_or(i64::MAX, |day| day.day);
            self.days(tables, &mut account, days, (after, until))?;
            if !more {
                break;
            }
            after = until;
        }
        let (months, years) = tables.sums(row.seq)?;
        self.sums(&account, "the sums of a month", &account.months, months);
        self.sums(&account, "the sums of a year", &account.years, years);
        self.itself(&account);
        self.check.accounts += 1;
        (self.progress)(self.check.rows, self.total);
        Ok(())
    }

    /// The rows behind one day and up to another, against the sums of the days between.
    fn days(
        &mut self,
        tables: &mut dyn WholeLedger,
        account: &mut Account<'_>,
        days: Vec<DayRow>,
        (after, until): (i64, i64),
    ) -> Result<(), LedgerFault> {
        let mut stored = days.into_iter().peekable();
        let mut behind = (after, i64::MAX);
        loop {
            let rows = tables.rows_after(account.row.seq, behind, until, ROWS)?;
            for row in &rows {
                behind = (row.day, row.position);
                if account.day.as_ref().is_some_and(|day| day.sum.day != row.day) {
                    self.end_of_day(account, &mut stored)?;
                }
                self.row(account, row)?;
            }
            (self.progress)(self.check.rows, self.total);
            if (rows.len() as i64) < ROWS {
                break;
            }
        }
        self.end_of_day(account, &mut stored)?;
        stored.for_each(|day| self.empty_day(account, &day));
        Ok(())
    }

    fn row(&mut self, account: &mut Account<'_>, row: &StoredRow) -> Result<(), LedgerFault> {
        self.check.rows += 1;
        let key = &account.row.key;
        let day = match &mut account.day {
            Some(day) => day,
            none => none.insert(Day {
                sum: DayRow { account: row.account, day: row.day, month: month_of(row.day)?, live: 0, net: 0, book: 0, last_ordinal: 0 },
                latest: (i64::MIN, 0),
                ordinals: HashSet::new(),
                told: false,
            }),
        };
        let at = (Some(key), Some(row.day), Some(row.position));
        if !account.marks.contains(&(row.day, row.ordinal)) {
            account.last = Some(row.day);
        }
        if !day.ordinals.insert(row.ordinal) || row.ordinal < 1 {
            self.tell(at.0, at.1, at.2, "the row's ordinal", "one of its own, from 1", row.ordinal.to_string());
        }
        day.sum.book = sum(day.sum.book, row.amount)?;
        day.sum.last_ordinal = day.sum.last_ordinal.max(row.ordinal);
        if row.position < 0 {
            if row.position != -row.ordinal || row.running != 0 {
                let found = format!("position {}, running sum {}", row.position, row.running);
                let expected = format!("position {}, running sum 0", -row.ordinal);
                self.tell(at.0, at.1, at.2, "a cancelled row's place", expected, found);
            }
            return Ok(());
        }
        day.sum.live += 1;
        day.sum.net = sum(day.sum.net, row.amount)?;
        let (position, running) = (day.sum.live, day.sum.net);
        let (order, latest) = ((row.second, row.ordinal), std::mem::replace(&mut day.latest, (row.second, row.ordinal)));
        if row.position != position {
            day.sum.live = row.position.max(1);
            self.tell(at.0, at.1, at.2, "the row's position", position.to_string(), row.position.to_string());
        } else if order <= latest {
            self.tell(at.0, at.1, at.2, "the row's time and ordinal", format!("later than {latest:?}"), format!("{order:?}"));
        }
        if row.running != running && !std::mem::replace(&mut day.told, true) {
            self.tell(at.0, at.1, at.2, "the running sum of the day", running.to_string(), row.running.to_string());
        }
        Ok(())
    }

    /// The day at hand against its sums, after days that have sums and no rows.
    fn end_of_day(
        &mut self,
        account: &mut Account<'_>,
        stored: &mut std::iter::Peekable<std::vec::IntoIter<DayRow>>,
    ) -> Result<(), LedgerFault> {
        let Some(Day { sum: ours, .. }) = account.day.take() else { return Ok(()) };
        while let Some(empty) = stored.next_if(|day| day.day < ours.day) {
            self.empty_day(account, &empty);
        }
        let key = Some(&account.row.key);
        match stored.next_if(|day| day.day == ours.day) {
            None => self.tell(key, Some(ours.day), None, "the sums of the day", told(&ours), "none".to_owned()),
            Some(theirs) if theirs != ours => self.tell(key, Some(ours.day), None, "the sums of the day", told(&ours), told(&theirs)),
            Some(_) => {}
        }
        for change in [account.months.entry(ours.month).or_default(), account.years.entry(year_of(ours.day)?).or_default()] {
            change.live += ours.live;
            change.days += i64::from(ours.live > 0);
            change.net = sum(change.net, ours.net)?;
            change.book = sum(change.book, ours.book)?;
        }
        Ok(())
    }

    fn empty_day(&mut self, account: &Account<'_>, day: &DayRow) {
        self.tell(Some(&account.row.key), Some(day.day), None, "the sums of the day", "none, as it has no rows".to_owned(), told(day));
    }

    fn sums(&mut self, account: &Account<'_>, what: &'static str, ours: &BTreeMap<i64, MonthChange>, stored: Vec<(i64, MonthChange)>) {
        let stored: BTreeMap<i64, MonthChange> = stored.into_iter().collect();
        let all: std::collections::BTreeSet<i64> = ours.keys().chain(stored.keys()).copied().collect();
        for at in all {
            let of = |sums: &BTreeMap<i64, MonthChange>| sums.get(&at).copied().unwrap_or_default();
            let (ours, theirs) = (of(ours), of(&stored));
            if ours != theirs {
                self.tell(Some(&account.row.key), Some(at), None, what, told_change(&ours), told_change(&theirs));
            }
        }
    }

    /// What the account says of itself.
    fn itself(&mut self, account: &Account<'_>) {
        let AccountRow { key, opening, as_of_day, .. } = account.row;
        let has_rows = !account.months.is_empty();
        if has_rows && opening.is_none() {
            self.tell(Some(key), None, None, "the balance before the first transaction", "a balance", "none".to_owned());
        }
        let behind = account.last.is_some_and(|last| as_of_day.is_none_or(|as_of| as_of < last));
        if behind {
            let day =
                |day: Option<i64>| day.and_then(|day| JstDate::from_number(day).ok()).map_or("none".to_owned(), |day| day.to_string());
            let expected = format!("{} or later", day(account.last));
            self.tell(Some(key), account.last, None, "the day up to which all is known", expected, day(*as_of_day));
        }
    }

    fn tell(
        &mut self,
        account: Option<&AccountKey>,
        day: Option<i64>,
        position: Option<i64>,
        what: &'static str,
        expected: impl Into<String>,
        found: String,
    ) {
        self.check.breaks += 1;
        let day = day.and_then(|day| JstDate::from_number(day).ok());
        (self.found)(LedgerBreak { account: account.cloned(), day, position, what, expected: expected.into(), found });
    }
}

fn told(day: &DayRow) -> String {
    let DayRow { live, net, book, last_ordinal, month, .. } = day;
    let month = JstDate::from_number(*month).map_or_else(|_| month.to_string(), |month| month.to_string());
    format!("{live} listed, {net} yen, {book} yen with cancelled rows, last ordinal {last_ordinal}, month {month}")
}

fn told_change(change: &MonthChange) -> String {
    let MonthChange { live, days, net, book } = change;
    format!("{live} listed on {days} days, {net} yen, {book} yen with cancelled rows")
}

fn sum(one: i64, other: i64) -> Result<i64, LedgerFault> {
    one.checked_add(other).ok_or_else(|| LedgerFault::corrupt("a sum beyond any balance"))
}
