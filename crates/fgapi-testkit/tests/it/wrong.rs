//! Wrong adapters, each caught by the laws that it breaks, in words that say what to mend.

use std::sync::Arc;

use fgapi_audit::MemoryAudit;
use fgapi_testkit::audit::AuditNodes;
use fgapi_testkit::token::{Stage, TokenNodes};
use fgapi_testkit::{Broken, Law, audit, bank, journey, token};
use fgapi_token::MemoryTokens;

use crate::sloppy::Sloppy;

/// What `broken` says of a law.
fn of<'b>(broken: &'b [Broken], law: &str) -> &'b Broken {
    broken.iter().find(|broken| broken.law == law).unwrap_or_else(|| panic!("{law} was not broken"))
}

#[test]
fn nodes_that_do_not_share_are_no_token_store() {
    let node = || Arc::new(MemoryTokens::default());
    let fresh = || Stage::over(TokenNodes::many(vec![node(), node()], ()));
    let broken: Vec<Broken> = token::laws().iter().filter_map(|law| law.try_on(&fresh()).err()).collect();
    let refresh = of(&broken, "exchange::a_refresh_kills_the_old_pair_on_every_node");
    assert!(refresh.asks.starts_with("/auth/token@POST and @PUT: "), "{refresh}");
    assert!(broken.len() > token::laws().len() / 2, "hardly any law is kept");
}

#[test]
fn a_sloppy_bank_is_told_what_the_document_asks() {
    let broken: Vec<Broken> = bank::laws().iter().filter_map(|law| law.try_on(&Sloppy::default()).err()).collect();
    let order = of(&broken, "branches::branches_come_in_order").to_string();
    assert!(order.starts_with("branches::branches_come_in_order is broken\n  asked: /branches@GET, reading R12: "), "{order}");
    assert!(order.contains("seen: assertion") && order.contains("branches come in the order of their codes"), "{order}");
    let foreign = of(&broken, "transactions::nobody_sees_foreign_transactions");
    assert!(foreign.asks.contains("reading R7") && foreign.seen.contains("left: Yes("), "{foreign}");
    of(&broken, "transactions::both_ends_of_a_period_count");
    of(&broken, "transactions::ids_are_stable");
    of(&broken, "login::the_right_password_lets_in");
    let kept = |law: &str| broken.iter().all(|broken| broken.law != law);
    assert!(kept("transactions::transactions_come_in_order") && kept("branches::pages_of_branches"), "what is right is not complained of");
}

#[test]
fn two_logs_are_not_one() {
    let log = || Arc::new(MemoryAudit::default());
    let fresh = || AuditNodes::new(vec![log(), log()], ());
    let broken: Vec<Broken> = audit::laws().iter().filter_map(|law| law.try_on(&fresh()).err()).collect();
    assert!(!broken.is_empty() && broken.iter().all(|broken| broken.asks.starts_with("the audit log")), "{broken:?}");
}

#[test]
#[should_panic(expected = "asked: /branches@GET, reading R12: Branches come by code")]
fn a_test_of_the_macro_fails_in_the_same_words() {
    mod generated {
        fn fresh() -> crate::sloppy::Sloppy {
            crate::sloppy::Sloppy::default()
        }
        pub(super) fn test() {
            fgapi_testkit::keep("branches::branches_come_in_order", first(), || {
                fgapi_testkit::bank::branches_come_in_order(&fresh());
            });
        }
        fn first() -> &'static str {
            fgapi_testkit::bank::laws()[0].asks
        }
    }
    generated::test();
}

/// Each law says a call or clause, and a sentence.
#[test]
fn every_law_says_what_is_asked() {
    fn said<S: ?Sized>(laws: &[Law<S>]) -> usize {
        for law in laws {
            let (clause, sentence) = law.asks.split_once(": ").unwrap_or_else(|| panic!("{} names no clause", law.name));
            assert!(!clause.is_empty() && sentence.ends_with('.') && law.name.contains("::"), "{}: {}", law.name, law.asks);
        }
        laws.len()
    }
    let tokens = said(&token::laws()) + said(&token::told::laws());
    let all = said(&bank::laws()) + said(&bank::proof_laws()) + tokens + said(&journey::laws()) + said(&audit::laws());
    assert!(all > 130, "{all}");
}
