//! A throw-away PostgreSQL server on a free port of the loopback address, gone with its value.

use std::fmt;
use std::io::{BufRead as _, BufReader, Read as _};
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use super::programs::Programs;
use crate::shell::{Outcome, capture, is_root, on_path, run, succeeds};

/// The guard process: it makes the server, and ends it when its standard input closes.
const GUARD: &str = include_str!("cluster.sh");

/// The same for a server whose data stays.
const KEEPING_GUARD: &str = include_str!("kept.sh");

/// Somebody else may take the free port between our look and the server's start.
const ATTEMPTS: usize = 3;

/// A running server. Dropping it ends the server and removes its files; so does the end of this
/// process, however it comes, because the guard then sees its standard input close.
pub(crate) struct Cluster {
    guard: Child,
    port: u16,
    /// Kept until the server has ended.
    programs: Programs,
}

impl Cluster {
    /// Makes and starts a server.
    pub(super) fn start(programs: Programs) -> Outcome<Self> {
        Self::guarded(programs, None)
    }

    /// Starts a server whose data lies in `dir` and stays there, and which is as durable as PostgreSQL is by itself.
    pub(crate) fn start_kept(programs: Programs, dir: &Path) -> Outcome<Self> {
        std::fs::create_dir_all(dir).map_err(|e| format!("{}: {e}", dir.display()))?;
        if let Some((uid, gid)) = server_user()? {
            run(Command::new("chown").arg(format!("{uid}:{gid}")).arg(dir))?;
        }
        if !as_server_user().is_ok_and(|mut command| succeeds(command.args(["test", "-w"]).arg(dir).current_dir("/"))) {
            return Err(format!("PostgreSQL's user cannot reach {}: set CARGO_TARGET_DIR to an open directory", dir.display()));
        }
        Self::guarded(programs, Some(dir.to_owned()))
    }

    fn guarded(programs: Programs, kept: Option<PathBuf>) -> Outcome<Self> {
        let mut trouble = String::new();
        for _ in 0..ATTEMPTS {
            let port = free_port()?;
            match start_guard(&programs.bin, port, kept.as_deref()) {
                Ok(guard) => return Ok(Self { guard, port, programs }),
                Err(message) => trouble = message,
            }
        }
        Err(format!("PostgreSQL from {} does not start:\n{trouble}", programs.bin.display()))
    }

    /// Where the tests find the server; its only user needs no password.
    pub(crate) fn url(&self) -> String {
        format!("postgres://fgapi@127.0.0.1:{}/postgres", self.port)
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.guard.stdin.take());
        // Nothing is left to do when the guard cannot be waited for.
        let _ = self.guard.wait();
    }
}

impl fmt::Display for Cluster {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} from {}", self.url(), self.programs.bin.display())
    }
}

/// Whether the server's user may run the programs in `bin`.
pub(super) fn may_run(bin: &Path) -> bool {
    as_server_user().is_ok_and(|mut command| succeeds(command.arg(bin.join("initdb")).arg("--version").current_dir("/")))
}

/// Starts the guard, and waits until its server answers.
fn start_guard(bin: &Path, port: u16, kept: Option<&Path>) -> Outcome<Child> {
    let mut command = as_server_user()?;
    let (guard, name) = if kept.is_some() { (KEEPING_GUARD, "kept.sh") } else { (GUARD, "cluster.sh") };
    command.args(["sh", "-c", guard, name]).arg(bin).arg(port.to_string()).args(kept);
    let mut guard = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|e| format!("the guard of the server does not start: {e}"))?;
    let mut first = String::new();
    if let Some(output) = guard.stdout.take() {
        BufReader::new(output).read_line(&mut first).map_err(|e| format!("the guard of the server went silent: {e}"))?;
    }
    if first.trim() == "ready" {
        return Ok(guard);
    }
    let mut why = String::new();
    if let Some(mut errors) = guard.stderr.take() {
        // What can be read of the reason is better than none.
        let _ = errors.read_to_string(&mut why);
    }
    let _ = guard.wait();
    Err(why)
}

/// A command that runs its arguments as the user who may own a server: PostgreSQL refuses the
/// superuser, who therefore steps down to `postgres`, or to `nobody` where there is none.
fn as_server_user() -> Outcome<Command> {
    let Some((uid, gid)) = server_user()? else { return Ok(Command::new("env")) };
    if on_path("setpriv").is_none() {
        return Err("PostgreSQL refuses to run as root and setpriv is missing: install util-linux, or run as another user".to_owned());
    }
    let mut command = Command::new("setpriv");
    command.args(["--reuid", &uid, "--regid", &gid, "--clear-groups"]);
    Ok(command)
}

/// User and group to step down to; `None` for somebody who may own a server as they are.
fn server_user() -> Outcome<Option<(String, String)>> {
    if !is_root() {
        return Ok(None);
    }
    let user = if succeeds(Command::new("id").args(["-u", "postgres"])) { "postgres" } else { "nobody" };
    let number = |of: &str| capture(Command::new("id").args([of, user])).map(|told| told.trim().to_owned());
    Ok(Some((number("-u")?, number("-g")?)))
}

fn free_port() -> Outcome<u16> {
    let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|listener| listener.local_addr());
    free.map(|address| address.port()).map_err(|e| format!("127.0.0.1 has no free port: {e}"))
}
