//! Screens from which no way leads home. None of them shows what was sent.

use serde::Serialize;

/// A request that begins or continues nothing.
#[derive(Clone, Debug, Serialize)]
pub struct RefusedView {
    /// The HTTP status, shown small.
    pub status: u16,
    /// What happened.
    pub trouble: Trouble,
    /// The product's stable error code, for whoever is asked for help.
    pub code: Option<String>,
    /// The request's id, for the same person.
    pub request_id: Option<String>,
    /// Where to try again; without it there is no such button.
    pub retry: Option<String>,
}

/// What keeps a journey from beginning or going on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Trouble {
    /// 400: a parameter is missing, repeated or malformed.
    Malformed,
    /// 401: no such app, or it may not connect.
    Client,
    /// 401: the address that the app wants people sent back to is not the app's.
    Redirect,
    /// 403: the form is not from this browser's journey (cookie or CSRF token).
    Stranger,
    /// 404: no such journey, or it is over.
    Gone,
    /// 404: no such page.
    NoPage,
    /// 503: too busy.
    Busy,
    /// 503: maintenance hours.
    Maintenance,
    /// 502, 503, 504: the bank's core does not answer.
    Bank,
    /// 503: what others entrust to the gateway cannot be sealed or opened.
    Shut,
    /// 500: our own fault.
    Fault,
}

impl Trouble {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::Malformed,
        Self::Client,
        Self::Redirect,
        Self::Stranger,
        Self::Gone,
        Self::NoPage,
        Self::Busy,
        Self::Maintenance,
        Self::Bank,
        Self::Shut,
        Self::Fault,
    ];
}

/// The customer's own page is left.
#[derive(Clone, Debug, Serialize)]
pub struct EndedView {
    /// How.
    pub end: OwnPageEnd,
    /// Where to sign in anew.
    pub begin: Option<String>,
}

/// How the customer's own page was left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum OwnPageEnd {
    /// Signed out.
    SignedOut,
    /// Left alone for too long.
    Expired,
    /// The browser sends no cookie.
    NoCookie,
    /// Logging in was called off.
    Cancelled,
    /// Too many wrong answers.
    Locked,
    /// Back from another institution's screens, and nobody is signed in.
    NotLinked,
}

impl OwnPageEnd {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::SignedOut, Self::Expired, Self::NoCookie, Self::Cancelled, Self::Locked, Self::NotLinked];
}
