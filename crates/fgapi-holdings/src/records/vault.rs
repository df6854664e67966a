//! Sealed values and wrapped keys.

use diesel::sql_types::{BigInt, Binary, Bool, Text};
use fgapi_domain::UnixSeconds;
use fgapi_vault::{Hint, KeptKey, KeyNumber, MasterNumber, Owner, Place, SealedValue};

use super::narrow;
use crate::HoldingsFault;

/// Columns of a key, in the order of `key_columns!`.
pub(crate) type KeySql = (BigInt, BigInt, BigInt, Binary, Bool, BigInt, BigInt);
/// A row of them.
pub(crate) type KeyRow = (i64, i64, i64, Vec<u8>, bool, i64, i64);

macro_rules! key_columns {
    () => {
        "number, owner, master, wrapped, is_current, seals, made_at"
    };
}
pub(crate) use key_columns;

/// A wrapped key.
pub(crate) fn key((number, owner, master, wrapped, current, seals, made_at): KeyRow) -> Result<KeptKey, HoldingsFault> {
    Ok(KeptKey {
        number: KeyNumber::kept(number),
        owner: Owner::from_number(owner)?,
        master: master_number(master)?,
        wrapped,
        current,
        seals,
        made_at: UnixSeconds(made_at),
    })
}

/// A master key's number.
pub(crate) fn master_number(number: i64) -> Result<MasterNumber, HoldingsFault> {
    MasterNumber::new(narrow(number, "a master key")?).map_err(HoldingsFault::corrupt)
}

/// The owner's tenant, for the foreign keys.
pub(crate) const fn tenant(owner: Owner) -> Option<i64> {
    match owner {
        Owner::House => None,
        Owner::Tenant(tenant) => Some(tenant.get()),
    }
}

macro_rules! value_columns {
    ($of:literal) => {
        concat!($of, "owner, ", $of, "service, ", $of, "field, ", $of, "key_number, ", $of, "sealed, ", $of, "hint, ", $of, "set_at")
    };
}
pub(crate) use value_columns;

/// Columns of a sealed value, in the order of `value_columns!`.
pub(crate) type ValueSql = (BigInt, Text, Text, BigInt, Binary, Text, BigInt);
/// A row of them.
pub(crate) type ValueRow = (i64, String, String, i64, Vec<u8>, String, i64);

/// A sealed value.
pub(crate) fn value((owner, service, field, key, sealed, hint, set_at): ValueRow) -> Result<SealedValue, HoldingsFault> {
    Ok(SealedValue {
        place: Place::new(Owner::from_number(owner)?, service.parse()?, field.parse()?),
        key: KeyNumber::kept(key),
        sealed,
        hint: Hint::kept(hint),
        set_at: UnixSeconds(set_at),
    })
}

/// Sealed values.
pub(crate) fn values(rows: Vec<ValueRow>) -> Result<Vec<SealedValue>, HoldingsFault> {
    rows.into_iter().map(value).collect()
}
