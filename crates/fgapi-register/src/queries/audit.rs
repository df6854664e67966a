//! What is told to the audit log within a transaction of this room's.

use fgapi_audit::Entry;

use super::{Conn, logbook};
use crate::RegisterFault;

/// Tells the log of an act, within the transaction of the act itself, which is open on the connection.
///
/// # Errors
/// [`RegisterFault`]: the transaction is to be undone.
pub(super) fn append(conn: &mut Conn, entry: &Entry) -> Result<(), RegisterFault> {
    Ok(logbook::append(conn, entry)?)
}

/// Tells the log of several acts in as few round trips as can be.
pub(super) fn append_all(conn: &mut Conn, entries: &[Entry]) -> Result<(), RegisterFault> {
    Ok(logbook::append_all(conn, entries)?)
}
