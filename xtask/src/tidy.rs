//! `tidy`: the laws of `docs/architecture.md`, as far as a program can judge them.
//!
//! Every finding names its place and what to do. Formatting and lints are asked last, because they
//! take longest.

mod finding;
mod floors;
mod functions;
mod graph;
mod labels;
mod locales;
mod mask;
mod prose;
mod rules;
mod tree;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use finding::Finding;
use floors::Floors;
use locales::Speech;
use tree::{is_test, text_files};

use crate::shell::{Outcome, cargo, run};
use crate::workspace::{Package, Workspace};

/// The most lines that the sources of one crate may have together.
const CRATE_LINES: usize = 5_000;

/// Judges the workspace, then asks rustfmt and clippy.
pub(crate) fn tidy(workspace: &Workspace) -> Outcome {
    let findings = findings(workspace)?;
    for finding in &findings {
        println!("{finding}");
    }
    let format = run(cargo().current_dir(&workspace.root).args(["fmt", "--all", "--check"]));
    let lints = run(cargo().current_dir(&workspace.root).args([
        "clippy",
        "--workspace",
        "--all-targets",
        "--locked",
        "--quiet",
        "--",
        "-D",
        "warnings",
    ]));
    let mut broken = Vec::new();
    if !findings.is_empty() {
        broken.push(format!("{} findings against docs/architecture.md, listed above", findings.len()));
    }
    broken.extend(format.err().map(|e| format!("{e}: run `cargo fmt --all` (or `rustup component add rustfmt`)")));
    broken.extend(lints.err().map(|e| format!("{e}: mend what it names (or `rustup component add clippy`)")));
    if broken.is_empty() { Ok(()) } else { Err(broken.join("\n")) }
}

/// Everything that can be judged without building.
fn findings(workspace: &Workspace) -> Outcome<Vec<Finding>> {
    let plan = workspace.root.join("docs/architecture.md");
    let text = fs::read_to_string(&plan).map_err(|e| format!("{}: {e}", plan.display()))?;
    let floors = Floors::parse(&text)?;
    let mut found = graph::check(&floors, &workspace.packages);
    let mut speeches = BTreeMap::new();
    for package in &workspace.packages {
        let (mut findings, speech) = check_package(workspace, package, floors.may_wait(&package.name))?;
        let own = |name: &str| fs::read_to_string(package.dir.join(name)).ok();
        let (readme, library) = (own("README.md"), own("src/lib.rs"));
        findings.extend(labels::check(workspace.short(&package.dir), package, readme.as_deref(), library.as_deref()));
        found.append(&mut findings);
        speeches.insert(package.name.as_str(), speech);
    }
    let uses = |upper: &Package, lower: &str| upper.dependencies.iter().any(|used| used.name == lower && !used.dev);
    for package in &workspace.packages {
        let others = |near: &dyn Fn(&Package) -> bool| -> Vec<&Speech> {
            workspace.packages.iter().filter(|other| near(other)).filter_map(|other| speeches.get(other.name.as_str())).collect()
        };
        let (below, above) = (others(&|other| uses(package, &other.name)), others(&|other| uses(other, &package.name)));
        found.extend(speeches.get(package.name.as_str()).map(|own| locales::check(own, &below, &above)).unwrap_or_default());
    }
    for file in text_files(&workspace.root)? {
        let text = read(&file)?;
        found.extend(prose::check(workspace.short(&file), &text));
    }
    Ok(found)
}

fn check_package(workspace: &Workspace, package: &Package, may_wait: bool) -> Outcome<(Vec<Finding>, Speech)> {
    let mut found = Vec::new();
    let mut lines = 0;
    let mut speech = Speech::default();
    for file in text_files(&package.dir)? {
        let inside = file.strip_prefix(&package.dir).unwrap_or(&file);
        let place = workspace.short(&file);
        if inside.extension().is_some_and(|e| e == "rs") {
            let text = read(&file)?;
            found.extend(rules::check(place, &text, is_test(inside), may_wait));
            if inside.starts_with("src") {
                lines += text.lines().count();
                speech.sources.push((place.to_owned(), text));
            }
        } else if inside.starts_with("locales") {
            speech.locales.push((place.to_owned(), read(&file)?));
        } else if inside.starts_with("templates") {
            speech.templates.push((place.to_owned(), read(&file)?));
        }
    }
    if lines > CRATE_LINES {
        let place = workspace.short(&package.dir);
        found.push(Finding::at(place, 0, format!("{lines} lines in src, the limit is {CRATE_LINES}: split the crate")));
    }
    Ok((found, speech))
}

fn read(file: &Path) -> Outcome<String> {
    fs::read_to_string(file).map_err(|e| format!("{}: {e}", file.display()))
}
