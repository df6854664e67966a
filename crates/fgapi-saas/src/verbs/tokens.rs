//! A tenant's client gets an access token (RFC 6749 4.4), and shows it.

use fgapi_audit::{Act, Actor, By, Origin};
use fgapi_domain::{EntropyFault, Level, Secret, StoreFault, TenantId, UnixSeconds};
use fgapi_token::{PlainToken, TokenDigest, TokenKind};
use subtle::ConstantTimeEq as _;
use uuid::Uuid;

use crate::{Added, NewToken, SaasDesk, TenantClient, TenantClientId};

/// An access token, seen this once.
#[derive(Clone, Debug)]
pub struct IssuedToken {
    /// `access_token`.
    pub token: Secret,
    /// `expires_in`.
    pub expires_in: u32,
    /// `companyOID`.
    pub company: Uuid,
    /// `tenantId`.
    pub tenant: TenantId,
}

/// No token was issued.
#[derive(Debug, thiserror::Error)]
pub enum IssueTokenError {
    /// There is no such client, its secret is another, or it is disabled: all alike.
    #[error("no such client, or another secret")]
    BadCredentials,
    /// No randomness.
    #[error(transparent)]
    Entropy(#[from] EntropyFault),
    /// The store could not do it.
    #[error(transparent)]
    Store(#[from] StoreFault),
}

/// An access token of a tenant's client that was checked just now.
#[derive(Clone, Debug)]
pub struct TenantBearer {
    /// The client.
    pub client: TenantClientId,
    /// Whose data it opens.
    pub tenant: TenantId,
    /// How far it reaches.
    pub level: Level,
    /// When its time is over.
    pub expires_at: UnixSeconds,
}

/// An access token that is not let through.
#[derive(Debug, thiserror::Error)]
pub enum TokenRefused {
    /// It was never given out, or is no such token.
    #[error("no such token")]
    Unknown,
    /// Its time is over.
    #[error("the token's time is over")]
    Expired,
    /// Its client is disabled.
    #[error("the token's client is disabled")]
    Disabled,
    /// The store could not tell.
    #[error(transparent)]
    Store(#[from] StoreFault),
}

impl SaasDesk {
    /// An access token for a client that shows its id and secret.
    ///
    /// # Errors
    /// [`IssueTokenError`].
    pub fn issue_token(&self, client_id: &str, secret: &Secret, origin: &Origin) -> Result<IssuedToken, IssueTokenError> {
        let id: Option<TenantClientId> = client_id.parse().ok();
        let known = id.map_or(Ok(None), |id| self.parts.store.client(id))?;
        let digest = TokenDigest::of(secret.reveal());
        let client = known.filter(|client| is_secret(client, &digest, self.now()) && client.enabled);
        let client = client.ok_or(IssueTokenError::BadCredentials)?;
        let token = PlainToken::generate(TokenKind::Tenant, &*self.parts.entropy)?;
        let now = self.now();
        let new =
            NewToken { digest: token.digest(), client: client.id, issued_at: now, expires_at: now.plus(self.parts.token_seconds.into()) };
        let by = By::new(Actor::Client(client.id.to_string().into()), origin.clone());
        let note = self.note(&by, Act::TenantTokenIssue, &client.tenant.to_string()).with(token.digest().fingerprint());
        match self.parts.store.add_token(&new, &note)? {
            Added::Done => Ok(IssuedToken {
                token: Secret::new(token.reveal()),
                expires_in: self.parts.token_seconds,
                company: client.company,
                tenant: client.tenant,
            }),
            Added::Refused => Err(IssueTokenError::BadCredentials),
        }
    }

    /// Checks an access token: one indexed read.
    ///
    /// # Errors
    /// [`TokenRefused`].
    pub fn check_token(&self, bearer: &str) -> Result<TenantBearer, TokenRefused> {
        let token = PlainToken::parse(TokenKind::Tenant, bearer).map_err(|_| TokenRefused::Unknown)?;
        let facts = self.parts.store.token(&token.digest())?.ok_or(TokenRefused::Unknown)?;
        if facts.expires_at <= self.now() {
            return Err(TokenRefused::Expired);
        }
        let TenantClient { id: client, tenant, level, enabled, .. } = facts.client;
        if enabled { Ok(TenantBearer { client, tenant, level, expires_at: facts.expires_at }) } else { Err(TokenRefused::Disabled) }
    }

    /// Removes up to `limit` tokens whose time has been over for a day; how many.
    ///
    /// # Errors
    /// [`StoreFault`].
    pub fn purge_tokens(&self, limit: u32) -> Result<u32, StoreFault> {
        self.parts.store.purge_tokens(self.now().plus(-86_400), limit)
    }
}

fn is_secret(client: &TenantClient, digest: &TokenDigest, now: UnixSeconds) -> bool {
    let same = |known: &TokenDigest| bool::from(known.as_bytes().ct_eq(digest.as_bytes()));
    same(&client.secret) || client.secret_before.as_ref().is_some_and(|(before, until)| now < *until && same(before))
}
