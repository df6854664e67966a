//! The office's records in memory: as much of the port as the screens need.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard};

use fgapi_admin::*;
use fgapi_audit::{AuditStore as _, Entry, MemoryAudit};
use fgapi_domain::{LoginId, Secret, UnixSeconds};
use fgapi_token::{Client, Purged, StoreFault, TokenDigest};

#[derive(Default)]
struct Records {
    users: BTreeMap<UserId, (PortalUser, Option<String>)>,
    attempts: HashMap<String, (u32, Option<UnixSeconds>)>,
    sessions: Vec<Session>,
    factors: HashMap<UserId, (StoredFactor, Vec<TokenDigest>)>,
    invitations: Vec<Invitation>,
    handovers: Vec<Handover>,
    mails: Vec<NewMail>,
    parameters: Parameters,
    templates: HashMap<MailKind, Template>,
    tenants: Vec<Tenant>,
    activity: Vec<Activity>,
}

/// Gone when the test ends.
#[derive(Default)]
pub(crate) struct Shelf {
    records: Mutex<Records>,
    pub(crate) audit: Arc<MemoryAudit>,
}

type Kept<T> = Result<T, StoreFault>;

impl Shelf {
    fn open(&self) -> MutexGuard<'_, Records> {
        self.records.lock().unwrap()
    }

    fn note(&self, notes: &[Entry]) {
        self.audit.append(notes).unwrap();
    }

    /// What the last invitation's mail would carry.
    pub(crate) fn last_invitation(&self) -> InvitationId {
        self.open().invitations.last().unwrap().id
    }

    /// How many attempts without the right stand in the log.
    pub(crate) fn denials(&self) -> usize {
        let filter = fgapi_audit::Filter::default();
        let all = self.audit.page(&filter, None, 1_000).unwrap();
        all.iter().filter(|sealed| format!("{sealed:?}").contains("office.denied")).count()
    }

    pub(crate) fn mails_written(&self) -> usize {
        self.open().mails.len()
    }
}

impl Records {
    fn shown(&self, user: &PortalUser) -> PortalUser {
        let mut user = user.clone();
        user.has_second_factor = self.factors.contains_key(&user.id);
        user.has_password = self.users[&user.id].1.is_some();
        user.locked_until = self.attempts.get(user.profile.login.as_str()).and_then(|(_, until)| *until);
        user
    }

    fn taken(&self, login: &LoginId, but: Option<UserId>) -> bool {
        self.users.values().any(|(user, _)| user.profile.login == *login && Some(user.id) != but)
    }

    fn found(&self, query: &UserQuery) -> Vec<PortalUser> {
        let text = query.text.to_lowercase();
        let fits = |user: &PortalUser| {
            let p = &user.profile;
            let all = format!("{} {} {}", p.login, p.name.as_str(), p.mail.as_str()).to_lowercase();
            all.contains(&text)
                && (query.roles.is_empty() || query.roles.contains(&p.role))
                && query.suspended.is_none_or(|suspended| suspended == p.suspended)
                && query.locked.is_none_or(|(locked, now)| locked == user.locked_until.is_some_and(|until| until > now))
                && query.tenant.is_none_or(|tenant| tenant == p.tenant)
        };
        let mut found: Vec<PortalUser> = self.users.values().map(|(user, _)| self.shown(user)).filter(fits).collect();
        found.sort_by_key(|user| {
            let p = &user.profile;
            match query.sort {
                UserSort::Login => p.login.to_string(),
                UserSort::Name => p.name.as_str().to_owned(),
                UserSort::Mail => p.mail.as_str().to_owned(),
                UserSort::Role => p.role.as_str().to_owned(),
            }
        });
        if query.descending {
            found.reverse();
        }
        found
    }
}

fn slice<T: Clone>(all: &[T], slice: Slice) -> Listed<T> {
    let rows = all.iter().skip(slice.skip as usize).take(slice.take as usize).cloned().collect();
    Listed { rows, total: all.len() as u64 }
}

impl UserStore for Shelf {
    fn user(&self, id: UserId) -> Kept<Option<PortalUser>> {
        let records = self.open();
        Ok(records.users.get(&id).map(|(user, _)| records.shown(user)))
    }

