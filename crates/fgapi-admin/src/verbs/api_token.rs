//! Checks of an API token: one indexed read.

use fgapi_domain::{GrantSet, LoginId, UnixSeconds};
use fgapi_token::{PlainToken, StoreFault, TokenKind};

use crate::{AdminDesk, ApiTokenFacts, HandoverId, HandoverKind, HandoverStanding, Level, TenantId, UserId};

/// An API token that was checked just now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiTokenBearer {
    /// The handover by which it was picked up.
    pub handover: HandoverId,
    /// Whose it is.
    pub user: UserId,
    /// Their login id when it was issued.
    pub login: LoginId,
    /// Whose data it opens.
    pub tenant: TenantId,
    /// How far it reaches.
    pub level: Level,
    /// What it may.
    pub grants: GrantSet,
    /// When it was picked up.
    pub created_at: UnixSeconds,
    /// When its time is over.
    pub expires_at: UnixSeconds,
}

/// An API token that is not let through.
#[derive(Debug, thiserror::Error)]
pub enum ApiTokenRefused {
    /// It was never given out, or is no API token.
    #[error("no such token")]
    Unknown,
    /// Its time is over.
    #[error("the token's time is over")]
    Expired,
    /// It was revoked.
    #[error("the token was revoked")]
    Revoked,
    /// Its user is suspended (F8).
    #[error("the token's user is suspended")]
    Suspended,
    /// The store could not tell.
    #[error(transparent)]
    Store(#[from] StoreFault),
}

impl AdminDesk {
    /// Checks an API token.
    ///
    /// # Errors
    /// [`ApiTokenRefused`].
    pub fn check_api_token(&self, bearer: &str) -> Result<ApiTokenBearer, ApiTokenRefused> {
        let token = PlainToken::parse(TokenKind::Api, bearer).map_err(|_| ApiTokenRefused::Unknown)?;
        let ApiTokenFacts { handover, suspended } = self.office.api_token(&token.digest())?.ok_or(ApiTokenRefused::Unknown)?;
        match handover.standing(self.now()) {
            HandoverStanding::Good if suspended => return Err(ApiTokenRefused::Suspended),
            HandoverStanding::Good => {}
            HandoverStanding::Expired => return Err(ApiTokenRefused::Expired),
            HandoverStanding::Revoked => return Err(ApiTokenRefused::Revoked),
            HandoverStanding::Waiting | HandoverStanding::Missed | HandoverStanding::Voided => return Err(ApiTokenRefused::Unknown),
        }
        let (HandoverKind::ApiToken { level, grants, .. }, Some(created_at), Some(expires_at)) =
            (handover.kind, handover.picked_up_at, handover.expires_at)
        else {
            return Err(ApiTokenRefused::Unknown);
        };
        Ok(ApiTokenBearer {
            handover: handover.id,
            user: handover.user,
            login: handover.login,
            tenant: handover.tenant,
            level,
            grants,
            created_at,
            expires_at,
        })
    }
}
