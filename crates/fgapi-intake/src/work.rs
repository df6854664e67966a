//! Work on the tables that may also refuse a file.

use crate::{ImportFault, Ledger, LedgerFault, LedgerKeeper, ReadLedger};

/// [`LedgerKeeper::inspect`] for work that may also refuse a file.
pub(crate) fn inspect(
    keeper: &dyn LedgerKeeper,
    work: &mut dyn FnMut(&mut dyn ReadLedger) -> Result<(), ImportFault>,
) -> Result<(), ImportFault> {
    let mut refusal = None;
    let outcome = keeper.inspect(&mut |ledger| undo(work(ledger), &mut refusal));
    refusal.map_or(outcome.map_err(ImportFault::Store), Err)
}

/// [`LedgerKeeper::amend`] for work that may also refuse a file.
pub(crate) fn amend(
    keeper: &dyn LedgerKeeper,
    work: &mut dyn FnMut(&mut dyn Ledger) -> Result<(), ImportFault>,
) -> Result<(), ImportFault> {
    let mut refusal = None;
    let outcome = keeper.amend(&mut |ledger| undo(work(ledger), &mut refusal));
    refusal.map_or(outcome.map_err(ImportFault::Store), Err)
}

/// A keeper undoes for a [`LedgerFault`] only; a refusal of the file is kept aside meanwhile.
fn undo(outcome: Result<(), ImportFault>, refusal: &mut Option<ImportFault>) -> Result<(), LedgerFault> {
    match outcome {
        Ok(()) => Ok(()),
        Err(ImportFault::Store(fault)) => Err(fault),
        Err(other) => {
            *refusal = Some(other);
            Err(LedgerFault::Conflict("the file was refused".to_owned()))
        }
    }
}
