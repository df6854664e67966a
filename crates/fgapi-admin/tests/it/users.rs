//! Portal users: who may change whom, and what never happens.

use fgapi_admin::{NewPortalUser, Open, Role, Slice, UserError, UserQuery};
use fgapi_domain::Secret;

use crate::house::{House, PASSWORD, origin};

#[test]
fn a_user_administrator_touches_no_system_administrator() {
    let house = House::new();
    house.user("taro", Role::UserAdministrator);
    let (taro, admin) = (house.signed_in("taro"), house.admin.user.id);
    let above = |outcome: Result<(), UserError>| matches!(outcome, Err(UserError::Above));
    assert!(above(house.desk.create_users(&taro, vec![house.new_user("x", Role::SystemAdministrator)])));
    assert!(above(house.desk.delete_users(&taro, &[admin])));
    assert!(above(house.desk.invite_users(&taro, &[admin])));
    assert!(above(house.desk.reset_user_factor(&taro, admin)));
    assert!(above(house.desk.unlock_user(&taro, admin)));
    let hanako = house.user("hanako", Role::Member);
    assert!(above(house.desk.change_user(&taro, hanako.id, house.new_user("hanako", Role::SystemAdministrator))));
}

#[test]
fn nobody_locks_themselves_or_everybody_out() {
    let house = House::new();
    let admin = house.admin.user.clone();
    let suspended = NewPortalUser { suspended: true, ..house.new_user("admin1", Role::SystemAdministrator) };
    assert!(matches!(house.desk.change_user(&house.admin, admin.id, suspended), Err(UserError::Oneself)));
    assert!(matches!(house.desk.delete_users(&house.admin, &[admin.id]), Err(UserError::Oneself)));
    house.user("admin2", Role::SystemAdministrator);
    let other = house.signed_in("admin2");
    house.desk.delete_users(&other, &[admin.id]).unwrap();
    assert!(house.desk.user(&other, admin.id).is_err());
}

#[test]
fn a_taken_login_id_creates_nobody() {
    let house = House::new();
    house.user("hanako", Role::Member);
    let both = vec![house.new_user("taro", Role::Member), house.new_user("hanako", Role::Member)];
    assert!(matches!(house.desk.create_users(&house.admin, both), Err(UserError::LoginTaken(login)) if login.as_str() == "hanako"));
    let all = house.desk.users(&house.admin, &UserQuery::default(), Slice { skip: 0, take: 10 }).unwrap();
    assert_eq!(all.total, 2);
}

#[test]
fn a_reissued_password_ends_the_one_before() {
    let house = House::new();
    let user = house.user("hanako", Role::Member);
    let began = house.desk.sign_in("hanako", &Secret::new(PASSWORD), &origin(), "").unwrap();
    house.desk.invite_users(&house.admin, &[user.id]).unwrap();
    assert!(matches!(house.open(&began), Open::Nothing));
    assert!(house.desk.sign_in("hanako", &Secret::new(PASSWORD), &origin(), "").is_err());
}

#[test]
fn a_search_finds_what_was_typed_and_takes_no_sign_for_another() {
    let house = House::new();
    for login in ["hana_ko", "hanaXko", "100%"] {
        house.desk.create_users(&house.admin, vec![house.new_user(login, Role::Member)]).unwrap();
    }
    let found = |text: &str| {
        let query = UserQuery { text: text.to_owned(), ..UserQuery::default() };
        house.desk.all_user_ids(&house.admin, &query).unwrap().len()
    };
    assert_eq!((found("hana_ko"), found("%"), found("HANA"), found("\\"), found("")), (1, 1, 3, 0, 4));
}
