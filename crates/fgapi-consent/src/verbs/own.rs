//! The customer's own page: their links, renewing and ending them; and who it is, for rooms that show more there.

use fgapi_domain::{CustomerId, Secret};
use fgapi_token::{CustomerLink, LinkId, StoreFault};

use super::Outcome;
use super::resume::{Going, Trouble};
use crate::desk::{ConsentDesk, Visitor};
use crate::journey::{JourneyId, Step};
use crate::screen::{AboutLink, OwnPage, Screen, Told};

/// Links that are shown.
const SHOWN: u32 = 200;

/// A customer who is signed in to their own page, at one call. Whoever has it may do what only this customer may.
#[derive(Clone, Debug)]
pub struct OwnTurn {
    /// The journey.
    pub journey: JourneyId,
    /// Who it is.
    pub customer: CustomerId,
    /// The token that each form carries.
    pub form_token: Secret,
}

impl ConsentDesk {
    /// Who is signed in to the own page, for another room's screens there: session and, where a form was sent, its token are judged as
    /// for this room's own. Otherwise what comes instead; nothing may be done or shown then. The bank is not asked.
    ///
    /// # Errors
    /// [`StoreFault`].
    pub fn own_customer(
        &self,
        id: JourneyId,
        visitor: Visitor<'_>,
        form_token: Option<&str>,
    ) -> Result<Result<OwnTurn, Outcome>, StoreFault> {
        let mut turn = None;
        let outcome = self.turn(
            id,
            visitor,
            form_token,
            |step| step == Step::Own,
            |going| {
                let form_token = Secret::new(self.key.form_token(&going.browser));
                turn = Some(OwnTurn { journey: id, customer: going.customer()?.clone(), form_token });
                Ok(going.next())
            },
        )?;
        Ok(turn.ok_or(outcome))
    }

    /// Asks whether a link is to end.
    ///
    /// # Errors
    /// [`StoreFault`].
    pub fn ask_to_end(&self, id: JourneyId, visitor: Visitor<'_>, link: LinkId) -> Result<Outcome, StoreFault> {
        self.about(id, visitor, link, AboutLink::End)
    }

    /// Asks whether a link is to be renewed.
    ///
    /// # Errors
    /// [`StoreFault`].
    pub fn ask_to_renew(&self, id: JourneyId, visitor: Visitor<'_>, link: LinkId) -> Result<Outcome, StoreFault> {
        self.about(id, visitor, link, |link| AboutLink::Renew { link, not_ticked: false })
    }

    /// Ends a link of the customer's. When the page says so, no token of it works on any node.
    ///
    /// # Errors
    /// [`StoreFault`].
    pub fn end_link(&self, id: JourneyId, visitor: Visitor<'_>, form_token: &str, link: LinkId) -> Result<Outcome, StoreFault> {
        self.turn(
            id,
            visitor,
            Some(form_token),
            |step| step == Step::Own,
            |going| {
                let ended = self.tokens.end_own_link(link, going.customer()?, going.visitor.address)?;
                Ok(told(going, link, if ended { Told::Ended } else { Told::NotAlive }))
            },
        )
    }

    /// Renews the consent to a link of the customer's: its time begins anew, ids and tokens stay (reading R19).
    ///
    /// # Errors
    /// [`StoreFault`].
    pub fn renew_link(
        &self,
        id: JourneyId,
        visitor: Visitor<'_>,
        form_token: &str,
        link: LinkId,
        ticked: bool,
    ) -> Result<Outcome, StoreFault> {
        self.turn(
            id,
            visitor,
            Some(form_token),
            |step| step == Step::Own,
            |going| {
                if !ticked {
                    let not_ticked = |link| AboutLink::Renew { link, not_ticked: true };
                    return self.show_about(going, link, not_ticked);
                }
                let renewed = self.tokens.renew_link(link, going.customer()?, going.visitor.address)?;
                Ok(told(going, link, if renewed { Told::Renewed } else { Told::NotAlive }))
            },
        )
    }

    fn about(
        &self,
        id: JourneyId,
        visitor: Visitor<'_>,
        link: LinkId,
        about: impl FnOnce(CustomerLink) -> AboutLink,
    ) -> Result<Outcome, StoreFault> {
        self.turn(id, visitor, None, |step| step == Step::Own, |going| self.show_about(going, link, about))
    }

    fn show_about(&self, going: &Going<'_>, link: LinkId, about: impl FnOnce(CustomerLink) -> AboutLink) -> Result<Outcome, Trouble> {
        let links = self.tokens.links_of(going.customer()?, SHOWN)?;
        match links.into_iter().find(|known| known.link.id == link && is_alive(known, going)) {
            Some(known) => self.show_own(going, Some(about(known))),
            None => Ok(told(going, link, Told::NotAlive)),
        }
    }

    pub(super) fn show_own(&self, going: &Going<'_>, about: Option<AboutLink>) -> Result<Outcome, Trouble> {
        let customer = going.customer()?;
        let links = self.tokens.links_of(customer, SHOWN)?;
        let some_only = links.iter().any(|known| known.link.accounts.named().is_some());
        let page = OwnPage {
            name: self.bank.customer_name(customer)?,
            accounts: if some_only { self.all_accounts(customer)? } else { Vec::new() },
            links,
            now: going.now,
            soon_seconds: self.policy.soon_seconds,
            renewed_until: going.now.plus(self.tokens.policy().consent_seconds),
            about,
        };
        self.show(going, Screen::Own(page))
    }
}

/// What was done is told on the page that follows, so that a reload does nothing again (C6).
fn told(going: &Going<'_>, link: LinkId, told: Told) -> Outcome {
    Outcome::Told { journey: going.journey.id, link, told }
}

fn is_alive(known: &CustomerLink, going: &Going<'_>) -> bool {
    known.link.standing == fgapi_token::LinkStanding::Active && going.now < known.link.consent_until
}
