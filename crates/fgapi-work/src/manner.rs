//! What sets some threads apart: that others go first, and what they do when there is nothing to do.

use std::io;
use std::panic::catch_unwind;
use std::time::Duration;

use crossbeam_channel::{Receiver, RecvTimeoutError};

/// How a set of threads behaves beside the other threads of its process. The default is: like them.
#[derive(Clone, Copy, Debug, Default)]
pub struct Manner {
    /// Whether other threads go first where the processors are all taken. For work that takes them for long and that people wait
    /// for: it goes on more slowly then, and never stands still. Only Linux knows it of single threads; elsewhere, and where
    /// the system refuses, the threads are like others, and the log says so once.
    pub last: bool,
    /// What a thread does when nothing came for a while.
    pub rest: Option<Rest>,
}

/// What a thread does once when nothing came for a while, and then not again until it has worked.
#[derive(Clone, Copy, Debug)]
pub struct Rest {
    /// For how long nothing came.
    pub after: Duration,
    /// What it does; a panic in it ends nothing.
    pub run: fn(),
}

impl Manner {
    /// Makes the calling thread behave so.
    pub(crate) fn take(self) -> io::Result<()> {
        if self.last { system::go_last() } else { Ok(()) }
    }

    /// Takes job after job until the queue is empty and nobody can fill it.
    pub(crate) fn work_off<J: FnOnce()>(self, jobs: &Receiver<J>) {
        let Some(Rest { after, run }) = self.rest else {
            return jobs.iter().for_each(|job| job());
        };
        loop {
            let next = jobs.recv_timeout(after).or_else(|none| {
                if none == RecvTimeoutError::Timeout {
                    drop(catch_unwind(run));
                }
                jobs.recv()
            });
            let Ok(job) = next else { return };
            job();
        }
    }
}

#[cfg(target_os = "linux")]
mod system {
    use std::io;

    use rustix::process::{getpriority_process, setpriority_process};
    use rustix::thread::gettid;

    /// By how much it is nicer than others: it gets about a tenth of the time of each that also wants the processor (110 to
    /// 1,024 in the kernel's table), so it never starves.
    pub(super) const NICER: i32 = 10;
    /// Nicer is nobody.
    pub(super) const NICEST: i32 = 19;

    /// Linux keeps this for each thread, although POSIX says: for a process. Going back is not everybody's right.
    pub(super) fn go_last() -> io::Result<()> {
        let own = Some(gettid());
        let nice = getpriority_process(own)?.saturating_add(NICER).min(NICEST);
        Ok(setpriority_process(own, nice)?)
    }
}

#[cfg(not(target_os = "linux"))]
mod system {
    use std::io;

    pub(super) fn go_last() -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{WorkerSettings, Workers};
    use crossbeam_channel::{Sender, bounded};
    use std::sync::{Mutex, PoisonError};

    fn workers(manner: Manner) -> Workers {
        Workers::start_as(WorkerSettings { name: "test", threads: 2, queue: 8, patience: Duration::from_secs(60) }, manner).unwrap()
    }

    /// The nice value of the calling thread: field 19, and the 17th after the name, which is in brackets.
    #[cfg(target_os = "linux")]
    fn niceness() -> i32 {
        let stat = std::fs::read_to_string("/proc/thread-self/stat").unwrap();
        stat.rsplit_once(") ").unwrap().1.split(' ').nth(16).unwrap().parse().unwrap()
    }

    #[cfg(target_os = "linux")]
    #[tokio::test]
    async fn threads_that_go_last_are_nicer_than_others_and_nobody_else_is() {
        let own = niceness();
        let (last, others) = (workers(Manner { last: true, ..Manner::default() }), workers(Manner::default()));
        assert_eq!(last.run(niceness).await, Ok(system::NICEST.min(own + system::NICER)));
        assert_eq!(others.run(niceness).await, Ok(own));
        assert_eq!(niceness(), own);
    }

    #[tokio::test]
    async fn a_thread_that_rests_works_again_afterwards() {
        static TOLD: Mutex<Option<Sender<()>>> = Mutex::new(None);
        fn tell() {
            let told = TOLD.lock().unwrap_or_else(PoisonError::into_inner).take();
            told.unwrap().send(()).unwrap();
            panic!("a rest that breaks");
        }
        let (tell_me, told) = bounded(1);
        *TOLD.lock().unwrap() = Some(tell_me);
        let workers = workers(Manner { rest: Some(Rest { after: Duration::from_millis(1), run: tell }), ..Manner::default() });
        tokio::task::spawn_blocking(move || told.recv()).await.unwrap().unwrap();
        assert_eq!(workers.run(|| 7).await, Ok(7));
    }
}
