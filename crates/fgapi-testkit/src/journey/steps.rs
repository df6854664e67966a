//! Journeys as they are kept, and one change after the other.

use fgapi_consent::{Journey, JourneyId, Purpose, Step};
use fgapi_domain::{AccountChoice, GrantSet, new_uuid};

use super::Stage;
use super::stage::moved;
use crate::token::at_once;

/// Nothing of a journey is lost.
pub fn whatever_was_begun_comes_back(stage: &Stage) {
    let none = AccountChoice::only([]);
    let own = Journey { purpose: Purpose::OwnPage, step: Step::Own, grants: GrantSet::EMPTY, accounts: none, ..stage.plain() };
    let all = [stage.plain(), stage.full(), own, Journey { staged: Some(Vec::new()), ..stage.full() }];
    for journey in &all {
        stage.begun(journey.clone());
    }
    for journey in &all {
        assert_eq!(stage.stored(journey.id).as_ref(), Some(journey), "a journey comes back as it was begun");
    }
    let nobody = JourneyId(new_uuid(&*stage.tokens.entropy, stage.now()).expect("randomness"));
    assert_eq!(stage.stored(nobody), None, "there is no journey that nobody began");
    let bare = Journey { revision: 2, id: all[1].id, ..stage.plain() };
    assert!(stage.store().advance(&bare).expect("the store answers"));
    assert_eq!(stage.stored(bare.id), Some(bare), "what a change takes away is gone");
}

/// Wherever a journey stands, it stands there when it is read again.
pub fn every_step_comes_back(stage: &Stage) {
    let mut journey = stage.begun(stage.full());
    let question = Step::Question { number: 3, wrong: 4 };
    for step in [Step::LogIn, question, Step::Scopes, Step::Pins, Step::PinResult, Step::Consent, Step::Own, Step::Ended] {
        journey = moved(&journey, step);
        assert!(stage.store().advance(&journey).expect("the store answers"), "a journey goes on");
        assert_eq!(stage.stored(journey.id).as_ref(), Some(&journey));
    }
}

/// A form of an earlier screen changes nothing.
pub fn only_the_revision_before_is_replaced(stage: &Stage) {
    let journey = stage.begun(stage.full());
    for revision in [journey.revision - 1, journey.revision, journey.revision + 2] {
        let other = Journey { revision, step: Step::Ended, ..journey.clone() };
        assert!(!stage.store().advance(&other).expect("the store answers"), "revision {revision} does not follow {}", journey.revision);
        assert_eq!(stage.stored(journey.id).as_ref(), Some(&journey), "and nothing changed");
    }
    let next = moved(&journey, Step::PinResult);
    assert!(stage.store().advance(&next).expect("the store answers"));
    assert!(!stage.store().advance(&next).expect("the store answers"), "a change is made once");
    let unknown = moved(&stage.plain(), Step::Scopes);
    assert!(!stage.store().advance(&unknown).expect("the store answers"), "a journey that nobody began does not go on");
    assert_eq!(stage.stored(unknown.id), None, "and does not begin by that");
}

/// Two forms sent at once: one of them counts.
pub fn of_many_at_once_one_goes_on(stage: &Stage) {
    let journey = stage.begun(stage.full());
    let outcomes = at_once(|number| {
        let mine = Journey { staged: Some(vec![u8::try_from(number).unwrap_or_default()]), ..moved(&journey, Step::PinResult) };
        stage.store().advance(&mine).expect("the store answers").then_some(mine)
    });
    let winners: Vec<Journey> = outcomes.into_iter().flatten().collect();
    assert_eq!(winners.len(), 1, "of many changes at once exactly one is made");
    assert_eq!(stage.stored(journey.id).as_ref(), winners.first(), "and it is the one whose caller was told so");
}
