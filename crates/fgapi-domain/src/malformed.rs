//! The refusal that every parser of this crate gives: which word, and what it should have been.

use core::fmt;

/// A text that is not the word it should be. It names the word and the accepted form, and never
/// repeats the refused text, so that it can be logged and shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Malformed {
    /// The word that was expected, as `docs/glossary.md` calls it, for example `"bank code"`.
    pub what: &'static str,
    /// The accepted form, for example `"4 digits"`.
    pub expected: &'static str,
}

impl Malformed {
    /// A refusal of `what`, which has to be `expected`.
    pub const fn new(what: &'static str, expected: &'static str) -> Self {
        Self { what, expected }
    }
}

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} must be {}", self.what, self.expected)
    }
}

impl std::error::Error for Malformed {}
