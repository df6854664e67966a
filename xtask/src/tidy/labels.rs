//! What a crate says of itself where people look for crates: its description, its README, its licences. What is packed is taken by
//! strangers, who have nothing else to go by.

use std::path::Path;

use super::finding::Finding;
use crate::workspace::Package;

/// Files that are packed beside the code.
const PACKED: [&str; 2] = ["LICENSE-MIT", "LICENSE-APACHE"];
/// The most keywords that a registry takes, and the longest.
const KEYWORDS: usize = 5;
const KEYWORD_LETTERS: usize = 20;
/// The longest description that lists still show.
const DESCRIPTION_LETTERS: usize = 180;

/// Judges the labels of a crate in `dir`; one that is never published needs none.
pub(super) fn check(place: &Path, package: &Package, readme: Option<&str>, library: Option<&str>) -> Vec<Finding> {
    if package.about.private {
        return Vec::new();
    }
    let manifest = place.join("Cargo.toml");
    let mut found = Vec::new();
    let mut say = |message: String| found.push(Finding::at(&manifest, 0, message));
    let about = &package.about;
    match about.description.chars().count() {
        0 => say("`description` is missing: say in a sentence what the crate is for".to_owned()),
        letters if letters > DESCRIPTION_LETTERS => say(format!("`description` has {letters} letters, the limit is {DESCRIPTION_LETTERS}")),
        _ => {}
    }
    if about.keywords.is_empty() || about.keywords.len() > KEYWORDS {
        say(format!("`keywords` has to list 1 to {KEYWORDS} words by which the crate is found"));
    }
    for word in about.keywords.iter().filter(|word| word.len() > KEYWORD_LETTERS || !word.is_ascii()) {
        say(format!("the keyword {word:?} is refused by registries: at most {KEYWORD_LETTERS} letters of ASCII"));
    }
    if about.categories.is_empty() {
        say("`categories` is missing: choose one or two of those that crates.io lists".to_owned());
    }
    if about.readme != "README.md" {
        say("`readme = \"README.md\"` is missing".to_owned());
    }
    for file in PACKED.iter().filter(|file| !package.dir.join(file).is_file()) {
        say(format!("{file} is missing beside it: link it to the one at the top (`ln -s ../../{file}`)"));
    }
    found.extend(check_readme(&place.join("README.md"), package, readme, library));
    found
}

fn check_readme(place: &Path, package: &Package, readme: Option<&str>, library: Option<&str>) -> Vec<Finding> {
    let Some(text) = readme else {
        return vec![Finding::at(place, 0, "missing: say what the crate is for, who takes it, and show a first example")];
    };
    let mut found = Vec::new();
    if !text.starts_with(&format!("# {}\n", package.name)) {
        found.push(Finding::at(place, 1, format!("a README opens with `# {}`", package.name)));
    }
    for (number, line) in text.lines().enumerate() {
        for link in line.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let file = link.split('#').next().unwrap_or_default();
            if !file.is_empty() && !link.contains("://") && !package.dir.join(file).exists() {
                found.push(Finding::at(place, number + 1, format!("leads nowhere: {link}")));
            }
        }
    }
    let compiled = examples(&library.unwrap_or_default().lines().filter_map(doc_line).collect::<Vec<_>>());
    let shown: Vec<&str> = text.lines().collect();
    for example in examples(&shown) {
        if !compiled.contains(&example) {
            let message = "this example is not the one of lib.rs, which is compiled: copy that, without its hidden lines";
            found.push(Finding::at(place, 0, message));
        }
    }
    found
}

fn doc_line(line: &str) -> Option<&str> {
    line.strip_prefix("//!").map(|rest| rest.strip_prefix(' ').unwrap_or(rest))
}

/// The Rust examples of a text, as readers see them: hidden lines are left out.
fn examples(lines: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    let mut open: Option<(bool, Vec<&str>)> = None;
    for line in lines {
        match (&mut open, line.trim_start().strip_prefix("```")) {
            (None, Some(word)) => open = Some((["", "rust", "no_run"].contains(&word), Vec::new())),
            (Some((rust, body)), Some(_)) => {
                if *rust {
                    found.push(body.join("\n").trim().to_owned());
                }
                open = None;
            }
            (Some((_, body)), None) if !hidden(line) => body.push(line),
            _ => {}
        }
    }
    found
}

fn hidden(line: &str) -> bool {
    let line = line.trim_start();
    line == "#" || line.starts_with("# ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::About;

    const README: &str = "# a\n\nSee [b](Cargo.toml) and [c](https://c.example).\n\n```rust\nlet a = 1;\n```\n\n```sh\n# not Rust\n```\n";
    const LIBRARY: &str = "//! A.\n//!\n//! ```\n//! # fn hidden() {\n//! let a = 1;\n//! # }\n//! ```\n";

    fn package() -> Package {
        let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        let about = About {
            description: "What it is for".to_owned(),
            readme: "README.md".to_owned(),
            keywords: words(&["bank"]),
            categories: words(&["finance"]),
            private: false,
        };
        // A crate of the workspace that has all files.
        let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/fgapi-page");
        Package { name: "a".to_owned(), version: "0.1.0".to_owned(), dir, dependencies: Vec::new(), about }
    }

    fn found(change: impl FnOnce(&mut Package), readme: Option<&str>) -> String {
        let mut package = package();
        change(&mut package);
        check(Path::new("crates/a"), &package, readme, Some(LIBRARY)).iter().map(|finding| format!("{finding}\n")).collect()
    }

    #[test]
    fn a_labelled_crate_is_silent() {
        assert_eq!(found(|_| {}, Some(README)), "");
    }

    #[test]
    fn whatever_is_missing_is_named() {
        assert!(found(|package| package.about.description.clear(), Some(README)).contains("`description` is missing"));
        assert!(found(|package| package.about.description = "a".repeat(181), Some(README)).contains("181 letters"));
        assert!(found(|package| package.about.keywords.clear(), Some(README)).contains("`keywords`"));
        assert!(found(|package| package.about.keywords.push("預金".to_owned()), Some(README)).contains("預金"));
        assert!(found(|package| package.about.categories.clear(), Some(README)).contains("`categories`"));
        assert!(found(|package| package.about.readme.clear(), Some(README)).contains("`readme"));
        assert!(found(|package| package.dir.push("src"), Some("# a\n")).contains("LICENSE-APACHE is missing"));
        assert!(found(|_| {}, None).contains("README.md: missing"));
    }

    #[test]
    fn what_is_never_published_needs_no_label() {
        let bare = |package: &mut Package| package.about = About { private: true, ..About::default() };
        assert_eq!(found(bare, None), "");
    }

    #[test]
    fn a_readme_is_of_its_crate_and_leads_somewhere() {
        assert!(found(|_| {}, Some("# b\n")).contains("opens with `# a`"));
        assert!(found(|_| {}, Some("# a\n\n[d](d.md)\n")).contains("README.md:3: leads nowhere: d.md"));
    }

    #[test]
    fn an_example_is_one_that_is_compiled() {
        let message = found(|_| {}, Some("# a\n\n```rust\nlet a = 2;\n```\n"));
        assert!(message.contains("not the one of lib.rs"), "{message}");
    }
}
