//! The office's laws over each database.

use fgapi_officekit::{OfficeNode, OfficeNodes};
use fgapi_store::{Store, StoreAddress, StoreSettings};

use crate::support::{Place, settings};

/// A fresh database, opened twice, as by two processes.
fn two_nodes((address, place): (StoreAddress, Place)) -> OfficeNodes {
    Store::connect(&address, StoreSettings { connections: 1, ..settings() }).unwrap().migrate().unwrap();
    let settings = StoreSettings { connections: 4, ..settings() };
    let node = || {
        let store = Store::open(&address, settings).unwrap();
        OfficeNode { office: store.office().unwrap(), audit: store.audit(), tokens: store.tokens() }
    };
    OfficeNodes::new(vec![node(), node()], place)
}

mod on_sqlite {
    fgapi_officekit::office_contract_tests!(|| super::two_nodes(crate::support::sqlite_place()));
}

mod on_postgres {
    fgapi_officekit::office_contract_tests!(|| super::two_nodes(crate::support::postgres_place()));
}

#[test]
fn a_store_in_memory_has_no_office() {
    assert!(Store::memory().office().is_none());
}
