//! What a customer does with their accounts, and with nobody else's.

use fgapi_audit::{Act, By};
use fgapi_linked::{AccountId, Acquired, AggregationError, Change, Fetched, Status};

use crate::house::{House, alice, bob};
use crate::upstream::fault;

#[test]
fn an_account_that_is_removed_is_gone_with_its_consent_there() {
    for down in [false, true] {
        let house = House::open();
        let id = house.linked(&alice());
        house.upstream.asked();
        if down {
            house.upstream.revoke.lock().unwrap().push_back(Err(fault(AggregationError::Timeout, None)));
        }
        assert!(!house.desk.remove(&bob(), id, &By::GATEWAY).unwrap());
        assert!(house.upstream.asked().is_empty(), "nobody ends another customer's consent");
        assert!(house.desk.remove(&alice(), id, &By::GATEWAY).unwrap());
        assert_eq!(house.upstream.asked(), ["revoke refresh-first"]);
        assert_eq!((house.desk.show(&alice(), id).unwrap().is_none(), house.sealed(id, "tokens")), (true, None), "down: {down}");
        assert!(!house.desk.remove(&alice(), id, &By::GATEWAY).unwrap());
        assert_eq!((house.told(Act::LinkedAccountRemove), house.desk.fetch_next().unwrap()), (1, Fetched::Idle));
    }
}

#[test]
fn a_shut_vault_keeps_nobody_from_removing_what_is_theirs() {
    let house = House::open();
    let (far, by_forms) = (house.linked(&alice()), house.by_forms(&alice()));
    house.desk.vault().shut(&By::GATEWAY).unwrap();
    for id in [far, by_forms] {
        assert!(house.desk.remove(&alice(), id, &By::GATEWAY).unwrap());
    }
    assert_eq!(house.sealed_places(), ["house|service:20|password"]);
}

#[test]
fn a_worker_at_an_account_that_was_removed_or_stopped_writes_nothing() {
    for remove in [true, false] {
        let house = House::open();
        let id = house.linked(&alice());
        let desk = house.desk.clone();
        house.upstream.while_it("harvest", move || {
            let done = match remove {
                true => desk.remove(&alice(), id, &By::GATEWAY),
                false => desk.change(&alice(), id, &Change::Suspend, &By::GATEWAY),
            };
            assert!(done.unwrap());
        });
        assert_eq!(house.desk.fetch_next().unwrap(), Fetched::Late(id), "removed: {remove}");
        let left = house.desk.show(&alice(), id).unwrap().map(|(account, _)| house.desk.status(&account));
        assert_eq!(left, (!remove).then_some(Status::Suspended));
    }
}

#[test]
fn names_and_memos_are_the_customers_own() {
    let house = House::open();
    let id = house.linked(&alice());
    let change = |customer, change: &Change| house.desk.change(&customer, id, change, &By::GATEWAY).unwrap();
    assert!(change(alice(), &Change::DispName(Some("家計".parse().unwrap()))));
    assert!(change(alice(), &Change::Memo(Some("引落し".parse().unwrap()))));
    assert!(!change(bob(), &Change::DispName(None)));
    let account = house.account(id);
    assert_eq!((account.disp_name.unwrap().as_str(), account.memo.unwrap().as_str()), ("家計", "引落し"));
    assert!(change(alice(), &Change::DispName(None)));
    assert_eq!((house.account(id).disp_name, house.told(Act::LinkedAccountChange)), (None, 3));
}

#[test]
fn who_asks_again_and_again_does_not_fetch_again_and_again() {
    let house = House::open();
    let id = house.linked(&alice());
    house.desk.fetch_next().unwrap();
    assert_eq!(house.desk.acquire(&alice(), id).unwrap(), Acquired::Due);
    assert_eq!(house.desk.fetch_next().unwrap(), Fetched::Idle);
    house.clock.advance(59);
    assert_eq!(house.desk.fetch_next().unwrap(), Fetched::Idle);
    house.clock.advance(1);
    assert_eq!(house.desk.fetch_next().unwrap(), Fetched::Done(id), "a minute after the last attempt");
    assert_eq!(house.desk.fetch_next().unwrap(), Fetched::Idle);
}

#[test]
fn what_cannot_be_fetched_now_is_told_apart() {
    let house = House::open();
    let (far, by_forms) = (house.linked(&alice()), house.by_forms(&alice()));
    assert_eq!(house.desk.acquire(&bob(), far).unwrap(), Acquired::Gone);
    assert_eq!(house.desk.acquire(&alice(), AccountId([1; 16])).unwrap(), Acquired::Gone);
    assert_eq!(house.desk.acquire(&alice(), by_forms).unwrap(), Acquired::NotAutomatic);
    assert!(house.desk.change(&alice(), far, &Change::Suspend, &By::GATEWAY).unwrap());
    assert_eq!(house.desk.acquire(&alice(), far).unwrap(), Acquired::Suspended);
    assert_eq!(house.desk.fetch_next().unwrap(), Fetched::Idle);
    assert!(house.desk.change(&alice(), far, &Change::Resume, &By::GATEWAY).unwrap());
    assert_eq!(house.desk.fetch_next().unwrap(), Fetched::Done(far), "it is due at once");
}
