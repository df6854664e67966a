//! 認可業務選択: the customer takes away, and never adds.

use fgapi_consent::{ScopesError, Screen, Step};
use fgapi_domain::AccountChoice;

use crate::browser::{Act, Browser, Seen};
use crate::house::{House, account, given, grants};

fn scopes_error(seen: Seen) -> Option<ScopesError> {
    match seen.screen() {
        Screen::Scopes { error, .. } => error,
        other => panic!("no choice: {other:?}"),
    }
}

/// The accounts that can be chosen, and which are.
fn accounts(seen: Seen) -> Vec<(u32, bool)> {
    let Screen::Scopes { accounts: Some(accounts), .. } = seen.screen() else { panic!("no choice of accounts") };
    accounts.into_iter().map(|(account, on)| (account.key.number.as_str().parse().unwrap(), on)).collect()
}

/// A browser of a customer who chooses accounts.
fn choosing<'h>(house: &'h House, login: &str) -> Browser<'h> {
    let mut browser = house.begin();
    browser.log_in(login);
    browser
}

fn house_with_accounts() -> House {
    House::planned(|plan| {
        plan.screens.account_choice = true;
        plan.screens.inquiry_pins = false;
    })
}

#[test]
fn a_customer_may_take_services_away() {
    let house = House::new();
    let mut browser = choosing(&house, "jiro");
    assert!(browser.choose("balances", &[]).is_consent());
    let pair = house.redeem(&browser.allow().home().token(), None).unwrap();
    assert_eq!(pair.grants, grants("balances"));
}

#[test]
fn a_customer_cannot_add_what_was_not_offered() {
    let house = House::new();
    let mut browser = house.begin_with(&fgapi_consent::Parameters { grants: given("accounts"), ..house.asked() });
    browser.log_in("jiro");
    assert!(browser.choose("branches,accounts,transactions,balances", &[]).is_consent());
    assert_eq!(house.kept(browser.journey).grants, grants("accounts"));
}

#[test]
fn without_a_service_there_is_nothing_to_consent_to() {
    let house = House::new();
    let mut browser = choosing(&house, "jiro");
    assert_eq!(scopes_error(browser.choose("", &[])), Some(ScopesError::NoGrant));
    assert_eq!(scopes_error(browser.choose("branches", &[])), Some(ScopesError::NoGrant), "nothing of what is offered");
    assert_eq!(house.kept(browser.journey).step, Step::Scopes);
    assert_eq!(house.kept(browser.journey).grants, grants("accounts,transactions,balances"), "a refused choice is not kept");
}

#[test]
fn a_client_that_leaves_no_choice_gets_all_that_it_asked_for() {
    let house = House::planned(|plan| plan.screens.scope_choice = false);
    let mut browser = house.begin();
    assert!(browser.log_in("jiro").is_consent(), "the choice leaves no trace");
    let mut with_pins = house.begin();
    with_pins.log_in("hanako").pins();
}

#[test]
fn a_choice_of_accounts_alone_leaves_the_services_as_they_are() {
    let house = House::planned(|plan| {
        plan.screens.scope_choice = false;
        plan.screens.account_choice = true;
        plan.screens.inquiry_pins = false;
    });
    let mut browser = choosing(&house, "hanako");
    assert!(browser.choose("balances", &[account(1)]).is_consent());
    assert_eq!(house.kept(browser.journey).grants, grants("accounts,transactions,balances"));
}

#[test]
fn all_accounts_are_chosen_until_the_customer_takes_some_away() {
    let house = house_with_accounts();
    let mut browser = choosing(&house, "hanako");
    assert_eq!(accounts(browser.look()), [(1, true), (2, true), (3_000_003, true)]);
    let Screen::Consent { accounts: Some(shown), .. } = browser.choose("accounts", &[account(2)]).screen() else { panic!("no consent") };
    assert_eq!(shown.iter().map(|account| account.key.clone()).collect::<Vec<_>>(), [account(2)]);
    let pair = house.redeem(&browser.allow().home().token(), None).unwrap();
    assert_eq!(house.check_user(&pair).unwrap().accounts, AccountChoice::only([account(2)]));
}

#[test]
fn who_chooses_all_accounts_chooses_those_to_come_as_well() {
    let house = house_with_accounts();
    let mut browser = choosing(&house, "hanako");
    let Screen::Consent { accounts: None, .. } = browser.choose("accounts", &[account(3_000_003), account(1), account(2)]).screen() else {
        panic!("not all")
    };
    assert_eq!(house.kept(browser.journey).accounts, AccountChoice::All);
}

#[test]
fn without_an_account_there_is_nothing_to_consent_to() {
    let house = house_with_accounts();
    let mut browser = choosing(&house, "hanako");
    assert_eq!(scopes_error(browser.choose("accounts", &[])), Some(ScopesError::NoAccount));
    assert_eq!(scopes_error(browser.choose("accounts", &[account(11)])), Some(ScopesError::NoAccount), "somebody else's");
    let shown = accounts(browser.choose("", &[account(2)]));
    assert_eq!(shown, [(1, false), (2, true), (3_000_003, false)], "what was ticked stays ticked beside the error");
    assert_eq!(house.kept(browser.journey).accounts, AccountChoice::All);
}

#[test]
fn an_account_that_is_not_the_customers_is_not_chosen_with_the_others() {
    let house = house_with_accounts();
    let mut browser = choosing(&house, "hanako");
    assert!(browser.choose("accounts", &[account(1), account(11), account(1)]).is_consent());
    assert_eq!(house.kept(browser.journey).accounts, AccountChoice::only([account(1)]));
}

#[test]
fn a_customer_without_accounts_consents_to_those_to_come() {
    let house = house_with_accounts();
    let mut browser = choosing(&house, "jiro");
    assert_eq!(accounts(browser.look()), []);
    assert!(browser.choose("accounts", &[]).is_consent());
    assert_eq!(house.kept(browser.journey).accounts, AccountChoice::All);
}

#[test]
fn four_hundred_accounts_can_be_chosen_among() {
    let house = house_with_accounts();
    let mut browser = choosing(&house, "kei");
    assert_eq!(accounts(browser.look()).len(), 401);
    let all_but_one: Vec<_> = (1_000..1_400).map(account).collect();
    assert!(browser.choose("accounts", &all_but_one).is_consent());
    assert_eq!(house.kept(browser.journey).accounts, AccountChoice::only(all_but_one));
}

#[test]
fn accounts_count_for_nothing_where_they_are_not_asked_for() {
    let house = House::new();
    let mut browser = choosing(&house, "kei");
    assert!(browser.act(&Act::choose("accounts", &[account(1_000)])).is_consent());
    assert_eq!(house.kept(browser.journey).accounts, AccountChoice::All);
}

#[test]
fn pins_are_asked_for_on_chosen_accounts_only() {
    let house = House::planned(|plan| plan.screens.account_choice = true);
    let mut browser = choosing(&house, "hanako");
    assert!(browser.choose("accounts", &[account(3_000_003)]).is_consent(), "the chosen account has none");
    let mut other = choosing(&house, "hanako");
    let (rows, _) = other.choose("accounts", &[account(2), account(3_000_003)]).pins();
    assert_eq!(rows.iter().map(|row| row.account.key.clone()).collect::<Vec<_>>(), [account(2)]);
}