    fn user_named(&self, login: &LoginId) -> Kept<Option<PortalUser>> {
        let records = self.open();
        Ok(records.users.values().find(|(user, _)| user.profile.login == *login).map(|(user, _)| records.shown(user)))
    }

    fn users(&self, query: &UserQuery, part: Slice) -> Kept<Listed<PortalUser>> {
        Ok(slice(&self.open().found(query), part))
    }

    fn user_ids(&self, query: &UserQuery, limit: u32) -> Kept<Vec<UserId>> {
        Ok(self.open().found(query).iter().take(limit as usize).map(|user| user.id).collect())
    }

    fn add_users(&self, users: &[NewUser], notes: &[Entry]) -> Kept<Result<(), UserRefused>> {
        let mut records = self.open();
        if let Some(user) = users.iter().find(|user| records.taken(&user.profile.login, None)) {
            return Ok(Err(UserRefused::LoginTaken(user.profile.login.clone())));
        }
        for new in users {
            let user = PortalUser {
                id: new.id,
                profile: new.profile.clone(),
                has_password: false,
                has_second_factor: false,
                locked_until: None,
                created_at: new.created_at,
                signed_in_at: None,
            };
            records.users.insert(new.id, (user, None));
            records.invitations.push(new.invitation.clone());
            records.mails.extend(new.mail.clone());
        }
        self.note(notes);
        Ok(Ok(()))
    }

    fn add_first(&self, tenant: &Tenant, user: &NewUser, note: &Entry) -> Kept<bool> {
        self.open().tenants.push(tenant.clone());
        Ok(self.add_users(std::slice::from_ref(user), std::slice::from_ref(note))?.is_ok())
    }

    fn change_users(&self, changes: &[(UserId, Profile)], notes: &[Entry]) -> Kept<Result<(), UserRefused>> {
        let mut records = self.open();
        for (id, next) in changes {
            if records.taken(&next.login, Some(*id)) {
                return Ok(Err(UserRefused::LoginTaken(next.login.clone())));
            }
            records.users.get_mut(id).unwrap().0.profile = next.clone();
        }
        self.note(notes);
        Ok(Ok(()))
    }

    fn delete_users(&self, ids: &[UserId], now: UnixSeconds, by: &LoginId, notes: &[Entry]) -> Kept<Result<(), UserRefused>> {
        let mut records = self.open();
        records.users.retain(|id, _| !ids.contains(id));
        records.sessions.retain(|session| !ids.contains(&session.user));
        for handover in records.handovers.iter_mut().filter(|handover| ids.contains(&handover.user)) {
            (handover.state, handover.ended_at, handover.ended_by) = (HandoverState::Revoked, Some(now), Some(by.clone()));
        }
        self.note(notes);
        Ok(Ok(()))
    }

    fn invite(&self, invitations: &[(Invitation, NewMail)], notes: &[Entry]) -> Kept<Result<(), UserRefused>> {
        let mut records = self.open();
        for (invitation, mail) in invitations {
            records.invitations.retain(|other| other.user != invitation.user);
            records.invitations.push(invitation.clone());
            records.sessions.retain(|session| session.user != invitation.user);
            records.users.get_mut(&invitation.user).unwrap().1 = None;
            records.mails.push(mail.clone());
        }
        self.note(notes);
        Ok(Ok(()))
    }

    fn invitation(&self, id: InvitationId, now: UnixSeconds) -> Kept<Option<PortalUser>> {
        let records = self.open();
        let invitation = records.invitations.iter().find(|invitation| invitation.id == id && now < invitation.until);
        Ok(invitation.map(|invitation| records.shown(&records.users[&invitation.user].0)))
    }

    fn set_password_by(&self, id: InvitationId, hash: &str, _: UnixSeconds, note: &Entry) -> Kept<bool> {
        let mut records = self.open();
        let Some(at) = records.invitations.iter().position(|invitation| invitation.id == id) else { return Ok(false) };
        let invitation = records.invitations.remove(at);
        records.users.get_mut(&invitation.user).unwrap().1 = Some(hash.to_owned());
        self.note(std::slice::from_ref(note));
        Ok(true)
    }

