//! Listings that come in pages, as streams.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use fgapi_wire::{
    AccountRow, AccountsAnswer, BalanceRow, BalancesAnswer, BranchRow, BranchesAnswer, LinkedAnswer, LinkedIndexAnswer, TransactionRow,
    TransactionsAnswer,
};
use futures_util::future::BoxFuture;
use futures_util::{Stream, StreamExt};

use crate::{CallError, LinkError};

/// Pages of one listing: twenty million rows.
const MOST_PAGES: u32 = 100_000;

/// One page of a listing.
pub trait Page: sealed::Numbered + Send {
    /// What it lists.
    type Row: Send + Unpin;

    /// Its rows.
    fn into_rows(self) -> Vec<Self::Row>;
}

mod sealed {
    /// How a page says where it stands.
    pub trait Numbered {
        /// What it calls itself, in two places, and what it calls the next one, when `asked` was asked for. 0 is nothing.
        fn numbers(&self, asked: u32) -> ([u32; 2], [u32; 2]);
    }
}

macro_rules! pages {
    ($($answer:ident { $rows:ident: $row:ident })*) => {$(
        impl<'a> Page for $answer<'a> {
            type Row = $row<'a>;

            fn into_rows(self) -> Vec<Self::Row> {
                self.$rows
            }
        }

        impl sealed::Numbered for $answer<'_> {
            fn numbers(&self, _: u32) -> ([u32; 2], [u32; 2]) {
                ([self.page, self.params.page], [self.next_page, self.params.next_page])
            }
        }
    )*};
}

pages! {
    BranchesAnswer { branches: BranchRow }
    AccountsAnswer { accounts: AccountRow }
    TransactionsAnswer { transactions: TransactionRow }
    BalancesAnswer { balances: BalanceRow }
}

impl<'a> Page for LinkedIndexAnswer<'a> {
    type Row = LinkedAnswer<'a>;

    fn into_rows(self) -> Vec<Self::Row> {
        self.accounts
    }
}

/// This document counts rows, not pages.
impl sealed::Numbered for LinkedIndexAnswer<'_> {
    fn numbers(&self, asked: u32) -> ([u32; 2], [u32; 2]) {
        let listed = self.offset.saturating_add(u64::try_from(self.accounts.len()).unwrap_or(u64::MAX));
        let more = !self.accounts.is_empty() && listed < u64::from(self.total_count);
        ([asked; 2], [if more { asked.saturating_add(1) } else { 0 }; 2])
    }
}

/// The page after `asked`, or why there is no saying. `next_page` may stand in either of two places, or in both.
fn next_of(page: &impl sealed::Numbered, asked: u32) -> Result<Option<u32>, String> {
    let (own, next) = page.numbers(asked);
    if own.iter().any(|own| *own != 0 && *own != asked) {
        return Err(format!("page {asked} was asked for, and another came"));
    }
    match next {
        [0, 0] => Ok(None),
        [one, other] if one != other && one.min(other) != 0 => Err(format!("page {asked} tells two next pages: {one} and {other}")),
        [one, other] if one.max(other) > asked => Ok(Some(one.max(other))),
        [one, other] => Err(format!("page {asked} is followed by page {}, which was asked for before", one.max(other))),
    }
}

type Ask<P, E> = Arc<dyn Fn(u32) -> BoxFuture<'static, Result<P, E>> + Send + Sync>;

/// The pages of a listing, each asked for when it is wanted, none of them twice. It ends after the last page, and after an error. Whoever
/// stops waiting for a page, as in `select!`, gets that page when they go on.
#[must_use]
pub struct Pages<P, E = LinkError> {
    ask: Ask<P, E>,
    at: At<P, E>,
    /// How many more may come.
    left: u32,
}

enum At<P, E> {
    Before(u32),
    Asked(u32, BoxFuture<'static, Result<P, E>>),
    /// With the page that was not got, if that was why.
    End(Option<u32>),
}

impl<P: Page, E: From<CallError>> Pages<P, E> {
    pub(crate) fn new(first: u32, ask: impl Fn(u32) -> BoxFuture<'static, Result<P, E>> + Send + Sync + 'static) -> Self {
        Self { ask: Arc::new(ask), at: At::Before(first), left: MOST_PAGES }
    }

    /// The next page; `None` after the last.
    pub async fn next(&mut self) -> Option<Result<P, E>> {
        StreamExt::next(self).await
    }

