//! The words of screens: every language has the same keys with the same braces, everything that a template says has words, and no
//! word is left over.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::finding::Finding;

/// A file's place and its text.
pub(super) type Text = (PathBuf, String);

/// What of a crate speaks.
#[derive(Debug, Default)]
pub(super) struct Speech {
    /// `locales/*.toml`: tables of words, one file a language.
    pub(super) locales: Vec<Text>,
    /// `templates/*.html`: they say `t(key="table.word", name=value)`.
    pub(super) templates: Vec<Text>,
    /// Rust sources: they name keys as plain strings.
    pub(super) sources: Vec<Text>,
}

/// The words of one language, by dotted key.
struct Language<'a> {
    file: &'a Path,
    words: BTreeMap<String, Word<'a>>,
}

#[derive(Clone)]
struct Word<'a> {
    file: &'a Path,
    line: usize,
    braces: BTreeSet<String>,
}

/// One `t(..)` of a template.
#[derive(Debug, PartialEq, Eq)]
struct Call {
    line: usize,
    /// The key's first and last part; something between them is chosen when the page is made. One part alone is the whole key.
    key: (String, Option<String>),
    given: BTreeSet<String>,
}

/// Judges the words of one crate. It may say those of the crates below it too, and those above may say its own.
pub(super) fn check<'a>(speech: &'a Speech, below: &[&'a Speech], above: &[&'a Speech]) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut languages = Vec::new();
    for (file, text) in &speech.locales {
        match read(file, text) {
            Ok(language) => languages.push(language),
            Err(finding) => found.push(finding),
        }
    }
    let Some((first, others)) = languages.split_first() else { return found };
    for other in others {
        found.extend(unequal(first, other));
        found.extend(lacking(other, first));
    }
    let shared = below.iter().filter_map(|other| other.locales.first()).filter_map(|(file, text)| read(file, text).ok());
    let mut sayable = Language { file: first.file, words: BTreeMap::new() };
    for (key, word) in shared.flat_map(|language| language.words) {
        if let Some(own) = first.words.get(&key) {
            found.push(Finding::at(
                first.file,
                own.line,
                format!("{key} is said by {} already: use it, or another key", word.file.display()),
            ));
        }
        sayable.words.insert(key, word);
    }
    let own = first.words.iter().map(|(key, word)| (key.clone(), word.clone()));
    sayable.words.extend(own);
    let calls_of =
        |speech: &'a Speech| speech.templates.iter().flat_map(|(file, text)| calls(text).into_iter().map(move |call| (file, call)));
    found.extend(calls_of(speech).flat_map(|(file, call)| unsaid(file, &call, &sayable)));
    let mut used = BTreeSet::new();
    for speaker in above.iter().copied().chain([speech]) {
        for (_, call) in calls_of(speaker) {
            used.extend(first.words.keys().filter(|key| call.names(key)));
        }
        for (_, text) in &speaker.sources {
            used.extend(text.split('"').filter_map(|piece| first.words.get_key_value(piece)).map(|(key, _)| key));
        }
    }
    let unused = first.words.iter().filter(|(key, _)| !used.contains(key));
    found.extend(unused.map(|(key, word)| Finding::at(first.file, word.line, format!("nobody says {key}: remove it in every language"))));
    found
}

fn read<'a>(file: &'a Path, text: &str) -> Result<Language<'a>, Finding> {
    let tables: BTreeMap<String, BTreeMap<String, toml::Spanned<String>>> =
        toml::from_str(text).map_err(|e| Finding::at(file, 0, format!("words are `key = \"text\"` in tables: {}", e.message())))?;
    let mut words = BTreeMap::new();
    for (table, entries) in tables {
        for (key, value) in entries {
            let line = line_of(text, value.span().start);
            words.insert(format!("{table}.{key}"), Word { file, line, braces: braces(value.get_ref()) });
        }
    }
    Ok(Language { file, words })
}

/// What `other` says differently from `first`, or does not say.
fn unequal(first: &Language<'_>, other: &Language<'_>) -> Vec<Finding> {
    let mut found = lacking(first, other);
    for (key, word) in &other.words {
        if let Some(model) = first.words.get(key).filter(|model| model.braces != word.braces) {
            let shown = |braces: &BTreeSet<String>| format!("{{{}}}", braces.iter().cloned().collect::<Vec<_>>().join("}, {"));
            let message = format!("{key} has {}, but {} in {}", shown(&word.braces), shown(&model.braces), first.file.display());
            found.push(Finding::at(other.file, word.line, message));
        }
    }
    found
}

