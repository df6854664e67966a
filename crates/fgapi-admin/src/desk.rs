//! The desk at which the bank's staff and its partners do what they do in the office.

use std::sync::Arc;

use fgapi_audit::{Act, Actor, AuditFault, AuditStore, AuditText, By, Entry, EntryTime, Origin};
use fgapi_domain::{Clock, Entropy, EntropyFault, Secret, UnixSeconds};
use fgapi_token::{PlainToken, StoreFault, TokenDesk, TokenKind};

use crate::activity::Counts;
use crate::{HashFault, OfficeKey, OfficePolicy, OfficeStore, Operation, PasswordHasher, PortalUser, SignedIn, allows};

/// What an [`AdminDesk`] is made of.
#[derive(Clone)]
pub struct AdminParts {
    /// The office's records.
    pub office: Arc<dyn OfficeStore>,
    /// The audit log, in the same place.
    pub audit: Arc<dyn AuditStore>,
    /// Clients, tokens and links.
    pub tokens: TokenDesk,
    /// Hashes of passwords.
    pub hasher: Arc<dyn PasswordHasher>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub entropy: Arc<dyn Entropy>,
    /// The office's key.
    pub key: OfficeKey,
    /// What the bank decided.
    pub policy: OfficePolicy,
}

/// All use cases of this room. Cheap to clone.
#[derive(Clone)]
pub struct AdminDesk {
    pub(crate) office: Arc<dyn OfficeStore>,
    pub(crate) audit: Arc<dyn AuditStore>,
    pub(crate) tokens: TokenDesk,
    pub(crate) hasher: Arc<dyn PasswordHasher>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) entropy: Arc<dyn Entropy>,
    pub(crate) key: OfficeKey,
    pub(crate) policy: Arc<OfficePolicy>,
    pub(crate) counts: Arc<Counts>,
}

/// Nothing was done, for a reason that no use case has for itself.
#[derive(Debug, thiserror::Error)]
pub enum OfficeFault {
    /// The user's role has no right to it (403). It stands in the audit log.
    #[error("this role may not do that: {}", .0.as_str())]
    Denied(Operation),
    /// There is no such thing (any more).
    #[error("there is no such {0}")]
    Unknown(&'static str),
    /// The store could not do it.
    #[error(transparent)]
    Store(#[from] StoreFault),
    /// The audit log could not take it, so nothing was done.
    #[error(transparent)]
    Audit(#[from] AuditFault),
    /// No randomness.
    #[error(transparent)]
    Entropy(#[from] EntropyFault),
    /// A password could not be hashed.
    #[error(transparent)]
    Hash(#[from] HashFault),
}

impl AdminDesk {
    /// A desk of these parts.
    pub fn new(parts: AdminParts) -> Self {
        let AdminParts { office, audit, tokens, hasher, clock, entropy, key, policy } = parts;
        Self { office, audit, tokens, hasher, clock, entropy, key, policy: Arc::new(policy), counts: Arc::default() }
    }

    /// The time by which this desk decides.
    pub fn now(&self) -> UnixSeconds {
        self.clock.now()
    }

    /// What the bank decided.
    pub fn policy(&self) -> &OfficePolicy {
        &self.policy
    }

    /// The office's key, for the tokens of forms.
    pub const fn key(&self) -> &OfficeKey {
        &self.key
    }

    /// A secret for a browser with which nobody has signed in, so that its forms can carry a token.
    ///
    /// # Errors
    /// [`EntropyFault`].
    pub fn browser_secret(&self) -> Result<Secret, EntropyFault> {
        Ok(Secret::new(PlainToken::generate(TokenKind::Browser, &*self.entropy)?.reveal()))
    }

    /// Lets only those go on whose role may do `operation`; everybody else's attempt is written down. Every use case asks it; a door
    /// asks it before it shows a form.
    ///
    /// # Errors
    /// [`OfficeFault::Denied`].
    pub fn allow(&self, who: &SignedIn, operation: Operation) -> Result<(), OfficeFault> {
        if allows(who.user.profile.role, operation) {
            return Ok(());
        }
        let denied = self.note(&who.by(), Act::OfficeDenied, operation.as_str()).refused(who.user.profile.role.as_str());
        self.audit.append(&[denied])?;
        Err(OfficeFault::Denied(operation))
    }

    /// An entry of the audit log about something that is done now.
    pub(crate) fn note(&self, by: &By, act: Act, target: impl Into<AuditText>) -> Entry {
        Entry::done(EntryTime(self.now().0), by, act, target)
    }
}

/// Who a portal user is in the audit log.
pub(crate) fn by(user: &PortalUser, origin: &Origin) -> By {
    By::new(Actor::Staff(user.profile.login.as_str().into()), origin.clone())
}

impl std::fmt::Debug for AdminDesk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AdminDesk").field("policy", &self.policy).finish_non_exhaustive()
    }
}
