//! What SQLite does its own way with tokens: its one writer makes every change wait for the one before, so no row needs a lock.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Text};
use fgapi_database::statement;
use fgapi_token::{Family, Generation, IssueSystem, IssuedPair, LinkId, Rotate, told};

use super::queries::tokens::tables::Tables;
use super::{Conn, Db, logbook};
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

statement! {
    /// Takes the next place of a lane, if the lane has room.
    struct Issue<'q> {
        digest: &'q [u8], client: &'q [u8], lane: i64, share: i64, grants: String, now: i64, expires_at: i64,
    }
    binds: digest as Binary, client as Binary, lane as BigInt, grants as Text, now as BigInt, expires_at as BigInt,
        client as Binary, lane as BigInt,
        client as Binary, lane as BigInt, share as BigInt, now as BigInt;
    rows: ();
    sql: "INSERT INTO system_tokens (digest, client, lane, ordinal, grants, created_at, expires_at) \
          SELECT ?, ?, ?, place.next, ?, ?, ? FROM \
          (SELECT COALESCE(MAX(ordinal), 0) + 1 AS next FROM system_tokens WHERE client = ? AND lane = ?) AS place \
          WHERE NOT EXISTS (SELECT 1 FROM system_tokens WHERE client = ? AND lane = ? AND ordinal = place.next - ? AND expires_at > ?) \
          ON CONFLICT (client, lane, ordinal) DO NOTHING"
}

/// Takes the next place of a lane, if it has room for one of its `share`, and tells the audit log.
pub(super) fn take_place(db: &Db, command: &IssueSystem, lane: i64, share: i64) -> Result<bool, RegisterFault> {
    let command = command.clone();
    db.write(move |conn| {
        let issue = Issue {
            digest: command.token.as_bytes(),
            client: command.client.0.as_bytes(),
            lane,
            share,
            grants: command.grants.to_string(),
            now: command.now.0,
            expires_at: command.expires_at.0,
        };
        let issued = issue.execute(conn)? == 1;
        if issued {
            logbook::append(conn, &told::issued_system(&command))?;
        }
        Ok(issued)
    })
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
