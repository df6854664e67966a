//! What SQLite does its own way with the audit log.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary};
use fgapi_audit::ChainHead;
use fgapi_database::statement;

use super::Conn;
use crate::LogbookFault;

/// Ends a read of rows that are to be held.
macro_rules! row_lock {
    () => {
        ""
    };
}
pub(super) use row_lock;

pub(super) use crate::schema::audit as told;

/// Where entries stand until they are sealed: where they stand for ever, because SQLite writes a row's indexes only where their
/// condition holds, at no cost.
macro_rules! told_table {
    () => {
        "audit"
    };
}
pub(super) use told_table;

/// What is true of an entry there that is not sealed.
macro_rules! unsealed {
    () => {
        "seq IS NULL"
    };
}
pub(super) use unsealed;

/// Begins a search for a text within the target.
pub(super) const CONTAINS: &str = "instr(target, ";

statement! {
    /// Seals an entry.
    struct PutSeal<'q> { id: i64, seq: i64, hash: &'q [u8] }
    binds: seq as BigInt, hash as Binary, id as BigInt;
    rows: ();
    sql: "UPDATE audit SET seq = ?, hash = ? WHERE id = ?"
}

/// Seals entries: there is no round trip to save.
pub(super) fn put_seals(conn: &mut Conn, seals: &[(i64, ChainHead)]) -> Result<(), LogbookFault> {
    for (id, head) in seals {
        PutSeal { id: *id, seq: head.seq.0, hash: &head.hash.0 }.execute(conn)?;
    }
    Ok(())
}
