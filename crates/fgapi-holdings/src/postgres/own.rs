//! What PostgreSQL does its own way: row locks, and many rows in one round trip.
//!
//! READ COMMITTED suffices for changes: a statement that waited for a row goes on with the row as it is then.

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Binary, Nullable, Text};
use fgapi_database::statement;
use fgapi_linked::AccountId;
use fgapi_vault::{Place, Reseal, SealedValue};

use super::Conn;
use crate::HoldingsFault;
use crate::records::linked::TransactionRecord;
use crate::records::vault::{ValueRow, ValueSql, tenant, value_columns, values};

/// Ends a read of rows that are to be held; the row is called `l`.
macro_rules! row_lock {
    () => {
        " FOR UPDATE OF l"
    };
}
pub(super) use row_lock;

/// Ends a read of a row that others may point at meanwhile, but not hold; it is called `l`.
macro_rules! turn_lock {
    () => {
        " FOR NO KEY UPDATE OF l"
    };
}
pub(super) use turn_lock;

/// The same, of a row that nobody else holds so.
macro_rules! turn_or_skip_lock {
    () => {
        " FOR NO KEY UPDATE OF l SKIP LOCKED"
    };
}
pub(super) use turn_or_skip_lock;

/// Ends a read of a row that is to stay; it is called `l`.
macro_rules! stay_lock {
    () => {
        " FOR KEY SHARE OF l"
    };
}
pub(super) use stay_lock;

/// Ends a search for rows that nobody holds.
macro_rules! skip_locked {
    () => {
        " FOR UPDATE SKIP LOCKED"
    };
}
pub(super) use skip_locked;

statement! {
    /// Stores values in place of those that lie there.
    struct PutValues<'q> {
        owner: i64, tenant: Option<i64>, key: i64, services: Vec<&'q str>, fields: Vec<&'q str>, sealed: Vec<&'q [u8]>,
        hints: Vec<&'q str>, times: Vec<i64>,
    }
    binds: owner as BigInt, tenant as Nullable<BigInt>, key as BigInt, services as Array<Text>, fields as Array<Text>,
        sealed as Array<Binary>, hints as Array<Text>, times as Array<BigInt>;
    rows: ();
    sql: "INSERT INTO vault_values (owner, tenant, key_number, service, field, sealed, hint, set_at) \
          SELECT ?, ?, ?, unnest(?), unnest(?), unnest(?), unnest(?), unnest(?) \
          ON CONFLICT (owner, service, field) DO UPDATE SET key_number = excluded.key_number, sealed = excluded.sealed, \
          hint = excluded.hint, set_at = excluded.set_at"
}

statement! {
    /// Changes values that are as before. They are held first, in the order that is given.
    struct ChangeValues<'q> {
        services: Vec<&'q str>, fields: Vec<&'q str>, old_keys: Vec<i64>, old_sealed: Vec<&'q [u8]>, old_hints: Vec<&'q str>,
        old_times: Vec<i64>, sealed: Vec<&'q [u8]>, hints: Vec<&'q str>, times: Vec<i64>, owner: i64, key: i64,
    }
    binds: services as Array<Text>, fields as Array<Text>, old_keys as Array<BigInt>, old_sealed as Array<Binary>,
        old_hints as Array<Text>, old_times as Array<BigInt>, sealed as Array<Binary>, hints as Array<Text>, times as Array<BigInt>,
        owner as BigInt, key as BigInt, owner as BigInt;
    rows: ();
    sql: "WITH held AS MATERIALIZED (\
            SELECT w.service, w.field, w.sealed, w.hint, w.set_at FROM \
            (SELECT unnest(?) AS service, unnest(?) AS field, unnest(?) AS old_key, unnest(?) AS old_sealed, unnest(?) AS old_hint, \
                unnest(?) AS old_set_at, unnest(?) AS sealed, unnest(?) AS hint, unnest(?) AS set_at) w \
            CROSS JOIN LATERAL (SELECT 1 FROM vault_values l WHERE l.owner = ? AND l.service = w.service AND l.field = w.field \
                AND l.key_number = w.old_key AND l.sealed = w.old_sealed AND l.hint = w.old_hint AND l.set_at = w.old_set_at \
                FOR UPDATE) same) \
          UPDATE vault_values v SET key_number = ?, sealed = held.sealed, hint = held.hint, set_at = held.set_at FROM held \
          WHERE v.owner = ? AND v.service = held.service AND v.field = held.field"
}

statement! {
    /// The values at places.
    struct ValuesAt<'q> { owners: Vec<i64>, services: Vec<&'q str>, fields: Vec<&'q str> }
    binds: owners as Array<BigInt>, services as Array<Text>, fields as Array<Text>;
    rows: ValueSql;
    sql: concat!(
        "SELECT ", value_columns!("v."), " FROM \
         (SELECT unnest(?) AS owner, unnest(?) AS service, unnest(?) AS field) w CROSS JOIN LATERAL \
         (SELECT * FROM vault_values l WHERE l.owner = w.owner AND l.service = w.service AND l.field = w.field LIMIT 1) v"
    )
}

