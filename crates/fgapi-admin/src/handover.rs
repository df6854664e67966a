//! Handovers: secrets that were issued to somebody and are picked up once.

use core::fmt;
use core::str::FromStr;

use fgapi_domain::{GrantSet, LoginId, Malformed, ShortText, UnixSeconds};
use fgapi_token::{ApiKey, PasswordDigest, TokenDigest};
use uuid::Uuid;

use crate::{Level, TenantId, UserId};

/// A handover's number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HandoverId(pub Uuid);

impl fmt::Display for HandoverId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.simple().fmt(f)
    }
}

impl FromStr for HandoverId {
    type Err = Malformed;
    fn from_str(text: &str) -> Result<Self, Malformed> {
        Uuid::try_parse(text).map(Self).map_err(|_| Malformed::new("handover", "32 hexadecimal digits"))
    }
}

/// What is handed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HandoverKind {
    /// APIトークン: a bearer of its user's tenant.
    ApiToken {
        /// How far it reaches.
        level: Level,
        /// What it may.
        grants: GrantSet,
        /// For how many days it is good, from being picked up on. Fixed when it is issued.
        days: u32,
    },
    /// FGAPI's api_key and password of a client.
    ClientCredentials {
        /// The client.
        client: ApiKey,
        /// For how many seconds the password before stays good once the new one is picked up; 0 for a new client.
        overlap_seconds: u32,
    },
}

/// Where a handover stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HandoverState {
    /// Issued, and not picked up yet.
    Issued,
    /// Picked up.
    PickedUp,
    /// Taken back by the bank.
    Revoked,
    /// Another was issued before this one was picked up.
    Voided,
}

impl HandoverState {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Issued, Self::PickedUp, Self::Revoked, Self::Voided];

    /// The value in stores and forms.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Issued => "issued",
            Self::PickedUp => "picked_up",
            Self::Revoked => "revoked",
            Self::Voided => "voided",
        }
    }
}

impl FromStr for HandoverState {
    type Err = Malformed;
    fn from_str(text: &str) -> Result<Self, Malformed> {
        let known = Self::ALL.into_iter().find(|state| state.as_str() == text);
        known.ok_or(Malformed::new("state", "issued, picked_up, revoked or voided"))
    }
}

/// A handover as it is kept: never the secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handover {
    /// Its number.
    pub id: HandoverId,
    /// Who picks it up.
    pub user: UserId,
    /// Their login id when it was issued.
    pub login: LoginId,
    /// Their name when it was issued.
    pub name: ShortText,
    /// Whose data it opens.
    pub tenant: TenantId,
    /// What it is.
    pub kind: HandoverKind,
    /// Where it stands.
    pub state: HandoverState,
    /// When it was issued.
    pub issued_at: UnixSeconds,
    /// By whom.
    pub issued_by: LoginId,
    /// Until when it can be picked up.
    pub pickup_until: UnixSeconds,
    /// When it was picked up, revoked or voided last.
    pub picked_up_at: Option<UnixSeconds>,
    /// From which address it was picked up.
    pub picked_up_from: Option<String>,
    /// When an API token's time is over.
    pub expires_at: Option<UnixSeconds>,
    /// By which a picked-up secret is told from others: the first 16 hexadecimal digits of its digest.
    pub fingerprint: Option<String>,
    /// When it was revoked or voided.
    pub ended_at: Option<UnixSeconds>,
    /// Who revoked it.
    pub ended_by: Option<LoginId>,
}

/// A handover as people see it at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HandoverStanding {
    /// Waits to be picked up.
    Waiting,
    /// Was not picked up in time.
    Missed,
    /// Picked up and good.
    Good,
    /// Picked up; its time is over.
    Expired,
    /// Taken back.
    Revoked,
    /// Replaced before it was picked up.
    Voided,
}

impl Handover {
    /// Where it stands at `now`.
    pub fn standing(&self, now: UnixSeconds) -> HandoverStanding {
        match self.state {
            HandoverState::Issued if now < self.pickup_until => HandoverStanding::Waiting,
            HandoverState::Issued => HandoverStanding::Missed,
            HandoverState::PickedUp if self.expires_at.is_none_or(|end| now < end) => HandoverStanding::Good,
            HandoverState::PickedUp => HandoverStanding::Expired,
            HandoverState::Revoked => HandoverStanding::Revoked,
            HandoverState::Voided => HandoverStanding::Voided,
        }
    }
}

/// Which handovers are listed, newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HandoverQuery {
    /// Part of login id, name, api_key or fingerprint, in any case; empty: all.
    pub text: String,
    /// Only those of this user.
    pub user: Option<UserId>,
    /// Only those in this state; expired ones and missed ones are told apart by `over`.
    pub state: Option<HandoverState>,
    /// With `state`: only those whose time (to be picked up, or to be used) was over at this time (`true`) or was not (`false`).
    pub over: Option<(bool, UnixSeconds)>,
    /// Only API tokens (`true`), or only client credentials (`false`).
    pub api_tokens: Option<bool>,
}

/// Picking up: everything that a store writes when nobody else was faster.
#[derive(Clone, Debug)]
pub struct PickUp {
    /// Which.
    pub id: HandoverId,
    /// By whom; another user's is left alone.
    pub user: UserId,
    /// Now; a handover whose `pickup_until` has come is left alone.
    pub now: UnixSeconds,
    /// From where.
    pub from: String,
    /// The secret's fingerprint.
    pub fingerprint: String,
    /// What the secret is.
    pub secret: PickedSecret,
}

/// What the digest of a picked-up secret is for.
#[derive(Clone, Debug)]
pub enum PickedSecret {
    /// An API token, good until the time.
    ApiToken {
        /// Its digest.
        digest: TokenDigest,
        /// When its time is over.
        expires_at: UnixSeconds,
    },
    /// A client's password, which becomes the present one; the one before is taken until the time.
    Password {
        /// The client.
        client: ApiKey,
        /// The digest.
        digest: PasswordDigest,
        /// Until when the one before is taken.
        overlap_until: UnixSeconds,
    },
}

/// What a check of an API token needs, read at one instant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiTokenFacts {
    /// The handover.
    pub handover: Handover,
    /// Whether its user is suspended; a deleted user's handovers are revoked.
    pub suspended: bool,
}

/// A handover of which its user is to be reminded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReminderDue {
    /// The handover.
    pub handover: Handover,
    /// Their address now.
    pub mail: crate::MailAddress,
    /// How many days before the end the reminder is for: 14, 7 or 1.
    pub days_before: u32,
}