    fn set_password(&self, user: UserId, hash: &str, but: &TokenDigest, note: &Entry) -> Kept<bool> {
        let mut records = self.open();
        records.users.get_mut(&user).unwrap().1 = Some(hash.to_owned());
        records.sessions.retain(|session| session.user != user || session.digest == *but);
        self.note(std::slice::from_ref(note));
        Ok(true)
    }

    fn unlock(&self, login: &LoginId, note: &Entry) -> Kept<()> {
        self.open().attempts.remove(login.as_str());
        self.note(std::slice::from_ref(note));
        Ok(())
    }
}

impl SessionStore for Shelf {
    fn attempt(&self, login: &LoginId, rule: LockRule) -> Kept<Attempted> {
        let mut records = self.open();
        let attempts = records.attempts.entry(login.as_str().to_owned()).or_default();
        if let Some(until) = attempts.1.filter(|until| rule.now < *until) {
            return Ok(Attempted::Locked { until });
        }
        attempts.0 += 1;
        if attempts.0 >= rule.most {
            *attempts = (0, Some(rule.locked_until));
        }
        let known = records.users.values().find(|(user, _)| user.profile.login == *login);
        Ok(Attempted::Counted { known: known.map(|(user, hash)| (records.shown(user), hash.clone())) })
    }

    fn begin_session(&self, session: &Session, forgive: Option<&LoginId>, note: &Entry) -> Kept<()> {
        let mut records = self.open();
        forgive.map(|login| records.attempts.remove(login.as_str()));
        records.sessions.push(session.clone());
        self.note(std::slice::from_ref(note));
        Ok(())
    }

    fn session(&self, digest: &TokenDigest) -> Kept<Option<OpenSession>> {
        let records = self.open();
        let session = records.sessions.iter().find(|session| session.digest == *digest);
        Ok(session.map(|session| OpenSession { session: session.clone(), user: records.shown(&records.users[&session.user].0) }))
    }

    fn touch_session(&self, digest: &TokenDigest, now: UnixSeconds) -> Kept<()> {
        self.open().sessions.iter_mut().filter(|session| session.digest == *digest).for_each(|session| session.seen_at = now);
        Ok(())
    }

    fn renew_session(&self, old: &TokenDigest, next: &Session, signed_in: bool, note: &Entry) -> Kept<bool> {
        let mut records = self.open();
        let before = records.sessions.len();
        records.sessions.retain(|session| session.digest != *old);
        if records.sessions.len() == before {
            return Ok(false);
        }
        records.sessions.push(next.clone());
        if signed_in {
            let user = &mut records.users.get_mut(&next.user).unwrap().0;
            user.signed_in_at = Some(next.began_at);
            let login = user.profile.login.to_string();
            records.attempts.remove(&login);
        }
        self.note(std::slice::from_ref(note));
        Ok(true)
    }

    fn sessions(&self, user: UserId) -> Kept<Vec<Session>> {
        Ok(self.open().sessions.iter().rev().filter(|session| session.user == user).cloned().collect())
    }

    fn end_sessions(&self, user: UserId, which: Which<'_>, note: &Entry) -> Kept<u64> {
        let mut records = self.open();
        let before = records.sessions.len();
        records.sessions.retain(|session| {
            session.user != user
                || match which {
                    Which::All => false,
                    Which::But(digest) => session.digest == *digest,
                    Which::Only(digest) => session.digest != *digest,
                }
        });
        self.note(std::slice::from_ref(note));
        Ok((before - records.sessions.len()) as u64)
    }

    fn factor(&self, user: UserId) -> Kept<Option<StoredFactor>> {
        Ok(self.open().factors.get(&user).map(|(factor, _)| factor.clone()))
    }

    fn enrol(&self, user: UserId, sealed: &[u8], used_step: i64, recovery: &[TokenDigest], note: &Entry) -> Kept<()> {
        let factor = StoredFactor { sealed: sealed.to_vec(), last_step: used_step, recovery_codes: recovery.len() as u32 };
        self.open().factors.insert(user, (factor, recovery.to_vec()));
        self.note(std::slice::from_ref(note));
        Ok(())
    }

