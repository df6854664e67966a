//! `codegen`: the pages under `docs/reference` and the documents under `docs/openapi` are what the program says about itself.

use std::fs;
use std::path::PathBuf;
use std::process::Stdio;

use crate::shell::{Outcome, capture, cargo};
use crate::workspace::Workspace;

/// The pages, each printed by `fgapi reference <page>` as Markdown.
const PAGES: &[&str] = &["settings", "errors", "commands", "rights", "external-services", "linked-accounts"];

/// The APIs, each printed by `fgapi openapi <document> --language <language>` as JSON.
const DOCUMENTS: &[&str] = &["fgapi", "external-services", "linked-accounts"];
const LANGUAGES: &[&str] = &["ja", "en"];

/// A file, and the words by which the program prints it.
struct Page {
    file: PathBuf,
    words: Vec<&'static str>,
}

/// Writes every page.
pub(crate) fn write(workspace: &Workspace) -> Outcome {
    for page in pages(workspace) {
        let text = printed(workspace, &page)?;
        if let Some(dir) = page.file.parent() {
            fs::create_dir_all(dir).map_err(|e| format!("{}: {e}", dir.display()))?;
        }
        fs::write(&page.file, text).map_err(|e| format!("{}: {e}", page.file.display()))?;
        println!("wrote {}", workspace.short(&page.file).display());
    }
    Ok(())
}

/// Compares every page with what the program prints now.
pub(crate) fn check(workspace: &Workspace) -> Outcome {
    let mut stale = Vec::new();
    for page in pages(workspace) {
        let now = printed(workspace, &page)?;
        let kept = fs::read_to_string(&page.file).unwrap_or_default();
        if let Some(difference) = difference(&kept, &now) {
            stale.push(format!("{}:{difference}", workspace.short(&page.file).display()));
        }
    }
    if stale.is_empty() { Ok(()) } else { Err(format!("{}\nrun `cargo xtask codegen` and commit what it wrote", stale.join("\n"))) }
}

fn pages(workspace: &Workspace) -> Vec<Page> {
    let reference = workspace.root.join("docs/reference");
    let of_reference = PAGES.iter().map(|page| Page { file: reference.join(page).with_extension("md"), words: vec!["reference", page] });
    let openapi = workspace.root.join("docs/openapi");
    let of_openapi = DOCUMENTS.iter().flat_map(|document| {
        let file = |language: &str| openapi.join(format!("{document}.{language}.json"));
        LANGUAGES
            .iter()
            .map(move |language| Page { file: file(language), words: vec!["openapi", document, "--language", language] })
            .collect::<Vec<_>>()
    });
    of_reference.chain(of_openapi).collect()
}

fn printed(workspace: &Workspace, page: &Page) -> Outcome<String> {
    let mut command = cargo();
    command.current_dir(&workspace.root).stderr(Stdio::inherit());
    let text = capture(command.args(["run", "--quiet", "--locked", "--package", "fgapi-gateway", "--"]).args(&page.words))?;
    if text.trim().is_empty() { Err(format!("`fgapi {}` printed nothing", page.words.join(" "))) } else { Ok(text) }
}

/// The first line in which the two texts differ, or nothing.
fn difference(kept: &str, now: &str) -> Option<String> {
    if kept == now {
        return None;
    }
    let (mut kept, mut now) = (kept.lines(), now.lines());
    let mut number = 0;
    loop {
        number += 1;
        match (kept.next(), now.next()) {
            (Some(a), Some(b)) if a == b => {}
            (None, None) => return Some(format!("{number}: only the line ends differ")),
            (a, b) => {
                let [a, b] = [a, b].map(|line| line.unwrap_or("(end of file)"));
                return Some(format!("{number}: stale\n  - {a}\n  + {b}"));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_difference_is_shown_with_its_line() {
        assert_eq!(difference("a\nb\n", "a\nb\n"), None);
        assert_eq!(difference("a\nb\n", "a\nc\n").unwrap(), "2: stale\n  - b\n  + c");
        assert_eq!(difference("a\n", "a\nc\n").unwrap(), "2: stale\n  - (end of file)\n  + c");
        assert_eq!(difference("a", "a\n").unwrap(), "2: only the line ends differ");
    }
}
