//! A portal user in a browser.

use fgapi_domain::UnixSeconds;
use fgapi_token::TokenDigest;

use crate::{PortalUser, UserId};

/// How far somebody has come in signing in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The password was right; the second factor is still to come.
    SecondFactor,
    /// The password was right; a second factor must be enrolled first.
    Enrolling,
    /// Signed in.
    SignedIn,
}

impl Stage {
    /// The value in stores.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SecondFactor => "second_factor",
            Self::Enrolling => "enrolling",
            Self::SignedIn => "signed_in",
        }
    }

    /// Takes back what a store kept.
    pub fn read(text: &str) -> Option<Self> {
        [Self::SecondFactor, Self::Enrolling, Self::SignedIn].into_iter().find(|stage| stage.as_str() == text)
    }
}

/// A session as it is kept. Its secret is in the browser's cookie alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// The digest of its secret.
    pub digest: TokenDigest,
    /// Whose it is.
    pub user: UserId,
    /// How far signing in has come.
    pub stage: Stage,
    /// When it began.
    pub began_at: UnixSeconds,
    /// When it was last used; written at most once a minute.
    pub seen_at: UnixSeconds,
    /// When it is over, whatever happens.
    pub until: UnixSeconds,
    /// From which address it began, and with which browser, for the user's own list.
    pub from: String,
}

/// A session and whose it is, read at one instant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenSession {
    /// The session.
    pub session: Session,
    /// The user.
    pub user: PortalUser,
}
