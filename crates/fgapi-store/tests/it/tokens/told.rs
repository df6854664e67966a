//! What each store tells the audit log.

use std::sync::Arc;

use fgapi_audit::AuditStore;
use fgapi_store::{Store, StoreAddress, StoreSettings};
use fgapi_testkit::token::TokenNodes;

use crate::support::{Place, settings};

/// A fresh database, opened twice, and its log.
fn told((address, place): (StoreAddress, Place)) -> (TokenNodes, Arc<dyn AuditStore>) {
    let settings = StoreSettings { connections: 8, ..settings() };
    Store::connect(&address, settings).unwrap().migrate().unwrap();
    let nodes = [(); 2].map(|()| Store::open(&address, settings).unwrap());
    (TokenNodes::many(nodes.iter().map(Store::tokens).collect(), place), nodes[0].audit())
}

mod on_memory {
    fgapi_testkit::told_contract_tests!(|| {
        let store = super::Store::memory();
        (super::TokenNodes::one(store.tokens()), store.audit())
    });
}

mod on_sqlite {
    fgapi_testkit::told_contract_tests!(|| super::told(crate::support::sqlite_place()));
}

mod on_postgres {
    fgapi_testkit::told_contract_tests!(|| super::told(crate::support::postgres_place()));
}
