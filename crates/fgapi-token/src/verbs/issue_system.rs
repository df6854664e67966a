//! /auth/system_token@POST: a system token for API key and password.

use std::sync::Arc;

use fgapi_audit::{By, Origin};
use fgapi_domain::{EntropyFault, GrantRequest, GrantSet, Secret, UnixSeconds};

use super::check::admit;
use crate::{
    ApiKey, ClientStanding, Credential, Dead, IssueSystem, KnownClient, PasswordDigest, PlainToken, Refusal, StoreFault, SystemIssued,
    TokenDesk, TokenDigest, TokenKind, told,
};

/// A new system token.
#[derive(Debug)]
pub struct SystemToken {
    /// In clear, for the answer.
    pub token: PlainToken,
    /// When it was made.
    pub created_at: UnixSeconds,
    /// When its time is over.
    pub expires_at: UnixSeconds,
    /// What it may.
    pub grants: GrantSet,
    /// The client it was made for.
    pub client: ApiKey,
}

/// No system token was issued.
#[derive(Debug, thiserror::Error)]
pub enum IssueSystemError {
    /// API key and password do not belong together, or the client may not call (401).
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// Grants were asked for that this client may not have (403).
    #[error("the client may not have the grants that it asks for")]
    NotAllowed,
    /// As many of its tokens live as may (503 with Retry-After). Nothing was evicted.
    #[error("as many system tokens of this client live as may")]
    AtLimit {
        /// In how many seconds another can be issued; 1 or more.
        retry_after: i64,
    },
    /// The store could not do it.
    #[error(transparent)]
    Store(#[from] StoreFault),
    /// No randomness.
    #[error(transparent)]
    Entropy(#[from] EntropyFault),
}

impl TokenDesk {
    /// Issues a system token. The client's other tokens stay as they are.
    ///
    /// # Errors
    /// [`IssueSystemError`].
    pub fn issue_system(
        &self,
        api_key: &str,
        password: &Secret,
        grants: GrantRequest,
        caller: impl Into<Origin>,
    ) -> Result<SystemToken, IssueSystemError> {
        let origin = caller.into();
        if let Some(client) = self.recall_client(api_key, password, &origin)
            && let Some(grants) = grants.within(client.grants)
        {
            let (token, command) = self.fresh_system(&client, grants, origin.clone())?;
            if self.store.issue_system_if(&client, &command)? {
                return Ok(given(token, &command, &client));
            }
        }
        let client = self.authenticate(api_key, password, &origin)?;
        let grants = grants.within(client.grants).ok_or(IssueSystemError::NotAllowed)?;
        let (token, command) = self.fresh_system(&client, grants, origin)?;
        match self.store.issue_system(&command)? {
            SystemIssued::Issued => {
                self.recall.clients.note(&client.api_key, &client);
                Ok(given(token, &command, &client))
            }
            SystemIssued::AtLimit { free_at } => Err(IssueSystemError::AtLimit { retry_after: (free_at.0 - command.now.0).max(1) }),
        }
    }

    fn fresh_system(&self, client: &KnownClient, grants: GrantSet, origin: Origin) -> Result<(PlainToken, IssueSystem), EntropyFault> {
        let now = self.now();
        let token = PlainToken::generate(TokenKind::System, &*self.entropy)?;
        let command = IssueSystem {
            by: By::new(told::client(&client.api_key), origin),
            token: token.digest(),
            client: client.id,
            grants,
            now,
            expires_at: now.plus(self.policy.system_seconds),
            limit: self.policy.system_tokens_per_client,
        };
        Ok((token, command))
    }

    /// The client as it was when it last got a token, if it would get one now. Only the store can say whether it does.
    fn recall_client(&self, api_key: &str, password: &Secret, caller: &Origin) -> Option<Arc<KnownClient>> {
        let client = self.recall.clients.of(&api_key.parse().ok()?)?;
        let passes = client.standing == ClientStanding::Enabled
            && client.knows_password(&PasswordDigest::of(password), self.now())
            && admit(&client, caller).is_ok();
        passes.then_some(client)
    }

    /// The client whose API key and password these are. An unknown key costs the same work as a wrong password and
    /// is refused with the same words.
    fn authenticate(&self, api_key: &str, password: &Secret, caller: &Origin) -> Result<KnownClient, IssueSystemError> {
        let refuse = |why| IssueSystemError::Refused(Refusal::new(Credential::ClientLogin, why));
        let presented = PasswordDigest::of(password);
        let client = match api_key.parse::<ApiKey>() {
            Ok(api_key) => self.store.known_client(&api_key)?,
            Err(_) => None,
        };
        let Some(client) = client else {
            // The same comparison as for a known client, so that time does not tell which keys exist.
            let nobody = TokenDigest::from_bytes([0; 32]);
            let _same: bool = subtle::ConstantTimeEq::ct_eq(nobody.as_bytes().as_slice(), presented.0.as_bytes().as_slice()).into();
            return Err(refuse(Dead::Unknown));
        };
        if !client.knows_password(&presented, self.now()) {
            return Err(refuse(Dead::Unknown));
        }
        if client.standing == ClientStanding::Disabled {
            return Err(refuse(Dead::ClientSuspended));
        }
        admit(&client, caller)?;
        Ok(client)
    }
}

fn given(token: PlainToken, command: &IssueSystem, client: &KnownClient) -> SystemToken {
    let IssueSystem { now, expires_at, grants, .. } = *command;
    SystemToken { token, created_at: now, expires_at, grants, client: client.api_key.clone() }
}
