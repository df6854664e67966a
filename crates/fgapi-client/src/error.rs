//! How a call fails.

use fgapi_wire::ErrorAnswer;

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

/// A call did not answer with 200.
#[derive(Debug, thiserror::Error)]
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
        /// What is wrong with it.
        why: String,
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
}

/// A refused call. Other FGAPI banks may leave all texts empty.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("status {status} {error}{}: {description}", if error_code.is_empty() { String::new() } else { format!(" ({error_code})") })]
pub struct Refused {
    /// The HTTP status.
    pub status: u16,
    /// The error in the words of RFC 6749 and 6750.
    pub error: String,
    /// The stable code of the error catalogue.
    pub error_code: String,
    /// Why a credential is dead, where it is told.
    pub reason: Option<String>,
    /// A sentence for people.
    pub description: String,
    /// Names the call in the bank's log.
    pub request_id: String,
    /// After how many seconds to ask again, where it is told.
    pub retry_after: Option<u64>,
}

impl Refused {
    /// Reads the body of a refusal; another bank's may have none.
    pub(crate) fn read(status: u16, retry_after: Option<u64>, body: &[u8]) -> Self {
        let told = serde_json::from_slice::<ErrorAnswer<'_>>(body).ok();
        let text = |field: fn(&ErrorAnswer<'_>) -> String| told.as_ref().map(field).unwrap_or_default();
        Self {
            status,
            error: text(|told| told.error.to_string()),
            error_code: text(|told| told.error_code.to_string()),
            reason: told.as_ref().and_then(|told| told.reason.as_ref()).map(ToString::to_string),
            description: text(|told| told.error_description.to_string()),
            request_id: text(|told| told.request_id.to_string()),
            retry_after,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_is_read_with_all_that_it_tells() {
        let body = br#"{"error":"invalid_token","error_description":"gone","error_code":"FG401-001","request_id":"r","reason":"expired"}"#;
        let refused = Refused::read(401, Some(3), body);
        assert_eq!((refused.error.as_str(), refused.reason.as_deref(), refused.retry_after), ("invalid_token", Some("expired"), Some(3)));
        assert_eq!(refused.to_string(), "status 401 invalid_token (FG401-001): gone");
    }

    #[test]
    fn a_refusal_without_a_body_is_a_refusal() {
        assert_eq!(Refused::read(404, None, b"<html>").status, 404);
    }
}
