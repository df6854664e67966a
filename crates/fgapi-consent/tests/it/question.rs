//! 追加認証: when a question is asked, which one, and how often it may be answered wrongly (C13, C14).

use std::collections::BTreeSet;
use std::sync::Arc;

use fgapi_consent::{AlwaysAsk, AnswerError, Screen, StandardRisk, Step};

use crate::bank::{Call, LIMIT, LOCK_SECONDS};
use crate::browser::{Act, Browser, Seen};
use crate::house::{CALLBACK, House};
use crate::steps::right_answer as right;

fn asking() -> House {
    House::planned(|plan| plan.risk = Arc::new(AlwaysAsk))
}

fn question(seen: Seen) -> (String, u16, Option<AnswerError>) {
    match seen.screen() {
        Screen::Question { text, tries_left, error } => (text.as_str().to_owned(), tries_left, error),
        other => panic!("no question: {other:?}"),
    }
}

fn is_question(seen: &Seen) -> bool {
    matches!(seen, Seen::Shown(shown) if matches!(shown.screen, Screen::Question { .. }))
}

#[test]
fn a_question_is_asked_when_the_rule_asks_and_there_is_one() {
    let house = asking();
    let mut browser = house.begin();
    assert!(is_question(&browser.log_in("hanako")));
    let answer = right(&mut browser);
    assert!(matches!(browser.answer(answer).screen(), Screen::Scopes { .. }));
    assert!(matches!(house.begin().log_in("jiro").screen(), Screen::Scopes { .. }), "who has no questions is asked none");
    assert!(matches!(House::new().begin().log_in("hanako").screen(), Screen::Scopes { .. }), "a rule that does not ask");
}

#[test]
fn the_standard_rule_asks_strangers_and_not_those_it_knows() {
    let house = House::planned(|plan| plan.risk = Arc::new(StandardRisk::default()));
    let mut first = house.begin();
    assert!(is_question(&first.log_in("hanako")), "the first time");
    let answer = right(&mut first);
    first.answer(answer);
    let again = |change: fn(&mut Browser<'_>)| {
        let mut browser = house.begin();
        browser.device = first.device.clone();
        change(&mut browser);
        is_question(&browser.log_in("hanako"))
    };
    assert!(!again(|_| {}), "the same device and network");
    assert!(!again(|browser| browser.address = "203.0.113.200".parse().unwrap()), "the neighbourhood is the same network");
    assert!(again(|browser| browser.address = "198.51.100.1".parse().unwrap()), "another network");
    assert!(again(|browser| browser.device = None), "another device");
    let wrong_before = |browser: &mut Browser<'_>| {
        for _ in 0..3 {
            browser.act(&Act::log_in("hanako", "wrong"));
        }
    };
    assert!(again(wrong_before), "after three wrong passwords");
    house.clock.advance(90 * 86_400);
    assert!(again(|_| {}), "after a long absence");
}

#[test]
fn a_login_without_its_answer_is_no_visit() {
    let house = House::planned(|plan| plan.risk = Arc::new(StandardRisk::default()));
    let mut browser = house.begin();
    browser.log_in("hanako");
    assert!(browser.device.is_none(), "the device is not known before the answer");
    assert!(is_question(&house.begin().log_in("hanako")), "it is asked again");
}

#[test]
fn nothing_rolls_another_question_until_the_customer_was_here_again() {
    let house = asking();
    let mut browser = house.begin();
    let (asked, ..) = question(browser.log_in("hanako"));
    for _ in 0..10 {
        assert_eq!(question(browser.look()).0, asked, "a reload");
        house.clock.advance(60);
        let mut anew = house.begin();
        anew.address = "198.51.100.1".parse().unwrap();
        assert_eq!(question(anew.log_in("hanako")).0, asked, "a new journey");
        browser = anew;
    }
    let mut seen = BTreeSet::from([asked]);
    for _ in 0..20 {
        let answer = right(&mut browser);
        assert!(matches!(browser.answer(answer).screen(), Screen::Scopes { .. }));
        house.clock.advance(60);
        browser = house.begin();
        seen.insert(question(browser.log_in("hanako")).0);
    }
    assert_eq!(seen.len(), 3, "a visit turns the page");
}

