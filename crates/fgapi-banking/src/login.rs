//! What comes of a customer's attempt to prove who they are.

use fgapi_domain::{CustomerId, UnixSeconds};

/// The outcome of [`LogIn::log_in`](crate::LogIn::log_in) and [`LogIn::log_in_with_certificate`](crate::LogIn::log_in_with_certificate).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LogInOutcome {
    /// The customer is who they say.
    Known {
        /// Who they are.
        customer: CustomerId,
        /// Wrong attempts in a row before this one; a sign of risk.
        failures: u32,
    },
    /// They are not let in.
    Refused(RefusedLogIn),
}

/// Why a customer was not let in. A door shows [`NoMatch`](Self::NoMatch) and [`NotThisWay`](Self::NotThisWay) alike, so that
/// nobody learns which login ids exist; for the same reason a login id that does not exist is locked like one that does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefusedLogIn {
    /// Unknown login id or certificate, or wrong password.
    NoMatch,
    /// Too many wrong passwords; not before this time.
    Locked {
        /// When the next attempt will be looked at.
        until: UnixSeconds,
    },
    /// This customer must log in another way (by certificate), or not at all.
    NotThisWay,
}

/// What comes of a secret that was presented by a customer who is known: an answer, a PIN.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Checked {
    /// It is right.
    Right,
    /// It is wrong, or there is nothing to compare it with.
    Wrong,
    /// Too many wrong ones; not before this time. Nothing was compared.
    Locked {
        /// When the next attempt will be looked at.
        until: UnixSeconds,
    },
}
