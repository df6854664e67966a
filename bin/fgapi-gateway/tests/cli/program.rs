//! Runs the program, and ends what it started.

use std::ffi::OsStr;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::OnceLock;

use serde_json::Value;
use tempfile::TempDir;

/// The program, in an environment without settings of its own.
pub(crate) fn fgapi() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_fgapi"));
    let is_ours = |name: &OsStr| name.to_string_lossy().starts_with("FGAPI__") || name == "FGAPI_VAULT_KEYS";
    for (name, _) in std::env::vars_os().filter(|(name, _)| is_ours(name)) {
        command.env_remove(name);
    }
    command
}

/// How a command ended.
pub(crate) struct Ended {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl From<Output> for Ended {
    fn from(output: Output) -> Self {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Self { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
    }
}

impl Ended {
    /// It succeeded; what it said.
    #[track_caller]
    pub(crate) fn good(self) -> String {
        assert_eq!(self.code, Some(0), "{}", self.err);
        self.out
    }

    /// It failed with `code`, and said what to do next; what it said.
    #[track_caller]
    pub(crate) fn failed(self, code: i32) -> String {
        assert_eq!(self.code, Some(code), "{}{}", self.out, self.err);
        assert!(self.err.contains("error: ") && self.err.contains("next: "), "{}", self.err);
        self.err
    }

    /// It was called wrongly: clap says how.
    #[track_caller]
    pub(crate) fn told_of_bad_usage(self) -> String {
        assert_eq!(self.code, Some(2), "{}{}", self.out, self.err);
        self.err
    }

    /// It succeeded; the JSON that it said.
    #[track_caller]
    pub(crate) fn json(self) -> Value {
        serde_json::from_str(self.good().lines().next().unwrap()).unwrap()
    }
}

/// Runs a command to its end, which must come within a minute.
pub(crate) fn finish(mut command: Command) -> Ended {
    end_of(command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap())
}

/// A command that should end, and serves instead, is killed and so fails its test.
pub(crate) fn end_of(child: Child) -> Ended {
    let id = child.id();
    let (tell, told) = std::sync::mpsc::channel();
    let waiting = std::thread::spawn(move || {
        let output = child.wait_with_output();
        tell.send(()).unwrap_or_default();
        output
    });
    if told.recv_timeout(std::time::Duration::from_secs(60)).is_err() {
        drop(Command::new("kill").args(["-KILL", &id.to_string()]).status());
    }
    waiting.join().unwrap().unwrap().into()
}

/// Runs a command to its end.
pub(crate) fn run<A: AsRef<OsStr>>(args: &[A]) -> Ended {
    let mut command = fgapi();
    command.args(args);
    finish(command)
}

/// Runs `command WORDS --data DIR REST`.
pub(crate) fn run_in(directory: &Path, words: &str, rest: &[&str]) -> Ended {
    let mut command = fgapi();
    command.args(words.split(' ')).arg("--data").arg(directory).args(rest);
    finish(command)
}

/// The same with a text on stdin.
pub(crate) fn run_in_with(directory: &Path, words: &str, rest: &[&str], stdin: &str) -> Ended {
    let mut command = fgapi();
    command.args(words.split(' ')).arg("--data").arg(directory).args(rest);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(stdin.as_bytes()).unwrap();
    end_of(child)
}

/// A running program, killed when it is dropped.
pub(crate) struct Running {
    child: Child,
    lines: BufReader<std::process::ChildStdout>,
}

impl Running {
    /// Starts it.
    pub(crate) fn start(mut command: Command) -> Self {
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap());
        Self { child, lines }
    }

    /// The next line that it says; empty when it says nothing more.
    pub(crate) fn line(&mut self) -> String {
        let mut line = String::new();
        self.lines.read_line(&mut line).unwrap();
        line
    }

    /// Sends a signal.
    pub(crate) fn signal(&self, name: &str) {
        let sent = Command::new("kill").args([format!("-{name}"), self.child.id().to_string()]).status().unwrap();
        assert!(sent.success());
    }

    /// Tells it to end, and waits until it has.
    pub(crate) fn end(mut self) -> ExitStatus {
        self.signal("TERM");
        self.child.wait().unwrap()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// A sandbox that serves.
pub(crate) struct Sandbox {
    pub(crate) running: Running,
    /// What it said on its first line.
    pub(crate) told: Value,
}

impl Sandbox {
    /// Starts one on `directory`, on any free port.
    pub(crate) fn on(directory: &Path) -> Self {
        Self::with(directory, &[])
    }

    /// The same with more words.
    pub(crate) fn with(directory: &Path, words: &[&str]) -> Self {
        let mut command = fgapi();
        command.args(["sandbox", "--json", "--port", "0"]).args(words).arg("--data").arg(directory);
        let mut running = Running::start(command);
        let told = serde_json::from_str(&running.line()).unwrap();
        Self { running, told }
    }

    /// Its base URL.
    pub(crate) fn url(&self) -> String {
        self.told["base_url"].as_str().unwrap().to_owned()
    }

    /// A text of its first line, for example `/clients/0/api_key`.
    pub(crate) fn text(&self, pointer: &str) -> &str {
        self.told.pointer(pointer).and_then(Value::as_str).unwrap()
    }
}

/// A directory with a sandbox of its own, made whole and not served. The first call makes one, every call copies it.
pub(crate) fn sandbox_directory() -> TempDir {
    static MADE: OnceLock<PathBuf> = OnceLock::new();
    let made = MADE.get_or_init(|| {
        let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("cli-sandbox");
        drop(std::fs::remove_dir_all(&root));
        assert!(Sandbox::on(&root).running.end().success());
        root
    });
    let copy = tempfile::tempdir().unwrap();
    // What was written last may stand in the write-ahead log only.
    for name in ["fgapi.toml", "fgapi.db", "fgapi.db-wal", "login.key", "vault.keys", "sandbox.json"] {
        if made.join(name).exists() {
            std::fs::copy(made.join(name), copy.path().join(name)).unwrap();
        }
    }
    copy
}
