//! `pack`: every crate as a registry would be given it.
//!
//! The quick form packs; the whole one also builds each crate from its package alone, where nothing of the tree around it is left.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::shell::{Outcome, capture, cargo, run};
use crate::workspace::{Package, Workspace};

/// What is packed with every crate.
const ALWAYS: [&str; 4] = ["Cargo.toml", "README.md", "LICENSE-MIT", "LICENSE-APACHE"];

/// Packs, without building; whatever has changed since the last commit is packed, too.
pub(crate) fn quick(workspace: &Workspace) -> Outcome {
    pack(workspace, &["--no-verify", "--allow-dirty", "--offline", "--quiet"])
}

/// Packs what is committed, and builds each package.
pub(crate) fn whole(workspace: &Workspace) -> Outcome {
    pack(workspace, &["--locked"])
}

fn pack(workspace: &Workspace, how: &[&str]) -> Outcome {
    let (private, public): (Vec<_>, Vec<_>) = workspace.packages.iter().partition(|package| package.about.private);
    let mut command = cargo();
    command.current_dir(&workspace.root).args(["package", "--workspace"]).args(how);
    for package in private {
        command.args(["--exclude", &package.name]);
    }
    run(&mut command)?;
    let mut wrong = Vec::new();
    for package in &public {
        let packed = workspace.target.join("package").join(format!("{}-{}.crate", package.name, package.version));
        wrong.extend(missing(package, &packed)?.into_iter().map(|file| format!("{} is packed without {file}", package.name)));
    }
    if !wrong.is_empty() {
        return Err(format!("{}\nlink what lies outside of a crate into it: cargo packs a copy of what a link leads to", wrong.join("\n")));
    }
    println!("{} crates are packed, each with its README and licences", public.len());
    Ok(())
}

/// What `packed` lacks.
fn missing(package: &Package, packed: &Path) -> Outcome<Vec<String>> {
    let listed = capture(Command::new("tar").arg("-tzf").arg(packed))?;
    let top = format!("{}-{}/", package.name, package.version);
    let listed: BTreeSet<&str> = listed.lines().filter_map(|line| line.strip_prefix(&top)).collect();
    let mut due: Vec<String> = ALWAYS.map(str::to_owned).into();
    for file in linked(&package.dir)? {
        let inside = file.strip_prefix(&package.dir).unwrap_or(&file);
        due.push(inside.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/"));
    }
    due.retain(|file| !listed.contains(file.as_str()));
    Ok(due)
}

/// The files of directories that are links out of the crate, as the migrations are: the tree around it has them, its package must.
fn linked(dir: &Path) -> Outcome<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in entries(dir)? {
        if entry.is_symlink() && entry.is_dir() {
            below(&entry, &mut found)?;
        }
    }
    Ok(found)
}

fn below(dir: &Path, found: &mut Vec<PathBuf>) -> Outcome {
    for entry in entries(dir)? {
        if entry.is_dir() {
            below(&entry, found)?;
        } else {
            found.push(entry);
        }
    }
    Ok(())
}

fn entries(dir: &Path) -> Outcome<Vec<PathBuf>> {
    let failed = |e: std::io::Error| format!("{}: {e}", dir.display());
    fs::read_dir(dir).map_err(failed)?.map(|entry| entry.map(|entry| entry.path()).map_err(failed)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::About;

    #[test]
    fn migrations_are_due_in_the_package_of_their_crate() {
        let store = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/fgapi-store");
        let found = linked(&store).unwrap();
        assert!(found.iter().any(|file| file.ends_with("migrations/sqlite/2026-11-22-100000_bank/up.sql")), "{found:?}");
        assert!(found.iter().all(|file| !file.ends_with("src/lib.rs")));
    }

    #[test]
    fn what_a_package_lacks_is_named() {
        let base = std::env::temp_dir().join(format!("fgapi-xtask-pack-{}", std::process::id()));
        let dir = base.join("a-0.1.0");
        fs::create_dir_all(&dir).unwrap();
        for file in ["Cargo.toml", "README.md", "LICENSE-MIT"] {
            fs::write(dir.join(file), "").unwrap();
        }
        let packed = base.join("a-0.1.0.crate");
        run(Command::new("tar").arg("-czf").arg(&packed).arg("-C").arg(&base).arg("a-0.1.0")).unwrap();
        let package = Package { name: "a".to_owned(), version: "0.1.0".to_owned(), dir, dependencies: Vec::new(), about: About::default() };
        assert_eq!(missing(&package, &packed).unwrap(), ["LICENSE-APACHE"]);
        fs::remove_dir_all(&base).unwrap();
    }
}
