//! Checks of a bearer: token, link and client by one indexed statement, so that all three are of one instant.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Text};
use fgapi_database::statement;
use fgapi_domain::UnixSeconds;
use fgapi_token::{AccessFacts, Family, Generation, SystemFacts, TokenDigest};

use super::Conn;
use super::rows::{self, ClientRow, ClientSql, LinkRow, TokenRow, client_columns};
use crate::RegisterFault;

statement! {
    /// A system token with its client.
    struct SystemToken<'q> { digest: &'q [u8] }
    binds: digest as Binary;
    rows: (Text, BigInt, ClientSql);
    sql: concat!(
        "SELECT t.grants, t.expires_at, ", client_columns!(),
        " FROM system_tokens t JOIN clients c ON c.id = t.client WHERE t.digest = ?"
    )
}

/// An access token with its link and client, as they stand in the tables.
pub(crate) type AccessRow = (TokenRow, LinkRow, ClientRow);

/// The facts that an access token's row tells.
pub(crate) fn access_facts(((family, generation, expires_at), link, client): AccessRow) -> Result<AccessFacts, RegisterFault> {
    Ok(AccessFacts {
        client: rows::client(client)?,
        link: rows::link(link)?,
        family: Family(family),
        generation: Generation(generation),
        expires_at: UnixSeconds(expires_at),
    })
}

/// The facts of a system token.
pub(super) fn system(conn: &mut Conn, digest: &TokenDigest) -> Result<Option<SystemFacts>, RegisterFault> {
    let row: Option<(String, i64, ClientRow)> = SystemToken { digest: digest.as_bytes() }.get_result(conn).optional()?;
    let Some((grants, expires_at, client)) = row else { return Ok(None) };
    Ok(Some(SystemFacts { client: rows::client(client)?, grants: grants.parse()?, expires_at: UnixSeconds(expires_at) }))
}
