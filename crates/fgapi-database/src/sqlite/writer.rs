//! The one thread that writes, and how it commits what is queued together.
//!
//! Each job runs in a savepoint, so that one that fails (or panics) is undone alone; up to [`GROUP`] jobs are
//! committed at once, and only then does each caller learn the outcome. What a caller was told is on the disk.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use diesel::SqliteConnection;
use diesel::connection::{AnsiTransactionManager, TransactionManager};
use flume::{Receiver, Sender, TrySendError, bounded};

use super::checkpoint::Checkpoints;
use super::connect;
use crate::load::Failures;
use crate::{DatabaseFault, DatabaseSettings, Fault, Harm};

/// The most jobs that one commit covers.
const GROUP: usize = 64;

/// Takes jobs for the writing thread, which ends when this is dropped and the queue is empty.
pub(super) struct Writer {
    queue: Sender<Box<dyn Job>>,
    broken: Arc<AtomicBool>,
    failures: Arc<Failures>,
}

impl Writer {
    pub(super) fn start(path: &str, settings: &DatabaseSettings, failures: &Arc<Failures>) -> Result<Self, DatabaseFault> {
        let (queue, jobs) = bounded(settings.write_queue.max(1));
        let broken = Arc::new(AtomicBool::new(false));
        let conn = connect::writer(path, settings.lock_wait)?;
        let checkpoints = Checkpoints::start(path, settings.lock_wait)?;
        let mut thread = WriterThread {
            path: path.to_owned(),
            lock_wait: settings.lock_wait,
            conn: Some(conn),
            checkpoints,
            broken: Arc::clone(&broken),
        };
        thread::Builder::new()
            .name("sqlite-writer".to_owned())
            .spawn(move || thread.work_off(&jobs))
            .map_err(|error| DatabaseFault::Unavailable(error.to_string()))?;
        Ok(Self { queue, broken, failures: Arc::clone(failures) })
    }

    /// How many writes wait, and how many may.
    pub(super) fn waiting(&self) -> (usize, usize) {
        (self.queue.len(), self.queue.capacity().unwrap_or_default())
    }

    /// Whether nothing is written any more.
    pub(super) fn is_broken(&self) -> bool {
        self.broken.load(Ordering::Acquire)
    }

    /// Runs `work` and waits until it is durable.
    pub(super) fn write<T: Send + 'static, F: Fault>(
        &self,
        work: impl FnOnce(&mut SqliteConnection) -> Result<T, F> + Send + 'static,
    ) -> Result<T, F> {
        if self.is_broken() {
            return Err(broken().into());
        }
        let (tell, told) = bounded(1);
        let job = Box::new(Pending { work: Some(work), outcome: None, tell });
        match self.queue.try_send(job) {
            Ok(()) => {
                let outcome = told.recv().unwrap_or_else(|_| Err(broken().into()));
                self.failures.note(&outcome);
                outcome
            }
            Err(TrySendError::Full(_)) => {
                self.failures.write_refused();
                Err(DatabaseFault::Busy.into())
            }
            Err(TrySendError::Disconnected(_)) => Err(broken().into()),
        }
    }
}

fn broken() -> DatabaseFault {
    DatabaseFault::Broken("an earlier write failed on the disk".to_owned())
}

/// A job in the queue: done in a savepoint, answered after the commit.
trait Job: Send {
    /// Does the work; `false` when it has to be undone, `Err` when the disk failed under it.
    fn work(&mut self, conn: &mut SqliteConnection) -> Result<bool, DatabaseFault>;

    /// Tells the caller: its own outcome, or `fault` when the commit failed.
    fn answer(self: Box<Self>, fault: Option<DatabaseFault>);
}

struct Pending<W, T, F> {
    work: Option<W>,
    outcome: Option<Result<T, F>>,
    tell: Sender<Result<T, F>>,
}

impl<T: Send, F: Fault, W: FnOnce(&mut SqliteConnection) -> Result<T, F> + Send> Job for Pending<W, T, F> {
    fn work(&mut self, conn: &mut SqliteConnection) -> Result<bool, DatabaseFault> {
        let Some(work) = self.work.take() else { return Ok(false) };
        let outcome = catch_unwind(AssertUnwindSafe(|| work(conn)))
            .unwrap_or_else(|_| Err(DatabaseFault::Statement("the write broke off and was undone".to_owned()).into()));
        let done = match outcome.as_ref().map_err(Fault::harm) {
            Ok(_) => Ok(true),
            Err(Harm::Work | Harm::Connection) => Ok(false),
            Err(Harm::Disk(why)) => Err(DatabaseFault::Broken(why.to_owned())),
        };
        self.outcome = Some(outcome);
        done
    }

    fn answer(self: Box<Self>, fault: Option<DatabaseFault>) {
        let outcome = match (self.outcome, fault) {
            // A job that failed by itself keeps its own reason.
            (Some(Err(own)), _) => Err(own),
            (_, Some(fault)) => Err(fault.into()),
            (Some(Ok(done)), None) => Ok(done),
            (None, None) => Err(DatabaseFault::Busy.into()),
        };
        // A caller that has gone needs no answer.
        drop(self.tell.send(outcome));
    }
}

