//! How a call fails, and what is to be done then.

use std::fmt;

use zeroize::Zeroizing;

use crate::Reason;
use crate::told::Told;

/// No client was made.
#[derive(Debug, thiserror::Error)]
pub enum SetUpError {
    /// The base URL is none.
    #[error("the base URL must be a URL such as https://bank.example/api/v1, without a query")]
    NotAUrl,
    /// Passwords and tokens would travel in clear.
    #[error("the base URL must begin with https:// (http:// is for this machine only, such as http://127.0.0.1:8080)")]
    NotSecure,
    /// The base URL names an address that is not public ([`Reach::Public`](crate::Reach::Public)).
    #[error("the base URL must not name an address outside of the public network")]
    NotPublic,
    /// TLS could not be set up.
    #[error("TLS could not be set up: {0}")]
    Tls(String),
}

/// A call did not answer with 200. No secret that was sent stands in its text.
#[derive(Clone, Debug, thiserror::Error)]
pub enum CallError {
    /// The bank refused it, and says why.
    #[error(transparent)]
    Refused(Box<Refused>),
    /// No answer came. Whether the call was done is not known: ask again, with the same `idempotency_key`.
    #[error("the bank did not answer: {story}")]
    Unanswered {
        /// What kept it away.
        silence: Silence,
        /// The same with all causes, for people; a bank's own words may stand in it.
        story: String,
    },
    /// An answer came that FGAPI does not have.
    #[error("the bank answered status {status} with something that is not FGAPI: {why}")]
    NotUnderstood {
        /// The HTTP status.
        status: u16,
        /// What is wrong with it, and in which field.
        why: String,
        /// Names the call in the bank's log; empty where the bank gave none.
        request_id: String,
    },
}

/// Why no answer came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Silence {
    /// It was not there in time.
    Late,
    /// The bank was not reached: its name leads nowhere, or nobody listens there.
    NotReached,
    /// Its name leads to an address that may not be reached ([`Reach::Public`](crate::Reach::Public)); nothing was sent.
    NotPublic,
    /// There was no secure connection: its certificate is not believed, or it speaks no TLS that we know.
    Untrusted,
    /// What came is no HTTP.
    Garbled,
    /// The connection ended before the answer did.
    Cut,
}

impl CallError {
    /// The refusal, when it is one.
    pub fn refused(&self) -> Option<&Refused> {
        match self {
            Self::Refused(refused) => Some(refused),
            _ => None,
        }
    }

    /// The HTTP status, when an answer came.
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Refused(refused) => Some(refused.status),
            Self::NotUnderstood { status, .. } => Some(*status),
            Self::Unanswered { .. } => None,
        }
    }

    /// Why a credential is dead, or the bank closed, where it is told.
    pub fn reason(&self) -> Option<&Reason> {
        self.refused()?.reason.as_ref()
    }

    /// What names the call in the bank's log, where it is told.
    pub fn request_id(&self) -> Option<&str> {
        let id = match self {
            Self::Refused(refused) => refused.request_id.as_str(),
            Self::NotUnderstood { request_id, .. } => request_id,
            Self::Unanswered { .. } => "",
        };
        Some(id).filter(|id| !id.is_empty())
    }

    /// What a developer does next.
    pub fn next_step(&self) -> &'static str {
        match self {
            Self::Refused(refused) => refused.next_step(),
            Self::Unanswered { silence, .. } => match silence {
                Silence::Late | Silence::Cut => "ask again; where tokens are exchanged, with the same idempotency_key",
                Silence::NotReached => "check the base URL, and that the bank can be reached from this machine",
                Silence::NotPublic => "check the base URL; Reach::Anywhere reaches private networks",
                Silence::Untrusted => "check the base URL, or name the authority of the bank's certificate with Builder::trusting_too",
                Silence::Garbled => "check host and port of the base URL: what listens there speaks no HTTP",
            },
            Self::NotUnderstood { .. } => "check that the base URL leads to the bank's FGAPI, common prefix included; then tell the bank",
        }
    }
}

