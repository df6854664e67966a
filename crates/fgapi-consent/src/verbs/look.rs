//! Looking at the present step. It changes nothing, so a reload is harmless.

use fgapi_domain::Secret;
use fgapi_token::StoreFault;

use super::Outcome;
use super::resume::{Going, Trouble};
use crate::desk::{ConsentDesk, Visitor};
use crate::journey::{JourneyId, Purpose, Step};
use crate::screen::{PinState, Screen, Shown, Stage, StageState};

impl ConsentDesk {
    /// The screen of the journey's present step.
    ///
    /// # Errors
    /// [`StoreFault`].
    pub fn look(&self, id: JourneyId, visitor: Visitor<'_>) -> Result<Outcome, StoreFault> {
        self.turn(
            id,
            visitor,
            None,
            |_| true,
            |going| match going.journey.step {
                Step::LogIn => self.show(going, Screen::LogIn { certificate: going.journey.certificate.clone(), refused: None }),
                Step::Question { number, wrong } => self.show_question(going, number, wrong, None),
                Step::Scopes => self.show_scopes(going, &going.journey, None),
                Step::Pins => self.show(going, Screen::Pins { rows: self.pin_rows(going, &going.journey)?, error: None }),
                Step::PinResult => self.show(going, Screen::PinResult { rows: self.pin_rows(going, &going.journey)?, error: None }),
                Step::Consent => self.show_consent(going, false),
                Step::Own => self.show_own(going, None),
                // Taken care of before: a journey that is over goes home.
                Step::Ended => Ok(Outcome::Over),
            },
        )
    }

    pub(super) fn show(&self, going: &Going<'_>, screen: Screen) -> Result<Outcome, Trouble> {
        Ok(Outcome::Show(Box::new(Shown {
            journey: going.journey.id,
            client: going.client.clone(),
            redirect: going.journey.request().map(|request| request.redirect.clone()),
            form_token: Secret::new(self.key.form_token(&going.browser)),
            trail: self.trail(going, &screen)?,
            screen,
        })))
    }

    /// The steps that apply, as far as they are known now. The customer's own page has none.
    fn trail(&self, going: &Going<'_>, screen: &Screen) -> Result<Vec<Stage>, Trouble> {
        let Purpose::Link(_) = going.journey.purpose else { return Ok(Vec::new()) };
        let (question, pins) = match screen {
            Screen::LogIn { .. } => (None, false),
            Screen::Question { .. } => (Some(going.journey.step), false),
            Screen::Pins { .. } | Screen::PinResult { .. } => (None, true),
            _ => (None, self.pin_rows(going, &going.journey)?.iter().any(|row| row.state != PinState::Registered)),
        };
        let current = match screen {
            Screen::LogIn { .. } => Step::LogIn,
            Screen::Question { .. } => going.journey.step,
            Screen::Scopes { .. } => Step::Scopes,
            Screen::Pins { .. } | Screen::PinResult { .. } => Step::Pins,
            Screen::Consent { .. } | Screen::Own(_) => Step::Consent,
        };
        let steps =
            [Some(Step::LogIn), question, self.asks_scopes(going).then_some(Step::Scopes), pins.then_some(Step::Pins), Some(Step::Consent)];
        let steps: Vec<Step> = steps.into_iter().flatten().collect();
        let here = steps.iter().position(|step| *step == current).unwrap_or(0);
        let state = |at: usize| match at {
            at if at < here => StageState::Done,
            at if at == here => StageState::Current,
            _ => StageState::Ahead,
        };
        Ok(steps.into_iter().enumerate().map(|(at, step)| Stage { step, state: state(at) }).collect())
    }
}
