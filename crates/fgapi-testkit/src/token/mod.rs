//! The laws of `fgapi-token`'s ports. Each law is a function over a [`Stage`]: a fresh, empty store, reached through one
//! node or more, with a clock that the law moves. A store that keeps them all is a token store.
//!
//! ```text
//! // One named test a law. `fresh` is any `Fn() -> TokenNodes`.
//! mod my_store { fgapi_testkit::token_contract_tests!(|| TokenNodes::one(my_fresh_store())); }
//! ```

#![expect(clippy::expect_used, clippy::panic, reason = "a law that is broken is a panic of the test that runs it")]

pub mod clients;
pub mod consents;
pub mod ends;
pub mod exchange;
pub mod history;
pub mod idempotent;
pub mod levers;
pub mod purge;
pub mod races;
pub mod retry;
pub mod secrecy;
mod stage;
pub mod system;
pub mod time;
pub mod told;

pub use stage::{App, Stage, TokenNodes};
pub(crate) use stage::{CROWD, at_once};

/// Makes one named test of each law, over a fresh store that the given closure opens.
#[macro_export]
macro_rules! token_contract_tests {
    ($fresh:expr) => {
        $crate::token_contract_tests! { @each $fresh;
            exchange::a_login_gives_one_living_pair,
            exchange::a_refresh_kills_the_old_pair_on_every_node,
            exchange::a_refresh_of_a_refresh_works_for_ever,
            exchange::a_second_use_of_an_auth_token_ends_what_the_first_gave,
            exchange::a_late_second_use_does_not_touch_a_newer_authorization,
            exchange::another_client_cannot_use_an_auth_token,
            exchange::another_client_cannot_use_a_refresh_token,
            exchange::linking_anew_kills_the_former_pair_only,
            exchange::links_of_other_names_clients_and_users_live_on,
            exchange::a_new_authorization_brings_its_own_grants_and_consent,
            exchange::unknown_tokens_change_nothing,
            exchange::one_kind_of_token_is_never_another,
            retry::a_spent_token_is_refused_and_ends_nothing_while_the_window_is_open,
            retry::a_spent_token_ends_the_link_when_the_window_is_over,
            retry::a_spent_token_ends_the_link_when_its_successor_was_used,
            retry::a_grandparent_ends_the_link,
            retry::a_client_may_have_a_spent_token_honoured_once,
            retry::the_window_does_not_slide,
            retry::a_lost_answer_is_made_good_once,
            retry::a_used_successor_closes_the_window,
            retry::an_older_family_never_ends_a_newer_one,
            retry::reuse_ends_one_link_only,
            idempotent::the_same_call_gets_the_same_bytes,
            idempotent::the_same_key_with_another_body_is_refused,
            idempotent::an_answer_is_forgotten_when_its_pair_is_used,
            idempotent::an_answer_is_forgotten_when_its_pair_is_refreshed,
            idempotent::an_answer_is_forgotten_in_time,
            idempotent::an_answer_is_forgotten_when_its_link_ends,
            idempotent::a_redeemed_auth_token_can_be_asked_for_again,
            idempotent::two_clients_may_use_the_same_key,
            idempotent::an_end_can_be_repeated,
            ends::an_end_kills_both_tokens_on_every_node,
            ends::an_end_can_be_asked_for_twice,
            ends::another_client_ends_nothing,
            ends::a_spent_token_of_the_living_family_ends_it,
            ends::a_token_of_an_older_family_ends_nothing,
            ends::each_reason_is_kept,
            ends::an_ended_link_comes_back_by_a_new_login_only,
            ends::an_auth_token_from_before_the_end_revives_nothing,
            ends::an_older_auth_token_does_not_replace_a_newer_one,
            time::tokens_die_on_the_second,
            time::a_refresh_token_dies_on_the_second,
            time::no_token_outlives_its_consent,
            time::an_expired_consent_is_not_refreshed,
            time::an_auth_token_dies_on_the_second,
            time::the_mark_of_the_clock_never_goes_back,
            clients::an_api_key_is_taken_once,
            clients::clients_come_in_pages_in_order,
            clients::all_that_is_registered_comes_back,
            clients::a_disabled_client_is_refused_everywhere_and_comes_back,
            clients::what_is_remembered_of_a_client_opens_nothing,
            clients::two_passwords_are_taken_while_they_overlap,
            clients::grants_narrow_and_never_grow,
            clients::callers_from_elsewhere_are_refused,
            consents::what_has_to_be_proven_is_proven,
            consents::chosen_accounts_stay_with_the_link,
            consents::a_customer_sees_their_links,
            consents::a_renewed_link_has_its_whole_time_again,
            consents::a_customer_ends_their_own_link,
            consents::an_end_by_the_customer_beside_refreshes_ends,
            consents::reads_are_summed_up,
            consents::reads_noted_at_once_are_all_counted,
            system::system_tokens_live_beside_each_other,
            system::the_cap_refuses_and_evicts_nothing,
            system::the_cap_is_each_clients_own,
            system::the_cap_holds_under_a_crowd,
            levers::living_links_are_counted,
            levers::chosen_links_are_revoked,
            levers::a_revocation_beside_refreshes_revokes,
            levers::a_token_is_explained,
            purge::only_what_is_dead_is_purged,
            purge::a_purge_is_bounded,
            purge::a_spent_auth_token_is_remembered_for_a_day,
            purge::a_purge_beside_refreshes_harms_nobody,
            races::one_auth_token_many_redeems,
            races::many_logins_make_one_link,
            races::one_refresh_token_many_refreshes,
            races::one_refresh_token_many_refreshes_by_a_lenient_client,
            races::refresh_beside_end,
            races::refresh_beside_a_new_authorization,
            races::read_beside_end,
            races::one_key_many_repetitions,
            races::one_key_many_tokens,
            races::use_beside_refresh,
        }
    };
    (@each $fresh:expr; $($part:ident :: $law:ident,)*) => {
        $(
            #[test]
            fn $law() {
                $crate::token::$part::$law(&$crate::token::Stage::over($fresh()));
            }
        )*
    };
}
