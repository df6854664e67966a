//! What PostgreSQL does its own way with tokens: row locks, and the two changes that happen most in one round trip each.
//!
//! READ COMMITTED suffices: a statement that waited for a row goes on with the row as it is then.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Bool, Nullable, Text};
use fgapi_audit::Line;
use fgapi_database::statement;
use fgapi_domain::UnixSeconds;
use fgapi_token::{Family, Generation, IssueSystem, IssuedPair, KnownClient, LinkId, Rotate, TokenDigest, told};
use uuid::Uuid;

use super::queries::tokens::clients::{AsRead, client_as_read};
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
    /// Takes the next place of a lane, if the lane has room, and tells the audit log. The token that may fill the lane is looked up as a value: of
    /// NOT EXISTS a join is made, which reads the whole lane as long as PostgreSQL believes the table to be small.
    struct Issue<'q> {
        digest: &'q [u8], client: &'q [u8], lane: i64, share: i64, grants: String, now: i64, expires_at: i64,
        asked: bool, may: String, networks: String, retry: &'q str, password: &'q [u8], previous: Option<&'q [u8]>,
        previous_until: Option<i64>,
        actor: &'q str, act: &'q str, target: &'q str, detail: &'q str, address: Option<&'q str>, request_id: Option<&'q str>,
        outcome: &'q str,
    }
    binds: digest as Binary, client as Binary, lane as BigInt, grants as Text, now as BigInt, expires_at as BigInt,
        client as Binary, lane as BigInt,
        client as Binary, lane as BigInt, share as BigInt, now as BigInt,
        asked as Bool, client as Binary, may as Text, networks as Text, retry as Text, password as Binary,
        previous as Nullable<Binary>, previous_until as Nullable<BigInt>,
        now as BigInt, actor as Text, act as Text, target as Text, detail as Text, address as Nullable<Text>,
        request_id as Nullable<Text>, outcome as Text;
    rows: ();
    sql: concat!("WITH given AS (\
            INSERT INTO system_tokens (digest, client, lane, ordinal, grants, created_at, expires_at) \
            SELECT ?, ?, ?, place.next, ?, ?, ? FROM \
            (SELECT COALESCE(MAX(ordinal), 0) + 1 AS next FROM system_tokens WHERE client = ? AND lane = ?) AS place \
            WHERE COALESCE((SELECT expires_at FROM system_tokens WHERE client = ? AND lane = ? AND ordinal = place.next - ?), 0) <= ? \
            AND ", client_as_read!(), " ON CONFLICT (client, lane, ordinal) DO NOTHING RETURNING 1) \
          INSERT INTO audit_told (at, actor, act, target, detail, address, request_id, outcome) \
          SELECT ?, ?, ?, ?, ?, ?, ?, ? FROM given")
}

statement! {
    /// `judge::rotate` for a living token, and everything that follows from it. The bearer is looked for by its digest alone: of what else it has to
    /// be there are indexes too, and while PostgreSQL believes the table to be small it takes any of them.
    struct RotateLiving<'q> {
        presented: &'q [u8], client: &'q [u8], access: &'q [u8], refresh: &'q [u8], now: i64, access_until: i64, refresh_until: i64,
        asked: bool, bearer: &'q [u8], may: String, networks: String, retry: &'q str, password: &'q [u8], previous: Option<&'q [u8]>,
        previous_until: Option<i64>,
        actor: &'q str, act: &'q str, address: Option<&'q str>, request_id: Option<&'q str>, outcome: &'q str,
    }
    binds: now as BigInt, presented as Binary, client as Binary, now as BigInt, now as BigInt,
        asked as Bool, client as Binary, now as BigInt, bearer as Binary,
        asked as Bool, client as Binary, may as Text, networks as Text, retry as Text, password as Binary,
        previous as Nullable<Binary>, previous_until as Nullable<BigInt>,
        access as Binary, now as BigInt, access_until as BigInt, refresh as Binary, now as BigInt, refresh_until as BigInt,
        now as BigInt, actor as Text, act as Text, address as Nullable<Text>, request_id as Nullable<Text>, outcome as Text;
    rows: (Binary, Text, BigInt);
    sql: concat!("WITH moved AS (\
            UPDATE links l SET generation = l.generation + 1, used = t.generation, rotated_at = ? FROM tokens t \
            WHERE t.digest = ? AND t.kind = 'refresh' AND l.id = t.link AND l.client = ? AND l.end_reason IS NULL \
              AND l.consent_until > ? AND t.expires_at + 0 > ? AND t.family = l.family AND t.generation = l.generation \
              AND (NOT ? OR (SELECT s.client = ? AND s.expires_at > ? FROM system_tokens s WHERE s.digest = ?)) \
              AND ", client_as_read!(), " \
            RETURNING l.id, l.family, l.generation, l.grants, l.consent_until), \
          given AS (\
            INSERT INTO tokens (digest, kind, link, family, generation, created_at, expires_at) \
            SELECT ?, 'access', id, family, generation, ?, LEAST(?, consent_until) FROM moved UNION ALL \
            SELECT ?, 'refresh', id, family, generation, ?, LEAST(?, consent_until) FROM moved), \
          forgotten AS (DELETE FROM idempotency WHERE link = (SELECT id FROM moved)), \
          told AS (\
            INSERT INTO audit_told (at, actor, act, target, detail, address, request_id, outcome) \
            SELECT ?, ?, ?, 'link:' || encode(id, 'hex')::uuid, 'generation=' || generation, ?, ?, ? FROM moved) \
          SELECT id, grants, consent_until FROM moved")
}

