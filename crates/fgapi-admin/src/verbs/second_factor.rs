//! The second factor: asked, enrolled, recovered (F1).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use fgapi_audit::Act;
use fgapi_domain::Secret;
use fgapi_token::TokenDigest;

use super::sign_in::user_target;
use crate::port::Attempted;
use crate::second_factor::{RECOVERY_CODES, TotpSecret, new_recovery_code, recovery_digest};
use crate::{AdminDesk, Began, OfficeFault, SignedIn, Stage};

/// A second factor that is being enrolled.
#[derive(Debug)]
pub struct Enrolment {
    /// What an authenticator app reads from a picture: `otpauth://…`.
    pub address: Secret,
    /// The same for somebody who types it.
    pub typed: Secret,
    /// For the form: the secret, sealed for this user.
    pub sealed: Secret,
}

/// A second factor was not taken.
#[derive(Debug, thiserror::Error)]
pub enum FactorRefused {
    /// The code is wrong, was used before, or is too old.
    #[error("the code is wrong")]
    Wrong,
    /// Too many wrong codes.
    #[error("signing in is locked")]
    Locked {
        /// Until when.
        until: fgapi_domain::UnixSeconds,
    },
    /// The present password is wrong.
    #[error("the present password is wrong")]
    Present,
    /// The form is not one that this office made for this user.
    #[error("the form is not known")]
    Form,
    /// Something else.
    #[error(transparent)]
    Office(#[from] OfficeFault),
}

impl From<fgapi_token::StoreFault> for FactorRefused {
    fn from(fault: fgapi_token::StoreFault) -> Self {
        Self::Office(fault.into())
    }
}

impl AdminDesk {
    /// Takes a code of the authenticator app, or a recovery code, from somebody whose password was right. The attempt is counted
    /// before it is compared; each code is good once.
    ///
    /// # Errors
    /// [`FactorRefused`].
    pub fn prove_second_factor(&self, who: &SignedIn, code: &str, browser: &str) -> Result<Began, FactorRefused> {
        let now = self.now();
        let login = &who.user.profile.login;
        if let Attempted::Locked { until } = self.office.attempt(login, self.lock_rule(now))? {
            let note = self.note(&who.by(), Act::OfficeSecondFactor, user_target(&who.user)).refused("locked");
            self.audit.append(&[note]).map_err(OfficeFault::from)?;
            return Err(FactorRefused::Locked { until });
        }
        let by_app = self.is_code_of_app(who, code)?;
        let by_recovery = !by_app && {
            let note = self.note(&who.by(), Act::OfficeRecoveryCode, user_target(&who.user));
            self.office.use_recovery_code(who.user.id, &recovery_digest(code), &note)?
        };
        let note = self.note(&who.by(), Act::OfficeSecondFactor, user_target(&who.user));
        if !by_app && !by_recovery {
            self.audit.append(&[note.refused("wrong")]).map_err(OfficeFault::from)?;
            return Err(FactorRefused::Wrong);
        }
        let began = self.signed_in(who, browser, &note.with(if by_app { "by=app" } else { "by=recovery_code" }))?;
        Ok(began)
    }

    fn is_code_of_app(&self, who: &SignedIn, code: &str) -> Result<bool, FactorRefused> {
        let Some(factor) = self.office.factor(who.user.id)? else { return Ok(false) };
        let Some(secret) = self.key.open(&factor.sealed, who.user.id) else {
            let fault = fgapi_token::StoreFault::Corrupt("a second factor does not open under this office's key".into());
            return Err(fault.into());
        };
        match TotpSecret::from_bytes(secret).step_of(code, self.now()) {
            Some(step) if step > factor.last_step => Ok(self.office.use_step(who.user.id, step)?),
            _ => Ok(false),
        }
    }

