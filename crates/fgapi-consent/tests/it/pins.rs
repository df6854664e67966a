//! 照会用暗証番号登録: PINs are staged, and become real with the consent only (C15).

use fgapi_banking::PinAccount;
use fgapi_consent::{PinError, PinRow, PinState, PinsError, Screen, Step};
use fgapi_domain::{AccountChoice, AccountKey};

use crate::bank::{Call, LIMIT, LOCK_SECONDS};
use crate::browser::{Act, Browser};
use crate::house::{House, account, grants};

/// A browser at the PIN screen.
fn at_pins<'h>(house: &'h House, login: &str) -> Browser<'h> {
    let mut browser = house.begin();
    browser.log_in(login);
    browser.choose("accounts", &[]).pins();
    browser
}

/// How each account stands, and what was wrong with its PIN.
fn states(rows: &[PinRow]) -> Vec<(AccountKey, PinState, Option<PinError>)> {
    rows.iter().map(|row| (row.account.key.clone(), row.state, row.error)).collect()
}

use PinState::{Registered, Staged, Unregistered};

#[test]
fn accounts_with_a_filed_pin_are_asked_about() {
    let house = House::new();
    let mut browser = at_pins(&house, "hanako");
    let (rows, error) = browser.look().pins();
    assert_eq!(states(&rows), [(account(1), Unregistered, None), (account(2), Unregistered, None)]);
    assert_eq!(error, None);
    let PinAccount { type2, branch_name, memo, .. } = &rows[0].account;
    assert_eq!((type2.as_str(), branch_name.as_str(), memo.as_str()), ("普通", "本店", "給与"));
}

#[test]
fn staged_pins_become_real_with_the_consent() {
    let house = House::new();
    let mut browser = at_pins(&house, "hanako");
    let (rows, _) = browser.stage(&[(account(1), "1234"), (account(2), "５６７８９０")]).pin_result();
    assert_eq!(states(&rows), [(account(1), Staged, None), (account(2), Staged, None)]);
    assert_eq!(house.bank.asked(Call::CheckPin), 0, "the bank looks at them at the end");
    let Screen::Consent { accounts: None, .. } = browser.act(&Act::ConfirmPins).screen() else { panic!("no consent to all accounts") };
    assert!(house.registered("hanako").is_empty(), "not before the consent");
    browser.allow().home().token();
    assert_eq!(house.registered("hanako"), [account(1), account(2)]);
    assert_eq!(house.kept(browser.journey).staged, None);
}

#[test]
fn registered_pins_are_not_asked_for_again_by_whichever_client() {
    let house = House::new();
    let mut browser = at_pins(&house, "hanako");
    browser.stage(&[(account(1), "1234"), (account(2), "567890")]);
    browser.act(&Act::ConfirmPins);
    browser.allow().home().token();
    let mut again = house.begin();
    again.log_in("hanako");
    assert!(again.choose("accounts", &[]).is_consent(), "the screens leave no trace");
    let steps: Vec<_> = again.look().shown().trail.iter().map(|stage| stage.step.as_str()).collect();
    assert_eq!(steps, ["login", "scopes", "consent"]);
}

#[test]
fn more_can_be_added_to_what_is_staged() {
    let house = House::new();
    let mut browser = at_pins(&house, "hanako");
    let (rows, _) = browser.stage(&[(account(1), "1234"), (account(2), " ")]).pin_result();
    assert_eq!(states(&rows), [(account(1), Staged, None), (account(2), Unregistered, None)]);
    let (rows, _) = browser.act(&Act::AddPins).pins();
    assert_eq!(states(&rows), [(account(1), Staged, None), (account(2), Unregistered, None)]);
    let (rows, _) = browser.stage(&[(account(2), "567890")]).pin_result();
    assert_eq!(states(&rows), [(account(1), Staged, None), (account(2), Staged, None)]);
    browser.act(&Act::ConfirmPins);
    browser.allow().home().token();
    assert_eq!(house.registered("hanako"), [account(1), account(2)]);
}

