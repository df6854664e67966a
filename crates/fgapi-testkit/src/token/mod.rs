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

/// The laws of a token store, as data.
pub fn laws() -> Vec<crate::Law<Stage>> {
    crate::token_contract_tests!(@laws)
}

/// Makes one named test of each law, over a fresh store that the given closure opens.
#[macro_export]
macro_rules! token_contract_tests {
    (@laws) => {
        $crate::token_contract_tests! { @list @laws [token] [()] }
    };
    ($fresh:expr) => {
        $crate::token_contract_tests! { @list @tests [token] [$crate::token::Stage::over($fresh())] }
    };
    (@list @$into:ident [$port:ident] [$stage:expr]) => {
        $crate::each_law! { @$into [$port] [$stage]
            exchange {
                a_login_gives_one_living_pair "/auth/token@POST and @PUT: A login ends in an auth token, which becomes one access and one refresh token.",
                a_refresh_kills_the_old_pair_on_every_node "/auth/token@POST and @PUT: When the call succeeds, the former access and refresh token are invalid at once.",
                a_refresh_of_a_refresh_works_for_ever "/auth/token@POST and @PUT: Each refresh token gives the next.",
                a_second_use_of_an_auth_token_ends_what_the_first_gave "/auth/token@POST and @PUT: An auth token is exchanged once; a second use shows that it leaked, and ends what it gave.",
                a_late_second_use_does_not_touch_a_newer_authorization "/auth/token@POST and @PUT: What the end user granted anew is not taken away by an old auth token.",
                another_client_cannot_use_an_auth_token "/auth/token@POST and @PUT: An auth token belongs to the client that it was made for.",
                another_client_cannot_use_a_refresh_token "/auth/token@POST and @PUT: A refresh token belongs to the client that it was made for.",
                linking_anew_kills_the_former_pair_only "/auth/token@POST and @PUT: When an auth token is exchanged, the existing tokens of this client and end user are invalid at once.",
                links_of_other_names_clients_and_users_live_on "/auth/token@POST and @PUT: Nobody else's tokens are touched by an exchange.",
                a_new_authorization_brings_its_own_grants_and_consent "/auth/token@POST and @PUT: A link is what the end user granted last.",
                unknown_tokens_change_nothing "/auth/token@POST and @PUT: Tokens that were never given out.",
                one_kind_of_token_is_never_another "/auth/token@POST and @PUT: An access token is no refresh token, and so on, whatever the text in front says.",
            }
            retry {
                a_spent_token_is_refused_and_ends_nothing_while_the_window_is_open "/auth/token@PUT, a spent token: By the letter the spent token is dead; most likely an answer was lost, so nothing ends.",
                a_spent_token_ends_the_link_when_the_window_is_over "/auth/token@PUT, a spent token: After the window nobody repeats a call for a lost answer.",
                a_spent_token_ends_the_link_when_its_successor_was_used "/auth/token@PUT, a spent token: Whoever used the successor has it: the spent token is in other hands too.",
                a_grandparent_ends_the_link "/auth/token@PUT, a spent token: A refresh with the successor is a use of it.",
                a_client_may_have_a_spent_token_honoured_once "/auth/token@PUT, a spent token: The setting until_successor_used: once more, for unused successors only.",
                the_window_does_not_slide "/auth/token@PUT, a spent token: A spent token that is honoured again does not open the window again.",
                a_lost_answer_is_made_good_once "/auth/token@PUT, a spent token: A lost answer is made good once: neither the token nor a successor that nobody used is honoured again.",
                a_used_successor_closes_the_window "/auth/token@PUT, a spent token: A used successor shows that the answer arrived.",
                an_older_family_never_ends_a_newer_one "/auth/token@PUT, a spent token: What an older authorization gave is dead, and shows nothing about the newer one.",
                reuse_ends_one_link_only "/auth/token@PUT, a spent token: Reuse is a matter of one link.",
            }
            idempotent {
                the_same_call_gets_the_same_bytes "/auth/token, idempotency_key: The same client, endpoint, key and body get the same bytes again, and nothing changes.",
                the_same_key_with_another_body_is_refused "/auth/token, idempotency_key: The same key with another body is a mistake of the client, and changes nothing.",
                an_answer_is_forgotten_when_its_pair_is_used "/auth/token, idempotency_key: Whoever uses the new tokens has the answer.",
                an_answer_is_forgotten_when_its_pair_is_refreshed "/auth/token, idempotency_key: Whoever refreshes the new tokens has the answer.",
                an_answer_is_forgotten_in_time "/auth/token, idempotency_key: An answer is kept for ten minutes.",
                an_answer_is_forgotten_when_its_link_ends "/auth/token, idempotency_key: Nothing of an ended link is answered again.",
                a_redeemed_auth_token_can_be_asked_for_again "/auth/token, idempotency_key: /auth/token@POST can be repeated too.",
                two_clients_may_use_the_same_key "/auth/token, idempotency_key: A key is the client's own, and each endpoint's.",
                an_end_can_be_repeated "/auth/token, idempotency_key: /auth/token@DELETE can be repeated.",
            }
            ends {
                an_end_kills_both_tokens_on_every_node "/auth/token@DELETE: When the call succeeds, access and refresh token are invalid at once.",
                an_end_can_be_asked_for_twice "/auth/token@DELETE: A dead token is answered like a living one, without effect.",
                another_client_ends_nothing "/auth/token@DELETE: A token of somebody else is refused without effect.",
                a_spent_token_of_the_living_family_ends_it "/auth/token@DELETE: A refresh beside the end may have replaced the token a moment ago.",
                a_token_of_an_older_family_ends_nothing "/auth/token@DELETE: An older authorization's token is dead already.",
                each_reason_is_kept "/auth/token@DELETE: The bank and the end user end links too; why is kept, and the first reason stays.",
                an_ended_link_comes_back_by_a_new_login_only "/auth/token@DELETE: After an end the end user has to consent again.",
                an_auth_token_from_before_the_end_revives_nothing "/auth/token@DELETE: A login from before the end is part of what ended.",
                an_older_auth_token_does_not_replace_a_newer_one "/auth/token@DELETE: An older consent does not replace a newer one.",
            }
            time {
                tokens_die_on_the_second "expired_at: A token is good before expired_at, and dead from then on.",
                a_refresh_token_dies_on_the_second "expired_at: A refresh token has an end of its own, where it is set to come before the consent's.",
                no_token_outlives_its_consent "expired_at: Nothing outlives the consent, however often it is refreshed.",
                an_expired_consent_is_not_refreshed "expired_at: A consent that is over needs the end user.",
                an_auth_token_dies_on_the_second "expired_at: An auth token has to be exchanged in time.",
                the_mark_of_the_clock_never_goes_back "expired_at: The latest time that was seen stays, on every node.",
            }
            clients {
                an_api_key_is_taken_once "api_key and password: API keys name one client each.",
                clients_come_in_pages_in_order "api_key and password: fgapi client list shows all, whatever their number.",
                all_that_is_registered_comes_back "api_key and password: Nothing of a registration is lost.",
                a_disabled_client_is_refused_everywhere_and_comes_back "api_key and password: Disabling is immediate for all kinds of tokens, on every node, and can be taken back.",
                what_is_remembered_of_a_client_opens_nothing "api_key and password: What a node remembers of a client opens nothing once the client is changed on another node.",
                two_passwords_are_taken_while_they_overlap "api_key and password: A new password can be rolled out without an interruption.",
                grants_narrow_and_never_grow "api_key and password: A token may what was granted and the client may have: never more.",
                callers_from_elsewhere_are_refused "api_key and password: A client that named its networks calls from there only.",
            }
            consents {
                what_has_to_be_proven_is_proven "/auth/login, consent: Whoever found an auth token on the way does not get in with it, and does not spoil it.",
                chosen_accounts_stay_with_the_link "/auth/login, consent: A token opens the accounts that its consent is about, and no others.",
                a_customer_sees_their_links "/auth/login, consent: Everything a customer allowed, newest first.",
                a_renewed_link_has_its_whole_time_again "/auth/login, consent: Consenting anew gives time, and changes nothing else.",
                a_customer_ends_their_own_link "/auth/login, consent: Only who consented can take it back, and then at once.",
                an_end_by_the_customer_beside_refreshes_ends "/auth/login, consent: A refresh and the customer's end at once: in the end nothing lives.",
                reads_are_summed_up "/auth/login, consent: What apps read is summed up, whichever node they asked.",
                reads_noted_at_once_are_all_counted "/auth/login, consent: Many nodes write what they noted of the same links, each in its own order.",
            }
            system {
                system_tokens_live_beside_each_other "/auth/system_token@POST: When the call succeeds, the tokens that were issued before stay usable.",
                the_cap_refuses_and_evicts_nothing "/auth/system_token@POST: A client that asks without end is told to come later; no token that lives is taken away for it.",
                the_cap_is_each_clients_own "/auth/system_token@POST: A client that asks without end does not cost the others theirs.",
                the_cap_holds_under_a_crowd "/auth/system_token@POST: Callers at once do not pass the cap together, and none is refused below it.",
            }
            levers {
                living_links_are_counted "links ended by the bank: By client, customer and day of consent; ended ones and those whose consent is over are not alive.",
                chosen_links_are_revoked "links ended by the bank: And nothing else; their tokens are dead on every node.",
                a_revocation_beside_refreshes_revokes "links ended by the bank: Beside refreshes: when it answers, no token of theirs works.",
                a_token_is_explained "links ended by the bank: Of whatever kind, and why it died.",
            }
            purge {
                only_what_is_dead_is_purged "what is kept: What lives is never purged, whatever its age; what is dead by its time goes.",
                a_purge_is_bounded "what is kept: A purge takes a small bite, so that nobody waits for it.",
                a_spent_auth_token_is_remembered_for_a_day "what is kept: A spent auth token that comes late is still a second use.",
                a_purge_beside_refreshes_harms_nobody "what is kept: Whoever refreshes while a purge runs notices nothing.",
            }
            races {
                one_auth_token_many_redeems "/auth/token, at once: Race 1: one caller gets a pair; the others show that the auth token leaked, so the pair is ended.",
                many_logins_make_one_link "/auth/token, at once: Several logins of one end user become one link.",
                one_refresh_token_many_refreshes "/auth/token, at once: Race 2: exactly one refresh wins, and the others end nothing.",
                one_refresh_token_many_refreshes_by_a_lenient_client "/auth/token, at once: Race 2 with until_successor_used: the token is honoured once more, and still one pair lives.",
                refresh_beside_end "/auth/token, at once: Race 3: after the end is answered nothing works, also not what a refresh beside it gave.",
                refresh_beside_a_new_authorization "/auth/token, at once: Race 4: a refresh of the former authorization never outlives the new one.",
                read_beside_end "/auth/token, at once: Race 5: a read that begins after the end is refused, on every node.",
                one_key_many_repetitions "/auth/token, at once: The same call many times at once: one exchange, one answer.",
                one_key_many_tokens "/auth/token, at once: One key for different tokens at once: one call counts, the others are refused and change nothing.",
                use_beside_refresh "/auth/token, at once: The first use of a token is noted while it is refreshed: neither call fails, neither undoes the other.",
            }
        }
    };
}
