//! 情報アクセス許可: the last word, and what becomes real with it.

use fgapi_consent::{Decision, Parameters, Screen, Step};
use fgapi_domain::{AccountChoice, GrantSet, Secret};
use fgapi_token::{CheckError, CodeChallenge, Dead, ExchangeError, StoreFault};

use crate::browser::{Act, Browser};
use crate::house::{CALLBACK, House, ISSUER, STATE, given, grants};
use crate::watch::Write;

const DAY: i64 = 86_400;

fn at_consent(house: &House) -> Browser<'_> {
    let mut browser = house.begin();
    browser.log_in("jiro");
    assert!(browser.choose("accounts,balances", &[]).is_consent());
    browser
}

#[test]
fn a_consent_says_what_is_consented_to_and_for_how_long() {
    let house = House::new();
    let Screen::Consent { grants: shown, refused, accounts, seconds, until, not_ticked } = at_consent(&house).look().screen() else {
        panic!("no consent")
    };
    assert_eq!((shown, refused, accounts, not_ticked), (grants("accounts,balances"), GrantSet::EMPTY, None, false));
    assert_eq!((seconds, until), (90 * DAY, house.now().plus(90 * DAY)));
}

#[test]
fn a_yes_leads_home_with_an_auth_token() {
    let house = House::new();
    let mut browser = at_consent(&house);
    house.clock.advance(60);
    let home = browser.allow().home();
    assert!(home.url.as_str().starts_with(&format!("{CALLBACK}&auth_token=fgc_")), "{}", home.url);
    assert_eq!((home.get("state").as_deref(), home.get("iss").as_deref(), home.error()), (Some(STATE), Some(ISSUER), None));
    let pair = house.redeem(&home.token(), None).unwrap();
    let bearer = house.check_user(&pair).unwrap();
    assert_eq!((bearer.customer.as_str(), bearer.grants, bearer.accounts), ("c-jiro", grants("accounts,balances"), AccountChoice::All));
    assert_eq!(pair.consent_until, house.now().plus(90 * DAY), "the time begins with the yes");
    assert_eq!(house.kept(browser.journey).step, Step::Ended);
}

#[test]
fn the_time_of_a_consent_is_a_setting() {
    let house = House::planned(|plan| plan.tokens.consent_seconds = 30 * DAY);
    let mut browser = at_consent(&house);
    let Screen::Consent { seconds, until, .. } = browser.look().screen() else { panic!("no consent") };
    assert_eq!((seconds, until), (30 * DAY, house.now().plus(30 * DAY)));
    assert_eq!(house.redeem(&browser.allow().home().token(), None).unwrap().consent_until, until);
}

#[test]
fn without_the_tick_nothing_is_allowed() {
    let house = House::new();
    let mut browser = at_consent(&house);
    let kept = house.kept(browser.journey);
    for _ in 0..3 {
        let Screen::Consent { not_ticked: true, .. } = browser.act(&Act::Decide(Decision::Allow { ticked: false })).screen() else {
            panic!("no consent")
        };
    }
    assert_eq!(house.kept(browser.journey), kept);
    assert!(house.journeys.finished().is_empty());
    browser.allow().home().token();
}

#[test]
fn a_no_leads_home_as_well() {
    let house = House::new();
    let mut browser = at_consent(&house);
    let home = browser.act(&Act::Decide(Decision::Deny)).home();
    assert_eq!((home.error().as_deref(), home.get("auth_token")), (Some("access_denied"), None));
    assert_eq!(home.get("error_description").as_deref(), Some("the customer did not consent"));
    assert_eq!((home.get("state").as_deref(), home.get("iss").as_deref()), (Some(STATE), Some(ISSUER)));
    assert!(house.journeys.finished().is_empty());
}