struct WriterThread {
    path: String,
    lock_wait: Duration,
    conn: Option<SqliteConnection>,
    checkpoints: Checkpoints,
    broken: Arc<AtomicBool>,
}

impl WriterThread {
    fn work_off(&mut self, jobs: &Receiver<Box<dyn Job>>) {
        let mut group = Vec::with_capacity(GROUP);
        while let Ok(first) = jobs.recv() {
            let fault = if self.broken.load(Ordering::Acquire) {
                group.push(first);
                Some(broken())
            } else {
                self.commit_group(first, jobs, &mut group).err()
            };
            if let Some(fault) = &fault {
                self.after(fault);
            }
            if fault == Some(DatabaseFault::Busy) {
                // Whoever holds the file was waited for already: nobody in the queue waits as long again, one after another.
                group.extend(jobs.try_iter());
            }
            for job in group.drain(..) {
                job.answer(fault.clone());
            }
            if let (None, Some(conn)) = (&fault, &mut self.conn) {
                self.checkpoints.committed(conn);
            }
        }
    }

    /// One transaction over `first` and whatever else is queued. `Err` fails every job of the group.
    fn commit_group(
        &mut self,
        first: Box<dyn Job>,
        jobs: &Receiver<Box<dyn Job>>,
        group: &mut Vec<Box<dyn Job>>,
    ) -> Result<(), DatabaseFault> {
        group.push(first);
        let conn = match &mut self.conn {
            Some(conn) => conn,
            none => none.insert(connect::writer(&self.path, self.lock_wait)?),
        };
        // Taken before the lock is: a reader that writes later would be refused at once instead of waiting.
        AnsiTransactionManager::begin_transaction_sql(conn, "BEGIN IMMEDIATE")?;
        let mut at = 0;
        loop {
            run_in_savepoint(conn, group[at].as_mut())?;
            at += 1;
            if at == GROUP {
                break;
            }
            match jobs.try_recv() {
                Ok(next) => group.push(next),
                Err(_) => break,
            }
        }
        Ok(AnsiTransactionManager::commit_transaction(conn)?)
    }

    /// After a failed commit the connection's state is not known: the next group gets a new one, which also
    /// rolls back. After an error of the disk there is no next group.
    fn after(&mut self, fault: &DatabaseFault) {
        self.conn = None;
        if matches!(fault, DatabaseFault::Broken(_)) && !self.broken.swap(true, Ordering::AcqRel) {
            log::error!("{fault}");
        }
    }
}