#[test]
fn what_is_registered_stands_among_the_rest_and_has_no_field() {
    let house = House::new();
    let mut browser = at_pins(&house, "hanako");
    browser.stage(&[(account(1), "1234")]);
    browser.act(&Act::ConfirmPins);
    browser.allow().home().token();
    let mut again = at_pins(&house, "hanako");
    assert_eq!(states(&again.look().pins().0), [(account(1), Registered, None), (account(2), Unregistered, None)]);
    let (_, error) = again.stage(&[(account(1), "9999")]).pins();
    assert_eq!(error, Some(PinsError::NoneEntered), "a registered account has no field");
    again.stage(&[(account(1), "9999"), (account(2), "567890")]).pin_result();
    again.act(&Act::ConfirmPins);
    again.allow().home().token();
    assert_eq!(house.bank.compared(Call::CheckPin), 2, "one a journey: what has no field is not looked at");
}

#[test]
fn the_screen_has_no_field_for_accounts_that_are_not_the_customers() {
    let house = House::new();
    let mut browser = at_pins(&house, "hanako");
    let foreign = [(account(21), "4321"), (account(3_000_003), "1234"), (account(99), "0000")];
    assert_eq!(browser.stage(&foreign).pins().1, Some(PinsError::NoneEntered));
    browser.stage(&[(account(21), "4321"), (account(1), "1234")]).pin_result();
    browser.act(&Act::ConfirmPins);
    browser.allow().home().token();
    assert_eq!((house.registered("hanako"), house.registered("mio")), (vec![account(1)], vec![]));
}

#[test]
fn what_is_no_pin_is_told_beside_its_field() {
    let house = House::new();
    let mut browser = at_pins(&house, "hanako");
    for bad in ["123", "1234567890123", "12a4", "－１２３４", "\u{202e}1234", "１２３４５６７８９０１２３", "1234\0"] {
        let (rows, error) = browser.stage(&[(account(1), bad), (account(2), "567890")]).pins();
        assert_eq!(states(&rows)[0].2, Some(PinError::Malformed), "{bad:?}");
        assert_eq!((states(&rows)[1].2, error), (None, None), "{bad:?}");
    }
    assert_eq!(house.kept(browser.journey).staged, None, "nothing is staged by halves");
    assert_eq!(browser.stage(&[]).pins().1, Some(PinsError::NoneEntered));
    assert_eq!(browser.stage(&[(account(1), ""), (account(2), "\u{3000}")]).pins().1, Some(PinsError::NoneEntered));
}

#[test]
fn accounts_without_their_pin_are_not_part_of_the_consent() {
    let house = House::new();
    let mut browser = at_pins(&house, "hanako");
    browser.stage(&[(account(2), "567890")]);
    let Screen::Consent { accounts: Some(shown), .. } = browser.act(&Act::ConfirmPins).screen() else { panic!("no consent") };
    assert_eq!(shown.iter().map(|account| account.key.clone()).collect::<Vec<_>>(), [account(2), account(3_000_003)]);
    let token = browser.allow().home().token();
    let rest = AccountChoice::only([account(2), account(3_000_003)]);
    assert_eq!(house.journeys.finished()[0].auth_token.accounts, rest);
    let pair = house.redeem(&token, None).unwrap();
    assert_eq!(house.check_user(&pair).unwrap().accounts, rest);
    assert_eq!(house.links("hanako")[0].link.accounts, rest);
}

#[test]
fn who_enters_none_consents_to_the_accounts_that_need_none() {
    let house = House::new();
    let mut browser = at_pins(&house, "hanako");
    let (rows, _) = browser.act(&Act::SkipPins).pin_result();
    assert_eq!(states(&rows), [(account(1), Unregistered, None), (account(2), Unregistered, None)]);
    assert!(browser.act(&Act::ConfirmPins).is_consent());
    let pair = house.redeem(&browser.allow().home().token(), None).unwrap();
    assert_eq!(house.check_user(&pair).unwrap().accounts, AccountChoice::only([account(3_000_003)]));
    assert!(house.registered("hanako").is_empty());
}

#[test]
fn without_an_account_that_is_left_there_is_nothing_to_confirm() {
    let house = House::new();
    let mut browser = at_pins(&house, "mio");
    browser.act(&Act::SkipPins);
    let (_, error) = browser.act(&Act::ConfirmPins).pin_result();
    assert_eq!(error, Some(PinsError::NoAccountLeft));
    assert_eq!(house.kept(browser.journey).step, Step::PinResult);
    browser.act(&Act::AddPins);
    browser.stage(&[(account(21), "4321")]);
    assert!(browser.act(&Act::ConfirmPins).is_consent());
}

