//! アカウント設定 › アカウント管理: portal users, searched, created, changed, invited anew, deleted.

use std::collections::BTreeSet;

use fgapi_audit::{Act, Entry};
use fgapi_domain::{EntropyFault, LoginId, ShortText, new_uuid};

use super::sign_in::user_target;
use crate::mail_text::{fill, one_line};
use crate::port::{NewUser, UserRefused};
use crate::{
    AdminDesk, Invitation, InvitationId, Listed, MailAddress, MailId, MailKind, NewMail, OfficeFault, Operation, PortalUser, Profile, Role,
    SECRET_LINK, SignedIn, Slice, TenantId, UserId, UserQuery, Which, moment,
};

/// The most users that are named at once, for example by 「すべて選択」.
pub(crate) const AT_ONCE: u32 = 10_000;

/// What somebody types to create a user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewPortalUser {
    /// ログインID.
    pub login: LoginId,
    /// 氏名.
    pub name: ShortText,
    /// メールアドレス.
    pub mail: MailAddress,
    /// Whose data they work with.
    pub tenant: TenantId,
    /// 権限.
    pub role: Role,
    /// 一時利用禁止.
    pub suspended: bool,
}

impl From<NewPortalUser> for Profile {
    fn from(new: NewPortalUser) -> Self {
        let NewPortalUser { login, name, mail, tenant, role, suspended } = new;
        Self { login, name, mail, tenant, role, suspended }
    }
}

/// Users were not changed; nothing of it was done.
#[derive(Debug, thiserror::Error)]
pub enum UserError {
    /// Somebody has this login id.
    #[error("the login id is taken")]
    LoginTaken(LoginId),
    /// There is no such tenant.
    #[error("there is no such tenant")]
    Tenant,
    /// No system administrator who can sign in would be left.
    #[error("no system administrator would be left")]
    LastAdministrator,
    /// A user administrator may not touch system administrators, nor make one.
    #[error("only a system administrator may do that to a system administrator")]
    Above,
    /// Nobody suspends, demotes or deletes themselves.
    #[error("nobody does that to themselves")]
    Oneself,
    /// Something else.
    #[error(transparent)]
    Office(#[from] OfficeFault),
}

impl From<fgapi_token::StoreFault> for UserError {
    fn from(fault: fgapi_token::StoreFault) -> Self {
        Self::Office(fault.into())
    }
}

impl From<UserRefused> for UserError {
    fn from(refused: UserRefused) -> Self {
        match refused {
            UserRefused::LoginTaken(login) => Self::LoginTaken(login),
            UserRefused::Unknown(_) => OfficeFault::Unknown("portal user").into(),
            UserRefused::LastAdministrator => Self::LastAdministrator,
        }
    }
}

impl AdminDesk {
    /// Part of the users that `query` finds.
    ///
    /// # Errors
    /// [`OfficeFault`].
    pub fn users(&self, who: &SignedIn, query: &UserQuery, slice: Slice) -> Result<Listed<PortalUser>, OfficeFault> {
        self.allow(who, Operation::SeeUsers)?;
        Ok(self.office.users(query, slice)?)
    }

    /// The numbers of all that `query` finds, for 「すべて選択」 over all screens of a list.
    ///
    /// # Errors
    /// [`OfficeFault`].
    pub fn all_user_ids(&self, who: &SignedIn, query: &UserQuery) -> Result<Vec<UserId>, OfficeFault> {
        self.allow(who, Operation::SeeUsers)?;
        Ok(self.office.user_ids(query, AT_ONCE)?)
    }

    /// One user.
    ///
    /// # Errors
    /// [`OfficeFault`].
    pub fn user(&self, who: &SignedIn, id: UserId) -> Result<PortalUser, OfficeFault> {
        self.allow(who, Operation::SeeUsers)?;
        self.named(id)
    }

    pub(crate) fn named(&self, id: UserId) -> Result<PortalUser, OfficeFault> {
        self.office.user(id)?.ok_or(OfficeFault::Unknown("portal user"))
    }

    pub(crate) fn all_named(&self, ids: &[UserId]) -> Result<Vec<PortalUser>, OfficeFault> {
        distinct(ids).into_iter().map(|id| self.named(id)).collect()
    }

