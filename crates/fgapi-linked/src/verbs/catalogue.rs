//! The catalogue of services.

use fgapi_audit::{Act, By};
use fgapi_domain::{Secret, UnixSeconds};
use fgapi_vault::{Hint, Place};

use super::LinkedFault;
use crate::{Catalogue, Imported, LinkedDesk, Service, ServiceId};

impl LinkedDesk {
    /// Takes a catalogue over: adds its services and replaces those that are there; others stay.
    ///
    /// # Errors
    /// [`LinkedFault`].
    pub fn import(&self, catalogue: &Catalogue, by: &By) -> Result<Imported, LinkedFault> {
        let ids: Vec<String> = catalogue.services().iter().map(|service| service.id.to_string()).collect();
        let note = self.note(by, Act::ServiceImport, "services").with(format!("services={}", ids.join(" ")));
        Ok(self.parts.store.import_services(catalogue.kept(), &note)?)
    }

    /// All services, by id.
    ///
    /// # Errors
    /// [`LinkedFault`].
    pub fn services(&self) -> Result<Vec<Service>, LinkedFault> {
        let kept = self.parts.store.services()?;
        kept.iter().map(|kept| kept.service().map_err(LinkedFault::from)).collect()
    }

    /// How many accounts each service has, and how many of them failed last.
    ///
    /// # Errors
    /// [`LinkedFault`].
    pub fn counts(&self) -> Result<Vec<(ServiceId, u32, u32)>, LinkedFault> {
        Ok(self.parts.store.counts()?)
    }

    /// Seals the gateway's own password at a service; `Ok(false)` when there is no such service.
    ///
    /// # Errors
    /// [`LinkedFault`].
    pub fn set_password(&self, id: ServiceId, password: &Secret, by: &By) -> Result<bool, LinkedFault> {
        if self.service(id)?.is_none() {
            return Ok(false);
        }
        let (place, vault) = (Service::password_place(id)?, &self.parts.vault);
        let note = self.note(by, Act::ServiceCredentials, format!("service {id}"));
        vault.keep(&[(place, password)], |values| vault.store().put(values, &note))?;
        Ok(true)
    }

    /// What people may see of the gateway's own passwords at these services: of each that is set its last characters, and since when. One
    /// read; the vault may be shut.
    ///
    /// # Errors
    /// [`LinkedFault`].
    pub fn passwords(&self, ids: &[ServiceId]) -> Result<Vec<(ServiceId, Hint, UnixSeconds)>, LinkedFault> {
        let places: Vec<Place> = ids.iter().map(|id| Service::password_place(*id)).collect::<Result<_, _>>()?;
        let values = self.parts.store.values_at(&places)?;
        let set = |(id, place): (&ServiceId, &Place)| {
            let value = values.iter().find(|value| value.place == *place)?;
            Some((*id, value.hint.clone(), value.set_at))
        };
        Ok(ids.iter().zip(&places).filter_map(set).collect())
    }

    /// The gateway's own password at a service; `None` when it was not set.
    pub(crate) fn password(&self, id: ServiceId) -> Result<Option<Secret>, LinkedFault> {
        let values = self.parts.store.values_at(&[Service::password_place(id)?])?;
        Ok(values.first().map(|value| self.parts.vault.open_for(value, &By::GATEWAY)).transpose()?)
    }
}
