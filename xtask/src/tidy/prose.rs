//! The laws for every text of the repository: nothing is left for later, and nothing speaks of the
//! machine that somebody wrote it on.

use std::path::Path;

use super::finding::Finding;

/// What people write where they mean to come back. Split, so that this file does not find itself.
const MARKS: [&str; 2] = [concat!("FIX", "ME"), concat!("XX", "X:")];

/// Where people's own directories lie; a name follows.
const HOMES: [&str; 4] = ["/home", "/Users", "/root", "C:\\Users"];

/// Judges one text.
pub(super) fn check(file: &Path, text: &str) -> Vec<Finding> {
    let mut found = Vec::new();
    for (number, line) in text.lines().enumerate().map(|(n, line)| (n + 1, line)) {
        if MARKS.iter().any(|mark| line.contains(mark)) {
            found.push(Finding::at(file, number, "a mark for later: do it now, or write an issue and remove the mark"));
        }
        if HOMES.iter().any(|home| names_someone(line, home)) {
            found.push(Finding::at(file, number, "a path of somebody's machine: use a relative path or a neutral example"));
        }
    }
    found
}

/// Whether `line` goes on below `home`, as its own path and not as the end of a longer one.
fn names_someone(line: &str, home: &str) -> bool {
    line.match_indices(home).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = &line[at + home.len()..];
        let own = !before.is_some_and(|c| c.is_alphanumeric() || "-_.}".contains(c));
        own && after.starts_with(['/', '\\']) && after[1..].starts_with(|c: char| c.is_alphanumeric() || "._-".contains(c))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> usize {
        check(Path::new("f"), text).len()
    }

    #[test]
    fn marks_for_later_are_found() {
        assert_eq!(found(&format!("a\n// {}: b\n", MARKS[0])), 1);
        assert_eq!(found("nothing to fix for me\n"), 0);
    }

    #[test]
    fn paths_of_a_person_are_found_and_urls_are_not() {
        for home in HOMES {
            let slash = if home.contains('\\') { '\\' } else { '/' };
            assert_eq!(found(&format!("see {home}{slash}ann{slash}x")), 1, "{home}");
        }
        for fine in ["/var/lib/fgapi", "https://bank.example/home/start", "the /home page"] {
            assert_eq!(found(fine), 0, "{fine}");
        }
    }
}
