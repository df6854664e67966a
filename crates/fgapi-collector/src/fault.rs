//! What an institution's refusals and silences count as. This is the one place that knows; of what the institution says only known
//! words and numbers are told on.

use std::time::Duration;

use fgapi_client::{CallError, CallbackError, Reason, Refused, Returned, SetUpError, Silence};
use fgapi_linked::{AggregationError, UpstreamFault};

/// A call, as the log knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Call {
    SystemToken,
    Token,
    Accounts,
    Balances,
    Transactions,
}

/// Whose credential a call shows: the same status means another thing.
enum Shown {
    /// The gateway's own.
    Own,
    /// The customer's auth or refresh token.
    Exchanged,
    /// The customer's access token.
    Access,
}

impl Call {
    const fn path(self) -> &'static str {
        match self {
            Self::SystemToken => "/auth/system_token",
            Self::Token => "/auth/token",
            Self::Accounts => "/accounts",
            Self::Balances => "/balances",
            Self::Transactions => "/transactions",
        }
    }

    const fn shown(self) -> Shown {
        match self {
            Self::SystemToken => Shown::Own,
            Self::Token => Shown::Exchanged,
            Self::Accounts | Self::Balances | Self::Transactions => Shown::Access,
        }
    }
}

/// Reasons that say by themselves what is to be done, whatever the status.
const REASONS: [(&str, AggregationError); 12] = [
    ("maintenance", AggregationError::Maintenance),
    ("announcement", AggregationError::LoginAnnouncement),
    ("pin_required", AggregationError::Pincode),
    ("question_required", AggregationError::SecretQuestion),
    ("one_time_password_required", AggregationError::OneTimePassword),
    ("consent_ended", AggregationError::Login),
    ("revoked_by_user", AggregationError::Login),
    ("revoked_by_client", AggregationError::Login),
    ("revoked_by_bank", AggregationError::Login),
    ("reused", AggregationError::Login),
    ("password_changed", AggregationError::Login),
    ("client_suspended", AggregationError::Login),
];

/// A fault in our own words.
pub(crate) fn fault(error: AggregationError, why: impl Into<String>) -> UpstreamFault {
    UpstreamFault { error, retry_after: None, access_over: false, why: why.into() }
}

/// What came back breaks a promise or a limit.
pub(crate) fn odd(call: Call, what: &str) -> UpstreamFault {
    fault(AggregationError::Scraping, format!("{}: {what}", call.path()))
}

/// Everything together took longer than it may.
pub(crate) fn late(patience: Duration) -> UpstreamFault {
    fault(AggregationError::Timeout, format!("not done within {} ms", patience.as_millis()))
}

/// What a call that was not answered with 200 counts as.
pub(crate) fn of_call(call: Call, error: &CallError) -> UpstreamFault {
    match error {
        CallError::Refused(refused) => of_refusal(call, refused),
        CallError::Unanswered { silence, .. } => of_silence(call, *silence),
        CallError::NotUnderstood { status, .. } => odd(call, &format!("status {status} with what is not FGAPI, or too much of it")),
    }
}

fn of_silence(call: Call, silence: Silence) -> UpstreamFault {
    let (error, what) = match silence {
        Silence::Late => (AggregationError::Timeout, "no answer in time"),
        Silence::NotReached => (AggregationError::Timeout, "not reached: the name leads nowhere, or nobody listens"),
        Silence::Cut => (AggregationError::Timeout, "the connection ended before the answer"),
        Silence::Untrusted => (AggregationError::Timeout, "no secure connection: its certificate is not believed, or its TLS not known"),
        Silence::Garbled => (AggregationError::Scraping, "what came is no HTTP"),
        Silence::NotPublic => (AggregationError::Gray, "its name leads to an address that is not public, and private_network is not set"),
    };
    fault(error, format!("{}: {what}", call.path()))
}

