//! Keys that have veiled ids, and the one that gateways serve with.

use diesel::prelude::*;

use super::Conn;
use crate::StoreFault;
use crate::id_keys::IdKey;
use crate::schema::{id_keys as key, login_keys as login};

pub(super) fn id_keys(conn: &mut Conn) -> Result<Vec<IdKey>, StoreFault> {
    let rows: Vec<(String, String)> = key::table.order(key::id).select((key::id, key::fingerprint)).load(conn)?;
    Ok(rows.into_iter().map(|(id, fingerprint)| IdKey { id, fingerprint }).collect())
}

pub(super) fn add_id_key(conn: &mut Conn, new: &IdKey, now: i64) -> Result<(), StoreFault> {
    diesel::insert_into(key::table)
        .values((key::id.eq(&new.id), key::fingerprint.eq(&new.fingerprint), key::first_used_at.eq(now)))
        .execute(conn)?;
    Ok(())
}

pub(super) fn login_key(conn: &mut Conn) -> Result<Option<IdKey>, StoreFault> {
    let row: Option<(String, String)> = login::table.select((login::id, login::fingerprint)).first(conn).optional()?;
    Ok(row.map(|(id, fingerprint)| IdKey { id, fingerprint }))
}

pub(super) fn add_login_key(conn: &mut Conn, new: &IdKey, now: i64) -> Result<(), StoreFault> {
    diesel::insert_into(login::table)
        .values((login::id.eq(&new.id), login::fingerprint.eq(&new.fingerprint), login::first_used_at.eq(now)))
        .execute(conn)?;
    Ok(())
}
