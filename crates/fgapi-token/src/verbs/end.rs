//! /auth/token@DELETE: a client gives its tokens back.

use fgapi_domain::Secret;

use super::redeem::same_client;
use crate::{
    Credential, Dead, End, Ended, Endpoint, ExchangeError, LinkId, PlainToken, PresentedClient, Refusal, Retry, SystemBearer, TokenDesk,
    TokenKind, idempotency,
};

impl TokenDesk {
    /// Ends the link of a refresh token; answers which, or `None` when nothing of it was alive.
    ///
    /// # Errors
    /// [`ExchangeError`].
    pub fn end(
        &self,
        system: &SystemBearer,
        presented: PresentedClient<'_>,
        refresh_token: &Secret,
        retry: Option<&Retry>,
    ) -> Result<Option<LinkId>, ExchangeError> {
        let now = self.now();
        same_client(system, presented, now)?;
        let Ok(token) = PlainToken::parse(TokenKind::Refresh, refresh_token.reveal()) else {
            // Never given out, so already as dead as it can be (RFC 7009 says the same).
            return Ok(None);
        };
        let until = now.plus(self.policy.idempotency_seconds);
        let mark = retry
            .map(|retry| idempotency::mark(retry, system.client.id, Endpoint::End, &token, None, until, &*self.entropy))
            .transpose()?;
        match self.store.end(&End { by: system.by(), presented: token.digest(), client: system.client.id, now, idempotency: mark })? {
            Ended::Ended(link) => Ok(Some(link)),
            Ended::Nothing => Ok(None),
            Ended::OtherBody => Err(ExchangeError::OtherBody),
            Ended::OtherClient => Err(ExchangeError::Refused(Refusal::new(Credential::RefreshToken, Dead::OtherClient))),
        }
    }
}
