//! Refresh tokens that are exchanged at once, by one statement and one commit.

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Binary, Bool, Nullable, Text};
use fgapi_audit::Line;
use fgapi_database::postgres::Together;
use fgapi_database::statement;
use fgapi_domain::UnixSeconds;
use fgapi_token::{Generation, IssuedPair, KnownClient, LinkId, Rotate, TokenDigest, told};
use uuid::Uuid;

use super::super::queries::tokens::rows::link_id;
use super::as_read::{AsReadAll, as_read};
use super::told::Told;
use super::{Conn, Db};
use crate::RegisterFault;

/// Callers who show a refresh token.
pub(super) type Returners = Together<Return, Option<Moved>, RegisterFault>;

/// A refresh token that comes back, and what its exchange is held to, if anything: the bearer, and its client as it was read.
pub(super) struct Return {
    command: Rotate,
    held_to: Option<(TokenDigest, KnownClient)>,
}

/// A link that moved on: its number, its grants, and the end of its consent.
pub(super) type Moved = (Vec<u8>, String, i64);

statement! {
    /// `judge::rotate` for living tokens, and everything that follows from it. Token and link are looked up by their keys alone, one after the other,
    /// and judged by what is found: of the rest there are indexes too, and while PostgreSQL believes the tables to be small it takes any
    /// of them. A link that somebody else changes just now is left out: whoever waited here would make all others wait, perhaps for each other.
    struct RotateAll<'q> {
        presented: Vec<&'q [u8]>, clients: Vec<&'q [u8]>, access: Vec<&'q [u8]>, refresh: Vec<&'q [u8]>, now: Vec<i64>,
        access_until: Vec<i64>, refresh_until: Vec<i64>, bearers: Vec<&'q [u8]>, as_read: AsReadAll<'q>, told: Told<'q>,
    }
    binds: presented as Array<Binary>, clients as Array<Binary>, access as Array<Binary>, refresh as Array<Binary>, now as Array<BigInt>,
        access_until as Array<BigInt>, refresh_until as Array<BigInt>, bearers as Array<Binary>,
        as_read.asked as Array<Bool>, as_read.grants as Array<Text>, as_read.networks as Array<Text>, as_read.retries as Array<Text>,
        as_read.passwords as Array<Binary>, as_read.previous as Array<Nullable<Binary>>,
        as_read.previous_until as Array<Nullable<BigInt>>,
        told.actors as Array<Text>, told.acts as Array<Text>, told.addresses as Array<Nullable<Text>>,
        told.request_ids as Array<Nullable<Text>>, told.outcomes as Array<Text>;
    rows: (BigInt, (Binary, Text, BigInt));
    sql: concat!("WITH asked AS MATERIALIZED (\
            SELECT * FROM unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) WITH ORDINALITY AS a \
            (presented, client, access, refresh, now, access_until, refresh_until, bearer, held_to, may, networks, retry, password, \
            previous, previous_until, actor, act, address, request_id, outcome, number)), \
          held AS MATERIALIZED (\
            SELECT DISTINCT ON (l.id) l.id, asked.number, asked.now FROM asked \
            CROSS JOIN LATERAL (SELECT * FROM tokens WHERE digest = asked.presented OFFSET 0) AS t \
            CROSS JOIN LATERAL (SELECT * FROM links WHERE id = t.link FOR NO KEY UPDATE SKIP LOCKED) AS l \
            WHERE t.kind = 'refresh' AND l.client = asked.client AND l.end_reason IS NULL \
              AND l.consent_until > asked.now AND t.expires_at > asked.now AND t.family = l.family AND t.generation = l.generation \
              AND (NOT asked.held_to OR COALESCE((SELECT s.client = asked.client AND s.expires_at > asked.now \
                FROM system_tokens s WHERE s.digest = asked.bearer), FALSE)) \
              AND ", as_read!(), " ORDER BY l.id, asked.number), \
          changed AS (\
            UPDATE links SET generation = generation + 1, used = generation, \
                rotated_at = (SELECT held.now FROM held WHERE held.id = links.id) \
            WHERE id = ANY (ARRAY(SELECT id FROM held)) RETURNING id, family, generation, grants, consent_until), \
          moved AS MATERIALIZED (SELECT changed.*, held.number FROM changed JOIN held ON held.id = changed.id), \
          given AS (\
            INSERT INTO tokens (digest, kind, link, family, generation, created_at, expires_at) \
            SELECT access, 'access', id, family, generation, now, LEAST(access_until, consent_until) FROM moved JOIN asked USING (number) \
            UNION ALL \
            SELECT refresh, 'refresh', id, family, generation, now, LEAST(refresh_until, consent_until) FROM moved JOIN asked USING (number)), \
          forgotten AS (DELETE FROM idempotency WHERE link = ANY (ARRAY(SELECT id FROM moved))), \
          told AS (\
            INSERT INTO audit_told (at, actor, act, target, detail, address, request_id, outcome) \
            SELECT now, actor, act, 'link:' || encode(id, 'hex')::uuid, 'generation=' || generation, address, request_id, outcome \
            FROM moved JOIN asked USING (number)) \
          SELECT number, id, grants, consent_until FROM moved")
}

