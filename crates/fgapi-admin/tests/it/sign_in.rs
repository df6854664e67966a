//! Signing in, and what ends it.

use std::sync::atomic::Ordering;

use fgapi_admin::{FactorRefused, InitRefused, Open, PasswordRefused, Role, SignInRefused, Stage};
use fgapi_audit::{Act, By};
use fgapi_domain::{Clock as _, Secret};

use crate::house::{House, NOON, PASSWORD, administrator, code, link_of, origin};

fn wrong() -> Secret {
    Secret::new("not-the-password")
}

#[test]
fn a_second_first_administrator_is_refused() {
    let house = House::new();
    let refused = house.desk.first_administrator(administrator("admin2"), &By::GATEWAY);
    assert!(matches!(refused, Err(InitRefused::Already)));
    assert_eq!(house.told(Act::OfficeAdminInit), 1);
}

#[test]
fn an_invitation_sets_one_password() {
    let house = House::new();
    let (link, until) = house.desk.recover(&"admin1".parse().unwrap(), &By::GATEWAY).unwrap();
    let link = Secret::new(link_of(link.reveal()));
    assert_eq!(house.desk.invited(&link).unwrap().unwrap().profile.login.as_str(), "admin1");
    let set = |text: &str| house.desk.set_password_by_link(&link, &Secret::new(text), &origin());
    assert!(matches!(set("short"), Err(PasswordRefused::Weak(_))));
    assert!(set(PASSWORD).is_ok(), "a weak password does not use the link up");
    assert!(matches!(set(PASSWORD), Err(PasswordRefused::Link)));
    let (late, _) = house.desk.recover(&"admin1".parse().unwrap(), &By::GATEWAY).unwrap();
    house.clock.set(until.plus(1));
    let late = Secret::new(link_of(late.reveal()));
    assert!(house.desk.invited(&late).unwrap().is_none());
    assert!(matches!(house.desk.set_password_by_link(&late, &Secret::new(PASSWORD), &origin()), Err(PasswordRefused::Link)));
}

#[test]
fn wrong_passwords_lock_known_and_unknown_alike() {
    let house = House::new();
    house.user("hanako", Role::Member);
    for login in ["hanako", "nobody"] {
        let before = house.hasher.0.load(Ordering::Relaxed);
        for _ in 0..5 {
            assert!(matches!(house.desk.sign_in(login, &wrong(), &origin(), ""), Err(SignInRefused::Wrong)), "{login}");
        }
        let Err(SignInRefused::Locked { until }) = house.desk.sign_in(login, &Secret::new(PASSWORD), &origin(), "") else {
            panic!("{login} is not locked")
        };
        assert_eq!(until, NOON.plus(900));
        assert_eq!(house.hasher.0.load(Ordering::Relaxed) - before, 6, "each attempt takes one comparison");
    }
    house.clock.advance(901);
    assert!(house.desk.sign_in("hanako", &Secret::new(PASSWORD), &origin(), "").is_ok());
}

#[test]
fn a_suspended_user_looks_like_a_wrong_password() {
    let house = House::new();
    let user = house.user("hanako", Role::Member);
    let who = house.signed_in("hanako");
    let suspended = fgapi_admin::NewPortalUser { suspended: true, ..house.new_user("hanako", Role::Member) };
    house.desk.change_user(&house.admin, user.id, suspended).unwrap();
    assert!(matches!(house.desk.sign_in("hanako", &Secret::new(PASSWORD), &origin(), ""), Err(SignInRefused::Wrong)));
    assert!(house.desk.own_sessions(&who).unwrap().is_empty(), "sessions are over");
    assert_eq!(house.told(Act::UserSuspend), 1);
}

