//! The table of routes: every address of these screens.

use fgapi_lobby::{Route, Table};

use crate::screens;

/// Every address, by subject.
pub const TABLE: Table = &[
    screens::home::ROUTES,
    screens::sign_in::ROUTES,
    screens::second_factor::ROUTES,
    screens::welcome::ROUTES,
    screens::own_handovers::ROUTES,
    screens::own_settings::ROUTES,
    screens::own_factor::ROUTES,
    screens::users::ROUTES,
    screens::user::ROUTES,
    screens::users_bulk::ROUTES,
    screens::users_files::ROUTES,
    screens::user::LAST,
    screens::handovers::ROUTES,
    screens::dashboard::ROUTES,
    screens::client_form::ROUTES,
    screens::clients::ROUTES,
    screens::links::ROUTES,
    screens::mails::ROUTES,
    screens::parameters::ROUTES,
    screens::templates::ROUTES,
    screens::tenants::ROUTES,
    screens::audit::ROUTES,
];

/// Every address, one after the other.
pub fn all() -> impl Iterator<Item = &'static Route> {
    fgapi_lobby::all(TABLE)
}

#[cfg(test)]
mod tests {
    use fgapi_lobby::Method;

    use super::*;

    #[test]
    fn no_address_stands_there_twice() {
        let mut seen = std::collections::BTreeSet::new();
        for route in all() {
            assert!(seen.insert((route.path(), route.method() == Method::Post)), "{route:?}");
        }
    }
}
