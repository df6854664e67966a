//! What a client asks for is judged before anything is shown (C1): who it is and where home is first, everything else on the way home.

use fgapi_consent::{EntryRefused, NotBegun, Parameter, Parameters, Screen, Step};
use fgapi_domain::{AccountChoice, GrantSet};
use fgapi_token::ClientStanding;

use crate::browser::Home;
use crate::house::{CALLBACK, House, ISSUER, STATE, exact, given, grants};

const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// What is wrong with a request.
type Change = fn(&mut Parameters);

/// Why nobody is sent anywhere.
fn refused(house: &House, change: impl FnOnce(&mut Parameters)) -> EntryRefused {
    match house.refusal(change) {
        NotBegun::Refused(why) => why,
        other => panic!("not refused without a way home: {other:?}"),
    }
}

/// Where the browser is sent at once.
fn sent_home(house: &House, change: impl FnOnce(&mut Parameters)) -> Home {
    match house.refusal(change) {
        NotBegun::Home(uri) => Home::read(&uri),
        other => panic!("not sent home: {other:?}"),
    }
}

#[test]
fn a_journey_begins_at_its_login_with_all_that_was_asked_for() {
    let house = House::new();
    let browser = house.begin();
    let kept = house.kept(browser.journey);
    assert_eq!((kept.step, kept.customer, kept.accounts), (Step::LogIn, None, AccountChoice::All));
    assert_eq!(kept.grants, grants("accounts,transactions,balances"));
    assert_eq!((kept.created_at, kept.expires_at), (house.now(), house.now().plus(900)));
}

#[test]
fn a_first_screen_tells_who_asks_and_where_its_buttons_may_lead() {
    let house = House::new();
    let shown = house.begin().look().shown();
    let client = shown.client.unwrap();
    assert_eq!((client.name.as_str(), client.company.as_str()), ("家計簿", "Fintech Inc."));
    assert_eq!(shown.redirect.unwrap().origin(), "https://fintech.example.com");
    assert!(matches!(shown.screen, Screen::LogIn { certificate: None, refused: None }));
}

#[test]
fn without_a_client_or_a_way_home_nobody_is_sent_anywhere() {
    let house = House::new();
    for wrong in [Parameter::Absent, Parameter::Repeated, Parameter::Garbled] {
        assert_eq!(refused(&house, |asked| asked.api_key = wrong.clone()), EntryRefused::Field("api_key"), "{wrong:?}");
        assert_eq!(refused(&house, |asked| asked.redirect_uri = wrong.clone()), EntryRefused::Field("redirect_uri"), "{wrong:?}");
    }
}

#[test]
fn an_unknown_client_is_refused_without_a_way_home() {
    let house = House::new();
    for unknown in ["", "nobody", "fgk_AAAAAAAAAAAAAAAAAAAAAA", " ", "a b", "家計簿", &"k".repeat(100_000)] {
        assert_eq!(refused(&house, |asked| asked.api_key = given(unknown)), EntryRefused::Client, "{unknown:.20}");
    }
}

#[test]
fn a_suspended_client_is_refused_without_a_way_home() {
    let house = House::new();
    house.suspend(ClientStanding::Disabled);
    assert_eq!(refused(&house, |_| {}), EntryRefused::Client);
    house.suspend(ClientStanding::Enabled);
    house.begin();
}

#[test]
fn the_client_is_judged_before_the_way_home_and_both_before_the_rest() {
    let house = House::new();
    let all_wrong = |asked: &mut Parameters| {
        asked.redirect_uri = given("https://evil.example/");
        asked.state = Parameter::Repeated;
        asked.grants = given("everything");
    };
    assert_eq!(refused(&house, all_wrong), EntryRefused::Redirect);
    let unknown_too = |asked: &mut Parameters| {
        all_wrong(asked);
        asked.api_key = given("nobody");
    };
    assert_eq!(refused(&house, unknown_too), EntryRefused::Client);
}