/// The keys of `full` that `other` lacks.
fn lacking(full: &Language<'_>, other: &Language<'_>) -> Vec<Finding> {
    let missing = full.words.keys().filter(|key| !other.words.contains_key(*key));
    missing.map(|key| Finding::at(other.file, 0, format!("lacks {key}, which {} has", full.file.display()))).collect()
}

/// What a call asks for that the words do not have.
fn unsaid(file: &Path, call: &Call, language: &Language<'_>) -> Vec<Finding> {
    let meant: Vec<_> = language.words.iter().filter(|(key, _)| call.names(key)).collect();
    if meant.is_empty() {
        return vec![Finding::at(file, call.line, format!("no words for {}: add them in every language", call.shown()))];
    }
    let mut found = Vec::new();
    for (key, word) in meant {
        for name in word.braces.difference(&call.given) {
            found.push(Finding::at(file, call.line, format!("{key} has {{{name}}}, which is not given")));
        }
        for name in call.given.difference(&word.braces) {
            found.push(Finding::at(file, call.line, format!("{key} has no {{{name}}}, which is given")));
        }
    }
    found
}

impl Call {
    fn names(&self, key: &str) -> bool {
        match &self.key {
            (whole, None) => key == whole,
            (start, Some(end)) => key.len() > start.len() + end.len() && key.starts_with(start.as_str()) && key.ends_with(end.as_str()),
        }
    }

    fn shown(&self) -> String {
        match &self.key {
            (whole, None) => whole.clone(),
            (start, Some(end)) => format!("{start}…{end}"),
        }
    }
}

/// Every `t(..)` of a template, those inside others too.
fn calls(template: &str) -> Vec<Call> {
    let mut found = Vec::new();
    for (at, _) in template.match_indices("t(key=") {
        let own_word = !template[..at].chars().next_back().is_some_and(|c| c.is_alphanumeric() || c == '_');
        let arguments = arguments(&template[at + "t(".len()..]);
        if let Some((_, key)) = arguments.first().filter(|_| own_word) {
            let given = arguments[1..].iter().map(|(name, _)| name.clone()).collect();
            found.push(Call { line: line_of(template, at), key: parts(key), given });
        }
    }
    found
}

/// `name=value` pairs up to the closing parenthesis. Commas and parentheses inside strings or deeper calls do not count.
fn arguments(text: &str) -> Vec<(String, String)> {
    let mut found = vec![String::new()];
    let (mut depth, mut quoted) = (0, false);
    for c in text.chars() {
        match c {
            '"' => quoted = !quoted,
            '(' | '[' if !quoted => depth += 1,
            ')' if !quoted && depth == 0 => break,
            ')' | ']' if !quoted => depth -= 1,
            ',' if !quoted && depth == 0 => {
                found.push(String::new());
                continue;
            }
            _ => {}
        }
        if let Some(last) = found.last_mut() {
            last.push(c);
        }
    }
    found.iter().filter_map(|pair| pair.split_once('=')).map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned())).collect()
}

/// `"a.b"` is a whole key; `"a." ~ x` and `"a." ~ x ~ "_b"` are the ends of several.
fn parts(key: &str) -> (String, Option<String>) {
    let literal = |text: &str| text.trim().strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or_default().to_owned();
    match key.split_once('~') {
        None => (literal(key), None),
        Some((start, rest)) => (literal(start), Some(rest.rsplit_once('~').map_or_else(String::new, |(_, end)| literal(end)))),
    }
}

fn braces(words: &str) -> BTreeSet<String> {
    words.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name.to_owned()).collect()
}

