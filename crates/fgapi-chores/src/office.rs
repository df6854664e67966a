//! What the office does beside the calls: it sends mails, reminds people of tokens that end, writes counts down, and forgets what is
//! long over. Each of two threads waits for nobody else's work: a mail server that is down holds up nothing but mails.

use std::io;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, TryRecvError, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use fgapi_admin::{AdminDesk, Mailer, OfficeStore};
use fgapi_audit::{Act, AuditStore, By, Entry, EntryTime};
use fgapi_domain::UnixSeconds;

/// How often mails are looked for.
const MAIL_PAUSE: Duration = Duration::from_secs(1);
/// How often counts are written down.
const CARE_PAUSE: Duration = Duration::from_secs(3);
/// Rounds of care between two looks at reminders: one minute.
const REMIND_ROUNDS: u32 = 20;
/// Rounds of care between two purges: one hour.
const PURGE_ROUNDS: u32 = 1_200;
/// Reminders, and rows that are purged, in one transition.
const BATCH: u32 = 200;

/// The threads.
pub struct OfficeWork {
    care: Told,
    mails: Option<Told>,
    /// How long a mail that is being sent may take once the gateway ends.
    patience: Duration,
    stopped_at: Option<Instant>,
}

/// A thread that is told to end.
struct Told {
    stop: Option<Sender<()>>,
    /// Nothing comes out of it: it closes when the thread has ended.
    over: Receiver<()>,
    thread: JoinHandle<()>,
}

impl Told {
    fn begin(name: &str, work: impl FnOnce(&Receiver<()>) + Send + 'static) -> io::Result<Self> {
        let (stop, stopped) = channel();
        let (ends, over) = channel();
        let thread = std::thread::Builder::new().name(name.to_owned()).spawn(move || {
            work(&stopped);
            drop(ends);
        });
        Ok(Self { stop: Some(stop), over, thread: thread? })
    }
}

impl OfficeWork {
    /// Begins the work. Without a mailer, mails wait.
    ///
    /// # Errors
    /// When there is no thread to be had.
    pub fn begin(chores: OfficeChores, mailer: Option<Box<dyn Mailer>>) -> io::Result<Self> {
        let (desk, patience) = (chores.desk.clone(), chores.patience);
        let mails = mailer.map(|mailer| Told::begin("mails", move |stopped| send(&desk, &*mailer, stopped))).transpose()?;
        Ok(Self { care: Told::begin("office", move |stopped| chores.go_on(stopped))?, mails, patience, stopped_at: None })
    }

    /// Tells the threads to end, and does not wait for them.
    pub fn stop(&mut self) {
        self.stopped_at = Some(Instant::now());
        self.care.stop = None;
        if let Some(mails) = &mut self.mails {
            mails.stop = None;
        }
    }

    /// Waits for the threads to end, for a mail that is being sent no longer than calls in flight may take: another gateway, or the
    /// next start, sends it again then under the same Message-ID.
    pub fn end(mut self) {
        if self.stopped_at.is_none() {
            self.stop();
        }
        let waited = self.stopped_at.map_or(Duration::ZERO, |at| at.elapsed());
        if let Some(mails) = self.mails
            && mails.over.recv_timeout(self.patience.saturating_sub(waited)) == Err(RecvTimeoutError::Timeout)
        {
            log::warn!("a mail is being sent and takes too long: it is sent again later");
        }
        // A panic in it was told when it happened.
        drop(self.care.thread.join());
    }
}

/// Sends mails, one after another, until the gateway ends.
fn send(desk: &AdminDesk, mailer: &dyn Mailer, stopped: &Receiver<()>) {
    let mut failing = false;
    loop {
        // One at a time: each is this gateway's for five minutes from when it was taken.
        let more = match desk.send_mails(mailer, 1) {
            Ok(round) => {
                if round.failed > 0 && !failing {
                    log::warn!("a mail was not taken; the office shows what the mail server said (`fgapi mail status` too)");
                }
                failing = round.failed > 0 || failing && round.sent == 0;
                round.sent + round.failed > 0
            }
            Err(fault) => {
                log::warn!("mails could not be sent: {fault}");
                false
            }
        };
        let pause = if more { Duration::ZERO } else { MAIL_PAUSE };
        if stopped.recv_timeout(pause) != Err(RecvTimeoutError::Timeout) {
            return;
        }
    }
}

/// What the office's work is done on, and how long what is over is kept.
pub struct OfficeChores {
    /// The office.
    pub desk: AdminDesk,
    /// Its records, which are purged.
    pub records: Option<Arc<dyn OfficeStore>>,
    /// The audit log, whose oldest entries are removed.
    pub audit: Arc<dyn AuditStore>,
    /// How long the office's records are kept after their end.
    pub kept_seconds: i64,
    /// How long entries of the audit log are kept; 0: for ever.
    pub audit_seconds: i64,
    /// How long a mail that is being sent may take once the gateway ends.
    pub patience: Duration,
}

impl OfficeChores {
    fn go_on(&self, stopped: &Receiver<()>) {
        for round in 0_u32.. {
            if round.is_multiple_of(REMIND_ROUNDS) {
                warn("reminders could not be written", self.remind(stopped));
            }
            if round.is_multiple_of(PURGE_ROUNDS) {
                warn("what is over in the office could not be purged", self.purge(stopped));
                warn("old entries of the audit log could not be removed", self.prune(stopped));
            }
            let told = stopped.recv_timeout(CARE_PAUSE);
            warn("the counts of the dashboard could not be written down", self.desk.write_counts());
            if told != Err(RecvTimeoutError::Timeout) {
                return;
            }
        }
    }

    fn remind(&self, stopped: &Receiver<()>) -> Result<(), fgapi_admin::OfficeFault> {
        while goes_on(stopped) && self.desk.remind(BATCH)? >= BATCH as usize {}
        Ok(())
    }

    fn purge(&self, stopped: &Receiver<()>) -> Result<(), fgapi_token::StoreFault> {
        let Some(records) = &self.records else { return Ok(()) };
        let now = self.desk.now();
        let kept_from = UnixSeconds(now.0 - self.kept_seconds);
        while goes_on(stopped) && records.purge_office(now, kept_from, BATCH)?.rows >= u64::from(BATCH) {}
        Ok(())
    }

    fn prune(&self, stopped: &Receiver<()>) -> Result<(), fgapi_audit::AuditFault> {
        let before = EntryTime(self.desk.now().0 - self.audit_seconds);
        let mut removed = 0;
        while self.audit_seconds > 0 && goes_on(stopped) {
            let rows = self.audit.prune(before, BATCH)?;
            removed += rows;
            if rows < BATCH {
                break;
            }
        }
        if removed == 0 {
            return Ok(());
        }
        let now = EntryTime(self.desk.now().0);
        self.audit.append(&[Entry::done(now, &By::GATEWAY, Act::AuditPrune, "audit").with(format!("rows={removed}"))])
    }
}

fn goes_on(stopped: &Receiver<()>) -> bool {
    stopped.try_recv() == Err(TryRecvError::Empty)
}

fn warn<E: std::fmt::Display>(what: &str, outcome: Result<(), E>) {
    if let Err(fault) = outcome {
        log::warn!("{what}: {fault}");
    }
}
