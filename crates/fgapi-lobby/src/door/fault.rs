//! What cannot be answered as it was asked: the one place that knows which status that has.

use std::time::Duration;

use fgapi_admin::{OfficeFault, Operation};
use fgapi_audit::AuditFault;
use fgapi_look::Message;
use fgapi_token::StoreFault;
use fgapi_work::Unworked;
use serde::Serialize;

use super::{Arrival, Page};
use crate::paths::with_query;
use crate::say::{Say, role};

/// Why a route does not come to its answer.
#[derive(Debug)]
pub enum Fault {
    /// No screen of ours sends that; the field, where it is one of ours.
    Malformed(Option<&'static str>),
    /// The form belongs to a page that is out of date, or to somebody else's.
    Stale,
    /// The session is over.
    TimedOut,
    /// There is no such page, or no such thing (any more).
    Nothing,
    /// The desk or the store refused.
    Office(OfficeFault),
    /// Too much is asked at once.
    Busy(Duration),
    /// The work broke off.
    Broken,
}

impl From<OfficeFault> for Fault {
    fn from(fault: OfficeFault) -> Self {
        Self::Office(fault)
    }
}

impl From<StoreFault> for Fault {
    fn from(fault: StoreFault) -> Self {
        Self::Office(fault.into())
    }
}

impl From<fgapi_domain::EntropyFault> for Fault {
    fn from(fault: fgapi_domain::EntropyFault) -> Self {
        Self::Office(fault.into())
    }
}

impl From<Unworked> for Fault {
    fn from(fault: Unworked) -> Self {
        match fault {
            Unworked::Busy => Self::Busy(Duration::from_secs(5)),
            Unworked::Panicked => Self::Broken,
        }
    }
}

/// A page that says why, and what can be done.
#[derive(Debug, Serialize)]
struct RefusedView {
    title: Message,
    text: Message,
    /// Which roles may do what was denied.
    roles: Vec<Message>,
    next: Option<Step>,
    status: u16,
    request_id: String,
}

#[derive(Debug, Serialize)]
struct Step {
    href: String,
    label: Message,
}

impl Fault {
    const fn status(&self) -> u16 {
        match self {
            Self::Malformed(_) => 400,
            Self::TimedOut => 401,
            Self::Stale | Self::Office(OfficeFault::Denied(_)) => 403,
            Self::Nothing | Self::Office(OfficeFault::Unknown(_)) => 404,
            Self::Busy(_) | Self::Office(OfficeFault::Hash(_)) => 503,
            Self::Office(OfficeFault::Store(StoreFault::Busy | StoreFault::Unavailable(_))) => 503,
            Self::Office(OfficeFault::Audit(AuditFault::Busy | AuditFault::Unavailable(_))) => 503,
            Self::Office(OfficeFault::Store(_) | OfficeFault::Audit(_) | OfficeFault::Entropy(_)) | Self::Broken => 500,
        }
    }

    /// The page that tells it.
    pub(super) fn page(&self, arrival: &Arrival) -> Page {
        let status = self.status();
        if status >= 500 {
            log::warn!(target: "fgapi::office", request_id = arrival.caller.request_id.as_str(); "{self:?}");
        }
        let (title, text) = match self {
            Self::Malformed(Some(field)) => (Say::MalformedTitle.into(), Message::new(Say::MalformedField).with("field", field)),
            Self::Malformed(None) => (Say::MalformedTitle.into(), Say::MalformedText.into()),
            Self::Stale => (Say::StaleTitle.into(), Say::StaleText.into()),
            Self::TimedOut => (Say::TimedOutTitle.into(), timed_out(arrival)),
            Self::Office(OfficeFault::Denied(_)) => (Say::DeniedTitle.into(), Say::DeniedText.into()),
            _ if status == 404 => (Say::NothingTitle.into(), Say::NothingText.into()),
            _ if status == 503 => (Say::BusyTitle.into(), Say::BusyText.into()),
            _ => (Message::new(Say::BrokenTitle), Say::BrokenText.into()),
        };
        let view = RefusedView {
            title,
            text,
            roles: self.roles(),
            next: Some(self.step(arrival)),
            status,
            request_id: arrival.caller.request_id.clone(),
        };
        let mut page = Page::new("refused.html", &view).status(status);
        page.retry_after = match self {
            Self::Busy(wait) => Some(wait.as_secs().saturating_add(1)),
            _ if status == 503 => Some(5),
            _ => None,
        };
        page
    }

    fn roles(&self) -> Vec<Message> {
        let denied = |operation: &Operation| operation.roles().iter().map(|may| role(*may)).collect();
        match self {
            Self::Office(OfficeFault::Denied(operation)) => denied(operation),
            _ => Vec::new(),
        }
    }

    /// What can be done about it.
    fn step(&self, arrival: &Arrival) -> Step {
        match self {
            Self::TimedOut => Step { href: sign_in(arrival), label: Say::SignInAgain.into() },
            Self::Malformed(_) | Self::Stale | Self::Busy(_) | Self::Broken | Self::Office(OfficeFault::Store(_)) => {
                Step { href: arrival.here(), label: Say::OpenAgain.into() }
            }
            _ => Step { href: arrival.office.at(""), label: Say::ToStart.into() },
        }
    }
}

fn timed_out(arrival: &Arrival) -> Message {
    let policy = arrival.office.desk.policy();
    let message = Message::new(Say::TimedOutText);
    message.with_number("minutes", policy.idle_seconds / 60).with_number("hours", policy.session_seconds / 3_600)
}

/// Where somebody signs in who is led back here afterwards.
pub(super) fn sign_in(arrival: &Arrival) -> String {
    let here = arrival.here();
    let here = if here == arrival.office.at("") { "" } else { here.as_str() };
    with_query(&arrival.office.at("/sign-in"), &[("next", here)])
}
