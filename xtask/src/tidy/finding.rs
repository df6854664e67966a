//! What `tidy` found: the place, and what to do there.

use std::fmt;
use std::path::Path;

/// One broken law.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Finding {
    place: String,
    message: String,
}

impl Finding {
    /// A finding in `file`; line 0 means the whole of it.
    pub(super) fn at(file: &Path, line: usize, message: impl Into<String>) -> Self {
        let place = if line == 0 { file.display().to_string() } else { format!("{}:{line}", file.display()) };
        Self { place, message: message.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.message)
    }
}
