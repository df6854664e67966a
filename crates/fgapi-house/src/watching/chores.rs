//! What is done beside the calls, counted.

use fgapi_chores::{Purging, Watcher};
use fgapi_domain::{Clock as _, SystemClock};
use fgapi_metrics::{Meters, Purge};

/// Counts rows and entries.
pub(super) struct Counting(pub(super) Meters);

const fn kind(what: Purging) -> Purge {
    match what {
        Purging::Tokens => Purge::Tokens,
        Purging::Journeys => Purge::Journeys,
        Purging::TenantTokens => Purge::TenantTokens,
        Purging::LinkedAccounts => Purge::LinkedAccounts,
    }
}

/// Times are those of the machine: whoever reads metrics compares them with a clock of their own.
impl Watcher for Counting {
    fn purged(&self, what: Purging, rows: u64) {
        self.0.purged(kind(what), rows);
    }

    fn purge_failed(&self, what: Purging) {
        self.0.purge_failed(kind(what));
    }

    fn purges_ended(&self) {
        self.0.purges_ended(SystemClock.now().0);
    }

    fn sealed(&self, entries: u64) {
        self.0.sealed(entries, SystemClock.now().0);
    }
}
