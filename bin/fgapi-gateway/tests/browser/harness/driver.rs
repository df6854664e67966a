//! ChromeDriver as a process: on a free port, and gone with all that it started when the test is over, however it ends.

use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use super::provided;

/// Runs its arguments in a group of its own, and ends the whole group when its input closes: also when the test is killed.
const GUARD: &str = r#""$@" & exec >&-; read -r _; kill -KILL 0"#;

/// Where other browsers of this machine keep their settings; ours has a home of its own.
const FOREIGN: [&str; 4] = ["XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR"];

pub(super) struct Driver {
    guard: Child,
    port: u16,
}

impl Driver {
    /// Starts it; `home` is the only directory that it and its browser write to.
    pub(super) fn start(home: &Path) -> Self {
        let log = home.join("driver.log");
        let mut command = Command::new("sh");
        command.args(["-c", GUARD, "guard"]).arg(provided("FGAPI_TEST_CHROMEDRIVER")).arg("--port=0");
        command.env("HOME", home).env("TMPDIR", home).process_group(0);
        for variable in FOREIGN {
            command.env_remove(variable);
        }
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(File::create(&log).unwrap());
        let mut guard = command.spawn().unwrap();
        let mut lines = BufReader::new(guard.stdout.take().unwrap());
        let mut told = String::new();
        let port = loop {
            let mut line = String::new();
            if lines.read_line(&mut line).unwrap() == 0 {
                panic!("ChromeDriver does not start: {told}{}", std::fs::read_to_string(&log).unwrap_or_default());
            }
            if let Some(port) = port_in(&line) {
                break port;
            }
            told += &line;
        };
        // It goes on talking; nobody must hold it up.
        std::thread::spawn(move || std::io::copy(&mut lines, &mut std::io::sink()));
        Self { guard, port }
    }

    pub(super) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        drop(self.guard.stdin.take());
        self.guard.wait().ok();
    }
}

fn port_in(line: &str) -> Option<u16> {
    line.split_once("started successfully on port ")?.1.trim_end().trim_end_matches('.').parse().ok()
}
