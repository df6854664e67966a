//! Statements of the floor that both databases understand, compiled for each.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Text};
use fgapi_database::statement;

use super::Conn;

statement! {
    /// The rows of a page, by key range.
    pub(super) struct PageRows { account: i64, day: i64, position: i64, end: i64 }
    binds: account as BigInt, day as BigInt, position as BigInt, end as BigInt;
    rows: (BigInt, BigInt, BigInt, BigInt, BigInt, Text);
    sql: "SELECT day, ordinal, second, amount, running, description FROM transactions \
        WHERE account = ? AND (day, position) >= (?, ?) AND day <= ? AND position > 0 ORDER BY day, position LIMIT 201"
}

statement! {
    /// The rows of a page, by counting those before.
    pub(super) struct RowsByOffset { account: i64, skip: i64 }
    binds: account as BigInt, skip as BigInt;
    rows: (BigInt, BigInt, BigInt, BigInt, BigInt, Text);
    sql: "SELECT day, ordinal, second, amount, running, description FROM transactions \
        WHERE account = ? AND position > 0 ORDER BY day, position LIMIT 201 OFFSET ?"
}

statement! {
    /// Whether a token is alive: token, link and client.
    pub(super) struct Check<'q> { digest: &'q [u8] }
    binds: digest as Binary;
    rows: (BigInt, BigInt, BigInt, BigInt, Text, Text);
    sql: "SELECT t.generation, t.expires_at, l.generation, l.consent_until, l.customer, c.grants FROM tokens t \
        JOIN links l ON l.id = t.link JOIN clients c ON c.id = l.client WHERE t.digest = ? AND t.kind = 'access'"
}

statement! {
    /// Keeps a system token of a client that is known by key and password.
    pub(super) struct Issue<'q> { digest: &'q [u8], now: i64, until: i64, api_key: &'q str, password: &'q [u8] }
    binds: digest as Binary, now as BigInt, until as BigInt, api_key as Text, password as Binary;
    rows: ();
    sql: "INSERT INTO floor_system_tokens (digest, client, created_at, expires_at) \
        SELECT ?, id, ?, ? FROM floor_clients WHERE api_key = ? AND password = ?"
}

statement! {
    /// Ends the link of a living refresh token.
    pub(super) struct End<'q> { now: i64, presented: &'q [u8] }
    binds: now as BigInt, presented as Binary;
    rows: ();
    sql: "UPDATE floor_links SET ended_at = ? WHERE ended_at IS NULL \
        AND (id, generation) = (SELECT t.link, t.generation FROM floor_tokens t WHERE t.digest = ? AND t.kind = 'refresh')"
}

statement! {
    /// A link for an auth token.
    pub(super) struct Opened<'q> { presented: &'q [u8] }
    binds: presented as Binary;
    rows: ();
    sql: "INSERT INTO floor_auth_tokens (digest) VALUES (?)"
}

pub(super) fn rows(conn: &mut Conn, plan: &crate::floor::PagePlan) -> QueryResult<Vec<crate::floor::Row>> {
    PageRows { account: plan.account, day: plan.day, position: plan.position, end: plan.end }.load(conn)
}

pub(super) fn rows_by_offset(conn: &mut Conn, account: i64, skip: i64) -> QueryResult<usize> {
    RowsByOffset { account, skip }.load::<crate::floor::Row>(conn).map(|rows| rows.len())
}

pub(super) fn check(conn: &mut Conn, digest: &[u8]) -> QueryResult<bool> {
    let row: Option<(i64, i64, i64, i64, String, String)> = Check { digest }.get_result(conn).optional()?;
    Ok(row.is_some_and(|(of_token, _, of_link, ..)| of_token == of_link))
}

/// Lifetime of the floor's tokens in seconds.
pub(super) const LIFETIME: i64 = 3_600;

pub(super) fn issue(conn: &mut Conn, digest: &[u8], api_key: &str, password: &[u8], now: i64) -> QueryResult<bool> {
    Ok(Issue { digest, now, until: now + LIFETIME, api_key, password }.execute(conn)? == 1)
}
