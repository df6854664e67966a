//! Paging as FGAPI knows it: pages of 200, numbered from 1, and a `next_page` that is 0 at the end.
//!
//! This room never knows what is on a page, and depends on nothing.
//!
//! ```
//! use fgapi_page::{PAGE_SIZE, Page, PageNumber};
//!
//! let number: PageNumber = "2".parse()?;
//! assert_eq!(number.skipped_rows(), 200);
//! // A store reads one row more than a page holds; that row tells whether another page exists.
//! let page = Page::cut(number, vec![(); PAGE_SIZE + 1]);
//! assert_eq!(page.rows().len(), 200);
//! assert_eq!(page.next_page(), 3);
//! # Ok::<(), fgapi_page::NotAPageNumber>(())
//! ```

mod shelf;

use core::fmt;
use core::num::NonZeroU32;
use core::str::FromStr;

pub use shelf::Shelf;

/// Rows on a full page (200 件/ページ).
pub const PAGE_SIZE: usize = 200;

/// How many rows to read for one page: one more than it holds, which tells whether another page follows.
pub const READ_SIZE: usize = PAGE_SIZE + 1;

/// The text is not a page number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAPageNumber;

impl fmt::Display for NotAPageNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("page must be a whole number from 1 to 4294967295")
    }
}

impl std::error::Error for NotAPageNumber {}

/// The number of a page; the first is 1, which is also the default.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PageNumber(NonZeroU32);

impl PageNumber {
    /// Page 1.
    pub const FIRST: Self = Self(NonZeroU32::MIN);

    /// The page with this number; `None` for 0.
    pub const fn new(number: u32) -> Option<Self> {
        match NonZeroU32::new(number) {
            Some(number) => Some(Self(number)),
            None => None,
        }
    }

    /// The number, 1 or more.
    pub const fn get(self) -> u32 {
        self.0.get()
    }

    /// How many rows stand before this page.
    pub const fn skipped_rows(self) -> i64 {
        (self.0.get() as i64 - 1) * PAGE_SIZE as i64
    }
}

impl Default for PageNumber {
    fn default() -> Self {
        Self::FIRST
    }
}

impl fmt::Display for PageNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for PageNumber {
    type Err = NotAPageNumber;
    fn from_str(text: &str) -> Result<Self, NotAPageNumber> {
        // `u32::from_str` takes a leading plus; a page number has digits only.
        if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(NotAPageNumber);
        }
        text.parse().map(Self).map_err(|_| NotAPageNumber)
    }
}

/// One page of rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<T> {
    number: PageNumber,
    rows: Vec<T>,
    more: bool,
}

impl<T> Page<T> {
    /// Cuts a page out of up to [`READ_SIZE`] rows that were read from its first row on.
    pub fn cut(number: PageNumber, mut rows: Vec<T>) -> Self {
        let more = rows.len() > PAGE_SIZE;
        rows.truncate(PAGE_SIZE);
        Self { number, rows, more }
    }

    /// A page out of all rows, for those who have them at hand. It walks up to the page: a store skips by an index instead.
    pub fn of(number: PageNumber, all: impl IntoIterator<Item = T>) -> Self {
        let skipped = usize::try_from(number.skipped_rows()).unwrap_or(usize::MAX);
        Self::cut(number, all.into_iter().skip(skipped).take(READ_SIZE).collect())
    }

    /// A page past the end: no rows, no next page.
    pub const fn empty(number: PageNumber) -> Self {
        Self { number, rows: Vec::new(), more: false }
    }

    /// Which page it is.
    pub const fn number(&self) -> PageNumber {
        self.number
    }

    /// Its rows, at most [`PAGE_SIZE`].
    pub fn rows(&self) -> &[T] {
        &self.rows
    }

    /// Its rows, at most [`PAGE_SIZE`].
    pub fn into_rows(self) -> Vec<T> {
        self.rows
    }

    /// FGAPI's `next_page`: the next page's number, or 0 when there is none.
    pub fn next_page(&self) -> u32 {
        if self.more { self.number.get().saturating_add(1) } else { 0 }
    }

    /// The same page with each row made into something else.
    pub fn map<U>(self, change: impl FnMut(T) -> U) -> Page<U> {
        Page { number: self.number, rows: self.rows.into_iter().map(change).collect(), more: self.more }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_positive_whole_numbers_are_page_numbers() {
        for bad in ["", "0", "-1", "+1", "1.0", "1e3", " 1", "１", "4294967296", "99999999999999999999"] {
            assert!(bad.parse::<PageNumber>().is_err(), "{bad:?} was taken for a page number");
        }
        assert_eq!("4294967295".parse::<PageNumber>().map(PageNumber::skipped_rows), Ok(858_993_458_800));
    }

    #[test]
    fn next_page_exists_exactly_when_another_row_does() {
        for (rows, next) in [(0, 0), (199, 0), (200, 0), (201, 2)] {
            assert_eq!(Page::cut(PageNumber::FIRST, vec![(); rows]).next_page(), next, "{rows} rows");
        }
    }

    #[test]
    fn pages_of_all_rows_follow_each_other() {
        let pages = [1, 2, 3, u32::MAX].map(|number| Page::of(PageNumber::new(number).unwrap(), 0..201));
        assert_eq!(pages.clone().map(|page| page.next_page()), [2, 0, 0, 0]);
        assert_eq!(pages.map(Page::into_rows), [(0..200).collect(), vec![200], vec![], vec![]]);
    }
}
