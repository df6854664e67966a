//! Many at once, on real threads (races 15, 17, 18; C7, C13, C18).

use std::collections::BTreeSet;
use std::sync::{Barrier, Mutex};
use std::thread;

use fgapi_consent::{Decision, Journey, Outcome, Step};
use fgapi_token::TokenDigest;

use crate::bank::{Call, LIMIT};
use crate::browser::{Act, Browser, Home, Seen};
use crate::house::{CALLBACK, STATE, account};
use crate::steps::{at, at_own, living_link, whole_house};

/// Presses one button in each of the browsers at the same moment.
fn at_once<'h>(presses: Vec<(Browser<'h>, Act)>) -> Vec<(Browser<'h>, Outcome)> {
    let start = Barrier::new(presses.len());
    let done = Mutex::new(Vec::new());
    thread::scope(|threads| {
        for (mut browser, act) in presses {
            let (start, done) = (&start, &done);
            threads.spawn(move || {
                start.wait();
                let outcome = browser.press(&act);
                done.lock().unwrap().push((browser, outcome));
            });
        }
    });
    done.into_inner().unwrap()
}

/// The same button, many times.
fn all_press<'h>(browser: &Browser<'h>, act: &Act, times: usize) -> Vec<(Browser<'h>, Outcome)> {
    at_once((0..times).map(|_| (browser.clone(), act.clone())).collect())
}

