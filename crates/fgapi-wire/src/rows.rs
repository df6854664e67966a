//! A page of transactions or balances, written row by row: the same bytes as [`to_json`] makes of the whole answer, without a
//! value for each row that has to live until the page is whole.

use serde::Serialize;

use crate::write::{push_number, push_text};
use crate::{AsOf, BalanceRow, StatementParams, TransactionRow, to_json};

/// What is guessed of a row's length and of what comes after the rows.
const ROW_BYTES: usize = 208;
const TAIL_BYTES: usize = 384;

/// Writes a [`TransactionsAnswer`](crate::TransactionsAnswer).
///
/// ```
/// use fgapi_wire::{StatementParams, TransactionRow, TransactionsAnswer, TransactionsWriter, to_json};
///
/// let row = TransactionRow { id: "1".into(), date: "2".into(), amount: 3, description: "振込".into(), balance: 4 };
/// let params = StatementParams { page: 1, ..StatementParams::default() };
/// let mut writer = TransactionsWriter::new(1, true);
/// writer.row(&row);
/// let answer = TransactionsAnswer { transactions: vec![row], params: params.clone(), page: 1, next_page: 0, as_of: None };
/// assert_eq!(writer.end(&params, None)?, to_json(&answer, true)?);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug)]
pub struct TransactionsWriter(Writer);

impl TransactionsWriter {
    /// Begins a page of about so many rows. With `ascii_escape` the bytes are pure ASCII.
    pub fn new(rows: usize, ascii_escape: bool) -> Self {
        Self(Writer::begin(br#"{"transactions":["#, rows, ascii_escape))
    }

    /// Writes the next row.
    pub fn row(&mut self, row: &TransactionRow<'_>) {
        let writer = &mut self.0;
        writer.text(br#"{"id":"#, &row.id);
        writer.text(br#","date":"#, &row.date);
        writer.number(br#","amount":"#, row.amount);
        writer.text(br#","description":"#, &row.description);
        writer.number(br#","balance":"#, row.balance);
        writer.end_row();
    }

    /// Writes what comes after the rows; the whole page.
    ///
    /// # Errors
    /// As [`to_json`].
    pub fn end(self, params: &StatementParams<'_>, as_of: Option<&AsOf<'_>>) -> Result<Vec<u8>, serde_json::Error> {
        self.0.end(params, as_of)
    }
}

/// Writes a [`BalancesAnswer`](crate::BalancesAnswer), as [`TransactionsWriter`] does transactions.
#[derive(Debug)]
pub struct BalancesWriter(Writer);

impl BalancesWriter {
    /// Begins a page of about so many rows. With `ascii_escape` the bytes are pure ASCII.
    pub fn new(rows: usize, ascii_escape: bool) -> Self {
        Self(Writer::begin(br#"{"balances":["#, rows, ascii_escape))
    }

    /// Writes the next row.
    pub fn row(&mut self, row: &BalanceRow<'_>) {
        self.0.text(br#"{"date":"#, &row.date);
        self.0.number(br#","balance":"#, row.balance);
        self.0.end_row();
    }

    /// Writes what comes after the rows; the whole page.
    ///
    /// # Errors
    /// As [`to_json`].
    pub fn end(self, params: &StatementParams<'_>, as_of: Option<&AsOf<'_>>) -> Result<Vec<u8>, serde_json::Error> {
        self.0.end(params, as_of)
    }
}

#[derive(Debug)]
struct Writer {
    bytes: Vec<u8>,
    ascii_escape: bool,
}

/// What comes after the rows.
#[derive(Serialize)]
struct Tail<'a> {
    params: &'a StatementParams<'a>,
    page: u32,
    next_page: u32,
    as_of: Option<&'a AsOf<'a>>,
}

impl Writer {
    fn begin(head: &[u8], rows: usize, ascii_escape: bool) -> Self {
        let mut bytes = Vec::with_capacity(rows * ROW_BYTES + TAIL_BYTES);
        bytes.extend_from_slice(head);
        Self { bytes, ascii_escape }
    }

    fn text(&mut self, before: &[u8], text: &str) {
        self.bytes.extend_from_slice(before);
        push_text(&mut self.bytes, text, self.ascii_escape);
    }

    fn number(&mut self, before: &[u8], number: i64) {
        self.bytes.extend_from_slice(before);
        push_number(&mut self.bytes, number);
    }

    fn end_row(&mut self) {
        self.bytes.extend_from_slice(b"},");
    }

    fn end(mut self, params: &StatementParams<'_>, as_of: Option<&AsOf<'_>>) -> Result<Vec<u8>, serde_json::Error> {
        if self.bytes.ends_with(b",") {
            self.bytes.pop();
        }
        self.bytes.extend_from_slice(b"],");
        let tail = to_json(&Tail { params, page: params.page, next_page: params.next_page, as_of }, self.ascii_escape)?;
        // Without its opening brace: the object was opened before the rows.
        self.bytes.extend_from_slice(tail.get(1..).unwrap_or_default());
        Ok(self.bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{BalancesAnswer, TransactionsAnswer};

    #[test]
    fn pages_are_the_same_bytes_row_by_row() {
        let params =
            StatementParams {
                account_id: "普通\"1".into(), start_date: "2026-01-01".into(), page: 7, next_page: 8, ..Default::default()
            };
        let as_of = AsOf { date: "2026-01-31".into(), imported_at: "2026-02-01T00:00:00+09:00".into() };
        for (rows, as_of) in [(0, None), (1, Some(as_of.clone())), (3, Some(as_of))] {
            for ascii_escape in [true, false] {
                let transaction = |at: i64| TransactionRow {
                    id: format!("9999-101-1-1-20260101-{at}").into(),
                    date: "2026-01-01T00:00:00+09:00".into(),
                    amount: i64::MIN + at,
                    description: "ﾌﾘｺﾐ 髙𠮷\\ \"x\"".into(),
                    balance: at - 1,
                };
                let balance = |at: i64| BalanceRow { date: format!("2026-01-0{at}").into(), balance: -at };
                let mut writer = TransactionsWriter::new(rows, ascii_escape);
                let transactions: Vec<_> = (1..).map(transaction).take(rows).inspect(|row| writer.row(row)).collect();
                let whole = TransactionsAnswer { transactions, params: params.clone(), page: 7, next_page: 8, as_of: as_of.clone() };
                assert_eq!(writer.end(&params, as_of.as_ref()).unwrap(), to_json(&whole, ascii_escape).unwrap());
                let mut writer = BalancesWriter::new(rows, ascii_escape);
                let balances: Vec<_> = (1..).map(balance).take(rows).inspect(|row| writer.row(row)).collect();
                let whole = BalancesAnswer { balances, params: params.clone(), page: 7, next_page: 8, as_of: as_of.clone() };
                assert_eq!(writer.end(&params, as_of.as_ref()).unwrap(), to_json(&whole, ascii_escape).unwrap());
            }
        }
    }
}
