//! /auth/token@POST: an auth token becomes the first pair of a new family.

use fgapi_domain::{EntropyFault, GrantSet, Secret, UnixSeconds};

use crate::{
    ClientId, CodeChallenge, Credential, Dead, Endpoint, Exchanged, IdempotencyMark, IssuedPair, LinkId, PasswordDigest, PlainToken,
    Redeem, Refusal, Retry, StoreFault, SystemBearer, TokenDesk, TokenKind, idempotency,
};

/// Who the body of a call says the client is.
#[derive(Clone, Copy, Debug)]
pub struct PresentedClient<'a> {
    /// `api_key`.
    pub api_key: &'a str,
    /// `password`, where the call has one.
    pub password: Option<&'a Secret>,
}

/// An access token and a refresh token, in clear, for the answer.
#[derive(Clone, Debug)]
pub struct Pair {
    /// The access token.
    pub access: Secret,
    /// The refresh token.
    pub refresh: Secret,
    /// The link.
    pub link: LinkId,
    /// When the pair was made.
    pub created_at: UnixSeconds,
    /// When the access token's time is over.
    pub access_expires_at: UnixSeconds,
    /// When the refresh token's time is over.
    pub refresh_expires_at: UnixSeconds,
    /// When the consent's time is over.
    pub consent_until: UnixSeconds,
    /// What the access token may.
    pub grants: GrantSet,
    /// It is the kept answer of the same call.
    pub replayed: bool,
}

/// A token was not exchanged, and nothing changed (but see [`Refusal::ended_link`]).
#[derive(Debug, thiserror::Error)]
pub enum ExchangeError {
    /// A credential is refused (401).
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The `idempotency_key` came with another body before (400).
    #[error("this idempotency_key was used with another body")]
    OtherBody,
    /// The store could not do it, or it is not known whether it did.
    #[error(transparent)]
    Store(#[from] StoreFault),
    /// No randomness.
    #[error(transparent)]
    Entropy(#[from] EntropyFault),
}

impl TokenDesk {
    /// Exchanges an auth token. `system` is the call's checked bearer, `proof` what the call's `code_verifier` answers.
    ///
    /// # Errors
    /// [`ExchangeError`].
    pub fn redeem(
        &self,
        system: &SystemBearer,
        presented: PresentedClient<'_>,
        auth_token: &Secret,
        proof: Option<CodeChallenge>,
        retry: Option<&Retry>,
    ) -> Result<Pair, ExchangeError> {
        let now = self.now();
        same_client(system, presented, now)?;
        let refuse = |why| ExchangeError::Refused(Refusal::new(Credential::AuthToken, why));
        let auth = PlainToken::parse(TokenKind::Auth, auth_token.reveal()).map_err(|_| refuse(Dead::Unknown))?;
        let fresh = self.fresh_pair(system.client.id, Endpoint::Redeem, &auth, retry, now)?;
        let outcome = self.store.redeem(&Redeem {
            by: system.by(),
            auth: auth.digest(),
            client: system.client.id,
            proof,
            access: fresh.access.digest(),
            refresh: fresh.refresh.digest(),
            now,
            access_seconds: self.policy.access_seconds,
            refresh_seconds: self.policy.refresh_seconds,
            idempotency: fresh.mark.clone(),
        })?;
        settle(outcome, Credential::AuthToken, &fresh, &auth, retry)
    }

    pub(super) fn fresh_pair(
        &self,
        client: ClientId,
        endpoint: Endpoint,
        presented: &PlainToken,
        retry: Option<&Retry>,
        now: UnixSeconds,
    ) -> Result<FreshPair, ExchangeError> {
        let access = PlainToken::generate(TokenKind::Access, &*self.entropy)?;
        let refresh = PlainToken::generate(TokenKind::Refresh, &*self.entropy)?;
        let until = now.plus(self.policy.idempotency_seconds);
        let mark = retry
            .map(|retry| idempotency::mark(retry, client, endpoint, presented, Some((&access, &refresh)), until, &*self.entropy))
            .transpose()?;
        Ok(FreshPair { access, refresh, mark })
    }
}

/// The client of the system token, of the body and of the presented token are one and the same (reading R23).
pub(super) fn same_client(system: &SystemBearer, presented: PresentedClient<'_>, now: UnixSeconds) -> Result<(), Refusal> {
    if presented.api_key != system.client.api_key.as_str() {
        return Err(Refusal::new(Credential::ApiKey, Dead::OtherClient));
    }
    match presented.password {
        Some(password) if !system.client.knows_password(&PasswordDigest::of(password), now) => {
            Err(Refusal::new(Credential::ClientLogin, Dead::Unknown))
        }
        _ => Ok(()),
    }
}

/// Two new tokens, and what a store keeps of them for a repetition.
pub(super) struct FreshPair {
    pub(super) access: PlainToken,
    pub(super) refresh: PlainToken,
    pub(super) mark: Option<IdempotencyMark>,
}

/// Makes the caller's answer out of the store's.
pub(super) fn settle(
    outcome: Exchanged,
    credential: Credential,
    fresh: &FreshPair,
    presented: &PlainToken,
    retry: Option<&Retry>,
) -> Result<Pair, ExchangeError> {
    match outcome {
        Exchanged::Issued(pair) => {
            let (access, refresh) = (Secret::new(fresh.access.reveal()), Secret::new(fresh.refresh.reveal()));
            Ok(told(pair, access, refresh, false))
        }
        Exchanged::Replayed { pair, sealed } => {
            let opened = retry.and_then(|retry| idempotency::open(retry, presented, &sealed));
            let (access, refresh) = opened.ok_or_else(|| StoreFault::Corrupt("a kept answer does not open".into()))?;
            Ok(told(pair, access, refresh, true))
        }
        Exchanged::OtherBody => Err(ExchangeError::OtherBody),
        Exchanged::Refused { why, ended_link } => Err(ExchangeError::Refused(Refusal { credential, why, ended_link })),
    }
}

fn told(pair: IssuedPair, access: Secret, refresh: Secret, replayed: bool) -> Pair {
    Pair {
        access,
        refresh,
        link: pair.link,
        created_at: pair.created_at,
        access_expires_at: pair.access_expires_at,
        refresh_expires_at: pair.refresh_expires_at,
        consent_until: pair.consent_until,
        grants: pair.grants,
        replayed,
    }
}
