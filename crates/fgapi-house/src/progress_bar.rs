//! How far a long piece of work is.

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

/// How far work is that counts things: a bar on a terminal, elsewhere a line on stderr for each percent.
pub struct WorkBar {
    bar: Option<ProgressBar>,
    told: Option<(&'static str, u64)>,
    quiet: bool,
}

impl WorkBar {
    /// One that shows nothing yet.
    pub fn new() -> Self {
        let bar = std::io::stderr().is_terminal().then(|| {
            let bar = ProgressBar::new(0);
            // Both texts are constants; a bad one would only leave the usual bar.
            if let Ok(style) = ProgressStyle::with_template("{msg} [{bar:30}] {pos}/{len} {elapsed}") {
                bar.set_style(style.progress_chars("=> "));
            }
            bar
        });
        Self { bar, told: None, quiet: false }
    }

    /// One that says nothing where there is no terminal.
    pub fn quiet() -> Self {
        let bar = Self::new();
        Self { quiet: true, ..bar }
    }

    /// Shows that `done` of `total` are done of `what`.
    pub fn show(&mut self, what: &'static str, done: u64, total: u64) {
        if let Some(bar) = &self.bar {
            bar.set_message(what);
            bar.set_length(total);
            bar.set_position(done);
            return;
        }
        let percent = done.saturating_mul(100) / total.max(1);
        if !self.quiet && self.told != Some((what, percent)) {
            self.told = Some((what, percent));
            eprintln!("{what} {done}/{total}");
        }
    }

    /// Takes the bar off the screen.
    pub fn clear(&self) {
        self.bar.iter().for_each(ProgressBar::finish_and_clear);
    }
}

impl Default for WorkBar {
    fn default() -> Self {
        Self::new()
    }
}
