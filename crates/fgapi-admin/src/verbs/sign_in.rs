//! Signing in with a password, and what a session opens afterwards (C7).

use fgapi_audit::{Act, Actor, By, Origin};
use fgapi_domain::{LoginId, Secret, UnixSeconds};
use fgapi_token::{PlainToken, TokenDigest, TokenKind};

use crate::desk::by;
use crate::port::Attempted;
use crate::{AdminDesk, LockRule, OfficeFault, OpenSession, PortalUser, Session, Stage, Which};

/// How often the use of a session is written down at most.
const TOUCH_SECONDS: i64 = 60;

/// A session that begins, or goes on under another secret.
#[derive(Debug)]
pub struct Began {
    /// The cookie's value.
    pub secret: PlainToken,
    /// What comes next.
    pub stage: Stage,
    /// When the session is over, whatever happens.
    pub until: UnixSeconds,
}

/// Nobody was signed in.
#[derive(Debug, thiserror::Error)]
pub enum SignInRefused {
    /// Login id and password do not belong together, or this user may not sign in; never says which.
    #[error("login id or password is wrong")]
    Wrong,
    /// Too many wrong passwords.
    #[error("signing in is locked")]
    Locked {
        /// Until when.
        until: UnixSeconds,
    },
    /// Something else.
    #[error(transparent)]
    Office(#[from] OfficeFault),
}

/// A portal user who is signed in, for the length of one request.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// Who.
    pub user: PortalUser,
    /// From where this request comes.
    pub origin: Origin,
    /// Their session.
    pub session: TokenDigest,
}

impl SignedIn {
    /// Who acts, for the audit log: other rooms' desks are told it too.
    pub fn by(&self) -> By {
        by(&self.user, &self.origin)
    }
}

/// What a cookie opens.
#[derive(Clone, Debug)]
pub enum Open {
    /// Nothing: there is no such session, or it is over.
    Nothing,
    /// The password was right; the second factor is asked.
    SecondFactor(SignedIn),
    /// The password was right; a second factor must be enrolled.
    Enrolling(SignedIn),
    /// Everything that the user's role may.
    Office(SignedIn),
}

impl AdminDesk {
    /// Checks login id and password. The attempt is counted before the comparison, and takes the same time for login ids that nobody
    /// has; what is next depends on the role and on whether a second factor is enrolled.
    ///
    /// # Errors
    /// [`SignInRefused`].
    pub fn sign_in(&self, login: &str, password: &Secret, origin: &Origin, browser: &str) -> Result<Began, SignInRefused> {
        let now = self.now();
        let Ok(login) = login.parse::<LoginId>() else {
            self.hasher.matches(None, password);
            return Err(SignInRefused::Wrong);
        };
        let (known, locked) = match self.office.attempt(&login, self.lock_rule(now)).map_err(OfficeFault::from)? {
            Attempted::Counted { known } => (known, None),
            Attempted::Locked { until } => (None, Some(until)),
        };
        let hash = known.as_ref().and_then(|(_, hash)| hash.as_deref());
        let right = self.hasher.matches(hash, password);
        if let Some(until) = locked {
            self.note_refused_sign_in(&login, "locked", origin)?;
            return Err(SignInRefused::Locked { until });
        }
        let user = known.map(|(user, _)| user).filter(|user| right && !user.profile.suspended);
        let Some(user) = user else {
            self.note_refused_sign_in(&login, "wrong", origin)?;
            return Err(SignInRefused::Wrong);
        };
        let stage = match (user.has_second_factor, user.profile.role.needs_second_factor()) {
            (true, _) => Stage::SecondFactor,
            (false, true) => Stage::Enrolling,
            (false, false) => Stage::SignedIn,
        };
        let (secret, session) = self.fresh_session(&user, stage, origin, browser)?;
        let note = self.note(&by(&user, origin), Act::OfficeSignIn, user_target(&user)).with(format!("next={}", stage.as_str()));
        // While a code is still to come, wrong ones go on counting.
        let forgive = (stage != Stage::SecondFactor).then_some(&login);
        self.office.begin_session(&session, forgive, &note).map_err(OfficeFault::from)?;
        Ok(Began { secret, stage, until: session.until })
    }

