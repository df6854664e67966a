//! How far an import is, on a terminal only.

use std::io::IsTerminal as _;
use std::path::Path;

use fgapi_store::Progress;
use indicatif::{ProgressBar, ProgressStyle};

/// How far a file is, on a terminal only.
pub struct Bar(ProgressBar);

impl Bar {
    /// A bar for `file`.
    pub fn new(file: &Path) -> Self {
        if !std::io::stderr().is_terminal() {
            return Self(ProgressBar::hidden());
        }
        let bar = ProgressBar::new(0);
        // Both texts are constants; a bad one would only leave the usual bar.
        if let Ok(style) = ProgressStyle::with_template("{msg} [{bar:30}] {percent}% {elapsed}") {
            bar.set_style(style.progress_chars("=> "));
        }
        bar.set_message(file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default());
        Self(bar)
    }

    /// Shows where the import is.
    pub fn show(&self, at: Progress) {
        self.0.set_length(at.total_bytes);
        self.0.set_position(at.bytes);
    }

    /// Takes the bar off the screen.
    pub fn clear(&self) {
        self.0.finish_and_clear();
    }
}
