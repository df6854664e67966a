//! The laws of `fgapi-admin`'s ports, as functions over a fresh store: whoever puts a database behind the office runs them over it.
//!
//! Each law is a function over a [`Stage`], a fresh store that is reached through one node or more, and panics with the broken promise's
//! words. Whatever is changed in them, the audit log has to be told of it exactly then.
//!
//! This room knows no implementation and is part of no product: it is used by tests only.
//!
//! ```text
//! // One named test a law. `fresh` is any `Fn() -> OfficeNodes`.
//! mod my_store { fgapi_officekit::office_contract_tests!(|| OfficeNodes::new(vec![my_node()], ())); }
//! ```

#![expect(clippy::expect_used, clippy::panic, reason = "a law that is broken is a panic of the test that runs it")]

pub mod handovers;
pub mod mails;
pub mod passwords;
pub mod records;
pub mod searches;
pub mod sessions;
mod stage;
pub mod tokens;
pub mod users;

pub use stage::{OfficeNode, OfficeNodes, Stage};

/// Makes one named test of each law, over a fresh store that the given closure opens.
#[macro_export]
macro_rules! office_contract_tests {
    ($fresh:expr) => {
        $crate::office_contract_tests! { @each $fresh;
            users::what_is_registered_comes_back,
            users::all_are_added_or_none,
            users::all_are_changed_or_none,
            users::sessions_of_who_is_suspended_or_promoted_are_over,
            users::a_deleted_user_leaves_the_history,
            users::the_first_administrator_is_added_once,
            users::the_last_administrator_stays,
            users::two_administrators_do_not_remove_each_other,
            users::an_invitation_makes_the_password_void,
            searches::no_letter_of_a_search_stands_for_another,
            searches::each_filter_of_users_chooses,
            searches::users_come_in_the_order_that_is_asked_for,
            searches::each_filter_of_handovers_chooses,
            searches::each_filter_of_mails_chooses,
            passwords::an_invitation_is_used_once,
            passwords::an_invitation_is_over_on_the_second,
            passwords::a_new_password_ends_the_other_sessions,
            passwords::attempts_lock_whoever_has_the_login_id,
            passwords::attempts_at_once_are_all_counted,
            passwords::a_lock_that_is_over_begins_to_count_anew,
            passwords::a_right_password_is_forgiven,
            sessions::a_session_comes_back_with_its_user,
            sessions::a_session_goes_on_once,
            sessions::chosen_sessions_end,
            sessions::nobody_who_is_suspended_begins_a_session,
            sessions::a_code_is_good_once,
            sessions::a_recovery_code_is_good_once,
            sessions::a_factor_is_taken_away,
            handovers::all_are_issued_or_none,
            handovers::a_new_one_voids_what_waits,
            handovers::a_thousand_are_issued_at_once,
            handovers::one_of_a_crowd_picks_up,
            handovers::nothing_is_picked_up_late_or_by_others,
            handovers::nothing_that_was_taken_back_is_picked_up,
            handovers::picking_up_beside_replacing_gives_one,
            handovers::what_is_revoked_is_told_alone,
            handovers::an_api_token_is_found_with_its_user,
            handovers::a_reminder_is_written_once,
            handovers::a_nearer_reminder_takes_the_place_of_an_earlier_one,
            tokens::a_client_is_registered_with_its_credentials,
            tokens::a_picked_up_password_is_the_clients,
            tokens::a_client_is_changed_but_for_its_secrets,
            mails::a_mail_belongs_to_one_gateway,
            mails::two_gateways_share_the_queue,
            mails::a_mail_is_tried_again_or_given_up,
            mails::a_mail_is_sent_again_by_hand,
            records::parameters_change_from_what_was_seen,
            records::templates_come_and_go,
            records::tenants_have_names,
            records::a_tenant_without_people_is_deleted,
            records::counts_are_added_up,
            records::only_what_is_over_is_purged,
            records::a_purge_is_bounded,
        }
    };
    (@each $fresh:expr; $($part:ident :: $law:ident,)*) => {
        $(
            #[test]
            fn $law() {
                $crate::$part::$law(&$crate::Stage::over($fresh()));
            }
        )*
    };
}
