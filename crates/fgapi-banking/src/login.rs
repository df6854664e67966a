//! What comes of a customer's attempt to log in.

use fgapi_domain::{CustomerId, UnixSeconds};

/// The outcome of [`LogIn::log_in`](crate::LogIn::log_in).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LogInOutcome {
    /// The customer is who they say.
    Known(CustomerId),
    /// They are not let in.
    Refused(RefusedLogIn),
}

/// Why a customer was not let in. A door shows all of them alike, so that nobody learns which login ids exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefusedLogIn {
    /// Unknown login id or wrong password.
    NoMatch,
    /// Too many wrong passwords; not before this time.
    Locked {
        /// When the next attempt will be looked at.
        until: UnixSeconds,
    },
    /// This customer must log in another way (by certificate), or not at all.
    NotThisWay,
}
