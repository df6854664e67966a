//! Sealing the audit log while the gateway serves, so that nobody has long to change an entry unseen.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;

use fgapi_audit::AuditStore;

use crate::Watcher;

const SECOND: Duration = Duration::from_secs(1);
/// Entries that are sealed at once: who reads the log meanwhile waits no longer than for these.
const BATCH: u32 = 500;
/// How often the chain's head is told to the gateway's own log: whoever computes the whole chain anew cannot take that back.
const TELL_SECONDS: u32 = 3_600;

/// Seals entries, and tells once when it cannot.
pub struct Sealer {
    audit: Arc<dyn AuditStore>,
    watcher: Arc<dyn Watcher>,
    failing: bool,
    /// Seconds since the head was told.
    untold: u32,
}

impl Sealer {
    /// For this log.
    pub fn new(audit: Arc<dyn AuditStore>) -> Self {
        Self { audit, watcher: Arc::new(()), failing: false, untold: TELL_SECONDS }
    }

    /// The same, which tells somebody how many entries it seals.
    pub(crate) fn watched_by(self, watcher: Arc<dyn Watcher>) -> Self {
        Self { watcher, ..self }
    }

    /// Waits for so many seconds and seals after each. `false`: the gateway ends.
    pub fn pause(&mut self, seconds: u32, stopped: &Receiver<()>) -> bool {
        (0..seconds).all(|_| {
            let goes_on = stopped.recv_timeout(SECOND) == Err(RecvTimeoutError::Timeout);
            if goes_on {
                self.seal();
                self.tell();
            }
            goes_on
        })
    }

    /// Tells the head, when it is time.
    fn tell(&mut self) {
        self.untold += 1;
        if self.untold > TELL_SECONDS
            && let Ok(head) = self.audit.head()
        {
            self.untold = 0;
            log::info!(target: "fgapi::audit", head:% = head; "the audit log ends with {head}");
        }
    }

    /// Seals what waits.
    pub fn seal(&mut self) {
        let mut all = 0;
        let outcome = loop {
            match self.audit.seal(BATCH) {
                Ok(sealed) => {
                    all += u64::from(sealed);
                    if sealed < BATCH {
                        break Ok(all);
                    }
                }
                Err(fault) => break Err(fault),
            }
        };
        match outcome {
            Ok(sealed) => {
                self.failing = false;
                self.watcher.sealed(sealed);
            }
            Err(fault) if !self.failing => {
                log::warn!("the audit log cannot be sealed, and is tried again each second: {fault}");
                self.failing = true;
            }
            Err(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};
    use std::sync::mpsc::channel;

    use fgapi_audit::{Act, By, Entry, EntryTime, MemoryAudit};

    use super::*;

    #[derive(Default)]
    struct Counted(AtomicU64);

    impl Watcher for Counted {
        fn sealed(&self, entries: u64) {
            self.0.fetch_add(entries, Ordering::Relaxed);
        }
    }

    #[test]
    fn all_that_waits_is_sealed_within_a_second() {
        let audit = Arc::new(MemoryAudit::default());
        let entry = Entry::done(EntryTime(0), &By::GATEWAY, Act::LinkEnd, "link:1");
        audit.append(&vec![entry; BATCH as usize * 2 + 1]).unwrap();
        let (stop, stopped) = channel();
        let counted = Arc::new(Counted::default());
        let mut sealer = Sealer::new(audit.clone()).watched_by(counted.clone());
        assert!(sealer.pause(1, &stopped), "the gateway goes on");
        assert_eq!(audit.seal(BATCH), Ok(0), "nothing is left to seal");
        assert_eq!(counted.0.load(Ordering::Relaxed), u64::from(BATCH) * 2 + 1);
        drop(stop);
        assert!(!sealer.pause(1, &stopped), "the gateway ends");
    }
}
