//! Wrapped keys: which is current, and how often each sealed.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Bool, Nullable};
use fgapi_database::statement;
use fgapi_domain::TenantId;
use fgapi_vault::{KeptKey, KeyAdded, KeyNumber, MasterCensus, Owner, Put, SEALS_MAX};

use super::Conn;
use super::own::stay_lock;
use crate::HoldingsFault;
use crate::records::vault::{self, KeyRow, KeySql, key_columns};

statement! {
    /// A tenant, which stays until the transaction ends.
    struct Tenant { id: i64 }
    binds: id as BigInt;
    rows: BigInt;
    sql: concat!("SELECT l.id FROM tenants l WHERE l.id = ?", stay_lock!())
}

statement! {
    /// An owner's current key.
    struct Current { owner: i64 }
    binds: owner as BigInt;
    rows: KeySql;
    sql: concat!("SELECT ", key_columns!(), " FROM vault_keys WHERE owner = ? AND is_current")
}

statement! {
    /// A key.
    struct Named { number: i64 }
    binds: number as BigInt;
    rows: KeySql;
    sql: concat!("SELECT ", key_columns!(), " FROM vault_keys WHERE number = ?")
}

statement! {
    /// Keys by number.
    struct Page { after: i64, limit: i64 }
    binds: after as BigInt, limit as BigInt;
    rows: KeySql;
    sql: concat!("SELECT ", key_columns!(), " FROM vault_keys WHERE number > ? ORDER BY number LIMIT ?")
}

statement! {
    /// Retires an owner's key when it is current.
    struct Retire { number: i64, owner: i64 }
    binds: number as BigInt, owner as BigInt;
    rows: ();
    sql: "UPDATE vault_keys SET is_current = FALSE WHERE number = ? AND owner = ? AND is_current"
}

statement! {
    /// Adds a key, unless its owner has a current one.
    struct Add<'q> { number: i64, owner: i64, tenant: Option<i64>, master: i64, wrapped: &'q [u8], seals: i64, made_at: i64 }
    binds: number as BigInt, owner as BigInt, tenant as Nullable<BigInt>, master as BigInt, wrapped as Binary, seals as BigInt,
        made_at as BigInt;
    rows: ();
    sql: "INSERT INTO vault_keys (number, owner, tenant, master, wrapped, is_current, seals, made_at) \
          VALUES (?, ?, ?, ?, ?, TRUE, ?, ?) ON CONFLICT DO NOTHING"
}

statement! {
    /// Counts seals under a key that is current and has that many left.
    struct Count { seals: i64, number: i64, owner: i64, most: i64 }
    binds: seals as BigInt, number as BigInt, owner as BigInt, most as BigInt;
    rows: ();
    sql: "UPDATE vault_keys SET seals = seals + ? WHERE number = ? AND owner = ? AND is_current AND seals <= ?"
}

statement! {
    /// Whether a key is current.
    struct IsCurrent { number: i64, owner: i64 }
    binds: number as BigInt, owner as BigInt;
    rows: Bool;
    sql: "SELECT is_current FROM vault_keys WHERE number = ? AND owner = ?"
}

statement! {
    /// Destroys a key that is not current and has no value. What counted a seal under it while it was current is over by then, so no
    /// value comes meanwhile.
    struct Remove { number: i64 }
    binds: number as BigInt;
    rows: ();
    sql: "DELETE FROM vault_keys WHERE number = ? AND NOT is_current \
          AND NOT EXISTS (SELECT 1 FROM vault_values v WHERE v.key_number = vault_keys.number)"
}

statement! {
    /// Keys, values and the most seals, by master key.
    struct Census {}
    binds: ;
    rows: (BigInt, BigInt, BigInt, BigInt);
    sql: "SELECT k.master, COUNT(*), CAST(SUM((SELECT COUNT(*) FROM vault_values v WHERE v.key_number = k.number)) AS BIGINT), \
          MAX(k.seals) FROM vault_keys k GROUP BY k.master ORDER BY k.master"
}

/// Whether an owner is there; a tenant stays until the transaction ends. Whoever holds one does so before anything else.
pub(in super::super) fn hold_owner(conn: &mut Conn, owner: Owner) -> Result<bool, HoldingsFault> {
    match owner {
        Owner::House => Ok(true),
        Owner::Tenant(tenant) => hold_tenant(conn, tenant),
    }
}

