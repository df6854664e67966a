//! Tenants' clients and their access tokens.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Bool, Text};
use fgapi_database::{purge, purge_each, statement};
use fgapi_domain::{TenantId, UnixSeconds};
use fgapi_saas::{Added, ClientChange, NewToken, TenantClient, TenantClientId, TenantTokenFacts};
use fgapi_token::TokenDigest;

use super::Conn;
use super::own::{skip_locked, turn_lock};
use crate::HoldingsFault;
use crate::records::saas::{self, ClientRow, ClientSql, client_columns};

statement! {
    /// A tenant, held: what its clients have in common is decided by one at a time.
    struct Tenant { id: i64 }
    binds: id as BigInt;
    rows: BigInt;
    sql: concat!("SELECT l.id FROM tenants l WHERE l.id = ?", turn_lock!())
}

statement! {
    /// Adds a client, with the company of the tenant's others.
    struct Add<'q> {
        id: &'q [u8], tenant: i64, company: &'q [u8], name: &'q str, level: &'q str, secret: &'q [u8], enabled: bool, created_at: i64,
    }
    binds: id as Binary, tenant as BigInt, tenant as BigInt, company as Binary, name as Text, level as Text, secret as Binary,
        enabled as Bool, created_at as BigInt;
    rows: ();
    sql: "INSERT INTO tenant_clients (id, tenant, company, name, level, secret, enabled, created_at) VALUES \
          (?, ?, COALESCE((SELECT o.company FROM tenant_clients o WHERE o.tenant = ? ORDER BY o.name, o.id LIMIT 1), ?), ?, ?, ?, ?, ?)"
}

statement! {
    /// All clients.
    struct All {}
    binds: ;
    rows: ClientSql;
    sql: concat!("SELECT ", client_columns!(), " FROM tenant_clients c ORDER BY c.tenant, c.name, c.id")
}

statement! {
    /// A tenant's clients.
    struct OfTenant { tenant: i64 }
    binds: tenant as BigInt;
    rows: ClientSql;
    sql: concat!("SELECT ", client_columns!(), " FROM tenant_clients c WHERE c.tenant = ? ORDER BY c.tenant, c.name, c.id")
}

statement! {
    /// A client.
    struct Named<'q> { id: &'q [u8] }
    binds: id as Binary;
    rows: ClientSql;
    sql: concat!("SELECT ", client_columns!(), " FROM tenant_clients c WHERE c.id = ?")
}

statement! {
    /// Lets a client call, or not.
    struct Enable<'q> { enabled: bool, id: &'q [u8] }
    binds: enabled as Bool, id as Binary;
    rows: ();
    sql: "UPDATE tenant_clients SET enabled = ? WHERE id = ?"
}

statement! {
    /// Gives a client a new secret, beside the present one.
    struct SetSecret<'q> { until: i64, secret: &'q [u8], id: &'q [u8] }
    binds: until as BigInt, secret as Binary, id as Binary;
    rows: ();
    sql: "UPDATE tenant_clients SET secret_before = secret, secret_before_until = ?, secret = ? WHERE id = ?"
}

statement! {
    /// Keeps a token of a client that may call.
    struct AddToken<'q> { digest: &'q [u8], issued_at: i64, expires_at: i64, client: &'q [u8] }
    binds: digest as Binary, issued_at as BigInt, expires_at as BigInt, client as Binary;
    rows: ();
    sql: "INSERT INTO tenant_tokens (digest, issued_at, expires_at, client) \
          SELECT ?, ?, ?, c.id FROM tenant_clients c WHERE c.id = ? AND c.enabled"
}

statement! {
    /// A token with its client.
    struct Token<'q> { digest: &'q [u8] }
    binds: digest as Binary;
    rows: (BigInt, BigInt, ClientSql);
    sql: concat!(
        "SELECT t.issued_at, t.expires_at, ", client_columns!(),
        " FROM tenant_tokens t JOIN tenant_clients c ON c.id = t.client WHERE t.digest = ?"
    )
}

purge!(
    /// Removes tokens.
    PurgeTokens: "tenant_tokens" by "digest", "expires_at"
);

/// Adds a client.
pub(super) fn add(conn: &mut Conn, client: &TenantClient) -> Result<Added, HoldingsFault> {
    let held: Option<i64> = Tenant { id: client.tenant.get() }.get_result(conn).optional()?;
    if held.is_none() {
        return Ok(Added::Refused);
    }
    Add {
        id: client.id.0.as_bytes(),
        tenant: client.tenant.get(),
        company: client.company.as_bytes(),
        name: client.name.as_str(),
        level: client.level.as_str(),
        secret: client.secret.as_bytes(),
        enabled: client.enabled,
        created_at: client.created_at.0,
    }
    .execute(conn)?;
    Ok(Added::Done)
}

/// A tenant's clients, or all.
pub(super) fn of(conn: &mut Conn, tenant: Option<TenantId>) -> Result<Vec<TenantClient>, HoldingsFault> {
    let rows: Vec<ClientRow> = match tenant {
        Some(tenant) => OfTenant { tenant: tenant.get() }.load(conn)?,
        None => All {}.load(conn)?,
    };
    rows.into_iter().map(saas::client).collect()
}

/// The client with this id.
pub(super) fn named(conn: &mut Conn, id: TenantClientId) -> Result<Option<TenantClient>, HoldingsFault> {
    let row: Option<ClientRow> = Named { id: id.0.as_bytes() }.get_result(conn).optional()?;
    row.map(saas::client).transpose()
}

/// Changes a client; `false` when there is none.
pub(super) fn change(conn: &mut Conn, id: TenantClientId, change: &ClientChange) -> Result<bool, HoldingsFault> {
    let id = id.0.as_bytes();
    let changed = match change {
        ClientChange::Enable(enabled) => Enable { enabled: *enabled, id }.execute(conn)?,
        ClientChange::Secret { digest, overlap_until } => {
            SetSecret { until: overlap_until.0, secret: digest.as_bytes(), id }.execute(conn)?
        }
    };
    Ok(changed == 1)
}

/// Keeps a token, if its client may have it.
pub(super) fn add_token(conn: &mut Conn, token: &NewToken) -> Result<Added, HoldingsFault> {
    let NewToken { digest, client, issued_at, expires_at } = token;
    let add = AddToken { digest: digest.as_bytes(), issued_at: issued_at.0, expires_at: expires_at.0, client: client.0.as_bytes() };
    Ok(if add.execute(conn)? == 1 { Added::Done } else { Added::Refused })
}

/// What is known of a token.
pub(super) fn token(conn: &mut Conn, digest: &TokenDigest) -> Result<Option<TenantTokenFacts>, HoldingsFault> {
    let row: Option<(i64, i64, ClientRow)> = Token { digest: digest.as_bytes() }.get_result(conn).optional()?;
    let facts = |(issued_at, expires_at, client)| {
        let (issued_at, expires_at) = (UnixSeconds(issued_at), UnixSeconds(expires_at));
        Ok(TenantTokenFacts { client: saas::client(client)?, issued_at, expires_at })
    };
    row.map(facts).transpose()
}

/// Removes tokens whose time was over before then.
pub(super) fn purge_tokens(conn: &mut Conn, before: UnixSeconds, limit: u32) -> Result<u32, HoldingsFault> {
    let rows: u64 = purge_each!(conn, limit; PurgeTokens: before.0.saturating_sub(1));
    Ok(u32::try_from(rows).unwrap_or(limit))
}
