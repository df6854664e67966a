//! What every law needs: a fresh store, people in it, and the audit log beside it.

use std::any::Any;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Barrier};

use fgapi_admin::{
    Handover, HandoverId, HandoverKind, HandoverState, Invitation, InvitationId, Level, MailAddress, MailId, MailKind, NewMail, NewUser,
    OfficeStore, PickUp, PickedSecret, PortalUser, Profile, Role, Session, Stage as SignInStage, Tenant, TenantId, UserId,
};
use fgapi_audit::{Act, AuditStore, By, Entry, EntryTime};
use fgapi_domain::{GrantSet, LoginId, SystemEntropy, UnixSeconds, new_uuid};
use fgapi_token::{TokenDigest, TokenStore};
use uuid::Uuid;

/// When a stage begins.
pub(crate) const START: UnixSeconds = UnixSeconds(1_790_000_000);
/// Seconds of a day.
pub(crate) const DAY: i64 = 86_400;

/// One node: ports over the same store.
#[derive(Clone)]
pub struct OfficeNode {
    /// The office's records.
    pub office: Arc<dyn OfficeStore>,
    /// The audit log.
    pub audit: Arc<dyn AuditStore>,
    /// Clients.
    pub tokens: Arc<dyn TokenStore>,
}

/// One fresh, empty store, opened by one node or more.
pub struct OfficeNodes {
    nodes: Vec<OfficeNode>,
    held: Box<dyn Any + Send + Sync>,
}

impl OfficeNodes {
    /// The store opened several times, as several processes would. `held` is dropped after them.
    pub fn new(nodes: Vec<OfficeNode>, held: impl Any + Send + Sync) -> Self {
        assert!(!nodes.is_empty(), "a stage needs a node");
        Self { nodes, held: Box::new(held) }
    }
}

/// A store under test, with one tenant in it.
pub struct Stage {
    nodes: Vec<OfficeNode>,
    entropy: SystemEntropy,
    turn: AtomicUsize,
    /// The tenant.
    pub tenant: TenantId,
    _held: Box<dyn Any + Send + Sync>,
}

impl Stage {
    /// A stage over a fresh store.
    pub fn over(store: OfficeNodes) -> Self {
        let OfficeNodes { nodes, held } = store;
        let entropy = SystemEntropy::new();
        let tenant = TenantId::generate(&entropy).expect("randomness");
        let stage = Self { nodes, entropy, turn: AtomicUsize::new(0), tenant, _held: held };
        let tenant = Tenant { id: tenant, name: "見本商店".parse().expect("a name"), created_at: START };
        stage.office().put_tenant(&tenant, &stage.note(Act::TenantCreate)).expect("a tenant is kept");
        stage
    }

    /// The office of the next node: calls go around.
    pub fn office(&self) -> &dyn OfficeStore {
        self.office_of(self.turn.fetch_add(1, Ordering::Relaxed))
    }

    /// The office of a node.
    pub fn office_of(&self, node: usize) -> &dyn OfficeStore {
        &*self.nodes[node % self.nodes.len()].office
    }

    /// The clients of the next node.
    pub fn tokens(&self) -> &dyn TokenStore {
        &*self.nodes[self.turn.fetch_add(1, Ordering::Relaxed) % self.nodes.len()].tokens
    }

    /// How many entries the audit log has.
    pub fn entries(&self) -> i64 {
        self.nodes[0].audit.head().expect("the log is read").seq.0
    }

    /// Does something of which exactly `entries` entries are told.
    pub fn told<T>(&self, entries: i64, doing: impl FnOnce() -> T) -> T {
        let before = self.entries();
        let done = doing();
        assert_eq!(self.entries() - before, entries, "a change is told with its entries, and what was refused with none");
        done
    }

    /// An entry of the log.
    pub fn note(&self, act: Act) -> Entry {
        Entry::done(EntryTime(START.0), &By::GATEWAY, act, "target")
    }

    /// A number that nothing has.
    pub fn uuid(&self) -> Uuid {
        new_uuid(&self.entropy, START).expect("randomness")
    }

    /// A digest that nothing has.
    pub fn digest(&self) -> TokenDigest {
        TokenDigest::of(&self.uuid().to_string())
    }

    /// What is registered of somebody.
    pub fn profile(&self, name: &str, role: Role) -> Profile {
        Profile {
            login: login(name),
            name: format!("{name} さん").parse().expect("a name"),
            mail: address(&format!("{name}@kakei.example")),
            tenant: self.tenant,
            role,
            suspended: false,
        }
    }

    /// Somebody new, who is invited for a day.
    pub fn new_user(&self, profile: Profile) -> NewUser {
        let id = UserId(self.uuid());
        let invitation = Invitation { id: InvitationId(self.uuid()), user: id, until: START.plus(DAY) };
        let mail = NewMail { invitation: Some(invitation.id), ..self.mail(&profile.mail) };
        NewUser { id, profile, invitation, mail: Some(mail), created_at: START }
    }

    /// Adds somebody.
    pub fn add(&self, name: &str, role: Role) -> PortalUser {
        let new = self.new_user(self.profile(name, role));
        let added = self.office().add_users(std::slice::from_ref(&new), &[self.note(Act::UserCreate)]);
        assert_eq!(added.expect("the store answers"), Ok(()), "a new user is added");
        self.user(new.id)
    }

    /// Adds a member.
    pub fn member(&self, name: &str) -> PortalUser {
        self.add(name, Role::Member)
    }

