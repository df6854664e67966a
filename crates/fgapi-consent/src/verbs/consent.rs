//! 情報アクセス許可: the customer's last word, and everything that becomes real with it.

use std::collections::BTreeMap;

use fgapi_banking::Checked;
use fgapi_domain::{Account, AccountChoice, AccountKey};
use fgapi_token::{Authorization, StoreFault};

use super::Outcome;
use super::pins::Pins;
use super::resume::{Going, Trouble};
use crate::desk::{ConsentDesk, Visitor};
use crate::home::{self, Ending};
use crate::journey::{Journey, JourneyId, Step};
use crate::port::Finish;
use crate::screen::{PinError, PinRow, PinState, Screen, covered};

/// The customer's word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// 許可.
    Allow {
        /// 認可手続きを継続する is ticked. Without it nothing is allowed (C9).
        ticked: bool,
    },
    /// 許可しない.
    Deny,
}

impl ConsentDesk {
    /// Takes the customer's word. Staged PINs are checked with the bank first; then auth token, registered PINs and the journey's end
    /// are one commit.
    ///
    /// # Errors
    /// [`StoreFault`] while nothing was decided yet.
    pub fn decide(&self, id: JourneyId, visitor: Visitor<'_>, form_token: &str, decision: Decision) -> Result<Outcome, StoreFault> {
        self.turn(
            id,
            visitor,
            Some(form_token),
            |step| step == Step::Consent,
            |going| match decision {
                Decision::Deny => Ok(self.leave(going.journey.clone(), Ending::Refused)?),
                Decision::Allow { ticked: false } => self.show_consent(going, true),
                Decision::Allow { ticked: true } => {
                    let pins = self.staged(going);
                    let errors = self.check_pins(going, &pins)?;
                    if errors.is_empty() { self.allow(going, pins) } else { self.back_to_pins(going, pins, &errors) }
                }
            },
        )
    }

    /// What the bank has against the staged PINs.
    fn check_pins(&self, going: &Going<'_>, pins: &Pins) -> Result<BTreeMap<AccountKey, PinError>, Trouble> {
        let mut errors = BTreeMap::new();
        for (account, pin) in pins {
            match self.bank.check_pin(going.customer()?, account, pin, going.now)? {
                Checked::Right => {}
                Checked::Wrong => drop(errors.insert(account.clone(), PinError::Wrong)),
                Checked::Locked { until } => drop(errors.insert(account.clone(), PinError::Locked { until })),
            }
        }
        Ok(errors)
    }

    /// The wrong PINs are staged no more; the right ones stay.
    fn back_to_pins(&self, going: &Going<'_>, mut pins: Pins, errors: &BTreeMap<AccountKey, PinError>) -> Result<Outcome, Trouble> {
        pins.retain(|account, _| !errors.contains_key(account));
        let staged = self.key.seal(&pins, &going.browser, going.journey.id, &*self.entropy)?;
        let journey = Journey { staged: Some(staged), ..going.journey.clone() }.at(Step::Pins);
        if !self.journeys.advance(&journey)? {
            return Ok(going.next());
        }
        let going = Going { journey, client: going.client.clone(), browser: going.browser.clone(), ..*going };
        let mut rows = self.pin_rows(&going, &going.journey)?;
        for row in &mut rows {
            row.error = errors.get(&row.account.key).copied();
        }
        self.show(&going, Screen::Pins { rows, error: None })
    }

    fn allow(&self, going: &Going<'_>, pins: Pins) -> Result<Outcome, Trouble> {
        let (accounts, _) = self.covered_accounts(going, &self.pin_rows(going, &going.journey)?)?;
        let (request, customer) = (going.request()?, going.customer()?);
        let client = going.client.as_ref().ok_or_else(|| StoreFault::Corrupt("a link without its client".into()))?;
        let authorization = Authorization {
            client: client.known.id,
            customer: customer.clone(),
            link_name: request.link_name.clone(),
            // What the client may have can have shrunk meanwhile.
            grants: going.journey.grants.intersection(client.known.grants),
            accounts,
            challenge: request.challenge,
        };
        if authorization.grants.is_empty() || authorization.accounts.named().is_some_and(|named| named.is_empty()) {
            return Ok(self.leave(going.journey.clone(), Ending::InvalidScope)?);
        }
        let (auth_token, token) = self.tokens.prepare(authorization)?;
        let journey = going.journey.clone().at(Step::Ended);
        let origin = going.visitor.address.into();
        let finish = Finish { journey, auth_token, registered: pins.into_keys().collect(), origin };
        let uri = match self.journeys.finish(&finish) {
            Ok(true) => home::with_token(request, &token.token, self.policy.issuer.as_deref()),
            // Another form of this journey was faster: it has the one auth token, if there is any (C18).
            Ok(false) => return Ok(going.next()),
            // Nobody knows whether it was done. The token is told to nobody, so nothing was let in; and the journey is over.
            Err(StoreFault::Unavailable(fault)) => {
                log::warn!(target: "fgapi::consent", journey:% = going.journey.id; "the outcome of a consent is not known: {fault}");
                let left = self.leave(going.journey.clone(), Ending::ServerError);
                return Ok(left.unwrap_or_else(|_| self.homeward(&going.journey, Ending::ServerError)));
            }
            Err(fault) => return Err(fault.into()),
        };
        log::info!(target: "fgapi::consent", journey:% = going.journey.id, client = request.api_key.as_str(); "a customer consented");
        Ok(Outcome::Home { uri, journey: going.journey.id })
    }

    /// What the consent would be about: what was chosen, without accounts whose PIN is missing. The list is `None` for all accounts.
    pub(super) fn covered_accounts(&self, going: &Going<'_>, rows: &[PinRow]) -> Result<(AccountChoice, Option<Vec<Account>>), Trouble> {
        let missing: Vec<&AccountKey> = rows.iter().filter(|row| row.state == PinState::Unregistered).map(|row| &row.account.key).collect();
        if missing.is_empty() && going.journey.accounts == AccountChoice::All {
            return Ok((AccountChoice::All, None));
        }
        let mut accounts = covered(&self.all_accounts(going.customer()?)?, &going.journey.accounts);
        accounts.retain(|account| !missing.contains(&&account.key));
        Ok((AccountChoice::only(accounts.iter().map(|account| account.key.clone())), Some(accounts)))
    }

    pub(super) fn show_consent(&self, going: &Going<'_>, not_ticked: bool) -> Result<Outcome, Trouble> {
        let (_, accounts) = self.covered_accounts(going, &self.pin_rows(going, &going.journey)?)?;
        let seconds = self.tokens.policy().consent_seconds;
        let screen = Screen::Consent {
            grants: going.journey.grants,
            refused: going.request()?.refused,
            accounts,
            seconds,
            until: going.now.plus(seconds),
            not_ticked,
        };
        self.show(going, screen)
    }
}
