//! The end of a login: an auth token for a client, on behalf of an end user who consented.

use fgapi_audit::Origin;
use fgapi_domain::{AccountChoice, CustomerId, EntropyFault, GrantRequest, GrantSet, UnixSeconds, new_uuid};

use super::check::admit;
use crate::{
    ApiKey, AuthTokenRow, Client, ClientId, ClientStanding, CodeChallenge, Credential, Dead, KnownClient, LinkId, LinkName, PlainToken,
    Refusal, StoreFault, TokenDesk, TokenKind,
};

/// What a customer let a client have.
#[derive(Clone, Debug)]
pub struct Authorization {
    /// The client.
    pub client: ClientId,
    /// The customer.
    pub customer: CustomerId,
    /// Which link it makes or renews.
    pub link_name: LinkName,
    /// What the client may.
    pub grants: GrantSet,
    /// Which accounts it is about.
    pub accounts: AccountChoice,
    /// What has to be proven at the exchange.
    pub challenge: Option<CodeChallenge>,
}

/// A new auth token.
#[derive(Debug)]
pub struct AuthToken {
    /// In clear, for the answer or the redirect.
    pub token: PlainToken,
    /// When its time is over.
    pub expires_at: UnixSeconds,
    /// What the end user granted.
    pub grants: GrantSet,
}

/// No login can begin for this client, or no auth token was made.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The client is unknown or may not call (401).
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// Grants were asked for that this client may not have (403).
    #[error("the client may not have the grants that it asks for")]
    NotAllowed,
    /// The store could not do it.
    #[error(transparent)]
    Store(#[from] StoreFault),
    /// No randomness.
    #[error(transparent)]
    Entropy(#[from] EntropyFault),
}

impl TokenDesk {
    /// All that is registered of the client for which a login in a browser is to begin; `None` when it is unknown or disabled.
    /// From where the browser calls does not matter: the client's networks are those of its servers.
    ///
    /// # Errors
    /// [`StoreFault`].
    pub fn client_for_browser(&self, api_key: &str) -> Result<Option<Client>, StoreFault> {
        let Ok(api_key) = api_key.parse::<ApiKey>() else { return Ok(None) };
        let client = self.store.client(&api_key)?;
        Ok(client.filter(|client| client.known.standing == ClientStanding::Enabled))
    }

    /// The client for which a login through the API is to begin.
    ///
    /// # Errors
    /// [`OpenError::Refused`] when it is unknown, disabled or calls from elsewhere; [`OpenError::Store`].
    pub fn client_for_login(&self, api_key: &str, caller: impl Into<Origin>) -> Result<KnownClient, OpenError> {
        let refuse = |why| OpenError::Refused(Refusal::new(Credential::ApiKey, why));
        let api_key: ApiKey = api_key.parse().map_err(|_| refuse(Dead::Unknown))?;
        let client = self.store.known_client(&api_key)?.ok_or(refuse(Dead::Unknown))?;
        if client.standing == ClientStanding::Disabled {
            return Err(refuse(Dead::ClientSuspended));
        }
        admit(&client, &caller.into())?;
        Ok(client)
    }

    /// What of `asked` the client may have.
    ///
    /// # Errors
    /// [`OpenError::NotAllowed`] when it may not have all that it lists.
    pub fn grants_for_login(&self, client: &KnownClient, asked: GrantRequest) -> Result<GrantSet, OpenError> {
        asked.within(client.grants).ok_or(OpenError::NotAllowed)
    }

    /// Makes the auth token of a login that ended well and keeps it. The consent's time begins now; `origin` is where it was given.
    ///
    /// # Errors
    /// [`OpenError`].
    pub fn open(&self, authorization: Authorization, origin: impl Into<Origin>) -> Result<AuthToken, OpenError> {
        let (row, token) = self.prepare(authorization)?;
        self.store.keep_auth_token(&row, &origin.into())?;
        Ok(token)
    }

    /// Makes the auth token of a login that ended well, to be kept by whoever keeps the rest of it in the same commit.
    ///
    /// # Errors
    /// [`EntropyFault`] when there is no randomness.
    pub fn prepare(&self, authorization: Authorization) -> Result<(AuthTokenRow, AuthToken), EntropyFault> {
        let Authorization { client, customer, link_name, grants, accounts, challenge } = authorization;
        let now = self.now();
        let token = PlainToken::generate(TokenKind::Auth, &*self.entropy)?;
        let expires_at = now.plus(self.policy.auth_seconds);
        let row = AuthTokenRow {
            token: token.digest(),
            client,
            customer,
            link_name,
            new_link: LinkId(new_uuid(&*self.entropy, now)?),
            grants,
            accounts,
            challenge,
            consented_at: now,
            consent_until: now.plus(self.policy.consent_seconds),
            expires_at,
            spent: None,
        };
        Ok((row, AuthToken { token, expires_at, grants }))
    }
}
