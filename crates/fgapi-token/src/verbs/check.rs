//! Checks of a presented bearer: one indexed read.

use fgapi_audit::{By, Origin};
use fgapi_domain::{AccountChoice, CustomerId, Grant, GrantSet};

use crate::{
    Credential, Dead, KnownClient, Link, LinkId, PlainToken, RecalledBearer, Refusal, StoreFault, TokenDesk, TokenKind, judge, told,
};

/// A system token that was checked just now.
#[derive(Clone, Debug)]
pub struct SystemBearer {
    /// Its client.
    pub client: KnownClient,
    /// What it may: what was granted and the client still may have.
    pub grants: GrantSet,
    /// Where the call came from.
    pub origin: Origin,
}

impl SystemBearer {
    /// The client, calling from there.
    pub fn by(&self) -> By {
        By::new(told::client(&self.client.api_key), self.origin.clone())
    }
}

/// A user access token that was checked just now.
#[derive(Clone, Debug)]
pub struct UserBearer {
    /// Its client.
    pub client: KnownClient,
    /// Whose data it opens.
    pub customer: CustomerId,
    /// Through which link.
    pub link: LinkId,
    /// What it may: what was granted and the client still may have.
    pub grants: GrantSet,
    /// Which of the customer's accounts it opens.
    pub accounts: AccountChoice,
}

/// A bearer that is not let through.
#[derive(Debug, thiserror::Error)]
pub enum CheckError {
    /// It is dead, or not a token of this kind (401).
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// It is alive, without this grant (403).
    #[error("the token has no grant {}", .0.as_str())]
    MissingGrant(Grant),
    /// The store could not tell.
    #[error(transparent)]
    Store(#[from] StoreFault),
}

impl TokenDesk {
    /// Checks the bearer of a システム認証 call; `grant` is what the call needs beyond being known.
    ///
    /// # Errors
    /// [`CheckError`].
    pub fn check_system(&self, bearer: &str, grant: Option<Grant>, caller: impl Into<Origin>) -> Result<SystemBearer, CheckError> {
        let refuse = |why| CheckError::Refused(Refusal::new(Credential::SystemToken, why));
        let token = PlainToken::parse(TokenKind::System, bearer).map_err(|_| refuse(Dead::Unknown))?;
        let digest = token.digest();
        let facts = self.store.system_token(&digest)?.ok_or(refuse(Dead::Unknown))?;
        if let Some(dead) = judge::system(&facts, self.now()) {
            return Err(refuse(dead));
        }
        let origin = caller.into();
        admit(&facts.client, &origin)?;
        let grants = facts.grants.intersection(facts.client.grants);
        require(grants, grant)?;
        self.recall.bearers.note(&digest, &facts);
        Ok(SystemBearer { client: facts.client, grants, origin })
    }

    /// The bearer of a システム認証 call as it was when it was last checked, if it would still pass. Only a store can say whether it
    /// does: [`rotate_recalled`](Self::rotate_recalled) asks.
    pub fn recall_system(&self, bearer: &str, caller: impl Into<Origin>) -> Option<RecalledBearer> {
        let token = PlainToken::parse(TokenKind::System, bearer).ok()?.digest();
        let facts = self.recall.bearers.of(&token)?;
        let origin = caller.into();
        let passes = judge::system(&facts, self.now()).is_none() && admit(&facts.client, &origin).is_ok();
        passes.then_some(RecalledBearer { token, facts, origin })
    }

    /// Checks the bearer of a ユーザー認証 call that needs `grant`. The first use of a token is noted, because it shows
    /// that the answer which gave the token arrived.
    ///
    /// # Errors
    /// [`CheckError`].
    pub fn check_user(&self, bearer: &str, grant: Grant, caller: impl Into<Origin>) -> Result<UserBearer, CheckError> {
        let refuse = |why| CheckError::Refused(Refusal::new(Credential::AccessToken, why));
        let token = PlainToken::parse(TokenKind::Access, bearer).map_err(|_| refuse(Dead::Unknown))?;
        let facts = self.store.access_token(&token.digest())?.ok_or(refuse(Dead::Unknown))?;
        if let Some(dead) = judge::access(&facts, self.now()) {
            return Err(refuse(dead));
        }
        admit(&facts.client, &caller.into())?;
        let grants = facts.link.grants.intersection(facts.client.grants);
        require(grants, Some(grant))?;
        if facts.link.used < facts.generation {
            self.store.mark_used(facts.link.id, facts.family, facts.generation)?;
        }
        let Link { id: link, customer, accounts, .. } = facts.link;
        Ok(UserBearer { client: facts.client, customer, link, grants, accounts })
    }
}

/// A caller without an address is let in where every address is.
pub(super) fn admit(client: &KnownClient, caller: &Origin) -> Result<(), Refusal> {
    if caller.address.map_or(client.networks.is_empty(), |address| client.admits(address)) {
        Ok(())
    } else {
        Err(Refusal::new(Credential::CallerAddress, Dead::NotAdmitted))
    }
}

fn require(grants: GrantSet, grant: Option<Grant>) -> Result<(), CheckError> {
    match grant {
        Some(grant) if !grants.contains(grant) => Err(CheckError::MissingGrant(grant)),
        _ => Ok(()),
    }
}
