//! What PostgreSQL does its own way with the audit log.

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Binary};
use fgapi_audit::ChainHead;
use fgapi_database::statement;

use super::Conn;
use crate::LogbookFault;

/// Ends a read of rows that are to be held; the row is called `l`.
macro_rules! row_lock {
    () => {
        " FOR UPDATE OF l"
    };
}
pub(super) use row_lock;

pub(super) use crate::schema::audit_told as told;

/// Where entries stand until they are sealed. PostgreSQL makes ready all indexes, conditions and checks of a table for each row that is
/// added: those of the log cost an act more than its own work, so an act writes into a table that has none.
macro_rules! told_table {
    () => {
        "audit_told"
    };
}
pub(super) use told_table;

/// What is true of an entry there that is not sealed: all are.
macro_rules! unsealed {
    () => {
        "true"
    };
}
pub(super) use unsealed;

/// Begins a search for a text within the target.
pub(super) const CONTAINS: &str = "strpos(target, ";

statement! {
    /// Adds sealed entries to the log.
    struct PutSeals<'q> { ids: &'q [i64], seqs: Vec<i64>, hashes: Vec<&'q [u8]> }
    binds: ids as Array<BigInt>, seqs as Array<BigInt>, hashes as Array<Binary>;
    rows: ();
    sql: "INSERT INTO audit (id, at, actor, act, target, detail, address, request_id, outcome, seq, hash) OVERRIDING SYSTEM VALUE \
          SELECT t.id, t.at, t.actor, t.act, t.target, t.detail, t.address, t.request_id, t.outcome, s.seq, s.hash \
          FROM (SELECT unnest(?) AS id, unnest(?) AS seq, unnest(?) AS hash) s JOIN audit_told t ON t.id = s.id ORDER BY s.seq"
}

statement! {
    /// Takes them away where they were told.
    struct Moved<'q> { ids: &'q [i64] }
    binds: ids as Array<BigInt>;
    rows: ();
    sql: "DELETE FROM audit_told WHERE id = ANY (?)"
}

/// Seals entries in two round trips: others wait for the head meanwhile.
pub(super) fn put_seals(conn: &mut Conn, seals: &[(i64, ChainHead)]) -> Result<(), LogbookFault> {
    let ids: Vec<i64> = seals.iter().map(|(id, _)| *id).collect();
    PutSeals {
        ids: &ids,
        seqs: seals.iter().map(|(_, head)| head.seq.0).collect(),
        hashes: seals.iter().map(|(_, head)| head.hash.0.as_slice()).collect(),
    }
    .execute(conn)?;
    Moved { ids: &ids }.execute(conn)?;
    Ok(())
}
