//! Every end but the good one: back at the app with an error that says why, or a clear screen where there is no way home.

use super::bank::{Bank, HANAKO, Home, Setup, add_client};
use super::person::{JAPANESE, Person};
use super::visitor::{Visitor, csrf, place};
use crate::harness::{Browser, Options};
use crate::support::http::Fields;

/// Round the clock.
pub(super) const CLOSED: &[(&str, &str)] = &[("FGAPI__CONSENT__MAINTENANCE", "00:00-23:59,23:59-00:00")];

fn bank() -> (Bank, Browser) {
    (Bank::open(Setup::default()), Browser::open(Options::default()))
}

#[test]
fn whoever_turns_back_on_any_screen_is_home_without_a_consent() {
    let bank = Bank::open(Setup { careful: &["momo"], ..Setup::default() });
    let browser = Browser::open(Options::default());
    let person = Person::at(&browser);
    let steps: [(&str, &dyn Fn()); 6] = [
        ("ログイン", &|| ()),
        ("追加認証", &|| person.log_in("momo")),
        ("利用業務を選択", &|| person.answer()),
        ("照会用暗証番号の登録", &|| person.go_on()),
        ("照会用暗証番号登録結果", &|| person.register(&[("9999-103-1-1000002", "1234")])),
        ("情報アクセス許可", &|| person.confirm()),
    ];
    for (step, (title, _)) in steps.iter().enumerate() {
        browser.forget_cookies();
        browser.goto(&bank.entrance(&[("state", &step.to_string())]));
        for (_, go) in &steps[..=step] {
            go();
        }
        browser.wait_for(*title);
        browser.submit(if step == 5 { JAPANESE.deny } else { JAPANESE.leave });
        let home = bank.app.home(&browser);
        home.is_error("access_denied");
        assert_eq!(home.field("state"), step.to_string());
    }
    let kept: Vec<String> = browser.cookies().into_iter().map(|cookie| cookie.name).filter(|name| name != "fgapi-device").collect();
    assert_eq!(kept, [""; 0], "a journey that is over leaves nothing");
    browser.console_is_clean();
}

#[test]
fn a_session_whose_time_is_over_goes_home() {
    let (bank, browser) = bank();
    let expire = || bank.repair("UPDATE journeys SET expires_at = 1 WHERE expires_at > 1");
    browser.goto(&bank.entrance(&[("state", "looking")]));
    expire();
    browser.reload();
    let home = bank.app.home(&browser);
    home.is_error("access_denied");
    assert_eq!((home.field("state"), home.field("iss")), ("looking", bank.serving.base_url.as_str()));
    assert!(home.field("error_description").contains("expired"), "{home:?}");

    browser.goto(&bank.entrance(&[("state", "acting")]));
    let person = Person::at(&browser);
    person.log_in(HANAKO);
    person.go_on();
    expire();
    person.allow();
    let home = bank.app.home(&browser);
    home.is_error("access_denied");
    assert_eq!(home.field("state"), "acting");
    browser.console_is_clean();
}

#[test]
fn a_journey_goes_home_when_its_client_is_disabled_meanwhile() {
    let (bank, browser) = bank();
    browser.goto(&bank.entrance(&[("state", "x")]));
    let person = Person::at(&browser);
    person.log_in(HANAKO);
    bank.site.run(&["client", "disable", &bank.fintech.api_key]);
    person.go_on();
    let home = bank.app.home(&browser);
    home.is_error("unauthorized_client");
    assert_eq!(home.field("state"), "x");
    browser.goto(&bank.entrance(&[]));
    assert_eq!(browser.status(), 401);
    browser.wait_for("このアプリとは連携できません");
}

#[test]
fn a_journey_goes_home_when_the_hours_of_maintenance_begin() {
    let (mut bank, browser) = bank();
    browser.goto(&bank.entrance(&[("state", "x")]));
    Person::at(&browser).log_in(HANAKO);
    let path = browser.url().replace(&bank.serving.base_url, "");
    // Cookies do not know ports, so the journey goes on at the gateway that takes the place of the first.
    bank.serving = bank.site.serve_with(CLOSED);
    browser.goto(&bank.at(&path, &[]));
    let home = bank.app.home(&browser);
    home.is_error("temporarily_unavailable");
    assert_eq!(home.field("state"), "x");
    browser.goto(&bank.entrance(&[("state", "y")]));
    let home = bank.app.home(&browser);
    home.is_error("temporarily_unavailable");
    assert_eq!(home.field("state"), "y");
    browser.goto(&bank.at("/links", &[]));
    assert_eq!(browser.status(), 503);
    browser.wait_for("ただいまメンテナンス中です");
}

