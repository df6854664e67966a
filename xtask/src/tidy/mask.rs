//! Rust source with everything that is not code blanked out, line for line, so that simple scans
//! cannot mistake a comment or a string for code.

/// `source` with comments, strings and characters replaced by blanks; every character keeps its place.
pub(super) fn mask(source: &str) -> Vec<char> {
    let source: Vec<char> = source.chars().collect();
    let mut masked = source.clone();
    let mut at = 0;
    while at < source.len() {
        let end = end_of_text(&source, at);
        if end == at {
            at += 1;
            continue;
        }
        masked[at..end].iter_mut().filter(|c| **c != '\n').for_each(|c| *c = ' ');
        at = end;
    }
    masked
}

/// `masked` with the items under `#[cfg(test)]` blanked out as well.
pub(super) fn without_tests(mut masked: Vec<char>) -> Vec<char> {
    let marks: Vec<_> = attributes(&masked).into_iter().filter(|a| a.text == "#[cfg(test)]").collect();
    for mark in marks {
        let end = item_end(&masked, mark.end).map_or(masked.len(), |end| end + 1);
        masked[mark.start..end].iter_mut().filter(|c| **c != '\n').for_each(|c| *c = ' ');
    }
    masked
}

/// An attribute, outer or inner, with its text without blanks.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Attribute {
    /// Where its `#` stands.
    pub(super) start: usize,
    /// Behind its closing bracket.
    pub(super) end: usize,
    /// `#[..]` or `#![..]`, blanks and string contents left out.
    pub(super) text: String,
}

/// The attributes in masked code, in order.
pub(super) fn attributes(masked: &[char]) -> Vec<Attribute> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < masked.len() {
        let open = at + 1 + usize::from(masked.get(at + 1) == Some(&'!'));
        if masked[at] != '#' || masked.get(open) != Some(&'[') {
            at += 1;
            continue;
        }
        let end = closing(masked, open).map_or(masked.len(), |close| close + 1);
        found.push(Attribute { start: at, end, text: masked[at..end].iter().filter(|c| !c.is_whitespace()).collect() });
        at = end;
    }
    found
}

/// Where the item that begins at `from` ends: at its `;`, or at the brace that closes its body.
pub(super) fn item_end(masked: &[char], from: usize) -> Option<usize> {
    let mut at = from;
    while at < masked.len() {
        match masked[at] {
            '(' | '[' => at = closing(masked, at)?,
            '{' => return closing(masked, at),
            ';' => return Some(at),
            _ => {}
        }
        at += 1;
    }
    None
}

/// The line of a place, counted from 1.
pub(super) fn line_of(masked: &[char], place: usize) -> usize {
    1 + masked[..place].iter().filter(|c| **c == '\n').count()
}

/// Whether `c` can be part of a Rust word.
pub(super) fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The words of masked code with their places, in order.
pub(super) fn words(masked: &[char]) -> Vec<(usize, String)> {
    let mut found: Vec<(usize, String)> = Vec::new();
    let mut inside = false;
    for (at, &c) in masked.iter().enumerate() {
        match (is_word(c), inside, found.last_mut()) {
            (true, true, Some((_, word))) => word.push(c),
            (true, ..) => found.push((at, c.to_string())),
            _ => {}
        }
        inside = is_word(c);
    }
    found
}

/// The bracket that closes the one at `open`, of any kind.
fn closing(masked: &[char], open: usize) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, c) in masked.iter().enumerate().skip(open) {
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(at);
                }
            }
            _ => {}
        }
    }
    None
}

/// The end of the comment, string or character that begins at `at`; `at` itself when none does.
fn end_of_text(source: &[char], at: usize) -> usize {
    let next = |n: usize| source.get(at + n).copied().unwrap_or('\n');
    match (source[at], next(1)) {
        ('/', '/') => find(source, at, |i| source[i] == '\n'),
        ('/', '*') => end_of_block(source, at),
        ('"', _) => end_of_quote(source, at, '"'),
        ('r', '"' | '#') => end_of_raw(source, at),
        // A character, and not a lifetime: escaped, or closed right behind one character.
        ('\'', '\\') => end_of_quote(source, at, '\''),
        ('\'', _) if next(2) == '\'' => at + 3,
        _ => at,
    }
}

fn end_of_block(source: &[char], start: usize) -> usize {
    let (mut depth, mut at) = (0_usize, start);
    while at < source.len() {
        match (source[at], source.get(at + 1)) {
            ('/', Some('*')) => (depth, at) = (depth + 1, at + 2),
            ('*', Some('/')) => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            return at;
        }
    }
    source.len()
}

fn end_of_quote(source: &[char], start: usize, quote: char) -> usize {
    let mut at = start + 1;
    while at < source.len() {
        match source[at] {
            '\\' => at += 2,
            c if c == quote => return at + 1,
            _ => at += 1,
        }
    }
    source.len()
}

/// A raw string, or `start` for a raw word such as `r#type`.
fn end_of_raw(source: &[char], start: usize) -> usize {
    let hashes = source[start + 1..].iter().take_while(|c| **c == '#').count();
    let open = start + 1 + hashes;
    if source.get(open) != Some(&'"') {
        return start;
    }
    let closes = |i: usize| source[i] == '"' && i > open && source[i + 1..].iter().take(hashes).filter(|c| **c == '#').count() == hashes;
    (find(source, open, closes) + 1 + hashes).min(source.len())
}

fn find(source: &[char], from: usize, is_it: impl Fn(usize) -> bool) -> usize {
    (from..source.len()).find(|i| is_it(*i)).unwrap_or(source.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn masked(source: &str) -> String {
        mask(source).into_iter().collect()
    }

    #[test]
    fn only_code_is_left_and_lines_keep_their_numbers() {
        assert_eq!(masked("a // b\nc /* d /* e */ f\n */ g"), "a     \nc               \n    g");
        assert_eq!(masked(r#"let s = "a\"b{"; t"#), "let s =        ; t");
        assert_eq!(masked("let s = br#\"a\"{\"#; t"), "let s = b        ; t");
        assert_eq!(masked("match c { '{' => '\\'', _ => b'}' }"), "match c {     =>     , _ => b    }");
    }

    #[test]
    fn lifetimes_and_raw_words_are_code() {
        assert_eq!(masked("fn f<'a>(r#type: &'a str) {}"), "fn f<'a>(r#type: &'a str) {}");
    }

    #[test]
    fn text_that_never_ends_is_not_a_panic() {
        for source in ["\"abc", "/* abc", "r#\"abc", "'\\", "r#\"abc\"", "\"\\", "r"] {
            assert_eq!(masked(source).len(), source.len());
        }
    }

    #[test]
    fn attributes_are_found_with_their_text() {
        let code = mask("#![x]\n#[cfg( feature = \"a\" )]\nmod a;");
        let texts: Vec<_> = attributes(&code).into_iter().map(|a| a.text).collect();
        assert_eq!(texts, ["#![x]", "#[cfg(feature=)]"]);
    }

    #[test]
    fn items_of_tests_are_blanked_and_nothing_behind_them() {
        let code = without_tests(mask("fn a() {}\n#[cfg(test)]\nmod tests {\n fn b() {}\n}\nfn c() {}\n#[cfg(test)]\nmod d;\nfn e() {}"));
        let left: String = code.into_iter().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(left, "fn a() {} fn c() {} fn e() {}");
    }
}