    fn use_step(&self, user: UserId, step: i64) -> Kept<bool> {
        let mut records = self.open();
        let factor = &mut records.factors.get_mut(&user).unwrap().0;
        let fresh = step > factor.last_step;
        factor.last_step = factor.last_step.max(step);
        Ok(fresh)
    }

    fn use_recovery_code(&self, user: UserId, digest: &TokenDigest, note: &Entry) -> Kept<bool> {
        let mut records = self.open();
        let Some((_, codes)) = records.factors.get_mut(&user) else { return Ok(false) };
        let before = codes.len();
        codes.retain(|code| code != digest);
        let used = codes.len() < before;
        if used {
            self.note(std::slice::from_ref(note));
        }
        Ok(used)
    }

    fn reset_factor(&self, user: UserId, note: &Entry) -> Kept<()> {
        let mut records = self.open();
        records.factors.remove(&user);
        records.sessions.retain(|session| session.user != user);
        self.note(std::slice::from_ref(note));
        Ok(())
    }
}

impl HandoverStore for Shelf {
    fn issue(&self, handovers: &[Handover], mails: &[NewMail], notes: &[Entry]) -> Kept<Result<(), UserId>> {
        let mut records = self.open();
        for new in handovers {
            for old in records.handovers.iter_mut().filter(|old| old.user == new.user && old.state == HandoverState::Issued) {
                (old.state, old.ended_at) = (HandoverState::Voided, Some(new.issued_at));
            }
            records.handovers.push(new.clone());
        }
        records.mails.extend_from_slice(mails);
        self.note(notes);
        Ok(Ok(()))
    }

    fn register_client(&self, _: &Client, handover: &Handover, mail: &NewMail, notes: &[Entry]) -> Kept<Result<bool, UserId>> {
        Ok(self.issue(std::slice::from_ref(handover), std::slice::from_ref(mail), notes)?.map(|()| true))
    }

    fn change_client(&self, _: &Client, _: &Entry) -> Kept<bool> {
        Ok(false)
    }

    fn pick_up(&self, pick_up: &PickUp, note: &Entry) -> Kept<bool> {
        let mut records = self.open();
        let Some(handover) = records.handovers.iter_mut().find(|handover| handover.id == pick_up.id) else { return Ok(false) };
        if handover.standing(pick_up.now) != HandoverStanding::Waiting || handover.user != pick_up.user {
            return Ok(false);
        }
        handover.state = HandoverState::PickedUp;
        handover.picked_up_at = Some(pick_up.now);
        handover.picked_up_from = Some(pick_up.from.clone());
        handover.fingerprint = Some(pick_up.fingerprint.clone());
        if let PickedSecret::ApiToken { expires_at, .. } = pick_up.secret {
            handover.expires_at = Some(expires_at);
        }
        self.note(std::slice::from_ref(note));
        Ok(true)
    }

    fn handover(&self, id: HandoverId) -> Kept<Option<Handover>> {
        Ok(self.open().handovers.iter().find(|handover| handover.id == id).cloned())
    }

    fn handovers(&self, query: &HandoverQuery, part: Slice) -> Kept<Listed<Handover>> {
        let fits = |handover: &&Handover| {
            let late = |now| match handover.state {
                HandoverState::Issued => now >= handover.pickup_until,
                _ => handover.expires_at.is_some_and(|end| now >= end),
            };
            handover.login.as_str().contains(&query.text)
                && query.user.is_none_or(|user| user == handover.user)
                && query.state.is_none_or(|state| state == handover.state)
                && query.over.is_none_or(|(over, now)| over == late(now))
                && query.api_tokens.is_none_or(|api| api == matches!(handover.kind, HandoverKind::ApiToken { .. }))
        };
        Ok(slice(&self.open().handovers.iter().rev().filter(fits).cloned().collect::<Vec<_>>(), part))
    }

    fn revoke(&self, ids: &[HandoverId], now: UnixSeconds, by: &LoginId, notes: &[Entry]) -> Kept<u64> {
        let mut records = self.open();
        let mut count = 0;
        for handover in records.handovers.iter_mut().filter(|handover| ids.contains(&handover.id)) {
            (handover.state, handover.ended_at, handover.ended_by) = (HandoverState::Revoked, Some(now), Some(by.clone()));
            count += 1;
        }
        self.note(notes);
        Ok(count)
    }

