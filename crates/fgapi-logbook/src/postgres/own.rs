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

/// Begins a search for a text within the target.
pub(super) const CONTAINS: &str = "strpos(target, ";

statement! {
    /// Seals entries.
    struct PutSeals<'q> { ids: Vec<i64>, seqs: Vec<i64>, hashes: Vec<&'q [u8]> }
    binds: ids as Array<BigInt>, seqs as Array<BigInt>, hashes as Array<Binary>;
    rows: ();
    sql: "UPDATE audit SET seq = sealed.seq, hash = sealed.hash \
          FROM (SELECT unnest(?) AS id, unnest(?) AS seq, unnest(?) AS hash) sealed WHERE audit.id = sealed.id"
}

/// Seals entries in one round trip: others wait for the head meanwhile.
pub(super) fn put_seals(conn: &mut Conn, seals: &[(i64, ChainHead)]) -> Result<(), LogbookFault> {
    PutSeals {
        ids: seals.iter().map(|(id, _)| *id).collect(),
        seqs: seals.iter().map(|(_, head)| head.seq.0).collect(),
        hashes: seals.iter().map(|(_, head)| head.hash.0.as_slice()).collect(),
    }
    .execute(conn)?;
    Ok(())
}
