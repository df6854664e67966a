//! /auth/token@PUT: a refresh token becomes the next pair of its family.

use fgapi_audit::By;
use fgapi_domain::{Secret, UnixSeconds};

use super::redeem::{FreshPair, same_client, settle};
use crate::{
    Credential, Dead, Endpoint, ExchangeError, Exchanged, KnownClient, Pair, PlainToken, PresentedClient, RecalledBearer, Refusal, Retry,
    Rotate, SystemBearer, TokenDesk, TokenKind, told,
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
        let fresh = self.fresh_pair(system.client.id, Endpoint::Rotate, &token, retry, now)?;
        let outcome = self.store.rotate(&self.command(system.by(), &system.client, &token, &fresh, now))?;
        settle(outcome, Credential::RefreshToken, &fresh, &token, retry)
    }

    /// Exchanges a refresh token in one step of the store, for a bearer that was checked earlier and an api_key of its client. `None`,
    /// and nothing changed: something is not as it was, or is to be refused; then the bearer is to be checked, and
    /// [`rotate`](Self::rotate) decides.
    ///
    /// # Errors
    /// [`ExchangeError`]: the store could not do it, or there is no randomness.
    pub fn rotate_recalled(
        &self,
        system: &RecalledBearer,
        presented: PresentedClient<'_>,
        refresh_token: &Secret,
    ) -> Result<Option<Pair>, ExchangeError> {
        let (now, client) = (self.now(), system.client());
        let Ok(token) = PlainToken::parse(TokenKind::Refresh, refresh_token.reveal()) else { return Ok(None) };
        if presented.api_key != client.api_key.as_str() || presented.password.is_some() {
            return Ok(None);
        }
        let fresh = self.fresh_pair(client.id, Endpoint::Rotate, &token, None, now)?;
        let by = By::new(told::client(&client.api_key), system.origin.clone());
        let issued = self.store.rotate_if(&system.token, client, &self.command(by, client, &token, &fresh, now))?;
        issued.map(|pair| settle(Exchanged::Issued(pair), Credential::RefreshToken, &fresh, &token, None)).transpose()
    }

    fn command(&self, by: By, client: &KnownClient, presented: &PlainToken, fresh: &FreshPair, now: UnixSeconds) -> Rotate {
        Rotate {
            by,
            presented: presented.digest(),
            client: client.id,
            refresh_retry: client.refresh_retry,
            access: fresh.access.digest(),
            refresh: fresh.refresh.digest(),
            now,
            access_seconds: self.policy.access_seconds,
            refresh_seconds: self.policy.refresh_seconds,
            retry_seconds: self.policy.retry_seconds,
            idempotency: fresh.mark.clone(),
        }
    }
}
