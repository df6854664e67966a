//! An end of a journey that breaks off.

use fgapi_store::{Store, StoreAddress, StoreSettings};
use fgapi_testkit::journey::{JourneyNodes, Stage};
use fgapi_testkit::token::TokenNodes;

use crate::support::{Place, postgres_place, settings, sqlite_place};

/// A fresh database, opened once.
fn node((address, place): (StoreAddress, Place)) -> JourneyNodes {
    let settings = StoreSettings { connections: 8, ..settings() };
    Store::connect(&address, settings).unwrap().migrate().unwrap();
    let store = Store::open(&address, settings).unwrap();
    JourneyNodes::new(vec![store.journeys()], TokenNodes::many(vec![store.tokens()], place))
}

/// The second of an end's three changes fails: the first is undone.
fn a_broken_end_is_no_end(place: (StoreAddress, Place)) {
    let stage = Stage::over(node(place));
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