fn line_of(text: &str, at: usize) -> usize {
    text[..at].matches('\n').count() + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    const JA: &str = "[a]\none = \"一\"\ntwo = \"{name}さん\"\n";
    const EN: &str = "[a]\none = \"one\"\ntwo = \"Dear {name}\"\n";
    const PAGE: &str = "{{ t(key=\"a.one\") }}\n{{ t(key=\"a.two\", name=x) }}\n";

    fn found(ja: &str, en: &str, page: &str, source: &str) -> Vec<String> {
        let text = |name: &str, text: &str| vec![(PathBuf::from(name), text.to_owned())];
        let locales = [text("ja", ja), text("en", en)].concat();
        let speech = Speech { locales, templates: text("page", page), sources: text("rs", source) };
        check(&speech, &[], &[]).iter().map(ToString::to_string).collect()
    }

    /// A room of words and pages.
    fn room(name: &str, ja: &str, en: &str, page: &str) -> Speech {
        let text = |part: &str, text: &str| (PathBuf::from(format!("{name}/{part}")), text.to_owned());
        Speech { locales: vec![text("ja", ja), text("en", en)], templates: vec![text("page", page)], sources: Vec::new() }
    }

    #[test]
    fn a_door_says_the_words_of_the_room_below() {
        let look = room("look", JA, EN, "{{ t(key=\"a.one\") }}");
        let door = room("door", "[b]\nx = \"甲\"\n", "[b]\nx = \"x\"\n", "{{ t(key=\"b.x\") }} {{ t(key=\"a.two\", name=y) }}");
        assert!(check(&door, &[&look], &[]).is_empty() && check(&look, &[], &[&door]).is_empty());
        assert_eq!(check(&door, &[], &[])[0].to_string(), "door/page:1: no words for a.two: add them in every language");
        assert_eq!(check(&look, &[], &[])[0].to_string(), "look/ja:3: nobody says a.two: remove it in every language");
    }

    #[test]
    fn a_door_has_no_other_words_for_what_the_room_below_says() {
        let look = room("look", JA, EN, PAGE);
        let door = room("door", "[a]\none = \"壱\"\n", "[a]\none = \"1\"\n", "{{ t(key=\"a.one\") }}");
        assert_eq!(check(&door, &[&look], &[])[0].to_string(), "door/ja:2: a.one is said by look/ja already: use it, or another key");
    }

    #[test]
    fn words_that_agree_and_are_all_said_are_silent() {
        assert_eq!(found(JA, EN, PAGE, ""), Vec::<String>::new());
        assert!(check(&Speech::default(), &[], &[]).is_empty());
    }

    #[test]
    fn a_key_that_one_language_lacks_is_found() {
        assert_eq!(found(JA, "[a]\none = \"one\"\n", PAGE, ""), ["en: lacks a.two, which ja has"]);
        assert_eq!(found("[a]\none = \"一\"\n", EN, "{{ t(key=\"a.one\") }}", ""), ["ja: lacks a.two, which en has"]);
    }

    #[test]
    fn braces_that_differ_are_found_with_their_line() {
        assert_eq!(found(JA, &EN.replace("{name}", "{who}"), PAGE, ""), ["en:3: a.two has {who}, but {name} in ja"]);
    }

    #[test]
    fn words_that_a_page_asks_for_in_vain_are_found() {
        let page = format!("{PAGE}{{{{ t(key=\"a.three\") }}}}\n{{{{ t(key=\"b.\" ~ x) }}}}\n");
        let none = |line: usize, key: &str| format!("page:{line}: no words for {key}: add them in every language");
        assert_eq!(found(JA, EN, &page, ""), [none(3, "a.three"), none(4, "b.…")]);
    }

    #[test]
    fn braces_are_given_exactly() {
        let page = "{{ t(key=\"a.one\", x=f(a=\"1, 2\"), y=[1, 2]) }}\n{{ t(key=\"a.two\") }}\n";
        let expected = ["page:1: a.one has no {x}, which is given", "page:1: a.one has no {y}, which is given"];
        assert_eq!(found(JA, EN, page, ""), [&expected[..], &["page:2: a.two has {name}, which is not given"]].concat());
    }

    #[test]
    fn words_that_nobody_says_are_found() {
        assert_eq!(found(JA, EN, "{{ t(key=\"a.one\") }}", ""), ["ja:3: nobody says a.two: remove it in every language"]);
        assert!(found(JA, EN, "{{ t(key=\"a.one\") }}", "Say::Two => \"a.two\",").is_empty());
    }

    #[test]
    fn a_key_chosen_when_the_page_is_made_stands_for_all_that_fit() {
        let (ja, en) = ("[a]\nx_t = \"一\"\ny_t = \"二\"\nz = \"三\"\n", "[a]\nx_t = \"1\"\ny_t = \"2\"\nz = \"3\"\n");
        assert_eq!(found(ja, en, "{{ t(key=\"a.\" ~ s.k ~ \"_t\") }}", ""), ["ja:4: nobody says a.z: remove it in every language"]);
        assert!(found(ja, en, "{{ t(key=\"a.\" ~ k) }}", "").is_empty());
    }

    #[test]
    fn calls_inside_others_count_and_other_words_do_not() {
        let page = "{{ t(key=\"a.two\", name=t(key=\"a.one\")) }} {{ set(key=\"a.no\") }}";
        assert_eq!(found(JA, EN, page, ""), Vec::<String>::new());
    }

    #[test]
    fn words_that_cannot_be_read_are_found() {
        assert!(found("[a]\none = 1\n", EN, PAGE, "")[0].starts_with("ja: words are"));
    }
}
