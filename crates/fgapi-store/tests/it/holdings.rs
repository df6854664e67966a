//! The laws of the vault and of tenants' credentials, over each database and over memory.

use std::sync::Arc;

use diesel::connection::SimpleConnection;
use diesel::sql_types::Text;
use diesel::{Connection, PgConnection, QueryableByName, RunQueryDsl, SqliteConnection};
use fgapi_admin::{OfficeStore, Tenant, TenantDeleted};
use fgapi_audit::{Act, By, Entry, EntryTime, MemoryAudit};
use fgapi_domain::{TenantId, UnixSeconds};
use fgapi_saas::MemorySaas;
use fgapi_store::{Store, StoreAddress, StoreSettings};
use fgapi_vault::{KeyNumber, MemoryVault, Place};
use fgapi_vaultkit::{Beside, Node, Nodes};

use crate::support::{Place as TestPlace, settings};

/// A fresh database, opened so many times, as by as many processes.
fn nodes((address, place): (StoreAddress, TestPlace), many: usize) -> Nodes {
    Store::connect(&address, StoreSettings { connections: 1, ..settings() }).unwrap().migrate().unwrap();
    let settings = StoreSettings { connections: 4, ..settings() };
    let stores: Vec<Store> = (0..many).map(|_| Store::open(&address, settings).unwrap()).collect();
    let node = |store: &Store| {
        let holdings = store.holdings().unwrap();
        Node::new(holdings.vault, holdings.saas, store.audit())
    };
    let beside = BesideSql { office: stores[0].office().unwrap(), address };
    Nodes::new(stores.iter().map(node).collect(), Arc::new(beside), place)
}

struct BesideSql {
    office: Arc<dyn OfficeStore>,
    address: StoreAddress,
}

#[derive(QueryableByName)]
struct Answer {
    #[diesel(sql_type = Text)]
    said: String,
}

impl BesideSql {
    /// Asks for a text.
    fn ask(&self, sqlite: &str, postgres: &str) -> String {
        let answer: Answer = match &self.address {
            StoreAddress::Sqlite(_) => diesel::sql_query(sqlite).get_result(&mut self.sqlite()).unwrap(),
            _ => diesel::sql_query(postgres).get_result(&mut self.postgres()).unwrap(),
        };
        answer.said
    }

    fn change(&self, sqlite: &str, postgres: &str) {
        match &self.address {
            StoreAddress::Sqlite(_) => self.sqlite().batch_execute(sqlite).unwrap(),
            _ => self.postgres().batch_execute(postgres).unwrap(),
        }
    }

    fn sqlite(&self) -> SqliteConnection {
        let StoreAddress::Sqlite(path) = &self.address else { unreachable!("a SQLite address") };
        let mut conn = SqliteConnection::establish(path.to_str().unwrap()).unwrap();
        conn.batch_execute("PRAGMA busy_timeout = 5000").unwrap();
        conn
    }

    fn postgres(&self) -> PgConnection {
        let StoreAddress::Postgres(url) = &self.address else { unreachable!("a PostgreSQL address") };
        PgConnection::establish(url).unwrap()
    }

    fn note(act: Act) -> Entry {
        Entry::done(EntryTime(0), &By::GATEWAY, act, "target")
    }
}

fn at(place: &Place) -> String {
    let Place { owner, service, field } = place;
    format!("owner = {} AND service = '{service}' AND field = '{field}'", owner.number())
}

impl Beside for BesideSql {
    fn add_tenant(&self, id: TenantId) {
        let tenant = Tenant { id, name: id.to_string().parse().unwrap(), created_at: UnixSeconds(0) };
        self.office.put_tenant(&tenant, &Self::note(Act::TenantCreate)).unwrap();
    }

    fn delete_tenant(&self, tenant: TenantId) {
        assert_eq!(self.office.delete_tenant(tenant, &Self::note(Act::TenantDelete)).unwrap(), TenantDeleted::Done);
    }

    fn swap(&self, one: &Place, other: &Place) {
        let sealed = [one, other].map(|place| {
            let from = format!("AS said FROM vault_values WHERE {}", at(place));
            self.ask(&format!("SELECT hex(sealed) {from}"), &format!("SELECT encode(sealed, 'hex') {from}"))
        });
        for (place, sealed) in [(one, &sealed[1]), (other, &sealed[0])] {
            let to = at(place);
            let sqlite = format!("UPDATE vault_values SET sealed = X'{sealed}' WHERE {to}");
            self.change(&sqlite, &format!("UPDATE vault_values SET sealed = decode('{sealed}', 'hex') WHERE {to}"));
        }
    }

    fn set_seals(&self, key: KeyNumber, seals: i64) {
        let set = format!("UPDATE vault_keys SET seals = {seals} WHERE number = {}", key.get());
        self.change(&set, &set);
    }
}

/// Stores in memory, where every tenant is an owner.
struct BesideMemory(Arc<MemoryVault>, Arc<MemorySaas>);

impl Beside for BesideMemory {
    fn add_tenant(&self, _: TenantId) {}

    fn delete_tenant(&self, tenant: TenantId) {
        self.1.remove_tenant(tenant);
    }

    fn swap(&self, one: &Place, other: &Place) {
        self.0.tamper(|values| {
            let sealed = [one, other].map(|place| values[place].sealed.clone());
            for (place, sealed) in [other, one].into_iter().zip(sealed) {
                values.get_mut(place).unwrap().sealed = sealed;
            }
        });
    }

    fn set_seals(&self, key: KeyNumber, seals: i64) {
        self.0.tamper_keys(|keys| keys.get_mut(&key).unwrap().seals = seals);
    }
}

fn in_memory() -> Nodes {
    let audit = Arc::new(MemoryAudit::default());
    let vault = Arc::new(MemoryVault::new(audit.clone()));
    let saas = Arc::new(MemorySaas::new(vault.clone(), audit.clone()));
    let node = Node::new(vault.clone(), saas.clone(), audit);
    Nodes::new(vec![node.clone(), node], Arc::new(BesideMemory(vault, saas)), ())
}

mod in_this_process {
    fgapi_vaultkit::vault_contract_tests!(super::in_memory);
    fgapi_vaultkit::saas_contract_tests!(super::in_memory);
}

mod on_sqlite {
    fgapi_vaultkit::vault_contract_tests!(|| super::nodes(crate::support::sqlite_place(), 1));
    fgapi_vaultkit::saas_contract_tests!(|| super::nodes(crate::support::sqlite_place(), 1));
}

mod on_sqlite_by_two {
    fgapi_vaultkit::vault_contract_tests!(|| super::nodes(crate::support::sqlite_place(), 2));
    fgapi_vaultkit::saas_contract_tests!(|| super::nodes(crate::support::sqlite_place(), 2));
}

mod on_postgres {
    fgapi_vaultkit::vault_contract_tests!(|| super::nodes(crate::support::postgres_place(), 2));
    fgapi_vaultkit::saas_contract_tests!(|| super::nodes(crate::support::postgres_place(), 2));
}

#[test]
fn a_store_in_memory_holds_nothing_for_others() {
    assert!(Store::memory().holdings().is_none());
}
