//! What SQLite does its own way: its one writer makes every change wait for the one before, so no row needs a lock, and there is no
//! round trip to save by writing many rows at once.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Nullable, Text};
use fgapi_database::statement;
use fgapi_linked::AccountId;
use fgapi_vault::{Place, Reseal, SealedValue};

use super::Conn;
use crate::HoldingsFault;
use crate::records::linked::TransactionRecord;
use crate::records::vault::{ValueRow, ValueSql, tenant, value, value_columns};

/// Ends a read of rows that are to be held.
macro_rules! row_lock {
    () => {
        ""
    };
}
pub(super) use row_lock;

/// Ends a read of a row that others may point at meanwhile, but not hold.
macro_rules! turn_lock {
    () => {
        ""
    };
}
pub(super) use turn_lock;

/// The same, of a row that nobody else holds so.
macro_rules! turn_or_skip_lock {
    () => {
        ""
    };
}
pub(super) use turn_or_skip_lock;

/// Ends a read of a row that is to stay.
macro_rules! stay_lock {
    () => {
        ""
    };
}
pub(super) use stay_lock;

/// Ends a search for rows that nobody holds.
macro_rules! skip_locked {
    () => {
        ""
    };
}
pub(super) use skip_locked;

statement! {
    /// Stores a value in place of the one that lies there.
    struct PutValue<'q> {
        owner: i64, tenant: Option<i64>, service: &'q str, field: &'q str, key: i64, sealed: &'q [u8], hint: &'q str, set_at: i64,
    }
    binds: owner as BigInt, tenant as Nullable<BigInt>, service as Text, field as Text, key as BigInt, sealed as Binary, hint as Text,
        set_at as BigInt;
    rows: ();
    sql: "INSERT INTO vault_values (owner, tenant, service, field, key_number, sealed, hint, set_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?) \
          ON CONFLICT (owner, service, field) DO UPDATE SET key_number = excluded.key_number, sealed = excluded.sealed, \
          hint = excluded.hint, set_at = excluded.set_at"
}

statement! {
    /// Changes a value that is as before.
    struct ChangeValue<'q> {
        key: i64, sealed: &'q [u8], hint: &'q str, set_at: i64, owner: i64, service: &'q str, field: &'q str, old_key: i64,
        old_sealed: &'q [u8], old_hint: &'q str, old_set_at: i64,
    }
    binds: key as BigInt, sealed as Binary, hint as Text, set_at as BigInt, owner as BigInt, service as Text, field as Text,
        old_key as BigInt, old_sealed as Binary, old_hint as Text, old_set_at as BigInt;
    rows: ();
    sql: "UPDATE vault_values SET key_number = ?, sealed = ?, hint = ?, set_at = ? \
          WHERE owner = ? AND service = ? AND field = ? AND key_number = ? AND sealed = ? AND hint = ? AND set_at = ?"
}

statement! {
    /// The value at a place.
    struct ValueAt<'q> { owner: i64, service: &'q str, field: &'q str }
    binds: owner as BigInt, service as Text, field as Text;
    rows: ValueSql;
    sql: concat!("SELECT ", value_columns!(""), " FROM vault_values WHERE owner = ? AND service = ? AND field = ?")
}

statement! {
    /// Keeps a booking, in place of an earlier telling of it.
    struct PutTransaction<'q> {
        account: &'q [u8], sub: &'q str, far_id: &'q str, booked_at: i64, amount: i64, balance: i64, description: &'q str,
    }
    binds: account as Binary, sub as Text, far_id as Text, booked_at as BigInt, amount as BigInt, balance as BigInt, description as Text;
    rows: ();
    sql: "INSERT INTO linked_transactions AS t (account, sub, far_id, booked_at, amount, balance, description) \
          VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (account, sub, far_id) DO UPDATE SET booked_at = excluded.booked_at, \
          amount = excluded.amount, balance = excluded.balance, description = excluded.description \
          WHERE (t.booked_at, t.amount, t.balance, t.description) <> \
          (excluded.booked_at, excluded.amount, excluded.balance, excluded.description)"
}

/// Stores values of one owner under one key, by their places.
pub(super) fn put_values(conn: &mut Conn, values: &[&SealedValue]) -> Result<(), HoldingsFault> {
    for SealedValue { place: Place { owner, service, field }, key, sealed, hint, set_at } in values {
        let (service, field, hint) = (service.as_str(), field.as_str(), hint.as_str());
        let (number, tenant, key, set_at) = (owner.number(), tenant(*owner), key.get(), set_at.0);
        PutValue { owner: number, tenant, service, field, key, sealed, hint, set_at }.execute(conn)?;
    }
    Ok(())
}

/// Changes values of one owner that are as before, by their places; how many.
pub(super) fn change_values(conn: &mut Conn, changes: &[&Reseal]) -> Result<usize, HoldingsFault> {
    let mut changed = 0;
    for Reseal { before, after } in changes {
        let change = ChangeValue {
            key: after.key.get(),
            sealed: &after.sealed,
            hint: after.hint.as_str(),
            set_at: after.set_at.0,
            owner: before.place.owner.number(),
            service: before.place.service.as_str(),
            field: before.place.field.as_str(),
            old_key: before.key.get(),
            old_sealed: &before.sealed,
            old_hint: before.hint.as_str(),
            old_set_at: before.set_at.0,
        };
        changed += change.execute(conn)?;
    }
    Ok(changed)
}

/// The values at these places.
pub(super) fn values_at(conn: &mut Conn, places: &[Place]) -> Result<Vec<SealedValue>, HoldingsFault> {
    at_one_instant(conn, |conn| {
        let mut values = Vec::with_capacity(places.len());
        for Place { owner, service, field } in places {
            let at = ValueAt { owner: owner.number(), service: service.as_str(), field: field.as_str() };
            let row: Option<ValueRow> = at.get_result(conn).optional()?;
            values.extend(row.map(value).transpose()?);
        }
        Ok(values)
    })
}

/// Keeps bookings of an account, each in place of an earlier telling of it.
pub(super) fn put_transactions(conn: &mut Conn, account: AccountId, rows: &[TransactionRecord<'_>]) -> Result<(), HoldingsFault> {
    for &TransactionRecord { sub, far_id, booked_at, amount, balance, description } in rows {
        PutTransaction { account: &account.0, sub, far_id, booked_at, amount, balance, description }.execute(conn)?;
    }
    Ok(())
}

/// Reads several times of one state.
pub(super) fn at_one_instant<T>(conn: &mut Conn, read: impl FnOnce(&mut Conn) -> Result<T, HoldingsFault>) -> Result<T, HoldingsFault> {
    conn.transaction(read)
}
