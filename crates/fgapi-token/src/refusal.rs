//! Why a credential was refused (FGAPI's 401).

use crate::EndReason;

/// Which credential it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Credential {
    /// `api_key` and `password`; which of the two was wrong is not told.
    ClientLogin,
    /// The bearer of a システム認証 call.
    SystemToken,
    /// The bearer of a ユーザー認証 call.
    AccessToken,
    /// `auth_token`.
    AuthToken,
    /// `refresh_token`.
    RefreshToken,
    /// `api_key`: valid, but not the one that the system token belongs to.
    ApiKey,
    /// The caller's address.
    CallerAddress,
}

/// Why it is dead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dead {
    /// Never given out, or purged long ago.
    Unknown,
    /// It belongs to another client. Told to nobody; an event in the log.
    OtherClient,
    /// Its time is over.
    Expired,
    /// A refresh put another in its place.
    Rotated,
    /// A new authorization put another in its place.
    Superseded,
    /// An auth token that was exchanged before.
    Spent,
    /// `code_verifier` is not the one behind the auth token's challenge, or only one of the two is there.
    Unproven,
    /// Its link ended.
    Ended(EndReason),
    /// The client is disabled.
    ClientSuspended,
    /// The client may not call from this address. An event in the log.
    NotAdmitted,
}

/// A refused credential.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{credential:?} refused: {why:?}")]
pub struct Refusal {
    /// Which.
    pub credential: Credential,
    /// Why.
    pub why: Dead,
    /// The refusal ended a link, because it showed that a token may have been stolen.
    pub ended_link: bool,
}

impl Refusal {
    /// A refusal without further effect.
    pub const fn new(credential: Credential, why: Dead) -> Self {
        Self { credential, why, ended_link: false }
    }
}
