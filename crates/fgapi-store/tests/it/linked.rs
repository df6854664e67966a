//! The laws of linked accounts over each store.

use std::sync::Arc;

use fgapi_audit::MemoryAudit;
use fgapi_linked::MemoryLinked;
use fgapi_store::{Store, StoreAddress, StoreSettings};
use fgapi_vault::MemoryVault;
use fgapi_vaultkit::linked::{LinkedNode, LinkedNodes};

use crate::support::{Place, settings};

/// A fresh database, opened so many times, as by several processes.
fn nodes(count: usize, (address, place): (StoreAddress, Place)) -> LinkedNodes {
    Store::connect(&address, StoreSettings { connections: 1, ..settings() }).unwrap().migrate().unwrap();
    let settings = StoreSettings { connections: 4, ..settings() };
    let node = || {
        let store = Store::open(&address, settings).unwrap();
        let holdings = store.holdings().unwrap();
        LinkedNode { linked: holdings.linked, vault: holdings.vault, audit: store.audit() }
    };
    LinkedNodes::new(std::iter::repeat_with(node).take(count).collect(), place)
}

/// A fresh store in memory.
fn in_memory() -> LinkedNodes {
    let audit = Arc::new(MemoryAudit::default());
    let vault = Arc::new(MemoryVault::new(audit.clone()));
    let linked = Arc::new(MemoryLinked::new(vault.clone(), audit.clone()));
    LinkedNodes::new(vec![LinkedNode { linked, vault, audit }], ())
}

mod on_memory {
    fgapi_vaultkit::linked_contract_tests!(super::in_memory);
}

mod on_sqlite_alone {
    fgapi_vaultkit::linked_contract_tests!(|| super::nodes(1, crate::support::sqlite_place()));
}

mod on_sqlite {
    fgapi_vaultkit::linked_contract_tests!(|| super::nodes(2, crate::support::sqlite_place()));
}

mod on_postgres {
    fgapi_vaultkit::linked_contract_tests!(|| super::nodes(2, crate::support::postgres_place()));
}
