//! /auth/token@PUT: a refresh token becomes the next pair of its family.

use fgapi_domain::Secret;

use super::redeem::{same_client, settle};
use crate::{
    Credential, Dead, Endpoint, ExchangeError, Pair, PlainToken, PresentedClient, Refusal, Retry, Rotate, SystemBearer, TokenDesk,
    TokenKind,
};

impl TokenDesk {
    /// Exchanges a refresh token. `system` is the call's checked bearer.
    ///
    /// # Errors
    /// [`ExchangeError`].
    pub fn rotate(
        &self,
        system: &SystemBearer,
        presented: PresentedClient<'_>,
        refresh_token: &Secret,
        retry: Option<&Retry>,
    ) -> Result<Pair, ExchangeError> {
        let now = self.now();
        same_client(system, presented, now)?;
        let refuse = |why| ExchangeError::Refused(Refusal::new(Credential::RefreshToken, why));
        let token = PlainToken::parse(TokenKind::Refresh, refresh_token.reveal()).map_err(|_| refuse(Dead::Unknown))?;
        let fresh = self.fresh_pair(system, Endpoint::Rotate, &token, retry, now)?;
        let outcome = self.store.rotate(&Rotate {
            by: system.by(),
            presented: token.digest(),
            client: system.client.id,
            refresh_retry: system.client.refresh_retry,
            access: fresh.access.digest(),
            refresh: fresh.refresh.digest(),
            now,
            access_seconds: self.policy.access_seconds,
            refresh_seconds: self.policy.refresh_seconds,
            retry_seconds: self.policy.retry_seconds,
            idempotency: fresh.mark.clone(),
        })?;
        settle(outcome, Credential::RefreshToken, &fresh, &token, retry)
    }
}
