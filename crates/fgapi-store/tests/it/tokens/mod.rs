//! Tokens in databases: nothing that opens anything is kept, and histories are answered as memory answers them.

mod as_read;
mod few_rows;
mod postgres;
mod remembered;
mod sqlite;
mod together;

use fgapi_store::{Store, StoreAddress, StoreSettings};
use fgapi_testkit::token::{TokenNodes, history};

use crate::support::{Place, settings};

/// A fresh database, opened twice, as by two processes.
fn two_nodes((address, place): (StoreAddress, Place)) -> TokenNodes {
    let settings = StoreSettings { connections: 8, ..settings() };
    Store::connect(&address, settings).unwrap().migrate().unwrap();
    let node = || Store::open(&address, settings).unwrap().tokens();
    TokenNodes::many(vec![node(), node()], place)
}

/// The database answers long random histories as memory does.
fn answers_like_memory(fresh: impl Fn() -> Store) {
    for seed in 1..=6 {
        let (model, store) = (Store::memory().tokens(), fresh().tokens());
        history::two_stores_answer_alike(&*model, &*store, seed);
    }
}
