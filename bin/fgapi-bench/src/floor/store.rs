//! What the floor asks its database: a page by key range, and tokens by one statement each.

use std::sync::{Mutex, PoisonError};

use super::plan::{PagePlan, Plan, Synchronous};
use super::{postgres, sqlite};
use crate::Outcome;

/// Day, ordinal, second, amount, running, description.
pub type Row = (i64, i64, i64, i64, i64, String);

/// The bare driver, on connections of the caller's threads.
pub trait FloorStore: Send + Sync {
    /// The 201 rows from a place on.
    ///
    /// # Errors
    /// When the database refuses.
    fn page(&self, plan: &PagePlan) -> Outcome<Vec<Row>>;

    /// Makes the floor's tables, its one client, and `auth` auth tokens.
    ///
    /// # Errors
    /// When the database refuses.
    fn begin(&self, password: &[u8], auth: &[[u8; 32]]) -> Outcome;

    /// Keeps a new system token, if key and password are a client's.
    ///
    /// # Errors
    /// When the database refuses.
    fn issue(&self, digest: &[u8], api_key: &str, password: &[u8], now: i64) -> Outcome<bool>;

    /// Replaces a living pair by a new one.
    ///
    /// # Errors
    /// When the database refuses.
    fn rotate(&self, presented: &[u8], access: &[u8], refresh: &[u8], now: i64) -> Outcome<bool>;

    /// Gives a first pair for an auth token.
    ///
    /// # Errors
    /// When the database refuses.
    fn redeem(&self, presented: &[u8], access: &[u8], refresh: &[u8], now: i64) -> Outcome<bool>;

    /// Ends a link.
    ///
    /// # Errors
    /// When the database refuses.
    fn end(&self, presented: &[u8], now: i64) -> Outcome<bool>;

    /// How many threads may write at once.
    fn writers(&self) -> usize;
}

/// The product's own statements without HTTP, in one thread.
pub trait Alone {
    /// Reads the token, link and client that stand behind an access token's digest.
    ///
    /// # Errors
    /// When the database refuses.
    fn check(&mut self, digest: &[u8]) -> Outcome<bool>;

    /// Reads a page's rows.
    ///
    /// # Errors
    /// When the database refuses.
    fn rows(&mut self, plan: &PagePlan) -> Outcome<usize>;

    /// Reads a page's rows by counting those before: what a gateway without positions does.
    ///
    /// # Errors
    /// When the database refuses.
    fn rows_by_offset(&mut self, account: i64, skip: i64) -> Outcome<usize>;
}

/// The store that a plan names: the gateway's for pages, and the floor's own for tokens.
pub(super) fn open_store(plan: &Plan) -> Outcome<Box<dyn FloorStore>> {
    if plan.store.starts_with("postgres") {
        Ok(Box::new(postgres::Store::open(&plan.store)?))
    } else {
        Ok(Box::new(sqlite::Store::open(&plan.store, &plan.tokens, plan.synchronous)?))
    }
}

impl dyn Alone {
    /// A connection of its own.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn open(store: &str) -> Outcome<Box<dyn Alone>> {
        if store.starts_with("postgres") {
            Ok(Box::new(postgres::connect(store)?))
        } else {
            Ok(Box::new(sqlite::connect(store, Synchronous::Normal)?))
        }
    }
}

/// Connections that nobody uses now. There are as many as threads, so none is ever waited for.
pub(super) struct Idle<C>(Mutex<Vec<C>>);

impl<C> Idle<C> {
    pub(super) fn of(number: usize, make: impl Fn() -> Outcome<C>) -> Outcome<Self> {
        Ok(Self(Mutex::new((0..number).map(|_| make()).collect::<Outcome<_>>()?)))
    }

    pub(super) fn with<T>(&self, work: impl FnOnce(&mut C) -> Outcome<T>) -> Outcome<T> {
        let taken = self.0.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let Some(mut conn) = taken else {
            return Err(crate::BenchFault::new("more threads than connections", "report this"));
        };
        let outcome = work(&mut conn);
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(conn);
        outcome
    }
}
