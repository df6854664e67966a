//! Taking a journey up again: is it there, is it this browser's, is its time over, may it go on now?

use fgapi_banking::BankFault;
use fgapi_domain::{Account, CustomerId, EntropyFault, Secret, UnixSeconds};
use fgapi_page::PageNumber;
use fgapi_token::{Client, StoreFault, TokenDigest};

use super::Outcome;
use crate::desk::{ConsentDesk, Visitor};
use crate::home::{self, Ending};
use crate::journey::{Journey, JourneyId, LinkRequest, Purpose, Step};

/// A journey that may go on.
pub(super) struct Going<'v> {
    pub(super) journey: Journey,
    pub(super) client: Option<Client>,
    pub(super) browser: Secret,
    pub(super) visitor: Visitor<'v>,
    pub(super) now: UnixSeconds,
}

/// What keeps a use case from its outcome.
pub(super) enum Trouble {
    Bank(BankFault),
    Store(StoreFault),
}

impl From<BankFault> for Trouble {
    fn from(fault: BankFault) -> Self {
        Self::Bank(fault)
    }
}

impl From<StoreFault> for Trouble {
    fn from(fault: StoreFault) -> Self {
        Self::Store(fault)
    }
}

impl From<EntropyFault> for Trouble {
    fn from(fault: EntropyFault) -> Self {
        Self::Store(StoreFault::Unavailable(fault.to_string()))
    }
}

/// Pages of a customer's accounts that are looked at: 10,000 accounts.
const PAGES: u32 = 50;

/// How often the end of a journey is tried that other forms keep moving on.
const LEAVE_TRIES: usize = 20;

impl Going<'_> {
    /// Whether the customer's browser stands at a step that `fits`.
    pub(super) fn next(&self) -> Outcome {
        Outcome::next(self.journey.id)
    }

    /// Who it is. At the steps behind the login somebody always is.
    pub(super) fn customer(&self) -> Result<&CustomerId, Trouble> {
        let none = || StoreFault::Corrupt("a journey behind its login without a customer".into());
        self.journey.customer.as_ref().ok_or_else(|| none().into())
    }

    /// What the client asked for. Only links have such steps.
    pub(super) fn request(&self) -> Result<&LinkRequest, Trouble> {
        let none = || StoreFault::Corrupt("a journey to the own page at a step of a link".into());
        self.journey.request().ok_or_else(|| none().into())
    }
}

