//! The bounded worker threads on which doors run blocking use cases.
//!
//! A fixed number of threads (as many as the store has connections, so that none waits for one) takes
//! whole use cases from a bounded queue. A full queue refuses at once instead of growing, a use case
//! whose caller's deadline has passed is not begun, and a panic ends one use case, never a thread. A set whose work takes the
//! processors for long lets other threads go first, and gives back what it kept when nothing comes: its [`Manner`].
//!
//! This room never knows what work it runs, and depends on no other room.
//!
//! ```
//! # tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap().block_on(async {
//! use std::time::Duration;
//! use fgapi_work::{WorkerSettings, Workers};
//!
//! let workers = Workers::start(WorkerSettings { name: "read", threads: 2, queue: 64, patience: Duration::from_secs(5) })?;
//! assert_eq!(workers.run(|| 6 * 7).await?, 42);
//! # Ok::<(), Box<dyn std::error::Error>>(()) }).unwrap();
//! ```

mod manner;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crossbeam_channel::{Sender, TrySendError};
use tokio::sync::oneshot;

pub use manner::{Manner, Rest};

/// How many threads, and how much may wait for them.
#[derive(Clone, Copy, Debug)]
pub struct WorkerSettings {
    /// What the threads are called.
    pub name: &'static str,
    /// Number of threads, 1 or more.
    pub threads: usize,
    /// How many use cases may wait; one more is refused.
    pub queue: usize,
    /// How long a use case may wait before it is refused instead of begun.
    pub patience: Duration,
}

/// A use case that did not come to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unworked {
    /// The queue is full, or the wait grew too long: nothing was begun. Ask again later.
    #[error("too much work is waiting; nothing was begun")]
    Busy,
    /// The use case panicked. What it did until then, its own database transaction has undone.
    #[error("the work broke off")]
    Panicked,
}

type Job = Box<dyn FnOnce() + Send>;

/// How much a set of threads has to do, and what it had to turn away since its start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Load {
    /// Use cases that wait now.
    pub waiting: usize,
    /// How many may wait.
    pub queue: usize,
    /// Use cases that run now.
    pub running: u64,
    /// How many may run at once.
    pub threads: usize,
    /// Use cases that were refused because too many waited.
    pub refused: u64,
    /// Use cases that were not begun: they had waited too long, or nobody waited for them any more.
    pub late: u64,
}

#[derive(Debug, Default)]
struct Counts {
    running: AtomicU64,
    refused: AtomicU64,
    late: AtomicU64,
}

/// A set of worker threads. Clones share the threads; they end when the last clone is dropped and the queue is empty.
#[derive(Clone, Debug)]
pub struct Workers {
    queue: Sender<Job>,
    patience: Duration,
    name: Arc<str>,
    threads: usize,
    counts: Arc<Counts>,
}

impl Workers {
    /// Starts threads like any others.
    ///
    /// # Errors
    /// The operating system's error when it gives no thread.
    pub fn start(settings: WorkerSettings) -> std::io::Result<Self> {
        Self::start_as(settings, Manner::default())
    }

    /// Starts threads that behave in their own way.
    ///
    /// # Errors
    /// The operating system's error when it gives no thread.
    pub fn start_as(settings: WorkerSettings, manner: Manner) -> std::io::Result<Self> {
        let (queue, jobs) = crossbeam_channel::bounded::<Job>(settings.queue.max(1));
        let threads = settings.threads.max(1);
        for number in 0..threads {
            let jobs = jobs.clone();
            let work = move || {
                if let (0, Err(error)) = (number, manner.take()) {
                    log::info!(target: "fgapi::work", "threads {} are as hasty as any: the system does not let others go first: {error}", settings.name);
                }
                manner.work_off(&jobs);
            };
            thread::Builder::new().name(format!("{}-{number}", settings.name)).spawn(work)?;
        }
        Ok(Self { queue, patience: settings.patience, name: settings.name.into(), threads, counts: Arc::default() })
    }

