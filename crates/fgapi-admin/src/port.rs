//! The ports: what the office needs from whoever keeps its records. Each method is one whole atomic transition; when it answers, its
//! effect is durable and seen by every later call on every node. What is handed in as an [`Entry`] of the audit log is written in the
//! same commit, exactly when the transition was made.

use fgapi_audit::Entry;
use fgapi_domain::{LoginId, Secret, UnixSeconds};
use fgapi_token::{Client, Purged, StoreFault, TokenDigest};

use crate::{
    Activity, ApiTokenFacts, Handover, HandoverId, HandoverQuery, Hour, Invitation, InvitationId, Listed, LockRule, Mail, MailCounts,
    MailId, MailKind, MailQuery, NewMail, OpenSession, Parameters, PickUp, PortalUser, Profile, ReminderDue, Session, Slice, Template,
    Tenant, TenantId, UserId, UserQuery,
};

/// Makes and compares hashes of portal users' passwords: slow on purpose.
pub trait PasswordHasher: Send + Sync {
    /// The hash of a password under a new salt.
    ///
    /// # Errors
    /// [`HashFault`].
    fn hash(&self, password: &Secret) -> Result<String, HashFault>;

    /// Whether `password` is the one that was hashed. `None` takes the time of a comparison and is never right.
    fn matches(&self, hash: Option<&str>, password: &Secret) -> bool;
}

/// A password could not be hashed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a password could not be hashed: no memory or no randomness")]
pub struct HashFault;

/// What signing in needs to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Attempted {
    /// It was counted.
    Counted {
        /// The user with this login id, and the hash of their password.
        known: Option<(PortalUser, Option<String>)>,
    },
    /// It is locked; nothing was counted. The same for login ids that nobody has.
    Locked {
        /// Until when.
        until: UnixSeconds,
    },
}

/// A second factor as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredFactor {
    /// The TOTP secret, sealed under the office's key.
    pub sealed: Vec<u8>,
    /// The latest time step of which a code was taken: neither it nor any before is taken again.
    pub last_step: i64,
    /// How many recovery codes are left.
    pub recovery_codes: u32,
}

/// A change of portal users that was refused as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UserRefused {
    /// Somebody has this login id already.
    LoginTaken(LoginId),
    /// There is no such user (any more).
    Unknown(UserId),
    /// No system administrator who can sign in would be left.
    LastAdministrator,
}

/// What became of deleting a tenant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TenantDeleted {
    /// It is gone, with all that was its own.
    Done,
    /// Portal users or handovers of it are there: nothing was changed.
    HasUsers,
    /// There is no such tenant (any more).
    Unknown,
}

/// What is written for a new portal user.
#[derive(Clone, Debug)]
pub struct NewUser {
    /// Their number.
    pub id: UserId,
    /// What is registered of them.
    pub profile: Profile,
    /// The invitation by which they set their password.
    pub invitation: Invitation,
    /// The mail that brings it; `None` where the link is told in another way.
    pub mail: Option<NewMail>,
    /// Now.
    pub created_at: UnixSeconds,
}

/// Portal users.
pub trait UserStore: Send + Sync {
    /// The user with this number.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn user(&self, id: UserId) -> Result<Option<PortalUser>, StoreFault>;

    /// The user with this login id.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn user_named(&self, login: &LoginId) -> Result<Option<PortalUser>, StoreFault>;

    /// Part of those that `query` finds.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn users(&self, query: &UserQuery, slice: Slice) -> Result<Listed<PortalUser>, StoreFault>;

    /// The numbers of all that `query` finds, at most `limit`.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn user_ids(&self, query: &UserQuery, limit: u32) -> Result<Vec<UserId>, StoreFault>;

    /// Adds all of `users`, or none.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn add_users(&self, users: &[NewUser], notes: &[Entry]) -> Result<Result<(), UserRefused>, StoreFault>;

    /// Adds the first user of all; `Ok(false)` when there is a system administrator who is not suspended.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn add_first(&self, tenant: &Tenant, user: &NewUser, note: &Entry) -> Result<bool, StoreFault>;

    /// Changes users: all or none. Sessions of who is suspended or has another role are over.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn change_users(&self, changes: &[(UserId, Profile)], notes: &[Entry]) -> Result<Result<(), UserRefused>, StoreFault>;

    /// Deletes users, all or none: sessions and second factors go with them; what was issued to them is revoked at `now`.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn delete_users(&self, ids: &[UserId], now: UnixSeconds, by: &LoginId, notes: &[Entry]) -> Result<Result<(), UserRefused>, StoreFault>;

    /// Invites users anew, all or none: earlier invitations are void, the passwords and sessions they have are over.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn invite(&self, invitations: &[(Invitation, NewMail)], notes: &[Entry]) -> Result<Result<(), UserRefused>, StoreFault>;

