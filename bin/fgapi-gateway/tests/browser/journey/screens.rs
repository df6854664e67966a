//! Every screen and what can be wrong on it, in both languages: judged by axe-core in light and dark, kept as HTML, and as pictures
//! of a desk and a phone for people to look at.

use super::bank::{Bank, HANAKO, KENJI, PASSWORD, Setup, TARO, Tls, add_client};
use super::ends::CLOSED;
use super::person::{ENGLISH, JAPANESE, Person, Words};
use crate::harness::{Browser, Options, css};

const FIRST: &str = "9999-103-1-1000002";
const SECOND: &str = "9999-103-1-1111111";

/// Whoever looks at everything.
struct Tour<'t> {
    bank: &'t Bank,
    browser: &'t Browser,
    words: &'static Words,
    language: &'static str,
}

impl Tour<'_> {
    const fn person(&self) -> Person<'_> {
        Person { browser: self.browser, words: self.words }
    }

    /// The present screen is as it was, readable for everybody, and fits.
    #[track_caller]
    fn look(&self, name: &str) {
        let name = format!("{name}.{}", self.language);
        assert_eq!(self.browser.run("return document.documentElement.lang"), self.language, "{name}");
        self.browser.axe();
        self.browser.shots(&name);
        insta::with_settings!({ snapshot_path => "../snapshots", prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(name, self.browser.html());
        });
    }

    #[track_caller]
    fn begin(&self, more: &[(&str, &str)]) {
        self.browser.goto(&self.bank.entrance(more));
    }

    fn logging_in(&self) {
        let (browser, person) = (self.browser, self.person());
        self.begin(&[]);
        self.look("login");
        browser.submit(self.words.log_in);
        self.look("login-incomplete");
        for _ in 0..3 {
            person.try_to_log_in(TARO, "wrong");
        }
        self.look("login-wrong");
        person.try_to_log_in(TARO, "wrong");
        self.look("login-locked");
        browser.submit(css("section a.button"));
        self.look("login-certificate");
        browser.fill("password", "wrong");
        browser.submit(self.words.log_in);
        self.look("login-certificate-wrong");
    }

    fn questioned(&self) {
        let person = self.person();
        self.begin(&[]);
        person.log_in("momo");
        self.look("question");
        person.try_to_answer(" ");
        self.look("question-empty");
        person.try_to_answer("鈴木");
        self.look("question-wrong");
        person.answer();
    }

    fn choosing(&self) {
        let (browser, person) = (self.browser, self.person());
        self.look("scopes");
        let ticks = browser.run("return [...document.querySelectorAll('[name=grants]')].length").as_u64().unwrap();
        for number in 1..=ticks {
            browser.click(css(&format!("#f-grants .tick:nth-of-type({number}) label")));
        }
        person.go_on();
        self.look("scopes-no-grant");
        browser.click(css("label[for=grant-accounts]"));
        for number in 1..=3 {
            browser.click(css(&format!("label[for=account-{number}]")));
        }
        person.go_on();
        self.look("scopes-no-account");
        browser.click(css("label[for=account-1]"));
        browser.click(css("label[for=account-2]"));
        person.go_on();
    }

    fn registering(&self) {
        let (browser, person) = (self.browser, self.person());
        self.look("pins");
        person.register(&[]);
        self.look("pins-none");
        browser.submit(self.words.skip);
        person.confirm();
        self.look("pin-result-no-account");
        browser.submit(self.words.more);
        person.register(&[(FIRST, "12")]);
        self.look("pins-malformed");
        person.register(&[(FIRST, "9999")]);
        self.look("pin-result");
        browser.submit(self.words.more);
        person.register(&[(SECOND, "5678")]);
        person.confirm();
        self.look("consent");
        browser.submit(self.words.allow);
        self.look("consent-unticked");
        person.allow();
        self.look("pins-wrong");
        person.register(&[(FIRST, "1234")]);
        person.confirm();
        person.allow();
        self.look("pins-locked");
    }

    /// With an app that asks for what it may not have, and needs no PIN.
    fn limited(&self) {
        let words =
            ["--redirect-uri", &self.bank.app.callback(), "--grants", "accounts", "--no-inquiry-pins", "--site", "https://kakei.example/"];
        let limited = add_client(&self.bank.site, &self.bank.serving, &words);
        let query = [("api_key", limited.api_key.as_str()), ("redirect_uri", &self.bank.app.callback()), ("grants", "accounts,balances")];
        self.browser.goto(&self.bank.at("/auth/login", &query));
        self.person().log_in(HANAKO);
        self.look("scopes-refused");
        self.person().go_on();
        self.look("consent-refused");
    }

    fn refused(&self) {
        let (bank, browser) = (self.bank, self.browser);
        let home = bank.app.callback();
        let nobody = [("api_key", "fgk_0123456789abcdefghijkl"), ("redirect_uri", home.as_str())];
        browser.goto(&bank.at("/auth/login", &nobody));
        self.look("refused-client");
        browser.goto(&bank.at("/auth/login", &[("api_key", &bank.fintech.api_key), ("redirect_uri", "https://evil.example/")]));
        self.look("refused-redirect");
        browser.goto(&bank.at("/auth/login", &[]));
        self.look("refused-malformed");
        browser.goto(&bank.at("/auth/login/0193f0a1b2c34d5e8f00112233445566", &[]));
        self.look("refused-gone");
        self.begin(&[]);
        let journey = browser.url();
        browser.forget_cookies();
        browser.goto(&journey);
        self.look("refused-stranger");
        browser.goto(&bank.at("/auth/login/nothing", &[]));
        self.look("refused-no-page");
    }

    fn own_page(&self) {
        let (bank, browser, person) = (self.bank, self.browser, self.person());
        browser.goto(&bank.at("/links", &[]));
        self.look("own-login");
        person.log_in_to_own_page(HANAKO);
        self.look("own-links-none");
        for link in ["1", "2"] {
            self.begin(&[("link_id", link)]);
            person.log_in(HANAKO);
            person.go_on();
            person.allow();
            let pair = bank.exchange(&bank.app.home(browser));
            assert!(bank.fintech.opens(&pair.access));
        }
        bank.repair("UPDATE links SET consent_until = consent_until - 7000000 WHERE name = '1'");
        browser.goto(&bank.at("/links", &[]));
        person.log_in_to_own_page(HANAKO);
        self.look("own-links");
        browser.click(css(".link .button.primary"));
        self.look("own-renew");
        browser.submit(self.words.renew);
        self.look("own-renew-unticked");
        browser.tick(self.words.agree_to_renew);
        browser.submit(self.words.renew);
        self.look("own-renewed");
        browser.submit(css("li:first-child .link .button.stop"));
        let asking = browser.url();
        self.look("own-end");
        browser.submit(self.words.end);
        browser.click(css("summary"));
        self.look("own-ended");
        browser.goto(&asking);
        self.look("own-gone");
        browser.submit(self.words.sign_out);
        self.look("own-signed-out");
        browser.back();
        self.look("own-expired");
        browser.goto(&bank.at("/links", &[]));
        let page = browser.url();
        browser.forget_cookies();
        browser.goto(&page);
        self.look("own-no-cookie");
        browser.goto(&bank.at("/links", &[]));
        person.log_in_to_own_page("momo");
        for _ in 0..5 {
            person.try_to_answer("鈴木");
        }
        self.look("own-locked");
    }
}