    pub(crate) fn lock_rule(&self, now: UnixSeconds) -> LockRule {
        LockRule { most: self.policy.attempts, locked_until: now.plus(self.policy.lock_seconds), now }
    }

    fn note_refused_sign_in(&self, login: &LoginId, why: &'static str, origin: &Origin) -> Result<(), OfficeFault> {
        let by = By::new(Actor::Staff(login.as_str().into()), origin.clone());
        Ok(self.audit.append(&[self.note(&by, Act::OfficeSignIn, "office").refused(why)])?)
    }

    pub(crate) fn fresh_session(
        &self,
        user: &PortalUser,
        stage: Stage,
        origin: &Origin,
        browser: &str,
    ) -> Result<(PlainToken, Session), OfficeFault> {
        let now = self.now();
        let secret = PlainToken::generate(TokenKind::Browser, &*self.entropy)?;
        let address = origin.address.map(|address| address.to_string()).unwrap_or_default();
        let browser: String = browser.chars().filter(|c| !c.is_control()).take(200).collect();
        let session = Session {
            digest: secret.digest(),
            user: user.id,
            stage,
            began_at: now,
            seen_at: now,
            until: now.plus(self.policy.session_seconds),
            from: format!("{address} {browser}").trim().to_owned(),
        };
        Ok((secret, session))
    }

    /// What the value of a cookie opens now. A session of somebody who was suspended opens nothing.
    ///
    /// # Errors
    /// [`OfficeFault::Store`].
    pub fn open(&self, cookie: &Secret, origin: &Origin) -> Result<Open, OfficeFault> {
        let Ok(secret) = PlainToken::parse(TokenKind::Browser, cookie.reveal()) else { return Ok(Open::Nothing) };
        let Some(OpenSession { session, user }) = self.office.session(&secret.digest())? else { return Ok(Open::Nothing) };
        let now = self.now();
        let idle_until = session.seen_at.plus(self.policy.idle_seconds);
        if user.profile.suspended || now >= session.until || now >= idle_until {
            return Ok(Open::Nothing);
        }
        if now >= session.seen_at.plus(TOUCH_SECONDS.min(self.policy.idle_seconds / 2)) {
            self.office.touch_session(&session.digest, now)?;
        }
        let who = SignedIn { user, origin: origin.clone(), session: session.digest };
        Ok(match session.stage {
            Stage::SecondFactor => Open::SecondFactor(who),
            Stage::Enrolling => Open::Enrolling(who),
            Stage::SignedIn => Open::Office(who),
        })
    }

    /// Ends the session.
    ///
    /// # Errors
    /// [`OfficeFault::Store`].
    pub fn sign_out(&self, who: &SignedIn) -> Result<(), OfficeFault> {
        let note = self.note(&who.by(), Act::OfficeSignOut, user_target(&who.user));
        self.office.end_sessions(who.user.id, Which::Only(&who.session), &note)?;
        Ok(())
    }

    /// The user's own sessions, newest first.
    ///
    /// # Errors
    /// [`OfficeFault::Store`].
    pub fn own_sessions(&self, who: &SignedIn) -> Result<Vec<Session>, OfficeFault> {
        Ok(self.office.sessions(who.user.id)?)
    }

    /// Ends all of the user's own sessions but this one; how many.
    ///
    /// # Errors
    /// [`OfficeFault::Store`].
    pub fn end_other_sessions(&self, who: &SignedIn) -> Result<u64, OfficeFault> {
        let note = self.note(&who.by(), Act::OfficeSessionEnd, user_target(&who.user)).with("which=others");
        Ok(self.office.end_sessions(who.user.id, Which::But(&who.session), &note)?)
    }
}

/// How a portal user is told in the audit log.
pub(crate) fn user_target(user: &PortalUser) -> String {
    format!("user:{}", user.profile.login)
}