fn run_in_savepoint(conn: &mut SqliteConnection, job: &mut dyn Job) -> Result<(), DatabaseFault> {
    AnsiTransactionManager::begin_transaction(conn)?;
    if job.work(conn)? {
        return Ok(AnsiTransactionManager::commit_transaction(conn)?);
    }
    // A job that broke off may have left savepoints of its own open.
    while AnsiTransactionManager::transaction_manager_status_mut(conn).transaction_depth()?.is_some_and(|depth| depth.get() > 1) {
        AnsiTransactionManager::rollback_transaction(conn)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicI64;

    use diesel::connection::SimpleConnection;
    use diesel::prelude::*;

    use super::*;
    use crate::DatabaseLoad;

    diesel::table! {
        notes (number) { number -> BigInt, }
    }

    fn start() -> (tempfile::TempDir, String, Writer) {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("t.db").to_str().unwrap().to_owned();
        let writer = Writer::start(&path, &DatabaseSettings::default(), &Arc::default()).unwrap();
        writer
            .write(|conn| conn.batch_execute("CREATE TABLE notes (number BIGINT NOT NULL PRIMARY KEY)").map_err(DatabaseFault::from))
            .unwrap();
        (directory, path, writer)
    }

    fn note(conn: &mut SqliteConnection, number: i64) -> Result<(), DatabaseFault> {
        diesel::insert_into(notes::table).values(notes::number.eq(number)).execute(conn)?;
        Ok(())
    }

    fn noted(path: &str) -> Vec<i64> {
        let mut conn = connect::open(path, Duration::from_secs(1)).unwrap();
        notes::table.order(notes::number).select(notes::number).load(&mut conn).unwrap()
    }

    #[test]
    fn jobs_of_one_commit_fail_alone() {
        let (_directory, path, writer) = start();
        let outcomes: Vec<_> = thread::scope(|scope| {
            let job = |number: i64| {
                let writer = &writer;
                scope.spawn(move || {
                    writer.write(move |conn| {
                        note(conn, number)?;
                        match number % 4 {
                            1 => note(conn, number),
                            2 => conn.transaction::<(), DatabaseFault, _>(|conn| {
                                note(conn, 1_000 + number)?;
                                panic!("job {number} breaks off within a savepoint of its own")
                            }),
                            _ => Ok(()),
                        }
                    })
                })
            };
            let jobs: Vec<_> = (0..100).map(job).collect();
            jobs.into_iter().map(|job| job.join().unwrap()).collect()
        });
        for (number, outcome) in outcomes.iter().enumerate() {
            match number % 4 {
                1 => assert!(matches!(outcome, Err(DatabaseFault::Conflict(_))), "{outcome:?}"),
                2 => assert!(matches!(outcome, Err(DatabaseFault::Statement(_))), "{outcome:?}"),
                _ => assert_eq!(outcome, &Ok(())),
            }
        }
        assert_eq!(noted(&path), (0..100).filter(|number| matches!(number % 4, 0 | 3)).collect::<Vec<i64>>());
    }

    #[test]
    fn another_process_is_waited_for_and_then_busy() {
        let (_directory, path, writer) = start();
        let mut other = connect::open(&path, Duration::from_secs(1)).unwrap();
        other.batch_execute("BEGIN IMMEDIATE").unwrap();
        let impatient = DatabaseSettings { lock_wait: Duration::from_millis(50), ..DatabaseSettings::default() };
        let hasty = Writer::start(&path, &impatient, &Arc::default()).unwrap();
        assert_eq!(hasty.write(|conn| note(conn, 1)), Err(DatabaseFault::Busy));
        let begun = AtomicI64::new(0);
        thread::scope(|scope| {
            let waiting = scope.spawn(|| {
                begun.store(1, Ordering::SeqCst);
                writer.write(|conn| note(conn, 2))
            });
            while begun.load(Ordering::SeqCst) == 0 {
                thread::yield_now();
            }
            other.batch_execute("COMMIT").unwrap();
            assert_eq!(waiting.join().unwrap(), Ok(()));
        });
        assert_eq!(hasty.write(|conn| note(conn, 3)), Ok(()), "a busy moment is no end");
        assert_eq!(noted(&path), [2, 3]);
    }

    #[test]
    fn a_disk_that_fails_within_a_job_ends_the_writing() {
        let (_directory, path, writer) = start();
        let fault = DatabaseFault::Broken("disk I/O error".to_owned());
        let told = fault.clone();
        assert_eq!(writer.write(|conn| note(conn, 1).and(Err::<(), _>(told))), Err(fault));
        assert_eq!(writer.write(|conn| note(conn, 2)), Err(broken()));
        assert_eq!(writer.failures.within(DatabaseLoad::default()).disk_failures, 1, "a write that is refused afterwards fails no disk");
        assert!(noted(&path).is_empty());
    }

    #[test]
    fn a_full_queue_refuses_at_once() {
        let (_directory, path, _writer) = start();
        let narrow = Writer::start(&path, &DatabaseSettings { write_queue: 1, ..DatabaseSettings::default() }, &Arc::default()).unwrap();
        let (begin, begun) = bounded::<()>(0);
        let (release, gate) = bounded::<()>(0);
        thread::scope(|scope| {
            let narrow = &narrow;
            let first = scope.spawn(move || narrow.write(move |_| Ok::<_, DatabaseFault>((begin.send(()).is_ok(), gate.recv().is_ok()))));
            begun.recv().unwrap();
            let second = scope.spawn(move || narrow.write(|conn| note(conn, 1)));
            while narrow.queue.is_empty() {
                thread::yield_now();
            }
            assert_eq!(narrow.waiting(), (1, 1));
            assert_eq!(narrow.write(|conn| note(conn, 2)), Err(DatabaseFault::Busy));
            assert_eq!(narrow.failures.within(DatabaseLoad::default()).writes_refused, 1);
            drop(release);
            assert!(first.join().unwrap().is_ok());
            assert_eq!(second.join().unwrap(), Ok(()));
        });
        assert_eq!(noted(&path), [1]);
    }

    #[test]
    fn the_log_does_not_grow_without_end() {
        let (_directory, path, writer) = start();
        writer.write(|conn| conn.batch_execute("CREATE TABLE texts (text BLOB)").map_err(DatabaseFault::from)).unwrap();
        let more = |bytes: u32| {
            let insert = move |conn: &mut SqliteConnection| conn.batch_execute(&format!("INSERT INTO texts VALUES (randomblob({bytes}))"));
            writer.write(move |conn| insert(conn).map_err(DatabaseFault::from)).unwrap();
        };
        // Each time that the log begins anew, its head has another salt.
        let salt = || {
            let mut head = [0; 24];
            std::fs::File::open(format!("{path}-wal")).and_then(|mut log| std::io::Read::read_exact(&mut log, &mut head)).unwrap();
            head[16..].to_vec()
        };
        more(1);
        let first = salt();
        (0..10).for_each(|_| more(4 << 20));
        assert_eq!(salt(), first, "it is left to grow to 64 MiB");
        (0..10).for_each(|_| more(4 << 20));
        let until = std::time::Instant::now() + Duration::from_secs(60);
        while salt() == first {
            assert!(std::time::Instant::now() < until, "it never begins anew");
            more(1);
        }
    }
}
