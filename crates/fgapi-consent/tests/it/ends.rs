//! R25: whatever happens, a journey that a client began leads back to the client. Home is home: nothing goes on behind it.

use std::collections::BTreeMap;

use fgapi_consent::{Decision, JourneyId, JourneyStore as _, KEPT_SECONDS, Outcome, Step};
use fgapi_token::ClientStanding;

use crate::bank::{Call, Mood};
use crate::browser::{Act, Browser, Home, Seen};
use crate::house::{CALLBACK, House, ISSUER, STATE};
use crate::steps::{LINK_STEPS, OWN_STEPS, at, at_own, buttons, living_link, whole_house};

/// The browser was sent to the client's own URI with this error, and the journey is over.
fn is_home(house: &House, browser: &Browser<'_>, home: &Home, error: &str, place: &str) {
    assert!(home.url.as_str().starts_with(CALLBACK), "{place}: {}", home.url);
    assert_eq!((home.error().as_deref(), home.get("auth_token")), (Some(error), None), "{place}");
    assert_eq!((home.get("state").as_deref(), home.get("iss").as_deref()), (Some(STATE), Some(ISSUER)), "{place}");
    let kept = house.kept(browser.journey);
    assert_eq!((kept.step, kept.staged), (Step::Ended, None), "{place}");
    let after = browser.clone().look().home();
    assert_eq!((after.error().as_deref(), after.get("auth_token")), (Some("access_denied"), None), "{place}: it does not come back");
}

#[test]
fn a_customer_may_turn_back_at_every_step() {
    let house = whole_house();
    for step in LINK_STEPS {
        let mut browser = at(&house, step);
        let home = browser.cancel().home();
        assert_eq!(home.get("error_description").as_deref(), Some("the customer did not consent"));
        is_home(&house, &browser, &home, "access_denied", step);
    }
    assert!(house.journeys.finished().is_empty() && house.registered("hanako").is_empty());
}

#[test]
fn time_that_is_over_leads_home_from_every_step() {
    let house = whole_house();
    for step in LINK_STEPS {
        let mut browser = at(&house, step);
        house.clock.advance(899);
        browser.clone().look().shown();
        house.clock.advance(1);
        let mut stranger = Browser { secret: None, ..browser.clone() };
        let told = stranger.look().home();
        assert_eq!((told.error().as_deref(), told.get("state")), (Some("access_denied"), None), "{step}: somebody else gets no state");
        let home = browser.look().home();
        assert_eq!(home.get("error_description").as_deref(), Some("the session expired; begin again"), "{step}");
        is_home(&house, &browser, &home, "access_denied", step);
    }
}

#[test]
fn a_button_pressed_too_late_does_nothing() {
    let house = whole_house();
    let link = living_link(&house);
    for step in LINK_STEPS {
        for (_, act) in buttons(link).into_iter().filter(|(place, _)| *place == step) {
            let mut browser = at(&house, step);
            let before = house.journeys.finished().len();
            house.clock.advance(900);
            let home = browser.act(&act).home();
            is_home(&house, &browser, &home, "access_denied", step);
            assert_eq!(house.journeys.finished().len(), before);
        }
    }
}

#[test]
fn the_hours_of_maintenance_lead_home_from_every_step_and_button() {
    let house = whole_house();
    let link = living_link(&house);
    for step in LINK_STEPS {
        for (_, act) in buttons(link).into_iter().filter(|(place, _)| *place == step).chain([("", Act::Look), ("", Act::Cancel)]) {
            let mut browser = at(&house, step);
            browser.desk = &house.resting;
            let home = browser.act(&act).home();
            browser.desk = &house.desk;
            is_home(&house, &browser, &home, "temporarily_unavailable", step);
        }
    }
}

#[test]
fn a_client_that_is_suspended_meanwhile_gets_no_more_than_the_news() {
    let house = whole_house();
    let link = living_link(&house);
    let finished = house.journeys.finished().len();
    for step in LINK_STEPS {
        for (_, act) in buttons(link).into_iter().filter(|(place, _)| *place == step).chain([("", Act::Look), ("", Act::Cancel)]) {
            let mut browser = at(&house, step);
            house.suspend(ClientStanding::Disabled);
            let home = browser.act(&act).home();
            house.suspend(ClientStanding::Enabled);
            is_home(&house, &browser, &home, "unauthorized_client", step);
        }
    }
    assert_eq!(house.journeys.finished().len(), finished);
}

