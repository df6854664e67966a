//! A customer goes to the far bank and comes back, once.

use fgapi_audit::{Act, By};
use fgapi_domain::Secret;
use fgapi_linked::{AggregationError, Change, Fetched, LinkError, ServiceId, Status};

use crate::house::{BY_FGAPI, BY_FORMS, House, alice, bob, pair};
use crate::upstream::fault;

#[test]
fn a_customer_who_comes_back_has_an_account_that_is_due() {
    let house = House::open();
    let (state, query) = house.begun(&alice(), None);
    assert_eq!(house.sealed_places().len(), 2, "the password and the PKCE secret");
    let id = house.desk.come_back(&alice(), &query, &state, &By::GATEWAY).unwrap();
    let account = house.account(id);
    assert_eq!((account.customer, account.service, account.automatic), (alice(), BY_FGAPI, true));
    assert_eq!((account.next_aggregate_at, account.consent_until), (Some(house.now()), Some(house.now().plus(90 * 86_400))));
    assert_eq!(house.sealed_places(), [format!("house|account:{id}|tokens"), "house|service:20|password".to_owned()]);
    assert_eq!(house.told(Act::LinkedAccountAdd), 1);
    let again = house.desk.come_back(&alice(), &query, &state, &By::GATEWAY);
    assert!(matches!(again, Err(LinkError::NotBegun)), "once");
}

#[test]
fn the_state_of_somebody_else_links_nothing() {
    let house = House::open();
    let (state, query) = house.begun(&alice(), None);
    let stolen = house.desk.come_back(&bob(), &query, &state, &By::GATEWAY);
    assert!(matches!(stolen, Err(LinkError::NotBegun)));
    assert!(house.upstream.asked().is_empty(), "the far bank was not asked");
    assert!(matches!(house.desk.come_back(&alice(), &query, &state, &By::GATEWAY), Err(LinkError::NotBegun)), "and it is spent");
    assert_eq!(house.sealed_places().len(), 1);
    let made_up = house.desk.come_back(&alice(), "state=x", &Secret::new("x"), &By::GATEWAY);
    assert!(matches!(made_up, Err(LinkError::NotBegun)));
}

#[test]
fn who_stays_away_too_long_begins_anew() {
    let house = House::open();
    let (state, query) = house.begun(&alice(), None);
    house.clock.advance(1_800);
    assert!(matches!(house.desk.come_back(&alice(), &query, &state, &By::GATEWAY), Err(LinkError::NotBegun)));
    assert_eq!(house.desk.list(&alice(), None, 0, 10).unwrap().0, 0);
}

#[test]
fn who_says_no_there_has_no_account() {
    let house = House::open();
    let (state, query) = house.begun(&alice(), None);
    house.upstream.redeem.lock().unwrap().push_back(Err(fault(AggregationError::Login, None)));
    let declined = house.desk.come_back(&alice(), &query, &state, &By::GATEWAY);
    assert!(matches!(declined, Err(LinkError::Upstream(why)) if why.error == AggregationError::Login));
    assert_eq!((house.desk.list(&alice(), None, 0, 10).unwrap().0, house.sealed_places().len()), (0, 1));
}

#[test]
fn an_account_is_linked_anew_in_its_place() {
    let house = House::open();
    let id = house.linked(&alice());
    house.upstream.harvest.lock().unwrap().push_back(Err(fault(AggregationError::Login, None)));
    house.desk.fetch_next().unwrap();
    assert!(house.desk.change(&alice(), id, &Change::Suspend, &By::GATEWAY).unwrap());
    let (state, query) = house.begun(&alice(), Some(id));
    house.upstream.redeem.lock().unwrap().push_back(Ok(pair("again", house.now().plus(3_600))));
    assert_eq!(house.desk.come_back(&alice(), &query, &state, &By::GATEWAY).unwrap(), id);
    let account = house.account(id);
    assert_eq!((account.suspended, account.error, account.failures, account.next_aggregate_at), (false, None, 0, Some(house.now())));
    assert!(house.sealed(id, "tokens").unwrap().contains("refresh-again"));
    assert_eq!((house.desk.list(&alice(), None, 0, 10).unwrap().0, house.desk.fetch_next().unwrap()), (1, Fetched::Done(id)));
}

#[test]
fn a_worker_with_the_tokens_of_before_does_not_overwrite_those_of_after() {
    let house = House::open();
    let id = house.linked(&alice());
    house.clock.advance(3_600);
    let (state, query) = house.begun(&alice(), Some(id));
    house.upstream.redeem.lock().unwrap().push_back(Ok(pair("again", house.now().plus(3_600))));
    let desk = house.desk.clone();
    house.upstream.while_it("refresh", move || assert_eq!(desk.come_back(&alice(), &query, &state, &By::GATEWAY).unwrap(), id));
    assert_eq!(house.desk.fetch_next().unwrap(), Fetched::Late(id));
    assert!(house.sealed(id, "tokens").unwrap().contains("refresh-again"));
}

#[test]
fn only_ones_own_account_at_that_service_is_linked_anew() {
    let house = House::open();
    let (far, by_forms) = (house.linked(&alice()), house.by_forms(&alice()));
    assert!(matches!(house.desk.begin_link(&bob(), BY_FGAPI, Some(far)), Err(LinkError::Gone)));
    assert!(matches!(house.desk.begin_link(&alice(), BY_FGAPI, Some(by_forms)), Err(LinkError::Gone)));
    assert!(matches!(house.desk.begin_link(&alice(), ServiceId(99), None), Err(LinkError::NoService)));
    assert!(matches!(house.desk.begin_link(&alice(), BY_FORMS, None), Err(LinkError::NotAutomatic)));
}

#[test]
fn tokens_open_nowhere_else() {
    let house = House::open();
    let (one, two) = (house.linked(&alice()), house.linked(&bob()));
    let (mut moved, there) = (house.sealed_value(one, "tokens").unwrap(), house.sealed_value(two, "tokens").unwrap());
    moved.place = there.place;
    assert!(house.desk.vault().open(&moved).is_err());
    assert_eq!(house.desk.status(&house.account(two)), Status::Fetching);
}
