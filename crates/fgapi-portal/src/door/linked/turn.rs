//! One call to these screens: who it is, one use case, and what comes of it.

use std::time::Duration;

use actix_web::HttpResponse;
use fgapi_audit::{Actor, By, Origin};
use fgapi_caller::source;
use fgapi_consent::{Outcome, OwnTurn};
use fgapi_domain::{CustomerId, Secret, StoreFault};
use fgapi_linked::{AccountId, LinkedDesk, LinkedFault, ServiceId};
use fgapi_vault::VaultFault;
use fgapi_work::Workers;

use super::super::answer::{self, Told as Teller, bare_frame, drawn, see_other};
use super::super::arrival::Arrival;
use super::super::form::Form;
use super::back;
use super::told::Told;
use crate::Screen;
use crate::views::{Frame, LanguageLinks, Notice, Trouble};

/// A customer's turn.
pub(super) struct Turn<'t> {
    pub(super) desk: &'t LinkedDesk,
    pub(super) own: &'t OwnTurn,
    pub(super) arrival: &'t Arrival,
    pub(super) form: &'t Form,
}

impl Turn<'_> {
    /// Who it is.
    pub(super) const fn customer(&self) -> &CustomerId {
        &self.own.customer
    }

    /// The same, as the audit log tells it.
    pub(super) fn by(&self) -> By {
        by(self.arrival, &self.own.customer)
    }

    /// The account that the address names. What names none is an account that nobody has.
    pub(super) fn account(&self) -> Option<AccountId> {
        self.arrival.named.as_deref()?.parse().ok()
    }

    /// The service that the address names.
    pub(super) fn service(&self) -> Option<ServiceId> {
        self.arrival.named.as_deref()?.parse().ok()
    }

    /// The address of the customer's own page, below which these screens lie.
    pub(super) fn base(&self) -> String {
        self.arrival.base(self.own.journey)
    }

    /// How long this address has to wait before it may begin one more thing.
    pub(super) fn wait(&self) -> Option<Duration> {
        self.arrival.portal.limiter().check(&source(self.arrival.caller.address)).err()
    }

    /// A line for the log; `fault` holds nothing that anybody sent.
    pub(super) fn warn(&self, fault: &impl std::fmt::Display) {
        log::warn!(target: "fgapi::linked", request_id = self.arrival.caller.request_id.as_str(); "{fault}");
    }
}

/// A customer as the audit log tells them.
pub(super) fn by(arrival: &Arrival, customer: &CustomerId) -> By {
    let request_id = Some(arrival.caller.request_id.as_str()).filter(|id| !id.is_empty()).map(Into::into);
    By { actor: Actor::Customer(customer.as_str().into()), origin: Origin { address: Some(arrival.caller.address), request_id } }
}

/// What a use case comes to.
pub(super) enum Came {
    /// A page.
    Page(Box<Page>),
    /// On to the list, and something to say there, perhaps about an account.
    List(Told, Option<AccountId>),
    /// On to an account, and perhaps something to say there.
    Account(AccountId, Option<Told>),
    /// On to another institution's screens.
    Away { url: String, state: Secret },
    /// Too much from one address.
    Throttled(Duration),
}

/// A page.
pub(super) struct Page {
    pub(super) screen: Screen,
    /// Its address behind that of the customer's own page, where GET shows it.
    pub(super) here: String,
    /// Whether it says that something was wrong.
    pub(super) wrong: bool,
    /// What to say above it.
    pub(super) notice: Option<Notice>,
    /// The origin to which its form may lead.
    pub(super) leads: Option<String>,
}

impl Page {
    pub(super) const fn of(screen: Screen, here: String) -> Self {
        Self { screen, here, wrong: false, notice: None, leads: None }
    }
}

impl From<Page> for Came {
    fn from(page: Page) -> Self {
        Self::Page(Box::new(page))
    }
}

impl Came {
    /// There is no such account of the customer's.
    pub(super) const fn gone() -> Self {
        Self::List(Told::Gone, None)
    }

    /// On to an account.
    pub(super) const fn account(id: AccountId) -> Self {
        Self::Account(id, None)
    }
}

