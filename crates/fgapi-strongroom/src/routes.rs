//! The table of routes: every address of these screens.

use fgapi_lobby::Table;

use crate::screens;

/// Every address, by subject.
pub const TABLE: Table = &[
    screens::credentials::ROUTES,
    screens::tenant::ROUTES,
    screens::product::ROUTES,
    screens::product_standing::ROUTES,
    screens::tenant_client::ROUTES,
    screens::client_standing::ROUTES,
    screens::vault::ROUTES,
    screens::services::ROUTES,
    screens::service_password::ROUTES,
];

#[cfg(test)]
mod tests {
    use fgapi_lobby::{Access, Method, all};

    use super::*;

    #[test]
    fn no_address_stands_there_twice() {
        let mut seen = std::collections::BTreeSet::new();
        for route in all(TABLE) {
            assert!(seen.insert((route.path(), route.method() == Method::Post)), "{route:?}");
        }
    }

    #[test]
    fn every_address_needs_a_right() {
        assert!(all(TABLE).all(|route| matches!(route.access(), Access::Office(_))));
    }
}
