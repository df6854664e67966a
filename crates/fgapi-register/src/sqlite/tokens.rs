//! What SQLite does its own way with tokens: its one writer makes every change wait for the one before, so no row needs a lock.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary};
use fgapi_database::statement;
use fgapi_token::{Family, Generation, IssuedPair, LinkId, Rotate};

use super::queries::tokens::tables::Tables;
use super::{Conn, Db};
use crate::RegisterFault;
use fgapi_token::exchange::TokenTables as _;

/// Ends a read of rows that are to be held.
macro_rules! row_lock {
    () => {
        ""
    };
}
pub(super) use row_lock;

/// Ends a search for rows to remove.
macro_rules! skip_locked {
    () => {
        ""
    };
}
pub(super) use skip_locked;

/// Lanes of a client's system tokens: one, because only one is issued at a time.
pub(super) const LANES: i64 = 1;

statement! {
    /// Notes the first use of a generation.
    struct MarkUsed<'q> { link: &'q [u8], family: i64, generation: i64 }
    binds: generation as BigInt, link as Binary, family as BigInt, generation as BigInt, generation as BigInt;
    rows: ();
    sql: "UPDATE links SET used = ? WHERE id = ? AND family = ? AND generation = ? AND used < ? AND end_reason IS NULL"
}

/// There is no round trip to save: the writer's own transaction does it.
pub(super) fn rotate_at_once(_: &Db, _: &Rotate) -> Result<Option<IssuedPair>, RegisterFault> {
    Ok(None)
}

/// Notes the first use of a generation, and forgets the answers kept for its link.
pub(super) fn mark_used(db: &Db, link: LinkId, family: Family, generation: Generation) -> Result<(), RegisterFault> {
    db.write_idempotent(move |conn| {
        let noted = MarkUsed { link: link.0.as_bytes(), family: family.0, generation: generation.0 }.execute(conn)?;
        if noted == 1 { Tables(conn).forget(link) } else { Ok(()) }
    })
}
