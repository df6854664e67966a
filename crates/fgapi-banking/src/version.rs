//! What tells one state of an account from another, for who keeps pages.

use crate::Statement;

/// One state of what /transactions and /balances show of an account: four numbers that mean something to the bank alone, such as a
/// counter of its changes. An account has the same version twice only when every page of it is the same too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Version([i64; 4]);

impl Version {
    /// The version with these numbers; a bank that has fewer fills up with zeros.
    pub const fn new(numbers: [i64; 4]) -> Self {
        Self(numbers)
    }
}

/// A page, for an asker who may know it already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Since<T> {
    /// The account is at the version that the asker knows, and the customer holds it now. Never said to who knows none.
    Unchanged,
    /// The page as it is now, with the version that its rows are of; without one where the bank has none.
    Page(Statement<T>, Option<Version>),
}

impl<T> Since<T> {
    /// The page of a bank without versions.
    pub const fn unversioned(statement: Statement<T>) -> Self {
        Self::Page(statement, None)
    }
}
