//! In which words things are counted. Each has a fixed number of labels.

/// What a token is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TokenKind {
    /// システム認証 access tokens.
    System,
    /// 認証トークン, between login and exchange.
    Auth,
    /// ユーザー認証 access tokens.
    Access,
    /// リフレッシュトークン; a link that ends counts as one that is revoked.
    Refresh,
    /// API tokens of the office, as far as they are presented in vain.
    Api,
    /// Access tokens of tenants' clients.
    Tenant,
}

impl TokenKind {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::System, Self::Auth, Self::Access, Self::Refresh, Self::Api, Self::Tenant];

    /// The label.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Auth => "auth",
            Self::Access => "access",
            Self::Refresh => "refresh",
            Self::Api => "api",
            Self::Tenant => "tenant",
        }
    }
}

/// What became of a token. Reasons are words of the house, never of a caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// It was given out.
    Issued,
    /// Another was given out in its place.
    Refreshed,
    /// The answer that gave it was given once more.
    Repeated,
    /// It was ended before its time.
    Revoked(&'static str),
    /// It was presented, or asked for, in vain.
    Refused(&'static str),
}

impl Outcome {
    /// The labels: outcome and reason.
    pub(crate) const fn labels(self) -> [&'static str; 2] {
        match self {
            Self::Issued => ["issued", ""],
            Self::Refreshed => ["refreshed", ""],
            Self::Repeated => ["repeated", ""],
            Self::Revoked(why) => ["revoked", why],
            Self::Refused(why) => ["refused", why],
        }
    }
}

/// What is purged when its time is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Purge {
    /// Tokens and links.
    Tokens,
    /// Customers' journeys, visits and attempts of people who do not exist.
    Journeys,
    /// Access tokens of tenants' clients.
    TenantTokens,
    /// Ways to other institutions that nobody came back from, and answers that nobody used.
    LinkedAccounts,
}

impl Purge {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Tokens, Self::Journeys, Self::TenantTokens, Self::LinkedAccounts];

    /// The label.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Tokens => "tokens",
            Self::Journeys => "journeys",
            Self::TenantTokens => "tenant_tokens",
            Self::LinkedAccounts => "linked_accounts",
        }
    }
}
