//! A customer goes to another institution's screens and comes back.

use std::time::Duration;

use fgapi_audit::{Act, By};
use fgapi_domain::{CustomerId, Secret};
use fgapi_token::{PlainToken, TokenDigest, TokenKind};
use fgapi_vault::{Owner, Place, Put};

use super::LinkedFault;
use crate::desk::tokens_place;
use crate::{AccountId, Connection, FgapiConnection, Kept, LinkedDesk, NewAccount, PendingLink, Service, ServiceId, Target, UpstreamFault};

/// The customer's account was not linked.
#[derive(Debug, thiserror::Error)]
pub enum LinkError {
    /// There is no such service.
    #[error("there is no such service")]
    NoService,
    /// The service is not reached by the gateway itself.
    #[error("this service is not linked by its own screens")]
    NotAutomatic,
    /// The staff have not set the gateway's own password there (`fgapi service password`).
    #[error("the gateway has no password at this service yet")]
    NoPassword,
    /// The customer did not begin what came back, took too long, or it came back already.
    #[error("nobody began what came back, or too long ago")]
    NotBegun,
    /// The account that was to be linked anew is gone.
    #[error("there is no such account (any more)")]
    Gone,
    /// The institution did not do it, or the customer said no there.
    #[error(transparent)]
    Upstream(#[from] UpstreamFault),
    /// Something of ours failed.
    #[error(transparent)]
    Fault(#[from] LinkedFault),
}

macro_rules! faults {
    ($($fault:ty),*) => {$(
        impl From<$fault> for LinkError {
            fn from(fault: $fault) -> Self {
                Self::Fault(fault.into())
            }
        }
    )*};
}
faults!(fgapi_domain::StoreFault, fgapi_domain::EntropyFault, fgapi_domain::Malformed, fgapi_vault::VaultFault);

impl LinkedDesk {
    /// Where to send the customer's browser, so that they consent at the institution. `account` names the one that is to be linked anew.
    ///
    /// # Errors
    /// [`LinkError`].
    pub fn begin_link(&self, customer: &CustomerId, id: ServiceId, account: Option<AccountId>) -> Result<String, LinkError> {
        let service = self.service(id)?.ok_or(LinkError::NoService)?;
        let connection = reached(&service)?;
        let password = self.password(id)?.ok_or(LinkError::NoPassword)?;
        if let Some(account) = account {
            let known = self.parts.store.account(account)?.filter(|known| known.customer == *customer && known.service == id);
            known.ok_or(LinkError::Gone)?;
        }
        let entropy = &*self.parts.entropy;
        let state = Secret::new(PlainToken::generate(TokenKind::Browser, entropy)?.reveal());
        let verifier = Secret::new(PlainToken::generate(TokenKind::Browser, entropy)?.reveal());
        let target = Target { connection, password: &password, patience: patience(&service) };
        let url = self.parts.upstream.login_url(&target, &self.parts.policy.redirect_uri, &state, &verifier)?;
        let digest = TokenDigest::of(state.reveal());
        let place = Place::new(Owner::House, format!("link:{}", digest.fingerprint()).parse()?, "verifier".parse()?);
        let until = self.now().plus(self.parts.policy.journey_seconds.into());
        self.parts.vault.keep(&[(place, &verifier)], |values| {
            let Some(verifier) = values.first().cloned() else { return Ok(Put::Done) };
            let pending = PendingLink { state: digest, customer: customer.clone(), service: id, account, verifier, until };
            self.parts.store.begin_link(&pending).map(put)
        })?;
        Ok(url)
    }

    /// The customer is back: `query` is that of the address to which the institution sent them. The account is due at once.
    ///
    /// # Errors
    /// [`LinkError`].
    pub fn come_back(&self, customer: &CustomerId, query: &str, state: &Secret, by: &By) -> Result<AccountId, LinkError> {
        let digest = TokenDigest::of(state.reveal());
        let pending = self.parts.store.take_pending(&digest, self.now())?.filter(|pending| pending.customer == *customer);
        let pending = pending.ok_or(LinkError::NotBegun)?;
        let service = self.service(pending.service)?.ok_or(LinkError::NoService)?;
        let connection = reached(&service)?;
        let password = self.password(service.id)?.ok_or(LinkError::NoPassword)?;
        let verifier = self.parts.vault.open_for(&pending.verifier, by)?;
        let target = Target { connection, password: &password, patience: patience(&service) };
        let pair = self.parts.upstream.redeem(&target, query, state, &verifier, &digest.fingerprint())?;
        let id = pending.account.map_or_else(|| AccountId::generate(&*self.parts.entropy), Ok)?;
        let note = self.note(by, Act::LinkedAccountAdd, id).with(format!("service {}", service.id));
        let text = super::fetch::pair_text(&pair);
        let mut gone = false;
        self.parts.vault.keep(&[(tokens_place(id)?, &text)], |values| {
            let account = NewAccount {
                id,
                customer: customer.clone(),
                service: service.id,
                anew: pending.account.is_some(),
                uid_hidden: String::new(),
                automatic: true,
                now: self.now(),
                consent_until: pair.consent_until,
                values: values.to_vec(),
                answers_until: None,
            };
            let kept = self.parts.store.put_account(&account, &note)?;
            gone = kept == Kept::Gone;
            Ok(put(kept))
        })?;
        if gone { Err(LinkError::Gone) } else { Ok(id) }
    }
}

/// What is gone or late is not to be sealed anew: whoever asks looks at it beside.
pub(super) const fn put(kept: Kept) -> Put {
    match kept {
        Kept::Done | Kept::Gone | Kept::Late => Put::Done,
        Kept::StaleKey => Put::StaleKey,
        Kept::Exhausted => Put::Exhausted,
    }
}

fn reached(service: &Service) -> Result<&FgapiConnection, LinkError> {
    match &service.connection {
        Connection::Fgapi(connection) => Ok(connection),
        Connection::Manual => Err(LinkError::NotAutomatic),
    }
}

pub(super) fn patience(service: &Service) -> Duration {
    Duration::from_secs(service.pace.timeout_seconds.into())
}
