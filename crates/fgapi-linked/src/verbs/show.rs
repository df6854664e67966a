//! A customer's linked accounts, as the customer and their apps see them.

use std::collections::BTreeSet;

use fgapi_domain::CustomerId;

use super::LinkedFault;
use crate::{AccountId, HarvestedTransaction, KeptService, LinkedAccount, LinkedDesk, Service, ServiceId};

impl LinkedDesk {
    /// One of the customer's accounts with its service; `None` when there is none of theirs.
    ///
    /// # Errors
    /// [`LinkedFault`].
    pub fn show(&self, customer: &CustomerId, id: AccountId) -> Result<Option<(LinkedAccount, Service)>, LinkedFault> {
        let Some(account) = self.parts.store.account(id)?.filter(|account| account.customer == *customer) else { return Ok(None) };
        Ok(self.service(account.service)?.map(|service| (account, service)))
    }

    /// The customer's accounts, oldest first, each with its service: `limit` of them after the first `offset`, and how many there are.
    /// Only those of these categories, or of all.
    ///
    /// # Errors
    /// [`LinkedFault`].
    pub fn list(
        &self,
        customer: &CustomerId,
        categories: Option<&[u32]>,
        offset: u32,
        limit: u32,
    ) -> Result<(u32, Vec<(LinkedAccount, Service)>), LinkedFault> {
        let among = categories.map(|categories| self.services_among(categories)).transpose()?;
        let (total, accounts) = self.parts.store.accounts_of(customer, among.as_deref(), offset, limit)?;
        let named: BTreeSet<ServiceId> = accounts.iter().map(|account| account.service).collect();
        let kept = self.parts.store.services_named(&named.into_iter().collect::<Vec<_>>())?;
        let services = kept.iter().map(KeptService::service).collect::<Result<Vec<_>, _>>()?;
        let with_service = |account: LinkedAccount| {
            let service = services.iter().find(|service| service.id == account.service).cloned();
            service.map(|service| (account, service))
        };
        Ok((total, accounts.into_iter().filter_map(with_service).collect()))
    }

    fn services_among(&self, categories: &[u32]) -> Result<Vec<ServiceId>, LinkedFault> {
        let services = self.services()?.into_iter().filter(|service| categories.contains(&service.category.id));
        Ok(services.map(|service| service.id).collect())
    }

    /// The latest transactions of an account of the customer's, newest first, each with the id of its sub-account there.
    ///
    /// # Errors
    /// [`LinkedFault`].
    pub fn latest(&self, customer: &CustomerId, id: AccountId, limit: u32) -> Result<Vec<(String, HarvestedTransaction)>, LinkedFault> {
        match self.parts.store.account(id)?.filter(|account| account.customer == *customer) {
            Some(_) => Ok(self.parts.store.transactions(id, limit)?),
            None => Ok(Vec::new()),
        }
    }
}
