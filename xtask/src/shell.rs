//! Other programs: how they are found and run, and how their failure is told.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// What every step answers: nothing to add, or one message that names the next step.
pub(crate) type Outcome<T = ()> = Result<T, String>;

/// The `cargo` that runs this program, so that nested calls use the same toolchain.
pub(crate) fn cargo() -> Command {
    Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// Runs `command` with the caller's own input and output.
pub(crate) fn run(command: &mut Command) -> Outcome {
    let status = command.status().map_err(|e| format!("{} does not start: {e}", shown(command)))?;
    if status.success() { Ok(()) } else { Err(format!("{} failed ({status})", shown(command))) }
}

/// Runs `command` and answers what it printed; its error output is part of the message when it fails.
pub(crate) fn capture(command: &mut Command) -> Outcome<String> {
    let Output { status, stdout, stderr } =
        command.stdin(Stdio::null()).output().map_err(|e| format!("{} does not start: {e}", shown(command)))?;
    if !status.success() {
        return Err(format!("{} failed ({status})\n{}", shown(command), String::from_utf8_lossy(&stderr).trim_end()));
    }
    String::from_utf8(stdout).map_err(|_| format!("{} printed something that is not UTF-8", shown(command)))
}

/// Whether `command` starts and succeeds, in silence.
pub(crate) fn succeeds(command: &mut Command) -> bool {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
}

/// The first file called `program` in the directories of `PATH`.
pub(crate) fn on_path(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|dir| dir.join(program)).find(|file| file.is_file())
}

/// Whether this process is the superuser.
pub(crate) fn is_root() -> bool {
    capture(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}

fn shown(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let name = program.file_name().unwrap_or(program.as_os_str());
    let words: Vec<_> = std::iter::once(name).chain(command.get_args()).map(|word| word.to_string_lossy()).collect();
    format!("`{}`", words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failing_program_is_named_with_its_arguments_and_its_complaint() {
        let message = capture(Command::new("sh").args(["-c", "echo sorry >&2; exit 3"])).unwrap_err();
        assert!(message.contains("`sh -c") && message.ends_with("sorry"), "{message}");
    }

    #[test]
    fn an_absent_program_is_an_error_and_not_a_panic() {
        assert!(run(&mut Command::new("there-is-no-such-program")).unwrap_err().contains("does not start"));
        assert!(!succeeds(&mut Command::new("there-is-no-such-program")));
        assert!(on_path("there-is-no-such-program").is_none());
    }
}
