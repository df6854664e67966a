//! The pools' error handler: r2d2's own writes a line for every attempt to connect, a thousand in one failover.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use diesel::r2d2::HandleError;

/// At most one line in this time.
const PAUSE: Duration = Duration::from_secs(10);

/// Logs one line in ten seconds, and how many it left out.
#[derive(Debug)]
pub(crate) struct QuietErrors {
    shown: fn(&str) -> &str,
    quiet: Mutex<Quiet>,
}

impl QuietErrors {
    /// With what may be shown of an error's text.
    pub(crate) fn new(shown: fn(&str) -> &str) -> Self {
        Self { shown, quiet: Mutex::default() }
    }
}

#[derive(Debug, Default)]
struct Quiet {
    last: Option<Instant>,
    left_out: u64,
}

impl<E: std::error::Error> HandleError<E> for QuietErrors {
    fn handle_error(&self, error: E) {
        let Ok(mut quiet) = self.quiet.lock() else { return };
        if quiet.last.is_some_and(|last| last.elapsed() < PAUSE) {
            quiet.left_out += 1;
            return;
        }
        let text = error.to_string();
        log::warn!("no connection to the database: {} ({} more like it were left out)", (self.shown)(&text), quiet.left_out);
        *quiet = Quiet { last: Some(Instant::now()), left_out: 0 };
    }
}