#[test]
fn a_wrong_pin_leads_back_and_the_right_ones_stay() {
    let house = House::new();
    let mut browser = at_pins(&house, "hanako");
    browser.stage(&[(account(1), "9999"), (account(2), "567890")]);
    browser.act(&Act::ConfirmPins);
    let (rows, error) = browser.allow().pins();
    assert_eq!(states(&rows), [(account(1), Unregistered, Some(PinError::Wrong)), (account(2), Staged, None)]);
    assert_eq!((error, house.registered("hanako")), (None, vec![]));
    assert!(house.journeys.finished().is_empty(), "no auth token was kept");
    let (rows, _) = browser.stage(&[(account(1), "1234")]).pin_result();
    assert_eq!(states(&rows), [(account(1), Staged, None), (account(2), Staged, None)]);
    browser.act(&Act::ConfirmPins);
    browser.allow().home().token();
    assert_eq!(house.registered("hanako"), [account(1), account(2)]);
}

#[test]
fn a_wrong_pin_can_be_left_out() {
    let house = House::new();
    let mut browser = at_pins(&house, "hanako");
    browser.stage(&[(account(1), "9999")]);
    browser.act(&Act::ConfirmPins);
    browser.allow().pins();
    browser.act(&Act::SkipPins);
    browser.act(&Act::ConfirmPins);
    let pair = house.redeem(&browser.allow().home().token(), None).unwrap();
    assert_eq!(house.check_user(&pair).unwrap().accounts, AccountChoice::only([account(3_000_003)]));
}

#[test]
fn a_locked_pin_says_until_when() {
    let house = House::new();
    for _ in 0..LIMIT {
        let mut browser = at_pins(&house, "hanako");
        browser.stage(&[(account(1), "9999")]);
        browser.act(&Act::ConfirmPins);
        assert_eq!(states(&browser.allow().pins().0)[0].2, Some(PinError::Wrong));
    }
    let mut browser = at_pins(&house, "hanako");
    browser.stage(&[(account(1), "1234"), (account(2), "567890")]);
    browser.act(&Act::ConfirmPins);
    let (rows, _) = browser.allow().pins();
    let until = house.now().plus(LOCK_SECONDS);
    assert_eq!(states(&rows), [(account(1), Unregistered, Some(PinError::Locked { until })), (account(2), Staged, None)]);
    assert_eq!(house.bank.compared(Call::CheckPin), LIMIT + 1, "new journeys give no more tries at one account");
}

#[test]
fn pins_wait_in_no_readable_form() {
    let house = House::new();
    let mut browser = at_pins(&house, "hanako");
    browser.stage(&[(account(2), "567890")]);
    let sealed = house.kept(browser.journey).staged.unwrap();
    for readable in [b"567890".as_slice(), account(2).to_string().as_bytes(), browser.secret.unwrap().reveal().as_bytes()] {
        assert!(!sealed.windows(readable.len()).any(|part| part == readable));
    }
}

#[test]
fn staged_pins_that_do_not_open_are_asked_for_again() {
    let house = House::new();
    let mut browser = at_pins(&house, "hanako");
    browser.stage(&[(account(1), "1234")]);
    let mut kept = house.kept(browser.journey);
    kept.staged.as_mut().unwrap()[20] ^= 1;
    kept.revision += 1;
    use fgapi_consent::JourneyStore as _;
    assert!(house.journeys.advance(&kept).unwrap());
    assert_eq!(states(&browser.look().pin_result().0)[0].1, Unregistered);
}

#[test]
fn a_client_may_do_without_pins() {
    let house = House::planned(|plan| plan.screens.inquiry_pins = false);
    let mut browser = house.begin();
    browser.log_in("hanako");
    let Screen::Consent { accounts: None, .. } = browser.choose("accounts", &[]).screen() else { panic!("PINs were asked for") };
    let pair = house.redeem(&browser.allow().home().token(), None).unwrap();
    assert_eq!((house.check_user(&pair).unwrap().accounts, pair.grants), (AccountChoice::All, grants("accounts")));
}