/// Rotates a living token in one round trip, where the bearer lives and its client is still as it was read, if one is given. `None` when it is not
/// alive, or when an answer is to be kept: then the rules decide, with the row held.
pub(in super::super) fn rotate_living(
    db: &Db,
    returners: &Returners,
    held_to: Option<(&TokenDigest, &KnownClient)>,
    command: &Rotate,
) -> Result<Option<IssuedPair>, RegisterFault> {
    if command.idempotency.is_some() {
        return Ok(None);
    }
    let held_to = held_to.map(|(bearer, client)| (*bearer, client.clone()));
    let moved = returners.ask(Return { command: command.clone(), held_to }, |all| db.write_alone(|conn| together(conn, all)))?;
    let Some((link, grants, consent_until)) = moved else { return Ok(None) };
    let consent_until = UnixSeconds(consent_until);
    let (access_until, refresh_until) = ends(command);
    Ok(Some(IssuedPair {
        link: link_id(&link)?,
        created_at: command.now,
        access_expires_at: access_until.min(consent_until),
        refresh_expires_at: refresh_until.min(consent_until),
        consent_until,
        grants: grants.parse()?,
    }))
}

/// When the new pair's time would be over, if the consent's were not before.
fn ends(command: &Rotate) -> (UnixSeconds, UnixSeconds) {
    (command.now.plus(command.access_seconds), command.now.plus(command.refresh_seconds))
}

fn together(conn: &mut Conn, all: &[Return]) -> Result<Vec<Option<Moved>>, RegisterFault> {
    // What only the row knows is filled in there: the link and its new generation.
    let line = |one: &Return| Line::from(&told::rotated(&one.command, LinkId(Uuid::nil()), Generation::NONE));
    let lines: Vec<Line> = all.iter().map(line).collect();
    let bearer = |one: &'_ Return| one.held_to.as_ref().map(|(bearer, _)| *bearer);
    let bearers: Vec<Option<TokenDigest>> = all.iter().map(bearer).collect();
    let rotate = RotateAll {
        presented: all.iter().map(|one| one.command.presented.as_bytes().as_slice()).collect(),
        clients: all.iter().map(|one| one.command.client.0.as_bytes().as_slice()).collect(),
        access: all.iter().map(|one| one.command.access.as_bytes().as_slice()).collect(),
        refresh: all.iter().map(|one| one.command.refresh.as_bytes().as_slice()).collect(),
        now: all.iter().map(|one| one.command.now.0).collect(),
        access_until: all.iter().map(|one| ends(&one.command).0.0).collect(),
        refresh_until: all.iter().map(|one| ends(&one.command).1.0).collect(),
        bearers: bearers.iter().map(|bearer| bearer.as_ref().map_or(&[][..], |bearer| bearer.as_bytes())).collect(),
        as_read: all.iter().map(|one| one.held_to.as_ref().map(|(_, client)| client)).collect(),
        told: lines.iter().collect(),
    };
    let mut moved: Vec<Option<Moved>> = all.iter().map(|_| None).collect();
    for (number, row) in rotate.load::<(i64, Moved)>(conn)? {
        *super::nth(&mut moved, number)? = Some(row);
    }
    Ok(moved)
}
