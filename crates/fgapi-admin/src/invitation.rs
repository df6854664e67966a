//! Invitations: one-time links by which somebody sets a password.

use fgapi_domain::UnixSeconds;
use uuid::Uuid;

use crate::UserId;

/// An invitation's number. Its link carries a proof that only the office's key can make, so nothing secret is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct InvitationId(pub Uuid);

/// An invitation as it is kept. A newer one of the same user takes its place; a password that was set by it uses it up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    /// Its number.
    pub id: InvitationId,
    /// Whom it invites.
    pub user: UserId,
    /// Until when it can be used.
    pub until: UnixSeconds,
}
