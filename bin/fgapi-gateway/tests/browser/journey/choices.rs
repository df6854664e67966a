//! What the customer decides: services, accounts, inquiry PINs, and the last word.

use serde_json::{Value, json};

use super::bank::{Bank, HANAKO, Setup};
use super::person::Person;
use crate::harness::{Browser, Options};

const FIRST: &str = "9999-103-1-1000002";
const SECOND: &str = "9999-103-1-1111111";
const WITHOUT: &str = "9999-456-1-1000314";

/// The table of the result, row by row.
fn table(browser: &Browser) -> Value {
    browser.run("return [...document.querySelectorAll('table tr')].map(row => [...row.cells].map(cell => cell.innerText.trim()))")
}

/// What is said beside the field of an account, as who cannot see hears it.
fn beside(browser: &Browser, account: &str) -> String {
    let told = browser.run(&format!(
        "const field = document.getElementsByName('pin-{account}')[0];
         const ids = field.getAttribute('aria-invalid') ? field.getAttribute('aria-describedby').split(' ') : [];
         return ids.map(id => document.getElementById(id).innerText).join(' ')"
    ));
    told.as_str().unwrap().to_owned()
}

#[test]
fn inquiry_pins_are_staged_shown_checked_at_the_end_and_asked_for_once() {
    let bank = Bank::open(Setup { careful: &["momo"], client: &["--no-scope-choice"], ..Setup::default() });
    let browser = Browser::open(Options::default());
    let person = Person::at(&browser);
    browser.goto(&bank.entrance(&[]));
    person.log_in("momo");
    person.answer();
    browser.wait_for("照会用暗証番号の登録");
    assert!(!browser.text().contains("1000314"), "it has no PIN that could be registered");
    person.register(&[]);
    assert_eq!(browser.status(), 400);
    assert!(beside(&browser, FIRST).contains("登録する口座の照会用暗証番号を入力してください"));
    person.register(&[(FIRST, "12"), (SECOND, "5678")]);
    assert_eq!(browser.status(), 400);
    assert!(beside(&browser, FIRST).contains("照会用暗証番号は数字4桁で入力してください"));
    assert_eq!(beside(&browser, SECOND), "");
    person.register(&[(FIRST, "9999")]);
    let columns = json!(["登録状況", "照会用口座", "口座メモ", "照会用暗証番号（現在）"]);
    let first = json!(["登録済み", "インターネット支店（103） 普通 1000002", "口座メモ5678901234567890", "****"]);
    assert_eq!(table(&browser), json!([columns, first, ["未登録", "インターネット支店（103） 普通 1111111", "-", "-"]]));
    browser.submit(person.words.more);
    person.register(&[(SECOND, "5678")]);
    let second = json!(["登録済み", "インターネット支店（103） 普通 1111111", "-", "****"]);
    assert_eq!(table(&browser), json!([columns, first, second]));
    person.confirm();
    person.allow();

    browser.wait_for("照会用暗証番号の登録");
    assert_eq!(browser.status(), 400);
    assert!(beside(&browser, FIRST).contains("照会用暗証番号が届出の番号と一致しません"));
    assert_eq!(beside(&browser, SECOND), "", "the right one stays");
    person.register(&[(FIRST, "1234")]);
    assert_eq!(table(&browser), json!([columns, first, second]));
    person.confirm();
    person.allow();
    let pair = bank.exchange(&bank.app.home(&browser));
    assert_eq!(bank.accounts_of(&pair), [FIRST, SECOND, WITHOUT]);

    browser.goto(&bank.entrance(&[]));
    person.log_in("momo");
    browser.wait_for("情報アクセス許可");
    browser.console_is_clean();
}

#[test]
fn accounts_without_their_pin_are_no_part_of_the_consent() {
    let setup = Setup {
        careful: &["momo"],
        client: &["--account-choice"],
        surroundings: &[("FGAPI__CONSENT__QUESTION", "never"), ("FGAPI__CONSENT__PIN_TRIES", "1")],
        ..Setup::default()
    };
    let (bank, browser) = (Bank::open(setup), Browser::open(Options::default()));
    let person = Person::at(&browser);
    browser.goto(&bank.entrance(&[]));
    person.log_in("momo");
    browser.untick("豊洲支店（456） 普通 1000314");
    person.go_on();
    browser.submit(person.words.skip);
    browser.wait_for("未登録");
    person.confirm();
    assert_eq!(browser.status(), 400);
    browser.wait_for("連携できる口座がありません");
    browser.submit(person.words.more);
    person.register(&[(FIRST, "9999"), (SECOND, "5678")]);
    person.confirm();
    for words in ["照会用暗証番号が届出の番号と一致しません", "一時的に停止しています"] {
        person.allow();
        assert!(beside(&browser, FIRST).contains(words), "{}", browser.text());
        person.register(&[(FIRST, "1234")]);
        person.confirm();
    }
    browser.goto(&bank.entrance(&[]));
    person.log_in("momo");
    person.go_on();
    browser.submit(person.words.skip);
    person.confirm();
    browser.wait_for("豊洲支店（456） 普通 1000314");
    person.allow();
    let pair = bank.exchange(&bank.app.home(&browser));
    assert_eq!(bank.accounts_of(&pair), [WITHOUT]);
    browser.console_is_clean();
}

#[test]
fn nothing_is_allowed_without_a_service_an_account_and_the_tick() {
    let (bank, browser) = (
        Bank::open(Setup { client: &["--account-choice", "--grants", "accounts"], ..Setup::default() }),
        Browser::open(Options::default()),
    );
    let person = Person::at(&browser);
    browser.goto(&bank.entrance(&[("grants", "accounts,balances")]));
    person.log_in(HANAKO);
    browser.wait_for("次の業務は、この連携先では利用できません。");
    browser.untick("口座情報照会");
    person.go_on();
    assert_eq!(browser.status(), 400);
    browser.wait_for("利用業務を1つ以上選択してください");
    browser.tick("口座情報照会");
    for account in ["本店営業部（101） 普通 0000001", "本店営業部（101） 普通 0000002", "豊洲支店（456） 定期 0000003"]
    {
        browser.untick(account);
    }
    person.go_on();
    assert_eq!(browser.status(), 400);
    browser.wait_for("対象口座を1つ以上選択してください");
    browser.tick("豊洲支店（456） 定期 0000003");
    person.go_on();
    browser.submit(person.words.allow);
    assert_eq!(browser.status(), 400);
    browser.wait_for("続けるには、チェックボックスをチェックしてください");
    assert_eq!(browser.run("return document.getElementById('f-agree').getAttribute('aria-describedby')"), "f-agree-error");
    person.allow();
    let pair = bank.exchange(&bank.app.home(&browser));
    assert_eq!(bank.accounts_of(&pair), ["9999-456-6-0000003"]);
    browser.console_is_clean();
}
