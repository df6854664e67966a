//! Accounts that a program of the bank's fetches: it takes an account with its answers, and reports what it found.

use fgapi_audit::{Act, By};
use fgapi_domain::{LongText, Secret, UnixSeconds};

use super::LinkedFault;
use crate::{AccountId, AggregationError, Harvest, Lease, LeaseAsk, LinkedAccount, LinkedDesk, NewRequest, Recorded, RequestId, masked};

/// An account that was taken.
#[derive(Clone, Debug)]
pub struct Taken {
    /// The account.
    pub account: LinkedAccount,
    /// The lease under which it is reported.
    pub lease: Lease,
    /// The answers that waited, each by the field of its place (`form:13`, `request:…`). They are not given again.
    pub answers: Vec<(String, Secret)>,
}

/// A question that the institution has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportedQuestion {
    /// What is to be done, for people.
    pub message: LongText,
    /// The question.
    pub question: LongText,
}

/// What a program found.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Accounts and balances; `None` leaves what was there.
    pub harvest: Option<Harvest>,
    /// The account's id there, of which three characters are kept; `None` leaves them.
    pub uid: Option<Secret>,
    /// Why it failed; `None` when it did not.
    pub error: Option<AggregationError>,
    /// A message to the customer.
    pub message: Option<LongText>,
    /// Whether something is to be shown to the customer.
    pub msg_flag: bool,
    /// What the institution wants to know.
    pub questions: Vec<ReportedQuestion>,
    /// When the next attempt is planned.
    pub next: Option<UnixSeconds>,
}

impl LinkedDesk {
    /// Takes an account that the gateway does not fetch by itself; `None` when there is none with this id, it is suspended, or somebody
    /// has it. The lease lasts as long as the service's time-out says.
    ///
    /// # Errors
    /// [`LinkedFault`].
    pub fn take(&self, id: AccountId, by: &By) -> Result<Option<Taken>, LinkedFault> {
        self.parts.vault.ready()?;
        let ask = LeaseAsk { now: self.now(), margin_seconds: self.parts.policy.lease_margin_seconds, account: Some(id) };
        let Some((account, lease)) = self.parts.store.lease(&ask)? else { return Ok(None) };
        let note = self.note(by, Act::LinkedAccountTake, id);
        let Some(sealed) = self.parts.store.take_answers(id, lease.fence, self.now(), &note)? else { return Ok(None) };
        let open = |value: &fgapi_vault::SealedValue| Ok((value.place.field.to_string(), self.parts.vault.open_for(value, by)?));
        let answers = sealed.iter().map(open).collect::<Result<_, LinkedFault>>()?;
        Ok(Some(Taken { account, lease, answers }))
    }

    /// Writes what a program found under its lease; `Ok(false)` when another lease was given since, and nothing is written.
    ///
    /// # Errors
    /// [`LinkedFault`].
    pub fn report(&self, id: AccountId, fence: i64, report: Report) -> Result<bool, LinkedFault> {
        let named = |asked: ReportedQuestion| {
            let id = RequestId::generate(&*self.parts.entropy)?;
            Ok(NewRequest { id, message: asked.message, question: asked.question })
        };
        let requests = report.questions.into_iter().map(named).collect::<Result<_, LinkedFault>>()?;
        let recorded = Recorded {
            now: self.now(),
            next: report.next,
            harvest: report.harvest,
            uid_hidden: report.uid.map(|uid| masked(uid.reveal())),
            error: report.error,
            message: Some((report.message, report.msg_flag)),
            requests,
        };
        Ok(self.parts.store.record(id, fence, &recorded)?)
    }
}
