//! The way home: every end of a journey that a client began goes back to the client, to the URI that was judged at the start.

use fgapi_token::PlainToken;

use crate::journey::LinkRequest;

/// How a journey ends, but for the customer's yes (RFC 6749, 4.1.2.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Ending {
    /// The customer said no, or turned back.
    Refused,
    /// The request has a field that is wrong, twice there or too long.
    InvalidRequest(&'static str),
    /// The request asks for unknown grants, or for none that the client may have.
    InvalidScope,
    /// The customer could not prove who they are, too many times.
    Locked,
    /// Too much time passed.
    Expired,
    /// The journey had an end already: its last form was sent twice.
    AlreadyEnded,
    /// The browser lost its part of the session, or never had it: its login was sent twice, and the answer that counted was lost.
    NotThisBrowser,
    /// The client may not call any more.
    ClientSuspended,
    /// The bank does not answer now.
    BankUnavailable,
    /// The bank's hours of maintenance.
    Maintenance,
    /// Something broke.
    ServerError,
}

impl Ending {
    /// `error`.
    pub const fn error(self) -> &'static str {
        match self {
            Self::Refused | Self::Locked | Self::Expired | Self::AlreadyEnded | Self::NotThisBrowser => "access_denied",
            Self::InvalidRequest(_) => "invalid_request",
            Self::InvalidScope => "invalid_scope",
            Self::ClientSuspended => "unauthorized_client",
            Self::BankUnavailable | Self::Maintenance => "temporarily_unavailable",
            Self::ServerError => "server_error",
        }
    }

    /// `error_description`: for developers, in ASCII as RFC 6749 asks.
    pub fn description(self) -> String {
        match self {
            Self::Refused => "the customer did not consent".into(),
            Self::InvalidRequest(field) => format!("{field} is malformed or given more than once"),
            Self::InvalidScope => "grants names something unknown, or nothing that this client may have".into(),
            Self::Locked => "the customer could not be authenticated".into(),
            Self::Expired => "the session expired; begin again".into(),
            Self::AlreadyEnded => "this session has ended already; begin again".into(),
            Self::NotThisBrowser => "this session does not go on in this browser; begin again".into(),
            Self::ClientSuspended => "this client is suspended".into(),
            Self::BankUnavailable => "the bank does not answer now; try again later".into(),
            Self::Maintenance => "the bank is in its maintenance hours; try again later".into(),
            Self::ServerError => "the consent could not be completed; begin again".into(),
        }
    }
}

/// The URI with `error=`, and with `state` and `iss` where there are any.
pub(crate) fn with_error(request: &LinkRequest, ending: Ending, issuer: Option<&str>) -> String {
    let description = ending.description();
    going(request, &[("error", ending.error()), ("error_description", &description)], issuer)
}

/// The URI with `auth_token` (FGAPI /auth/login@GET).
pub(crate) fn with_token(request: &LinkRequest, token: &PlainToken, issuer: Option<&str>) -> String {
    going(request, &[("auth_token", token.reveal())], issuer)
}

fn going(request: &LinkRequest, first: &[(&str, &str)], issuer: Option<&str>) -> String {
    let state = request.state.as_ref().map(|state| ("state", state.as_str()));
    let issuer = issuer.map(|issuer| ("iss", issuer));
    request.redirect.with(&first.iter().copied().chain(state).chain(issuer).collect::<Vec<_>>())
}
