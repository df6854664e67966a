//! What is asked of SQLite beside the laws.

use fgapi_store::{Store, StoreAddress};
use fgapi_testkit::token::{Stage, secrecy};

use super::{answers_like_memory, two_nodes};
use crate::support::{settings, sqlite_place};

#[test]
fn random_histories_are_answered_as_by_memory() {
    let mut places = Vec::new();
    let places = std::cell::RefCell::new(&mut places);
    answers_like_memory(|| {
        let (address, place) = sqlite_place();
        places.borrow_mut().push(place);
        let store = Store::connect(&address, settings()).unwrap();
        store.migrate().unwrap();
        store
    });
}

#[test]
fn no_file_holds_a_token_in_clear() {
    let (address, place) = sqlite_place();
    let StoreAddress::Sqlite(path) = address.clone() else { unreachable!("a SQLite address") };
    let directory = path.parent().unwrap().to_owned();
    let stage = Stage::over(two_nodes((address, place)));
    secrecy::nothing_persisted_opens_anything(&stage, || {
        let files = std::fs::read_dir(&directory).unwrap();
        files.flat_map(|file| std::fs::read(file.unwrap().path()).unwrap()).collect()
    });
}