/// Presses every button of `step` with `call` out of order; how often the call was missed.
fn press_without(step: &'static str, call: Call, mood: Mood) -> u32 {
    let mut missed = 0;
    let error = if mood == Mood::Wrong { "server_error" } else { "temporarily_unavailable" };
    // Nothing here belongs to a link, so any number will do for the own page's buttons.
    let nobody = fgapi_token::LinkId(named("0").0);
    for (_, act) in buttons(nobody).into_iter().filter(|(place, _)| *place == step).chain([("", Act::Look)]) {
        let house = whole_house();
        let mut browser = at(&house, step);
        if call == Call::LogInWithCertificate && step == "login" {
            browser.act(&Act::PresentCertificate(Ok(crate::house::certificate())));
        }
        let before = house.bank.asked(call);
        house.bank.fail(call, mood);
        let seen = browser.act(&act);
        let place = format!("{step}: {act:?} without {call:?}");
        if house.bank.asked(call) == before {
            assert!(!matches!(seen, Seen::Home(ref home) if home.error().as_deref() == Some(error)), "{place}");
            continue;
        }
        missed += 1;
        let home = seen.home();
        house.bank.recover();
        is_home(&house, &browser, &home, error, &place);
        assert!(house.journeys.finished().is_empty() && house.registered("hanako").is_empty(), "{place}");
    }
    missed
}

#[test]
fn a_bank_that_does_not_answer_leads_home_from_wherever_it_is_asked() {
    let mut missed: BTreeMap<String, u32> = BTreeMap::new();
    for call in Call::ALL {
        for mood in [Mood::Unavailable, Mood::TimedOut, Mood::Wrong] {
            for step in LINK_STEPS {
                *missed.entry(format!("{call:?}")).or_default() += press_without(step, call, mood);
            }
        }
    }
    missed.remove("CustomerName");
    assert!(missed.values().all(|times| *times >= 3), "{missed:?}");
}

#[test]
fn a_last_form_that_is_sent_twice_leads_home_twice() {
    for decision in [Decision::Allow { ticked: true }, Decision::Deny] {
        let house = whole_house();
        let mut browser = at(&house, "consent");
        let mut second = browser.clone();
        browser.act(&Act::Decide(decision)).home();
        let home = second.act(&Act::Decide(decision)).home();
        assert_eq!(home.get("error_description").as_deref(), Some("this session has ended already; begin again"));
        is_home(&house, &browser, &home, "access_denied", "twice");
    }
}

#[test]
fn whoever_else_comes_to_a_journey_that_is_over_goes_home_without_the_state() {
    let house = whole_house();
    let mut browser = at(&house, "consent");
    browser.cancel().home();
    let home = Browser { secret: None, ..browser }.look().home();
    assert_eq!((home.error().as_deref(), home.get("state"), home.get("iss").as_deref()), (Some("access_denied"), None, Some(ISSUER)));
}

#[test]
fn a_journey_is_kept_for_a_day_so_that_late_comers_find_home() {
    let house = whole_house();
    let mut browser = at(&house, "consent");
    house.clock.advance(900);
    house.journeys.purge_journeys(house.now(), 1_000).unwrap();
    assert_eq!(house.kept(browser.journey).staged, None, "its PINs are not");
    house.clock.advance(KEPT_SECONDS - 1);
    house.journeys.purge_journeys(house.now(), 1_000).unwrap();
    browser.clone().look().home();
    house.clock.advance(1);
    house.journeys.purge_journeys(house.now(), 1_000).unwrap();
    assert!(matches!(browser.look(), Seen::Over));
}

#[test]
fn a_journey_that_never_was_is_over() {
    let house = whole_house();
    let mut browser = house.begin();
    browser.journey = named("f");
    for act in [Act::Look, Act::Cancel, Act::ALLOW, Act::log_in("hanako", "pw-hanako")] {
        assert!(matches!(browser.press(&act), Outcome::Over), "{act:?}");
    }
}

#[test]
fn the_own_page_has_nobody_to_go_home_to() {
    let house = whole_house();
    for step in OWN_STEPS {
        let mut browser = at_own(&house, step);
        assert!(matches!(browser.cancel(), Seen::Over), "{step}");
        assert!(matches!(browser.look(), Seen::Over), "{step}: and back");
        assert_eq!(house.kept(browser.journey).step, Step::Ended);

        let mut resting = Browser { desk: &house.resting, ..at_own(&house, step) };
        assert!(matches!(resting.look(), Seen::Maintenance), "{step}");

        let mut late = at_own(&house, step);
        house.clock.advance(900);
        assert!(matches!(late.look(), Seen::Over), "{step}");
    }
    for (step, call) in
        [("login", Call::LogIn), ("question", Call::CheckAnswer), ("question", Call::Questions), ("links", Call::CustomerName)]
    {
        for mood in [Mood::Unavailable, Mood::TimedOut, Mood::Wrong] {
            let mut browser = at_own(&house, step);
            house.bank.fail(call, mood);
            let seen = match step {
                "login" => browser.log_in("hanako"),
                "question" => browser.answer("wrong"),
                _ => browser.look(),
            };
            house.bank.recover();
            assert!(matches!(seen, Seen::BankUnavailable), "{step}, {call:?}: {seen:?}");
            assert!(matches!(browser.look(), Seen::Over), "{step}, {call:?}");
        }
    }
}

#[test]
fn the_own_page_does_not_depend_on_any_client() {
    let house = whole_house();
    house.suspend(ClientStanding::Disabled);
    let mut browser = at_own(&house, "links");
    assert!(browser.look().own().links.is_empty());
}

/// A journey's name of one repeated digit.
fn named(digit: &str) -> JourneyId {
    digit.repeat(32).parse().unwrap()
}