    /// Creates users, all or none, each with an invitation by mail.
    ///
    /// # Errors
    /// [`UserError`].
    pub fn create_users(&self, who: &SignedIn, new: Vec<NewPortalUser>) -> Result<(), UserError> {
        self.allow(who, Operation::ManageUsers)?;
        if new.iter().any(|new| !may_touch(who, new.role)) {
            return Err(UserError::Above);
        }
        let tenants = self.office.tenants()?;
        if new.iter().any(|new| !tenants.iter().any(|tenant| tenant.id == new.tenant)) {
            return Err(UserError::Tenant);
        }
        let note = |new: &NewPortalUser| {
            let detail = format!("role={} tenant={} suspended={}", new.role, new.tenant, new.suspended);
            self.note(&who.by(), Act::UserCreate, format!("user:{}", new.login)).with(detail)
        };
        let notes: Vec<Entry> = new.iter().map(note).collect();
        let users = new.into_iter().map(|new| self.new_user(new.into(), true)).collect::<Result<Vec<_>, _>>()?;
        Ok(self.office.add_users(&users, &notes)??)
    }

    /// A user with an invitation, and the mail that brings it.
    pub(crate) fn new_user(&self, profile: Profile, by_mail: bool) -> Result<NewUser, OfficeFault> {
        let now = self.now();
        let id = UserId(new_uuid(&*self.entropy, now)?);
        let invitation = self.new_invitation(id)?;
        let mail = by_mail.then(|| self.invitation_mail(&profile, &invitation)).transpose()?;
        Ok(NewUser { id, profile, invitation, mail, created_at: now })
    }

    pub(crate) fn new_invitation(&self, user: UserId) -> Result<Invitation, EntropyFault> {
        let now = self.now();
        Ok(Invitation { id: InvitationId(new_uuid(&*self.entropy, now)?), user, until: now.plus(self.policy.invitation_seconds) })
    }

    pub(crate) fn invitation_mail(&self, profile: &Profile, invitation: &Invitation) -> Result<NewMail, OfficeFault> {
        let until = moment(invitation.until);
        let values = [("name", profile.name.as_str()), ("login", profile.login.as_str()), ("url", SECRET_LINK), ("until", &until)];
        let mail = self.mail(MailKind::Invitation, &profile.mail, &values)?;
        Ok(NewMail { invitation: Some(invitation.id), ..mail })
    }

    /// A mail of this kind with these values in its template.
    pub(crate) fn mail(&self, kind: MailKind, to: &MailAddress, values: &[(&str, &str)]) -> Result<NewMail, OfficeFault> {
        let template = self.template_in_use(kind)?;
        let service = if self.policy.service.is_empty() { &self.policy.bank } else { &self.policy.service };
        let values: Vec<(&str, &str)> =
            [("office", service.as_str()), ("bank", self.policy.bank.as_str())].iter().chain(values).copied().collect();
        let now = self.now();
        Ok(NewMail {
            id: MailId(new_uuid(&*self.entropy, now)?),
            kind,
            to: to.clone(),
            subject: one_line(&fill(&template.subject, &values)),
            body: fill(&template.body, &values),
            invitation: None,
            created_at: now,
        })
    }

    /// Changes a user.
    ///
    /// # Errors
    /// [`UserError`].
    pub fn change_user(&self, who: &SignedIn, id: UserId, next: NewPortalUser) -> Result<(), UserError> {
        self.allow(who, Operation::ManageUsers)?;
        let before = self.named(id)?;
        if !may_touch(who, before.profile.role) || !may_touch(who, next.role) {
            return Err(UserError::Above);
        }
        if id == who.user.id && (next.suspended || next.role != before.profile.role) {
            return Err(UserError::Oneself);
        }
        if !self.office.tenants()?.iter().any(|tenant| tenant.id == next.tenant) {
            return Err(UserError::Tenant);
        }
        let next = Profile::from(next);
        let act = if next.suspended && !before.profile.suspended { Act::UserSuspend } else { Act::UserChange };
        let note = self.note(&who.by(), act, user_target(&before)).with(difference(&before.profile, &next));
        Ok(self.office.change_users(&[(id, next)], &[note])??)
    }

    /// 削除(一括): deletes users, all or none; what was issued to them is revoked in the same commit.
    ///
    /// # Errors
    /// [`UserError`].
    pub fn delete_users(&self, who: &SignedIn, ids: &[UserId]) -> Result<(), UserError> {
        self.allow(who, Operation::ManageUsers)?;
        let users = self.touchable(who, ids)?;
        if ids.contains(&who.user.id) {
            return Err(UserError::Oneself);
        }
        let notes: Vec<Entry> = users.iter().map(|user| self.note(&who.by(), Act::UserDelete, user_target(user))).collect();
        Ok(self.office.delete_users(&distinct(ids), self.now(), &who.user.profile.login, &notes)??)
    }