#[test]
fn a_code_works_once_and_only_in_its_time() {
    let house = House::new();
    house.clock.advance(60);
    let begin = || house.desk.sign_in("admin1", &Secret::new(PASSWORD), &origin(), "").unwrap();
    let began = begin();
    assert_eq!(began.stage, Stage::SecondFactor);
    let Open::SecondFactor(who) = house.open(&began) else { panic!() };
    let now = house.clock.now();
    assert!(matches!(house.desk.prove_second_factor(&who, "000000", ""), Err(FactorRefused::Wrong)));
    let right = code(&house.secret, now);
    let proven = house.desk.prove_second_factor(&who, &right, "").unwrap();
    assert!(matches!(house.open(&proven), Open::Office(_)));
    assert!(matches!(house.open(&began), Open::Nothing), "the session has another secret now");
    let Open::SecondFactor(again) = house.open(&begin()) else { panic!() };
    assert!(matches!(house.desk.prove_second_factor(&again, &right, ""), Err(FactorRefused::Wrong)), "used before");
    let old = code(&house.secret, now.plus(-120));
    assert!(matches!(house.desk.prove_second_factor(&again, &old, ""), Err(FactorRefused::Wrong)));
}

#[test]
fn wrong_codes_count_like_wrong_passwords() {
    let house = House::new();
    house.clock.advance(60);
    let began = house.desk.sign_in("admin1", &Secret::new(PASSWORD), &origin(), "").unwrap();
    let Open::SecondFactor(who) = house.open(&began) else { panic!() };
    let outcomes: Vec<_> = (0..6).map(|_| house.desk.prove_second_factor(&who, "000000", "").unwrap_err()).collect();
    assert!(outcomes.iter().any(|refused| matches!(refused, FactorRefused::Locked { .. })), "{outcomes:?}");
    let right = code(&house.secret, house.clock.now());
    assert!(matches!(house.desk.prove_second_factor(&who, &right, ""), Err(FactorRefused::Locked { .. })));
}

#[test]
fn a_recovery_code_works_once() {
    let house = House::new();
    house.user("taro", Role::Auditor);
    let began = house.desk.sign_in("taro", &Secret::new(PASSWORD), &origin(), "").unwrap();
    let (_, _, codes) = house.enrol(&began);
    assert_eq!(codes.len(), 10);
    let prove = || {
        let began = house.desk.sign_in("taro", &Secret::new(PASSWORD), &origin(), "").unwrap();
        let Open::SecondFactor(who) = house.open(&began) else { panic!() };
        house.desk.prove_second_factor(&who, codes[3].reveal(), "")
    };
    assert!(prove().is_ok());
    assert!(matches!(prove(), Err(FactorRefused::Wrong)));
}

#[test]
fn sessions_end_when_nobody_sits_there_and_after_half_a_day() {
    let house = House::new();
    house.user("hanako", Role::Member);
    let began = house.desk.sign_in("hanako", &Secret::new(PASSWORD), &origin(), "").unwrap();
    for _ in 0..24 {
        house.clock.advance(1_700);
        assert!(matches!(house.open(&began), Open::Office(_)), "used in time");
    }
    house.clock.advance(1_801);
    assert!(matches!(house.open(&began), Open::Nothing), "idle");
    let began = house.desk.sign_in("hanako", &Secret::new(PASSWORD), &origin(), "").unwrap();
    for _ in 0..26 {
        house.clock.advance(1_700);
        house.open(&began);
    }
    assert!(matches!(house.open(&began), Open::Nothing), "longer than half a day");
}

#[test]
fn a_changed_password_ends_all_other_sessions() {
    let house = House::new();
    house.user("hanako", Role::Member);
    let begin = |password: &str| house.desk.sign_in("hanako", &Secret::new(password), &origin(), "");
    let (one, other) = (begin(PASSWORD).unwrap(), begin(PASSWORD).unwrap());
    let who = house.office(&one);
    let next = "midori-no-yama-2";
    let change = |present: &str| house.desk.change_password(&who, &Secret::new(present), &Secret::new(next));
    assert!(matches!(change("wrong-wrong-wrong"), Err(PasswordRefused::Present)));
    change(PASSWORD).unwrap();
    assert!(matches!(house.open(&one), Open::Office(_)));
    assert!(matches!(house.open(&other), Open::Nothing));
    assert!(begin(PASSWORD).is_err() && begin(next).is_ok());
}