#[test]
fn an_auth_token_needs_the_proof_that_was_promised() {
    let house = House::new();
    let verifier = Secret::new("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
    let asked = Parameters {
        code_challenge: given("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"),
        code_challenge_method: given("S256"),
        ..house.asked()
    };
    let mut browser = house.begin_with(&asked);
    browser.log_in("jiro");
    browser.choose("accounts", &[]);
    let token = browser.allow().home().token();
    let unproven = house.redeem(&token, None).unwrap_err();
    assert!(matches!(&unproven, ExchangeError::Refused(refusal) if refusal.why == Dead::Unproven), "{unproven:?}");
    house.redeem(&token, Some(CodeChallenge::of_verifier(&verifier).unwrap())).unwrap();
}

#[test]
fn a_link_id_names_the_link_that_is_made() {
    let house = House::new();
    for name in ["household", "company"] {
        let mut browser = house.begin_with(&Parameters { link_id: given(name), ..house.asked() });
        browser.log_in("jiro");
        browser.choose("accounts", &[]);
        house.redeem(&browser.allow().home().token(), None).unwrap();
    }
    at_consent(&house).allow().home().token();
    let mut names: Vec<String> = house.links("jiro").iter().map(|known| known.link.name.to_string()).collect();
    names.sort();
    assert_eq!(names, ["company", "household"], "the third is not exchanged yet");
}

#[test]
fn a_new_consent_begins_the_time_anew_and_ends_the_tokens_before() {
    let house = House::new();
    let before = house.redeem(&at_consent(&house).allow().home().token(), None).unwrap();
    house.clock.advance(30 * DAY);
    let after = house.redeem(&at_consent(&house).allow().home().token(), None).unwrap();
    assert_eq!((after.link, after.consent_until), (before.link, house.now().plus(90 * DAY)));
    let dead = house.check_user(&before).unwrap_err();
    assert!(matches!(dead, CheckError::Refused(_)), "{dead:?}");
    house.check_user(&after).unwrap();
}

#[test]
fn a_token_that_nobody_exchanged_links_nothing() {
    let house = House::new();
    let token = at_consent(&house).allow().home().token();
    assert!(house.links("jiro").is_empty());
    house.clock.advance(60);
    let late = house.redeem(&token, None).unwrap_err();
    assert!(matches!(&late, ExchangeError::Refused(refusal) if refusal.why == Dead::Expired), "{late:?}");
}

#[test]
fn a_double_click_gives_one_auth_token() {
    let house = House::new();
    let mut browser = at_consent(&house);
    let mut second = browser.clone();
    browser.allow().home().token();
    for _ in 0..3 {
        let home = second.allow().home();
        assert_eq!((home.error().as_deref(), home.get("auth_token")), (Some("access_denied"), None));
        assert_eq!(home.get("state").as_deref(), Some(STATE));
    }
    assert_eq!(house.journeys.finished().len(), 1);
}

#[test]
fn an_end_that_nobody_knows_of_gives_no_auth_token() {
    for write in [Write::Finish, Write::FinishUnheard] {
        let house = House::new();
        let mut browser = at_consent(&house);
        house.journeys.fail(write, || StoreFault::Unavailable("gone".into()));
        let home = browser.allow().home();
        assert_eq!(
            (home.error().as_deref(), home.get("auth_token"), home.get("state").as_deref()),
            (Some("server_error"), None, Some(STATE))
        );
        house.journeys.recover();
        let after = browser.allow().home();
        assert_eq!((after.error().as_deref(), after.get("auth_token")), (Some("access_denied"), None), "{write:?}: home is home");
    }
}

#[test]
fn a_busy_store_decides_nothing_and_may_be_asked_again() {
    let house = House::new();
    let mut browser = at_consent(&house);
    house.journeys.fail(Write::Finish, || StoreFault::Busy);
    let fault = Act::ALLOW.at(browser.desk, browser.journey, browser.visitor(), &browser.form).unwrap_err();
    assert!(matches!(fault, StoreFault::Busy));
    house.journeys.recover();
    browser.allow().home().token();
}

#[test]
fn accounts_that_were_closed_meanwhile_leave_nothing_to_allow() {
    let house = House::planned(|plan| {
        plan.screens.account_choice = true;
        plan.screens.inquiry_pins = false;
    });
    let mut browser = house.begin();
    browser.log_in("hanako");
    assert!(browser.choose("accounts", &[crate::house::account(1)]).is_consent());
    house.bank.change("hanako", |person| person.accounts.clear());
    let home = browser.allow().home();
    assert_eq!((home.error().as_deref(), home.get("auth_token")), (Some("invalid_scope"), None));
    assert_eq!(house.kept(browser.journey).step, Step::Ended);
}
