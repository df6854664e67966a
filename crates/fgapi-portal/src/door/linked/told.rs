//! What was done, in an address: it is told on the page that follows, so that a reload does nothing again.

use fgapi_linked::AccountId;

use super::super::arrival::Arrival;
use crate::views::{Notice, NoticeKind};
use crate::{Message, Say};

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Told {
    Linked,
    Forms,
    Declined,
    Expired,
    Failed,
    Unready,
    Gone,
    Removed,
    Asked,
    NotAsked,
    Manual,
    Answered,
    NoQuestion,
    Saved,
    Suspended,
    Resumed,
}

/// Each with its word in an address, and how it is said.
const WORDS: [(Told, &str, NoticeKind, Say); 16] = [
    (Told::Linked, "linked", NoticeKind::Done, Say::LinkedDone),
    (Told::Forms, "forms", NoticeKind::Done, Say::LinkedForms),
    (Told::Declined, "declined", NoticeKind::Info, Say::LinkedDeclined),
    (Told::Expired, "expired", NoticeKind::Info, Say::LinkedExpired),
    (Told::Failed, "failed", NoticeKind::Error, Say::LinkedFailed),
    (Told::Unready, "unready", NoticeKind::Error, Say::LinkedUnready),
    (Told::Gone, "gone", NoticeKind::Error, Say::LinkedGone),
    (Told::Removed, "removed", NoticeKind::Done, Say::LinkedRemoved),
    (Told::Asked, "asked", NoticeKind::Done, Say::LinkedAsked),
    (Told::NotAsked, "not-asked", NoticeKind::Error, Say::LinkedNotAsked),
    (Told::Manual, "manual", NoticeKind::Info, Say::LinkedManual),
    (Told::Answered, "answered", NoticeKind::Done, Say::LinkedAnswered),
    (Told::NoQuestion, "no-question", NoticeKind::Error, Say::LinkedNoQuestion),
    (Told::Saved, "saved", NoticeKind::Done, Say::LinkedSaved),
    (Told::Suspended, "suspended", NoticeKind::Done, Say::LinkedSuspended),
    (Told::Resumed, "resumed", NoticeKind::Done, Say::LinkedResumed),
];

impl Told {
    /// An address that tells it, perhaps of an account.
    pub(super) fn at(self, page: &str, account: Option<AccountId>) -> String {
        let word = WORDS.iter().find(|(told, ..)| *told == self).map_or("", |(_, word, ..)| word);
        let of = account.map(|id| format!("&account={id}")).unwrap_or_default();
        format!("{page}?told={word}{of}")
    }
}

/// What the address says was just done. Of an account it is said only when `service` knows its institution: when it is the customer's.
pub(super) fn notice(arrival: &Arrival, service: impl FnOnce(AccountId) -> Option<String>) -> Option<Notice> {
    let asked = arrival.asked("told")?;
    let (told, _, kind, say) = WORDS.iter().find(|(_, word, ..)| *word == asked)?;
    let message = match told {
        Told::Linked => Message::new(*say).with("service", service(arrival.asked("account")?.parse().ok()?)?),
        _ => Message::new(*say),
    };
    Some(Notice { kind: *kind, message })
}
