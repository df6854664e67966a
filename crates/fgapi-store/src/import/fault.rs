//! Why a file was not taken over.

use std::borrow::Cow;
use std::io;
use std::path::{Path, PathBuf};

use fgapi_zengin::FileFault;

use crate::StoreFault;

/// A file was not taken over; nothing of it was kept.
#[derive(Debug, thiserror::Error)]
pub enum ImportFault {
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
    Store(#[from] StoreFault),
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

impl From<diesel::result::Error> for ImportFault {
    fn from(error: diesel::result::Error) -> Self {
        Self::Store(error.into())
    }
}

/// Names the file in an error of the operating system.
pub(crate) fn of_file(path: &Path) -> impl FnOnce(io::Error) -> ImportFault + '_ {
    move |source| ImportFault::Io { path: path.to_owned(), source }
}

/// What to do when a file is not right.
pub(crate) const CORRECT_FILE: &str = "nothing was imported; correct the file and run again";