#[test]
fn exact_uris_are_compared_letter_by_letter() {
    let house = House::planned(|plan| plan.redirect_uris = vec![exact("https://fintech.example.com/cb?a=1"), exact("https://b.example/")]);
    for good in ["https://fintech.example.com/cb?a=1", "https://b.example/"] {
        house.desk.begin_link(&Parameters { redirect_uri: given(good), ..house.asked() }).unwrap();
    }
    let near = [
        "https://fintech.example.com/cb",
        "https://fintech.example.com/cb?a=2",
        "https://fintech.example.com/cb?a=1&b=2",
        "https://fintech.example.com/cb/?a=1",
        "https://fintech.example.com/./cb?a=1",
        "https://fintech.example.com/c%62?a=1",
        "https://FINTECH.example.com/cb?a=1",
        "https://fintech.example.com:443/cb?a=1",
        "https://b.example",
        "https://b.example/x",
    ];
    for near in near {
        assert_eq!(refused(&house, |asked| asked.redirect_uri = given(near)), EntryRefused::Redirect, "{near}");
    }
}

#[test]
fn everything_else_that_is_wrong_goes_home_with_its_error_and_the_state() {
    let house = House::new();
    let cases: [(&str, &str, Change); 16] = [
        ("invalid_request", "code_challenge", |asked| asked.code_challenge = Parameter::Repeated),
        ("invalid_request", "code_challenge", |asked| asked.code_challenge = Parameter::Garbled),
        ("invalid_request", "code_challenge", |asked| asked.code_challenge = given(&CHALLENGE[..42])),
        ("invalid_request", "code_challenge", |asked| asked.code_challenge = given(&format!("{CHALLENGE}="))),
        ("invalid_request", "code_challenge_method", |asked| asked.code_challenge = given(CHALLENGE)),
        ("invalid_request", "code_challenge_method", |asked| asked.code_challenge_method = given("S256")),
        ("invalid_request", "code_challenge_method", |asked| method(asked, given("plain"))),
        ("invalid_request", "code_challenge_method", |asked| method(asked, given("s256"))),
        ("invalid_request", "code_challenge_method", |asked| method(asked, Parameter::Repeated)),
        ("invalid_request", "code_challenge_method", |asked| method(asked, Parameter::Garbled)),
        ("invalid_request", "link_id", |asked| asked.link_id = given("a/b")),
        ("invalid_request", "link_id", |asked| asked.link_id = given(&"x".repeat(65))),
        ("invalid_request", "link_id", |asked| asked.link_id = Parameter::Repeated),
        ("invalid_request", "link_id", |asked| asked.link_id = Parameter::Garbled),
        ("invalid_request", "grants", |asked| asked.grants = Parameter::Repeated),
        ("invalid_request", "grants", |asked| asked.grants = Parameter::Garbled),
    ];
    for (error, field, change) in cases {
        let home = sent_home(&house, change);
        assert_eq!(home.error().as_deref(), Some(error), "{field}");
        assert_eq!(home.get("error_description").unwrap(), format!("{field} is malformed or given more than once"));
        assert_eq!(home.get("state").as_deref(), Some(STATE), "{field}");
        assert_eq!(home.get("iss").as_deref(), Some(ISSUER), "{field}");
        assert!(home.url.as_str().starts_with(CALLBACK) && home.get("auth_token").is_none(), "{field}");
    }
}

fn method(asked: &mut Parameters, method: Parameter) {
    asked.code_challenge = given(CHALLENGE);
    asked.code_challenge_method = method;
}

#[test]
fn grants_that_nobody_knows_or_the_client_may_not_have_are_an_invalid_scope() {
    let house = House::new();
    for wrong in ["everything", "accounts,everything", "accounts;balances", ",", "Accounts", "branches", "*,everything"] {
        let home = sent_home(&house, |asked| asked.grants = given(wrong));
        assert_eq!((home.error().as_deref(), home.get("state").as_deref()), (Some("invalid_scope"), Some(STATE)), "{wrong}");
    }
    let none = House::planned(|plan| plan.grants = GrantSet::EMPTY);
    assert_eq!(sent_home(&none, |_| {}).error().as_deref(), Some("invalid_scope"));
}