impl ConsentDesk {
    /// Does `act` when the journey can go on and stands at a step that `fits`; otherwise nothing changes, and the outcome leads to
    /// where the journey stands. `form_token` is what a form carried; `None` for calls that change nothing.
    pub(super) fn turn(
        &self,
        id: JourneyId,
        visitor: Visitor<'_>,
        form_token: Option<&str>,
        fits: impl FnOnce(Step) -> bool,
        act: impl FnOnce(&Going<'_>) -> Result<Outcome, Trouble>,
    ) -> Result<Outcome, StoreFault> {
        let going = match self.resume(id, visitor, form_token.is_some())? {
            Ok(going) => going,
            Err(outcome) => return Ok(outcome),
        };
        // A form of an earlier screen, or of nobody's: the browser is led to where it stands.
        if form_token.is_some_and(|token| !self.key.is_form_token(&going.browser, token)) || !fits(going.journey.step) {
            return Ok(going.next());
        }
        match act(&going) {
            Ok(outcome) => Ok(outcome),
            Err(Trouble::Store(fault)) => Err(fault),
            Err(Trouble::Bank(fault)) => {
                log::warn!(target: "fgapi::consent", journey:% = id; "a journey cannot go on: {fault}");
                let ending = match fault {
                    BankFault::Unavailable(_) | BankFault::TimedOut => Ending::BankUnavailable,
                    BankFault::Wrong(_) => Ending::ServerError,
                };
                self.leave(going.journey, ending)
            }
        }
    }

    fn resume<'v>(&self, id: JourneyId, visitor: Visitor<'v>, is_form: bool) -> Result<Result<Going<'v>, Outcome>, StoreFault> {
        let Some(journey) = self.journeys.journey(id)? else { return Ok(Err(Outcome::Over)) };
        let now = self.tokens.now();
        let browser = visitor.browser.filter(|secret| TokenDigest::of(secret.reveal()) == journey.browser);
        if journey.step == Step::Ended || journey.expires_at <= now {
            return self.late(journey, browser.is_some()).map(Err);
        }
        let Some(browser) = browser.cloned() else { return Ok(Err(self.not_mine(journey, visitor, is_form))) };
        if self.policy.maintenance.iter().any(|hours| hours.cover(now)) {
            return self.leave(journey, Ending::Maintenance).map(Err);
        }
        let client = match &journey.purpose {
            Purpose::OwnPage => None,
            Purpose::Link(request) => match self.tokens.client_for_browser(request.api_key.as_str())? {
                None => return self.leave(journey, Ending::ClientSuspended).map(Err),
                client => client,
            },
        };
        Ok(Ok(Going { journey, client, browser, visitor, now }))
    }

    /// A browser without the journey's secret. Nothing is shown, nothing changes. One with another secret may have sent its login twice
    /// and have lost the answer with the new one: a form is led to a look, by when that answer may have come, and a look is led home.
    fn not_mine(&self, mut journey: Journey, visitor: Visitor<'_>, is_form: bool) -> Outcome {
        match (&mut journey.purpose, visitor.browser) {
            (Purpose::Link(_), Some(_)) if is_form => Outcome::next(journey.id),
            (Purpose::Link(request), Some(_)) => {
                request.state = None;
                self.homeward(&journey, Ending::NotThisBrowser)
            }
            _ => Outcome::Stranger,
        }
    }

    /// Whoever comes to a journey that is over goes home, too. `state` goes along only with the browser that it began in.
    fn late(&self, journey: Journey, mine: bool) -> Result<Outcome, StoreFault> {
        let ending = if journey.step == Step::Ended { Ending::AlreadyEnded } else { Ending::Expired };
        let mut journey = journey;
        if let (Purpose::Link(request), false) = (&mut journey.purpose, mine) {
            request.state = None;
            return Ok(self.homeward(&journey, ending));
        }
        if ending == Ending::AlreadyEnded { Ok(self.homeward(&journey, ending)) } else { self.leave(journey, ending) }
    }

    /// Ends a journey without an auth token. Home is home: no other form of the journey, nor the back button, goes on behind it.
    pub(super) fn leave(&self, journey: Journey, ending: Ending) -> Result<Outcome, StoreFault> {
        let outcome = self.homeward(&journey, ending);
        log::info!(target: "fgapi::consent", journey:% = journey.id, step = journey.step.as_str(), error = ending.error(); "a journey ended");
        let (id, browser) = (journey.id, journey.browser);
        let mut present = Some(journey);
        for _ in 0..LEAVE_TRIES {
            // One that another form logged in to meanwhile belongs to whoever has its new secret.
            let Some(journey) = present.filter(|present| present.step != Step::Ended && present.browser == browser) else {
                return Ok(outcome);
            };
            if self.journeys.advance(&journey.at(Step::Ended))? {
                return Ok(outcome);
            }
            // Another form moved it on, or this one did before the bank failed it: it ends from there.
            present = self.journeys.journey(id)?;
        }
        Err(StoreFault::Busy)
    }

    pub(super) fn homeward(&self, journey: &Journey, ending: Ending) -> Outcome {
        match &journey.purpose {
            Purpose::Link(request) => {
                Outcome::Home { uri: home::with_error(request, ending, self.policy.issuer.as_deref()), journey: journey.id }
            }
            Purpose::OwnPage => match ending {
                Ending::Maintenance => Outcome::Maintenance,
                Ending::BankUnavailable | Ending::ServerError => Outcome::BankUnavailable,
                Ending::Locked => Outcome::Locked,
                _ => Outcome::Over,
            },
        }
    }

    /// Writes the journey at another step, and goes on. Whoever was slower than another form of the same journey goes where that led.
    pub(super) fn go_to(&self, journey: Journey, step: Step) -> Result<Outcome, Trouble> {
        let journey = journey.at(step);
        self.journeys.advance(&journey)?;
        Ok(Outcome::next(journey.id))
    }

    /// The customer turns back.
    ///
    /// # Errors
    /// [`StoreFault`].
    pub fn cancel(&self, id: JourneyId, visitor: Visitor<'_>, form_token: &str) -> Result<Outcome, StoreFault> {
        self.turn(id, visitor, Some(form_token), |_| true, |going| Ok(self.leave(going.journey.clone(), Ending::Refused)?))
    }

    /// All accounts that a customer holds, in their order.
    pub(super) fn all_accounts(&self, customer: &CustomerId) -> Result<Vec<Account>, Trouble> {
        let mut all = Vec::new();
        let mut next = Some(PageNumber::FIRST);
        while let Some(number) = next.filter(|number| number.get() <= PAGES) {
            let page = self.bank.accounts(customer, number)?;
            next = PageNumber::new(page.next_page());
            all.extend(page.into_rows());
        }
        Ok(all)
    }
}
