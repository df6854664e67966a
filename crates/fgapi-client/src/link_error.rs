//! How a call on a customer's link fails.

use crate::{CallError, Reason, Refused, StorageFault};

/// A call on a customer's link was not answered.
#[derive(Clone, Debug, thiserror::Error)]
pub enum LinkError {
    /// The bank does not take the refresh token any more. Nothing but a new login of the customer helps: send them to
    /// [`Fgapi::login_url`](crate::Fgapi::login_url), and [`redeem`](crate::Link::redeem) what they bring.
    #[error("the link is over{}: the customer has to link again", reason.as_ref().map(|reason| format!(" ({reason})")).unwrap_or_default())]
    LinkAgain {
        /// Why, where the bank tells.
        reason: Option<Reason>,
        /// Names the call in the bank's log; empty where the bank gave none.
        request_id: String,
    },
    /// Nothing is stored: the customer has not linked yet, or the link was ended here.
    #[error("no tokens are stored for this customer: let them link first")]
    NotLinked,
    /// The storage failed. The bank's pair is not lost: the same call gets it again, once the storage works.
    #[error(transparent)]
    Storage(#[from] StorageFault),
    /// The bank did not answer, or refused the call itself.
    #[error(transparent)]
    Call(#[from] CallError),
}

impl LinkError {
    /// What a developer does next.
    pub fn next_step(&self) -> &'static str {
        match self {
            Self::LinkAgain { .. } | Self::NotLinked => {
                "send the customer to Fgapi::login_url, and give what they bring back to Link::redeem"
            }
            Self::Storage(_) => "repair the storage and ask again within ten minutes: the bank keeps its answer for so long",
            Self::Call(error) => error.next_step(),
        }
    }

    /// The HTTP status, when it was the bank's answer.
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Call(error) => error.status(),
            Self::LinkAgain { .. } | Self::NotLinked | Self::Storage(_) => None,
        }
    }

    pub(crate) fn over(refused: &Refused) -> Self {
        Self::LinkAgain { reason: refused.reason.clone(), request_id: refused.request_id.clone() }
    }
}

/// Whether a refused exchange says that the refresh token is dead, and not that the client or its system token is unknown. RFC 6749
/// has 400 for it, FGAPI 401, and some banks have no words at all.
pub(crate) fn is_dead(refused: &Refused) -> bool {
    match refused.error.as_str() {
        _ if refused.reason == Some(Reason::ClientSuspended) => false,
        "invalid_grant" => matches!(refused.status, 400 | 401),
        "" => refused.status == 401,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dead_refresh_token_is_told_from_a_client_that_is_not_let_in() {
        let dead = |status: u16, body: &str| is_dead(&Refused::read(status, None, String::new(), body.as_bytes(), &[]));
        assert!(dead(401, r#"{"error":"invalid_grant","reason":"rotated"}"#));
        assert!(dead(400, r#"{"error":"invalid_grant"}"#));
        assert!(dead(401, "<html>"));
        assert!(!dead(401, r#"{"error":"invalid_client"}"#));
        assert!(!dead(401, r#"{"error":"invalid_token"}"#));
        assert!(!dead(401, r#"{"error":"invalid_grant","reason":"client_suspended"}"#));
        assert!(!dead(503, r#"{"error":"invalid_grant"}"#));
        assert!(!dead(400, ""));
    }

    #[test]
    fn the_error_says_that_the_customer_has_to_link_again() {
        let refused = Refused::read(401, None, "r-1".to_owned(), br#"{"error":"invalid_grant","reason":"revoked_by_user"}"#, &[]);
        let error = LinkError::over(&refused);
        assert_eq!(error.to_string(), "the link is over (revoked_by_user): the customer has to link again");
        assert!(error.next_step().contains("login_url"));
    }
}
