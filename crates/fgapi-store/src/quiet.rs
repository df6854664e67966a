//! The pools' error handler: r2d2's own writes a line for every attempt to connect, a thousand in one failover.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use diesel::r2d2::HandleError;

/// At most one line in this time.
const PAUSE: Duration = Duration::from_secs(10);

/// Logs one line in ten seconds, and how many it left out.
#[derive(Debug, Default)]
pub(crate) struct QuietErrors(Mutex<Quiet>);

#[derive(Debug, Default)]
struct Quiet {
    last: Option<Instant>,
    left_out: u64,
}

impl<E: std::error::Error> HandleError<E> for QuietErrors {
    fn handle_error(&self, error: E) {
        let Ok(mut quiet) = self.0.lock() else { return };
        if quiet.last.is_some_and(|last| last.elapsed() < PAUSE) {
            quiet.left_out += 1;
            return;
        }
        log::warn!("no connection to the database: {error} ({} more like it were left out)", quiet.left_out);
        *quiet = Quiet { last: Some(Instant::now()), left_out: 0 };
    }
}
