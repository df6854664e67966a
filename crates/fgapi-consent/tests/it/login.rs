//! 利用登録: who is it? And what a browser's secret and a form's token are good for (C7).

use fgapi_consent::{CertificateRefused, LogInRefused, Outcome, Screen, StageState, Step};
use fgapi_domain::Secret;

use crate::bank::{Call, LIMIT, LOCK_SECONDS};
use crate::browser::{Act, Seen};
use crate::house::{House, certificate};

#[test]
fn login_id_and_password_lead_on() {
    let house = House::new();
    let mut browser = house.begin();
    assert!(matches!(browser.log_in("jiro").screen(), Screen::Scopes { .. }));
    assert_eq!(house.kept(browser.journey).customer.unwrap().as_str(), "c-jiro");
}

#[test]
fn a_certificate_and_its_password_lead_on() {
    let house = House::new();
    let mut browser = house.begin();
    let Screen::LogIn { certificate: Some(shown), refused: None } = browser.act(&Act::PresentCertificate(Ok(certificate()))).screen()
    else {
        panic!("no certificate")
    };
    assert_eq!(shown, certificate());
    // Whatever stands in the field of the login id, it is not looked at.
    assert!(matches!(browser.act(&Act::log_in("hanako", "pw-taro")).screen(), Screen::Scopes { .. }));
    assert_eq!(house.kept(browser.journey).customer.unwrap().as_str(), "c-taro");
}

#[test]
fn a_certificate_without_its_password_lets_nobody_in() {
    let house = House::new();
    let mut browser = house.begin();
    browser.act(&Act::PresentCertificate(Ok(certificate())));
    assert_eq!(browser.act(&Act::log_in("", "")).log_in_refused(), LogInRefused::Incomplete);
    assert_eq!(browser.act(&Act::log_in("hanako", "pw-hanako")).log_in_refused(), LogInRefused::NoMatch);
    assert_eq!(house.bank.asked(Call::LogIn), 0, "with a certificate the login id counts for nothing");
    assert_eq!(house.kept(browser.journey).step, Step::LogIn);
}

#[test]
fn a_certificate_can_be_put_away_again() {
    let house = House::new();
    let mut browser = house.begin();
    browser.act(&Act::PresentCertificate(Ok(certificate())));
    assert!(matches!(browser.act(&Act::ForgetCertificate).screen(), Screen::LogIn { certificate: None, refused: None }));
    assert!(matches!(browser.log_in("jiro").screen(), Screen::Scopes { .. }));
}

#[test]
fn a_certificate_that_is_no_good_is_told_of_and_kept_nowhere() {
    let house = House::new();
    let mut browser = house.begin();
    use CertificateRefused as Why;
    for why in [Why::None, Why::Unknown, Why::Expired, Why::Revoked, Why::NotForClients] {
        assert_eq!(browser.act(&Act::PresentCertificate(Err(why))).log_in_refused(), LogInRefused::Certificate(why));
    }
    assert_eq!((house.kept(browser.journey).certificate, house.kept(browser.journey).revision), (None, 0));
}

#[test]
fn a_customer_with_a_certificate_does_not_get_in_by_password_alone() {
    let house = House::new();
    assert_eq!(house.begin().log_in("taro").log_in_refused(), LogInRefused::NoMatch);
}

#[test]
fn nobody_learns_which_login_ids_exist() {
    let house = House::new();
    let mut browser = house.begin();
    for nobody in ["nobody", "HANAKO", "hanako ", "\u{202e}hanako", "'; --", &"x".repeat(10_000)] {
        let before = house.bank.asked(Call::LogIn);
        assert_eq!(browser.act(&Act::log_in(nobody, "pw-hanako")).log_in_refused(), LogInRefused::NoMatch, "{nobody:.20}");
        let is_login_id = nobody.parse::<fgapi_domain::LoginId>().is_ok();
        assert_eq!(house.bank.asked(Call::LogIn) > before, is_login_id, "the same work for an id that does not exist");
    }
    assert_eq!(browser.act(&Act::log_in("hanako", "wrong")).log_in_refused(), LogInRefused::NoMatch);
    for login in ["hanako", "nobody"] {
        let refusals: Vec<LogInRefused> = (0..=LIMIT).map(|_| browser.act(&Act::log_in(login, "wrong")).log_in_refused()).collect();
        let locked = LogInRefused::Locked { until: house.now().plus(LOCK_SECONDS), seconds: LOCK_SECONDS };
        assert_eq!(refusals.last(), Some(&locked), "{login} is locked like everybody");
    }
}

#[test]
fn empty_fields_are_asked_for_again_and_count_nowhere() {
    let house = House::new();
    let mut browser = house.begin();
    for (login, password) in [("", ""), ("hanako", ""), ("", "pw-hanako")] {
        assert_eq!(browser.act(&Act::log_in(login, password)).log_in_refused(), LogInRefused::Incomplete);
    }
    assert_eq!(house.bank.asked(Call::LogIn), 0);
}

#[test]
fn a_lock_counts_down_and_ends() {
    let house = House::planned(|plan| plan.policy.journey_seconds = 2 * LOCK_SECONDS);
    let mut browser = house.begin();
    for _ in 0..LIMIT {
        assert_eq!(browser.act(&Act::log_in("hanako", "wrong")).log_in_refused(), LogInRefused::NoMatch);
    }
    for gone in [0, 1, LOCK_SECONDS - 1] {
        let mut browser = browser.clone();
        house.clock.advance(gone);
        let LogInRefused::Locked { until, seconds } = browser.log_in("hanako").log_in_refused() else { panic!("not locked") };
        assert_eq!((seconds, until), (LOCK_SECONDS - gone, house.now().plus(seconds)));
        house.clock.advance(-gone);
    }
    house.clock.advance(LOCK_SECONDS);
    assert!(matches!(browser.log_in("hanako").screen(), Screen::Scopes { .. }));
}

