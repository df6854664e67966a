//! Why a file was not taken over.

use std::borrow::Cow;
use std::io;
use std::path::{Path, PathBuf};

use fgapi_domain::Malformed;
use fgapi_zengin::FileFault;

/// A file was not taken over; nothing of it was kept. `S` is how the store fails: a store that takes files in for its own
/// callers gives its own fault here, with [`map_store`](Self::map_store).
#[derive(Debug, thiserror::Error)]
pub enum ImportFault<S = LedgerFault> {
    /// The file could not be read.
    #[error("{}: {source}", path.display())]
    Io {
        /// Which file.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// A line or record is not as it has to be.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// A 全銀 file is not as the format asks.
    #[error(transparent)]
    Zengin(#[from] FileFault),
    /// The store could not take it.
    #[error(transparent)]
    Store(S),
}

impl<S> ImportFault<S> {
    /// The same fault in another store's words.
    pub fn map_store<T>(self, words: impl FnOnce(S) -> T) -> ImportFault<T> {
        match self {
            Self::Io { path, source } => ImportFault::Io { path, source },
            Self::Refused(refused) => ImportFault::Refused(refused),
            Self::Zengin(fault) => ImportFault::Zengin(fault),
            Self::Store(fault) => ImportFault::Store(words(fault)),
        }
    }
}

impl From<LedgerFault> for ImportFault {
    fn from(fault: LedgerFault) -> Self {
        Self::Store(fault)
    }
}

/// Where a file was refused, and why. It repeats balances where they contradict, never names or account numbers.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {problem}; {next}")]
pub struct Refused {
    /// The line (CSV, the header is line 1) or record (全銀), with the column's name where one is at fault.
    pub place: String,
    /// What is wrong, with what was expected and what was found.
    pub problem: String,
    /// What to do about it.
    pub next: Cow<'static, str>,
}

impl Refused {
    pub(crate) fn new(place: impl Into<String>, problem: impl Into<String>, next: impl Into<Cow<'static, str>>) -> Self {
        Self { place: place.into(), problem: problem.into(), next: next.into() }
    }
}

/// The bank's tables did not do what they were asked; nothing of it was kept.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LedgerFault {
    /// Somebody else holds what is needed. Ask again later.
    #[error("the bank's tables are busy; ask again")]
    Busy,
    /// The tables cannot be reached, are full, or may not be written.
    #[error("the bank's tables are not available: {0}")]
    Unavailable(String),
    /// The disk failed under a commit.
    #[error("the bank's tables broke and are not written any more: {0}; check the disk, then start again")]
    Broken(String),
    /// What was read cannot be right.
    #[error("the bank's tables hold something wrong: {0}")]
    Corrupt(String),
    /// A row with this name exists already (or one that it needs does not).
    #[error("the bank's tables refused the row: {0}")]
    Conflict(String),
    /// The store did not understand the step: a mistake of the program.
    #[error("the bank's tables refused the step: {0}")]
    Statement(String),
}

impl LedgerFault {
    /// A value of `what` was read that no importer would ever write.
    pub(crate) fn corrupt(what: impl core::fmt::Display) -> Self {
        Self::Corrupt(what.to_string())
    }
}

/// A stored word that does not parse was not written by an importer.
impl From<Malformed> for LedgerFault {
    fn from(refusal: Malformed) -> Self {
        Self::corrupt(refusal)
    }
}

/// Names the file in an error of the operating system.
pub(crate) fn of_file(path: &Path) -> impl FnOnce(io::Error) -> ImportFault + '_ {
    move |source| ImportFault::Io { path: path.to_owned(), source }
}

/// What to do when a file is not right.
pub(crate) const CORRECT_FILE: &str = "nothing was imported; correct the file and run again";
