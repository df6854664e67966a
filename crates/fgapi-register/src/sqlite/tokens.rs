//! What SQLite does its own way with tokens: its one writer makes every change wait for the one before, so no row needs a lock.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Bool, Nullable, Text};
use fgapi_database::statement;
use fgapi_domain::UnixSeconds;
use fgapi_token::{AccessFacts, Family, Generation, IssueSystem, IssuedPair, KnownClient, LinkId, Rotate, TokenDigest, judge, told};

use super::queries::tokens::check;
use super::queries::tokens::clients::AsRead;
use super::queries::tokens::rows::{ClientSql, LinkSql, TokenSql, client_columns, link_columns, link_id};
use super::queries::tokens::tables::{AddPair, Tables};
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
    /// An access token with its link and client.
    struct AccessToken<'q> { digest: &'q [u8] }
    binds: digest as Binary;
    rows: (TokenSql, LinkSql, ClientSql);
    sql: concat!(
        "SELECT t.family, t.generation, t.expires_at, ", link_columns!(), ", ", client_columns!(),
        " FROM tokens t JOIN links l ON l.id = t.link JOIN clients c ON c.id = l.client WHERE t.digest = ? AND t.kind = 'access'"
    )
}

statement! {
    /// Notes the first use of a generation.
    struct MarkUsed<'q> { link: &'q [u8], family: i64, generation: i64 }
    binds: generation as BigInt, link as Binary, family as BigInt, generation as BigInt, generation as BigInt;
    rows: ();
    sql: "UPDATE links SET used = ? WHERE id = ? AND family = ? AND generation = ? AND used < ? AND end_reason IS NULL"
}

/// Whether a client's row says still what was read of it: binds whether that is asked, then its number and [`AsRead`].
macro_rules! client_as_read {
    () => {
        "(NOT ? OR EXISTS (SELECT 1 FROM clients c WHERE c.id = ? AND c.enabled AND c.grants = ? AND c.networks = ? \
         AND c.refresh_retry = ? AND c.password = ? AND c.previous_password IS NOT DISTINCT FROM ? \
         AND c.previous_until IS NOT DISTINCT FROM ?))"
    };
}

statement! {
    /// Takes the next place of a lane, if the lane has room. The last place is looked for backwards: for `MAX` all tokens of the lane
    /// would be read here.
    struct Issue<'q> {
        digest: &'q [u8], client: &'q [u8], lane: i64, share: i64, grants: String, now: i64, expires_at: i64,
        asked: bool, may: String, networks: String, retry: &'q str, password: &'q [u8], previous: Option<&'q [u8]>,
        previous_until: Option<i64>,
    }
    binds: digest as Binary, client as Binary, lane as BigInt, grants as Text, now as BigInt, expires_at as BigInt,
        client as Binary, lane as BigInt,
        client as Binary, lane as BigInt, share as BigInt, now as BigInt,
        asked as Bool, client as Binary, may as Text, networks as Text, retry as Text, password as Binary,
        previous as Nullable<Binary>, previous_until as Nullable<BigInt>;
    rows: ();
    sql: concat!("INSERT INTO system_tokens (digest, client, lane, ordinal, grants, created_at, expires_at) \
          SELECT ?, ?, ?, place.next, ?, ?, ? FROM \
          (SELECT COALESCE((SELECT ordinal FROM system_tokens WHERE client = ? AND lane = ? ORDER BY ordinal DESC LIMIT 1), 0) + 1 AS next) \
          AS place \
          WHERE NOT EXISTS (SELECT 1 FROM system_tokens WHERE client = ? AND lane = ? AND ordinal = place.next - ? AND expires_at > ?) \
          AND ", client_as_read!(), " ON CONFLICT (client, lane, ordinal) DO NOTHING")
}

statement! {
    /// `judge::rotate` for a living token: its link moves on, if the bearer lives and its client is as it was read, where that is asked.
    struct MoveOn<'q> {
        presented: &'q [u8], client: &'q [u8], now: i64,
        asked: bool, bearer: &'q [u8], may: String, networks: String, retry: &'q str, password: &'q [u8], previous: Option<&'q [u8]>,
        previous_until: Option<i64>,
    }
    binds: now as BigInt, presented as Binary, client as Binary, now as BigInt, now as BigInt,
        asked as Bool, bearer as Binary, client as Binary, now as BigInt,
        asked as Bool, client as Binary, may as Text, networks as Text, retry as Text, password as Binary,
        previous as Nullable<Binary>, previous_until as Nullable<BigInt>;
    rows: (Binary, BigInt, BigInt, Text, BigInt);
    sql: concat!("UPDATE links AS l SET generation = l.generation + 1, used = t.generation, rotated_at = ? FROM tokens t \
          WHERE t.digest = ? AND t.kind = 'refresh' AND l.id = t.link AND l.client = ? AND l.end_reason IS NULL \
          AND l.consent_until > ? AND t.expires_at > ? AND t.family = l.family AND t.generation = l.generation \
          AND (NOT ? OR EXISTS (SELECT 1 FROM system_tokens s WHERE s.digest = ? AND s.client = ? AND s.expires_at > ?)) \
          AND ", client_as_read!(), " RETURNING id, family, generation, grants, consent_until")
}