#[test]
fn answers_that_look_alike_are_right() {
    let house = asking();
    let alike = [
        ("ポチ", ["ﾎﾟﾁ", "　ポチ ", "ホ\u{309a}チ"]),
        ("Midori High", ["ＭＩＤＯＲＩ　ＨＩＧＨ", "midori\t high", "MIDORI HIGH "]),
        ("㈱みどり", ["(株)みどり", "（株）みどり", "㈱みどり\u{3000}"]),
    ];
    for (kept, typed) in alike {
        house.bank.change("hanako", |person| person.questions = vec![("？", kept)]);
        for typed in typed {
            let mut browser = house.begin();
            browser.log_in("hanako");
            assert!(matches!(browser.answer(typed).screen(), Screen::Scopes { .. }), "{typed:?}");
        }
    }
}

#[test]
fn no_answer_counts_for_nothing() {
    let house = asking();
    let mut browser = house.begin();
    browser.log_in("hanako");
    for nothing in ["", " ", "\u{3000}\t", &"x".repeat(201), &"x".repeat(1 << 20)] {
        let (_, left, error) = question(browser.answer(nothing));
        assert_eq!((left, error), (5, Some(AnswerError::Empty)));
    }
    assert_eq!(house.bank.asked(Call::CheckAnswer), 0);
}

#[test]
fn five_wrong_answers_end_a_journey() {
    let house = asking();
    let mut browser = house.begin();
    browser.log_in("hanako");
    for left in (1..LIMIT).rev() {
        assert_eq!(question(browser.answer("wrong")), (question(browser.look()).0, u16::try_from(left).unwrap(), Some(AnswerError::Wrong)));
        assert_eq!(question(browser.look()).1, u16::try_from(left).unwrap(), "a reload gives none back");
    }
    let home = browser.answer("wrong").home();
    assert!(home.url.as_str().starts_with(CALLBACK));
    assert_eq!((home.error().as_deref(), home.get("auth_token")), (Some("access_denied"), None));
    assert_eq!(house.kept(browser.journey).step, Step::Ended);
    assert_eq!(browser.answer("ポチ").home().error().as_deref(), Some("access_denied"), "it does not come back");
}

#[test]
fn the_journey_counts_for_itself_where_the_bank_would_wait_longer() {
    let house = House::planned(|plan| {
        plan.risk = Arc::new(AlwaysAsk);
        plan.policy.answer_tries = 2;
    });
    let mut browser = house.begin();
    browser.log_in("hanako");
    assert_eq!(question(browser.answer("wrong")).1, 1);
    assert_eq!(browser.answer("wrong").home().error().as_deref(), Some("access_denied"));
}

#[test]
fn new_journeys_give_no_more_tries() {
    let house = asking();
    let wrong = |times: u32| {
        let mut browser = house.begin();
        browser.log_in("hanako");
        (0..times).map(|_| browser.answer("wrong")).last().unwrap()
    };
    assert!(is_question(&wrong(3)) && is_question(&wrong(2)), "five in all, in two journeys");
    let mut locked = house.begin();
    locked.log_in("hanako");
    let answer = right(&mut locked);
    assert_eq!(locked.answer(answer).home().error().as_deref(), Some("access_denied"), "locked, though it is right");
    assert_eq!(house.bank.compared(Call::CheckAnswer), LIMIT);
    house.clock.advance(LOCK_SECONDS);
    let mut later = house.begin();
    later.log_in("hanako");
    let answer = right(&mut later);
    assert!(matches!(later.answer(answer).screen(), Screen::Scopes { .. }), "a lock ends");
}

#[test]
fn a_question_that_is_gone_ends_the_journey() {
    let house = asking();
    let mut browser = house.begin();
    browser.log_in("hanako");
    house.bank.change("hanako", |person| person.questions.clear());
    assert_eq!(browser.look().home().error().as_deref(), Some("access_denied"));
    assert_eq!(house.kept(browser.journey).step, Step::Ended);
}

#[test]
fn a_question_stands_in_the_trail_while_it_is_asked() {
    let house = asking();
    let shown = { house.begin().log_in("hanako") }.shown();
    let steps: Vec<_> = shown.trail.iter().map(|stage| stage.step.as_str()).collect();
    assert_eq!(steps, ["login", "question", "scopes", "consent"]);
}
