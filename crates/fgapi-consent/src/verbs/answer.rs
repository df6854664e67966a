//! 追加認証: the additional question.

use fgapi_banking::{Answer, Checked};
use fgapi_token::StoreFault;

use super::Outcome;
use super::resume::{Going, Trouble};
use crate::desk::{ConsentDesk, Visitor};
use crate::home::Ending;
use crate::journey::{JourneyId, Step};
use crate::screen::{AnswerError, Screen};

impl ConsentDesk {
    /// Compares the answer. The bank counts wrong ones for the customer, the journey for itself: neither a new journey nor many
    /// answers at once give more tries.
    ///
    /// # Errors
    /// [`StoreFault`].
    pub fn answer(&self, id: JourneyId, visitor: Visitor<'_>, form_token: &str, answer: &str) -> Result<Outcome, StoreFault> {
        self.turn(
            id,
            visitor,
            Some(form_token),
            |step| matches!(step, Step::Question { .. }),
            |going| {
                let Step::Question { number, wrong } = going.journey.step else { return Ok(going.next()) };
                let Some(answer) = Answer::fold(answer) else {
                    return self.show_question(going, number, wrong, Some(AnswerError::Empty));
                };
                match self.bank.check_answer(going.customer()?, number, &answer, going.now)? {
                    Checked::Right => self.enter(going, going.journey.clone(), None),
                    Checked::Wrong if wrong + 1 < self.policy.answer_tries => {
                        let journey = going.journey.clone().at(Step::Question { number, wrong: wrong + 1 });
                        if !self.journeys.advance(&journey)? {
                            return Ok(going.next());
                        }
                        self.show_question(going, number, wrong + 1, Some(AnswerError::Wrong))
                    }
                    Checked::Wrong | Checked::Locked { .. } => Ok(self.leave(going.journey.clone(), Ending::Locked)?),
                }
            },
        )
    }

    /// The question with this number. One that is not there any more cannot be answered: the journey ends.
    pub(super) fn show_question(&self, going: &Going<'_>, number: u16, wrong: u16, error: Option<AnswerError>) -> Result<Outcome, Trouble> {
        let questions = self.bank.questions(going.customer()?)?;
        let Some(question) = questions.into_iter().find(|question| question.number == number) else {
            return Ok(self.leave(going.journey.clone(), Ending::Locked)?);
        };
        let tries_left = self.policy.answer_tries.saturating_sub(wrong).max(1);
        self.show(going, Screen::Question { text: question.text, tries_left, error })
    }
}
