//! Where functions begin and end.

use super::mask::{is_word, item_end, line_of, words};

/// One function with a body.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Function {
    /// Its name.
    pub(super) name: String,
    /// The line of its `fn`.
    pub(super) line: usize,
    /// How many lines it takes, signature and closing brace included.
    pub(super) lines: usize,
}

/// The functions with a body in masked code, nested ones included.
pub(super) fn functions(masked: &[char]) -> Vec<Function> {
    let words = words(masked);
    let mut found = Vec::new();
    for pair in words.windows(2) {
        let [(at, word), (name_at, name)] = pair else { continue };
        // `fn(u8) -> u8` is a type: there, something else than blanks stands before the next word.
        let named = masked[at + word.len()..*name_at].iter().all(|c| c.is_whitespace());
        if word != "fn" || !named || !name.starts_with(|c: char| is_word(c)) {
            continue;
        }
        if let Some(end) = item_end(masked, *name_at).filter(|end| masked[*end] == '}') {
            let line = line_of(masked, *at);
            found.push(Function { name: name.clone(), line, lines: line_of(masked, end) + 1 - line });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::mask::mask;
    use super::*;

    #[test]
    fn bodies_are_measured_from_the_signature_to_the_brace() {
        let code = "trait T {\n fn a();\n}\nfn b(\n x: [u8; 3],\n) -> u8 {\n if x { \"}\" }\n}\ntype F = fn(u8) -> u8;\nfn c() {}\n";
        let found: Vec<_> = functions(&mask(code)).into_iter().map(|f| (f.name, f.line, f.lines)).collect();
        assert_eq!(found, [("b".to_owned(), 4, 5), ("c".to_owned(), 10, 1)]);
    }

    #[test]
    fn a_function_inside_another_counts_for_both() {
        let found = functions(&mask("fn a() {\n fn b() {\n }\n}\n"));
        assert_eq!(found.iter().map(|f| f.lines).collect::<Vec<_>>(), [4, 2]);
    }
}
