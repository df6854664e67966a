//! Answers to what an institution asks: sealed, used once, and gone when their time is over.

use fgapi_audit::{Act, By};
use fgapi_domain::{CustomerId, Secret};
use fgapi_vault::Place;

use super::LinkedFault;
use super::link::put;
use crate::catalogue::is_answer;
use crate::desk::{form_place, request_place};
use crate::{AccountId, AdditionalRequest, Connection, Kept, LinkedDesk, NewAccount, RequestId, Service, ServiceId, masked};

/// The answer to a form.
#[derive(Clone, Debug)]
pub struct NewAnswer {
    /// The form's id.
    pub form: u32,
    /// The text.
    pub value: Secret,
}

/// An answer was not taken.
#[derive(Debug, thiserror::Error)]
pub enum AnswerError {
    /// There is no such account, service or request of the customer's.
    #[error("there is no such account, service or request")]
    Gone,
    /// The service is linked by its own screens and takes no answers here.
    #[error("this service is linked by its own screens")]
    NotByForms,
    /// The service has no such form, or it was answered twice.
    #[error("form {0} is none of this service's, or was answered twice")]
    NoForm(u32),
    /// A form was not answered.
    #[error("form {0} is not answered")]
    Missing(u32),
    /// The text does not match the form's format.
    #[error("the answer to form {0} does not match its format")]
    Format(u32),
    /// The text is empty, too long, or has a control character.
    #[error("an answer must be 1 to 1024 bytes without control characters")]
    Text,
    /// Something of ours failed.
    #[error(transparent)]
    Fault(#[from] LinkedFault),
}

macro_rules! faults {
    ($($fault:ty),*) => {$(
        impl From<$fault> for AnswerError {
            fn from(fault: $fault) -> Self {
                Self::Fault(fault.into())
            }
        }
    )*};
}
faults!(fgapi_domain::StoreFault, fgapi_domain::EntropyFault, fgapi_domain::Malformed, fgapi_vault::VaultFault);

impl LinkedDesk {
    /// What the institution of an account of the customer's wants to know; `None` when there is no such account.
    ///
    /// # Errors
    /// [`LinkedFault`].
    pub fn requests_of(&self, customer: &CustomerId, id: AccountId) -> Result<Option<Vec<AdditionalRequest>>, LinkedFault> {
        let account = self.parts.store.account(id)?.filter(|account| account.customer == *customer);
        Ok(account.map(|account| account.requests))
    }

    /// Takes the answer to a request. The account is due at once.
    ///
    /// # Errors
    /// [`AnswerError`].
    pub fn answer(&self, customer: &CustomerId, request: RequestId, answer: &Secret, by: &By) -> Result<(), AnswerError> {
        if !is_answer(answer.reveal()) {
            return Err(AnswerError::Text);
        }
        let account = self.parts.store.request_account(request, customer)?.ok_or(AnswerError::Gone)?;
        let note = self.note(by, Act::LinkedAccountAnswer, account).with(format!("request {request}"));
        let (now, until) = (self.now(), self.now().plus(self.parts.policy.answer_seconds.into()));
        let mut outcome = Kept::Gone;
        self.parts.vault.keep(&[(request_place(account, request)?, answer)], |values| {
            if let Some(value) = values.first() {
                outcome = self.parts.store.answer(request, customer, value, now, until, &note)?;
            }
            Ok(put(outcome))
        })?;
        if outcome == Kept::Gone { Err(AnswerError::Gone) } else { Ok(()) }
    }

    /// Links an account at a service that asks by forms: every form that the service has is answered.
    ///
    /// # Errors
    /// [`AnswerError`].
    pub fn link_by_forms(
        &self,
        customer: &CustomerId,
        service: ServiceId,
        answers: &[NewAnswer],
        by: &By,
    ) -> Result<AccountId, AnswerError> {
        let service = self.service(service)?.ok_or(AnswerError::Gone)?;
        let id = AccountId::generate(&*self.parts.entropy)?;
        let values = checked(&service, id, answers)?;
        let note = self.note(by, Act::LinkedAccountAdd, id).with(format!("service {}", service.id));
        let mut outcome = Kept::Gone;
        self.parts.vault.keep(&values, |values| {
            outcome = self.parts.store.put_account(
                &NewAccount {
                    id,
                    customer: customer.clone(),
                    service: service.id,
                    anew: false,
                    uid_hidden: uid_hidden(&service, answers),
                    automatic: false,
                    now: self.now(),
                    consent_until: None,
                    values: values.to_vec(),
                    answers_until: Some(self.now().plus(self.parts.policy.answer_seconds.into())),
                },
                &note,
            )?;
            Ok(put(outcome))
        })?;
        if outcome == Kept::Gone { Err(AnswerError::Gone) } else { Ok(id) }
    }

    /// Answers the forms of an account of the customer's anew.
    ///
    /// # Errors
    /// [`AnswerError`].
    pub fn answer_forms(&self, customer: &CustomerId, id: AccountId, answers: &[NewAnswer], by: &By) -> Result<(), AnswerError> {
        let (_, service) = self.show(customer, id)?.ok_or(AnswerError::Gone)?;
        let values = checked(&service, id, answers)?;
        let hidden = Some(uid_hidden(&service, answers)).filter(|hidden| !hidden.is_empty());
        let note = self.note(by, Act::LinkedAccountAnswer, id).with("forms");
        let until = self.now().plus(self.parts.policy.answer_seconds.into());
        let mut outcome = Kept::Gone;
        self.parts.vault.keep(&values, |values| {
            outcome = self.parts.store.answer_forms(id, customer, values, hidden.as_deref(), until, &note)?;
            Ok(put(outcome))
        })?;
        if outcome == Kept::Gone { Err(AnswerError::Gone) } else { Ok(()) }
    }
}

/// All answers, if every form of the service has one and all of them fit.
fn checked<'a>(service: &Service, id: AccountId, answers: &'a [NewAnswer]) -> Result<Vec<(Place, &'a Secret)>, AnswerError> {
    if service.connection != Connection::Manual {
        return Err(AnswerError::NotByForms);
    }
    for (at, answer) in answers.iter().enumerate() {
        let again = answers.iter().take(at).any(|earlier| earlier.form == answer.form);
        if again || service.form(answer.form).is_none() {
            return Err(AnswerError::NoForm(answer.form));
        }
    }
    let mut values = Vec::with_capacity(answers.len());
    for form in &service.forms {
        let answer = answers.iter().find(|answer| answer.form == form.id).ok_or(AnswerError::Missing(form.id))?;
        if !form.admits(answer.value.reveal()) {
            return Err(AnswerError::Format(form.id));
        }
        values.push((form_place(id, form.id)?, &answer.value));
    }
    Ok(values)
}

fn uid_hidden(service: &Service, answers: &[NewAnswer]) -> String {
    let unique = service.forms.iter().find(|form| form.unique);
    let answer = unique.and_then(|form| answers.iter().find(|answer| answer.form == form.id));
    answer.map(|answer| masked(answer.value.reveal())).unwrap_or_default()
}
