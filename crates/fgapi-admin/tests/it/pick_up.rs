//! What is handed over once: on which terms, to whom, until when.

use std::sync::Barrier;

use fgapi_admin::{
    ApiTokenRefused, HandoverStanding, IssueRefused, Level, NewPortalUser, Parameters, PickUpRefused, PickedUp, Role, SignedIn, Slice,
};
use fgapi_audit::Act;
use fgapi_domain::GrantSet;

use crate::house::{DAY, House, NOON};

const FIRST: Slice = Slice { skip: 0, take: 10 };

fn issue(house: &House, login: &str) -> Result<(), IssueRefused> {
    let id = house.named(login).id;
    house.desk.issue_api_tokens(&house.admin, &[id], Level::Tenant, GrantSet::all()).map(drop)
}

fn standings(house: &House, who: &SignedIn) -> Vec<HandoverStanding> {
    let listed = house.desk.own_handovers(who, FIRST).unwrap();
    listed.rows.iter().map(|handover| handover.standing(house.desk.now())).collect()
}

fn token(house: &House, who: &SignedIn) -> Result<String, PickUpRefused> {
    let newest = house.desk.own_handovers(who, FIRST).unwrap().rows[0].id;
    match house.desk.pick_up(who, newest)? {
        PickedUp::ApiToken { token, .. } => Ok(token.reveal().to_owned()),
        PickedUp::ClientCredentials { .. } => panic!("no client"),
    }
}

#[test]
fn its_time_begins_when_it_is_picked_up() {
    let house = House::new();
    house.user("hanako", Role::Member);
    issue(&house, "hanako").unwrap();
    let before = Parameters::default();
    let after = Parameters { api_token_days: 1, ..before };
    house.desk.change_parameters(&house.admin, &before, after).unwrap();
    let who = house.signed_in("hanako");
    house.clock.advance(3 * DAY);
    let who = SignedIn { ..house.signed_in(who.user.profile.login.as_str()) };
    assert_eq!(standings(&house, &who), [HandoverStanding::Waiting]);
    let bearer = token(&house, &who).unwrap();
    let checked = house.desk.check_api_token(&bearer).unwrap();
    assert_eq!(checked.created_at, NOON.plus(3 * DAY));
    assert_eq!(checked.expires_at, NOON.plus(3 * DAY + 365 * DAY), "the parameter was changed after it was issued");
    assert_eq!(checked.tenant, who.user.profile.tenant);
    house.clock.advance(365 * DAY);
    assert!(matches!(house.desk.check_api_token(&bearer), Err(ApiTokenRefused::Expired)));
    issue(&house, "hanako").unwrap();
    let who = house.signed_in("hanako");
    let short = house.desk.check_api_token(&token(&house, &who).unwrap()).unwrap();
    assert_eq!(short.expires_at.0 - short.created_at.0, DAY);
}

#[test]
fn many_tabs_get_one_token() {
    let house = House::new();
    house.user("hanako", Role::Member);
    issue(&house, "hanako").unwrap();
    let who = house.signed_in("hanako");
    let start = Barrier::new(8);
    let got: Vec<Option<String>> = std::thread::scope(|scope| {
        let tab = || {
            start.wait();
            token(&house, &who).ok()
        };
        let tabs: Vec<_> = (0..8).map(|_| scope.spawn(tab)).collect();
        tabs.into_iter().map(|tab| tab.join().unwrap()).collect()
    });
    let got: Vec<String> = got.into_iter().flatten().collect();
    assert_eq!(got.len(), 1);
    assert!(house.desk.check_api_token(&got[0]).is_ok());
    // One was done, seven were refused: all stand in the log.
    assert_eq!(house.told(Act::TokenHandoverPickUp), 8);
}

