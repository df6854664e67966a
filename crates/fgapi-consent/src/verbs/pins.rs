//! 照会用暗証番号登録: inquiry PINs are staged in the journey, sealed, and become real with the consent only.

use std::collections::{BTreeMap, BTreeSet};

use fgapi_banking::{InquiryPin, PinAccount};
use fgapi_domain::{AccountKey, Secret};
use fgapi_token::StoreFault;

use super::Outcome;
use super::resume::{Going, Trouble};
use crate::desk::{ConsentDesk, Visitor};
use crate::journey::{Journey, JourneyId, Step};
use crate::screen::{PinError, PinRow, PinState, PinsError, Screen};

/// PINs by account.
pub(super) type Pins = BTreeMap<AccountKey, InquiryPin>;

impl ConsentDesk {
    /// Stages what was entered; empty fields leave their account as it is.
    ///
    /// # Errors
    /// [`StoreFault`].
    pub fn stage_pins(
        &self,
        id: JourneyId,
        visitor: Visitor<'_>,
        form_token: &str,
        entered: &[(AccountKey, Secret)],
    ) -> Result<Outcome, StoreFault> {
        self.turn(
            id,
            visitor,
            Some(form_token),
            |step| step == Step::Pins,
            |going| {
                let mut rows = self.pin_rows(going, &going.journey)?;
                let mut pins = self.staged(going);
                let mut new = 0;
                for (account, text) in entered.iter().filter(|(_, text)| !text.reveal().trim().is_empty()) {
                    // An account that is registered, or is none of the customer's, has no field on the screen.
                    let Some(row) = rows.iter_mut().find(|row| row.account.key == *account && row.state != PinState::Registered) else {
                        continue;
                    };
                    match text.reveal().parse::<InquiryPin>() {
                        Ok(pin) => {
                            pins.insert(account.clone(), pin);
                            new += 1;
                        }
                        Err(_) => row.error = Some(PinError::Malformed),
                    }
                }
                if rows.iter().any(|row| row.error.is_some()) {
                    return self.show(going, Screen::Pins { rows, error: None });
                }
                if new == 0 {
                    return self.show(going, Screen::Pins { rows, error: Some(PinsError::NoneEntered) });
                }
                let staged = self.key.seal(&pins, &going.browser, going.journey.id, &*self.entropy)?;
                self.go_to(Journey { staged: Some(staged), ..going.journey.clone() }, Step::PinResult)
            },
        )
    }

    /// Goes on to the result without entering any: accounts that stay 未登録 are then not part of the consent.
    ///
    /// # Errors
    /// [`StoreFault`].
    pub fn skip_pins(&self, id: JourneyId, visitor: Visitor<'_>, form_token: &str) -> Result<Outcome, StoreFault> {
        self.turn(id, visitor, Some(form_token), |step| step == Step::Pins, |going| self.go_to(going.journey.clone(), Step::PinResult))
    }

    /// 照会用暗証番号の追加登録: back to the fields.
    ///
    /// # Errors
    /// [`StoreFault`].
    pub fn add_pins(&self, id: JourneyId, visitor: Visitor<'_>, form_token: &str) -> Result<Outcome, StoreFault> {
        self.turn(id, visitor, Some(form_token), |step| step == Step::PinResult, |going| self.go_to(going.journey.clone(), Step::Pins))
    }

    /// 確認: on to the consent, when there is an account left that it can be about.
    ///
    /// # Errors
    /// [`StoreFault`].
    pub fn confirm_pins(&self, id: JourneyId, visitor: Visitor<'_>, form_token: &str) -> Result<Outcome, StoreFault> {
        self.turn(
            id,
            visitor,
            Some(form_token),
            |step| step == Step::PinResult,
            |going| {
                let rows = self.pin_rows(going, &going.journey)?;
                let (choice, _) = self.covered_accounts(going, &rows)?;
                if choice.named().is_some_and(BTreeSet::is_empty) {
                    return self.show(going, Screen::PinResult { rows, error: Some(PinsError::NoAccountLeft) });
                }
                self.go_to(going.journey.clone(), Step::Consent)
            },
        )
    }

    /// The accounts with a filed PIN that the journey is about, and how each stands. None where the client does without.
    pub(super) fn pin_rows(&self, going: &Going<'_>, journey: &Journey) -> Result<Vec<PinRow>, Trouble> {
        let (Some(customer), true) = (&journey.customer, going.client.as_ref().is_some_and(|client| client.screens.inquiry_pins)) else {
            return Ok(Vec::new());
        };
        let accounts = self.bank.pin_accounts(customer)?;
        if accounts.is_empty() {
            return Ok(Vec::new());
        }
        let registered: BTreeSet<AccountKey> = self.journeys.registered_pins(customer)?.into_iter().collect();
        let staged = self.staged(going);
        let row = |account: PinAccount| {
            let state = match &account.key {
                key if registered.contains(key) => PinState::Registered,
                key if staged.contains_key(key) => PinState::Staged,
                _ => PinState::Unregistered,
            };
            PinRow { account, state, error: None }
        };
        Ok(accounts.into_iter().filter(|account| journey.accounts.covers(&account.key)).map(row).collect())
    }

    /// What is staged. What does not open was sealed before the browser's secret changed, and is asked for again.
    pub(super) fn staged(&self, going: &Going<'_>) -> Pins {
        let sealed = going.journey.staged.as_deref();
        sealed.and_then(|sealed| self.key.open(sealed, &going.browser, going.journey.id)).unwrap_or_default()
    }
}
