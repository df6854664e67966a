//! Opening and migrating.

use fgapi_store::{Store, StoreAddress, StoreFault};

use crate::support::{Place, postgres_place, settings, sqlite_place};

fn opens_only_when_migrated((address, _place): (StoreAddress, Place)) {
    let fresh = Store::connect(&address, settings()).unwrap();
    let Err(StoreFault::NotMigrated { pending }) = Store::open(&address, settings()).map(|_| ()) else {
        panic!("a store without tables was opened");
    };
    assert!(pending[0].contains("bank"), "{pending:?}");
    assert!(StoreFault::NotMigrated { pending: pending.clone() }.to_string().contains("fgapi migrate"));
    assert_eq!(fresh.migrate().unwrap().len(), pending.len());
    assert_eq!(fresh.migrate(), Ok(vec![]), "a second run has nothing to do");
    Store::open(&address, settings()).unwrap();
}

#[test]
fn sqlite_opens_only_when_migrated() {
    opens_only_when_migrated(sqlite_place());
}

#[test]
fn postgres_opens_only_when_migrated() {
    opens_only_when_migrated(postgres_place());
}

fn several_may_migrate_at_once((address, _place): (StoreAddress, Place)) {
    std::thread::scope(|scope| {
        let runs: Vec<_> = (0..4).map(|_| scope.spawn(|| Store::connect(&address, settings()).unwrap().migrate().unwrap().len())).collect();
        let done: Vec<usize> = runs.into_iter().map(|run| run.join().unwrap()).collect();
        assert_eq!(done.iter().filter(|count| **count > 0).count(), 1, "exactly one of them migrates: {done:?}");
    });
}

#[test]
fn several_may_migrate_one_sqlite_file_at_once() {
    several_may_migrate_at_once(sqlite_place());
}

#[test]
fn several_may_migrate_one_postgres_database_at_once() {
    several_may_migrate_at_once(postgres_place());
}

#[test]
fn a_missing_sqlite_file_is_not_made_by_opening() {
    let (address, _place) = sqlite_place();
    let refusal = Store::open(&address, settings()).map(|_| ()).unwrap_err();
    assert!(refusal.to_string().contains("fgapi migrate"), "{refusal}");
}
