//! How long things live. Every value is a setting.

/// Lifetimes in seconds, and limits (readings R19, R21, R24).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TokenPolicy {
    /// System access token; default 3,600.
    pub system_seconds: i64,
    /// User access token; default 3,600.
    pub access_seconds: i64,
    /// Auth token; default 60.
    pub auth_seconds: i64,
    /// Refresh token; default 180 days.
    pub refresh_seconds: i64,
    /// Consent; default 90 days.
    pub consent_seconds: i64,
    /// How long a spent refresh token may come again without being taken for stolen; default 120.
    pub retry_seconds: i64,
    /// How long the answer to an `idempotency_key` is kept; default 600.
    pub idempotency_seconds: i64,
    /// How many system tokens of one client may live at once; default 10,000.
    pub system_tokens_per_client: u32,
}

impl Default for TokenPolicy {
    fn default() -> Self {
        const DAY: i64 = 86_400;
        Self {
            system_seconds: 3_600,
            access_seconds: 3_600,
            auth_seconds: 60,
            refresh_seconds: 180 * DAY,
            consent_seconds: 90 * DAY,
            retry_seconds: 120,
            idempotency_seconds: 600,
            system_tokens_per_client: 10_000,
        }
    }
}
