//! The vault's port.

pub(super) mod keys;
pub(super) mod values;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Nullable, Text};
use fgapi_audit::Entry;
use fgapi_database::statement;
use fgapi_domain::{StoreFault, UnixSeconds};
use fgapi_vault::{KeptKey, KeyAdded, KeyNumber, MasterCensus, Owner, Place, Put, Reseal, SealedValue, VaultState, VaultStore};

use super::{Conn, SqlHoldings, logbook, own};

statement! {
    /// Whether the vault is shut.
    struct State {}
    binds: ;
    rows: (Nullable<BigInt>, Nullable<Text>);
    sql: "SELECT sealed_at, sealed_by FROM vault_state WHERE id = 1"
}

statement! {
    /// Shuts it when it is open, or opens it when it is shut.
    struct SetState<'q> { at: Option<i64>, by: Option<&'q str>, shut: bool }
    binds: at as Nullable<BigInt>, by as Nullable<Text>, shut as Bool;
    rows: ();
    sql: "UPDATE vault_state SET sealed_at = ?, sealed_by = ? WHERE id = 1 AND (sealed_at IS NULL) = ?"
}

impl VaultStore for SqlHoldings {
    fn state(&self) -> Result<VaultState, StoreFault> {
        let (at, by): (Option<i64>, Option<String>) = self.db.read(|conn| Ok(State {}.get_result(conn)?))?;
        Ok(VaultState { sealed: at.map(UnixSeconds).zip(by.map(Into::into)) })
    }

    /// Two statements.
    fn set_state(&self, state: &VaultState, note: &Entry) -> Result<bool, StoreFault> {
        let (state, note) = (state.clone(), note.clone());
        Ok(self.db.write(move |conn| {
            let sealed = state.sealed.as_ref();
            let set = SetState { at: sealed.map(|(at, _)| at.0), by: sealed.map(|(_, by)| by.as_str()), shut: sealed.is_some() };
            let changed = set.execute(conn)? == 1;
            if changed {
                logbook::append(conn, &note)?;
            }
            Ok(changed)
        })?)
    }

    fn current_key(&self, owner: Owner) -> Result<Option<KeptKey>, StoreFault> {
        Ok(self.db.read(|conn| keys::current(conn, owner))?)
    }

    fn key(&self, number: KeyNumber) -> Result<Option<KeptKey>, StoreFault> {
        Ok(self.db.read(|conn| keys::named(conn, number))?)
    }

    /// Two statements; with a key before, or for a tenant, one more each.
    fn add_key(&self, key: &KeptKey, before: Option<KeyNumber>) -> Result<KeyAdded, StoreFault> {
        let key = key.clone();
        Ok(self.db.write(move |conn| keys::add(conn, &key, before))?)
    }

    fn keys(&self, after: Option<KeyNumber>, limit: u32) -> Result<Vec<KeptKey>, StoreFault> {
        Ok(self.db.read(|conn| keys::page(conn, after, limit))?)
    }

    fn remove_key(&self, number: KeyNumber) -> Result<bool, StoreFault> {
        Ok(self.db.write(move |conn| keys::remove(conn, number))?)
    }

    fn values(&self, after: Option<&Place>, limit: u32) -> Result<Vec<SealedValue>, StoreFault> {
        Ok(self.db.read(|conn| values::page(conn, after, limit))?)
    }

    fn values_under(&self, key: KeyNumber, after: Option<&Place>, limit: u32) -> Result<Vec<SealedValue>, StoreFault> {
        Ok(self.db.read(|conn| values::under(conn, key, after, limit))?)
    }

    fn values_at(&self, places: &[Place]) -> Result<Vec<SealedValue>, StoreFault> {
        Ok(self.db.read(|conn| own::values_at(conn, places))?)
    }

    /// Three statements, for a tenant four.
    fn put(&self, values: &[SealedValue], note: &Entry) -> Result<Put, StoreFault> {
        let (values, note) = (values.to_vec(), note.clone());
        Ok(self.db.write(move |conn| {
            let put = match values.first() {
                Some(first) if !keys::hold_owner(conn, first.place.owner)? => Put::StaleKey,
                _ => values::put(conn, &values)?,
            };
            if put == Put::Done {
                logbook::append(conn, &note)?;
            }
            Ok(put)
        })?)
    }

    /// Two statements, for a tenant three, for however many values.
    fn reseal(&self, values: &[Reseal]) -> Result<u32, StoreFault> {
        let values = values.to_vec();
        Ok(self.db.write(move |conn| values::reseal(conn, &values))?)
    }

    fn census(&self) -> Result<Vec<MasterCensus>, StoreFault> {
        Ok(self.db.read(keys::census)?)
    }

    fn tell(&self, note: &Entry) -> Result<(), StoreFault> {
        self.tell_alone(note)
    }
}
