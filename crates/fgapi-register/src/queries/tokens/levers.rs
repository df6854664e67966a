//! The bank's levers: links counted and revoked by client, by customer, by the day of consent; what became of a token.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Nullable, Text};
use fgapi_audit::{Act, By};
use fgapi_database::statement;
use fgapi_domain::UnixSeconds;
use fgapi_token::{EndReason, Family, Generation, LinkCount, LinkSelection, TokenDigest, TokenKind, TokenTrace, told};

use super::here::row_lock;
use super::rows::{self, ClientRow, ClientSql, LinkRow, LinkSql, client_columns, link_columns};
use super::{Conn, clients};
use crate::RegisterFault;
use crate::schema::{idempotency, links};

/// Living links of clients from one number to another whose consent was given before a time.
macro_rules! living {
    () => {
        "l.client >= ? AND l.client <= ? AND l.consented_at < ? AND l.end_reason IS NULL AND l.consent_until > ?"
    };
}

macro_rules! counted {
    () => {
        "SELECT c.api_key, COUNT(*), SUM(CASE WHEN l.consent_until < ? THEN 1 ELSE 0 END) FROM links l \
         JOIN clients c ON c.id = l.client WHERE "
    };
}

macro_rules! by_client {
    () => {
        " GROUP BY c.api_key ORDER BY c.api_key"
    };
}

statement! {
    /// Living links by client.
    struct Count<'q> { soon: i64, first: &'q [u8], last: &'q [u8], before: i64, now: i64 }
    binds: soon as BigInt, first as Binary, last as Binary, before as BigInt, now as BigInt;
    rows: (Text, BigInt, BigInt);
    sql: concat!(counted!(), living!(), by_client!())
}

statement! {
    /// A customer's living links by client.
    struct CountOf<'q> { soon: i64, customer: &'q str, first: &'q [u8], last: &'q [u8], before: i64, now: i64 }
    binds: soon as BigInt, customer as Text, first as Binary, last as Binary, before as BigInt, now as BigInt;
    rows: (Text, BigInt, BigInt);
    sql: concat!(counted!(), "l.customer = ? AND ", living!(), by_client!())
}

statement! {
    /// Living links, held, in one order on every node.
    struct Hold<'q> { first: &'q [u8], last: &'q [u8], before: i64, now: i64, limit: i64 }
    binds: first as Binary, last as Binary, before as BigInt, now as BigInt, limit as BigInt;
    rows: Binary;
    sql: concat!("SELECT l.id FROM links l WHERE ", living!(), " ORDER BY l.id LIMIT ?", row_lock!())
}

statement! {
    /// A customer's living links, held, in one order on every node.
    struct HoldOf<'q> { customer: &'q str, first: &'q [u8], last: &'q [u8], before: i64, now: i64, limit: i64 }
    binds: customer as Text, first as Binary, last as Binary, before as BigInt, now as BigInt, limit as BigInt;
    rows: Binary;
    sql: concat!("SELECT l.id FROM links l WHERE l.customer = ? AND ", living!(), " ORDER BY l.id LIMIT ?", row_lock!())
}

statement! {
    /// An access or refresh token with its link and client.
    struct Pair<'q> { digest: &'q [u8] }
    binds: digest as Binary;
    rows: ((Text, BigInt, BigInt, BigInt, BigInt), LinkSql, ClientSql);
    sql: concat!(
        "SELECT t.kind, t.family, t.generation, t.created_at, t.expires_at, ", link_columns!(), ", ", client_columns!(),
        " FROM tokens t JOIN links l ON l.id = t.link JOIN clients c ON c.id = l.client WHERE t.digest = ?"
    )
}

statement! {
    /// A system token with its client.
    struct System<'q> { digest: &'q [u8] }
    binds: digest as Binary;
    rows: (Text, BigInt, BigInt, ClientSql);
    sql: concat!(
        "SELECT t.grants, t.created_at, t.expires_at, ", client_columns!(),
        " FROM system_tokens t JOIN clients c ON c.id = t.client WHERE t.digest = ?"
    )
}

statement! {
    /// An auth token with its client.
    struct Auth<'q> { digest: &'q [u8] }
    binds: digest as Binary;
    rows: (Text, BigInt, Nullable<BigInt>, ClientSql);
    sql: concat!(
        "SELECT t.grants, t.expires_at, t.spent, ", client_columns!(),
        " FROM auth_tokens t JOIN clients c ON c.id = t.client WHERE t.digest = ?"
    )
}

/// A selection as the statements ask it.
struct Bounds {
    first: [u8; 16],
    last: [u8; 16],
    before: i64,
}

/// `None`: there is no such client.
fn bounds(conn: &mut Conn, selection: &LinkSelection) -> Result<Option<Bounds>, RegisterFault> {
    let before = selection.consented_before.map_or(i64::MAX, |before| before.0);
    let Some(client) = &selection.client else { return Ok(Some(Bounds { first: [0; 16], last: [0xff; 16], before })) };
    let known = clients::known(conn, client)?;
    Ok(known.map(|client| Bounds { first: *client.id.0.as_bytes(), last: *client.id.0.as_bytes(), before }))
}

