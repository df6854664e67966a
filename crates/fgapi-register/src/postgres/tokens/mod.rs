//! What PostgreSQL does its own way with tokens: row locks, and what happens most in one round trip each, for all who ask at once.
//!
//! READ COMMITTED suffices: a statement that waited for a row goes on with the row as it is then.

mod as_read;
mod check;
mod issue;
mod rotate;
mod told;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary};
use fgapi_database::statement;
use fgapi_token::{AccessFacts, Family, Generation, IssueSystem, IssuedPair, KnownClient, LinkId, Rotate, TokenDigest};

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
    /// Notes the first use of a generation, and forgets the answers kept for its link.
    struct MarkUsed<'q> { link: &'q [u8], family: i64, generation: i64 }
    binds: generation as BigInt, link as Binary, family as BigInt, generation as BigInt, generation as BigInt;
    rows: ();
    sql: "WITH used AS (\
            UPDATE links SET used = ? WHERE id = ? AND family = ? AND generation = ? AND used < ? AND end_reason IS NULL RETURNING id) \
          DELETE FROM idempotency WHERE link = (SELECT id FROM used)"
}

/// Those who ask at once for what happens most.
#[derive(Default)]
pub(super) struct Lines {
    bearers: check::Bearers,
    applicants: issue::Applicants,
    returners: rotate::Returners,
}

/// The facts of an access token.
pub(super) fn access_token(db: &Db, lines: &Lines, digest: &TokenDigest) -> Result<Option<AccessFacts>, RegisterFault> {
    check::access_token(db, &lines.bearers, digest)
}

/// Takes the next place of a lane, if it has room for one of its share and the client, where one is given, is still as it was read,
/// and tells the audit log.
pub(super) fn take_place(
    db: &Db,
    lines: &Lines,
    command: &IssueSystem,
    place: (i64, i64),
    client: Option<&KnownClient>,
) -> Result<bool, RegisterFault> {
    issue::take_place(db, &lines.applicants, command, place, client)
}

/// Rotates a living token in one round trip; `None` when it is not alive, or when an answer is to be kept: then the
/// rules decide, with the row held.
pub(super) fn rotate_at_once(db: &Db, lines: &Lines, command: &Rotate) -> Result<Option<IssuedPair>, RegisterFault> {
    rotate::rotate_living(db, &lines.returners, None, command)
}

/// The same, if the bearer lives and its client is still as it was read.
pub(super) fn rotate_if(
    db: &Db,
    lines: &Lines,
    bearer: &TokenDigest,
    client: &KnownClient,
    command: &Rotate,
) -> Result<Option<IssuedPair>, RegisterFault> {
    rotate::rotate_living(db, &lines.returners, Some((bearer, client)), command)
}

/// What was asked for under a number; `unnest` counts from 1.
fn nth<T>(asked: &mut [T], number: i64) -> Result<&mut T, RegisterFault> {
    let at = usize::try_from(number).ok().and_then(|number| number.checked_sub(1));
    at.and_then(|at| asked.get_mut(at)).ok_or_else(|| RegisterFault::corrupt("an answer that nobody asked for"))
}

/// Notes the first use of a generation, and forgets the answers kept for its link.
pub(super) fn mark_used(db: &Db, link: LinkId, family: Family, generation: Generation) -> Result<(), RegisterFault> {
    db.write_alone(|conn| {
        MarkUsed { link: link.0.as_bytes(), family: family.0, generation: generation.0 }.execute(conn)?;
        Ok(())
    })
}