#[test]
fn what_was_not_picked_up_in_time_or_was_replaced_is_over() {
    let house = House::new();
    house.user("hanako", Role::Member);
    issue(&house, "hanako").unwrap();
    let who = house.signed_in("hanako");
    let first = house.desk.own_handovers(&who, FIRST).unwrap().rows[0].id;
    house.clock.advance(60);
    issue(&house, "hanako").unwrap();
    assert_eq!(standings(&house, &who), [HandoverStanding::Waiting, HandoverStanding::Voided]);
    assert!(matches!(house.desk.pick_up(&who, first), Err(PickUpRefused::Over)));
    house.clock.advance(7 * DAY);
    let who = house.signed_in("hanako");
    assert_eq!(standings(&house, &who), [HandoverStanding::Missed, HandoverStanding::Voided]);
    assert!(matches!(token(&house, &who), Err(PickUpRefused::Over)));
}

#[test]
fn somebody_elses_is_as_if_there_were_none() {
    let house = House::new();
    house.user("hanako", Role::Member);
    house.user("taro", Role::Member);
    issue(&house, "hanako").unwrap();
    let (hanako, taro) = (house.signed_in("hanako"), house.signed_in("taro"));
    let id = house.desk.own_handovers(&hanako, FIRST).unwrap().rows[0].id;
    assert!(house.desk.own_handover(&taro, id).is_err() && house.desk.pick_up(&taro, id).is_err());
    assert!(token(&house, &hanako).is_ok(), "it was left alone");
}

#[test]
fn suspended_deleted_and_revoked_are_dead_at_once() {
    let house = House::new();
    for login in ["a", "b", "c"] {
        house.user(&format!("user-{login}"), Role::Member);
    }
    let picked = |login: &str| {
        issue(&house, login).unwrap();
        token(&house, &house.signed_in(login)).unwrap()
    };
    let [a, b, c] = ["user-a", "user-b", "user-c"].map(picked);
    let user = house.named("user-a");
    let suspended = NewPortalUser { suspended: true, ..house.new_user("user-a", Role::Member) };
    house.desk.change_user(&house.admin, user.id, suspended).unwrap();
    assert!(matches!(house.desk.check_api_token(&a), Err(ApiTokenRefused::Suspended)));
    house.desk.change_user(&house.admin, user.id, house.new_user("user-a", Role::Member)).unwrap();
    assert!(house.desk.check_api_token(&a).is_ok(), "it was not for good");
    house.desk.delete_users(&house.admin, &[house.named("user-b").id]).unwrap();
    assert!(matches!(house.desk.check_api_token(&b), Err(ApiTokenRefused::Revoked)));
    let id = house.desk.check_api_token(&c).unwrap().handover;
    assert_eq!(house.desk.revoke_handovers(&house.admin, &[id]).unwrap(), 1);
    assert!(matches!(house.desk.check_api_token(&c), Err(ApiTokenRefused::Revoked)));
    let asked = fgapi_domain::Secret::new(&*c);
    assert!(house.desk.explain(&house.admin, &asked).unwrap().is_none());
    assert!(house.desk.explain_api_token(&house.admin, &asked).unwrap().is_some());
    assert_eq!(house.told(Act::TokenExplain), 1, "it was one question");
    for bad in ["", "fgt_", "fga_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", &a[..a.len() - 1]] {
        assert!(matches!(house.desk.check_api_token(bad), Err(ApiTokenRefused::Unknown)), "{bad}");
    }
}

#[test]
fn who_is_suspended_is_left_out_and_said() {
    let house = House::new();
    let (hanako, taro) = (house.user("hanako", Role::Member), house.user("taro", Role::Member));
    let suspended = NewPortalUser { suspended: true, ..house.new_user("taro", Role::Member) };
    house.desk.change_user(&house.admin, taro.id, suspended).unwrap();
    let preview = house.desk.preview_api_tokens(&house.admin, &[hanako.id, taro.id, hanako.id]).unwrap();
    assert_eq!((preview.receive.len(), preview.left_out.len(), preview.days), (1, 1, 365));
    let issued = house.desk.issue_api_tokens(&house.admin, &[hanako.id, taro.id, hanako.id], Level::Company, GrantSet::EMPTY).unwrap();
    assert_eq!(issued.count, 1);
    assert!(matches!(issue(&house, "taro"), Err(IssueRefused::Nobody)));
}
