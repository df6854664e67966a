//! The laws of `fgapi-consent`'s port. Each law is a function over a [`Stage`]: a fresh, empty store of journeys and tokens,
//! reached through one node or more, with a clock that the law moves.
//!
//! ```text
//! // One named test a law. `fresh` is any `Fn() -> JourneyNodes`.
//! mod my_store { fgapi_testkit::journey_contract_tests!(|| JourneyNodes::new(my_journeys(), my_tokens())); }
//! ```

#![expect(clippy::expect_used, clippy::panic, reason = "a law that is broken is a panic of the test that runs it")]

pub mod ends;
pub mod purge;
mod stage;
pub mod steps;
pub mod visits;

pub use stage::{JourneyNodes, Stage};

/// Makes one named test of each law, over a fresh store that the given closure opens.
#[macro_export]
macro_rules! journey_contract_tests {
    ($fresh:expr) => {
        $crate::journey_contract_tests! { @each $fresh;
            steps::whatever_was_begun_comes_back,
            steps::every_step_comes_back,
            steps::only_the_revision_before_is_replaced,
            steps::of_many_at_once_one_goes_on,
            ends::a_good_end_gives_the_auth_token_and_registers_the_pins,
            ends::a_lost_end_leaves_nothing_behind,
            ends::of_many_ends_at_once_one_is_true,
            ends::an_end_beside_a_refusal_is_whole_or_nothing,
            ends::registered_pins_are_their_customers_and_add_up,
            ends::many_journeys_of_one_customer_end_beside_each_other,
            visits::nobody_is_known_at_first,
            visits::a_device_is_known_on_every_network_and_a_network_on_every_device,
            visits::another_customers_visits_tell_nothing,
            visits::the_last_visit_is_the_latest,
            purge::staged_pins_go_with_the_journeys_time,
            purge::a_journey_is_kept_for_a_day,
            purge::visits_are_remembered_for_long,
            purge::a_purge_is_bounded,
            purge::a_purge_beside_journeys_harms_nobody,
        }
    };
    (@each $fresh:expr; $($part:ident :: $law:ident,)*) => {
        $(
            #[test]
            fn $law() {
                $crate::journey::$part::$law(&$crate::journey::Stage::over($fresh()));
            }
        )*
    };
}