statement! {
    /// Notes the first use of a generation, and forgets the answers kept for its link.
    struct MarkUsed<'q> { link: &'q [u8], family: i64, generation: i64 }
    binds: generation as BigInt, link as Binary, family as BigInt, generation as BigInt, generation as BigInt;
    rows: ();
    sql: "WITH used AS (\
            UPDATE links SET used = ? WHERE id = ? AND family = ? AND generation = ? AND used < ? AND end_reason IS NULL RETURNING id) \
          DELETE FROM idempotency WHERE link = (SELECT id FROM used)"
}

/// Takes the next place of a lane, if it has room for one of its share and the client, where one is given, is still as it was read,
/// and tells the audit log, in one round trip.
pub(super) fn take_place(
    db: &Db,
    command: &IssueSystem,
    (lane, share): (i64, i64),
    client: Option<&KnownClient>,
) -> Result<bool, RegisterFault> {
    let (line, as_read) = (Line::from(&told::issued_system(command)), AsRead::of(client));
    let issue = Issue {
        digest: command.token.as_bytes(),
        client: command.client.0.as_bytes(),
        lane,
        share,
        grants: command.grants.to_string(),
        now: command.now.0,
        expires_at: command.expires_at.0,
        asked: as_read.asked,
        may: as_read.grants,
        networks: as_read.networks,
        retry: as_read.refresh_retry,
        password: as_read.password,
        previous: as_read.previous,
        previous_until: as_read.previous_until,
        actor: &line.actor,
        act: &line.act,
        target: &line.target,
        detail: &line.detail,
        address: line.address.as_deref(),
        request_id: line.request_id.as_deref(),
        outcome: &line.outcome,
    };
    db.write_alone(|conn| Ok(issue.execute(conn)? == 1))
}

/// Rotates a living token in one round trip; `None` when it is not alive, or when an answer is to be kept: then the
/// rules decide, with the row held.
pub(super) fn rotate_at_once(db: &Db, command: &Rotate) -> Result<Option<IssuedPair>, RegisterFault> {
    if command.idempotency.is_some() {
        return Ok(None);
    }
    rotate_living(db, None, command)
}

/// The same, if the bearer lives and its client is still as it was read.
pub(super) fn rotate_if(
    db: &Db,
    bearer: &TokenDigest,
    client: &KnownClient,
    command: &Rotate,
) -> Result<Option<IssuedPair>, RegisterFault> {
    rotate_living(db, Some((bearer, client)), command)
}

fn rotate_living(db: &Db, by: Option<(&TokenDigest, &KnownClient)>, command: &Rotate) -> Result<Option<IssuedPair>, RegisterFault> {
    let as_read = AsRead::of(by.map(|(_, client)| client));
    let (access_until, refresh_until) = (command.now.plus(command.access_seconds), command.now.plus(command.refresh_seconds));
    // What only the row knows is filled in there: the link and its new generation.
    let line = Line::from(&told::rotated(command, LinkId(Uuid::nil()), Generation::NONE));
    let rotate = RotateLiving {
        asked: as_read.asked,
        bearer: by.map_or(&[], |(bearer, _)| bearer.as_bytes().as_slice()),
        may: as_read.grants,
        networks: as_read.networks,
        retry: as_read.refresh_retry,
        password: as_read.password,
        previous: as_read.previous,
        previous_until: as_read.previous_until,
        actor: &line.actor,
        act: &line.act,
        address: line.address.as_deref(),
        request_id: line.request_id.as_deref(),
        outcome: &line.outcome,
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