    /// Runs one use case on a worker and waits for its outcome without blocking the caller's thread.
    ///
    /// # Errors
    /// [`Unworked::Busy`] when too much is waiting, [`Unworked::Panicked`] when the use case panicked.
    pub async fn run<T: Send + 'static>(&self, case: impl FnOnce() -> T + Send + 'static) -> Result<T, Unworked> {
        let (tell, told) = oneshot::channel();
        let (asked, patience, counts) = (Instant::now(), self.patience, Arc::clone(&self.counts));
        let job: Job = Box::new(move || {
            // Nobody waits any more, or has waited too long: beginning now would only add to the load.
            if tell.is_closed() {
                counts.late.fetch_add(1, Ordering::Relaxed);
                return;
            }
            let outcome = if asked.elapsed() > patience {
                counts.late.fetch_add(1, Ordering::Relaxed);
                Err(Unworked::Busy)
            } else {
                counts.running.fetch_add(1, Ordering::Relaxed);
                let outcome = catch_unwind(AssertUnwindSafe(case)).map_err(|_| Unworked::Panicked);
                counts.running.fetch_sub(1, Ordering::Relaxed);
                outcome
            };
            // The caller may have left meanwhile; the work is done all the same.
            drop(tell.send(outcome));
        });
        match self.queue.try_send(job) {
            Ok(()) => told.await.unwrap_or(Err(Unworked::Panicked)),
            Err(TrySendError::Full(_) | TrySendError::Disconnected(_)) => {
                self.counts.refused.fetch_add(1, Ordering::Relaxed);
                Err(Unworked::Busy)
            }
        }
    }

    /// How many use cases wait now.
    pub fn waiting(&self) -> usize {
        self.queue.len()
    }

    /// How much there is to do now, and what was turned away. The numbers are read one after another, so they are not of one instant.
    pub fn load(&self) -> Load {
        let Counts { running, refused, late } = &*self.counts;
        Load {
            waiting: self.queue.len(),
            queue: self.queue.capacity().unwrap_or_default(),
            running: running.load(Ordering::Relaxed),
            threads: self.threads,
            refused: refused.load(Ordering::Relaxed),
            late: late.load(Ordering::Relaxed),
        }
    }

    /// What the threads are called.
    pub fn name(&self) -> &str {
        &self.name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn workers(threads: usize, queue: usize, patience: Duration) -> Workers {
        Workers::start(WorkerSettings { name: "test", threads, queue, patience }).unwrap()
    }

    #[tokio::test]
    async fn a_full_queue_refuses_at_once() {
        let workers = workers(1, 1, Duration::from_secs(60));
        let (begun, is_begun) = crossbeam_channel::bounded(0);
        let (release, gate) = crossbeam_channel::bounded::<()>(0);
        let first = tokio::spawn({
            let workers = workers.clone();
            async move { workers.run(move || (begun.send(()), gate.recv())).await.map(|_| ()) }
        });
        tokio::task::spawn_blocking(move || is_begun.recv()).await.unwrap().unwrap();
        let second = tokio::spawn({
            let workers = workers.clone();
            async move { workers.run(|| 2).await }
        });
        while workers.waiting() == 0 {
            tokio::task::yield_now().await;
        }
        assert_eq!(workers.run(|| 3).await, Err(Unworked::Busy));
        assert_eq!(workers.load(), Load { waiting: 1, queue: 1, running: 1, threads: 1, refused: 1, late: 0 });
        drop(release);
        assert_eq!(first.await.unwrap(), Ok(()));
        assert_eq!(second.await.unwrap(), Ok(2));
    }

    #[tokio::test]
    async fn a_panic_ends_one_use_case_only() {
        let workers = workers(1, 8, Duration::from_secs(60));
        assert_eq!(workers.run(|| panic!("this one breaks")).await.map(|()| 0), Err(Unworked::Panicked));
        assert_eq!(workers.run(|| 5).await, Ok(5));
    }

    #[tokio::test]
    async fn what_waited_too_long_is_not_begun() {
        let workers = workers(1, 8, Duration::ZERO);
        assert_eq!(workers.run(|| unreachable!("begun after its time")).await.map(|()| 0), Err(Unworked::Busy));
        assert_eq!(workers.load().late, 1);
    }
}
