//! Links: one client's standing permission to read one end user's data.

use core::fmt;
use core::str::FromStr;

use fgapi_domain::{AccountChoice, CustomerId, Grant, GrantSet, Malformed, ShortText, UnixSeconds};
use uuid::Uuid;

use crate::ClientId;

/// A link's unchanging number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LinkId(pub Uuid);

/// `link_id` of the request: lets one client hold several links of one end user (reading R20).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LinkName(Box<str>);

impl LinkName {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// `default`: what an absent `link_id` means.
impl Default for LinkName {
    fn default() -> Self {
        Self("default".into())
    }
}

impl FromStr for LinkName {
    type Err = Malformed;
    fn from_str(text: &str) -> Result<Self, Malformed> {
        if (1..=64).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.')) {
            Ok(Self(text.into()))
        } else {
            Err(Malformed::new("link_id", "1 to 64 letters, digits, `-`, `_` or `.`"))
        }
    }
}

impl fmt::Display for LinkName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Which authorization a token descends from: grows by one with every redeemed auth token of the link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Family(pub i64);

/// Which refresh a token came from: 1 at first, one more with every refresh of the family.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Generation(pub i64);

impl Generation {
    /// No generation: nothing was used yet.
    pub const NONE: Self = Self(0);
    /// The generation that an auth token gives.
    pub const FIRST: Self = Self(1);

    /// The one after.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }
}

/// Why a link ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EndReason {
    /// The end user ended it.
    RevokedByUser,
    /// The client gave it back (/auth/token@DELETE).
    RevokedByClient,
    /// The bank ended it.
    RevokedByBank,
    /// A token was presented a second time: it may have been stolen.
    Reused,
    /// The end user's password changed.
    PasswordChanged,
    /// The consent's time was over.
    ConsentEnded,
}

impl EndReason {
    /// All reasons.
    pub const ALL: [Self; 6] =
        [Self::RevokedByUser, Self::RevokedByClient, Self::RevokedByBank, Self::Reused, Self::PasswordChanged, Self::ConsentEnded];

    /// The value in stores.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::RevokedByUser => "revoked_by_user",
            Self::RevokedByClient => "revoked_by_client",
            Self::RevokedByBank => "revoked_by_bank",
            Self::Reused => "reused",
            Self::PasswordChanged => "password_changed",
            Self::ConsentEnded => "consent_ended",
        }
    }
}

impl FromStr for EndReason {
    type Err = Malformed;
    fn from_str(text: &str) -> Result<Self, Malformed> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == text).ok_or(Malformed::new("end reason", "one that this version knows"))
    }
}

/// Whether a link is alive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkStanding {
    /// Alive.
    Active,
    /// Over; no token of it works, until the end user links anew.
    Ended(EndReason),
}

/// A link as its row holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Its number.
    pub id: LinkId,
    /// The client.
    pub client: ClientId,
    /// The end user.
    pub customer: CustomerId,
    /// The client's name for it.
    pub name: LinkName,
    /// The living family.
    pub family: Family,
    /// The living generation.
    pub generation: Generation,
    /// The latest generation of the living family of which a token was used; [`Generation::NONE`] at first.
    pub used: Generation,
    /// When a spent refresh token was last followed by its successor. A second honouring of the same token does not move it.
    pub rotated_at: UnixSeconds,
    /// Alive or over.
    pub standing: LinkStanding,
    /// When it ended, for a link that is over.
    pub ended_at: Option<UnixSeconds>,
    /// What the end user granted.
    pub grants: GrantSet,
    /// Which of their accounts it is about.
    pub accounts: AccountChoice,
    /// When the end user consented.
    pub consented_at: UnixSeconds,
    /// When the consent is over; no token outlives it.
    pub consent_until: UnixSeconds,
}

/// A read of a link's data by its client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LinkRead {
    /// When it was last read.
    pub at: UnixSeconds,
    /// What was read then.
    pub grant: Grant,
    /// Rows that were given out, all reads together.
    pub rows: u64,
}

/// A link as its end user sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CustomerLink {
    /// The link.
    pub link: Link,
    /// The app's name.
    pub client: ShortText,
    /// The company's name.
    pub company: ShortText,
    /// What was read of it; `None` before the first read.
    pub read: Option<LinkRead>,
}
