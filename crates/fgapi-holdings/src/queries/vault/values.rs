//! Sealed values by their places. Whoever writes several holds them in the order of their places.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use fgapi_database::statement;
use fgapi_linked::AccountId;
use fgapi_vault::{KeyNumber, Place, Put, Reseal, SealedValue};

use super::own::row_lock;
use super::{Conn, keys, own};
use crate::HoldingsFault;
use crate::records::vault::{self, ValueRow, ValueSql, value_columns};

statement! {
    /// Values by place.
    struct Page<'q> { owner: i64, service: &'q str, field: &'q str, limit: i64 }
    binds: owner as BigInt, service as Text, field as Text, limit as BigInt;
    rows: ValueSql;
    sql: concat!(
        "SELECT ", value_columns!(""), " FROM vault_values WHERE (owner, service, field) > (?, ?, ?) \
         ORDER BY owner, service, field LIMIT ?"
    )
}

statement! {
    /// Values under a key by place.
    struct Under<'q> { key: i64, owner: i64, service: &'q str, field: &'q str, limit: i64 }
    binds: key as BigInt, owner as BigInt, service as Text, field as Text, limit as BigInt;
    rows: ValueSql;
    sql: concat!(
        "SELECT ", value_columns!(""), " FROM vault_values WHERE key_number = ? AND (owner, service, field) > (?, ?, ?) \
         ORDER BY owner, service, field LIMIT ?"
    )
}

statement! {
    /// Takes a value away.
    struct Remove<'q> { owner: i64, service: &'q str, field: &'q str }
    binds: owner as BigInt, service as Text, field as Text;
    rows: ValueSql;
    sql: concat!("DELETE FROM vault_values WHERE owner = ? AND service = ? AND field = ? RETURNING ", value_columns!(""))
}

statement! {
    /// Takes the values of a service away.
    struct RemoveAll<'q> { owner: i64, service: &'q str }
    binds: owner as BigInt, service as Text, owner as BigInt, service as Text;
    rows: ();
    sql: concat!(
        "DELETE FROM vault_values WHERE owner = ? AND service = ? AND field IN \
         (SELECT l.field FROM vault_values l WHERE l.owner = ? AND l.service = ? ORDER BY l.field", row_lock!(), ")"
    )
}

/// Before all places: no owner's number is negative.
const BEFORE_ALL: (i64, &str, &str) = (-1, "", "");

fn from(after: Option<&Place>) -> (i64, &str, &str) {
    after.map_or(BEFORE_ALL, |place| (place.owner.number(), place.service.as_str(), place.field.as_str()))
}

/// Values by place.
pub(super) fn page(conn: &mut Conn, after: Option<&Place>, limit: u32) -> Result<Vec<SealedValue>, HoldingsFault> {
    let (owner, service, field) = from(after);
    vault::values(Page { owner, service, field, limit: limit.into() }.load::<ValueRow>(conn)?)
}

/// Values under a key by place.
pub(super) fn under(conn: &mut Conn, key: KeyNumber, after: Option<&Place>, limit: u32) -> Result<Vec<SealedValue>, HoldingsFault> {
    let (owner, service, field) = from(after);
    vault::values(Under { key: key.get(), owner, service, field, limit: limit.into() }.load::<ValueRow>(conn)?)
}

/// Stores values of one owner, who is held, and counts them under their key. Nothing is changed unless it is done.
pub(in super::super) fn put(conn: &mut Conn, values: &[SealedValue]) -> Result<Put, HoldingsFault> {
    let Some(first) = values.first() else { return Ok(Put::Done) };
    // An owner has one current key, so of several one at least is stale.
    if values.iter().any(|value| (value.key, value.place.owner) != (first.key, first.place.owner)) {
        return Ok(Put::StaleKey);
    }
    let counted = keys::count(conn, first.key, first.place.owner, values.len())?;
    if counted == Put::Done {
        let mut values: Vec<&SealedValue> = values.iter().collect();
        values.sort_by(|one, other| one.place.cmp(&other.place));
        own::put_values(conn, &values)?;
    }
    Ok(counted)
}

/// Seals values of one owner anew; how many are changed.
pub(super) fn reseal(conn: &mut Conn, values: &[Reseal]) -> Result<u32, HoldingsFault> {
    let Some(Reseal { before, after }) = values.first() else { return Ok(0) };
    let (owner, key) = (before.place.owner, after.key);
    let strange =
        |change: &Reseal| change.after.place != change.before.place || (change.before.place.owner, change.after.key) != (owner, key);
    if values.iter().any(strange) || !keys::hold_owner(conn, owner)? || keys::count(conn, key, owner, values.len())? != Put::Done {
        return Ok(0);
    }
    let mut values: Vec<&Reseal> = values.iter().collect();
    values.sort_by(|one, other| one.before.place.cmp(&other.before.place));
    Ok(u32::try_from(own::change_values(conn, &values)?).unwrap_or(u32::MAX))
}

/// Takes a value away.
pub(in super::super) fn remove(conn: &mut Conn, Place { owner, service, field }: &Place) -> Result<Option<SealedValue>, HoldingsFault> {
    let remove = Remove { owner: owner.number(), service: service.as_str(), field: field.as_str() };
    let row: Option<ValueRow> = remove.get_result(conn).optional()?;
    row.map(vault::value).transpose()
}

/// Takes all that is sealed for a linked account away.
pub(in super::super) fn remove_of(conn: &mut Conn, account: AccountId) -> Result<(), HoldingsFault> {
    let Place { owner, service, .. } = account.place(AccountId::TOKENS)?;
    RemoveAll { owner: owner.number(), service: service.as_str() }.execute(conn)?;
    Ok(())
}
