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

/// The laws of a store of the audit log, as data.
pub fn laws() -> Vec<crate::Law<AuditNodes>> {
    crate::audit_contract_tests!(@laws)
}

/// Makes one named test of each law, over a fresh log that the given closure opens.
#[macro_export]
macro_rules! audit_contract_tests {
    (@laws) => {
        $crate::audit_contract_tests! { @list @laws [audit] [()] }
    };
    ($fresh:expr) => {
        $crate::audit_contract_tests! { @list @tests [audit] [$fresh()] }
    };
    (@list @$into:ident [$port:ident] [$stage:expr]) => {
        $crate::each_law! { @$into [$port] [$stage]
            order {
                an_empty_log_is_whole "the audit log: Nothing was told: nothing is there, and that is right.",
                entries_come_back_as_they_were_told "the audit log: Every actor, outcome and origin, with texts of all sorts.",
                the_newest_comes_first_and_the_oldest_first "the audit log: Pages go back in time, walks forward; both everywhere.",
                an_entry_is_sealed_once "the audit log: However often somebody seals, a number and a hash stay.",
            }
            filters {
                each_filter_chooses "the audit log, searched: Each filter alone, several together, and none.",
                a_page_goes_on_behind_the_one_before "the audit log, searched: Pages of a filter, one behind the other, leave nothing out and say nothing twice.",
            }
            prune {
                only_what_is_older_goes "the audit log, shortened: From the oldest on, until one is young enough: one of the same time, or behind it, stays.",
                a_prune_is_bounded "the audit log, shortened: No more than the limit goes at once, and an empty log goes on with its chain.",
            }
            races {
                many_who_tell_and_seal_make_one_chain "the audit log, at once: Several who tell, several who seal on every node: one chain without a gap, in which everything stands once.",
            }
        }
    };
}
