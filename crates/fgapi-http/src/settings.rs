//! What a bank can decide about its door, and what it gets when it decides nothing.

use std::time::Duration;

use fgapi_caller::Quota;
use fgapi_domain::MaintenanceHours;
use ipnet::IpNet;

/// How much of an account number is shown (`account_number` of /accounts).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NumberMask {
    /// The whole number.
    #[default]
    None,
    /// The last this many digits; the others are `*`.
    LastVisible(usize),
    /// Nothing: every digit is `*`.
    All,
}

/// What a throttled call is answered with, always with `Retry-After`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ThrottleStatus {
    /// 503: one of the document's own statuses.
    #[default]
    Unavailable,
    /// 429: what most client libraries expect.
    TooManyRequests,
}

/// Whose `X-Request-Id` is taken. The gateway's own id always stands beside it, so that two calls never look like one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RequestIds {
    /// Nobody's.
    Own,
    /// That of a proxy whose `X-Forwarded-For` is believed too.
    #[default]
    FromProxies,
    /// Everybody's.
    FromEverybody,
}

/// Limits on what one caller may take of the gateway.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ThrottleSettings {
    /// Calls with a bearer, per client. Default 1,000 a second, 2,000 at once.
    pub calls: Quota,
    /// Attempts at /auth/system_token, per (api_key, source address), and at /oauth/token, per (client_id, source address). Default 50 a second, 10,000 at once.
    pub system_token: Quota,
    /// Attempts at /auth/login, per (api_key, source address). Default 5 a second, 100 at once.
    pub login: Quota,
    /// What a throttled call is answered with.
    pub status: ThrottleStatus,
}

impl Default for ThrottleSettings {
    fn default() -> Self {
        Self {
            calls: Quota { per_second: 1_000, burst: 2_000 },
            system_token: Quota { per_second: 50, burst: 10_000 },
            login: Quota { per_second: 5, burst: 100 },
            status: ThrottleStatus::Unavailable,
        }
    }
}

/// Everything that can be set about the door.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpSettings {
    /// One directory in front of every path, such as `/api/v1`; default empty (reading R4).
    pub prefix: String,
    /// Scheme, host and port by which callers reach the gateway, such as `https://bank.example`; default none, and then the gateway
    /// does not tell what it is as an authorization server (RFC 8414).
    pub origin: Option<String>,
    /// Whether answers write every character outside ASCII as `\uXXXX`; default true (reading R27).
    pub ascii_escape: bool,
    /// How many bytes of answered pages of /transactions and /balances are kept in memory, 0 for none; default 16 MiB. Only pages of
    /// a bank that has versions are kept, and shown again only while the account's version is the same.
    pub page_cache_bytes: usize,
    /// The longest period that /transactions and /balances take, in days; default 36,525 (reading R13).
    pub period_days_max: i64,
    /// Whether /auth/login@POST exists; default false, which makes it 404 (reading R26).
    pub login_post: bool,
    /// How much of an account number is shown; default all of it (reading R17).
    pub number_mask: NumberMask,
    /// Proxies whose `X-Forwarded-For` is believed; default none (reading R28).
    pub trusted_proxies: Vec<IpNet>,
    /// Whose `X-Request-Id` is taken; default that of trusted proxies.
    pub request_ids: RequestIds,
    /// Limits per caller.
    pub throttle: ThrottleSettings,
    /// When no call is served; default never.
    pub maintenance: Vec<MaintenanceHours>,
    /// How long a request may take to arrive whole, and again how long its answer may take; default 10 s.
    pub deadline: Duration,
    /// The longest body, in bytes; default 64 KiB.
    pub body_bytes_max: usize,
    /// The most fields that a query or body may have; default 100.
    pub fields_max: usize,
    /// The longest request target, in bytes; default 8 KiB.
    pub target_bytes_max: usize,
    /// The longest request head, in bytes; default 16 KiB. Only [`serve`](crate::serve) can keep it.
    pub head_bytes_max: usize,
    /// How many connections may be open at once; default 10,000. Only [`serve`](crate::serve) can keep it.
    pub connections_max: usize,
    /// How long an idle connection is kept; default 75 s. Only [`serve`](crate::serve) can keep it.
    pub keep_alive: Duration,
    /// How long calls that are under way may still run after the server was told to stop; default 10 s.
    /// Only [`serve`](crate::serve) can keep it.
    pub drain: Duration,
    /// `max-age` of `Strict-Transport-Security`, in seconds; default none, for a gateway behind a proxy that sets it.
    /// With [`serve_tls`](crate::serve_tls) it should be set.
    pub hsts_seconds: Option<u64>,
}

impl Default for HttpSettings {
    fn default() -> Self {
        Self {
            prefix: String::new(),
            origin: None,
            ascii_escape: true,
            page_cache_bytes: 16 << 20,
            period_days_max: 36_525,
            login_post: false,
            number_mask: NumberMask::None,
            trusted_proxies: Vec::new(),
            request_ids: RequestIds::default(),
            throttle: ThrottleSettings::default(),
            maintenance: Vec::new(),
            deadline: Duration::from_secs(10),
            body_bytes_max: 64 << 10,
            fields_max: 100,
            target_bytes_max: 8 << 10,
            head_bytes_max: 16 << 10,
            connections_max: 10_000,
            keep_alive: Duration::from_secs(75),
            drain: Duration::from_secs(10),
            hsts_seconds: None,
        }
    }
}
