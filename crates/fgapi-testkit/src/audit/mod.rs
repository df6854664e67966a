//! The laws of `fgapi-audit`'s port. Each law is a function over [`AuditNodes`]: a fresh, empty log, reached through one node or more.
//!
//! ```text
//! // One named test a law. `fresh` is any `Fn() -> AuditNodes`.
//! mod my_store { fgapi_testkit::audit_contract_tests!(|| AuditNodes::new(vec![my_log()], ())); }
//! ```

#![expect(clippy::expect_used, clippy::panic, reason = "a law that is broken is a panic of the test that runs it")]

pub mod filters;
pub mod order;
pub mod prune;
pub mod races;

use std::any::Any;
use std::net::IpAddr;
use std::sync::Arc;

use fgapi_audit::{Act, Actor, AuditStore, By, ChainHead, Entry, EntryTime, verify};

/// A fresh, empty log, and what has to live as long as it.
pub struct AuditNodes {
    nodes: Vec<Arc<dyn AuditStore>>,
    _place: Box<dyn Any + Send + Sync>,
}

impl AuditNodes {
    /// Over these nodes of one log.
    pub fn new(nodes: Vec<Arc<dyn AuditStore>>, place: impl Any + Send + Sync) -> Self {
        Self { nodes, _place: Box::new(place) }
    }

    fn first(&self) -> &dyn AuditStore {
        &**self.nodes.first().expect("a log has a node")
    }

    fn last(&self) -> &dyn AuditStore {
        &**self.nodes.last().expect("a log has a node")
    }

    /// Some node.
    fn node(&self, number: usize) -> &dyn AuditStore {
        &**self.nodes.get(number % self.nodes.len()).expect("a log has a node")
    }

    fn add(&self, entries: &[Entry]) {
        self.first().append(entries).expect("entries are added");
    }
}

/// An entry of this time, that tells its number.
fn entry(number: i64) -> Entry {
    let by = By::new(Actor::Client("fgk_1".into()), IpAddr::from([192, 0, 2, 1]));
    Entry::done(EntryTime(number), &by, Act::TokenRotate, format!("link:{number}"))
}

fn entries(numbers: impl IntoIterator<Item = i64>) -> Vec<Entry> {
    numbers.into_iter().map(entry).collect()
}

/// The log is one whole chain; its head.
fn whole(log: &dyn AuditStore) -> ChainHead {
    verify(log, None).expect("the log is read").unwrap_or_else(|flaw| panic!("the chain is whole: {flaw}"))
}

/// Makes one named test of each law, over a fresh log that the given closure opens.
#[macro_export]
macro_rules! audit_contract_tests {
    ($fresh:expr) => {
        $crate::audit_contract_tests! { @each $fresh;
            order::an_empty_log_is_whole,
            order::entries_come_back_as_they_were_told,
            order::the_newest_comes_first_and_the_oldest_first,
            order::an_entry_is_sealed_once,
            filters::each_filter_chooses,
            filters::a_page_goes_on_behind_the_one_before,
            prune::only_what_is_older_goes,
            prune::a_prune_is_bounded,
            races::many_who_tell_and_seal_make_one_chain,
        }
    };
    (@each $fresh:expr; $($part:ident :: $law:ident,)*) => {
        $(
            #[test]
            fn $law() {
                $crate::audit::$part::$law(&$fresh());
            }
        )*
    };
}
