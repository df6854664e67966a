//! Why a credential is dead, or a bank closed.

use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

/// `reason` of a refusal. Text and type are inverse: a reason that nobody knows yet is [`Other`](Self::Other).
///
/// ```
/// use fgapi_client::Reason;
/// assert_eq!(Reason::from("expired"), Reason::Expired);
/// assert_eq!(Reason::from("moon_phase").to_string(), "moon_phase");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Reason {
    /// Its time is over.
    Expired,
    /// A refresh put another in its place.
    Rotated,
    /// A new login of the customer put another in its place.
    Superseded,
    /// An auth token that was exchanged before.
    Spent,
    /// A spent token came again, so the link was ended.
    Reused,
    /// The customer ended the link.
    RevokedByUser,
    /// The client ended the link.
    RevokedByClient,
    /// The bank ended it.
    RevokedByBank,
    /// The customer's password changed.
    PasswordChanged,
    /// The consent's time is over.
    ConsentEnded,
    /// The client is suspended.
    ClientSuspended,
    /// The portal user of an API token is suspended.
    UserSuspended,
    /// The bank is in its hours of maintenance.
    Maintenance,
    /// A reason that this version does not know.
    Other(String),
}

impl Reason {
    /// As it travels.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Expired => "expired",
            Self::Rotated => "rotated",
            Self::Superseded => "superseded",
            Self::Spent => "spent",
            Self::Reused => "reused",
            Self::RevokedByUser => "revoked_by_user",
            Self::RevokedByClient => "revoked_by_client",
            Self::RevokedByBank => "revoked_by_bank",
            Self::PasswordChanged => "password_changed",
            Self::ConsentEnded => "consent_ended",
            Self::ClientSuspended => "client_suspended",
            Self::UserSuspended => "user_suspended",
            Self::Maintenance => "maintenance",
            Self::Other(text) => text,
        }
    }

    /// Whether no refresh helps any more: the link itself is over.
    pub const fn ends_the_link(&self) -> bool {
        match self {
            Self::Reused
            | Self::RevokedByUser
            | Self::RevokedByClient
            | Self::RevokedByBank
            | Self::PasswordChanged
            | Self::ConsentEnded => true,
            Self::Expired
            | Self::Rotated
            | Self::Superseded
            | Self::Spent
            | Self::ClientSuspended
            | Self::UserSuspended
            | Self::Maintenance
            | Self::Other(_) => false,
        }
    }
}

const KNOWN: [Reason; 13] = [
    Reason::Expired,
    Reason::Rotated,
    Reason::Superseded,
    Reason::Spent,
    Reason::Reused,
    Reason::RevokedByUser,
    Reason::RevokedByClient,
    Reason::RevokedByBank,
    Reason::PasswordChanged,
    Reason::ConsentEnded,
    Reason::ClientSuspended,
    Reason::UserSuspended,
    Reason::Maintenance,
];

impl From<&str> for Reason {
    fn from(text: &str) -> Self {
        KNOWN.into_iter().find(|reason| reason.as_str() == text).unwrap_or_else(|| Self::Other(text.to_owned()))
    }
}

impl FromStr for Reason {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(text.into())
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_reason_are_inverse() {
        for reason in KNOWN.into_iter().chain([Reason::Other("new".into())]) {
            assert_eq!(reason.to_string().parse(), Ok(reason));
        }
    }
}
