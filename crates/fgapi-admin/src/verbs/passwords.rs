//! Setting a password: by an invitation's link, or anew by whoever is signed in.

use fgapi_audit::{Act, Origin};
use fgapi_domain::Secret;

use super::sign_in::user_target;
use crate::desk::by;
use crate::port::Attempted;
use crate::{AdminDesk, OfficeFault, PortalUser, SignedIn, WeakPassword};

/// A password was not set.
#[derive(Debug, thiserror::Error)]
pub enum PasswordRefused {
    /// The link was used, replaced, is over, or none of this office's.
    #[error("the link cannot be used any more")]
    Link,
    /// The present password is wrong.
    #[error("the present password is wrong")]
    Present,
    /// The new password may not be taken.
    #[error("the password is too weak")]
    Weak(WeakPassword),
    /// Something else.
    #[error(transparent)]
    Office(#[from] OfficeFault),
}

impl From<fgapi_token::StoreFault> for PasswordRefused {
    fn from(fault: fgapi_token::StoreFault) -> Self {
        Self::Office(fault.into())
    }
}

impl AdminDesk {
    /// Whom an invitation's link invites. Looking does not use it up.
    ///
    /// # Errors
    /// [`OfficeFault::Store`].
    pub fn invited(&self, link: &Secret) -> Result<Option<PortalUser>, OfficeFault> {
        let Some(id) = self.key.presented_invitation(link) else { return Ok(None) };
        Ok(self.office.invitation(id, self.now())?)
    }

    /// Sets a password by an invitation's link, which is used up by it. All sessions of the user are over.
    ///
    /// # Errors
    /// [`PasswordRefused`].
    pub fn set_password_by_link(&self, link: &Secret, password: &Secret, origin: &Origin) -> Result<PortalUser, PasswordRefused> {
        let id = self.key.presented_invitation(link).ok_or(PasswordRefused::Link)?;
        let now = self.now();
        let user = self.office.invitation(id, now)?.ok_or(PasswordRefused::Link)?;
        self.policy.passwords.judge(password, user.profile.login.as_str()).map_err(PasswordRefused::Weak)?;
        let hash = self.hasher.hash(password).map_err(OfficeFault::from)?;
        let note = self.note(&by(&user, origin), Act::OfficePasswordSet, user_target(&user)).with("by=invitation");
        if self.office.set_password_by(id, &hash, now, &note)? { Ok(user) } else { Err(PasswordRefused::Link) }
    }

    /// Changes one's own password. All other sessions are over.
    ///
    /// # Errors
    /// [`PasswordRefused`].
    pub fn change_password(&self, who: &SignedIn, present: &Secret, next: &Secret) -> Result<(), PasswordRefused> {
        let note = self.note(&who.by(), Act::OfficePasswordSet, user_target(&who.user));
        if !self.knows_password(who, present)? {
            self.audit.append(&[note.refused("wrong")]).map_err(OfficeFault::from)?;
            return Err(PasswordRefused::Present);
        }
        self.policy.passwords.judge(next, who.user.profile.login.as_str()).map_err(PasswordRefused::Weak)?;
        let next = self.hasher.hash(next).map_err(OfficeFault::from)?;
        self.office.set_password(who.user.id, &next, &who.session, &note.with("by=oneself"))?;
        Ok(())
    }

    /// Whether `present` is the user's password now; counted before it is compared, like signing in.
    pub(crate) fn knows_password(&self, who: &SignedIn, present: &Secret) -> Result<bool, OfficeFault> {
        let hash = match self.office.attempt(&who.user.profile.login, self.lock_rule(self.now()))? {
            Attempted::Counted { known: Some((_, hash)) } => hash,
            Attempted::Counted { known: None } | Attempted::Locked { .. } => None,
        };
        Ok(self.hasher.matches(hash.as_deref(), present))
    }
}
