//! The threads that fetch linked accounts.

use std::cell::Cell;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::thread::{Builder, JoinHandle};
use std::time::{Duration, Instant};

use fgapi_linked::{AccountId, Fetched, LinkedDesk, ServiceId};

use crate::bell::{Bell, Woken};

/// The longest pause after faults of store or vault.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);
/// How often such faults are told.
const COMPLAIN: Duration = Duration::from_secs(60);

/// How accounts are fetched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CollectorSettings {
    /// Accounts that this gateway fetches at the same time, at least 1.
    pub workers: u32,
    /// Seconds between two looks at what is due, at least 1.
    pub poll_seconds: u32,
    /// How long an attempt that is under way may take once the gateway ends; its lease ends by itself.
    pub drain: Duration,
}

impl Default for CollectorSettings {
    fn default() -> Self {
        Self { workers: 4, poll_seconds: 5, drain: Duration::from_secs(10) }
    }
}

/// Fetches what is due, on threads of its own, until it is ended.
pub struct Collector {
    bell: Arc<Bell>,
    threads: Vec<JoinHandle<()>>,
    /// Nothing comes out of it: it closes when all threads have ended.
    over: Receiver<()>,
    drain: Duration,
    stopped_at: OnceLock<Instant>,
}

/// Tells a collector that something may be due. Clones tell the same one.
#[derive(Clone)]
pub struct Nudge(Arc<Bell>);

impl Nudge {
    /// Lets it look now.
    pub fn nudge(&self) {
        self.0.ring();
    }
}

impl std::fmt::Debug for Nudge {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Nudge")
    }
}

impl Collector {
    /// Begins to fetch what the desk knows to be due.
    ///
    /// # Errors
    /// The operating system's, when it gives no thread.
    pub fn begin(desk: &LinkedDesk, settings: CollectorSettings) -> io::Result<Self> {
        let (ends, over) = channel();
        let bell = Arc::<Bell>::default();
        let mut collector = Self { bell: bell.clone(), threads: Vec::new(), over, drain: settings.drain, stopped_at: OnceLock::new() };
        let poll = Duration::from_secs(settings.poll_seconds.max(1).into());
        let complaints = Arc::<Complaints>::default();
        for number in 0..settings.workers.max(1) {
            let worker = Worker { desk: desk.clone(), bell: bell.clone(), poll, complaints: complaints.clone(), _ends: ends.clone() };
            // When there is no thread for one of them, those before it end with the collector.
            collector.threads.push(Builder::new().name(format!("collect-{number}")).spawn(move || worker.work())?);
        }
        Ok(collector)
    }

    /// What tells it that something may be due, so that nobody waits for its next look.
    pub fn nudge(&self) -> Nudge {
        Nudge(self.bell.clone())
    }

    /// Tells it to end, and does not wait.
    pub fn stop(&self) {
        self.stopped_at.get_or_init(Instant::now);
        self.bell.end();
    }

    /// Ends it. Attempts that are under way may come to their end, as long as the settings allow from when it was told to end; of others
    /// the leases end by themselves.
    pub fn end(mut self) {
        self.stop();
        let waited = self.stopped_at.get().map_or(Duration::ZERO, Instant::elapsed);
        if self.over.recv_timeout(self.drain.saturating_sub(waited)) == Err(RecvTimeoutError::Timeout) {
            log::warn!("a linked account is being fetched and takes too long: it is fetched again when its lease is over");
            return;
        }
        for thread in std::mem::take(&mut self.threads) {
            // A panic in it was told when it happened.
            drop(thread.join());
        }
    }
}

/// Who forgets to end it ends it all the same.
impl Drop for Collector {
    fn drop(&mut self) {
        self.stop();
    }
}

impl std::fmt::Debug for Collector {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Collector").field("threads", &self.threads.len()).finish_non_exhaustive()
    }
}

struct Worker {
    desk: LinkedDesk,
    bell: Arc<Bell>,
    poll: Duration,
    complaints: Arc<Complaints>,
    /// Is dropped with the worker.
    _ends: Sender<()>,
}

impl Worker {
    fn work(self) {
        let mut faults = 0_u32;
        while !self.bell.is_over() {
            let pause = match self.turn() {
                Ok(true) => {
                    faults = 0;
                    continue;
                }
                Ok(false) => {
                    faults = 0;
                    self.poll
                }
                Err(fault) => {
                    self.complaints.tell(&fault);
                    faults = faults.saturating_add(1);
                    backed_off(faults)
                }
            };
            if self.bell.wait(pause) == Woken::ToEnd {
                return;
            }
        }
    }

    /// Takes a turn. `Ok(false)`: nothing was due.
    fn turn(&self) -> Result<bool, String> {
        let taken: Cell<Option<Taken>> = Cell::new(None);
        let fetch = || {
            self.desk.fetch_next_telling(|account, service| {
                taken.set(Some(Taken { account, service, at: Instant::now() }));
                // There may be more: somebody else looks while this one is fetched.
                self.bell.ring();
            })
        };
        let outcome = catch_unwind(AssertUnwindSafe(fetch));
        let (name, error, why) = match &outcome {
            Ok(Ok(Fetched::Idle)) => return Ok(false),
            Ok(Ok(Fetched::Done(_))) => ("done", "-", ""),
            Ok(Ok(Fetched::Failed(_, fault))) => ("failed", fault.error.error_msg(), fault.why.as_str()),
            Ok(Ok(Fetched::Late(_))) => ("late", "-", "another lease was given meanwhile"),
            Ok(Err(_)) => ("broken", "-", "store or vault did not do their part"),
            Err(_) => ("broken", "-", "a panic"),
        };
        if let Some(taken) = taken.get() {
            taken.tell(name, error, why);
        }
        match outcome {
            Ok(Ok(_)) => Ok(true),
            Ok(Err(fault)) => Err(fault.to_string()),
            Err(_) => Err("a panic broke an attempt off".to_owned()),
        }
    }
}

/// Twice as long after each fault in a row.
fn backed_off(faults: u32) -> Duration {
    Duration::from_secs(1_u64.checked_shl(faults.saturating_sub(1)).unwrap_or(u64::MAX)).min(LONGEST_PAUSE)
}

/// An account whose attempt began.
#[derive(Clone, Copy)]
struct Taken {
    account: AccountId,
    service: ServiceId,
    at: Instant,
}

impl Taken {
    /// The one line of an attempt. It holds neither a secret nor an account's number nor an institution's words.
    fn tell(self, outcome: &str, error: &str, why: &str) {
        let ms = u64::try_from(self.at.elapsed().as_millis()).unwrap_or(u64::MAX);
        let (account, service) = (self.account, self.service);
        log::info!(target: "fgapi::linked", account:% = account, service:% = service, outcome, error, ms, why; "fetched");
    }
}

/// Tells faults of store and vault, though not each of them.
#[derive(Default)]
struct Complaints(Mutex<Option<Instant>>);

impl Complaints {
    fn tell(&self, fault: &str) {
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if last.is_none_or(|at| at.elapsed() >= COMPLAIN) {
            *last = Some(Instant::now());
            log::warn!("linked accounts cannot be fetched, and are tried again: {fault}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_a_minute() {
        let seconds = [0, 1, 2, 3, 6, 7, 64, 65, u32::MAX].map(|faults| backed_off(faults).as_secs());
        assert_eq!(seconds, [1, 1, 2, 4, 32, 60, 60, 60, 60]);
    }
}
