//! The laws of the ports of `fgapi-vault`, `fgapi-saas` and `fgapi-linked`, as functions over a fresh store: whoever puts a database behind
//! them runs them over it.
//!
//! Each law is a function over a [`Stage`], a fresh store that is reached through one node or more, and panics with the broken promise's
//! words. Whatever is changed in them, the audit log has to be told of it exactly then.
//!
//! This room knows no implementation and is part of no product: it is used by tests only.
//!
//! ```text
//! // One named test a law. `fresh` is any `Fn() -> Nodes`.
//! mod my_vault { fgapi_vaultkit::vault_contract_tests!(|| Nodes::new(vec![my_node()], my_tables(), ())); }
//! ```

#![expect(clippy::expect_used, clippy::panic, reason = "a law that is broken is a panic of the test that runs it")]

pub mod linked;
pub mod saas;
mod stage;
pub mod vault;

pub use stage::{Beside, Keys, Node, Nodes, Stage, StillClock};

/// Makes one named test of each law of a vault's store, over a fresh one that the given closure opens.
#[macro_export]
macro_rules! vault_contract_tests {
    ($fresh:expr) => {
        $crate::each_law! { $fresh;
            vault::places::values_come_back_by_their_places,
            vault::places::a_later_value_takes_the_place_of_an_earlier_one,
            vault::places::a_change_is_whole,
            vault::places::the_vault_is_shut_once,
            vault::places::a_value_that_changed_meanwhile_is_left_alone,
            vault::keys::a_key_follows_the_one_before,
            vault::keys::a_key_is_made_once,
            vault::keys::two_nodes_seal_under_one_first_key,
            vault::keys::a_key_is_destroyed_when_nothing_needs_it,
            vault::keys::a_key_seals_as_often_as_it_may,
            vault::keys::what_lies_under_each_master_key_is_counted,
            vault::keys::a_deleted_owner_takes_keys_and_values,
            vault::rotation::nothing_is_left_under_an_old_key,
            vault::rotation::two_changes_of_keys_do_each_other_no_harm,
            vault::rotation::a_change_of_keys_that_is_cut_off_goes_on,
            vault::tampering::values_that_changed_places_do_not_open,
            vault::tampering::a_change_of_keys_leaves_what_does_not_open,
        }
    };
}

/// Makes one named test of each law of the store of credentials, over a fresh one that the given closure opens.
#[macro_export]
macro_rules! saas_contract_tests {
    ($fresh:expr) => {
        $crate::each_law! { $fresh;
            saas::credentials::what_is_set_comes_back,
            saas::credentials::credentials_are_changed_whole,
            saas::credentials::reading_is_told_once,
            saas::credentials::nothing_is_read_while_the_vault_is_shut,
            saas::credentials::what_changed_places_is_not_read,
            saas::credentials::a_deleted_tenant_takes_everything,
            saas::clients::clients_come_back,
            saas::clients::the_clients_of_a_tenant_have_one_company,
            saas::clients::the_secret_before_stays,
            saas::clients::a_disabled_client_gets_no_token,
            saas::clients::tokens_whose_time_is_over_are_purged,
        }
    };
}

/// Makes one named test of each law that is listed.
#[doc(hidden)]
#[macro_export]
macro_rules! each_law {
    ($fresh:expr; $($part:ident :: $section:ident :: $law:ident,)*) => {
        $(
            #[test]
            fn $law() {
                $crate::$part::$section::$law(&$crate::Stage::over($fresh()));
            }
        )*
    };
}