    /// The session goes on, signed in, under another secret.
    fn signed_in(&self, who: &SignedIn, browser: &str, note: &fgapi_audit::Entry) -> Result<Began, OfficeFault> {
        let (secret, session) = self.fresh_session(&who.user, Stage::SignedIn, &who.origin, browser)?;
        if !self.office.renew_session(&who.session, &session, true, note)? {
            return Err(OfficeFault::Unknown("session"));
        }
        Ok(Began { secret, stage: Stage::SignedIn, until: session.until })
    }

    /// Begins to enrol a second factor, for the first time or in the place of another.
    ///
    /// # Errors
    /// [`OfficeFault`].
    pub fn begin_enrolment(&self, who: &SignedIn) -> Result<Enrolment, OfficeFault> {
        let secret = TotpSecret::generate(&*self.entropy)?;
        self.enrolment(who, &secret)
    }

    /// The same enrolment again, after a wrong code; `None` when the form is not one of this office for this user.
    ///
    /// # Errors
    /// [`OfficeFault`].
    pub fn same_enrolment(&self, who: &SignedIn, sealed: &Secret) -> Result<Option<Enrolment>, OfficeFault> {
        self.sealed_secret(who, sealed).map(|secret| self.enrolment(who, &secret)).transpose()
    }

    fn enrolment(&self, who: &SignedIn, secret: &TotpSecret) -> Result<Enrolment, OfficeFault> {
        let sealed = self.key.seal(secret.to_text().reveal().as_bytes(), who.user.id, &*self.entropy)?;
        let issuer = if self.policy.service.is_empty() { &self.policy.bank } else { &self.policy.service };
        let address = secret.address(&who.user.profile.login, issuer).ok_or(fgapi_domain::EntropyFault)?;
        Ok(Enrolment { address, typed: secret.typed(), sealed: Secret::new(URL_SAFE_NO_PAD.encode(sealed)) })
    }

    fn sealed_secret(&self, who: &SignedIn, sealed: &Secret) -> Option<TotpSecret> {
        let bytes = URL_SAFE_NO_PAD.decode(sealed.reveal()).ok()?;
        let text = self.key.open(&bytes, who.user.id)?;
        TotpSecret::from_text(&Secret::new(std::str::from_utf8(&text).ok()?))
    }

    /// Ends an enrolment with a code of the app: the recovery codes, which are told once. A user who was still to enrol is signed in by
    /// it under another secret; whoever was signed in stays so.
    /// Whoever has a factor already gives their `present` password, too: a session that was left open gives nobody a factor of their
    /// own.
    ///
    /// # Errors
    /// [`FactorRefused`].
    pub fn enrol(
        &self,
        who: &SignedIn,
        present: Option<&Secret>,
        sealed: &Secret,
        code: &str,
        browser: &str,
    ) -> Result<(Vec<Secret>, Began), FactorRefused> {
        let known = match present {
            Some(present) => self.knows_password(who, present)?,
            None => !who.user.has_second_factor,
        };
        if !known {
            let note = self.note(&who.by(), Act::OfficeEnroll, user_target(&who.user)).refused("wrong");
            self.audit.append(&[note]).map_err(OfficeFault::from)?;
            return Err(FactorRefused::Present);
        }
        let secret = self.sealed_secret(who, sealed).ok_or(FactorRefused::Form)?;
        let step = secret.step_of(code, self.now()).ok_or(FactorRefused::Wrong)?;
        let codes = (0..RECOVERY_CODES).map(|_| new_recovery_code(&*self.entropy)).collect::<Result<Vec<_>, _>>();
        let codes = codes.map_err(OfficeFault::from)?;
        let digests: Vec<TokenDigest> = codes.iter().map(|code| recovery_digest(code.reveal())).collect();
        let kept = self.key.seal(secret.bytes(), who.user.id, &*self.entropy).map_err(OfficeFault::from)?;
        let note = self.note(&who.by(), Act::OfficeEnroll, user_target(&who.user));
        self.office.enrol(who.user.id, &kept, step, &digests, &note)?;
        let began =
            self.signed_in(who, browser, &self.note(&who.by(), Act::OfficeSecondFactor, user_target(&who.user)).with("by=enrolment"))?;
        Ok((codes, began))
    }
}
