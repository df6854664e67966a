//! What a command is given on stdin: one line that is secret, or a text for programs. Nobody is asked for it on a terminal.

use std::io::{IsTerminal as _, Read as _};

use fgapi_domain::Secret;
use zeroize::Zeroizing;

use crate::failure::Failure;

/// Reads one line that is secret; the line's end is dropped. `what` is what messages call it.
///
/// # Errors
/// A [`Failure`] when stdin is a terminal, or holds nothing, more than one line, more than `longest` bytes, or no UTF-8.
pub fn secret_line(what: &str, longest: usize) -> Result<Secret, Failure> {
    let refused = |problem: &str| {
        let next = format!("give one line of at most {longest} bytes in UTF-8, for example from a file that only you may read: … < FILE");
        Failure::bad_input(format!("stdin: {problem}"), next)
    };
    let text = read(what, longest + 2)?.ok_or_else(|| refused(&format!("{what} is longer than {longest} bytes, or no UTF-8")))?;
    one_line(&text, longest).map(Secret::new).map_err(|problem| refused(&format!("{problem} ({what})")))
}

/// Reads a text for programs whole.
///
/// # Errors
/// A [`Failure`] when stdin is a terminal, or holds more than `longest` bytes, or no UTF-8.
pub fn whole_text(what: &str, longest: usize) -> Result<Zeroizing<String>, Failure> {
    let problem = || format!("stdin: {what} is longer than {longest} bytes, or no UTF-8");
    read(what, longest)?.ok_or_else(|| Failure::bad_input(problem(), "give it in UTF-8, for example from a file: … < FILE"))
}

fn one_line(text: &str, longest: usize) -> Result<&str, &'static str> {
    let line = text.strip_suffix('\n').unwrap_or(text);
    let line = line.strip_suffix('\r').unwrap_or(line);
    match line {
        "" => Err("nothing stands there"),
        _ if line.contains(['\r', '\n']) => Err("there is more than one line"),
        _ if line.len() > longest => Err("the line is too long"),
        _ => Ok(line),
    }
}

/// `None` when it is no UTF-8 or too long.
fn read(what: &str, longest: usize) -> Result<Option<Zeroizing<String>>, Failure> {
    let mut stdin = std::io::stdin().lock();
    if stdin.is_terminal() {
        return Err(Failure::bad_input(
            format!("stdin is a terminal: nobody is asked for {what}, because it would stand on the screen"),
            "give it from a file or another program: … < FILE",
        ));
    }
    let mut bytes = Zeroizing::new(Vec::new());
    let limit = u64::try_from(longest).unwrap_or(u64::MAX).saturating_add(1);
    let length = stdin.by_ref().take(limit).read_to_end(&mut bytes);
    let length = length.map_err(|error| Failure::broken(format!("stdin: {error}"), "check where the input comes from"))?;
    let text = std::str::from_utf8(&bytes).ok().filter(|_| length <= longest);
    Ok(text.map(|text| Zeroizing::new(text.to_owned())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_line_is_one_line_and_only_its_end_is_dropped() {
        for (text, expected) in [("a b \n", Ok("a b ")), ("a\r\n", Ok("a")), ("a", Ok("a")), ("ぽち\n", Ok("ぽち"))] {
            assert_eq!(one_line(text, 6), expected, "{text:?}");
        }
        for bad in ["", "\n", "\r\n", "a\nb", "a\n\n", "\na", "1234567"] {
            assert!(one_line(bad, 6).is_err(), "{bad:?}");
        }
    }
}