    /// The invitation, unless it was used, replaced or is over at `now`.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn invitation(&self, id: InvitationId, now: UnixSeconds) -> Result<Option<PortalUser>, StoreFault>;

    /// Sets a password by an invitation, which is used up; ends all sessions of the user. `Ok(false)` when it cannot be used (any more).
    ///
    /// # Errors
    /// [`StoreFault`].
    fn set_password_by(&self, id: InvitationId, hash: &str, now: UnixSeconds, note: &Entry) -> Result<bool, StoreFault>;

    /// Sets a user's password and ends all their sessions but one.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn set_password(&self, user: UserId, hash: &str, but: &TokenDigest, note: &Entry) -> Result<bool, StoreFault>;

    /// Forgets the wrong passwords of a login id.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn unlock(&self, login: &LoginId, note: &Entry) -> Result<(), StoreFault>;
}

/// Signing in.
pub trait SessionStore: Send + Sync {
    /// Counts an attempt *before* the password is compared, also for login ids that nobody has.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn attempt(&self, login: &LoginId, rule: LockRule) -> Result<Attempted, StoreFault>;

    /// Keeps a session; `forgive`: the attempts counted for this login id are forgotten in the same commit. One whose stage is signed in
    /// also notes when its user signed in. Nothing is kept, or told, when the user is gone or suspended.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn begin_session(&self, session: &Session, forgive: Option<&LoginId>, note: &Entry) -> Result<(), StoreFault>;

    /// The session with this digest and its user; `None` when there is none. One indexed read.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn session(&self, digest: &TokenDigest) -> Result<Option<OpenSession>, StoreFault>;

    /// Notes that a session was used.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn touch_session(&self, digest: &TokenDigest, now: UnixSeconds) -> Result<(), StoreFault>;

    /// Puts `next` in the place of the same user's session with the digest `old`; `Ok(false)` when that is gone. With `signed_in`, also
    /// notes when the user signed in, and forgets the attempts that were counted on the way.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn renew_session(&self, old: &TokenDigest, next: &Session, signed_in: bool, note: &Entry) -> Result<bool, StoreFault>;

    /// A user's sessions, newest first.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn sessions(&self, user: UserId) -> Result<Vec<Session>, StoreFault>;

    /// Ends sessions of a user: all, or all but one, or only one.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn end_sessions(&self, user: UserId, which: Which<'_>, note: &Entry) -> Result<u64, StoreFault>;

    /// The user's second factor.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn factor(&self, user: UserId) -> Result<Option<StoredFactor>, StoreFault>;

    /// Enrols a second factor in the place of any before, with the digests of its recovery codes, of which `used_step` is used.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn enrol(&self, user: UserId, sealed: &[u8], used_step: i64, recovery: &[TokenDigest], note: &Entry) -> Result<(), StoreFault>;

    /// Uses a time step of the user's second factor; `Ok(false)` when it, or a later one, was used before.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn use_step(&self, user: UserId, step: i64) -> Result<bool, StoreFault>;

    /// Uses up a recovery code; `Ok(false)` when there is none with this digest.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn use_recovery_code(&self, user: UserId, digest: &TokenDigest, note: &Entry) -> Result<bool, StoreFault>;

    /// Takes a user's second factor away, and ends their sessions.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn reset_factor(&self, user: UserId, note: &Entry) -> Result<(), StoreFault>;
}