/// A refused call. Other FGAPI banks may leave all texts empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// The HTTP status.
    pub status: u16,
    /// The error in the words of RFC 6749 and 6750.
    pub error: String,
    /// The stable code of the error catalogue.
    pub error_code: String,
    /// Why a credential is dead, or the bank closed, where it is told.
    pub reason: Option<Reason>,
    /// Which field of the request is wrong, where it is told.
    pub field: Option<String>,
    /// A sentence for people.
    pub description: String,
    /// Names the call in the bank's log.
    pub request_id: String,
    /// After how many seconds to ask again, where it is told.
    pub retry_after: Option<u64>,
}

impl Refused {
    /// Reads the body of a refusal; another bank's may have none. `request_id` is the header's.
    pub(crate) fn read(status: u16, retry_after: Option<u64>, request_id: String, body: &[u8], sent: &[Zeroizing<String>]) -> Self {
        let Told { error, error_code, reason, field, description, request_id: told } = Told::read(body, sent);
        Self { status, error, error_code, reason, field, description, request_id: told.unwrap_or(request_id), retry_after }
    }

    /// What a developer does next.
    pub fn next_step(&self) -> &'static str {
        match (self.status, self.error.as_str()) {
            (300..=399, _) => "give the base URL to which the bank leads; nobody follows it there, because secrets would go along",
            (_, "invalid_client") => "check api_key, password and the address from which you call with what the bank has registered",
            (_, "invalid_grant") => "let the customer log in again, and use each auth token and refresh token once",
            (_, "invalid_scope" | "insufficient_scope") | (403, _) => {
                "ask for a grant that the client and the customer have given, and for an account that /accounts lists"
            }
            (400, _) => "correct the field that is named, and ask again",
            (401, _) => "get a new token; a Link does so by itself",
            (404, _) => "check that the base URL has the bank's common prefix, and that the bank serves this call",
            (429 | 503, _) => "ask again after the seconds of retry_after, with the same idempotency_key",
            (500.., _) => "ask again later; if it stays so, tell the bank the request_id",
            _ => "check that the base URL leads to the bank's FGAPI",
        }
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "status {}", self.status)?;
        if !self.error.is_empty() {
            write!(f, " {}", self.error)?;
        }
        let code = Some(self.error_code.as_str()).filter(|code| !code.is_empty());
        let notes: Vec<&str> = code.into_iter().chain(self.reason.as_ref().map(Reason::as_str)).collect();
        if !notes.is_empty() {
            write!(f, " ({})", notes.join(", "))?;
        }
        if let Some(field) = &self.field {
            write!(f, " in {field}")?;
        }
        match self.description.as_str() {
            "" => write!(f, ": {}", self.next_step()),
            description => write!(f, ": {description}"),
        }
    }
}

impl std::error::Error for Refused {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_is_read_with_all_that_it_tells() {
        let body = br#"{"error":"invalid_token","error_description":"gone","error_code":"FG401-003","request_id":"r","reason":"expired"}"#;
        let refused = Refused::read(401, Some(3), "header".to_owned(), body, &[]);
        assert_eq!((refused.error.as_str(), &refused.reason, refused.retry_after), ("invalid_token", &Some(Reason::Expired), Some(3)));
        assert_eq!(refused.request_id, "r");
        assert_eq!(refused.to_string(), "status 401 invalid_token (FG401-003, expired): gone");
    }

    #[test]
    fn a_refusal_names_the_field() {
        let body = br#"{"error":"invalid_request","error_description":"A date must be a real day.","error_code":"FG400-014","field":"start_date"}"#;
        let refused = Refused::read(400, None, "header".to_owned(), body, &[]);
        assert_eq!(refused.to_string(), "status 400 invalid_request (FG400-014) in start_date: A date must be a real day.");
        assert_eq!(refused.request_id, "header");
    }

    #[test]
    fn a_refusal_without_a_body_is_a_refusal_with_a_next_step() {
        for status in [204, 302, 400, 401, 403, 404, 429, 500, 503] {
            let refused = Refused::read(status, None, String::new(), b"<html>", &[]);
            let text = refused.to_string();
            assert!(refused.status == status && text.len() > 20 && !text.contains("html"), "{text}");
        }
    }
}
