//! Corrections (訂正): a correction takes the newest earlier row with the opposite amount out of the listing, and itself; one with
//! the same reference rather than any other.

use super::day::{cancel, lay, month_change};
use crate::{Ledger, LedgerFault};

/// The corrections that a file brought for one account.
#[derive(Default)]
pub(super) struct Corrections(Vec<Correction>);

struct Correction {
    number: u64,
    day: i64,
    ordinal: i64,
}

impl Corrections {
    /// Record or line `number` is a correction, stored under this day and ordinal.
    pub(super) fn note(&mut self, number: u64, day: i64, ordinal: i64) {
        self.0.push(Correction { number, day, ordinal });
    }

    /// Cancels; how many rows were taken out, and the numbers of those corrections that have no counterpart.
    pub(super) fn apply(&self, ledger: &mut dyn Ledger, account: i64) -> Result<(u64, Vec<u64>), LedgerFault> {
        let (mut cancelled, mut without) = (0, Vec::new());
        for correction in &self.0 {
            let rows = ledger.rows(account, correction.day)?;
            let Some(row) = rows.iter().find(|row| row.ordinal == correction.ordinal) else { continue };
            let opposite = row.amount.checked_neg().ok_or_else(|| LedgerFault::corrupt("an amount beyond any balance"))?;
            let before = (row.day, row.position);
            let mut counterpart = ledger.counterpart(account, before, opposite, row.reference.as_deref())?;
            if counterpart.is_none() && row.reference.is_some() {
                // Some banks give a correction a reference of its own.
                counterpart = ledger.counterpart(account, before, opposite, None)?;
            }
            match counterpart {
                Some((day, ordinal)) => {
                    take_out(ledger, account, day, ordinal)?;
                    take_out(ledger, account, correction.day, correction.ordinal)?;
                    cancelled += 1;
                }
                None => without.push(correction.number),
            }
        }
        Ok((cancelled, without))
    }
}

fn take_out(ledger: &mut dyn Ledger, account: i64, day: i64, ordinal: i64) -> Result<(), LedgerFault> {
    let old = ledger.day(account, day)?;
    let mut rows = ledger.rows(account, day)?;
    rows.iter_mut().filter(|row| row.ordinal == ordinal).for_each(cancel);
    let sum = lay(account, day, &mut rows)?;
    ledger.delete_rows(account, day)?;
    ledger.insert_rows(&rows)?;
    ledger.put_days(&[sum])?;
    ledger.add_month(account, sum.month, month_change(old, sum))
}
