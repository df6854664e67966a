//! Balances that do not continue within a page: counted and told, and served all the same.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use fgapi_banking::breaks;
use fgapi_domain::{Transaction, UnixSeconds};
use fgapi_token::LinkId;

use crate::context::Context;

/// At most one line in so many seconds: a bank whose balances do not continue has them break on every page.
const PAUSE_SECONDS: i64 = 10;

/// The breaks that one door has seen.
#[derive(Debug, Default)]
pub(crate) struct Continuity {
    breaks: AtomicU64,
    told: Mutex<Told>,
}

#[derive(Debug, Default)]
struct Told {
    last: Option<UnixSeconds>,
    left_out: u64,
}

impl Continuity {
    /// How many rows did not continue so far.
    pub(crate) fn breaks(&self) -> u64 {
        self.breaks.load(Ordering::Relaxed)
    }

    /// Looks over a page that is read for a link. The line names the row by what is no account number: the link, whose
    /// customer and accounts the office shows, and the row's day and number within the day.
    pub(crate) fn watch(&self, rows: &[Transaction], link: LinkId, context: &Context) {
        let mut broken = breaks(rows);
        let Some(first) = broken.next() else { return };
        let count = 1 + broken.count() as u64;
        self.breaks.fetch_add(count, Ordering::Relaxed);
        let Some(left_out) = self.turn(context.at, count) else { return };
        let (request_id, link) = (context.caller.request_id.as_str(), link.0.to_string());
        let (day, ordinal) = (first.booked.day().to_string(), first.ordinal.get());
        log::error!(
            target: "fgapi::continuity", request_id, link = link.as_str(), day = day.as_str(), ordinal, count, left_out;
            "a balance is not the one before plus the amount: check the account with `fgapi doctor`"
        );
    }

    /// Whether a line may be written now, and then how many breaks had none since the last one.
    fn turn(&self, now: UnixSeconds, count: u64) -> Option<u64> {
        let mut told = self.told.lock().ok()?;
        if told.last.is_some_and(|last| (0..PAUSE_SECONDS).contains(&(now.0 - last.0))) {
            told.left_out += count;
            return None;
        }
        told.last = Some(now);
        Some(std::mem::take(&mut told.left_out))
    }
}
