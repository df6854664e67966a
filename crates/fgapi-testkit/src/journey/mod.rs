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

/// The laws of a store of journeys, as data.
pub fn laws() -> Vec<crate::Law<Stage>> {
    crate::journey_contract_tests!(@laws)
}

/// Makes one named test of each law, over a fresh store that the given closure opens.
#[macro_export]
macro_rules! journey_contract_tests {
    (@laws) => {
        $crate::journey_contract_tests! { @list @laws [journey] [()] }
    };
    ($fresh:expr) => {
        $crate::journey_contract_tests! { @list @tests [journey] [$crate::journey::Stage::over($fresh())] }
    };
    (@list @$into:ident [$port:ident] [$stage:expr]) => {
        $crate::each_law! { @$into [$port] [$stage]
            steps {
                whatever_was_begun_comes_back "/auth/login, a journey: Nothing of a journey is lost.",
                every_step_comes_back "/auth/login, a journey: Wherever a journey stands, it stands there when it is read again.",
                only_the_revision_before_is_replaced "/auth/login, a journey: A form of an earlier screen changes nothing.",
                of_many_at_once_one_goes_on "/auth/login, a journey: Two forms sent at once: one of them counts.",
            }
            ends {
                a_good_end_gives_the_auth_token_and_registers_the_pins "/auth/login, the way home: When the customer says yes, everything becomes real.",
                a_lost_end_leaves_nothing_behind "/auth/login, the way home: Who was slower leaves no trace.",
                of_many_ends_at_once_one_is_true "/auth/login, the way home: The last form sent many times gives one auth token.",
                an_end_beside_a_refusal_is_whole_or_nothing "/auth/login, the way home: A yes and a no at once: what the customer is told is what is.",
                registered_pins_are_their_customers_and_add_up "/auth/login, the way home: What is registered stays, whatever a later journey registers.",
                many_journeys_of_one_customer_end_beside_each_other "/auth/login, the way home: A customer who links several apps at once, in several windows.",
            }
            visits {
                nobody_is_known_at_first "/auth/login, known devices: Somebody who was never here.",
                a_device_is_known_on_every_network_and_a_network_on_every_device "/auth/login, known devices: Device and network are known by themselves.",
                another_customers_visits_tell_nothing "/auth/login, known devices: What one customer did says nothing of another who uses the same browser.",
                the_last_visit_is_the_latest "/auth/login, known devices: However many devices: the latest visit counts.",
            }
            purge {
                staged_pins_go_with_the_journeys_time "what is kept: PINs that wait for a consent wait no longer than the journey.",
                a_journey_is_kept_for_a_day "what is kept: Whoever comes back late is sent home for a day.",
                visits_are_remembered_for_long "what is kept: A device that was not seen for 400 days is a new one.",
                a_purge_is_bounded "what is kept: A purge takes a small bite, so that nobody waits for it.",
                a_purge_beside_journeys_harms_nobody "what is kept: Whoever goes on while a purge runs notices nothing.",
            }
        }
    };
}
