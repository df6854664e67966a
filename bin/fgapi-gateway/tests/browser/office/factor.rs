//! A telephone with an authenticator app, and the paper with the recovery codes.

use std::cell::RefCell;

use fgapi_domain::{Clock as _, SystemClock};
use totp_rs::{Algorithm, Builder, Secret, Totp};

/// What somebody proves with that it is them, beside their password.
pub(crate) struct Factor {
    app: Totp,
    recovery: RefCell<Vec<String>>,
}

impl Factor {
    /// The app learns a secret that is typed, as the screen shows it.
    pub(crate) fn typed(secret: &str) -> Self {
        let secret = Secret::try_from_base32(secret.replace(' ', "")).unwrap();
        let builder = Builder::new().with_algorithm(Algorithm::SHA1).with_digits(6).with_step_duration(30).with_secret(secret.to_vec());
        Self { app: builder.build().unwrap(), recovery: RefCell::default() }
    }

    /// What the app shows now.
    pub(crate) fn code(&self) -> String {
        let now = SystemClock.now().0.cast_unsigned();
        self.app.generate(now).to_string()
    }

    /// A code that is certainly not the app's now, nor just before or after.
    pub(crate) fn wrong_code(&self) -> String {
        let now = SystemClock.now().0.cast_unsigned();
        let near: Vec<String> = [now - 60, now - 30, now, now + 30, now + 60].iter().map(|at| self.app.generate(*at).to_string()).collect();
        (0..10).map(|digit| digit.to_string().repeat(6)).find(|code| !near.contains(code)).unwrap()
    }

    /// Notes the recovery codes down.
    pub(crate) fn note(&self, codes: Vec<String>) {
        *self.recovery.borrow_mut() = codes;
    }

    /// One of them, and strikes it out.
    pub(crate) fn recovery_code(&self) -> String {
        self.recovery.borrow_mut().pop().unwrap()
    }
}