statement! {
    /// Keeps bookings, each in place of an earlier telling of it.
    struct PutTransactions<'q> {
        account: &'q [u8], subs: Vec<&'q str>, far_ids: Vec<&'q str>, times: Vec<i64>, amounts: Vec<i64>, balances: Vec<i64>,
        descriptions: Vec<&'q str>,
    }
    binds: account as Binary, subs as Array<Text>, far_ids as Array<Text>, times as Array<BigInt>, amounts as Array<BigInt>,
        balances as Array<BigInt>, descriptions as Array<Text>;
    rows: ();
    sql: "INSERT INTO linked_transactions AS t (account, sub, far_id, booked_at, amount, balance, description) \
          SELECT ?, unnest(?), unnest(?), unnest(?), unnest(?), unnest(?), unnest(?) \
          ON CONFLICT (account, sub, far_id) DO UPDATE SET booked_at = excluded.booked_at, \
          amount = excluded.amount, balance = excluded.balance, description = excluded.description \
          WHERE (t.booked_at, t.amount, t.balance, t.description) <> \
          (excluded.booked_at, excluded.amount, excluded.balance, excluded.description)"
}

/// Stores values of one owner under one key, by their places.
pub(super) fn put_values(conn: &mut Conn, values: &[&SealedValue]) -> Result<(), HoldingsFault> {
    let Some(first) = values.first() else { return Ok(()) };
    PutValues {
        owner: first.place.owner.number(),
        tenant: tenant(first.place.owner),
        key: first.key.get(),
        services: values.iter().map(|value| value.place.service.as_str()).collect(),
        fields: values.iter().map(|value| value.place.field.as_str()).collect(),
        sealed: values.iter().map(|value| value.sealed.as_slice()).collect(),
        hints: values.iter().map(|value| value.hint.as_str()).collect(),
        times: values.iter().map(|value| value.set_at.0).collect(),
    }
    .execute(conn)?;
    Ok(())
}

/// Changes values of one owner that are as before, by their places; how many.
pub(super) fn change_values(conn: &mut Conn, changes: &[&Reseal]) -> Result<usize, HoldingsFault> {
    let Some(first) = changes.first() else { return Ok(0) };
    let change = ChangeValues {
        services: changes.iter().map(|change| change.before.place.service.as_str()).collect(),
        fields: changes.iter().map(|change| change.before.place.field.as_str()).collect(),
        old_keys: changes.iter().map(|change| change.before.key.get()).collect(),
        old_sealed: changes.iter().map(|change| change.before.sealed.as_slice()).collect(),
        old_hints: changes.iter().map(|change| change.before.hint.as_str()).collect(),
        old_times: changes.iter().map(|change| change.before.set_at.0).collect(),
        sealed: changes.iter().map(|change| change.after.sealed.as_slice()).collect(),
        hints: changes.iter().map(|change| change.after.hint.as_str()).collect(),
        times: changes.iter().map(|change| change.after.set_at.0).collect(),
        owner: first.before.place.owner.number(),
        key: first.after.key.get(),
    };
    Ok(change.execute(conn)?)
}

/// The values at these places, in one round trip.
pub(super) fn values_at(conn: &mut Conn, places: &[Place]) -> Result<Vec<SealedValue>, HoldingsFault> {
    let at = ValuesAt {
        owners: places.iter().map(|place| place.owner.number()).collect(),
        services: places.iter().map(|place| place.service.as_str()).collect(),
        fields: places.iter().map(|place| place.field.as_str()).collect(),
    };
    values(at.load::<ValueRow>(conn)?)
}

/// Keeps bookings of an account, each in place of an earlier telling of it, in one round trip.
pub(super) fn put_transactions(conn: &mut Conn, account: AccountId, rows: &[TransactionRecord<'_>]) -> Result<(), HoldingsFault> {
    PutTransactions {
        account: &account.0,
        subs: rows.iter().map(|row| row.sub).collect(),
        far_ids: rows.iter().map(|row| row.far_id).collect(),
        times: rows.iter().map(|row| row.booked_at).collect(),
        amounts: rows.iter().map(|row| row.amount).collect(),
        balances: rows.iter().map(|row| row.balance).collect(),
        descriptions: rows.iter().map(|row| row.description).collect(),
    }
    .execute(conn)?;
    Ok(())
}

/// Reads several times of one state.
pub(super) fn at_one_instant<T>(conn: &mut Conn, read: impl FnOnce(&mut Conn) -> Result<T, HoldingsFault>) -> Result<T, HoldingsFault> {
    conn.build_transaction().repeatable_read().read_only().run(read)
}