/// A use case.
pub(super) type Case = fn(&Turn<'_>) -> Result<Came, LinkedFault>;

/// What a worker brings back.
enum Ran {
    Came(OwnTurn, Came),
    /// Nobody is signed in, or the form is not this browser's.
    Instead(Outcome),
}

/// Shows something. It changes nothing, so a reload is harmless.
pub(super) async fn look(arrival: Arrival, case: Case) -> HttpResponse {
    let workers = arrival.portal.workers.clone();
    on(arrival, workers, false, case).await
}

/// Does something that a form asks for.
pub(super) async fn change(arrival: Arrival, case: Case) -> HttpResponse {
    let workers = arrival.portal.workers.clone();
    on(arrival, workers, true, case).await
}

/// The same where another institution is asked.
pub(super) async fn change_outside(arrival: Arrival, case: Case) -> HttpResponse {
    let workers = arrival.portal.outside.clone();
    on(arrival, workers, true, case).await
}

async fn on(arrival: Arrival, workers: Workers, is_form: bool, case: Case) -> HttpResponse {
    let teller = Teller::of(&arrival);
    let (true, Ok(_)) = (arrival.journey.is_some(), &arrival.form) else {
        return teller.refused(if arrival.journey.is_none() { Trouble::NoPage } else { Trouble::Malformed });
    };
    match workers.run(move || (run(&arrival, is_form, case), arrival)).await {
        Ok((Ok(Ran::Came(own, came)), arrival)) => answered(&arrival, &own, came),
        Ok((Ok(Ran::Instead(outcome)), arrival)) => answer::outcome(&arrival, outcome),
        Ok((Err(fault), _)) => refused(&teller, &fault),
        Err(unworked) => teller.unworked(unworked),
    }
}

fn run(arrival: &Arrival, is_form: bool, case: Case) -> Result<Ran, LinkedFault> {
    let (Some(journey), Some(desk)) = (arrival.journey, &arrival.portal.linked) else { return Ok(Ran::Instead(Outcome::Over)) };
    let nothing = Form::default();
    let form = arrival.form.as_ref().unwrap_or(&nothing);
    let token = is_form.then(|| form.text("csrf"));
    match arrival.portal.desk.own_customer(journey, arrival.visitor(), token)? {
        Ok(own) => {
            let came = case(&Turn { desk, own: &own, arrival, form })?;
            Ok(Ran::Came(own, came))
        }
        Err(outcome) => Ok(Ran::Instead(outcome)),
    }
}

/// The desk did not do it.
fn refused(teller: &Teller, fault: &LinkedFault) -> HttpResponse {
    match fault {
        LinkedFault::Store(fault) | LinkedFault::Vault(VaultFault::Store(fault)) => teller.fault(fault),
        LinkedFault::Vault(fault) => {
            log::warn!(target: "fgapi::linked", "{fault}");
            teller.refused(Trouble::Shut)
        }
        LinkedFault::Entropy(fault) => teller.fault(&StoreFault::Unavailable(fault.to_string())),
        LinkedFault::Word(fault) => teller.fault(&StoreFault::Corrupt(fault.to_string())),
    }
}

fn answered(arrival: &Arrival, own: &OwnTurn, came: Came) -> HttpResponse {
    let accounts = format!("{}/accounts", arrival.base(own.journey));
    match came {
        Came::Page(page) => drawn_page(arrival, own, &page),
        Came::List(told, account) => see_other(&told.at(&accounts, account)).finish(),
        Came::Account(id, None) => see_other(&format!("{accounts}/{id}")).finish(),
        Came::Account(id, Some(told)) => see_other(&told.at(&format!("{accounts}/{id}"), None)).finish(),
        Came::Away { url, state } => back::away(arrival, own.journey, &url, &state),
        Came::Throttled(wait) => answer::throttled(arrival, wait),
    }
}

fn drawn_page(arrival: &Arrival, own: &OwnTurn, page: &Page) -> HttpResponse {
    let base = arrival.base(own.journey);
    let here = format!("{base}{}", page.here);
    let frame = Frame {
        languages: Some(LanguageLinks { ja: format!("{here}?lang=ja"), en: format!("{here}?lang=en") }),
        action: base.clone(),
        csrf: own.form_token.reveal().to_owned(),
        sign_out: Some(format!("{base}/sign-out")),
        notice: page.notice.clone(),
        ..bare_frame(&arrival.portal, arrival.language)
    };
    let status = if page.wrong { 400 } else { 200 };
    let targets: Vec<String> = page.leads.clone().into_iter().collect();
    drawn(&arrival.portal, arrival.language, arrival.chosen, status, &frame, &page.screen, &targets)
}
