//! `cargo test` over the workspace: its output passes through while the results are counted.

use std::ffi::OsStr;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::Stdio;

use crate::shell::{Outcome, cargo};
use crate::workspace::Workspace;

/// What the test programs reported.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    /// Tests that passed.
    pub(super) passed: u64,
    /// Tests that failed.
    pub(super) failed: u64,
    /// Test programs that came to a result.
    pub(super) suites: u64,
    /// Whether cargo itself was content; it is not when something does not compile.
    pub(super) clean_exit: bool,
}

impl Counts {
    /// What is wrong with this result, if anything: no test at all is not a success either.
    pub(super) fn trouble(self) -> Option<String> {
        match self {
            Self { failed: 1.., .. } => Some(format!("{} failed", self.failed)),
            Self { clean_exit: false, .. } => Some("cargo test failed: see its messages above".to_owned()),
            Self { passed: 0, .. } => Some("no test ran".to_owned()),
            _ => None,
        }
    }

    /// Adds a line of output if it is the result of a test program.
    fn add(&mut self, line: &str) {
        let Some(result) = line.trim_start().strip_prefix("test result: ") else { return };
        self.suites += 1;
        self.passed += number_before(result, " passed");
        self.failed += number_before(result, " failed");
    }
}

/// Runs all tests of the workspace, or those that `args` choose, with `env` for the tests.
pub(super) fn run(workspace: &Workspace, args: &[&str], env: &[(&str, &OsStr)]) -> Outcome<Counts> {
    let mut command = cargo();
    command.current_dir(&workspace.root).args(["test", "--locked", "--no-fail-fast"]);
    if !chooses_packages(args) {
        command.arg("--workspace");
    }
    command.args(args).envs(env.iter().copied()).stdout(Stdio::piped());
    let mut child = command.spawn().map_err(|e| format!("cargo does not start: {e}"))?;
    let mut counts = Counts::default();
    if let Some(output) = child.stdout.take() {
        let mut stdout = std::io::stdout();
        for line in BufReader::new(output).split(b'\n') {
            let line = line.map_err(|e| format!("reading from cargo test: {e}"))?;
            counts.add(&String::from_utf8_lossy(&line));
            // Whoever read our output may have left; the tests still have to be counted.
            let _ = stdout.write_all(&line).and_then(|()| stdout.write_all(b"\n"));
        }
    }
    counts.clean_exit = child.wait().map_err(|e| format!("waiting for cargo test: {e}"))?.success();
    Ok(counts)
}

/// Whether the arguments before a second `--` name packages of their own.
fn chooses_packages(args: &[&str]) -> bool {
    args.iter().take_while(|arg| **arg != "--").any(|arg| arg.starts_with("-p") || arg.starts_with("--package"))
}

fn number_before(text: &str, word: &str) -> u64 {
    let Some((before, _)) = text.split_once(word) else { return 0 };
    before.rsplit(' ').next().and_then(|digits| digits.parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_are_summed_over_the_programs() {
        let mut counts = Counts::default();
        for line in [
            "running 3 tests",
            "test result: ok. 12 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.01s",
            "test a_test_result: ok",
            "test result: FAILED. 2 passed; 1 failed; 0 ignored; 0 measured; 4 filtered out; finished in 0.01s",
        ] {
            counts.add(line);
        }
        assert_eq!(counts, Counts { passed: 14, failed: 1, suites: 2, clean_exit: false });
    }

    #[test]
    fn only_a_clean_run_with_tests_is_good() {
        let good = Counts { passed: 1, failed: 0, suites: 1, clean_exit: true };
        assert_eq!(good.trouble(), None);
        assert!(Counts { failed: 1, ..good }.trouble().is_some());
        assert!(Counts { clean_exit: false, ..good }.trouble().is_some());
        assert!(Counts { passed: 0, ..good }.trouble().is_some());
    }

    #[test]
    fn a_package_after_the_second_dashes_belongs_to_the_test_program() {
        assert!(chooses_packages(&["-p", "fgapi-domain"]));
        assert!(chooses_packages(&["--package=fgapi-domain"]));
        assert!(!chooses_packages(&["some_test", "--", "-p"]));
    }
}
