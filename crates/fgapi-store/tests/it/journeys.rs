//! The laws of the journeys' port over each store, one node and two.

use fgapi_store::{Store, StoreAddress, StoreSettings};
use fgapi_testkit::journey::{JourneyNodes, Stage};
use fgapi_testkit::token::TokenNodes;

use crate::support::{Place, postgres_place, settings, sqlite_place};

/// A fresh database, opened so many times, as by so many processes.
fn nodes(count: usize, (address, place): (StoreAddress, Place)) -> JourneyNodes {
    let settings = StoreSettings { connections: 8, ..settings() };
    Store::connect(&address, settings).unwrap().migrate().unwrap();
    let stores: Vec<Store> = (0..count).map(|_| Store::open(&address, settings).unwrap()).collect();
    let tokens = TokenNodes::many(stores.iter().map(Store::tokens).collect(), place);
    JourneyNodes::new(stores.iter().map(Store::journeys).collect(), tokens)
}

mod on_memory {
    use super::{JourneyNodes, Store, TokenNodes};

    fgapi_testkit::journey_contract_tests!(|| {
        let store = Store::memory();
        JourneyNodes::new(vec![store.journeys()], TokenNodes::one(store.tokens()))
    });
}

mod on_sqlite {
    fgapi_testkit::journey_contract_tests!(|| super::nodes(1, super::sqlite_place()));
}

mod on_two_nodes_of_sqlite {
    fgapi_testkit::journey_contract_tests!(|| super::nodes(2, super::sqlite_place()));
}

mod on_postgres {
    fgapi_testkit::journey_contract_tests!(|| super::nodes(1, super::postgres_place()));
}

mod on_two_nodes_of_postgres {
    fgapi_testkit::journey_contract_tests!(|| super::nodes(2, super::postgres_place()));
}

/// The second of an end's three changes fails: the first is undone.
fn a_broken_end_is_no_end(place: (StoreAddress, Place)) {
    let stage = Stage::over(nodes(1, place));
    let journey = stage.begun(stage.full());
    let (first, _) = stage.end(&journey, "c-1", &[]);
    assert!(stage.store().finish(&first).unwrap());
    let other = stage.begun(stage.full());
    let (mut second, _) = stage.end(&other, "c-2", &["9999-101-1-0000001".parse().unwrap()]);
    second.auth_token = first.auth_token;
    stage.store().finish(&second).unwrap_err();
    assert_eq!(stage.stored(other.id), Some(other), "the journey stands where it stood");
    assert_eq!(stage.registered("c-2"), []);
}

#[test]
fn a_broken_end_on_sqlite_is_no_end() {
    a_broken_end_is_no_end(sqlite_place());
}

#[test]
fn a_broken_end_on_postgres_is_no_end() {
    a_broken_end_is_no_end(postgres_place());
}
