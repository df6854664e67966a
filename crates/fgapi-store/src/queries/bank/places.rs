//! Where pages begin, remembered: of those that were asked for, and of those that come next to them.
//!
//! Who reads a page has its last row, and with it the place of the page that follows; most readers go from page to page. A place is
//! true as long as the account has the revision at which it was found, which is read again before it is used.

use std::sync::{Mutex, PoisonError};

use fgapi_domain::{AccountKey, CustomerId, Period, Transaction};
use fgapi_page::{PAGE_SIZE, PageNumber, Shelf};

use super::ROUND_TRIPS;
use super::place::{HeldAccount, Place};

/// Room for some thousand places.
const ROOM: usize = 1 << 20;

/// What one takes, about.
const EACH: usize = 288;

/// The places of one bank's pages.
pub(super) struct Places(Mutex<Shelf<Which, Known>>);

/// A page of transactions. The customer is a part of it, so that no time tells what others have read.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) struct Which {
    pub(super) customer: CustomerId,
    pub(super) account: AccountKey,
    pub(super) period: Period,
    pub(super) page: PageNumber,
}

/// A place, and the account as it was when that was true.
#[derive(Clone, Copy)]
pub(super) struct Known {
    pub(super) held: HeldAccount,
    pub(super) place: Place,
}

impl Known {
    /// The place, when it is still true.
    pub(super) fn at(self, held: &HeldAccount) -> Option<Place> {
        (self.held.seq == held.seq && self.held.revision == held.revision).then_some(self.place)
    }
}

impl Places {
    pub(super) fn new() -> Self {
        Self(Mutex::new(Shelf::new(ROOM)))
    }

    /// The page's place, when it is remembered. Whether it is [still true](Known::at) is for the account to say.
    pub(super) fn find(&self, which: &Which) -> Option<Known> {
        // A shelf is whole after each of its calls, so a poisoned lock guards nothing that is wrong.
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(which)
    }

    /// Remembers where a page begins, and where the next one does. `rows` are the page's and the one after it.
    pub(super) fn note(&self, which: Which, held: &HeldAccount, place: Place, rows: &[Transaction]) {
        let known = |place| Known { held: *held, place };
        let next = PageNumber::new(which.page.get().saturating_add(1)).zip(next_place(held, place, rows));
        let mut places = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((page, next)) = next {
            places.put(Which { page, ..which.clone() }, known(next), EACH);
        }
        // What lies before the first page is found by three sums, which are worth remembering only where they cost a larger statement.
        if which.page != PageNumber::FIRST || (ROUND_TRIPS && !rows.is_empty()) {
            places.put(which, known(place), EACH);
        }
    }
}

/// Where the page behind these rows begins: at the last of them, which is one more than a page holds. Positions within a day are
/// 1, 2, 3 ... in the order of the rows.
fn next_place(held: &HeldAccount, place: Place, rows: &[Transaction]) -> Option<Place> {
    let (next, page) = (rows.get(PAGE_SIZE)?, rows.get(..PAGE_SIZE)?);
    let day = next.booked.day().number();
    let of_that_day = page.iter().rev().take_while(|row| row.booked.day() == next.booked.day()).count();
    let position = of_that_day as i64 + 1;
    match page.iter().rev().nth(of_that_day) {
        Some(of_day_before) => Some(Place { day, position, net_before: of_day_before.balance.0.checked_sub(held.opening)? }),
        // The whole page is of one day. Without a row on the place's own day nothing was added before it.
        None if day == place.day => Some(Place { day, position: position + place.position - 1, net_before: place.net_before }),
        None => Some(Place { day, position, net_before: place.net_before }),
    }
}
