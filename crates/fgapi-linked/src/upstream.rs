//! The port to another institution: what the gateway asks there, and how it goes wrong.

use std::time::Duration;

use fgapi_domain::{JstDate, Secret, UnixSeconds};

use crate::{AggregationError, FgapiConnection, Harvest};

/// Where to ask, and as whom. The address stands in the catalogue; no caller ever gives one.
#[derive(Clone, Debug)]
pub struct Target<'a> {
    /// The connection of the catalogue.
    pub connection: &'a FgapiConnection,
    /// The gateway's own password there.
    pub password: &'a Secret,
    /// How long everything that is asked in one call may take together.
    pub patience: Duration,
}

/// A customer's tokens at the institution.
#[derive(Clone, Debug)]
pub struct TokenPair {
    /// The access token.
    pub access: Secret,
    /// The refresh token.
    pub refresh: Secret,
    /// When the access token's time is over.
    pub expires_at: UnixSeconds,
    /// Until when the customer's consent lasts, where it is told.
    pub consent_until: Option<UnixSeconds>,
}

/// Which days are asked for, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// The first.
    pub from: JstDate,
    /// The last.
    pub until: JstDate,
}

/// The institution did not do it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}: {why}", .error.error_msg())]
pub struct UpstreamFault {
    /// As what it counts.
    pub error: AggregationError,
    /// After how many seconds to ask again, where it is told.
    pub retry_after: Option<u32>,
    /// Whether only the access token's time is over: the refresh token may help.
    pub access_over: bool,
    /// For the log: no text of the institution's that could hold anything, and no secret.
    pub why: String,
}

/// What another institution is asked. An implementation bounds everything: how long, how much, how many pages; it follows no redirect,
/// and reaches private networks only where the connection says so.
pub trait Upstream: Send + Sync {
    /// Where to send the customer's browser so that they consent there. `verifier` is the PKCE secret that `redeem` shows later.
    ///
    /// # Errors
    /// [`UpstreamFault`] when the connection is not usable.
    fn login_url(&self, target: &Target<'_>, redirect_uri: &str, state: &Secret, verifier: &Secret) -> Result<String, UpstreamFault>;

    /// The tokens for what the customer came back with: `query` is the address's, to be believed only as the answer to `state`.
    /// `idempotency_key` names the exchange.
    ///
    /// # Errors
    /// [`UpstreamFault`]; [`AggregationError::Login`] when the customer said no.
    fn redeem(
        &self,
        target: &Target<'_>,
        query: &str,
        state: &Secret,
        verifier: &Secret,
        idempotency_key: &str,
    ) -> Result<TokenPair, UpstreamFault>;

    /// The next tokens. Asked again with the same `idempotency_key`, the institution may give the same.
    ///
    /// # Errors
    /// [`UpstreamFault`].
    fn refresh(&self, target: &Target<'_>, pair: &TokenPair, idempotency_key: &str) -> Result<TokenPair, UpstreamFault>;

    /// Accounts, balances and transactions of the period.
    ///
    /// # Errors
    /// [`UpstreamFault`]; `access_over` when a refresh may help.
    fn harvest(&self, target: &Target<'_>, access: &Secret, period: Period) -> Result<Harvest, UpstreamFault>;

    /// Ends the consent there.
    ///
    /// # Errors
    /// [`UpstreamFault`].
    fn revoke(&self, target: &Target<'_>, pair: &TokenPair) -> Result<(), UpstreamFault>;
}
