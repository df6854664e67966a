//! Who brings what was committed from the write-ahead log into the file: a thread of its own, so that no caller waits for it.
//!
//! SQLite leaves this to whoever commits when the log has a certain length. A digest is a random key, so a change touches pages all over the
//! file, and the one who copies them makes everybody else wait for the disk. Here the thread copies while others go on to commit, and
//! waits until the disk has it; the writer copies what came meanwhile, which is little. Only when nothing is left to copy does the log begin anew.

use std::fs::{File, OpenOptions};
use std::io;
use std::mem::ManuallyDrop;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use diesel::prelude::*;
use diesel::sql_types::Integer;
use flume::{Receiver, Sender, bounded};

use super::connect;
use crate::DatabaseFault;

/// Pages in the log from which on it is copied: 64 MiB. The longer it is, the more often a page was changed that is copied once.
const LONG: i32 = 16_384;

/// Commits between two looks at the log.
const COMMITS: u32 = 16;

/// The writer's side. The thread ends when this is dropped.
pub(super) struct Checkpoints {
    look: Sender<()>,
    little_left: Arc<AtomicBool>,
    commits: u32,
}

impl Checkpoints {
    pub(super) fn start(path: &str, lock_wait: Duration) -> Result<Self, DatabaseFault> {
        let (look, looks) = bounded(1);
        let little_left = Arc::<AtomicBool>::default();
        let mut copier = Copier { path: path.to_owned(), lock_wait, long: LONG, conn: None, file: None };
        let told = Arc::clone(&little_left);
        thread::Builder::new()
            .name("sqlite-log".to_owned())
            .spawn(move || copier.watch(&looks, &told))
            .map_err(|error| DatabaseFault::Unavailable(error.to_string()))?;
        Ok(Self { look, little_left, commits: 0 })
    }

    /// Does the writer's part, after its callers were answered.
    pub(super) fn committed(&mut self, conn: &mut SqliteConnection) {
        if self.little_left.swap(false, Ordering::AcqRel) {
            // Nothing is lost when it fails: it is still in the log, and the thread tells of it at its next look.
            copy(conn).ok();
        }
        self.commits += 1;
        if self.commits == COMMITS {
            self.commits = 0;
            // When it is full, a look that sees these commits as well is still to come.
            self.look.try_send(()).ok();
        }
    }
}

/// The thread.
struct Copier {
    path: String,
    lock_wait: Duration,
    long: i32,
    conn: Option<SqliteConnection>,
    /// Never closed: to close any descriptor of a file ends this process's locks on it, also those of SQLite.
    file: Option<ManuallyDrop<File>>,
}

impl Copier {
    fn watch(&mut self, looks: &Receiver<()>, little_left: &AtomicBool) {
        let mut failing = false;
        while looks.recv().is_ok() {
            match self.look() {
                Ok(copied) => {
                    failing = false;
                    little_left.fetch_or(copied, Ordering::AcqRel);
                }
                Err(fault) => {
                    self.conn = None;
                    if !failing {
                        log::warn!(
                            "{}-wal grows, because it cannot be copied into the file: {fault}; see that the disk has room and works",
                            self.path
                        );
                    }
                    failing = true;
                }
            }
        }
    }

    /// Copies a log that is long. `true`: what is left of it is little.
    fn look(&mut self) -> Result<bool, DatabaseFault> {
        let conn = match &mut self.conn {
            Some(conn) => conn,
            none => none.insert(connect::open(&self.path, self.lock_wait)?),
        };
        if pages(conn)? < self.long {
            return Ok(false);
        }
        // SQLite itself waits for the disk only when it comes to the log's end, and then it is the writer who does. The second time copies what came
        // during the first.
        for _ in 0..2 {
            copy(conn)?;
            wait_for_disk(&self.path, &mut self.file).map_err(|error| DatabaseFault::Unavailable(error.to_string()))?;
        }
        Ok(true)
    }
}