#[test]
fn a_login_gives_the_browser_a_new_secret_and_the_old_one_only_leads_home() {
    let house = House::new();
    let mut browser = house.begin();
    let mut before = browser.clone();
    browser.log_in("jiro");
    assert_ne!(browser.secret.as_ref().unwrap().reveal(), before.secret.as_ref().unwrap().reveal());
    let kept = house.kept(browser.journey);
    for act in [Act::log_in("jiro", "pw-jiro"), Act::Cancel, Act::choose("accounts", &[]), Act::ALLOW] {
        assert!(matches!(before.press(&act), Outcome::Next { browser: None, .. }), "{act:?}");
    }
    let home = before.look().home();
    assert_eq!((home.error().as_deref(), home.get("state")), (Some("access_denied"), None));
    assert_eq!(house.kept(browser.journey), kept);
}

#[test]
fn without_the_browsers_secret_nothing_is_shown_and_nothing_done() {
    let house = House::new();
    let mut browser = house.begin();
    browser.log_in("jiro");
    let kept = house.kept(browser.journey);
    let other = house.begin().secret;
    let mut stranger = browser.clone();
    stranger.secret = None;
    for act in [Act::Look, Act::choose("accounts", &[]), Act::Cancel] {
        assert!(matches!(stranger.press(&act), Outcome::Stranger), "{act:?}");
    }
    for secret in [Some(Secret::new("")), Some(Secret::new("fgb_wrong")), other] {
        stranger.secret = secret;
        for act in [Act::choose("accounts", &[]), Act::Cancel] {
            assert!(matches!(stranger.press(&act), Outcome::Next { browser: None, .. }), "{act:?}");
        }
        let home = stranger.look().home();
        assert_eq!((home.error().as_deref(), home.get("state")), (Some("access_denied"), None));
    }
    assert_eq!(house.kept(browser.journey), kept);
}

#[test]
fn a_form_of_another_journey_or_of_before_the_login_changes_nothing() {
    let house = House::new();
    let mut browser = house.begin();
    let before_login = browser.form.clone();
    browser.log_in("jiro");
    let kept = house.kept(browser.journey);
    for form in [before_login, house.begin().form, String::new(), "A".repeat(43), "é".into(), format!("{}=", browser.form)] {
        for act in [Act::choose("accounts", &[]), Act::Cancel] {
            let mut forged = browser.clone();
            forged.form = form.clone();
            let outcome = forged.press(&act);
            assert!(matches!(outcome, Outcome::Next { browser: None, device: None, .. }), "{outcome:?}");
        }
    }
    assert_eq!(house.kept(browser.journey), kept);
    assert!(browser.choose("accounts", &[]).is_consent(), "the real form still works");
}

#[test]
fn a_form_without_its_token_does_not_even_ask_the_bank() {
    let house = House::new();
    let mut browser = house.begin();
    browser.form = "forged".into();
    browser.log_in("hanako");
    assert_eq!(house.bank.asked(Call::LogIn), 0);
}

#[test]
fn a_device_is_known_again_by_its_cookie_and_by_no_other() {
    let house = House::new();
    let mut browser = house.begin();
    browser.log_in("jiro");
    let device = browser.device.clone().unwrap();
    let mut again = house.begin();
    again.device = Some(device.clone());
    again.log_in("jiro");
    assert_eq!(again.device.unwrap().reveal(), device.reveal(), "the device keeps its number");
    let mut forged = house.begin();
    forged.device = Some(Secret::new("AAAAAAAAAAAAAAAAAAAAAA.AAAA"));
    forged.log_in("jiro");
    let given = forged.device.unwrap();
    assert!(given.reveal() != device.reveal() && !given.reveal().starts_with("AAAAAAAAAAAAAAAAAAAAAA"), "a new number");
}

#[test]
fn a_login_whose_visit_cannot_be_noted_is_a_login_all_the_same() {
    let house = House::new();
    house.journeys.fail(crate::watch::Write::NoteVisit, || fgapi_token::StoreFault::Busy);
    let mut browser = house.begin();
    assert!(matches!(browser.log_in("jiro").screen(), Screen::Scopes { .. }), "the browser got its new secret");
}

#[test]
fn the_trail_tells_where_the_customer_is() {
    let house = House::new();
    let mut browser = house.begin();
    let trail = |seen: Seen| -> Vec<(&'static str, StageState)> {
        seen.shown().trail.iter().map(|stage| (stage.step.as_str(), stage.state)).collect()
    };
    use StageState::{Ahead, Current, Done};
    assert_eq!(trail(browser.look()), [("login", Current), ("scopes", Ahead), ("consent", Ahead)]);
    assert_eq!(trail(browser.log_in("hanako")), [("login", Done), ("scopes", Current), ("pins", Ahead), ("consent", Ahead)]);
    let pins = trail(browser.choose("accounts", &[]));
    assert_eq!(pins, [("login", Done), ("scopes", Done), ("pins", Current), ("consent", Ahead)]);
    browser.act(&Act::SkipPins);
    let consent = trail(browser.act(&Act::ConfirmPins));
    assert_eq!(consent, [("login", Done), ("scopes", Done), ("pins", Done), ("consent", Current)]);
    assert_eq!(trail(house.begin_own_page().look()), []);
}
