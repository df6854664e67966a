//! The store in memory: pages, purging, counts, and many workers at once.

use std::collections::HashSet;
use std::sync::Mutex;

use fgapi_linked::{AggregationError, Fetched, LinkedStore as _, ServiceId};

use crate::house::{BY_FGAPI, BY_FORMS, House, alice, bob};
use crate::upstream::fault;

#[test]
fn accounts_come_in_pages_oldest_first() {
    let house = House::open();
    let ids: Vec<_> = (0..5).map(|at| if at % 2 == 0 { house.by_forms(&alice()) } else { house.linked(&alice()) }).collect();
    house.by_forms(&bob());
    let list = |categories: Option<&[u32]>, offset, limit| {
        let (total, accounts) = house.desk.list(&alice(), categories, offset, limit).unwrap();
        (
            total,
            accounts
                .iter()
                .map(|(account, service)| {
                    assert_eq!(account.service, service.id);
                    account.id
                })
                .collect::<Vec<_>>(),
        )
    };
    assert_eq!(list(None, 0, 100), (5, ids.clone()));
    assert_eq!(list(None, 3, 2), (5, ids[3..].to_vec()));
    assert_eq!(list(None, 5, 2), (5, vec![]));
    assert_eq!(list(Some(&[2]), 1, 9), (3, vec![ids[2], ids[4]]));
    assert_eq!(list(Some(&[2, 3]), 0, 9).0, 5);
    assert_eq!(list(Some(&[9]), 0, 9), (0, vec![]));
    assert_eq!(list(Some(&[]), 0, 9), (0, vec![]));
}

#[test]
fn what_is_over_is_purged_with_what_is_sealed_for_it() {
    let house = House::open();
    let id = house.by_forms(&alice());
    house.begun(&alice(), None);
    assert_eq!(house.sealed_places().len(), 4);
    assert_eq!(house.store.purge_links(house.now().plus(599), 100).unwrap(), 0);
    assert_eq!(house.store.purge_links(house.now().plus(600), 1).unwrap(), 1);
    assert_eq!(house.store.purge_links(house.now().plus(1_800), 100).unwrap(), 2);
    assert_eq!(house.sealed_places(), ["house|service:20|password"]);
    assert_eq!(house.account(id).customer, alice(), "the account stays");
}

#[test]
fn services_are_counted_with_their_accounts() {
    let house = House::open();
    house.by_forms(&alice());
    house.linked(&alice());
    house.linked(&bob());
    house.upstream.harvest.lock().unwrap().push_back(Err(fault(AggregationError::Maintenance, None)));
    house.desk.fetch_next().unwrap();
    assert_eq!(house.desk.counts().unwrap(), [(BY_FORMS, 1, 0), (BY_FGAPI, 2, 1)]);
    assert!(house.store.services_named(&[ServiceId(99)]).unwrap().is_empty());
}

#[test]
fn two_workers_never_fetch_the_same_account() {
    let house = House::open();
    let linked: HashSet<_> = (0..40).map(|at| house.linked(&format!("C-{at}").parse().unwrap())).collect();
    let done = Mutex::new(Vec::new());
    std::thread::scope(|threads| {
        for _ in 0..2 {
            threads.spawn(|| {
                while let Fetched::Done(id) = house.desk.fetch_next().unwrap() {
                    done.lock().unwrap().push(id);
                }
            });
        }
    });
    let done = done.into_inner().unwrap();
    assert_eq!((done.len(), done.into_iter().collect::<HashSet<_>>()), (40, linked));
}
