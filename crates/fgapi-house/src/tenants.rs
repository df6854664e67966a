//! Tenants as commands work with them, whether there is an office or not.

use std::sync::Arc;

use fgapi_admin::{OfficeStore, Tenant, TenantDeleted};
use fgapi_audit::{Act, Entry, EntryTime};
use fgapi_domain::{Clock as _, ShortText, SystemEntropy, TenantId, UnixSeconds};
use fgapi_store::Store;

use crate::failure::{Failure, token_failure};
use crate::opening::open;
use crate::operator::by_command;
use crate::place::Place;
use crate::timekeeping::clock_of_command;

/// What tenants are kept in, and the time.
pub struct Tenants {
    office: Arc<dyn OfficeStore>,
    now: UnixSeconds,
}

impl Tenants {
    /// Those of the store that the settings name.
    ///
    /// # Errors
    /// A [`Failure`] when it cannot be used.
    pub fn at(place: &Place) -> Result<Self, Failure> {
        Self::of(&open(&place.settings()?)?)
    }

    /// Those of an open store.
    ///
    /// # Errors
    /// A [`Failure`] when it keeps none, or does not answer.
    pub fn of(store: &Store) -> Result<Self, Failure> {
        let none = || Failure::broken("this store keeps no tenants", "set store.url to a SQLite file or a PostgreSQL database");
        let now = clock_of_command(store)?.now();
        Ok(Self { office: store.office().ok_or_else(none)?, now })
    }

    /// All of them, by name.
    ///
    /// # Errors
    /// A [`Failure`] when the store does not answer.
    pub fn all(&self) -> Result<Vec<Tenant>, Failure> {
        self.office.tenants().map_err(|fault| token_failure(&fault))
    }

    /// Creates one.
    ///
    /// # Errors
    /// A [`Failure`] when another has the name.
    pub fn add(&self, name: ShortText) -> Result<TenantId, Failure> {
        let id = TenantId::generate(&SystemEntropy::new()).map_err(|fault| Failure::broken(fault.to_string(), "try again"))?;
        self.put(&Tenant { id, name, created_at: self.now }, Act::TenantCreate)?;
        Ok(id)
    }

    /// The first by name; one of this name is created where there is none.
    ///
    /// # Errors
    /// A [`Failure`] when the store does not answer.
    pub fn first_or(&self, name: ShortText) -> Result<TenantId, Failure> {
        self.all()?.first().map_or_else(|| self.add(name), |tenant| Ok(tenant.id))
    }

    /// Gives one another name.
    ///
    /// # Errors
    /// A [`Failure`] when there is no such tenant, or another has the name.
    pub fn rename(&self, id: TenantId, name: ShortText) -> Result<(), Failure> {
        let tenant = self.all()?.into_iter().find(|tenant| tenant.id == id).ok_or_else(unknown)?;
        self.put(&Tenant { name, ..tenant }, Act::TenantChange)
    }

    /// Deletes one with all that is its own; its key is destroyed in the same transition.
    ///
    /// # Errors
    /// A [`Failure`] when there is no such tenant, or portal users belong to it.
    pub fn delete(&self, id: TenantId) -> Result<(), Failure> {
        match self.office.delete_tenant(id, &self.note(Act::TenantDelete, id)).map_err(|fault| token_failure(&fault))? {
            TenantDeleted::Done => Ok(()),
            TenantDeleted::Unknown => Err(unknown()),
            TenantDeleted::HasUsers => Err(Failure::bad_input(
                "portal users or what was handed over to them belong to this tenant: nothing was changed",
                "give its users another tenant in the office first",
            )),
        }
    }

    fn note(&self, act: Act, id: TenantId) -> Entry {
        Entry::done(EntryTime(self.now.0), &by_command(), act, format!("tenant:{id}"))
    }

    /// Two tenants of one name could not be told apart.
    fn put(&self, tenant: &Tenant, act: Act) -> Result<(), Failure> {
        if self.all()?.iter().any(|other| other.id != tenant.id && other.name == tenant.name) {
            return Err(Failure::bad_input("another tenant has this name", "choose another name; `fgapi tenant list` names them all"));
        }
        self.office.put_tenant(tenant, &self.note(act, tenant.id)).map_err(|fault| token_failure(&fault))
    }
}

fn unknown() -> Failure {
    Failure::bad_input("no tenant has this number", "look at the tenants with `fgapi tenant list`")
}
