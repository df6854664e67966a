//! Customers with an electronic certificate: the browser presents it at the listener that asks for it.

use super::bank::{Bank, HANAKO, KENJI, PASSWORD, Setup, Tls};
use super::person::Person;
use super::visitor::{Visitor, place};
use crate::certificates::Authority;
use crate::harness::Browser;

const BUTTON: &str = "電子証明書ログイン";

#[test]
fn a_certificate_and_its_password_let_its_owner_in() {
    let tls = Tls::new();
    let bank = Bank::open(Setup { tls: Some(&tls), ..Setup::default() });
    let browser = Browser::open(tls.browser_of(&tls.kenji));
    let person = Person::at(&browser);
    browser.goto(&bank.entrance(&[("state", "x")]));
    browser.submit(BUTTON);
    let at_home = |browser: &Browser| browser.url().starts_with(&bank.serving.base_url);
    assert!(at_home(&browser), "nobody is asked for a certificate there: {}", browser.url());
    let shown = browser.text();
    assert!(shown.contains("見本 健二") && shown.contains("見本信用組合 認証局") && !shown.contains("ログインID"), "{shown}");

    browser.fill("password", "wrong");
    browser.submit("API連携");
    assert_eq!(browser.status(), 401);
    browser.wait_for("電子証明書またはログインパスワードが正しくありません");
    browser.submit("ID・パスワードでログインする");
    browser.wait_for("ログインID");
    browser.submit(BUTTON);
    browser.fill("password", PASSWORD);
    browser.submit("API連携");
    person.go_on();
    person.allow();
    let home = bank.app.home(&browser);
    assert_eq!((home.field("state"), home.field("iss")), ("x", bank.serving.base_url.as_str()));
    assert_eq!(bank.accounts_of(&bank.exchange(&home)), ["9999-101-2-0000021"]);

    // The same on the customer's own page.
    browser.goto(&bank.at("/links", &[]));
    browser.submit(BUTTON);
    browser.fill("password", PASSWORD);
    browser.submit("ログイン");
    browser.wait_for("家計簿アプリ");
    assert!(at_home(&browser), "{}", browser.url());
    browser.console_is_clean();
}

#[test]
fn without_a_good_certificate_the_screen_says_why_and_the_id_remains() {
    let tls = Tls::new();
    let bank = Bank::open(Setup { tls: Some(&tls), ..Setup::default() });
    // Browsers offer what an authority of the right name has signed, and nothing else.
    let impostor = Authority::new("見本信用組合 認証局");
    let bad = [
        (tls.browser(), "電子証明書を確認できませんでした"),
        (tls.browser_of(&impostor.person("見本 健二")), "この電子証明書は確認できませんでした"),
        (tls.browser_of(&tls.lost), "この電子証明書は失効しています"),
    ];
    for (options, words) in bad {
        let browser = Browser::open(options);
        let person = Person::at(&browser);
        browser.goto(&bank.entrance(&[]));
        browser.submit(BUTTON);
        browser.wait_for(words);
        assert_eq!(browser.status(), 401);
        browser.axe();
        person.log_in(KENJI);
        browser.wait_for("ログインIDまたはログインパスワードが正しくありません");
        assert_eq!(browser.status(), 401, "who has a certificate needs it");
        person.log_in(HANAKO);
        person.go_on();
        person.allow();
        assert_eq!(bank.accounts_of(&bank.exchange(&bank.app.home(&browser))).len(), 3);
        browser.console_is_clean();
    }
}

#[test]
fn an_expired_certificate_is_told_from_a_missing_one() {
    let tls = Tls::new();
    let bank = Bank::open(Setup { tls: Some(&tls), ..Setup::default() });
    // Chromium keeps one back, and then shows none; not every browser does.
    let old = tls.people.person_of_old("見本 健二");
    let browser = Browser::open(tls.browser_of(&old));
    browser.goto(&bank.entrance(&[]));
    browser.submit(BUTTON);
    browser.wait_for("電子証明書を確認できませんでした");
    let mut visitor = Visitor::with(tls.client().identity(old.for_client()));
    let screen = place(&visitor.get(&bank.entrance(&[])));
    let shown = visitor.get(&bank.at(&screen, &[])).expect(200);
    let (_, rest) = shown.text.split_once(r#"href="https://127.0.0.1:"#).unwrap();
    let door = format!("https://127.0.0.1:{}", rest.split('"').next().unwrap());
    let answer = visitor.get(&door).expect(401);
    assert!(door.ends_with("/certificate") && answer.text.contains("この電子証明書は有効期間外です"), "{door}: {answer:?}");
}

#[test]
fn a_certificate_that_the_bank_gave_to_nobody_lets_nobody_in() {
    let tls = Tls::new();
    let bank = Bank::open(Setup { tls: Some(&tls), ..Setup::default() });
    let browser = Browser::open(tls.browser_of(&tls.people.person("見本 某")));
    browser.goto(&bank.entrance(&[]));
    browser.submit(BUTTON);
    browser.wait_for("見本 某");
    browser.fill("password", PASSWORD);
    browser.submit("API連携");
    browser.wait_for("電子証明書またはログインパスワードが正しくありません");
    let kept = browser.cookies();
    assert!(!kept.is_empty());
    for cookie in kept {
        let whole = (cookie.secure, cookie.http_only, cookie.same_site.as_deref(), cookie.path.as_str());
        assert_eq!(whole, (true, true, Some("Lax"), "/"), "{cookie:?}");
        assert!(cookie.name.starts_with("__Host-fgapi-"), "{cookie:?}");
    }
}