    fn api_token(&self, _: &TokenDigest) -> Kept<Option<ApiTokenFacts>> {
        Ok(None)
    }

    fn reminders_due(&self, _: UnixSeconds, _: &[u32], _: u32) -> Kept<Vec<ReminderDue>> {
        Ok(Vec::new())
    }

    fn remind(&self, _: HandoverId, _: u32, _: &NewMail) -> Kept<bool> {
        Ok(false)
    }
}

impl MailStore for Shelf {
    fn take_mails(&self, _: UnixSeconds, _: UnixSeconds, _: u32) -> Kept<Vec<Mail>> {
        Ok(Vec::new())
    }

    fn mail_sent(&self, _: MailId, _: UnixSeconds) -> Kept<()> {
        Ok(())
    }

    fn mail_failed(&self, _: MailId, _: &str, _: Option<UnixSeconds>) -> Kept<()> {
        Ok(())
    }

    fn mails(&self, _: &MailQuery, part: Slice) -> Kept<Listed<Mail>> {
        let waiting = |new: &NewMail| {
            let next_at = new.created_at;
            Mail { new: new.clone(), state: MailState::Waiting, attempts: 0, next_at, trouble: None, sent_at: None }
        };
        Ok(slice(&self.open().mails.iter().rev().map(waiting).collect::<Vec<_>>(), part))
    }

    fn mail(&self, id: MailId) -> Kept<Option<Mail>> {
        Ok(self.mails(&MailQuery::default(), Slice { skip: 0, take: u32::MAX })?.rows.into_iter().find(|mail| mail.new.id == id))
    }

    fn resend(&self, _: MailId, _: UnixSeconds, _: &Entry) -> Kept<bool> {
        Ok(true)
    }

    fn mail_counts(&self) -> Kept<MailCounts> {
        Ok(MailCounts { waiting: self.mails_written() as u64, ..MailCounts::default() })
    }
}

impl OfficeRecords for Shelf {
    fn parameters(&self) -> Kept<Parameters> {
        Ok(self.open().parameters)
    }

    fn set_parameters(&self, before: &Parameters, after: &Parameters, note: &Entry) -> Kept<bool> {
        let mut records = self.open();
        let same = records.parameters == *before;
        if same {
            records.parameters = *after;
            self.note(std::slice::from_ref(note));
        }
        Ok(same)
    }

    fn template(&self, kind: MailKind) -> Kept<Option<Template>> {
        Ok(self.open().templates.get(&kind).cloned())
    }

    fn set_template(&self, kind: MailKind, template: Option<&Template>, note: &Entry) -> Kept<()> {
        let mut records = self.open();
        match template {
            Some(template) => records.templates.insert(kind, template.clone()),
            None => records.templates.remove(&kind),
        };
        self.note(std::slice::from_ref(note));
        Ok(())
    }

    fn tenants(&self) -> Kept<Vec<Tenant>> {
        Ok(self.open().tenants.clone())
    }

    fn put_tenant(&self, tenant: &Tenant, note: &Entry) -> Kept<()> {
        let mut records = self.open();
        records.tenants.retain(|other| other.id != tenant.id);
        records.tenants.push(tenant.clone());
        self.note(std::slice::from_ref(note));
        Ok(())
    }

    fn add_activity(&self, counts: &[Activity]) -> Kept<()> {
        self.open().activity.extend_from_slice(counts);
        Ok(())
    }

    fn activity(&self, from: Hour) -> Kept<Vec<Activity>> {
        Ok(self.open().activity.iter().filter(|activity| activity.hour >= from).cloned().collect())
    }

    fn purge_office(&self, _: UnixSeconds, _: UnixSeconds, _: u32) -> Kept<Purged> {
        Ok(Purged::default())
    }
}

/// Hashes that take no time.
pub(crate) struct Plain;

impl PasswordHasher for Plain {
    fn hash(&self, password: &Secret) -> Result<String, HashFault> {
        Ok(format!("plain {}", password.reveal()))
    }

    fn matches(&self, hash: Option<&str>, password: &Secret) -> bool {
        hash.and_then(|hash| hash.strip_prefix("plain ")) == Some(password.reveal())
    }
}
