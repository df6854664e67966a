//! What PostgreSQL does its own way with tokens: row locks, and the two changes that happen most in one round trip each.
//!
//! READ COMMITTED suffices: a statement that waited for a row goes on with the row as it is then.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Text};
use fgapi_database::statement;
use fgapi_domain::UnixSeconds;
use fgapi_token::{Family, Generation, IssuedPair, LinkId, Rotate};

use super::{Conn, Db};
use crate::RegisterFault;

/// Ends a read of rows that are to be held; the row is called `l`.
macro_rules! row_lock {
    () => {
        " FOR UPDATE OF l"
    };
}
pub(super) use row_lock;

/// Ends a search for rows to remove: what somebody uses is left for the next time, so that removing never waits.
macro_rules! skip_locked {
    () => {
        " FOR UPDATE SKIP LOCKED"
    };
}
pub(super) use skip_locked;

/// Lanes of a client's system tokens: many, so that calls at once seldom want the same place.
pub(super) const LANES: i64 = 64;

statement! {
    /// `judge::rotate` for a living token, and everything that follows from it.
    struct RotateLiving<'q> {
        presented: &'q [u8], client: &'q [u8], access: &'q [u8], refresh: &'q [u8], now: i64, access_until: i64, refresh_until: i64,
    }
    binds: now as BigInt, presented as Binary, client as Binary, now as BigInt, now as BigInt,
        access as Binary, now as BigInt, access_until as BigInt, refresh as Binary, now as BigInt, refresh_until as BigInt;
    rows: (Binary, Text, BigInt);
    sql: "WITH moved AS (\
            UPDATE links l SET generation = l.generation + 1, used = t.generation, rotated_at = ? FROM tokens t \
            WHERE t.digest = ? AND t.kind = 'refresh' AND l.id = t.link AND l.client = ? AND l.end_reason IS NULL \
              AND l.consent_until > ? AND t.expires_at > ? AND t.family = l.family AND t.generation = l.generation \
            RETURNING l.id, l.family, l.generation, l.grants, l.consent_until), \
          given AS (\
            INSERT INTO tokens (digest, kind, link, family, generation, created_at, expires_at) \
            SELECT ?, 'access', id, family, generation, ?, LEAST(?, consent_until) FROM moved UNION ALL \
            SELECT ?, 'refresh', id, family, generation, ?, LEAST(?, consent_until) FROM moved), \
          forgotten AS (DELETE FROM idempotency WHERE link IN (SELECT id FROM moved)) \
          SELECT id, grants, consent_until FROM moved"
}

statement! {
    /// Notes the first use of a generation, and forgets the answers kept for its link.
    struct MarkUsed<'q> { link: &'q [u8], family: i64, generation: i64 }
    binds: generation as BigInt, link as Binary, family as BigInt, generation as BigInt, generation as BigInt;
    rows: ();
    sql: "WITH used AS (\
            UPDATE links SET used = ? WHERE id = ? AND family = ? AND generation = ? AND used < ? AND end_reason IS NULL RETURNING id) \
          DELETE FROM idempotency WHERE link IN (SELECT id FROM used)"
}

/// Rotates a living token in one round trip; `None` when it is not alive, or when an answer is to be kept: then the
/// rules decide, with the row held.
pub(super) fn rotate_at_once(db: &Db, command: &Rotate) -> Result<Option<IssuedPair>, RegisterFault> {
    if command.idempotency.is_some() {
        return Ok(None);
    }
    let (access_until, refresh_until) = (command.now.plus(command.access_seconds), command.now.plus(command.refresh_seconds));
    let rotate = RotateLiving {
        presented: command.presented.as_bytes(),
        client: command.client.0.as_bytes(),
        access: command.access.as_bytes(),
        refresh: command.refresh.as_bytes(),
        now: command.now.0,
        access_until: access_until.0,
        refresh_until: refresh_until.0,
    };
    let row: Option<(Vec<u8>, String, i64)> = db.write_alone(|conn| Ok(rotate.get_result(conn).optional()?))?;
    let Some((link, grants, consent_until)) = row else { return Ok(None) };
    let consent_until = UnixSeconds(consent_until);
    Ok(Some(IssuedPair {
        link: super::queries::tokens::rows::link_id(&link)?,
        created_at: command.now,
        access_expires_at: access_until.min(consent_until),
        refresh_expires_at: refresh_until.min(consent_until),
        consent_until,
        grants: grants.parse()?,
    }))
}

/// Notes the first use of a generation, and forgets the answers kept for its link.
pub(super) fn mark_used(db: &Db, link: LinkId, family: Family, generation: Generation) -> Result<(), RegisterFault> {
    db.write_alone(|conn| {
        MarkUsed { link: link.0.as_bytes(), family: family.0, generation: generation.0 }.execute(conn)?;
        Ok(())
    })
}