fn of_refusal(call: Call, refused: &Refused) -> UpstreamFault {
    let known = REASONS
        .into_iter()
        .find(|(reason, _)| refused.reason.as_ref().is_some_and(|told| told.as_str() == *reason))
        .or_else(|| speaks_of_maintenance(refused));
    let error = known.map_or_else(|| of_status(call, refused), |(_, error)| error);
    // An access token is merely over unless a reason says more; whoever is not its client does not learn more by a refresh either.
    let access_over = matches!(call.shown(), Shown::Access) && refused.status == 401 && known.is_none() && error == AggregationError::Login;
    let reason = known.map_or_else(String::new, |(reason, _)| format!(", {reason}"));
    UpstreamFault {
        error,
        retry_after: refused.retry_after.map(|seconds| u32::try_from(seconds).unwrap_or(u32::MAX)),
        access_over,
        why: format!("{}: status {}{reason}", call.path(), refused.status),
    }
}

/// Other institutions may say it in words of their own.
fn speaks_of_maintenance(refused: &Refused) -> Option<(&'static str, AggregationError)> {
    let mut words = refused.reason.iter().map(Reason::as_str).chain([refused.error.as_str()]);
    words.any(|word| word.to_ascii_lowercase().contains("maintenance")).then_some(("maintenance", AggregationError::Maintenance))
}

fn of_status(call: Call, refused: &Refused) -> AggregationError {
    // The gateway itself is not let in: no customer can help.
    let own = matches!(call.shown(), Shown::Own) || refused.error == "invalid_client";
    match (refused.status, call.shown()) {
        (400 | 401 | 403, _) if own => AggregationError::Gray,
        (401, Shown::Exchanged) if refused.error == "invalid_token" => AggregationError::Gray,
        (400, Shown::Exchanged) | (401 | 403, _) => AggregationError::Login,
        // No word of FGAPI: what stands before an institution in maintenance answers so. With such words, it is something else.
        (503, _) if refused.error.is_empty() => AggregationError::Maintenance,
        (408 | 504, _) => AggregationError::Timeout,
        (429 | 500..=599, _) => AggregationError::Gray,
        _ => AggregationError::Scraping,
    }
}

/// What a connection that cannot be used counts as.
pub(crate) fn of_connection(error: &SetUpError) -> UpstreamFault {
    let what = match error {
        SetUpError::NotAUrl => "the base URL is none",
        SetUpError::NotSecure => "the base URL begins with http://, which is for this machine only",
        SetUpError::NotPublic => "the base URL names an address that is not public, and private_network is not set",
        SetUpError::Tls(_) => "TLS could not be set up",
    };
    fault(AggregationError::Gray, format!("the connection: {what}"))
}

/// What a way back that is not to be acted upon counts as.
pub(crate) fn of_way_back(error: CallbackError) -> UpstreamFault {
    match error {
        CallbackError::State => fault(AggregationError::Login, "the way back: state is not the one that was sent"),
        CallbackError::Issuer => fault(AggregationError::Login, "the way back: iss names another institution"),
        CallbackError::Repeated(_) | CallbackError::Garbled(_) | CallbackError::Nothing | CallbackError::Contradiction => {
            fault(AggregationError::Scraping, "the way back: its fields are not those of FGAPI")
        }
    }
}

