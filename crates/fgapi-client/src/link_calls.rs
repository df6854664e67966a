//! What can be asked on a customer's link.

use std::sync::Arc;

use fgapi_wire::{AccountsAnswer, AdditionalRequestAnswer, BalancesAnswer, LinkedAnswer, LinkedIndexAnswer, TransactionsAnswer};
use futures_util::future::BoxFuture;

use crate::{CallError, Fgapi, FormAnswer, Link, LinkError, LinkedChange, Page, Pages, Rows, StatementQuery, Token};

/// A query that outlives whoever asks it.
struct Asked {
    account_id: String,
    start_date: String,
    end_date: String,
}

impl Asked {
    fn page(&self, page: u32) -> StatementQuery<'_> {
        StatementQuery { account_id: &self.account_id, start_date: &self.start_date, end_date: &self.end_date, page }
    }
}

type Answered<P> = BoxFuture<'static, Result<P, CallError>>;

impl Link {
    /// /accounts@GET, all pages.
    pub fn accounts(&self) -> Rows<AccountsAnswer<'static>> {
        self.listing(1, |bank, access, page| Box::pin(async move { bank.accounts(&access, page).await }))
    }

    /// /transactions@GET, all pages from the query's on.
    pub fn transactions(&self, query: &StatementQuery<'_>) -> Rows<TransactionsAnswer<'static>> {
        self.statement(query, |bank, access, asked, page| Box::pin(async move { bank.transactions(&access, &asked.page(page)).await }))
    }

    /// /balances@GET, all pages from the query's on.
    pub fn balances(&self, query: &StatementQuery<'_>) -> Rows<BalancesAnswer<'static>> {
        self.statement(query, |bank, access, asked, page| Box::pin(async move { bank.balances(&access, &asked.page(page)).await }))
    }

    /// The same with a row for each day, as [`Fgapi::carried_balances`] has it.
    pub fn carried_balances(&self, query: &StatementQuery<'_>) -> Rows<BalancesAnswer<'static>> {
        self.statement(query, |bank, access, asked, page| Box::pin(async move { bank.carried_balances(&access, &asked.page(page)).await }))
    }

    /// /api/v1/accounts@GET, all pages: what the customer has at other institutions.
    pub fn linked_accounts(&self) -> Rows<LinkedIndexAnswer<'static>> {
        self.listing(1, |bank, access, page| Box::pin(async move { bank.linked_accounts(&access, page).await }))
    }

    /// As [`Fgapi::linked_account`].
    ///
    /// # Errors
    /// [`LinkError`].
    pub async fn linked_account(&self, hashed_id: &str) -> Result<LinkedAnswer<'static>, LinkError> {
        self.call(|bank, access| async move { bank.linked_account(&access, hashed_id).await }).await
    }

    /// As [`Fgapi::link_account`].
    ///
    /// # Errors
    /// [`LinkError`].
    pub async fn link_account(&self, service_id: u32, answers: &[FormAnswer<'_>]) -> Result<LinkedAnswer<'static>, LinkError> {
        self.call(|bank, access| async move { bank.link_account(&access, service_id, answers).await }).await
    }

    /// As [`Fgapi::change_linked_account`].
    ///
    /// # Errors
    /// [`LinkError`].
    pub async fn change_linked_account(&self, hashed_id: &str, change: &LinkedChange<'_>) -> Result<LinkedAnswer<'static>, LinkError> {
        self.call(|bank, access| async move { bank.change_linked_account(&access, hashed_id, change).await }).await
    }

    /// As [`Fgapi::acquire`].
    ///
    /// # Errors
    /// [`LinkError`].
    pub async fn acquire(&self, hashed_id: &str) -> Result<(), LinkError> {
        self.call(|bank, access| async move { bank.acquire(&access, hashed_id).await }).await
    }

    /// As [`Fgapi::additional_requests`].
    ///
    /// # Errors
    /// [`LinkError`].
    pub async fn additional_requests(&self, hashed_id: &str) -> Result<Vec<AdditionalRequestAnswer<'static>>, LinkError> {
        self.call(|bank, access| async move { bank.additional_requests(&access, hashed_id).await }).await
    }

    /// As [`Fgapi::answer_request`].
    ///
    /// # Errors
    /// [`LinkError`].
    pub async fn answer_request(&self, hashed_id: &str, response: &str) -> Result<(), LinkError> {
        self.call(|bank, access| async move { bank.answer_request(&access, hashed_id, response).await }).await
    }

    fn statement<P: Page + 'static>(
        &self,
        query: &StatementQuery<'_>,
        ask: impl Fn(Fgapi, Token, Arc<Asked>, u32) -> Answered<P> + Send + Sync + 'static,
    ) -> Rows<P> {
        let [account_id, start_date, end_date] = [query.account_id, query.start_date, query.end_date].map(str::to_owned);
        let asked = Arc::new(Asked { account_id, start_date, end_date });
        self.listing(query.page, move |bank, access, page| ask(bank, access, asked.clone(), page))
    }

    fn listing<P: Page + 'static>(&self, first: u32, ask: impl Fn(Fgapi, Token, u32) -> Answered<P> + Send + Sync + 'static) -> Rows<P> {
        let (link, ask) = (self.clone(), Arc::new(ask));
        let pages = Pages::new(first, move |page| -> BoxFuture<'static, Result<P, LinkError>> {
            let (link, ask) = (link.clone(), ask.clone());
            Box::pin(async move { link.call(|bank, access| ask(bank, access, page)).await })
        });
        pages.into()
    }
}
