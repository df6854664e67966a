//! C8: steps come in their order, whatever a browser sends.

use fgapi_consent::Outcome;
use fgapi_token::LinkStanding;

use crate::browser::{Act, Browser};
use crate::house::House;
use crate::steps::{LINK_STEPS, OWN_STEPS, at, at_own, buttons, living_link, whole_house};

/// Presses what belongs to other steps: nothing changes, and the browser is led to where it stands.
fn press_all_others(house: &House, browser: &Browser<'_>, step: &str, link: fgapi_token::LinkId) {
    let before = house.kept(browser.journey);
    let ended = house.journeys.finished().len();
    let register = house.links("hanako");
    assert_eq!(before.step.as_str(), step);
    let mut tried = 0;
    for (_, act) in buttons(link).into_iter().filter(|(place, _)| *place != step) {
        let outcome = browser.clone().press(&act);
        assert!(
            matches!(outcome, Outcome::Next { journey, browser: None, device: None } if journey == before.id),
            "{step}: {act:?}: {outcome:?}"
        );
        assert_eq!(house.kept(before.id), before, "{step}: {act:?}");
        tried += 1;
    }
    assert!(tried >= 17, "{step}: {tried}");
    assert_eq!((house.journeys.finished().len(), house.links("hanako")), (ended, register), "{step}");
}

#[test]
fn no_button_of_another_step_does_anything() {
    let house = whole_house();
    let link = living_link(&house);
    for step in LINK_STEPS {
        press_all_others(&house, &at(&house, step), step, link);
    }
}

#[test]
fn no_button_of_another_step_does_anything_on_the_way_to_the_own_page() {
    let house = whole_house();
    let link = living_link(&house);
    for step in OWN_STEPS {
        press_all_others(&house, &at_own(&house, step), step, link);
    }
}

#[test]
fn a_journey_that_is_over_does_nothing_more() {
    let house = whole_house();
    let link = living_link(&house);
    let mut ended = at(&house, "consent");
    ended.cancel().home();
    let kept = house.kept(ended.journey);
    for (_, act) in buttons(link) {
        let home = ended.clone().act(&act).home();
        assert_eq!((home.error().as_deref(), home.get("auth_token")), (Some("access_denied"), None), "{act:?}");
        assert_eq!(house.kept(ended.journey), kept, "{act:?}");
    }
    assert_eq!(house.links("hanako")[0].link.standing, LinkStanding::Active);
}

#[test]
fn steps_cannot_be_left_out_by_a_browser_that_knows_where_they_lead() {
    let house = whole_house();
    let mut browser = house.begin();
    for act in [Act::ALLOW, Act::ConfirmPins, Act::SkipPins, Act::choose("accounts", &[])] {
        browser.act(&act).shown();
    }
    browser.log_in("hanako").shown();
    for act in [Act::choose("accounts", &[crate::house::account(1)]), Act::SkipPins, Act::ConfirmPins, Act::ALLOW] {
        browser.act(&act).shown();
    }
    assert_eq!(house.kept(browser.journey).step.as_str(), "question");
    assert!(house.journeys.finished().is_empty());
}

#[test]
fn a_look_changes_nothing() {
    let house = whole_house();
    for step in LINK_STEPS {
        let mut browser = at(&house, step);
        let kept = house.kept(browser.journey);
        for _ in 0..3 {
            browser.look().shown();
        }
        assert_eq!(house.kept(browser.journey), kept, "{step}");
    }
    for step in OWN_STEPS {
        let mut browser = at_own(&house, step);
        let kept = house.kept(browser.journey);
        browser.look().shown();
        assert_eq!(house.kept(browser.journey), kept, "{step}");
    }
}