/// Where each of them ends, once it has followed where it was led.
fn homes(done: Vec<(Browser<'_>, Outcome)>) -> Vec<Home> {
    let follow = |(mut browser, outcome): (Browser<'_>, Outcome)| match outcome {
        Outcome::Next { .. } => browser.look().home(),
        outcome => Seen::of(outcome).home(),
    };
    done.into_iter().map(follow).collect()
}

/// Exactly one auth token, and an error for everybody else.
fn is_one_token(homes: &[Home]) {
    for home in homes {
        assert!(home.url.as_str().starts_with(CALLBACK));
        assert_eq!(home.get("state").as_deref(), Some(STATE));
        assert!(home.get("auth_token").is_some() != home.error().is_some(), "{}", home.url);
    }
    assert_eq!(homes.iter().filter(|home| home.get("auth_token").is_some()).count(), 1);
}

const ROUNDS: usize = 20;

#[test]
fn of_many_yeses_at_once_one_gives_an_auth_token() {
    for _ in 0..ROUNDS {
        let house = whole_house();
        let browser = at(&house, "consent");
        house.bank.gather(Call::CheckPin, 32);
        let homes = homes(all_press(&browser, &Act::ALLOW, 32));
        is_one_token(&homes);
        assert_eq!(house.journeys.finished().len(), 1);
        assert_eq!(house.registered("hanako"), [account(1)]);
    }
}

#[test]
fn yes_and_no_at_once_are_one_of_the_two() {
    let mut yes = 0;
    for _ in 0..ROUNDS {
        let house = whole_house();
        let browser = at(&house, "consent");
        let acts = [Act::ALLOW, Act::Decide(Decision::Deny), Act::Cancel];
        let done = at_once((0..24).map(|number| (browser.clone(), acts[number % 3].clone())).collect());
        let tokens = homes(done).iter().filter(|home| home.get("auth_token").is_some()).count();
        let finished = house.journeys.finished().len();
        assert!(tokens == finished && tokens <= 1, "{tokens} auth tokens, {finished} consents");
        assert_eq!(house.registered("hanako").len(), finished, "a PIN is registered with a consent and not without");
        assert_eq!(house.kept(browser.journey).step, Step::Ended);
        yes += tokens;
    }
    assert!(yes <= ROUNDS);
}

#[test]
fn many_wrong_answers_at_once_are_all_counted_and_end_the_journey() {
    for _ in 0..ROUNDS {
        let house = whole_house();
        let browser = at(&house, "question");
        house.bank.gather(Call::CheckAnswer, 50);
        for (mut browser, outcome) in all_press(&browser, &Act::Answer("wrong".into()), 50) {
            match outcome {
                Outcome::Show(_) => {}
                Outcome::Next { .. } => drop(browser.look()),
                outcome => assert_eq!(Seen::of(outcome).home().error().as_deref(), Some("access_denied")),
            }
        }
        assert_eq!(house.bank.compared(Call::CheckAnswer), LIMIT, "no answer slips past the limit");
        assert_eq!(house.kept(browser.journey).step, Step::Ended, "and the journey is over");
        let home = browser.clone().answer("ポチ").home();
        assert_eq!(home.error().as_deref(), Some("access_denied"));
    }
}

#[test]
fn guessing_in_many_journeys_at_once_gives_no_more_tries() {
    let house = whole_house();
    let browsers: Vec<_> = (0..16).map(|_| (at(&house, "question"), Act::Answer("wrong".into()))).collect();
    let journeys: Vec<_> = browsers.iter().map(|(browser, _)| browser.journey).collect();
    house.bank.gather(Call::CheckAnswer, 16);
    at_once(browsers);
    assert_eq!(house.bank.compared(Call::CheckAnswer), LIMIT);
    let ended = journeys.iter().filter(|id| house.kept(**id).step == Step::Ended).count();
    assert_eq!(ended, 16 - LIMIT as usize, "those whom the bank would not look at");
}

#[test]
fn many_wrong_passwords_at_once_are_all_counted() {
    let house = whole_house();
    house.bank.gather(Call::LogIn, 50);
    all_press(&house.begin(), &Act::log_in("hanako", "wrong"), 50);
    assert_eq!(house.bank.compared(Call::LogIn), LIMIT);
}

#[test]
fn many_yeses_with_a_wrong_pin_are_all_counted_and_register_nothing() {
    let house = whole_house();
    let mut browser = at(&house, "pins");
    browser.stage(&[(account(1), "9999"), (account(2), "567890")]);
    browser.act(&Act::ConfirmPins);
    house.bank.gather(Call::CheckPin, 32);
    for (mut browser, outcome) in all_press(&browser, &Act::ALLOW, 32) {
        if let Outcome::Next { .. } = outcome {
            browser.look().pins();
        }
    }
    assert_eq!(house.bank.compared(Call::CheckPin), LIMIT + 32, "one account is locked, the other one's PIN is right each time");
    assert!(house.journeys.finished().is_empty() && house.registered("hanako").is_empty());
    assert_eq!(house.kept(browser.journey).step, Step::Pins);
}

#[test]
fn who_turns_back_while_pins_are_staged_leaves_none_behind() {
    for _ in 0..ROUNDS {
        let house = whole_house();
        let browser = at(&house, "pins");
        let stage = Act::stage(&[(account(1), "1234"), (account(2), "567890")]);
        let mut presses: Vec<_> = (0..15).map(|_| (browser.clone(), stage.clone())).collect();
        presses.push((browser.clone(), Act::Cancel));
        at_once(presses);
        let kept = house.kept(browser.journey);
        assert_eq!((kept.step, kept.staged), (Step::Ended, None), "home is home, whoever was faster");
        assert!(house.registered("hanako").is_empty());
        assert_eq!(browser.clone().allow().home().error().as_deref(), Some("access_denied"));
    }
}

#[test]
fn two_tabs_that_log_in_at_once_share_one_session() {
    for _ in 0..ROUNDS {
        let house = whole_house();
        let begun = house.begin();
        house.bank.gather(Call::LogIn, 16);
        let done = all_press(&begun, &Act::log_in("hanako", "pw-hanako"), 16);
        let old = begun.secret.as_ref().unwrap().reveal();
        let mut winners = 0;
        for (browser, outcome) in &done {
            match outcome {
                Outcome::Next { browser: Some(_), .. } => {
                    winners += 1;
                    let Seen::Shown(_) = browser.clone().look() else { panic!("the winner is a stranger") };
                }
                Outcome::Next { browser: None, .. } => assert_eq!(browser.secret.as_ref().unwrap().reveal(), old),
                other => panic!("{other:?}"),
            }
        }
        assert_eq!(winners, 1);
        assert!(matches!(begun.clone().look(), Seen::Home(_)), "the secret from before the login");
    }
}

/// The journey as another form makes it.
fn made(browser: &Browser<'_>, change: impl FnOnce(&mut Journey)) -> Journey {
    let mut journey = browser.house.kept(browser.journey);
    journey.revision += 1;
    change(&mut journey);
    journey
}

#[test]
fn a_tab_that_turns_back_does_not_end_what_another_one_logged_in_to() {
    let house = whole_house();
    let mut browser = house.begin();
    let logged_in = made(&browser, |journey| {
        journey.step = Step::Scopes;
        journey.browser = TokenDigest::of("the other tab's new secret");
    });
    house.journeys.be_faster_with(logged_in.clone());
    assert_eq!(browser.cancel().home().error().as_deref(), Some("access_denied"));
    assert_eq!(house.kept(browser.journey), logged_in);
}

#[test]
fn a_tab_that_turns_back_ends_what_another_one_just_did() {
    for step in ["question", "scopes", "pins", "pin-result", "consent"] {
        let house = whole_house();
        let mut browser = at(&house, step);
        house.journeys.be_faster_with(made(&browser, |journey| journey.step = Step::Pins));
        assert_eq!(browser.cancel().home().error().as_deref(), Some("access_denied"));
        let kept = house.kept(browser.journey);
        assert_eq!((kept.step, kept.staged), (Step::Ended, None), "{step}");
    }
}

#[test]
fn who_is_slower_than_another_form_changes_nothing_and_goes_where_that_led() {
    let house = whole_house();
    let acts = [
        ("login", Act::log_in("hanako", "pw-hanako")),
        ("login", Act::log_in("jiro", "pw-jiro")),
        ("question", Act::Answer("wrong".into())),
        ("scopes", Act::choose("accounts", &[account(1)])),
        ("pins", Act::stage(&[(account(1), "1234")])),
        ("pin-result", Act::AddPins),
        ("consent", Act::ALLOW),
    ];
    for (step, act) in acts {
        let mut browser = at(&house, step);
        let before = browser.secret.clone().unwrap();
        let faster = made(&browser, |journey| journey.grants = "balances".parse().unwrap());
        house.journeys.be_faster_with(faster.clone());
        let outcome = browser.press(&act);
        assert!(matches!(outcome, Outcome::Next { browser: None, .. }), "{step}: {outcome:?}");
        assert_eq!(house.kept(browser.journey), faster, "{step}");
        assert_eq!(browser.secret.as_ref().unwrap().reveal(), before.reveal(), "{step}");
    }
    assert!(house.journeys.finished().is_empty() && house.registered("hanako").is_empty());
}

#[test]
fn the_right_answer_many_times_at_once_goes_on_once() {
    for _ in 0..ROUNDS {
        let house = whole_house();
        let mut browser = at(&house, "question");
        let answer = crate::steps::right_answer(&mut browser);
        let revision = house.kept(browser.journey).revision;
        house.bank.gather(Call::CheckAnswer, 16);
        all_press(&browser, &Act::Answer(answer.into()), 16);
        let kept = house.kept(browser.journey);
        assert_eq!((kept.step, kept.revision), (Step::Scopes, revision + 1));
    }
}

#[test]
fn a_link_is_ended_once_whoever_ends_it() {
    let house = whole_house();
    let link = living_link(&house);
    let (one, two) = (at_own(&house, "links"), at_own(&house, "links"));
    let presses = (0..16).map(|number| (if number % 2 == 0 { one.clone() } else { two.clone() }, Act::EndLink(link)));
    let done = at_once(presses.collect());
    let told = |outcome: &Outcome| matches!(outcome, Outcome::Told { told: fgapi_consent::Told::Ended, .. });
    assert_eq!(done.iter().filter(|(_, outcome)| told(outcome)).count(), 1);
}

#[test]
fn many_journeys_at_once_are_all_different() {
    let house = whole_house();
    let ids: Mutex<BTreeSet<_>> = Mutex::default();
    thread::scope(|threads| {
        for _ in 0..16 {
            threads.spawn(|| {
                for _ in 0..50 {
                    let begun = house.desk.begin_link(&house.asked()).unwrap();
                    ids.lock().unwrap().insert(begun.journey);
                }
            });
        }
    });
    assert_eq!(ids.into_inner().unwrap().len(), 800);
}
