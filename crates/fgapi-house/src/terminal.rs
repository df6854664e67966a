//! What is said on stdout.

use crate::failure::Failure;
use std::io::{ErrorKind, Write as _};

/// Says `text` and a line's end. A reader who has left (`fgapi … | head`) is no failure.
///
/// # Errors
/// A [`Failure`] when stdout takes nothing.
pub fn say(text: &str) -> Result<(), Failure> {
    let mut stdout = std::io::stdout().lock();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.write_all(b"\n")).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(Failure::broken(format!("stdout: {error}"), "check where the output goes"))
        }
        _ => Ok(()),
    }
}

/// Says `value` as one line of JSON.
///
/// # Errors
/// As [`say`].
pub fn say_json(value: &serde_json::Value) -> Result<(), Failure> {
    say(&value.to_string())
}
