//! The laws that one Rust file can break by itself.

use std::path::Path;

use super::finding::Finding;
use super::functions::functions;
use super::mask::{Attribute, attributes, line_of, mask, without_tests, words};

/// The most lines that a file may have.
const FILE_LINES: usize = 600;
/// The most lines that a function may have.
const FUNCTION_LINES: usize = 70;
/// Macros that promise code instead of being it.
const PROMISES: [&str; 2] = ["todo", "unimplemented"];

/// Judges one file. `is_test` is a file of tests or benches; `may_wait` allows `async`.
pub(super) fn check(file: &Path, source: &str, is_test: bool, may_wait: bool) -> Vec<Finding> {
    let mut found = shape(file, source);
    let masked = mask(source);
    found.extend(unfinished(file, &masked));
    let code = if is_test { Vec::new() } else { without_tests(masked) };
    found.extend(long_functions(file, &code));
    found.extend(scattered_features(file, &code));
    if !may_wait {
        found.extend(waiting(file, &code));
    }
    found
}

fn shape(file: &Path, source: &str) -> Vec<Finding> {
    let mut found = Vec::new();
    if !source.starts_with("//!") {
        found.push(Finding::at(file, 1, "a file opens with `//!`: say in a sentence what it keeps and what it never does"));
    }
    let lines = source.lines().count();
    if lines > FILE_LINES {
        found.push(Finding::at(file, lines, format!("{lines} lines, the limit is {FILE_LINES}: split the file where its words change")));
    }
    found
}

/// Lints that are silenced, tests that are left out, code that is only promised.
fn unfinished(file: &Path, masked: &[char]) -> Vec<Finding> {
    let mut found = Vec::new();
    for attribute in attributes(masked) {
        let line = line_of(masked, attribute.start);
        if begins_with(&attribute, "allow") || attribute.text.contains(",allow(") {
            found.push(Finding::at(file, line, "`allow` outlives its reason: use #[expect(.., reason = \"..\")]"));
        }
        if begins_with(&attribute, "ignore") {
            found.push(Finding::at(file, line, "a test that is left out proves nothing: make it run or remove it"));
        }
    }
    for (at, word) in words(masked) {
        if PROMISES.contains(&word.as_str()) && masked.get(at + word.len()) == Some(&'!') {
            found.push(Finding::at(file, line_of(masked, at), format!("`{word}!` is a promise: write the code or leave the path out")));
        }
    }
    found
}

fn long_functions(file: &Path, code: &[char]) -> Vec<Finding> {
    let long = functions(code).into_iter().filter(|f| f.lines > FUNCTION_LINES);
    long.map(|f| {
        let message = format!("fn {} has {} lines, the limit is {FUNCTION_LINES}: name its parts as functions", f.name, f.lines);
        Finding::at(file, f.line, message)
    })
    .collect()
}

fn waiting(file: &Path, code: &[char]) -> Vec<Finding> {
    let all = words(code);
    let at = all.iter().filter(|(_, word)| word == "async").map(|(at, _)| line_of(code, *at));
    at.map(|line| Finding::at(file, line, "`async` belongs to the rim (crates that may use tokio): keep the core synchronous")).collect()
}

/// Features choose whole modules; a choice in the middle of code cannot be read or tested as one.
fn scattered_features(file: &Path, code: &[char]) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut say = |at: usize| {
        let message = "features choose whole modules: put `cfg(feature)` on a `mod` or `use` line";
        found.push(Finding::at(file, line_of(code, at), message));
    };
    let attributes = attributes(code);
    for attribute in attributes.iter().filter(|a| a.text.contains("feature=")) {
        let chooses_module = begins_with(attribute, "cfg") && begins_module(&code[skip_attributes(&attributes, code, attribute.end)..]);
        if !chooses_module {
            say(attribute.start);
        }
    }
    for (at, word) in words(code).iter().filter(|(_, word)| word == "cfg") {
        let rest: String =
            code[at + word.len()..].iter().take_while(|c| !matches!(c, ')' | '{' | ';')).filter(|c| !c.is_whitespace()).collect();
        if rest.starts_with("!(") && rest.contains("feature=") {
            say(*at);
        }
    }
    found
}

/// The place behind all attributes that follow directly.
fn skip_attributes(attributes: &[Attribute], code: &[char], from: usize) -> usize {
    let next = attributes.iter().find(|a| a.start >= from);
    match next {
        Some(a) if code[from..a.start].iter().all(|c| c.is_whitespace()) => skip_attributes(attributes, code, a.end),
        _ => from,
    }
}

