//! Tenants' clients: programs that get access tokens with an id and a secret (企業ID, 企業キー).

use core::fmt;
use core::str::FromStr;

use fgapi_domain::{Level, Malformed, Secret, ShortText, TenantId, UnixSeconds};
use fgapi_token::TokenDigest;
use uuid::Uuid;

/// `client_id`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TenantClientId(pub Uuid);

impl fmt::Display for TenantClientId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.hyphenated().fmt(f)
    }
}

impl FromStr for TenantClientId {
    type Err = Malformed;
    fn from_str(text: &str) -> Result<Self, Malformed> {
        // One spelling only: the one that was told.
        let id = Uuid::try_parse(text).map(Self).ok().filter(|id| id.to_string() == text);
        id.ok_or(Malformed::new("client_id", "a UUID in small letters with hyphens"))
    }
}

/// A tenant's client, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TenantClient {
    /// `client_id`.
    pub id: TenantClientId,
    /// Whose data its tokens open.
    pub tenant: TenantId,
    /// `companyOID`: the tenant's company, the same for all of its clients.
    pub company: Uuid,
    /// Its name.
    pub name: ShortText,
    /// How far its tokens reach.
    pub level: Level,
    /// The digest of its secret, which has 256 random bits.
    pub secret: TokenDigest,
    /// The secret before, and until when it is taken.
    pub secret_before: Option<(TokenDigest, UnixSeconds)>,
    /// Whether it may call; a disabled client's tokens are dead at once, on every node.
    pub enabled: bool,
    /// When it was registered.
    pub created_at: UnixSeconds,
}

/// A client that was just registered or got a new secret: the one time that the secret is seen.
#[derive(Clone, Debug)]
pub struct IssuedTenantClient {
    /// The client.
    pub client: TenantClient,
    /// `client_secret`.
    pub secret: Secret,
}

/// A change of a client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClientChange {
    /// It may call, or not.
    Enable(bool),
    /// A new secret; the present one is taken until the time.
    Secret {
        /// The new one's digest.
        digest: TokenDigest,
        /// Until when the present one is taken.
        overlap_until: UnixSeconds,
    },
}

/// What a check of an access token needs, read at one instant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TenantTokenFacts {
    /// The client.
    pub client: TenantClient,
    /// When it was issued.
    pub issued_at: UnixSeconds,
    /// When its time is over.
    pub expires_at: UnixSeconds,
}