/// Whether a tenant is there, to stay until the transaction ends.
pub(in super::super) fn hold_tenant(conn: &mut Conn, tenant: TenantId) -> Result<bool, HoldingsFault> {
    let held: Option<i64> = Tenant { id: tenant.get() }.get_result(conn).optional()?;
    Ok(held.is_some())
}

/// An owner's current key.
pub(super) fn current(conn: &mut Conn, owner: Owner) -> Result<Option<KeptKey>, HoldingsFault> {
    let row: Option<KeyRow> = Current { owner: owner.number() }.get_result(conn).optional()?;
    row.map(vault::key).transpose()
}

/// The key with this number.
pub(super) fn named(conn: &mut Conn, number: KeyNumber) -> Result<Option<KeptKey>, HoldingsFault> {
    let row: Option<KeyRow> = Named { number: number.get() }.get_result(conn).optional()?;
    row.map(vault::key).transpose()
}

/// Keys by number.
pub(super) fn page(conn: &mut Conn, after: Option<KeyNumber>, limit: u32) -> Result<Vec<KeptKey>, HoldingsFault> {
    // No number is negative.
    let rows: Vec<KeyRow> = Page { after: after.map_or(-1, KeyNumber::get), limit: limit.into() }.load(conn)?;
    rows.into_iter().map(vault::key).collect()
}

/// Makes a key its owner's current one in place of the one before. Of any number of calls at once the index lets one in.
pub(super) fn add(conn: &mut Conn, key: &KeptKey, before: Option<KeyNumber>) -> Result<KeyAdded, HoldingsFault> {
    let owner = key.owner.number();
    if !hold_owner(conn, key.owner)? {
        return Ok(KeyAdded::NoOwner);
    }
    let retire = before.map(|before| Retire { number: before.get(), owner });
    if let Some(retire) = retire
        && retire.execute(conn)? == 0
    {
        return Ok(KeyAdded::Other);
    }
    let add = Add {
        number: key.number.get(),
        owner,
        tenant: vault::tenant(key.owner),
        master: key.master.get().into(),
        wrapped: &key.wrapped,
        seals: key.seals,
        made_at: key.made_at.0,
    };
    match (add.execute(conn)?, before) {
        (0, None) => Ok(KeyAdded::Other),
        // The one before is retired already, which this undoes.
        (0, Some(_)) => Err(HoldingsFault::corrupt("a key's number that another key has")),
        _ => Ok(KeyAdded::Done),
    }
}

/// Counts seals under a key, and so holds it: it stays current until the transaction ends. Nothing is changed unless it is done.
pub(in super::super) fn count(conn: &mut Conn, key: KeyNumber, owner: Owner, seals: usize) -> Result<Put, HoldingsFault> {
    let (number, owner) = (key.get(), owner.number());
    let seals = i64::try_from(seals).unwrap_or(SEALS_MAX);
    let count = Count { seals, number, owner, most: SEALS_MAX.saturating_sub(seals) };
    if count.execute(conn)? == 1 {
        return Ok(Put::Done);
    }
    let is_current: Option<bool> = IsCurrent { number, owner }.get_result(conn).optional()?;
    Ok(if is_current == Some(true) { Put::Exhausted } else { Put::StaleKey })
}

/// Destroys a key that is of no use any more.
pub(super) fn remove(conn: &mut Conn, number: KeyNumber) -> Result<bool, HoldingsFault> {
    Ok(Remove { number: number.get() }.execute(conn)? == 1)
}

/// What lies under each master key.
pub(super) fn census(conn: &mut Conn) -> Result<Vec<MasterCensus>, HoldingsFault> {
    let rows: Vec<(i64, i64, i64, i64)> = Census {}.load(conn)?;
    let census = |(master, keys, values, seals_most): (i64, i64, i64, i64)| {
        let (keys, values) = (keys.unsigned_abs(), values.unsigned_abs());
        Ok(MasterCensus { master: vault::master_number(master)?, keys, values, seals_most })
    };
    rows.into_iter().map(census).collect()
}
