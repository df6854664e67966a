//! The rows of a page as the database tells them, all their descriptions in one text: 201 texts of their own were a tenth of what the
//! gateway spends on a page's first reading.

use std::sync::Arc;

use fgapi_database::Brief;
use fgapi_domain::{Booked, JstDate, LongText, Ordinal, Transaction, Yen};
use fgapi_page::READ_SIZE;

use super::balance;
use crate::StoreFault;

/// Room for the descriptions of a page, about.
const TEXT: usize = 16 << 10;

/// Day, ordinal, second, amount, running, description.
pub(super) type Columns = (i64, i64, i64, i64, i64, Brief);

/// One row, and where its description ends in the text of all.
struct Row {
    day: i64,
    ordinal: i64,
    second: i64,
    amount: i64,
    running: i64,
    description: (usize, usize),
}

/// The rows of one page, in its order.
pub(super) struct Rows {
    rows: Vec<Row>,
    text: Vec<u8>,
}

impl Rows {
    pub(super) fn new() -> Self {
        Self { rows: Vec::with_capacity(READ_SIZE), text: Vec::with_capacity(TEXT) }
    }

    /// Takes one row more.
    pub(super) fn push(&mut self, (day, ordinal, second, amount, running, description): Columns) {
        let from = self.text.len();
        self.text.extend_from_slice(description.as_bytes());
        self.rows.push(Row { day, ordinal, second, amount, running, description: (from, self.text.len()) });
    }

    pub(super) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Brings them into their order: positions within a day are in that of second and ordinal.
    pub(super) fn sort(&mut self) {
        self.rows.sort_by_key(|row| (row.day, row.second, row.ordinal));
    }

    /// Each with its balance: that of its day's beginning and what has run since; a day begins where the one before ended.
    pub(super) fn with_balances(self, mut day_begins_with: Yen) -> Result<Vec<Transaction>, StoreFault> {
        let text: Arc<str> = String::from_utf8(self.text).map_err(|_| StoreFault::corrupt("a description that is no UTF-8"))?.into();
        let mut last: Option<(i64, Yen)> = None;
        let row = |Row { day, ordinal, second, amount, running, description: (from, to) }: Row| {
            if let Some((_, ended_with)) = last.filter(|(last_day, _)| *last_day != day) {
                day_begins_with = ended_with;
            }
            let balance = balance([day_begins_with.0, running])?;
            last = Some((day, balance));
            Ok(Transaction {
                booked: Booked::at(JstDate::from_number(day)?, u32::try_from(second).unwrap_or(u32::MAX))?,
                ordinal: Ordinal::new(u32::try_from(ordinal).unwrap_or(0))?,
                amount: Yen(amount),
                description: LongText::piece(&text, from..to)?,
                balance,
            })
        };
        self.rows.into_iter().map(row).collect()
    }
}

/// Gathers what a statement tells.
pub(super) fn gather(told: impl Iterator<Item = diesel::QueryResult<Columns>>) -> Result<Rows, StoreFault> {
    let mut rows = Rows::new();
    for row in told {
        rows.push(row?);
    }
    Ok(rows)
}
