//! What goes wrong in a bench, and what to do next.

use std::fmt::Display;

/// What every step of the bench answers.
pub type Outcome<T = ()> = Result<T, BenchFault>;

/// A step of the bench that could not be done. The text names what is wrong; `next` names the next step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BenchFault {
    what: String,
    next: String,
}

impl BenchFault {
    /// What is wrong, and what to do about it.
    pub fn new(what: impl Into<String>, next: impl Into<String>) -> Self {
        Self { what: what.into(), next: next.into() }
    }
}

impl Display for BenchFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}\nnext: {}", self.what, self.next)
    }
}

impl std::error::Error for BenchFault {}

/// Gives an error of somebody else's a name and a next step.
pub(crate) trait Told<T> {
    /// `what` is what was tried.
    fn told(self, what: impl Display, next: &str) -> Outcome<T>;
}

impl<T, E: Display> Told<T> for Result<T, E> {
    fn told(self, what: impl Display, next: &str) -> Outcome<T> {
        self.map_err(|error| BenchFault::new(format!("{what}: {error}"), next))
    }
}

impl<T> Told<T> for Option<T> {
    fn told(self, what: impl Display, next: &str) -> Outcome<T> {
        self.ok_or_else(|| BenchFault::new(what.to_string(), next))
    }
}
