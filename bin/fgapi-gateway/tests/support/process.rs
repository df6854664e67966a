//! The binary as a process: run to its end, or kept running and killed when the test is over.

use std::io::{BufRead, BufReader, Read, Write as _};
use std::process::{Child, Command, Output, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use serde_json::Value;

/// The binary under test, without any setting of the surroundings.
pub(crate) fn fgapi() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_fgapi"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("FGAPI__") || name == "FGAPI_VAULT_KEYS") {
        command.env_remove(name);
    }
    command
}

/// Runs it to its end and gives what it printed; fails the test when it failed.
pub(crate) fn run(arguments: &[&str]) -> String {
    let output = attempt(arguments);
    assert!(output.status.success(), "fgapi {arguments:?} failed: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Runs it to its end, however that is.
pub(crate) fn attempt(arguments: &[&str]) -> Output {
    fgapi().args(arguments).stdin(Stdio::null()).output().unwrap()
}

/// The same, with this text on its standard input.
pub(crate) fn attempt_with(arguments: &[&str], input: &str) -> Output {
    let mut command = fgapi();
    let mut child = command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // A command that refuses before it reads closes its side.
    child.stdin.take().unwrap().write_all(input.as_bytes()).ok();
    child.wait_with_output().unwrap()
}

/// A gateway that serves, until this is dropped.
pub(crate) struct Serving {
    child: Child,
    pub(crate) base_url: String,
    /// Where those who watch ask, when the settings say so.
    pub(crate) metrics_url: Option<String>,
    log: mpsc::Receiver<String>,
}

impl Serving {
    /// Starts it and waits for the first line of its standard output, a JSON object with `base_url`.
    pub(crate) fn start(mut command: Command) -> Self {
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let (tell, log) = mpsc::channel();
        let errors = child.stderr.take().unwrap();
        std::thread::spawn(move || {
            let mut text = String::new();
            // Ends with the process, which closes its side.
            BufReader::new(errors).read_to_string(&mut text).ok();
            tell.send(text).ok();
        });
        let mut first = String::new();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        output.read_line(&mut first).unwrap();
        std::thread::spawn(move || std::io::copy(&mut output, &mut std::io::sink()));
        let Ok(started) = serde_json::from_str::<Value>(&first) else {
            child.kill().ok();
            child.wait().ok();
            panic!("no start-up line but {first:?}; log: {}", log.recv_timeout(Duration::from_secs(5)).unwrap_or_default());
        };
        let text = |field: &str| started[field].as_str().map(str::to_owned);
        Self { child, base_url: text("base_url").unwrap(), metrics_url: text("metrics_url"), log }
    }

    /// Ends it as a power cut would, and gives its log.
    pub(crate) fn kill(mut self) -> String {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        self.log.recv_timeout(Duration::from_secs(10)).unwrap()
    }

    /// Stops its clock, so to say: it takes calls and answers none, until it goes on.
    pub(crate) fn pause(&self) {
        self.signal("-STOP");
    }

    /// Lets it go on.
    pub(crate) fn go_on(&self) {
        self.signal("-CONT");
    }

    fn signal(&self, signal: &str) {
        assert!(Command::new("kill").args([signal, &self.child.id().to_string()]).status().unwrap().success());
    }

    /// Asks it to end, and does not wait for that.
    pub(crate) fn ask_to_end(&self) {
        self.signal("-TERM");
    }

    /// Asks it to end, as an operator's service manager would; gives exit code and log.
    pub(crate) fn terminate(self) -> (Option<i32>, String) {
        self.ask_to_end();
        self.ended()
    }

    /// Waits for the end that it was asked for; gives exit code and log.
    pub(crate) fn ended(mut self) -> (Option<i32>, String) {
        let status = self.child.wait().unwrap();
        (status.code(), self.log.recv_timeout(Duration::from_secs(10)).unwrap())
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}
