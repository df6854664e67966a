//! Every store against the laws of every port, as anybody's adapter would be: `contract_tests!` over a fresh one.

use fgapi_store::{Store, StoreAddress, StoreSettings};
use fgapi_testkit::Ports;
use fgapi_testkit::audit::AuditNodes;
use fgapi_testkit::bank::BankFixture;
use fgapi_testkit::journey::JourneyNodes;
use fgapi_testkit::token::TokenNodes;
use fgapi_testkit::token::told::ToldNodes;

use crate::fixture::StoreFixture;
use crate::support::{Place, fresh_at, memory_place, postgres_place, settings, sqlite_place};

mod on_memory {
    fgapi_testkit::contract_tests!(|| super::Fresh { place: super::memory_place(), nodes: 1 });
}

mod on_sqlite {
    fgapi_testkit::contract_tests!(|| super::Fresh { place: super::sqlite_place(), nodes: 2 });
}

mod on_postgres {
    fgapi_testkit::contract_tests!(|| super::Fresh { place: super::postgres_place(), nodes: 2 });
}

/// A fresh store, opened so many times, as by so many processes.
struct Fresh {
    place: (StoreAddress, Place),
    nodes: usize,
}

impl Fresh {
    fn open(self) -> (Vec<Store>, Place) {
        let (address, place) = self.place;
        let settings = StoreSettings { connections: 8, ..settings() };
        let first = Store::connect(&address, settings).unwrap();
        first.migrate().unwrap();
        let more = (1..self.nodes).map(|_| Store::open(&address, settings).unwrap());
        (std::iter::once(first).chain(more).collect(), place)
    }
}

impl Ports for Fresh {
    /// One node: what callers of two race for has tests of its own.
    fn bank(self) -> impl BankFixture {
        StoreFixture::new(fresh_at(self.place))
    }

    fn tokens(self) -> TokenNodes {
        let (stores, place) = self.open();
        TokenNodes::many(stores.iter().map(Store::tokens).collect(), place)
    }

    fn told(self) -> ToldNodes {
        let (stores, place) = self.open();
        let audit = stores[0].audit();
        (TokenNodes::many(stores.iter().map(Store::tokens).collect(), place), audit)
    }

    fn journeys(self) -> JourneyNodes {
        let (stores, place) = self.open();
        let tokens = TokenNodes::many(stores.iter().map(Store::tokens).collect(), place);
        JourneyNodes::new(stores.iter().map(Store::journeys).collect(), tokens)
    }

    fn audit(self) -> AuditNodes {
        let (stores, place) = self.open();
        AuditNodes::new(stores.iter().map(Store::audit).collect(), place)
    }
}
