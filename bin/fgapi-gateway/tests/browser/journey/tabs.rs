//! Several tabs at once: two journeys do not disturb each other, and one journey stands at one step wherever it is looked at.

use super::bank::{Bank, HANAKO, Setup, TARO};
use super::person::Person;
use crate::harness::{Browser, Options};

#[test]
fn two_journeys_in_two_tabs_come_home_each_with_its_own() {
    let (bank, browser) = (Bank::open(Setup::default()), Browser::open(Options::default()));
    let person = Person::at(&browser);
    let first = browser.tab();
    browser.goto(&bank.entrance(&[("state", "first"), ("link_id", "1")]));
    let second = browser.new_tab();
    browser.goto(&bank.entrance(&[("state", "second"), ("link_id", "2"), ("grants", "accounts")]));
    person.log_in(TARO);
    browser.use_tab(&first);
    person.log_in(HANAKO);
    person.go_on();
    browser.use_tab(&second);
    person.go_on();
    person.allow();
    let taro = bank.app.home(&browser);
    browser.use_tab(&first);
    person.allow();
    let hanako = bank.app.home(&browser);
    assert_eq!((hanako.field("state"), taro.field("state")), ("first", "second"));
    assert_eq!(bank.accounts_of(&bank.exchange(&taro)), ["9999-101-1-0000009"]);
    assert_eq!(bank.accounts_of(&bank.exchange(&hanako)).len(), 3);
}

#[test]
fn one_journey_in_two_tabs_goes_on_where_it_stands() {
    let (bank, browser) = (Bank::open(Setup::default()), Browser::open(Options::default()));
    let person = Person::at(&browser);
    let first = browser.tab();
    browser.goto(&bank.entrance(&[("state", "x")]));
    let address = browser.url();
    let second = browser.new_tab();
    browser.goto(&address);
    person.log_in(HANAKO);
    browser.use_tab(&first);
    person.log_in(TARO);
    browser.wait_for("利用業務を選択");
    person.go_on();
    browser.use_tab(&second);
    person.go_on();
    browser.wait_for("すべての口座");
    person.allow();
    let good = bank.app.home(&browser);
    assert_eq!(bank.accounts_of(&bank.exchange(&good)).len(), 3, "whoever logged in first is who it is");
    browser.use_tab(&first);
    person.allow();
    bank.app.home(&browser).is_error("access_denied");
    browser.console_is_clean();
}
