//! Who acts.

use core::fmt;
use core::str::FromStr;

use crate::{AuditText, NotAuditWord, Origin};

/// Who acts. Its text is the kind and the name, such as `client:fgk_...`, or `gateway`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Actor {
    /// An API client, by its API key.
    Client(AuditText),
    /// A customer of the bank, by their id.
    Customer(AuditText),
    /// Somebody of the bank's staff, by their login id.
    Staff(AuditText),
    /// Somebody at the command line, by the name that the machine knows them by.
    Command(AuditText),
    /// The gateway itself.
    Gateway,
}

impl Actor {
    const CLIENT: &str = "client";
    const CUSTOMER: &str = "customer";
    const STAFF: &str = "staff";
    const COMMAND: &str = "command";
    const GATEWAY: &str = "gateway";

    fn parts(&self) -> (&'static str, Option<&AuditText>) {
        match self {
            Self::Client(name) => (Self::CLIENT, Some(name)),
            Self::Customer(name) => (Self::CUSTOMER, Some(name)),
            Self::Staff(name) => (Self::STAFF, Some(name)),
            Self::Command(name) => (Self::COMMAND, Some(name)),
            Self::Gateway => (Self::GATEWAY, None),
        }
    }
}

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.parts() {
            (kind, Some(name)) => write!(f, "{kind}:{name}"),
            (kind, None) => f.write_str(kind),
        }
    }
}

impl FromStr for Actor {
    type Err = NotAuditWord;
    fn from_str(text: &str) -> Result<Self, NotAuditWord> {
        match text.split_once(':') {
            Some((Self::CLIENT, name)) => name.parse().map(Self::Client),
            Some((Self::CUSTOMER, name)) => name.parse().map(Self::Customer),
            Some((Self::STAFF, name)) => name.parse().map(Self::Staff),
            Some((Self::COMMAND, name)) => name.parse().map(Self::Command),
            None if text == Self::GATEWAY => Ok(Self::Gateway),
            _ => Err(NotAuditWord("an actor such as staff:hanako")),
        }
    }
}

/// Who acts, and whence: what a command carries, so that the store can tell it in the same transaction.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct By {
    /// Who.
    pub actor: Actor,
    /// Whence.
    pub origin: Origin,
}

impl By {
    /// This actor, from there.
    pub fn new(actor: Actor, origin: impl Into<Origin>) -> Self {
        Self { actor, origin: origin.into() }
    }

    /// The gateway itself.
    pub const GATEWAY: Self = Self { actor: Actor::Gateway, origin: Origin::NONE };
}
