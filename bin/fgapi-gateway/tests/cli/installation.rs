//! A bank's installation: settings, a database with its tables, and the program's commands on it.

use std::ffi::OsString;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use diesel::{Connection as _, QueryableByName, RunQueryDsl as _, SqliteConnection};
use tempfile::TempDir;

use crate::program::{Ended, end_of, fgapi, finish};

pub(crate) struct Installation {
    directory: TempDir,
    /// Variables of the environment that every command gets.
    variables: Vec<(String, OsString)>,
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    number: i64,
}

impl Installation {
    /// One with its tables, and these lines of settings behind the bank's.
    pub(crate) fn with(lines: &str) -> Self {
        let new = Self { directory: tempfile::tempdir().unwrap(), variables: Vec::new() };
        let text = format!("[bank]\ncode = \"9999\"\n[server]\nbind = \"127.0.0.1:0\"\n{lines}");
        std::fs::write(new.path("fgapi.toml"), text).unwrap();
        new.run("migrate", &[]).good();
        new
    }

    /// The same with a vault that has its key.
    pub(crate) fn with_vault() -> Self {
        let new = Self::with("");
        new.run("vault init", &[]).good();
        new
    }

    /// Gives every command this variable, or another value of it.
    pub(crate) fn set(&mut self, name: &str, value: &str) {
        self.variables.retain(|(known, _)| known != name);
        self.variables.push((name.to_owned(), value.into()));
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    pub(crate) fn text(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    /// Writes a file and gives its path.
    pub(crate) fn file(&self, name: &str, text: &str) -> String {
        std::fs::write(self.path(name), text).unwrap();
        self.path(name).to_str().unwrap().to_owned()
    }

    /// `fgapi WORDS --config … REST`, not started yet.
    pub(crate) fn command(&self, words: &str, rest: &[&str]) -> Command {
        let mut command = fgapi();
        command.args(words.split(' ')).arg("--config").arg(self.path("fgapi.toml")).args(rest);
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        command
    }

    pub(crate) fn run(&self, words: &str, rest: &[&str]) -> Ended {
        finish(self.command(words, rest))
    }

    /// The same with a text on stdin.
    pub(crate) fn run_with(&self, words: &str, rest: &[&str], stdin: &str) -> Ended {
        let mut command = self.command(words, rest);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        // A command that refuses before it reads has closed its end.
        child.stdin.take().unwrap().write_all(stdin.as_bytes()).unwrap_or_default();
        end_of(child)
    }

    /// A new tenant's number.
    pub(crate) fn tenant(&self, name: &str) -> String {
        self.run("tenant add", &["--name", name]).good().trim().to_owned()
    }

    fn database(&self) -> SqliteConnection {
        let mut database = SqliteConnection::establish(self.path("fgapi.db").to_str().unwrap()).unwrap();
        diesel::sql_query("PRAGMA busy_timeout = 10000").execute(&mut database).unwrap();
        database
    }

    /// Changes the database behind the program's back; how many rows.
    pub(crate) fn sql(&self, sql: &str) -> usize {
        diesel::sql_query(sql).execute(&mut self.database()).unwrap()
    }

    /// One number out of the database, called `number`.
    pub(crate) fn number(&self, sql: &str) -> i64 {
        diesel::sql_query(sql).get_result::<Number>(&mut self.database()).unwrap().number
    }
}