#[test]
fn what_the_client_may_not_have_is_shown_as_refused_and_never_granted() {
    let house = House::new();
    let mut browser = house.begin_with(&Parameters { grants: given("accounts,branches"), ..house.asked() });
    let Screen::Scopes { offered, refused, chosen, .. } = browser.log_in("jiro").screen() else { panic!("no choice") };
    assert_eq!((offered, refused, chosen), (grants("accounts"), grants("branches"), grants("accounts")));
    let Screen::Consent { grants: shown, refused, .. } = browser.choose("accounts,branches", &[]).screen() else { panic!("no consent") };
    assert_eq!((shown, refused), (grants("accounts"), grants("branches")));
    let pair = house.redeem(&browser.allow().home().token(), None).unwrap();
    assert_eq!(pair.grants, grants("accounts"));
}

#[test]
fn a_star_or_nothing_asks_for_all_that_the_client_may_have() {
    let house = House::new();
    for all in [Parameter::Absent, given("*"), given("accounts,*")] {
        let browser = house.begin_with(&Parameters { grants: all.clone(), ..house.asked() });
        assert_eq!(house.kept(browser.journey).grants, grants("accounts,transactions,balances"), "{all:?}");
        assert!(house.kept(browser.journey).request().unwrap().refused.is_empty(), "{all:?}");
    }
}

#[test]
fn a_state_of_2048_printable_characters_comes_back_letter_by_letter() {
    let house = House::new();
    let printable: String = (b' '..=b'~').map(char::from).cycle().take(2_048).collect();
    for state in [printable.as_str(), "~", " ", "%00", "&error=access_denied&auth_token=x"] {
        let mut browser = house.begin_with(&Parameters { state: given(state), ..house.asked() });
        let home = browser.cancel().home();
        assert_eq!(home.get("state").as_deref(), Some(state));
        assert_eq!((home.get("iss").as_deref(), home.get("from").as_deref()), (Some(ISSUER), Some("bank")));
        assert_eq!((home.error().as_deref(), home.get("auth_token")), (Some("access_denied"), None));
    }
}

#[test]
fn a_state_that_is_none_does_not_go_along() {
    let house = House::new();
    let long = "x".repeat(2_049);
    let wrong = [
        given(&long),
        given("a\nb"),
        given("a\0"),
        given("\u{7f}"),
        given("é"),
        given("\u{202e}"),
        Parameter::Repeated,
        Parameter::Garbled,
    ];
    for wrong in wrong {
        let home = sent_home(&house, |asked| asked.state = wrong.clone());
        assert_eq!(home.error().as_deref(), Some("invalid_request"), "{wrong:?}");
        assert_eq!(home.get("error_description").unwrap(), "state is malformed or given more than once");
        assert_eq!((home.get("state"), home.get("iss").as_deref()), (None, Some(ISSUER)), "{wrong:?}");
    }
}

#[test]
fn state_and_iss_are_not_made_up() {
    let house = House::planned(|plan| plan.policy.issuer = None);
    let mut browser = house.begin_with(&Parameters { state: Parameter::Absent, ..house.asked() });
    let home = browser.cancel().home();
    assert_eq!((home.get("state"), home.get("iss"), home.error().as_deref()), (None, None, Some("access_denied")));
}

#[test]
fn in_the_hours_of_maintenance_nothing_begins() {
    let house = House::new();
    let Err(NotBegun::Home(uri)) = house.resting.begin_link(&house.asked()) else { panic!("it began") };
    let home = Home::read(&uri);
    assert_eq!((home.error().as_deref(), home.get("state").as_deref()), (Some("temporarily_unavailable"), Some(STATE)));
    assert!(matches!(house.resting.begin_own_page(), Err(NotBegun::Maintenance)));
    // What is wrong is told all the same: waiting would not mend it.
    let asked = Parameters { grants: given("everything"), ..house.asked() };
    let Err(NotBegun::Home(uri)) = house.resting.begin_link(&asked) else { panic!("it began") };
    assert_eq!(Home::read(&uri).error().as_deref(), Some("invalid_scope"));
}

#[test]
fn no_two_journeys_are_alike() {
    let house = House::new();
    let (one, two) = (house.begin(), house.begin());
    assert_ne!(one.journey, two.journey);
    assert_ne!(one.secret.unwrap().reveal(), two.secret.unwrap().reveal());
    assert_ne!(one.form, two.form);
}
