//! Checks of bearers that come at once, by one statement.

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Binary};
use fgapi_database::postgres::Together;
use fgapi_database::statement;
use fgapi_token::{AccessFacts, TokenDigest};

use super::super::queries::tokens::check::{self, AccessRow};
use super::super::queries::tokens::rows::{ClientSql, LinkSql, TokenSql, client_columns, link_columns};
use super::{Conn, Db};
use crate::RegisterFault;

/// Callers who show an access token.
pub(super) type Bearers = Together<TokenDigest, Option<AccessRow>, RegisterFault>;

statement! {
    /// Access tokens with their links and clients, each with its number among those that are asked for. Token, link and client are looked up one
    /// after the other, each by its key: of a join other plans can be made too, and one that was made while the tables were small, and is kept,
    /// reads all links for each token.
    struct AccessTokens<'q> { digests: Vec<&'q [u8]> }
    binds: digests as Array<Binary>;
    rows: (BigInt, (TokenSql, LinkSql, ClientSql));
    sql: concat!(
        "SELECT asked.number, t.family, t.generation, t.expires_at, ", link_columns!(), ", ", client_columns!(),
        " FROM unnest(?) WITH ORDINALITY AS asked (digest, number) \
            CROSS JOIN LATERAL (SELECT * FROM tokens WHERE digest = asked.digest OFFSET 0) AS t \
            CROSS JOIN LATERAL (SELECT * FROM links WHERE id = t.link OFFSET 0) AS l \
            CROSS JOIN LATERAL (SELECT * FROM clients WHERE id = l.client OFFSET 0) AS c \
            WHERE t.kind = 'access'"
    )
}

/// The facts of an access token.
pub(in super::super) fn access_token(db: &Db, bearers: &Bearers, digest: &TokenDigest) -> Result<Option<AccessFacts>, RegisterFault> {
    let row = bearers.ask(*digest, |digests| db.read(|conn| together(conn, digests)))?;
    row.map(check::access_facts).transpose()
}

fn together(conn: &mut Conn, digests: &[TokenDigest]) -> Result<Vec<Option<AccessRow>>, RegisterFault> {
    let asked = AccessTokens { digests: digests.iter().map(|digest| digest.as_bytes().as_slice()).collect() };
    let mut found: Vec<Option<AccessRow>> = digests.iter().map(|_| None).collect();
    for (number, row) in asked.load::<(i64, AccessRow)>(conn)? {
        *super::nth(&mut found, number)? = Some(row);
    }
    Ok(found)
}