    /// Somebody as they are.
    pub fn user(&self, id: UserId) -> PortalUser {
        self.office().user(id).expect("the store answers").expect("the user is there")
    }

    /// Suspends somebody, or lets them again.
    pub fn suspend(&self, user: &PortalUser, suspended: bool) {
        let profile = Profile { suspended, ..user.profile.clone() };
        let changed = self.office().change_users(&[(user.id, profile)], &[self.note(Act::UserSuspend)]);
        assert_eq!(changed.expect("the store answers"), Ok(()), "a user is suspended");
    }

    /// A mail.
    pub fn mail(&self, to: &MailAddress) -> NewMail {
        NewMail {
            id: MailId(self.uuid()),
            kind: MailKind::Invitation,
            to: to.clone(),
            subject: "お知らせ".to_owned(),
            body: "本文\n{link}\n".to_owned(),
            invitation: None,
            created_at: START,
        }
    }

    /// An API token for somebody, to be picked up within a day.
    pub fn handover(&self, user: &PortalUser) -> Handover {
        Handover {
            id: HandoverId(self.uuid()),
            user: user.id,
            login: user.profile.login.clone(),
            name: user.profile.name.clone(),
            tenant: user.profile.tenant,
            kind: HandoverKind::ApiToken { level: Level::Tenant, grants: GrantSet::all(), days: 365 },
            state: HandoverState::Issued,
            issued_at: START,
            issued_by: login("staff"),
            pickup_until: START.plus(DAY),
            picked_up_at: None,
            picked_up_from: None,
            expires_at: None,
            fingerprint: None,
            ended_at: None,
            ended_by: None,
        }
    }

    /// Issues handovers, each with a mail and an entry.
    ///
    /// # Errors
    /// The user who cannot get one.
    pub fn issue(&self, handovers: &[Handover]) -> Result<(), UserId> {
        let mails: Vec<NewMail> = handovers.iter().map(|_| self.mail(&address("a@b.example"))).collect();
        let notes = vec![self.note(Act::TokenHandoverIssue); handovers.len()];
        self.office().issue(handovers, &mails, &notes).expect("the store answers")
    }

    /// Issues an API token to somebody.
    pub fn issued(&self, user: &PortalUser) -> Handover {
        let handover = self.handover(user);
        assert_eq!(self.issue(std::slice::from_ref(&handover)), Ok(()), "a token is issued");
        handover
    }

    /// How a handover is picked up at a time.
    pub fn pick_up(&self, handover: &Handover, now: UnixSeconds) -> PickUp {
        let digest = self.digest();
        let secret = match &handover.kind {
            HandoverKind::ApiToken { days, .. } => PickedSecret::ApiToken { digest, expires_at: now.plus(i64::from(*days) * DAY) },
            HandoverKind::ClientCredentials { client, overlap_seconds } => PickedSecret::Password {
                client: client.clone(),
                digest: fgapi_token::PasswordDigest(digest),
                overlap_until: now.plus(i64::from(*overlap_seconds)),
            },
        };
        let fingerprint = digest.fingerprint();
        PickUp { id: handover.id, user: handover.user, now, from: "192.0.2.7".to_owned(), fingerprint, secret }
    }

    /// Whether it was picked up.
    pub fn picks_up(&self, pick_up: &PickUp) -> bool {
        self.office().pick_up(pick_up, &self.note(Act::TokenHandoverPickUp)).expect("the store answers")
    }

    /// A handover as it is.
    pub fn as_it_is(&self, handover: &Handover) -> Handover {
        self.office().handover(handover.id).expect("the store answers").expect("the handover is there")
    }

    /// A session of somebody.
    pub fn session(&self, user: &PortalUser, stage: SignInStage) -> Session {
        let from = "192.0.2.7 Browser/1".to_owned();
        Session { digest: self.digest(), user: user.id, stage, began_at: START, seen_at: START, until: START.plus(DAY), from }
    }

    /// Somebody signs in.
    pub fn signs_in(&self, user: &PortalUser) -> Session {
        let session = self.session(user, SignInStage::SignedIn);
        self.office().begin_session(&session, None, &self.note(Act::OfficeSignIn)).expect("a session is kept");
        session
    }

    /// Whether a session is open on every node.
    pub fn is_open(&self, session: &Session) -> bool {
        let mut open =
            (0..self.nodes.len()).map(|node| self.office_of(node).session(&session.digest).expect("the store answers").is_some());
        let first = open.next().expect("a stage has a node");
        assert!(open.all(|open| open == first), "every node says the same of a session");
        first
    }
}

/// A login id.
pub(crate) fn login(text: &str) -> LoginId {
    text.parse().expect("a login id")
}

/// A mail address.
pub(crate) fn address(text: &str) -> MailAddress {
    text.parse().expect("a mail address")
}

/// How many call at once in a race.
const CROWD: usize = 16;

/// Runs `act` on [`CROWD`] threads that begin together; the outcomes, by thread.
pub(crate) fn at_once<T: Send>(act: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let barrier = Barrier::new(CROWD);
    std::thread::scope(|scope| {
        let run = |number| {
            let (barrier, act) = (&barrier, &act);
            scope.spawn(move || {
                barrier.wait();
                act(number)
            })
        };
        let threads: Vec<_> = (0..CROWD).map(run).collect();
        threads.into_iter().map(|thread| thread.join().expect("no caller breaks off")).collect()
    })
}
