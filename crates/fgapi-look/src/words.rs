//! The words of screens: those that all share, from `locales/`, and a door's own.

use std::collections::BTreeMap;

use fgapi_caller::Language;

const JAPANESE: &str = include_str!("../locales/ja.toml");
const ENGLISH: &str = include_str!("../locales/en.toml");

/// The words of one language, by dotted key.
#[derive(Debug)]
pub(crate) struct Words(BTreeMap<String, String>);

/// Words cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum WordsFault {
    /// They are no table of tables of texts.
    #[error(transparent)]
    Unread(#[from] toml::de::Error),
    /// A door says again, perhaps otherwise, what all say.
    #[error("two words for {0}")]
    Twice(String),
}

impl Words {
    /// The shared words of a language, and those that the rooms of a door add.
    pub(crate) fn of<'t>(language: Language, own: impl IntoIterator<Item = &'t str>) -> Result<Self, WordsFault> {
        let shared = match language {
            Language::Japanese => JAPANESE,
            Language::English => ENGLISH,
        };
        let mut all = BTreeMap::new();
        for text in std::iter::once(shared).chain(own) {
            let tables: BTreeMap<String, BTreeMap<String, String>> = toml::from_str(text)?;
            for (key, word) in
                tables.into_iter().flat_map(|(table, words)| words.into_iter().map(move |(key, word)| (format!("{table}.{key}"), word)))
            {
                if all.insert(key.clone(), word).is_some() {
                    return Err(WordsFault::Twice(key));
                }
            }
        }
        Ok(Self(all))
    }

    /// The words of a key.
    pub(crate) fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key).map(String::as_str)
    }

    /// A key that only one of the two has, or that has other braces there.
    pub(crate) fn difference<'a>(&'a self, other: &'a Self) -> Option<&'a str> {
        let unlike = |key: &&String| match (self.get(key), other.get(key)) {
            (Some(mine), Some(theirs)) => braces(mine) != braces(theirs),
            _ => true,
        };
        self.0.keys().chain(other.0.keys()).find(unlike).map(String::as_str)
    }
}

/// `words` with every `{name}` replaced by what `value` says for it; what is put in is not looked at again. Braces without a value
/// stay as they are.
pub(crate) fn fill(words: &str, value: impl Fn(&str) -> Option<String>) -> String {
    let mut filled = String::with_capacity(words.len());
    let mut rest = words;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        match after.split_once('}').and_then(|(name, behind)| Some((value(name)?, behind))) {
            Some((value, behind)) => {
                filled.push_str(&value);
                rest = behind;
            }
            None => {
                filled.push('{');
                rest = after;
            }
        }
    }
    filled.push_str(rest);
    filled
}

/// The names in braces, in order.
fn braces(words: &str) -> Vec<&str> {
    let mut found: Vec<_> = words.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0)).collect();
    found.sort_unstable();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_door_adds_words_and_changes_none() {
        let words = Words::of(Language::English, ["[hello]\nlead = \"Hello\""]).unwrap();
        assert_eq!((words.get("hello.lead"), words.get("common.show"), words.get("hello.no")), (Some("Hello"), Some("Show"), None));
        assert_eq!(Words::of(Language::English, ["[common]\nshow = \"x\""]).unwrap_err().to_string(), "two words for common.show");
        assert!(matches!(Words::of(Language::Japanese, ["[a]\nb = 1"]), Err(WordsFault::Unread(_))));
    }

    #[test]
    fn languages_are_held_to_the_same_words() {
        let own = |text: &str| Words::of(Language::Japanese, [text]).unwrap();
        let both = Language::ALL.map(|language| Words::of(language, []).unwrap());
        assert_eq!(both[0].difference(&both[1]), None);
        let model = own("[a]\nb = \"{x} {y}\"");
        assert_eq!(model.difference(&own("[a]\nb = \"{y}, {x}\"")), None);
        for other in ["[a]\nb = \"{x}\"", "[a]\nc = \"{x} {y}\""] {
            assert_eq!(model.difference(&own(other)), Some("a.b"), "{other}");
        }
        assert_eq!(own("").difference(&model), Some("a.b"));
    }

    #[test]
    fn braces_are_filled_once() {
        let value = |name: &str| (name == "a").then(|| "{b}{a}".to_owned());
        assert_eq!(fill("x {a} y {b} {", value), "x {b}{a} y {b} {");
        assert_eq!(fill("なし", value), "なし");
    }
}
