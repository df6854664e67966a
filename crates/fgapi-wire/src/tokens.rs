//! What the token calls answer. Times are UNIX seconds (reading R30).

use core::fmt;
use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// /auth/system_token@POST. Its `Debug` is silent about the token.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SystemTokenAnswer<'a> {
    /// The new system token.
    pub access_token: Cow<'a, str>,
    /// When it was made.
    pub created_at: i64,
    /// When its time is over.
    pub expired_at: i64,
    /// Ours: what it may, comma-separated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grants: Option<Cow<'a, str>>,
}

/// /auth/login@POST. Its `Debug` is silent about the token.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuthTokenAnswer<'a> {
    /// The new auth token, to be exchanged once.
    pub auth_token: Cow<'a, str>,
    /// Ours: when its time is over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expired_at: Option<i64>,
    /// Ours: what the end user granted, comma-separated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grants: Option<Cow<'a, str>>,
}

/// /auth/token@POST and @PUT. Its `Debug` is silent about the tokens.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PairAnswer<'a> {
    /// The new access token.
    pub access_token: Cow<'a, str>,
    /// When it was made.
    pub created_at: i64,
    /// When the access token's time is over.
    pub expired_at: i64,
    /// The new refresh token.
    pub refresh_token: Cow<'a, str>,
    /// Ours: when the refresh token's time is over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refresh_token_expired_at: Option<i64>,
    /// Ours: when the consent's time is over; no token outlives it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consent_expired_at: Option<i64>,
    /// Ours: what the access token may, comma-separated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grants: Option<Cow<'a, str>>,
}

/// /api/v1/token@GET (ours): what the presented API token is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiTokenAnswer<'a> {
    /// Whose data it opens: 19 digits, as a text because they are beyond 2^53.
    pub tenant_id: Cow<'a, str>,
    /// How far it reaches: `tenant` or `company`.
    pub level: Cow<'a, str>,
    /// What it may, comma-separated.
    pub grants: Cow<'a, str>,
    /// The portal user that it was issued to.
    pub login_id: Cow<'a, str>,
    /// When it was picked up.
    pub created_at: i64,
    /// When its time is over.
    pub expired_at: i64,
}

impl fmt::Debug for SystemTokenAnswer<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SystemTokenAnswer").field("expired_at", &self.expired_at).field("grants", &self.grants).finish_non_exhaustive()
    }
}

impl fmt::Debug for AuthTokenAnswer<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthTokenAnswer").field("expired_at", &self.expired_at).field("grants", &self.grants).finish_non_exhaustive()
    }
}

impl fmt::Debug for PairAnswer<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PairAnswer").field("expired_at", &self.expired_at).field("grants", &self.grants).finish_non_exhaustive()
    }
}
