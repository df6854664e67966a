//! What a customer does with a linked account.

use fgapi_audit::{Act, By};
use fgapi_domain::CustomerId;

use super::LinkedFault;
use super::link::patience;
use crate::desk::tokens_place;
use crate::{AccountId, Acquired, Change, Connection, LinkedDesk, Target};

impl LinkedDesk {
    /// Changes an account of the customer's; `Ok(false)` when there is none.
    ///
    /// # Errors
    /// [`LinkedFault`].
    pub fn change(&self, customer: &CustomerId, id: AccountId, change: &Change, by: &By) -> Result<bool, LinkedFault> {
        let told = match change {
            Change::DispName(_) => "disp_name",
            Change::Memo(_) => "memo",
            Change::Suspend => "suspend",
            Change::Resume => "resume",
        };
        let note = self.note(by, Act::LinkedAccountChange, id).with(told);
        Ok(self.parts.store.change(id, customer, change, self.now(), &note)?)
    }

    /// Removes an account of the customer's, with all that was fetched, and ends the consent at the institution where that can be done;
    /// what the institution answers changes nothing here. `Ok(false)` when there is none.
    ///
    /// # Errors
    /// [`LinkedFault`].
    pub fn remove(&self, customer: &CustomerId, id: AccountId, by: &By) -> Result<bool, LinkedFault> {
        let ending = self.end_of_consent(customer, id)?;
        let note = self.note(by, Act::LinkedAccountRemove, id);
        let removed = self.parts.store.remove(id, customer, &note)?;
        if removed {
            ending();
        }
        Ok(removed)
    }

    /// Asks for an account of the customer's to be fetched now.
    ///
    /// # Errors
    /// [`LinkedFault`].
    pub fn acquire(&self, customer: &CustomerId, id: AccountId) -> Result<Acquired, LinkedFault> {
        Ok(self.parts.store.acquire(id, customer, self.now(), self.parts.policy.acquire_gap_seconds)?)
    }

    /// What ends the consent there, put together while the tokens are still here.
    fn end_of_consent(&self, customer: &CustomerId, id: AccountId) -> Result<impl FnOnce() + use<>, LinkedFault> {
        let account = self.parts.store.account(id)?.filter(|account| account.customer == *customer && account.automatic);
        let mut ready = None;
        if let Some(account) = account
            && let Some(service) = self.service(account.service)?
            && let Some(password) = self.password(service.id).unwrap_or(None)
            && let Some(tokens) = self.parts.store.values_at(&[tokens_place(id)?])?.first()
            // A vault that is shut keeps nobody from removing what is theirs.
            && let Ok(text) = self.parts.vault.open_for(tokens, &By::GATEWAY)
            && let Some(pair) = super::fetch::read_pair(&text, account.consent_until)
        {
            ready = Some((service, password, pair));
        }
        let upstream = self.parts.upstream.clone();
        Ok(move || {
            if let Some((service, password, pair)) = ready
                && let Connection::Fgapi(connection) = &service.connection
            {
                let target = Target { connection, password: &password, patience: patience(&service) };
                // The account is gone here either way; the institution's own screens end what could not be ended.
                let _ended = upstream.revoke(&target, &pair);
            }
        })
    }
}