/// Nobody asks for others: a statement is a call of a function, and the one writer commits together what waits together.
#[derive(Default)]
pub(super) struct Lines {}

/// The facts of an access token.
pub(super) fn access_token(db: &Db, _: &Lines, digest: &TokenDigest) -> Result<Option<AccessFacts>, RegisterFault> {
    let row = db.read(|conn| Ok(AccessToken { digest: digest.as_bytes() }.get_result(conn).optional()?))?;
    row.map(check::access_facts).transpose()
}

/// Takes the next place of a lane, if it has room for one of its share and the client, where one is given, is still as it was read,
/// and tells the audit log.
pub(super) fn take_place(
    db: &Db,
    _: &Lines,
    command: &IssueSystem,
    (lane, share): (i64, i64),
    client: Option<&KnownClient>,
) -> Result<bool, RegisterFault> {
    let (command, client) = (command.clone(), client.cloned());
    db.write(move |conn| {
        let as_read = AsRead::of(client.as_ref());
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
        };
        let issued = issue.execute(conn)? == 1;
        if issued {
            logbook::append(conn, &told::issued_system(&command))?;
        }
        Ok(issued)
    })
}

/// There is no round trip to save: what follows decides in the same transaction.
pub(super) fn rotate_at_once(_: &Db, _: &Lines, _: &Rotate) -> Result<Option<IssuedPair>, RegisterFault> {
    Ok(None)
}

/// Rotates a living token, if the bearer lives and its client is still as it was read.
pub(super) fn rotate_if(
    db: &Db,
    _: &Lines,
    bearer: &TokenDigest,
    client: &KnownClient,
    command: &Rotate,
) -> Result<Option<IssuedPair>, RegisterFault> {
    let (bearer, client, command) = (*bearer, client.clone(), command.clone());
    db.write(move |conn| rotate_living(conn, &bearer, &client, &command))
}

type Moved = (Vec<u8>, i64, i64, String, i64);

fn rotate_living(
    conn: &mut Conn,
    bearer: &TokenDigest,
    client: &KnownClient,
    command: &Rotate,
) -> Result<Option<IssuedPair>, RegisterFault> {
    let as_read = AsRead::of(Some(client));
    let move_on = MoveOn {
        presented: command.presented.as_bytes(),
        client: command.client.0.as_bytes(),
        now: command.now.0,
        asked: as_read.asked,
        bearer: bearer.as_bytes(),
        may: as_read.grants,
        networks: as_read.networks,
        retry: as_read.refresh_retry,
        password: as_read.password,
        previous: as_read.previous,
        previous_until: as_read.previous_until,
    };
    let moved: Option<Moved> = move_on.get_result(conn).optional()?;
    let Some((id, family, generation, grants, consent_until)) = moved else { return Ok(None) };
    let (link, consent_until) = (link_id(&id)?, UnixSeconds(consent_until));
    let pair = IssuedPair {
        link,
        created_at: command.now,
        access_expires_at: judge::expiry(command.now, command.access_seconds, consent_until),
        refresh_expires_at: judge::expiry(command.now, command.refresh_seconds, consent_until),
        consent_until,
        grants: grants.parse()?,
    };
    AddPair {
        access: command.access.as_bytes(),
        refresh: command.refresh.as_bytes(),
        link: &id,
        family,
        generation,
        created_at: command.now.0,
        access_until: pair.access_expires_at.0,
        refresh_until: pair.refresh_expires_at.0,
    }
    .execute(conn)?;
    Tables(conn).forget(link)?;
    logbook::append(conn, &told::rotated(command, link, Generation(generation)))?;
    Ok(Some(pair))
}

/// Notes the first use of a generation, and forgets the answers kept for its link.
pub(super) fn mark_used(db: &Db, link: LinkId, family: Family, generation: Generation) -> Result<(), RegisterFault> {
    db.write_idempotent(move |conn| {
        let noted = MarkUsed { link: link.0.as_bytes(), family: family.0, generation: generation.0 }.execute(conn)?;
        if noted == 1 { Tables(conn).forget(link) } else { Ok(()) }
    })
}