/// What a way back without an auth token counts as.
pub(crate) fn of_return(returned: &Returned) -> UpstreamFault {
    match returned.error.as_str() {
        "access_denied" => fault(AggregationError::Login, "the way back: the customer, or the institution for them, said no"),
        "temporarily_unavailable" => fault(AggregationError::Maintenance, "the way back: temporarily_unavailable"),
        _ => fault(AggregationError::Gray, "the way back: the institution refused what it was asked for"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(status: u16, error: &str, reason: Option<&str>) -> CallError {
        CallError::Refused(Box::new(Refused {
            status,
            error: error.to_owned(),
            error_code: "FG-hush".to_owned(),
            reason: reason.map(Reason::from),
            field: None,
            description: "hush".to_owned(),
            request_id: "hush".to_owned(),
            retry_after: Some(90),
        }))
    }

    fn judged(call: Call, status: u16, error: &str, reason: Option<&str>) -> (u32, bool) {
        let fault = of_call(call, &refusal(status, error, reason));
        assert!(fault.retry_after == Some(90) && !fault.why.contains("hush"), "{fault:?}");
        (fault.error.id(), fault.access_over)
    }

    #[test]
    fn reasons_say_more_than_a_status() {
        for call in [Call::SystemToken, Call::Token, Call::Accounts, Call::Balances, Call::Transactions] {
            for (reason, error) in [
                ("maintenance", 2),
                ("planned_Maintenance", 2),
                ("announcement", 4),
                ("pin_required", 6),
                ("question_required", 7),
                ("one_time_password_required", 8),
                ("consent_ended", 5),
                ("revoked_by_user", 5),
                ("revoked_by_client", 5),
                ("revoked_by_bank", 5),
                ("reused", 5),
                ("password_changed", 5),
                ("client_suspended", 5),
            ] {
                for status in [400, 401, 403, 503] {
                    assert_eq!(judged(call, status, "invalid_token", Some(reason)), (error, false), "{call:?} {status} {reason}");
                }
            }
            assert_eq!(judged(call, 500, "under_maintenance", None), (2, false));
        }
    }

    #[test]
    fn a_status_is_judged_by_the_credential_that_was_shown() {
        for data in [Call::Accounts, Call::Balances, Call::Transactions] {
            for reason in [None, Some("expired"), Some("rotated"), Some("hush")] {
                assert_eq!(judged(data, 401, "invalid_token", reason), (5, true), "{reason:?}");
            }
            assert_eq!(judged(data, 401, "", None), (5, true));
            assert_eq!(judged(data, 401, "invalid_client", None), (9, false));
            assert_eq!(judged(data, 403, "insufficient_scope", None), (5, false));
            assert_eq!(judged(data, 400, "invalid_request", None), (1, false));
            assert_eq!(judged(data, 404, "", None), (1, false));
        }
        for (status, error, expected) in
            [(400, "invalid_request", 5), (401, "invalid_grant", 5), (401, "", 5), (401, "invalid_token", 9), (401, "invalid_client", 9)]
        {
            assert_eq!(judged(Call::Token, status, error, Some("expired")), (expected, false), "{status} {error}");
        }
        for status in [400, 401, 403] {
            assert_eq!(judged(Call::SystemToken, status, "", None), (9, false));
        }
    }

    #[test]
    fn what_an_institution_cannot_do_now_is_told_apart() {
        for call in [Call::SystemToken, Call::Token, Call::Accounts] {
            for (status, error, expected) in [
                (503, "", 2),
                (503, "temporarily_unavailable", 9),
                (500, "", 9),
                (502, "server_error", 9),
                (429, "", 9),
                (504, "", 3),
                (408, "", 3),
                (204, "", 1),
                (301, "", 1),
                (307, "", 1),
                (418, "", 1),
            ] {
                assert_eq!(judged(call, status, error, None), (expected, false), "{call:?} {status} {error}");
            }
        }
    }

    #[test]
    fn silences_are_timeouts_but_for_what_is_no_answer_at_all() {
        for (silence, expected) in [
            (Silence::Late, 3),
            (Silence::NotReached, 3),
            (Silence::Cut, 3),
            (Silence::Untrusted, 3),
            (Silence::Garbled, 1),
            (Silence::NotPublic, 9),
        ] {
            let fault = of_call(Call::Accounts, &CallError::Unanswered { silence, story: "hush".to_owned() });
            assert!(fault.error.id() == expected && !fault.why.contains("hush"), "{fault:?}");
        }
        let fault =
            of_call(Call::Accounts, &CallError::NotUnderstood { status: 200, why: "hush".to_owned(), request_id: "hush".to_owned() });
        assert!(fault.error.id() == 1 && !fault.why.contains("hush"), "{fault:?}");
    }

    #[test]
    fn ways_back_are_told_apart() {
        let returned = |error: &str| {
            let returned = Returned { error: error.to_owned(), description: "hush".to_owned(), state: None, iss: None };
            let fault = of_return(&returned);
            assert!(!fault.why.contains("hush"), "{fault:?}");
            fault.error.id()
        };
        assert_eq!(["access_denied", "temporarily_unavailable", "invalid_scope", "hush"].map(returned), [5, 2, 9, 9]);
        assert_eq!([CallbackError::State, CallbackError::Issuer, CallbackError::Nothing].map(|e| of_way_back(e).error.id()), [5, 5, 1]);
    }
}
