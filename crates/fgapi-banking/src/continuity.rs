//! Whether the balances of a page continue, which costs an addition a row.

use fgapi_domain::Transaction;

/// The transactions of a page whose balance is not the one before plus their amount. A bank that keeps the laws has none; the first
/// row of a page is believed.
///
/// ```
/// use fgapi_banking::breaks;
/// use fgapi_domain::{Booked, LongText, Ordinal, Transaction, Yen};
/// let row = |ordinal, amount, balance| -> Result<Transaction, fgapi_domain::Malformed> {
///     let booked: Booked = "2026-01-31".parse()?;
///     Ok(Transaction { booked, ordinal: Ordinal::new(ordinal)?, amount: Yen(amount), description: LongText::default(), balance: Yen(balance) })
/// };
/// let rows = [row(1, 10, 110)?, row(2, 5, 115)?, row(3, 5, 121)?, row(4, -1, 120)?];
/// assert_eq!(breaks(&rows).map(|row| row.ordinal.get()).collect::<Vec<_>>(), [3]);
/// # Ok::<(), fgapi_domain::Malformed>(())
/// ```
pub fn breaks(rows: &[Transaction]) -> impl Iterator<Item = &Transaction> {
    let continues = |before: &Transaction, row: &Transaction| before.balance.checked_add(row.amount) == Some(row.balance);
    rows.iter().zip(rows.iter().skip(1)).filter(move |(before, row)| !continues(before, row)).map(|(_, row)| row)
}