/// Living links by client.
pub(super) fn count(
    conn: &mut Conn,
    selection: &LinkSelection,
    now: UnixSeconds,
    soon: UnixSeconds,
) -> Result<Vec<LinkCount>, RegisterFault> {
    let Some(Bounds { first, last, before }) = bounds(conn, selection)? else { return Ok(Vec::new()) };
    let (first, last, now, soon) = (first.as_slice(), last.as_slice(), now.0, soon.0);
    let counts: Vec<(String, i64, i64)> = match &selection.customer {
        None => Count { soon, first, last, before, now }.load(conn)?,
        Some(customer) => CountOf { soon, customer: customer.as_str(), first, last, before, now }.load(conn)?,
    };
    let count = |(client, alive, ending_soon): (String, i64, i64)| {
        let number = |count: i64| u64::try_from(count).unwrap_or_default();
        Ok(LinkCount { client: client.parse()?, alive: number(alive), ending_soon: number(ending_soon) })
    };
    counts.into_iter().map(count).collect()
}

/// Ends living links of a selection, and tells the audit log of each.
pub(super) fn revoke(
    conn: &mut Conn,
    selection: &LinkSelection,
    reason: EndReason,
    now: UnixSeconds,
    by: &By,
    limit: u32,
) -> Result<u64, RegisterFault> {
    let Some(Bounds { first, last, before }) = bounds(conn, selection)? else { return Ok(0) };
    let (first, last, limit) = (first.as_slice(), last.as_slice(), i64::from(limit));
    let ids: Vec<Vec<u8>> = match &selection.customer {
        None => Hold { first, last, before, now: now.0, limit }.load(conn)?,
        Some(customer) => HoldOf { customer: customer.as_str(), first, last, before, now: now.0, limit }.load(conn)?,
    };
    for some in ids.chunks(1_000) {
        let end = (links::end_reason.eq(reason.as_str()), links::ended_at.eq(now.0));
        diesel::update(links::table.filter(links::id.eq_any(some))).set(end).execute(conn)?;
        diesel::delete(idempotency::table.filter(idempotency::link.eq_any(some))).execute(conn)?;
        let note = |id: &Vec<u8>| Ok(told::ended(by, Act::LinkRevoke, rows::link_id(id)?, reason, now));
        let notes = some.iter().map(note).collect::<Result<Vec<_>, RegisterFault>>()?;
        super::super::audit::append_all(conn, &notes)?;
    }
    Ok(ids.len() as u64)
}

/// The rows of a token, of whatever kind.
pub(super) fn trace(conn: &mut Conn, digest: &TokenDigest) -> Result<Option<TokenTrace>, RegisterFault> {
    let digest = digest.as_bytes().as_slice();
    type PairRow = ((String, i64, i64, i64, i64), LinkRow, ClientRow);
    let pair: Option<PairRow> = Pair { digest }.get_result(conn).optional()?;
    if let Some((row, link, client)) = pair {
        return of_pair(row, link, client).map(Some);
    }
    let system: Option<(String, i64, i64, ClientRow)> = System { digest }.get_result(conn).optional()?;
    if let Some((grants, created_at, expires_at, client)) = system {
        let created_at = Some(UnixSeconds(created_at));
        return alone(TokenKind::System, &grants, created_at, expires_at, None, client).map(Some);
    }
    let auth: Option<(String, i64, Option<i64>, ClientRow)> = Auth { digest }.get_result(conn).optional()?;
    auth.map(|(grants, expires_at, spent, client)| alone(TokenKind::Auth, &grants, None, expires_at, spent, client)).transpose()
}

fn of_pair(
    (kind, family, generation, created_at, expires_at): (String, i64, i64, i64, i64),
    link: LinkRow,
    client: ClientRow,
) -> Result<TokenTrace, RegisterFault> {
    let link = rows::link(link)?;
    Ok(TokenTrace {
        kind: if kind == "refresh" { TokenKind::Refresh } else { TokenKind::Access },
        client: rows::client(client)?,
        created_at: Some(UnixSeconds(created_at)),
        expires_at: UnixSeconds(expires_at),
        grants: link.grants,
        family: Some(Family(family)),
        generation: Some(Generation(generation)),
        link: Some(link),
    })
}

fn alone(
    kind: TokenKind,
    grants: &str,
    created_at: Option<UnixSeconds>,
    expires_at: i64,
    spent: Option<i64>,
    client: ClientRow,
) -> Result<TokenTrace, RegisterFault> {
    Ok(TokenTrace {
        kind,
        client: rows::client(client)?,
        created_at,
        expires_at: UnixSeconds(expires_at),
        grants: grants.parse()?,
        family: spent.map(Family),
        generation: None,
        link: None,
    })
}