    /// Which page comes next; `None` after the last. After an error it is the page that was not got: the listing can be asked for anew from
    /// there on.
    pub const fn next_page(&self) -> Option<u32> {
        match &self.at {
            At::Before(page) | At::Asked(page, _) => Some(*page),
            At::End(broken_at) => *broken_at,
        }
    }

    fn judged(&mut self, asked: u32, page: Result<P, E>) -> Result<P, E> {
        let page = page?;
        let refused = |why| E::from(CallError::NotUnderstood { status: 200, why, request_id: String::new() });
        let next = next_of(&page, asked).map_err(refused)?;
        if let Some(next) = next {
            self.left -= 1;
            if self.left == 0 {
                return Err(refused(format!("more than {MOST_PAGES} pages: ask for a shorter period")));
            }
            self.at = At::Before(next);
        }
        Ok(page)
    }
}

impl<P: Page, E: From<CallError>> Stream for Pages<P, E> {
    type Item = Result<P, E>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        if let At::Before(page) = this.at {
            this.at = At::Asked(page, (this.ask)(page));
        }
        let At::Asked(asked, answer) = &mut this.at else { return Poll::Ready(None) };
        let (asked, page) = (*asked, ready!(answer.as_mut().poll(context)));
        this.at = At::End(page.is_err().then_some(asked));
        Poll::Ready(Some(this.judged(asked, page)))
    }
}

impl<P, E> fmt::Debug for Pages<P, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pages")
    }
}

/// The rows of a listing, page after page ([`Pages`]).
///
/// ```no_run
/// # use fgapi_client::{Link, LinkError};
/// # async fn run(link: Link) -> Result<(), LinkError> {
/// let mut accounts = link.accounts();
/// while let Some(account) = accounts.next().await {
///     println!("{}", account?.id);
/// }
/// # Ok(())
/// # }
/// ```
#[must_use]
pub struct Rows<P: Page, E = LinkError> {
    pages: Pages<P, E>,
    rows: std::vec::IntoIter<P::Row>,
}

impl<P: Page, E: From<CallError>> Rows<P, E> {
    /// The next row; `None` after the last.
    pub async fn next(&mut self) -> Option<Result<P::Row, E>> {
        StreamExt::next(self).await
    }

    /// All rows that are left. For as many as memory holds.
    ///
    /// # Errors
    /// The first that comes.
    pub async fn all(mut self) -> Result<Vec<P::Row>, E> {
        let mut all = Vec::new();
        while let Some(row) = self.next().await {
            all.push(row?);
        }
        Ok(all)
    }

    /// The same by the page, with what stands there beside the rows.
    pub fn pages(self) -> Pages<P, E> {
        self.pages
    }
}

impl<P: Page, E> From<Pages<P, E>> for Rows<P, E> {
    fn from(pages: Pages<P, E>) -> Self {
        Self { pages, rows: Vec::new().into_iter() }
    }
}

impl<P: Page, E: From<CallError>> Stream for Rows<P, E> {
    type Item = Result<P::Row, E>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if let Some(row) = self.rows.next() {
                return Poll::Ready(Some(Ok(row)));
            }
            match ready!(self.pages.poll_next_unpin(context)) {
                None => return Poll::Ready(None),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                Some(Ok(page)) => self.rows = page.into_rows().into_iter(),
            }
        }
    }
}

impl<P: Page, E> fmt::Debug for Rows<P, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Rows")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Said([u32; 2], [u32; 2]);

    impl sealed::Numbered for Said {
        fn numbers(&self, _: u32) -> ([u32; 2], [u32; 2]) {
            (self.0, self.1)
        }
    }

    #[test]
    fn a_page_is_followed_by_a_later_one_or_by_none() {
        let next = |own, next| next_of(&Said(own, next), 4).map_err(|_| ());
        assert_eq!(next([4, 4], [5, 5]), Ok(Some(5)));
        assert_eq!(next([0, 4], [0, 5]), Ok(Some(5)));
        assert_eq!(next([4, 0], [5, 0]), Ok(Some(5)));
        assert_eq!(next([4, 4], [0, 0]), Ok(None));
        assert_eq!(next([4, 4], [9, 9]), Ok(Some(9)), "a bank may leave numbers out");
        for (own, wrong) in [([4, 4], [4, 4]), ([4, 4], [1, 1]), ([4, 4], [5, 6]), ([1, 1], [5, 5]), ([4, 1], [0, 0])] {
            assert_eq!(next(own, wrong), Err(()), "{own:?} {wrong:?}");
        }
    }
}