fn begins_module(code: &[char]) -> bool {
    let line: String = code.iter().skip_while(|c| c.is_whitespace()).take_while(|c| !matches!(c, ';' | '{')).collect();
    let line = line.strip_prefix("pub").map_or(line.as_str(), |rest| match rest.trim_start().strip_prefix('(') {
        Some(inside) => inside.split_once(')').map_or("", |(_, item)| item),
        None => rest,
    });
    ["mod", "use"].contains(&line.split_whitespace().next().unwrap_or_default())
}

fn begins_with(attribute: &Attribute, word: &str) -> bool {
    let inner = attribute.text.trim_start_matches(['#', '!', '[']);
    inner.strip_prefix(word).is_some_and(|rest| rest.starts_with(['(', ']', '=']))
}

#[cfg(test)]
mod tests {
    use super::*;

    const WAIT: bool = true;

    /// The lines of the findings in library code.
    fn lines(source: &str, may_wait: bool) -> Vec<String> {
        check(Path::new("f"), source, false, may_wait).iter().map(|f| f.to_string().chars().take(3).collect()).collect()
    }

    fn good(source: &str) {
        assert_eq!(lines(source, WAIT), Vec::<String>::new(), "{source}");
    }

    fn bad(source: &str, line: &str) {
        assert_eq!(lines(source, WAIT), [line], "{source}");
    }

    #[test]
    fn a_file_opens_with_its_purpose() {
        good("//! what\n");
        bad("use a;\n", "f:1");
        bad("// what\n", "f:1");
    }

    #[test]
    fn files_and_functions_end_in_time() {
        let function = |lines: usize| format!("//! w\nfn f() {{\n{}}}\n", "x();\n".repeat(lines - 2));
        good(&function(FUNCTION_LINES));
        bad(&function(FUNCTION_LINES + 1), "f:2");
        good(&format!("//! w\n{}", "x;\n".repeat(FILE_LINES - 1)));
        assert_eq!(lines(&format!("//! w\n{}", "x;\n".repeat(FILE_LINES)), WAIT).len(), 1);
    }

    #[test]
    fn functions_of_tests_may_be_longer() {
        let body = "x();\n".repeat(FUNCTION_LINES);
        good(&format!("//! w\n#[cfg(test)]\nmod tests {{\nfn f() {{\n{body}}}\n}}\n"));
        assert!(check(Path::new("f"), &format!("//! w\nfn f() {{\n{body}}}\n"), true, WAIT).is_empty());
    }

    #[test]
    fn silenced_lints_are_found_in_every_spelling() {
        bad("//! w\n#[allow(dead_code)]\nfn f() {}\n", "f:2");
        bad("//! w\n\n#![allow(dead_code)]\n", "f:3");
        bad("//! w\n#[cfg_attr(test, allow(dead_code))]\nfn f() {}\n", "f:2");
        good("//! w\n#[expect(dead_code, reason = \"#[allow(x)]\")]\nfn allow() {}\n");
    }

    #[test]
    fn tests_left_out_and_promises_are_found() {
        bad(&format!("//! w\n#[test]\n#[{}]\nfn f() {{}}\n", "ignore"), "f:3");
        bad(&format!("//! w\nfn f() {{ {}!() }}\n", PROMISES[0]), "f:2");
        bad(&format!("//! w\nfn f() {{ {}!(\"x\") }}\n", PROMISES[1]), "f:2");
        good("//! w\nfn todo() { ignore(); }\n");
    }

    #[test]
    fn waiting_is_for_the_rim() {
        let source = "//! w\nasync fn f() {}\n// async\n";
        good(source);
        assert_eq!(lines(source, !WAIT), ["f:2"]);
    }

    #[test]
    fn features_choose_modules_and_nothing_else() {
        good("//! w\n#[cfg(feature = \"a\")]\npub mod a;\n#[cfg(feature = \"a\")]\n#[doc(hidden)]\npub(crate) use a::B;\n");
        good("//! w\n#[cfg(not(feature = \"a\"))]\nmod b;\n#[cfg(unix)]\nfn f() {}\n");
        bad("//! w\n#[cfg(feature = \"a\")]\nfn f() {}\n", "f:2");
        bad("//! w\nfn f() { if cfg!(feature = \"a\") {} }\n", "f:2");
        bad("//! w\n#[cfg_attr(feature = \"a\", derive(Debug))]\nstruct S;\n", "f:2");
        good("//! w\n#[cfg(test)]\nmod tests {\n#[cfg(feature = \"a\")]\nfn f() {}\n}\n");
    }
}
