//! The first administrator, and the way back when nobody can sign in any more: both by whoever runs the machine.

use fgapi_audit::{Act, By};
use fgapi_domain::{LoginId, Secret, ShortText, UnixSeconds};

use super::sign_in::user_target;
use crate::{AdminDesk, MailAddress, OfficeFault, Profile, Role, Tenant, TenantId};

/// Who becomes the first administrator.
#[derive(Clone, Debug)]
pub struct NewAdministrator {
    /// ログインID.
    pub login: LoginId,
    /// 氏名.
    pub name: ShortText,
    /// メールアドレス.
    pub mail: MailAddress,
    /// The name of the first tenant, where there is none yet.
    pub tenant: ShortText,
}

/// No first administrator was made.
#[derive(Debug, thiserror::Error)]
pub enum InitRefused {
    /// There is a system administrator.
    #[error("there is a system administrator already")]
    Already,
    /// Something else.
    #[error(transparent)]
    Office(#[from] OfficeFault),
}

impl AdminDesk {
    /// Makes the first system administrator, who has no password (I4): the answer is a link by which they set one, and its end.
    ///
    /// # Errors
    /// [`InitRefused`].
    pub fn first_administrator(&self, new: NewAdministrator, by: &By) -> Result<(Secret, UnixSeconds), InitRefused> {
        let now = self.now();
        let tenants = self.office.tenants().map_err(OfficeFault::from)?;
        let tenant = match tenants.into_iter().next() {
            Some(tenant) => tenant,
            None => Tenant { id: TenantId::generate(&*self.entropy).map_err(OfficeFault::from)?, name: new.tenant, created_at: now },
        };
        let role = Role::SystemAdministrator;
        let profile = Profile { login: new.login, name: new.name, mail: new.mail, tenant: tenant.id, role, suspended: false };
        let user = self.new_user(profile, false)?;
        let note = self.note(by, Act::OfficeAdminInit, format!("user:{}", user.profile.login));
        if !self.office.add_first(&tenant, &user, &note).map_err(OfficeFault::from)? {
            return Err(InitRefused::Already);
        }
        Ok((self.invitation_url(user.invitation.id), user.invitation.until))
    }

    /// Gives a user a new link to set a password and takes their second factor away: for an administrator who lost both. The answer is
    /// the link and its end; sessions, password and factor before are over.
    ///
    /// # Errors
    /// [`OfficeFault`].
    pub fn recover(&self, login: &LoginId, by: &By) -> Result<(Secret, UnixSeconds), OfficeFault> {
        let user = self.office.user_named(login)?.ok_or(OfficeFault::Unknown("portal user"))?;
        let invitation = self.new_invitation(user.id)?;
        let mail = self.invitation_mail(&user.profile, &invitation)?;
        let (link, until) = (self.invitation_url(invitation.id), invitation.until);
        self.office.reset_factor(user.id, &self.note(by, Act::UserResetFactor, user_target(&user)))?;
        let invited = self.office.invite(&[(invitation, mail)], &[self.note(by, Act::UserInvite, user_target(&user))])?;
        invited.map_err(|_| OfficeFault::Unknown("portal user"))?;
        self.office.unlock(login, &self.note(by, Act::UserUnlock, user_target(&user)))?;
        Ok((link, until))
    }

    pub(crate) fn invitation_url(&self, id: crate::InvitationId) -> Secret {
        Secret::new(format!("{}/welcome/{}", self.policy.url, self.key.invitation_link(id).reveal()))
    }
}