fn everything_is_looked_at(language: &'static str, words: &'static Words, with: impl Fn(Options) -> Options) {
    let tls = Tls::new();
    let surroundings = [("FGAPI__LOGIN__ATTEMPTS", "3"), ("FGAPI__CONSENT__PIN_TRIES", "1")];
    let client = ["--account-choice", "--terms", "https://kakei.example/terms", "--privacy", "https://kakei.example/privacy"];
    let bank = Bank::open(Setup { tls: Some(&tls), careful: &["momo"], surroundings: &surroundings, client: &client, ..Setup::PLAIN });
    let browser = Browser::open(with(tls.browser_of(&tls.kenji)));
    let tour = Tour { bank: &bank, browser: &browser, words, language };
    tour.logging_in();
    tour.questioned();
    tour.choosing();
    tour.registering();
    tour.limited();
    tour.refused();
    tour.own_page();
    browser.console_is_clean();

    let without = Browser::open(with(tls.browser()));
    let tour = Tour { bank: &bank, browser: &without, words, language };
    tour.begin(&[]);
    without.submit(css("section a.button"));
    tour.look("login-certificate-missing");
    let closed = bank.site.serve_with(CLOSED);
    without.goto(&format!("{}/links", closed.base_url));
    tour.look("refused-maintenance");
}

#[test]
fn every_screen_is_looked_at_in_japanese() {
    everything_is_looked_at("ja", &JAPANESE, |options| options);
}

#[test]
fn every_screen_is_looked_at_in_english() {
    everything_is_looked_at("en", &ENGLISH, Options::english);
}

#[test]
fn the_language_is_switched_on_every_screen_and_stays() {
    let (bank, browser) = (Bank::open(Setup::default()), Browser::open(Options::default()));
    let lang = || browser.run("return document.documentElement.lang");
    browser.goto(&bank.entrance(&[]));
    assert_eq!(lang(), "ja");
    browser.submit("English");
    assert_eq!((lang(), browser.title()), ("en".into(), "Log in | Mihon Credit Union".into()));
    let english = Person { browser: &browser, words: &ENGLISH };
    english.log_in(HANAKO);
    assert_eq!(lang(), "en");
    browser.submit("日本語");
    Person::at(&browser).go_on();
    browser.submit("English");
    english.allow();
    bank.app.home(&browser).auth_token();
    browser.goto(&bank.at("/links", &[]));
    assert_eq!(lang(), "en");
    browser.goto(&bank.entrance(&[("lang", "ja")]));
    assert_eq!((lang(), browser.title()), ("ja".into(), "ログイン | 見本信用組合".into()));
    browser.goto(&bank.at("/links", &[]));
    assert_eq!(lang(), "ja");
    browser.fill("login_id", KENJI);
    browser.fill("password", PASSWORD);
    browser.submit("ログイン");
    assert_eq!((lang(), browser.title()), ("ja".into(), "エラー: ログイン | 見本信用組合".into()));
    browser.console_is_clean();
}