/// Which sessions.
#[derive(Clone, Copy, Debug)]
pub enum Which<'d> {
    /// All.
    All,
    /// All but this one.
    But(&'d TokenDigest),
    /// Only this one.
    Only(&'d TokenDigest),
}

/// Handovers.
pub trait HandoverStore: Send + Sync {
    /// Issues all, or none: a mail each, and whatever of the same user and the same kind (of the same client) was not picked up is void.
    /// `Err(user)`: there is no such user, or they are suspended, and nothing was issued.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn issue(&self, handovers: &[Handover], mails: &[NewMail], notes: &[Entry]) -> Result<Result<(), UserId>, StoreFault>;

    /// Registers a client (which nobody can use before its credentials are picked up) and issues these; `Ok(Ok(false))`: its API key is
    /// taken.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn register_client(
        &self,
        client: &Client,
        handover: &Handover,
        mail: &NewMail,
        notes: &[Entry],
    ) -> Result<Result<bool, UserId>, StoreFault>;

    /// Writes a client's registration anew, but for its number, API key, passwords and standing. `Ok(false)`: there is none.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn change_client(&self, client: &Client, note: &Entry) -> Result<bool, StoreFault>;

    /// Picks up: exactly one of any number of calls at once gets `true` (race 16). For a client's password, the client's row is written
    /// in the same commit. A suspended user's handover is left alone.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn pick_up(&self, pick_up: &PickUp, note: &Entry) -> Result<bool, StoreFault>;

    /// The handover with this number.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn handover(&self, id: HandoverId) -> Result<Option<Handover>, StoreFault>;

    /// Part of those that `query` finds, newest first.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn handovers(&self, query: &HandoverQuery, slice: Slice) -> Result<Listed<Handover>, StoreFault>;

    /// Revokes those of `ids` that are issued or picked up; how many. One note each, in the order of `ids`; those of others are left out.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn revoke(&self, ids: &[HandoverId], now: UnixSeconds, by: &LoginId, notes: &[Entry]) -> Result<u64, StoreFault>;

    /// The API token with this digest; one indexed read.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn api_token(&self, digest: &TokenDigest) -> Result<Option<ApiTokenFacts>, StoreFault>;

    /// Up to `limit` picked-up API tokens that end within one of `days_before` days and of whose end nobody was reminded since then;
    /// for each the fewest days that apply. One whose end is nearer than its last reminder says is never told of an earlier one again.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn reminders_due(&self, now: UnixSeconds, days_before: &[u32], limit: u32) -> Result<Vec<ReminderDue>, StoreFault>;

    /// Writes a reminder's mail and notes that it was written. `Ok(false)`: another gateway did so.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn remind(&self, handover: HandoverId, days_before: u32, mail: &NewMail) -> Result<bool, StoreFault>;
}

/// Mails on their way.
pub trait MailStore: Send + Sync {
    /// Takes up to `limit` waiting mails whose time has come, the oldest first; nobody else gets them before `until`.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn take_mails(&self, now: UnixSeconds, until: UnixSeconds, limit: u32) -> Result<Vec<Mail>, StoreFault>;

    /// The mail server took it.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn mail_sent(&self, id: MailId, now: UnixSeconds) -> Result<(), StoreFault>;

    /// The mail server did not take it: it is tried again at `next_at`, or given up.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn mail_failed(&self, id: MailId, trouble: &str, next_at: Option<UnixSeconds>) -> Result<(), StoreFault>;

    /// Part of those that `query` finds, newest first.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn mails(&self, query: &MailQuery, slice: Slice) -> Result<Listed<Mail>, StoreFault>;

    /// The mail with this number.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn mail(&self, id: MailId) -> Result<Option<Mail>, StoreFault>;

    /// Puts a mail that was sent or given up into the queue again; `Ok(false)` when it waits already, or is gone.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn resend(&self, id: MailId, now: UnixSeconds, note: &Entry) -> Result<bool, StoreFault>;

    /// How many mails stand where.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn mail_counts(&self) -> Result<MailCounts, StoreFault>;
}

/// Parameters, templates, tenants, counts.
pub trait OfficeRecords: Send + Sync {
    /// The parameters; the default ones as long as nobody changed them.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn parameters(&self) -> Result<Parameters, StoreFault>;

    /// Changes the parameters, when they are `before`. `Ok(false)`: somebody else changed them meanwhile.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn set_parameters(&self, before: &Parameters, after: &Parameters, note: &Entry) -> Result<bool, StoreFault>;

    /// The template of a kind of mail, when the bank has its own.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn template(&self, kind: MailKind) -> Result<Option<Template>, StoreFault>;

    /// Takes a template; `None`: the one that comes with the gateway.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn set_template(&self, kind: MailKind, template: Option<&Template>, note: &Entry) -> Result<(), StoreFault>;

    /// All tenants by name.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn tenants(&self) -> Result<Vec<Tenant>, StoreFault>;

    /// Creates a tenant, or gives the one with this number another name.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn put_tenant(&self, tenant: &Tenant, note: &Entry) -> Result<(), StoreFault>;

    /// Deletes a tenant, and with it all that is kept for it elsewhere: keys, sealed values, credentials, clients and their tokens.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn delete_tenant(&self, id: TenantId, note: &Entry) -> Result<TenantDeleted, StoreFault>;

    /// Adds counts to those before.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn add_activity(&self, counts: &[Activity]) -> Result<(), StoreFault>;

    /// All counts from an hour on, by hour.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn activity(&self, from: Hour) -> Result<Vec<Activity>, StoreFault>;

    /// Removes up to `limit` rows whose time is over: sessions and locks that are over at `now`, invitations a day after their end, sent
    /// mails, handovers and counts that ended before `kept_from`.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn purge_office(&self, now: UnixSeconds, kept_from: UnixSeconds, limit: u32) -> Result<Purged, StoreFault>;
}

/// All of the office's records, kept together.
pub trait OfficeStore: UserStore + SessionStore + HandoverStore + MailStore + OfficeRecords {}

impl<S: UserStore + SessionStore + HandoverStore + MailStore + OfficeRecords> OfficeStore for S {}
