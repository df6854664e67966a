//! Removing what is over: never anything else, never much at once, and PINs first.

use fgapi_consent::{Journey, KEPT_SECONDS, Step, VISIT_SECONDS};

use super::Stage;
use super::stage::{LASTS, moved};
use super::visits::{known, visit};
use crate::token::at_once;

fn purge(stage: &Stage, limit: u32) -> u64 {
    stage.store().purge_journeys(stage.now(), limit).expect("the store answers").rows
}

/// PINs that wait for a consent wait no longer than the journey.
pub fn staged_pins_go_with_the_journeys_time(stage: &Stage) {
    let journey = stage.begun(stage.full());
    stage.begun(stage.plain());
    stage.tokens.clock.advance(LASTS - 1);
    assert_eq!(purge(stage, 10), 0, "nothing is over yet");
    assert_eq!(stage.stored(journey.id).as_ref(), Some(&journey), "what is staged stays for the journey's time");
    stage.tokens.clock.advance(1);
    assert_eq!(purge(stage, 10), 1, "and is cleared when that is over");
    let cleared = Journey { staged: None, ..journey };
    assert_eq!(stage.stored(cleared.id).as_ref(), Some(&cleared), "nothing else of the journey changes");
    assert_eq!(purge(stage, 10), 0, "and that is done once");
    let ended = moved(&cleared, Step::Ended);
    assert!(stage.store().advance(&ended).expect("the store answers"), "whoever comes late can still leave");
}

/// Whoever comes back late is sent home for a day.
pub fn a_journey_is_kept_for_a_day(stage: &Stage) {
    let journeys = [stage.begun(stage.plain()), stage.begun(moved(&stage.plain(), Step::Ended))];
    stage.tokens.clock.advance(LASTS + KEPT_SECONDS - 1);
    assert_eq!(purge(stage, 10), 0, "a journey is kept for a day after its time");
    assert!(journeys.iter().all(|journey| stage.stored(journey.id).is_some()));
    stage.tokens.clock.advance(1);
    let living = stage.begun(stage.full());
    assert_eq!(purge(stage, 10), 2, "and goes then");
    assert!(journeys.iter().all(|journey| stage.stored(journey.id).is_none()));
    assert_eq!(stage.stored(living.id), Some(living), "a living one stays");
}

/// A device that was not seen for 400 days is a new one.
pub fn visits_are_remembered_for_long(stage: &Stage) {
    visit(stage, "c-1", 1, "192.0.2.1");
    stage.tokens.clock.advance(86_400);
    visit(stage, "c-1", 2, "198.51.100.1");
    stage.tokens.clock.advance(VISIT_SECONDS - 86_400);
    assert_eq!(purge(stage, 10), 0, "a visit is remembered for 400 days");
    stage.tokens.clock.advance(1);
    assert_eq!(purge(stage, 10), 1);
    let then = known(stage, "c-1", Some(1), "192.0.2.1");
    assert!(!then.device_known && !then.network_known, "and forgotten then");
    let later = known(stage, "c-1", Some(2), "198.51.100.1");
    assert!(later.device_known && later.network_known && later.last_seen.is_some(), "a later one stays");
}

/// A purge takes a small bite, so that nobody waits for it.
pub fn a_purge_is_bounded(stage: &Stage) {
    for device in 0..5 {
        stage.begun(stage.full());
        visit(stage, "c-1", device, "192.0.2.1");
    }
    stage.tokens.clock.advance(VISIT_SECONDS + 1);
    let bites: Vec<u64> = (0..6).map(|_| purge(stage, 4)).collect();
    assert_eq!(bites, [4, 4, 4, 3, 0, 0], "five staged PINs, five journeys and five visits, no more at once than the limit");
}

/// Whoever goes on while a purge runs notices nothing.
pub fn a_purge_beside_journeys_harms_nobody(stage: &Stage) {
    let old: Vec<Journey> = (0..30).map(|_| stage.begun(stage.full())).collect();
    stage.tokens.clock.advance(LASTS + KEPT_SECONDS);
    at_once(|number| {
        if number < 2 {
            for _ in 0..15 {
                stage.store().purge_journeys(stage.now(), 3).expect("a purge never fails for a journey's sake");
            }
            return;
        }
        let mut journey = stage.begun(stage.full());
        for step in [Step::Scopes, Step::Pins, Step::Consent] {
            journey = moved(&journey, step);
            assert!(stage.store().advance(&journey).expect("the store answers"), "a living journey goes on");
            visit(stage, "c-1", u8::try_from(number).unwrap_or_default(), "192.0.2.1");
        }
        assert_eq!(stage.stored(journey.id), Some(journey), "no living journey is purged, nor what is staged of it");
    });
    while purge(stage, 10) > 0 {}
    assert!(old.iter().all(|journey| stage.stored(journey.id).is_none()), "and what is over goes in the end");
}
