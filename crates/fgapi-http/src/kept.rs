//! Pages of /transactions and /balances as they were answered, kept in memory as long as they are true.
//!
//! A kept page is shown again only to the customer for whom it was made, after the bearer and the consent were judged as for any
//! other call, and after the bank said in the same call that the customer still holds the account and that the account is at the
//! version that the page is of. A bank without versions has nothing kept.

use std::sync::{Mutex, PoisonError};

use actix_web::web::Bytes;
use fgapi_banking::Version;
use fgapi_domain::{AccountKey, CustomerId, Period};
use fgapi_page::{PageNumber, Shelf};

/// What of an account a page shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Shown {
    Transactions,
    BookedDays,
    EveryDay,
}

/// What a page is the answer to. The customer is a part of it, so that a page of somebody else's is not even found, and no time
/// tells that it is kept; the account that is meant is a part beside the text by which it was named, which the page repeats.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(crate) struct Question {
    pub(crate) shown: Shown,
    pub(crate) customer: CustomerId,
    pub(crate) account: AccountKey,
    pub(crate) named: Box<str>,
    pub(crate) period: Period,
    pub(crate) page: PageNumber,
}

/// A page, ready to be sent.
#[derive(Clone, Debug)]
pub(crate) struct KeptPage {
    pub(crate) version: Version,
    pub(crate) rows: usize,
    pub(crate) json: Bytes,
}

/// What a page takes besides its bytes, about: its question, and its place among the others.
const BESIDE: usize = 320;

/// The pages of one door.
pub(crate) struct KeptPages(Option<Mutex<Shelf<Question, KeptPage>>>);

impl KeptPages {
    /// With room for so many bytes; without room there is none.
    pub(crate) fn new(most_bytes: usize) -> Self {
        Self((most_bytes > 0).then(|| Mutex::new(Shelf::new(most_bytes))))
    }

    /// The page that answered a question before. Whether it still does is for the bank to say.
    pub(crate) fn get(&self, question: &Question) -> Option<KeptPage> {
        // A shelf is whole after each of its calls, so a poisoned lock guards nothing that is wrong.
        self.0.as_ref()?.lock().unwrap_or_else(PoisonError::into_inner).get(question)
    }

    /// Keeps the page that answers a question now.
    pub(crate) fn put(&self, question: Question, page: KeptPage) {
        let Some(shelf) = &self.0 else { return };
        let bytes = page.json.len() + question.named.len() + BESIDE;
        shelf.lock().unwrap_or_else(PoisonError::into_inner).put(question, page, bytes);
    }
}