/// Waits until the disk has what was copied into the file at `path`.
fn wait_for_disk(path: &str, file: &mut Option<ManuallyDrop<File>>) -> io::Result<()> {
    let file = match file {
        Some(file) => file,
        none => none.insert(ManuallyDrop::new(OpenOptions::new().write(true).open(path)?)),
    };
    file.sync_data()
}

/// What SQLite says of a write-ahead log.
#[derive(QueryableByName)]
struct Standing {
    #[diesel(sql_type = Integer)]
    log: i32,
}

/// How many pages the log has.
fn pages(conn: &mut SqliteConnection) -> QueryResult<i32> {
    diesel::sql_query("PRAGMA wal_checkpoint(NOOP)").get_result(conn).map(|Standing { log }| log)
}

/// Copies what no reader needs as it was, and waits for nobody.
fn copy(conn: &mut SqliteConnection) -> QueryResult<()> {
    diesel::sql_query("PRAGMA wal_checkpoint(PASSIVE)").execute(conn).map(drop)
}

#[cfg(test)]
mod tests {
    use diesel::connection::SimpleConnection;

    use super::*;

    const WAIT: Duration = Duration::from_secs(1);

    fn file() -> (tempfile::TempDir, String, SqliteConnection) {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("t.db").to_str().unwrap().to_owned();
        let mut conn = connect::writer(&path, WAIT).unwrap();
        conn.batch_execute("CREATE TABLE notes (number INTEGER PRIMARY KEY, text BLOB)").unwrap();
        (directory, path, conn)
    }

    fn note(conn: &mut SqliteConnection, bytes: u32) {
        conn.batch_execute(&format!("INSERT INTO notes (text) VALUES (randomblob({bytes}))")).unwrap();
    }

    fn in_file(path: &str) -> u64 {
        std::fs::metadata(path).unwrap().len()
    }

    #[test]
    fn a_log_is_copied_when_it_is_long_and_begins_anew() {
        let (_directory, path, mut conn) = file();
        let mut copier = Copier { path: path.clone(), lock_wait: WAIT, long: 100, conn: None, file: None };
        note(&mut conn, 200_000);
        assert_eq!(copier.look(), Ok(false));
        assert!(in_file(&path) < 100_000, "a short one is left");
        note(&mut conn, 250_000);
        assert!(pages(&mut conn).unwrap() > 100);
        assert_eq!(copier.look(), Ok(true));
        assert!(in_file(&path) > 450_000);
        // The writer's part.
        note(&mut conn, 1);
        copy(&mut conn).unwrap();
        note(&mut conn, 1);
        assert!(pages(&mut conn).unwrap() < 10);
        assert_eq!(copier.look(), Ok(false));
    }

    #[test]
    fn whoever_reads_what_was_keeps_it_in_the_log() {
        let (_directory, path, mut conn) = file();
        let mut copier = Copier { path: path.clone(), lock_wait: WAIT, long: 100, conn: None, file: None };
        let mut reader = connect::open(&path, WAIT).unwrap();
        let count = |reader: &mut SqliteConnection| -> i64 {
            diesel::select(diesel::dsl::sql::<diesel::sql_types::BigInt>("(SELECT COUNT(*) FROM notes)")).get_result(reader).unwrap()
        };
        note(&mut conn, 1);
        reader.batch_execute("BEGIN").unwrap();
        assert_eq!(count(&mut reader), 1);
        note(&mut conn, 500_000);
        assert_eq!(copier.look(), Ok(true), "nobody is waited for");
        copy(&mut conn).unwrap();
        note(&mut conn, 1);
        assert!(pages(&mut conn).unwrap() > 100);
        assert_eq!(count(&mut reader), 1);
        reader.batch_execute("COMMIT").unwrap();
        assert_eq!(count(&mut reader), 3);
        assert_eq!(copier.look(), Ok(true));
        note(&mut conn, 1);
        assert!(pages(&mut conn).unwrap() < 10);
    }
}
