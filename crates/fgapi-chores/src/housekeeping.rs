//! Housekeeping: what is over is purged, the reads of links are written down, and each second the audit log is sealed.

use std::io;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, TryRecvError, channel};
use std::thread::JoinHandle;

use fgapi_consent::JourneyStore;
use fgapi_linked::LinkedDesk;
use fgapi_saas::SaasDesk;
use fgapi_token::{Purged, StoreFault, TokenDesk};

use crate::{Purging, Sealer, Watcher};

/// What runs beside the calls: expired rows are purged in small batches, the reads of links are written down, and each second the audit
/// log is sealed.
pub struct Housekeeping {
    stop: Sender<()>,
    thread: JoinHandle<()>,
}

/// Whose expired rows are purged.
pub struct Purges {
    /// Tokens and links; the reads of links are its own too.
    pub tokens: TokenDesk,
    /// Customers' journeys.
    pub journeys: Arc<dyn JourneyStore>,
    /// Access tokens of tenants' clients, where the gateway has a vault.
    pub saas: Option<SaasDesk>,
    /// Ways to other institutions that nobody came back from, and answers that nobody used, where the gateway has a vault.
    pub linked: Option<LinkedDesk>,
}

const PAUSE_SECONDS: u32 = 10;
/// Rows a purge removes at once; writers wait no longer than for these.
const BATCH: u32 = 200;

impl Housekeeping {
    /// Begins it; `more` is what the roof does in every round, and the `watcher` is told of all of it.
    ///
    /// # Errors
    /// When there is no thread to be had.
    pub fn begin(purges: Purges, sealer: Sealer, watcher: Arc<dyn Watcher>, mut more: impl FnMut() + Send + 'static) -> io::Result<Self> {
        let (stop, stopped) = channel();
        let mut sealer = sealer.watched_by(Arc::clone(&watcher));
        let work = move || {
            loop {
                more();
                purges.purge(&stopped, &*watcher);
                watcher.purges_ended();
                let goes_on = sealer.pause(PAUSE_SECONDS, &stopped);
                if let Err(fault) = purges.tokens.write_reads() {
                    log::warn!("the reads of links could not be written down: {fault}");
                }
                if !goes_on {
                    sealer.seal();
                    return;
                }
            }
        };
        let thread = std::thread::Builder::new().name("housekeeping".into()).spawn(work)?;
        Ok(Self { stop, thread })
    }

    /// Ends it, and waits until it has.
    pub fn end(self) {
        drop(self.stop);
        // A panic in it was told when it happened.
        drop(self.thread.join());
    }
}

impl Purges {
    /// Purges all of it; what fails keeps nothing else from being purged.
    fn purge(&self, stopped: &Receiver<()>, watcher: &dyn Watcher) {
        let told = |what, purged: Result<u64, StoreFault>| match purged {
            Ok(rows) => watcher.purged(what, rows),
            Err(fault) => {
                log::warn!("expired rows could not be purged: {fault}");
                watcher.purge_failed(what);
            }
        };
        told(Purging::Tokens, purge(stopped, || self.tokens.purge(BATCH)));
        told(Purging::Journeys, purge(stopped, || self.journeys.purge_journeys(self.tokens.now(), BATCH)));
        if let Some(saas) = &self.saas {
            told(Purging::TenantTokens, purge(stopped, || saas.purge_tokens(BATCH).map(rows)));
        }
        if let Some(linked) = &self.linked {
            told(Purging::LinkedAccounts, purge(stopped, || linked.purge_links(BATCH).map(rows)));
        }
    }
}

fn rows(rows: u32) -> Purged {
    Purged { rows: rows.into() }
}

/// Purges batch after batch until one is not full, or the gateway ends: what is left then waits for the next start. How many rows.
fn purge(stopped: &Receiver<()>, mut batch: impl FnMut() -> Result<Purged, StoreFault>) -> Result<u64, StoreFault> {
    let mut all = 0;
    while stopped.try_recv() == Err(TryRecvError::Empty) {
        let rows = batch()?.rows;
        all += rows;
        if rows < u64::from(BATCH) {
            break;
        }
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_does_not_wait_for_a_backlog() {
        let (stop, stopped) = channel();
        let (mut stop, mut batches) = (Some(stop), 0);
        let endless = || {
            batches += 1;
            if batches == 3 {
                drop(stop.take());
            }
            assert!(batches < 100, "the purge goes on though the gateway ends");
            Ok(Purged { rows: BATCH.into() })
        };
        purge(&stopped, endless).unwrap();
        assert_eq!(batches, 3);
    }

    #[test]
    fn a_purge_goes_on_until_a_batch_is_not_full() {
        let (_stop, stopped) = channel();
        let mut left = vec![0, 7, BATCH, BATCH];
        let rows = purge(&stopped, || Ok(Purged { rows: left.pop().unwrap().into() })).unwrap();
        assert_eq!((rows, left), (407, vec![0]));
    }
}
