//! The laws of services and linked accounts.

pub mod answers;
pub mod catalogue;
pub mod crowd;
pub mod fencing;
pub mod leasing;
pub mod linking;
pub mod own;
pub mod recording;
mod stage;

pub use stage::{LinkedNode, LinkedNodes, Stage};

/// Makes one named test of each law of linked accounts, over a fresh store that the given closure opens.
#[macro_export]
macro_rules! linked_contract_tests {
    ($fresh:expr) => {
        $crate::linked_contract_tests! { @each $fresh;
            catalogue::services_are_added_changed_or_left,
            catalogue::imports_at_once_add_a_service_once,
            catalogue::services_are_counted_with_their_accounts,
            linking::a_journey_is_taken_once,
            linking::a_journey_is_over_on_the_second,
            linking::nobody_goes_where_nothing_is,
            linking::a_linked_account_is_due_at_once,
            linking::an_account_is_linked_anew,
            linking::what_is_gone_or_anothers_is_not_linked_anew,
            linking::nothing_is_kept_under_a_key_that_may_not_seal,
            own::a_page_has_the_customers_own_oldest_first,
            own::an_account_has_the_customers_own_words,
            own::a_suspended_account_is_resumed_due,
            own::what_is_anothers_is_gone,
            own::removing_takes_all,
            own::an_account_is_not_fetched_too_soon,
            leasing::what_has_been_due_longest_comes_first,
            leasing::no_account_is_given_twice_at_once,
            leasing::no_more_are_leased_than_a_service_bears,
            leasing::a_crowd_fetches_each_account_once,
            leasing::a_lease_that_is_over_is_given_again,
            leasing::a_suspended_account_is_never_leased,
            leasing::a_manual_account_is_leased_by_name,
            fencing::tokens_are_kept_under_the_newest_lease,
            fencing::a_late_worker_changes_nothing,
            fencing::a_lease_that_was_given_back_is_late,
            fencing::a_suspended_or_renewed_accounts_worker_is_late,
            recording::a_success_is_written,
            recording::a_failure_is_counted_and_leaves_what_was_there,
            recording::a_message_came_when_it_came_first,
            recording::bookings_are_merged,
            recording::the_newest_bookings_are_kept,
            recording::a_question_takes_the_place_of_the_one_before,
            answers::an_answer_makes_the_account_due,
            answers::an_answer_is_used_once,
            answers::an_answer_is_over_on_the_second,
            answers::answers_to_forms_are_given_anew,
            answers::only_what_is_over_is_purged,
            answers::a_purge_is_bounded,
            crowd::whatever_comes_at_once_is_answered,
        }
    };
    (@each $fresh:expr; $($part:ident :: $law:ident,)*) => {
        $(
            #[test]
            fn $law() {
                $crate::linked::$part::$law(&$crate::linked::Stage::over($fresh()));
            }
        )*
    };
}