#[test]
fn nobody_is_sent_anywhere_for_a_client_or_an_address_that_is_not_known() {
    let (bank, browser) = bank();
    let other = add_client(&bank.site, &bank.serving, &["--redirect-domain", "kakei.example.com"]);
    let key = bank.fintech.api_key.as_str();
    let home = bank.app.callback();
    let entrances: [(Fields<'_>, u64, &str); 6] = [
        (&[("api_key", "fgk_0123456789abcdefghijkl"), ("redirect_uri", &home)], 401, "このアプリとは連携できません"),
        (&[("api_key", key), ("redirect_uri", "https://evil.example/?x=<b>")], 401, "手続きを安全に続けられません"),
        (&[("api_key", &other.api_key), ("redirect_uri", &home)], 401, "手続きを安全に続けられません"),
        (&[("api_key", &other.api_key), ("redirect_uri", "http://kakei.example.com/")], 401, "手続きを安全に続けられません"),
        (&[("api_key", key)], 400, "手続きを開始できません"),
        (&[("api_key", key), ("api_key", key), ("redirect_uri", &home)], 400, "手続きを開始できません"),
    ];
    for (query, status, words) in entrances {
        browser.goto(&bank.at("/auth/login", query));
        browser.wait_for(words);
        assert_eq!(browser.status(), status, "{query:?}");
        let html = browser.html();
        assert!(!html.contains("evil.example") && !html.contains(&home), "{html}");
        assert!(browser.cookies().is_empty(), "nothing began: {:?}", browser.cookies());
    }
    browser.console_is_clean();
}

#[test]
fn what_else_is_wrong_with_a_request_is_told_to_the_app() {
    let bank = Bank::open(Setup { client: &["--grants", "accounts,transactions"], ..Setup::default() });
    let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
    let wrong: [(Fields<'_>, &str); 9] = [
        (&[("grants", "balances")], "invalid_scope"),
        (&[("grants", "money")], "invalid_scope"),
        (&[("grants", "accounts"), ("grants", "accounts")], "invalid_request"),
        (&[("link_id", "a b\u{202e}")], "invalid_request"),
        (&[("code_challenge", challenge)], "invalid_request"),
        (&[("code_challenge", challenge), ("code_challenge_method", "plain")], "invalid_request"),
        (&[("code_challenge", "short"), ("code_challenge_method", "S256")], "invalid_request"),
        (&[("code_challenge_method", "S256")], "invalid_request"),
        (&[("link_id", "1"), ("link_id", "2")], "invalid_request"),
    ];
    let mut visitor = Visitor::new();
    for (query, error) in wrong {
        let answer = visitor.get(&bank.entrance(&[query, &[("state", "s")]].concat()));
        let home = Home::read(&place(&answer), &bank.app.callback());
        home.is_error(error);
        assert_eq!(home.field("state"), "s", "{query:?}");
    }
    let state = visitor.get(&bank.entrance(&[("state", "あ")]));
    Home::read(&place(&state), &bank.app.callback()).is_error("invalid_request");
    assert!(visitor.cookies.is_empty());
}

#[test]
fn the_address_of_a_form_leads_to_where_its_journey_stands() {
    let (bank, browser) = bank();
    let person = Person::at(&browser);
    browser.goto(&bank.entrance(&[]));
    let journey = browser.url();
    person.try_to_log_in(HANAKO, "wrong");
    assert!(browser.url().ends_with("/login"), "{}", browser.url());
    // As a browser does that restores its tabs.
    browser.goto(&browser.url());
    assert_eq!(browser.url(), journey);
    person.log_in(HANAKO);
    for form in ["login", "scopes", "pins", "pin-result", "consent", "cancel", "question", "without-certificate"] {
        browser.goto(&format!("{journey}/{form}"));
        assert_eq!(browser.url(), journey, "{form}");
        browser.wait_for("利用業務を選択");
    }
    browser.goto(&format!("{journey}/nothing"));
    assert_eq!(browser.status(), 404);
}

#[test]
fn a_consent_that_is_sent_twice_gives_one_auth_token() {
    let (bank, browser) = bank();
    let person = Person::at(&browser);
    browser.goto(&bank.entrance(&[("state", "x")]));
    person.log_in(HANAKO);
    person.go_on();
    let (address, html) = (browser.url(), Visitor::new().like(&browser).get(&browser.url()).text);
    let fields = [("csrf", csrf(&html)), ("agree", "yes".to_owned())];
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let visitor = Visitor::new().like(&browser);
    let places: Vec<Home> = std::thread::scope(|scope| {
        let post = |mut visitor: Visitor| {
            let (address, fields) = (&address, &fields);
            scope.spawn(move || {
                let led = place(&visitor.post(&format!("{address}/consent"), fields));
                // Who came to the step while another one ended it is led to the journey, and from there home.
                if led.starts_with('/') { place(&visitor.get(address)) } else { led }
            })
        };
        let posts: Vec<_> = (0..6).map(|_| post(visitor.clone())).collect();
        posts.into_iter().map(|post| Home::read(&post.join().unwrap(), &bank.app.callback())).collect()
    });
    let (good, late): (Vec<Home>, Vec<Home>) = places.into_iter().partition(|home| !home.field("auth_token").is_empty());
    assert_eq!((good.len(), late.len()), (1, 5), "{good:?} {late:?}");
    for home in &late {
        home.is_error("access_denied");
        assert_eq!(home.field("state"), "x");
    }
    // The browser still shows the form; it comes too late as well.
    person.allow();
    let home = bank.app.home(&browser);
    home.is_error("access_denied");
    assert!(home.field("error_description").contains("ended already"), "{home:?}");
    let pair = bank.exchange(&good[0]);
    assert!(bank.fintech.opens(&pair.access), "the one token is not harmed by what came late");
}

#[test]
fn the_way_back_after_the_end_leads_home_again() {
    let (bank, browser) = bank();
    let person = Person::at(&browser);
    browser.goto(&bank.app.start(&bank.entrance(&[])));
    browser.click("銀行口座をつなぐ");
    person.log_in(HANAKO);
    browser.back();
    assert!(!browser.text().contains("ログインパスワード"), "a screen that is done with is not shown: {}", browser.text());
    person.go_on();
    person.allow();
    let good = bank.app.home(&browser);
    let pair = bank.exchange(&good);
    browser.back();
    bank.app.home(&browser).is_error("access_denied");
    browser.back();
    assert!(bank.fintech.opens(&pair.access));
    browser.console_is_clean();
}

#[test]
fn a_locked_login_counts_down_and_says_when() {
    let setup = Setup { surroundings: &[("FGAPI__LOGIN__ATTEMPTS", "3")], ..Setup::default() };
    let (bank, browser) = (Bank::open(setup), Browser::open(Options::default()));
    let person = Person::at(&browser);
    browser.goto(&bank.entrance(&[]));
    for _ in 0..2 {
        person.try_to_log_in(HANAKO, "wrong");
        assert_eq!(browser.status(), 401);
        browser.wait_for("ログインIDまたはログインパスワードが正しくありません");
    }
    person.try_to_log_in(HANAKO, "wrong");
    person.log_in(HANAKO);
    assert_eq!(browser.status(), 401);
    browser.wait_for("ログインを一時的に停止しています");
    let clock = browser.run("return document.querySelector('.clock').textContent");
    assert!(clock == "15:00" || clock.as_str().unwrap().starts_with("14:"), "{clock}");
    browser.run("const before = Date.now; Date.now = () => before() + 15 * 60 * 1000");
    browser.wait_for("もう一度お試しいただけます。");
    browser.console_is_clean();

    let plain = Browser::open(Options::default().without_javascript());
    plain.goto(&bank.entrance(&[("state", "x")]));
    Person::at(&plain).log_in(HANAKO);
    let text = plain.text();
    assert!(text.contains("以降に、もう一度お試しください") && !text.contains("再開まで"), "{text}");
    plain.submit(JAPANESE.leave);
    bank.app.home(&plain).is_error("access_denied");
}
