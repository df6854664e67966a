//! 認可業務選択: what the client may, and on which accounts.

use fgapi_domain::{AccountChoice, AccountKey, GrantSet};
use fgapi_token::StoreFault;

use super::Outcome;
use super::resume::{Going, Trouble};
use crate::desk::{ConsentDesk, Visitor};
use crate::journey::{Journey, JourneyId, Step};
use crate::screen::{PinState, ScopesError, Screen};

impl ConsentDesk {
    /// Takes the customer's choice, never more than what was offered. `accounts` counts only where accounts are to be chosen.
    ///
    /// # Errors
    /// [`StoreFault`].
    pub fn choose_scopes(
        &self,
        id: JourneyId,
        visitor: Visitor<'_>,
        form_token: &str,
        grants: GrantSet,
        accounts: &[AccountKey],
    ) -> Result<Outcome, StoreFault> {
        self.turn(
            id,
            visitor,
            Some(form_token),
            |step| step == Step::Scopes,
            |going| {
                let chosen = if asks_grants(going) { grants.intersection(going.request()?.offered) } else { going.request()?.offered };
                let choice = if asks_accounts(going) {
                    let held = self.all_accounts(going.customer()?)?;
                    let kept: Vec<AccountKey> =
                        held.iter().map(|account| account.key.clone()).filter(|key| accounts.contains(key)).collect();
                    if kept.len() == held.len() { AccountChoice::All } else { AccountChoice::only(kept) }
                } else {
                    AccountChoice::All
                };
                let journey = Journey { grants: chosen, accounts: choice, ..going.journey.clone() };
                let no_account = journey.accounts.named().is_some_and(|named| named.is_empty());
                let error = if chosen.is_empty() { Some(ScopesError::NoGrant) } else { no_account.then_some(ScopesError::NoAccount) };
                if error.is_some() {
                    return self.show_scopes(going, &journey, error);
                }
                let step = self.after_scopes(going, &journey)?;
                self.go_to(journey, step)
            },
        )
    }

    /// Whether anything is to be chosen.
    pub(super) fn asks_scopes(&self, going: &Going<'_>) -> bool {
        asks_grants(going) || asks_accounts(going)
    }

    /// The step behind the choice: PINs when an account lacks one.
    pub(super) fn after_scopes(&self, going: &Going<'_>, journey: &Journey) -> Result<Step, Trouble> {
        let open = self.pin_rows(going, journey)?.iter().any(|row| row.state != PinState::Registered);
        Ok(if open { Step::Pins } else { Step::Consent })
    }

    pub(super) fn show_scopes(&self, going: &Going<'_>, journey: &Journey, error: Option<ScopesError>) -> Result<Outcome, Trouble> {
        let request = going.request()?;
        let accounts = if asks_accounts(going) {
            let held = self.all_accounts(going.customer()?)?;
            Some(
                held.into_iter()
                    .map(|account| (journey.accounts.covers(&account.key), account))
                    .map(|(on, account)| (account, on))
                    .collect(),
            )
        } else {
            None
        };
        let screen = Screen::Scopes { offered: request.offered, refused: request.refused, chosen: journey.grants, accounts, error };
        self.show(going, screen)
    }
}

fn asks_grants(going: &Going<'_>) -> bool {
    going.client.as_ref().is_some_and(|client| client.screens.scope_choice)
}

fn asks_accounts(going: &Going<'_>) -> bool {
    going.client.as_ref().is_some_and(|client| client.screens.account_choice)
}
