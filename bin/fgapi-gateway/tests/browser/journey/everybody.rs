//! The whole way for those who have no scripts, a phone, or nothing but a keyboard.

use super::bank::{ANSWER, Bank, PASSWORD, QUESTION, Setup};
use super::person::{ENGLISH, JAPANESE, Person, Words};
use crate::harness::{Browser, Options};

const FIRST: &str = "9999-103-1-1000002";
const SECOND: &str = "9999-103-1-1111111";
const ALL: [&str; 3] = [FIRST, SECOND, "9999-456-1-1000314"];

/// Every screen of a good journey and of the customer's own page; `look` looks at each.
fn goes_all_the_way(options: Options, words: &'static Words, look: impl Fn(&Browser)) {
    let bank = Bank::open(Setup { careful: &["momo"], client: &["--account-choice"], ..Setup::default() });
    let browser = Browser::open(options);
    let person = Person { browser: &browser, words };
    browser.goto(&bank.app.start(&bank.entrance(&[("state", "x")])));
    browser.submit("銀行口座をつなぐ");
    look(&browser);
    person.try_to_log_in("momo", "wrong");
    look(&browser);
    person.log_in("momo");
    look(&browser);
    person.answer();
    look(&browser);
    person.go_on();
    look(&browser);
    person.register(&[(FIRST, "1234")]);
    look(&browser);
    browser.submit(words.more);
    person.register(&[(SECOND, "5678")]);
    look(&browser);
    person.confirm();
    look(&browser);
    browser.submit(words.allow);
    look(&browser);
    person.allow();
    let home = bank.app.home(&browser);
    assert_eq!(home.field("state"), "x");
    let pair = bank.exchange(&home);
    assert_eq!(bank.accounts_of(&pair), ALL);

    browser.goto(&bank.at("/links", &[]));
    look(&browser);
    person.log_in_to_own_page("momo");
    look(&browser);
    browser.submit(words.renew_it);
    look(&browser);
    browser.tick(words.agree_to_renew);
    browser.submit(words.renew);
    look(&browser);
    browser.submit(words.end_it);
    look(&browser);
    browser.submit(words.end);
    look(&browser);
    assert!(!bank.fintech.opens(&pair.access));
    browser.submit(words.sign_out);
    look(&browser);
    browser.console_is_clean();
}

#[test]
fn who_has_no_scripts_goes_all_the_way() {
    goes_all_the_way(Options::default().without_javascript(), &JAPANESE, |browser| {
        assert!(browser.run("return document.querySelector('.reveal')").is_null(), "nothing is shown that cannot be used");
    });
}

#[test]
fn who_has_a_phone_goes_all_the_way_in_english() {
    goes_all_the_way(Options::default().phone().english(), &ENGLISH, |browser| {
        browser.fits_its_width();
        let narrow = browser.run(
            "const small = element => { const area = element.getBoundingClientRect(); return area.width > 0 && area.height < 44; };
             return [...document.querySelectorAll('.button, .tick, main summary, main input:not([type=checkbox], [type=hidden])')].filter(small).map(element => element.outerHTML)",
        );
        assert_eq!(narrow, serde_json::json!([]), "too low for a finger at {}", browser.url());
    });
}

#[test]
fn who_has_a_keyboard_goes_all_the_way() {
    let bank = Bank::open(Setup { careful: &["momo"], client: &["--account-choice"], ..Setup::default() });
    let browser = Browser::open(Options::default());
    let fill = |field: &str, text: &str| {
        browser.tab_to(field);
        browser.press(text);
    };
    let press = |button: &str| {
        browser.tab_to(button);
        browser.enter();
    };
    browser.goto(&bank.entrance(&[]));
    browser.press("\t");
    assert_eq!(browser.run("return document.activeElement.innerText"), "本文へ進む");
    browser.press("\n");
    fill("ログインID", "momo");
    fill("ログインパスワード", "wrong");
    browser.enter();
    assert_eq!(browser.run("return document.activeElement.className"), "summary", "the error comes first");
    press_in_page(&browser, "ログインIDまたはログインパスワードが正しくありません");
    assert_eq!(browser.run("return document.activeElement.name"), "login_id", "the error leads to its field");
    fill("ログインパスワード", PASSWORD);
    browser.tab_to("ログインパスワードを表示する");
    browser.press(" ");
    assert_eq!(browser.run("return document.getElementById('f-password').type"), "text");
    browser.press(" ");
    press("API連携");
    browser.wait_for(QUESTION);
    fill("回答を入力", ANSWER);
    browser.enter();
    browser.tab_to("残高照会");
    browser.press(" ");
    press("次へ");
    fill(&format!("pin-{FIRST}"), "1234");
    fill(&format!("pin-{SECOND}"), "5678");
    press("登録");
    press("確認");
    assert!(!browser.text().contains("残高照会"));
    browser.tab_to("認可手続きを継続する");
    browser.press(" ");
    press("許可");
    let pair = bank.exchange(&bank.app.home(&browser));
    assert_eq!(bank.accounts_of(&pair), ALL);

    browser.goto(&bank.at("/links", &[]));
    fill("ログインID", "momo");
    fill("ログインパスワード", PASSWORD);
    browser.enter();
    press("期間を更新（家計簿アプリ）");
    browser.tab_to("上の内容で許可を継続する");
    browser.press(" ");
    press("更新する");
    press("連携を解除（家計簿アプリ）");
    press("解除する");
    assert!(!bank.fintech.opens(&pair.access));
    browser.tab_to("終了した連携（1件）");
    browser.press("\n");
    browser.wait_for("お客様が解除しました");
    press("ログアウト");
    browser.wait_for("ログアウトしました");
    browser.console_is_clean();
}

/// A link within the page.
fn press_in_page(browser: &Browser, link: &str) {
    browser.tab_to(link);
    browser.press("\n");
}
