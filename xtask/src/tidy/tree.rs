//! The files of the repository that people write.

use std::fs;
use std::path::{Path, PathBuf};

use crate::shell::Outcome;

/// Endings of texts; anything else is data.
const TEXTS: [&str; 12] = ["rs", "toml", "md", "sql", "sh", "yml", "yaml", "json", "html", "css", "js", "snap"];

/// Directories that are not ours to judge.
const FOREIGN: [&str; 3] = ["target", ".git", "node_modules"];

/// All texts below `dir`, in order.
pub(super) fn text_files(dir: &Path) -> Outcome<Vec<PathBuf>> {
    let mut found = Vec::new();
    collect(dir, &mut found)?;
    found.sort();
    Ok(found)
}

/// Whether a path inside a crate belongs to its tests or benches.
pub(super) fn is_test(inside: &Path) -> bool {
    inside.components().any(|part| ["tests", "benches"].iter().any(|name| part.as_os_str() == *name))
        || inside.file_name().is_some_and(|name| name == "tests.rs")
}

fn collect(dir: &Path, found: &mut Vec<PathBuf>) -> Outcome {
    let failed = |e: std::io::Error| format!("{}: {e}", dir.display());
    for entry in fs::read_dir(dir).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let path = entry.path();
        // A link would lead out of the tree, or around in it.
        let kind = entry.file_type().map_err(failed)?;
        if kind.is_dir() && !FOREIGN.iter().any(|name| entry.file_name() == *name) {
            collect(&path, found)?;
        } else if kind.is_file() && path.extension().is_some_and(|e| TEXTS.iter().any(|text| e == *text)) {
            found.push(path);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_and_benches_are_told_from_the_rest() {
        for test in ["tests/e2e/main.rs", "benches/pages.rs", "src/ids/tests.rs", "src/tests/a.rs"] {
            assert!(is_test(Path::new(test)), "{test}");
        }
        for code in ["src/lib.rs", "src/contests.rs", "build.rs"] {
            assert!(!is_test(Path::new(code)), "{code}");
        }
    }

    #[test]
    fn this_crate_is_found_without_what_was_built() {
        let files = text_files(Path::new(".")).unwrap();
        assert!(files.iter().any(|f| f.ends_with("src/tidy/tree.rs")));
        assert!(files.iter().all(|f| !f.components().any(|part| part.as_os_str() == "target")));
    }
}
