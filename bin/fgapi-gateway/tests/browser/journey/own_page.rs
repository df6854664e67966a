//! The customer's own page: links are seen, renewed and ended.

use super::bank::{ACCOUNT, Bank, HANAKO, Home, Setup, TARO};
use super::person::Person;
use super::visitor::{Visitor, csrf, place};
use crate::harness::{Browser, Options};
use crate::support::http::Pair;

/// Links the app for a customer, and leaves the browser at the app.
fn link(bank: &Bank, browser: &Browser, customer: &str) -> Pair {
    let person = Person::at(browser);
    browser.goto(&bank.entrance(&[]));
    person.log_in(customer);
    person.go_on();
    person.allow();
    bank.exchange(&bank.app.home(browser))
}

const RENEW: &str = "期間を更新（家計簿アプリ）";
const END: &str = "連携を解除（家計簿アプリ）";

#[test]
fn a_link_is_seen_with_what_was_read_then_renewed_then_ended_at_once() {
    let bank = Bank::open(Setup { surroundings: &[("FGAPI__TOKENS__CONSENT_DAYS", "20")], ..Setup::default() });
    let browser = Browser::open(Options::default());
    let pair = link(&bank, &browser, HANAKO);
    browser.goto(&bank.at("/links", &[]));
    let person = Person::at(&browser);
    person.log_in_to_own_page(HANAKO);
    let shown = browser.text();
    for expected in ["見本 花子 様", "株式会社かけい", "連携中", "すべての口座", "残り20日", "まだありません", "0件"]
    {
        assert!(shown.contains(expected), "{expected}: {shown}");
    }
    assert_eq!(bank.accounts_of(&pair).len(), 3);
    let days = [("account_id", ACCOUNT), ("start_date", "2026-01-01"), ("end_date", "2026-01-31")];
    bank.fintech.caller.call("GET", "/transactions", Some(&pair.access), &days).expect(200);
    browser.reload();
    let facts = browser.run("return [...document.querySelectorAll('.link dd')].map(fact => fact.innerText).slice(-2)");
    let (last, rows) = (facts[0].as_str().unwrap(), facts[1].as_str().unwrap());
    assert!(last.ends_with("入出金明細照会") && rows == "5件", "{facts}");

    bank.repair("UPDATE links SET consent_until = consent_until - 864000");
    browser.reload();
    browser.wait_for("まもなく終了");
    browser.wait_for("残り10日");
    browser.submit(RENEW);
    browser.submit("更新する");
    assert_eq!(browser.status(), 400);
    browser.wait_for("続けるには、チェックボックスをチェックしてください");
    browser.tick("上の内容で許可を継続する");
    browser.submit("更新する");
    browser.wait_for("まで更新しました。");
    browser.wait_for("残り20日");
    assert!(!browser.text().contains("まもなく終了"));

    browser.submit(END);
    browser.submit("解除せずに戻る");
    assert!(bank.fintech.opens(&pair.access));
    browser.submit(END);
    let asking = browser.url();
    browser.submit("解除する");
    let refused = bank.fintech.caller.call("GET", "/accounts", Some(&pair.access), &[]).expect(401);
    assert_eq!(refused.text_of("reason"), "revoked_by_user");
    bank.fintech.refresh(&bank.fintech.system_token(), &pair.refresh).unwrap().expect(401);
    browser.wait_for("家計簿アプリとの連携を解除しました。");
    browser.wait_for("連携中のアプリはありません。");
    assert!(!browser.text().contains("お客様が解除しました"), "what has ended is folded");
    browser.click("終了した連携（1件）");
    browser.wait_for("お客様が解除しました");
    browser.goto(&asking);
    browser.wait_for("この連携はすでに終了しています。");
    browser.console_is_clean();
}

#[test]
fn whoever_signs_out_or_stays_away_has_to_log_in_again() {
    let bank = Bank::open(Setup::default());
    link(&bank, &Browser::open(Options::default()), HANAKO);
    for options in [Options::default(), Options::default().without_javascript()] {
        let browser = Browser::open(options);
        let person = Person::at(&browser);
        browser.goto(&bank.at("/links", &[]));
        person.log_in_to_own_page(HANAKO);
        browser.wait_for("株式会社かけい");
        browser.submit("ログアウト");
        assert_eq!(browser.status(), 200);
        browser.wait_for("ログアウトしました");
        browser.back();
        browser.wait_for("時間が経過したため終了しました");
        browser.submit("ログイン画面へ");
        person.log_in_to_own_page(HANAKO);
        bank.repair("UPDATE journeys SET expires_at = 1 WHERE step = 'links'");
        browser.submit(END);
        browser.wait_for("時間が経過したため終了しました");
        assert_eq!(browser.status(), 401);
        browser.submit("ログイン画面へ");
        browser.wait_for("連携中のアプリの確認・解除");
        browser.console_is_clean();
    }
}