    /// PW再発行(一括): invites users to set a new password. The one they have, and their sessions, are over.
    ///
    /// # Errors
    /// [`UserError`].
    pub fn invite_users(&self, who: &SignedIn, ids: &[UserId]) -> Result<(), UserError> {
        self.allow(who, Operation::ManageUsers)?;
        let users = self.touchable(who, ids)?;
        if ids.contains(&who.user.id) {
            return Err(UserError::Oneself);
        }
        let mut invitations = Vec::with_capacity(users.len());
        for user in &users {
            let invitation = self.new_invitation(user.id).map_err(OfficeFault::from)?;
            let mail = self.invitation_mail(&user.profile, &invitation)?;
            invitations.push((invitation, mail));
        }
        let notes: Vec<Entry> = users.iter().map(|user| self.note(&who.by(), Act::UserInvite, user_target(user))).collect();
        Ok(self.office.invite(&invitations, &notes)??)
    }

    /// Unlocks a user before their time.
    ///
    /// # Errors
    /// [`UserError`].
    pub fn unlock_user(&self, who: &SignedIn, id: UserId) -> Result<(), UserError> {
        self.allow(who, Operation::ManageUsers)?;
        let [user] = self.touchable(who, &[id])?.try_into().map_err(|_| OfficeFault::Unknown("portal user"))?;
        Ok(self.office.unlock(&user.profile.login, &self.note(&who.by(), Act::UserUnlock, user_target(&user)))?)
    }

    /// Takes a user's second factor away: they enrol another when they sign in next. All their sessions are over.
    ///
    /// # Errors
    /// [`UserError`].
    pub fn reset_user_factor(&self, who: &SignedIn, id: UserId) -> Result<(), UserError> {
        self.allow(who, Operation::ManageUsers)?;
        let [user] = self.touchable(who, &[id])?.try_into().map_err(|_| OfficeFault::Unknown("portal user"))?;
        if id == who.user.id {
            return Err(UserError::Oneself);
        }
        Ok(self.office.reset_factor(id, &self.note(&who.by(), Act::UserResetFactor, user_target(&user)))?)
    }

    /// Ends all sessions of a user; how many.
    ///
    /// # Errors
    /// [`UserError`].
    pub fn end_user_sessions(&self, who: &SignedIn, id: UserId) -> Result<u64, UserError> {
        self.allow(who, Operation::ManageUsers)?;
        let [user] = self.touchable(who, &[id])?.try_into().map_err(|_| OfficeFault::Unknown("portal user"))?;
        let note = self.note(&who.by(), Act::OfficeSessionEnd, user_target(&user)).with("which=all");
        Ok(self.office.end_sessions(id, Which::All, &note)?)
    }

    /// Notes that users were written to a file, and gives them.
    ///
    /// # Errors
    /// [`OfficeFault`].
    pub fn export_users(&self, who: &SignedIn, query: &UserQuery) -> Result<Vec<PortalUser>, OfficeFault> {
        self.allow(who, Operation::SeeUsers)?;
        let users = self.office.users(query, Slice { skip: 0, take: AT_ONCE })?.rows;
        let note = self.note(&who.by(), Act::UserExport, "users").with(format!("rows={}", users.len()));
        self.audit.append(&[note])?;
        Ok(users)
    }

    fn touchable(&self, who: &SignedIn, ids: &[UserId]) -> Result<Vec<PortalUser>, UserError> {
        let users = self.all_named(ids)?;
        if users.iter().all(|user| may_touch(who, user.profile.role)) { Ok(users) } else { Err(UserError::Above) }
    }
}

/// Each of these once, in their order: a form may name somebody twice.
pub(crate) fn distinct<T: Copy + Ord>(ids: &[T]) -> Vec<T> {
    let mut seen = BTreeSet::new();
    ids.iter().copied().filter(|id| seen.insert(*id)).collect()
}

/// System administrators are touched, and made, by their equals only.
pub(crate) fn may_touch(who: &SignedIn, role: Role) -> bool {
    role != Role::SystemAdministrator || who.user.profile.role == Role::SystemAdministrator
}

/// What differs, as words of the audit log. Names and addresses are told as changed, not with their values: the log is kept longer than
/// people are.
fn difference(before: &Profile, after: &Profile) -> String {
    let mut words = Vec::new();
    if before.login != after.login {
        words.push(format!("login={}", after.login));
    }
    if before.name != after.name {
        words.push("name=changed".to_owned());
    }
    if before.mail != after.mail {
        words.push("mail=changed".to_owned());
    }
    if before.tenant != after.tenant {
        words.push(format!("tenant={}", after.tenant));
    }
    if before.role != after.role {
        words.push(format!("role={}>{}", before.role, after.role));
    }
    if before.suspended != after.suspended {
        words.push(format!("suspended={}", after.suspended));
    }
    words.join(" ")
}
