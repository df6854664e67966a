//! The additional question.

use super::bank::{ANSWER, Bank, QUESTION, Setup};
use super::person::Person;
use crate::harness::{Browser, Options};

const LEFT: [&str; 5] = ["残り5回", "残り4回", "残り3回", "残り2回", "残り1回"];

#[test]
fn a_question_is_asked_on_a_new_device_and_not_again_there() {
    let bank = Bank::open(Setup { careful: &["momo"], ..Setup::default() });
    let browser = Browser::open(Options::default());
    let person = Person::at(&browser);
    browser.goto(&bank.entrance(&[]));
    person.log_in("momo");
    browser.wait_for(QUESTION);
    browser.wait_for(LEFT[0]);
    person.try_to_answer(" ");
    assert_eq!(browser.status(), 400);
    browser.wait_for("回答を入力してください");
    browser.wait_for(LEFT[0]);
    person.try_to_answer("鈴木");
    assert_eq!(browser.status(), 400);
    browser.wait_for("回答が正しくありません");
    browser.wait_for(LEFT[1]);
    person.try_to_answer(&format!("　{ANSWER} "));
    browser.wait_for("利用業務を選択");

    browser.goto(&bank.entrance(&[]));
    person.log_in("momo");
    browser.wait_for("利用業務を選択");
    browser.forget_cookies();
    browser.goto(&bank.entrance(&[]));
    person.log_in("momo");
    browser.wait_for(QUESTION);
    browser.console_is_clean();
}

#[test]
fn five_wrong_answers_end_a_journey_and_neither_a_reload_nor_a_new_one_gives_more() {
    let bank = Bank::open(Setup { careful: &["momo"], ..Setup::default() });
    let browser = Browser::open(Options::default());
    let person = Person::at(&browser);
    browser.goto(&bank.entrance(&[("state", "x")]));
    person.log_in("momo");
    let address = browser.url();
    for left in LEFT {
        browser.goto(&address);
        browser.wait_for(left);
        person.try_to_answer("鈴木");
    }
    let home = bank.app.home(&browser);
    home.is_error("access_denied");
    assert_eq!(home.field("state"), "x");
    browser.goto(&bank.entrance(&[]));
    person.log_in("momo");
    browser.wait_for(QUESTION);
    person.answer();
    bank.app.home(&browser).is_error("access_denied");

    // There is no app to go home to from the customer's own page.
    browser.goto(&bank.at("/links", &[]));
    person.log_in_to_own_page("momo");
    person.answer();
    browser.wait_for("安全のために終了しました");
    browser.console_is_clean();
}