#[test]
fn the_way_back_shows_what_holds_now() {
    let (bank, browser) = (Bank::open(Setup::default()), Browser::open(Options::default()));
    link(&bank, &browser, HANAKO);
    browser.goto(&bank.at("/links", &[]));
    Person::at(&browser).log_in_to_own_page(HANAKO);
    browser.wait_for("株式会社かけい");
    browser.goto(&bank.app.start(&bank.entrance(&[])));
    bank.repair("UPDATE journeys SET expires_at = 1 WHERE step = 'links'");
    browser.back();
    browser.wait_for("時間が経過したため終了しました");
    browser.console_is_clean();
}

#[test]
fn nobody_sees_or_ends_what_is_somebody_elses() {
    let (bank, browser) = (Bank::open(Setup::default()), Browser::open(Options::default()));
    let pair = link(&bank, &browser, HANAKO);
    let person = Person::at(&browser);
    browser.goto(&bank.at("/links", &[]));
    person.log_in_to_own_page(HANAKO);
    browser.submit(END);
    let (address, question) = (browser.url().replace(&bank.serving.base_url, ""), browser.url());
    let hers = address.split(['/', '?']).nth(2).unwrap();
    let link = question.split("link=").nth(1).unwrap();

    browser.goto(&bank.at("/links", &[]));
    person.log_in_to_own_page(TARO);
    browser.wait_for("連携中のアプリはありません。");
    let his = browser.url();
    browser.goto(&format!("{his}/end?link={link}"));
    browser.wait_for("この連携はすでに終了しています。");
    let mut visitor = Visitor::new().like(&browser);
    let form = csrf(&visitor.get(&his).text);
    assert!(place(&visitor.post(&format!("{his}/end"), &[("csrf", &form), ("link", link)])).contains("told=gone"));
    assert!(place(&visitor.post(&format!("{his}/renew"), &[("csrf", &form), ("link", link), ("agree", "yes")])).contains("told=gone"));
    assert!(bank.fintech.opens(&pair.access));

    // His secret under her journey's name, and none at all.
    let mut cookie = browser.cookies().into_iter().find(|cookie| his.ends_with(cookie.name.trim_start_matches("fgapi-"))).unwrap();
    cookie.name = format!("fgapi-{hers}");
    browser.set_cookie(&cookie);
    for _ in 0..2 {
        browser.goto(&question);
        browser.wait_for("ログインの状態を確認できません");
        assert_eq!(browser.status(), 401);
        browser.forget_cookies();
    }
    browser.goto(&bank.entrance(&[]));
    let journey = browser.url();
    browser.forget_cookies();
    browser.goto(&journey);
    browser.wait_for("この手続きを続けられません");
    assert_eq!(browser.status(), 403);
    browser.goto(&bank.at("/auth/login/0193f0a1b2c34d5e8f00112233445566", &[]));
    browser.wait_for("この手続きは終了しています");
    assert_eq!(browser.status(), 404);
    browser.goto(&bank.at("/auth/login/nothing", &[]));
    assert_eq!(browser.status(), 404);
    browser.console_is_clean();
}

#[test]
fn a_form_that_is_not_of_this_browser_changes_nothing() {
    let (bank, browser) = (Bank::open(Setup::default()), Browser::open(Options::default()));
    let pair = link(&bank, &browser, HANAKO);
    browser.goto(&bank.at("/links", &[]));
    Person::at(&browser).log_in_to_own_page(HANAKO);
    let page = browser.url();
    browser.submit(END);
    let link = browser.url().split("link=").nth(1).unwrap().to_owned();
    let mut visitor = Visitor::new().like(&browser);
    let foreign = {
        let mut other = Visitor::new();
        let login = place(&other.get(&bank.at("/links", &[])));
        csrf(&other.get(&bank.at(&login, &[])).text)
    };
    for form in ["", "AAAA", &foreign] {
        assert_eq!(
            place(&visitor.post(&format!("{page}/end"), &[("csrf", form), ("link", &link)])),
            page.replace(&bank.serving.base_url, "")
        );
        assert!(bank.fintech.opens(&pair.access));
    }
    let entrance = place(&visitor.get(&bank.entrance(&[("state", "x")])));
    for step in ["login", "question", "scopes", "pins", "pin-result", "consent", "cancel", "certificate"] {
        let answer = visitor.post(&bank.at(&format!("{entrance}/{step}"), &[]), &[("csrf", &foreign), ("agree", "yes")]);
        assert_eq!(place(&answer), entrance, "{step}");
    }
    let form = csrf(&visitor.get(&bank.at(&entrance, &[])).text);
    for step in ["question", "scopes", "pins", "pin-result", "consent"] {
        let answer = visitor.post(&bank.at(&format!("{entrance}/{step}"), &[]), &[("csrf", &form), ("agree", "yes")]);
        assert_eq!(place(&answer), entrance, "{step} out of its turn");
    }
    let home = Home::read(&place(&visitor.post(&bank.at(&format!("{entrance}/cancel"), &[]), &[("csrf", &form)])), &bank.app.callback());
    home.is_error("access_denied");
}
